"""Overlays that make the base case infeasible, and what the diagnosis must say of each.

The figures are worked by hand from the base case: supply at 18:00 (no sun) is at most 60 MW of
diesel, 20 of nuclear (14,880 MWh over 744 h), 30 of hydro and 10 of battery; the load is 80.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Broken:
    """One row of the table.

    Parameters
    ----------
    overlay : tuple of str
        As after ``-S``.
    names : tuple of str
        What the diagnosis must say: rule, owner, hour, amount.
    mends : str
        A path that one of the proposed changes must move.
    together : int
        How many numbers must change together.
    is_slow : bool
        Left to the slow suite.
    """

    overlay: tuple[str, ...]
    names: tuple[str, ...]
    mends: str
    together: int = 1
    is_slow: bool = False


SOUTH = (
    "assets.south_town={kind: load, bus: south, demand_mw: 8}",
    "assets.line={kind: line, bus: main, to_bus: south, p_rated_mw: 5}",
)
NO_DIESEL = ("assets.diesel.active=false", "tariffs.fuel.active=false")
DINNER = "power balance of main at 2026-01-17 18:00"


def from_to(start: float, end: float) -> str:
    """Stored energy with both ends given."""
    return f"assets.bess.boundary={{kind: from_to, soc_start_frac: {start}, soc_end_frac: {end}}}"


BROKEN: dict[str, Broken] = {
    # 15 + 20 + 30 + 10 = 75 of 80.
    "load above all ratings": Broken(
        ("assets.diesel.p_rated_mw=15",),
        (DINNER, "needs 80 MW", "at most 75 MW", "diesel 15", "short by 5 MW"),
        "assets.diesel.p_rated_mw",
    ),
    # 0.3 * 60 = 18: 78 of 80.
    "plant mostly unavailable": Broken(
        ("assets.diesel.available_frac=0.3",),
        (DINNER, "at most 78 MW", "diesel 18"),
        "assets.diesel.p_rated_mw",
        is_slow=True,
    ),
    # 1.8 * 80 = 144 of 120.
    "load grown": Broken(
        ("series.load.scale=1.8",),
        (DINNER, "needs 144 MW", "at most 120 MW", "short by 24 MW"),
        "assets.town.tiers",
        is_slow=True,
    ),
    # 20 of nuclear, 30 of hydro, 10 of battery and 10 of import: 70 of 80.
    "connection too small": Broken(
        (*NO_DIESEL, "assets.grid={kind: grid, p_import_max_mw: 10}"),
        (DINNER, "at most 70 MW", "grid 10", "short by 10 MW"),
        "assets.grid.p_import_max_mw",
    ),
    # The old set is down at 19:00 and 20:00: 60 of 65.
    "outage in the evening": Broken(
        (*NO_DIESEL, "assets.old_diesel.active=true"),
        ("power balance of main at 2026-01-17 19:00", "needs 65 MW", "at most 60 MW"),
        "assets.hydro.p_rated_mw",
    ),
    "battery away and diesel small": Broken(
        ("assets.bess.available_frac=0", "assets.diesel.p_rated_mw=25"),
        (DINNER, "at most 75 MW", "short by 5 MW"),
        "assets.diesel.p_rated_mw",
        is_slow=True,
    ),
    "no water": Broken(
        ("assets.hydro.energy_mwh_per_month=0", "assets.diesel.p_rated_mw=40"),
        (DINNER, "at most 70 MW", "diesel 40", "short by 10 MW"),
        "assets.diesel.p_rated_mw",
        is_slow=True,
    ),
    # Auxiliaries of 0.9 * 10 = 9 MW beside the load; 22 + 20 + 30 + 10.
    "auxiliaries of a battery": Broken(
        ("assets.bess.aux_frac=0.9", "assets.diesel.p_rated_mw=22"),
        (DINNER, "needs 89 MW", "at most 82 MW", "bess 10", "short by 7 MW"),
        "assets.diesel.p_rated_mw",
        is_slow=True,
    ),
    # 20 + 30 + 10 of diesel + 3 of a battery that may be sized to 3.
    "sizing bound too low": Broken(
        (
            "assets.diesel.p_rated_mw=10",
            "assets.bess.p_rated_mw={min: 0, max: 3, capex_per_mw: 100, life_years: 10}",
            "finance.discount_rate_real_frac=0.05",
        ),
        (DINNER, "at most 63 MW", "bess 3", "short by 17 MW"),
        "assets.diesel.p_rated_mw",
        is_slow=True,
    ),
    "line too small": Broken(
        SOUTH,
        ("power balance of south at 2026-01-17 00:00", "needs 8 MW", "line 5 MW", "of 48 steps"),
        "assets.line.p_rated_mw",
    ),
    "bus without supply": Broken(
        SOUTH[:1],
        ("power balance of south", "needs 8 MW", "at most 0 MW"),
        "assets.south_town.tiers",
        is_slow=True,
    ),
    # 90,000 / 744 = 120.968; less 30 of outlet and 10 of charging, 80.968 against 50.
    "must-run above load and outlets": Broken(
        ("assets.nuclear.energy_mwh_per_month=90000",),
        (
            "power balance of main at 2026-01-17 00:00",
            "at most 50 MW",
            "at least 80.9677 MW",
            "nuclear 120.968",
            "surplus -30",
        ),
        "assets.surplus.p_rated_mw",
    ),
    # 50,000 / 744 = 67.204 less 10 of charging.
    "surplus without outlet": Broken(
        ("assets.surplus.active=false", "assets.nuclear.energy_mwh_per_month=50000"),
        ("at least 57.2043 MW", "nuclear 67.2043", "7.2043 MW too much"),
        "assets.surplus_main",
        is_slow=True,
    ),
    # 1.9 * 80 = 152; diesel 60, battery 40 * 0.95 / 4 = 9.5.
    "capacity margin above firm power": Broken(
        ("policies.margin={kind: capacity_margin, margin_frac: 0.9}",),
        (
            "capacity margin firm of margin in 2026",
            "needs 152 MW",
            "at most 69.5 MW",
            "short by 82.5 MW",
        ),
        "assets.diesel.p_rated_mw",
    ),
    # Served 2 * (16 * 65 + 15 + 8 * 50) = 2,910 MWh; sun 40 * 6 * 2 = 480, hydro 480: 0.3299.
    "renewable share out of reach": Broken(
        ("policies.green={kind: renewable_share, share_frac: 0.6}",),
        (
            "renewable share cap of green",
            "solar offered of pv",
            "reservoir month energy of hydro",
            "from 0.6 to 0.329 (at most 0.329897)",
        ),
        "policies.green.share_frac",
    ),
    # Nuclear adds 960: 1,920 / 2,910 = 0.6598.
    "clean share out of reach": Broken(
        ("policies.clean={kind: clean_share, share_frac: 0.95}",),
        ("clean share cap of clean", "at most 0.659794"),
        "policies.clean.share_frac",
        is_slow=True,
    ),
    # 960 MWh of nuclear at 0.01 t/MWh: 9.6 t; the cap allows 20 * 48 / 8760 = 0.1096 t.
    "emission cap below the must-run": Broken(
        ("policies.cap={kind: emission_cap, cap_t: 20}",),
        ("emission cap year of cap", "at most 0.109589 t", "at least 9.6 t", "nuclear 9.6"),
        "policies.cap.cap_t",
    ),
    # (2,910 - 1,920) * 0.7 + 9.6 = 702.6 t in 48 h: 128,225 t a year.
    "emission cap below the need": Broken(
        ("policies.cap={kind: emission_cap, cap_t: 100000}",),
        ("emission cap year of cap", "at least 128225"),
        "policies.cap.cap_t",
        is_slow=True,
    ),
    # 9,000 and 8,000 a month, 48 of 744 h.
    "budget with least above most": Broken(
        (
            "policies.gas={kind: energy_budget, assets: [diesel], least_mwh_per_month: 25000,"
            " most_mwh_per_month: 20000}",
        ),
        (
            "energy budget least of gas in 2026-01",
            "at least 1,612.9 MWh",
            "at most 1,290.32 MWh",
            "6.452% of 2026-01",
        ),
        "policies.gas.least_mwh_per_month",
    ),
    "two budgets that contradict": Broken(
        (
            "policies.floor={kind: energy_budget, assets: [diesel], least_mwh_per_month: 22000}",
            "policies.ceiling={kind: energy_budget, assets: [diesel], most_mwh_per_month: 21000}",
        ),
        ("energy budget least of floor", "energy budget most of ceiling", "1,419.35 MWh"),
        "policies.floor.least_mwh_per_month",
        is_slow=True,
    ),
    # The 990 MWh that diesel must give are 15,345 a month.
    "budget below the need": Broken(
        ("policies.gas={kind: energy_budget, assets: [diesel], most_mwh_per_month: 8000}",),
        ("energy budget most of gas", "at least 15345"),
        "policies.gas.most_mwh_per_month",
        is_slow=True,
    ),
    # 60 MW * 48 h = 2,880 MWh of 60,000 * 48 / 744 = 3,870.97.
    "budget above the rating": Broken(
        ("policies.gas={kind: energy_budget, assets: [diesel], least_mwh_per_month: 60000}",),
        ("energy budget least of gas", "needs 3,870.97 MWh", "at most 2,880 MWh", "990.968 MWh"),
        "policies.gas.least_mwh_per_month",
        is_slow=True,
    ),
    # At 18:00 of both days 80 - (10 + 20 + 30 + 10) = 10 MW stay unserved.
    "unserved limit too strict": Broken(
        (
            "assets.diesel.p_rated_mw=10",
            "assets.town.tiers=[{name: all, share_frac: 1, lost_load_per_mwh: 5000}]",
            "policies.standard={kind: unserved_limit, share_frac: 0.0001}",
        ),
        ("unserved limit year of standard", "at most 0.291 MWh", "at least 20 MWh", "town 20"),
        "policies.standard.share_frac",
    ),
    "reserve above what can be held": Broken(
        ("policies.spin={kind: spinning_reserve, demand_frac: 0.9}",),
        ("spinning reserve need of spin", "thermal most of diesel"),
        "policies.spin.demand_frac",
    ),
    "reserve from one battery": Broken(
        ("policies.spin={kind: spinning_reserve, fixed_mw: 30, assets: [bess]}",),
        ("spinning reserve need of spin", "needs 30 MW", "at most 10 MW", "bess 10"),
        "policies.spin.fixed_mw",
        is_slow=True,
    ),
    # 0.1 MW * 48 h * 0.95 = 4.56 of 40 MWh.
    "end of charge not reachable": Broken(
        ("assets.bess.p_rated_mw=0.1", from_to(0.0, 1.0)),
        ("battery closing energy of bess at 2026-01-18 23:00", "needs 40 MWh", "at most 4.56 MWh"),
        "assets.bess.boundary.soc_end_frac",
    ),
    "end of charge with self-discharge": Broken(
        (
            "assets.bess.self_discharge_frac_per_h=0.5",
            "assets.bess.p_rated_mw=5",
            from_to(0.5, 1.0),
        ),
        ("battery closing energy of bess", "needs 40 MWh", "at most 9.5 MWh"),
        "assets.bess.p_rated_mw",
        is_slow=True,
    ),
    # 0.8 * 40 = 32 MWh must leave, and no cycle is allowed.
    "no cycles and a lower end": Broken(
        ("assets.bess.cycles_max_per_day=0", from_to(0.9, 0.1)),
        ("bess", "battery cycles per day", "battery closing energy"),
        "assets.bess.cycles_max_per_day",
    ),
    # A tenth of 40 MWh a day, 4 * 0.95 = 3.8 MWh at the bus.
    "too few cycles": Broken(
        (
            "assets.diesel.p_rated_mw=22",
            "assets.bess.p_rated_mw=20",
            "assets.bess.cycles_max_per_day=0.1",
        ),
        (DINNER, "at most 75.8 MW", "bess 3.8", "short by 4.2 MW"),
        "assets.bess.cycles_max_per_day",
    ),
    "least flow above the water": Broken(
        ("assets.hydro.flow_min_factor=1.3",),
        ("reservoir flow min of hydro", "reservoir month energy of hydro", "1.3"),
        "assets.hydro.flow_min_factor",
    ),
    "least flow of one month": Broken(
        ("assets.hydro.flow_min_factor=[1.2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",),
        ("reservoir flow min of hydro", "reservoir month energy of hydro"),
        "assets.hydro.flow_min_factor.0",
        is_slow=True,
    ),
    # Deliverable 40 * 0.95 = 38 MWh; asked 8 h * 10 MW.
    "duration above what is given": Broken(
        ("assets.bess.duration_min_h=8",),
        ("battery duration min of bess", "80 MWh against 38 MWh", "42 MWh apart"),
        "assets.bess.duration_min_h",
        is_slow=True,
    ),
    "duration below what is given": Broken(
        ("assets.bess.duration_max_h=2",),
        ("battery duration max of bess", "38 MWh against 20 MWh", "18 MWh apart"),
        "assets.bess.duration_max_h",
        is_slow=True,
    ),
    "margin and end of charge": Broken(
        (
            "policies.margin={kind: capacity_margin, margin_frac: 0.9}",
            "assets.bess.p_rated_mw=0.1",
            from_to(0.0, 1.0),
        ),
        ("battery closing energy of bess", "no single change", "assets.diesel.p_rated_mw"),
        "assets.diesel.p_rated_mw",
        together=2,
    ),
    "margin, end of charge and budget": Broken(
        (
            "policies.margin={kind: capacity_margin, margin_frac: 0.9}",
            "policies.gas={kind: energy_budget, assets: [diesel], most_mwh_per_month: 8000}",
            "assets.bess.p_rated_mw=0.1",
            from_to(0.0, 1.0),
        ),
        ("no single change", "policies.gas.most_mwh_per_month"),
        "policies.gas.most_mwh_per_month",
        together=3,
        is_slow=True,
    ),
    "cap in the north and line to the south": Broken(
        (*SOUTH, "policies.cap={kind: emission_cap, cap_t: 20}"),
        ("emission cap year of cap", "power balance of south", "no single change"),
        "policies.cap.cap_t",
        together=2,
        is_slow=True,
    ),
}
