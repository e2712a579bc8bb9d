"""A made-up grid of two buses and twelve assets for one year, written as a finished run.

Nothing is optimised: plants follow a merit order by hand, the store charges at noon and
discharges in the evening, so that every figure of the report has something to show. What the
tests rely on holds exactly: power balances at both buses, the store's energy follows its
recursion, the ledger sums to the objective, and results.json says what the series say.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from bess_opt.component import Check
from bess_opt.ledger import Ledger, Row
from bess_opt.runs import Run, RunContent, open_run, write_run
from bess_opt.runs.recheck import components_of, horizon_of
from bess_opt.units import unit_of

ZONE, FIRST = "Asia/Karachi", "2025-12-31T19:00:00"
POWER_MW, ENERGY_MWH, ETA, HEALTH = 400.0, 2000.0, 0.9, 0.8
CAPEX_PER_MWH = 26_000_000.0
PRICES = {"coal": 13_000.0, "gas": 20_000.0, "oil": 28_000.0}
MONTHS = 12
DAYS_OF_MONTH = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
# Of 200 MW all year.
ENERGY_MWH_PER_MONTH = (200.0 * 24 * DAYS_OF_MONTH).tolist()

CASE: dict[str, Any] = {
    "schema": "bess_opt/case/1",
    "name": "Two-bus island",
    "currency": {"base": "PKR", "price_year": 2026, "rates": {"USD": 280.0}},
    "series": {
        "town_mw": {"file": "load.csv", "unit": "MW", "mark": "synthetic", "source": "drawn"},
        "sun": {"file": "sun.csv", "unit": "1", "mark": "synthetic", "source": "drawn"},
        "breeze": {"file": "wind.csv", "unit": "1", "mark": "cited", "source": "a yearbook"},
    },
    "assets": {
        "town": {
            "kind": "load", "label": "Town", "bus": "north", "demand_mw": "town_mw",
            "tiers": [{"name": "all", "share_frac": 1.0, "lost_load_per_mwh": 85000.0}],
        },
        "port": {"kind": "load", "label": "Port", "bus": "south", "demand_mw": 300.0},
        "reactor": {
            "kind": "must_run", "label": "Nuclear", "bus": "south", "clean": True,
            "energy_mwh_per_month": ENERGY_MWH_PER_MONTH,
        },
        "dam": {
            "kind": "reservoir", "label": "Hydro", "bus": "north", "p_rated_mw": 600.0,
            "energy_mwh_per_month": ENERGY_MWH_PER_MONTH,
        },
        "coal": {"kind": "thermal", "label": "Coal", "bus": "south", "p_rated_mw": 900.0},
        "gas": {"kind": "thermal", "label": "Gas", "bus": "north", "p_rated_mw": 700.0,
                "emission_t_per_mwh": 0.4},
        "oil": {"kind": "thermal", "label": "Oil", "bus": "north", "p_rated_mw": 250.0,
                "emission_t_per_mwh": 0.7},
        "solar": {"kind": "solar", "label": "Solar", "bus": "north",
                  "p_rated_mw": {"min": 0.0, "max": 5000.0, "fixed_om_per_mw_year": 1e6},
                  "available_frac": "sun"},
        "wind": {"kind": "wind", "label": "Wind", "bus": "south", "p_rated_mw": 500.0,
                 "available_frac": "breeze"},
        "corridor": {"kind": "line", "label": "Corridor", "bus": "south", "to_bus": "north",
                     "p_rated_mw": 5000.0},
        "surplus": {"kind": "outlet", "label": "Surplus", "bus": "north", "p_rated_mw": 5000.0},
        "bess": {
            "kind": "battery", "label": "LFP storage", "bus": "north",
            "p_rated_mw": {"min": 0.0, "max": 5000.0},
            "e_rated_mwh": {"min": 0.0, "max": 9e4, "capex_per_mwh": CAPEX_PER_MWH,
                            "life_years": 20.0},
            "eta_charge_frac": ETA, "eta_discharge_frac": ETA, "soh_mean_frac": HEALTH,
        },
    },
    "tariffs": {
        **{
            f"{plant}_fuel": {"kind": "fuel", "assets": [plant], "fuel_price_per_mwh": price}
            for plant, price in PRICES.items()
        },
        "capacity_coal": {
            "kind": "capacity_payment", "assets": ["coal"], "contracted_mw": 900.0,
            "charge_per_mw_month": 8e6,
        },
        "capacity_gas": {
            "kind": "capacity_payment", "assets": ["gas"], "contracted_mw": 700.0,
            "charge_per_mw_month": 2.4e6,
        },
    },
    "policies": {
        "target": {"kind": "renewable_share", "label": "Half from water, wind and sun",
                   "share_frac": 0.5},
    },
    "finance": {"discount_rate_real_frac": 0.07},
    "study": {"perspective": "system", "headline": ["bess"],
              "calibration": {"file": "c.csv", "groups": {"coal": ["coal"], "water": ["dam"]}}},
    "scenarios": {"sunny": {"description": "more sun on the roofs"}},
}  # fmt: skip


STACK: dict[str, Any] = {
    "sizes": {"bess": {"p_rated_mw": POWER_MW, "e_rated_mwh": ENERGY_MWH}},
    "energy_alone": 4e9,
    "streams": [{"name": "target", "alone": 3e9, "last": 2.5e9}],
    "together": 6.5e9,
    "conflict": 0.5e9,
    "marginal": [
        {"what": "one more MW", "of": "bess", "unit": "MW", "step": 4.0, "worth": 1e6,
         "cost": 2e6},
        {"what": "one more MWh", "of": "bess", "unit": "MWh", "step": 20.0, "worth": 2.5e6,
         "cost": 2.4e6},
    ],
    "currency": "PKR",
}  # fmt: skip


def axis(days: int) -> dict[str, Any]:
    """Coordinates of so many days of hours, in UTC."""
    steps = 24 * days
    stamps = np.datetime64(FIRST, "ns") + np.arange(steps) * np.timedelta64(1, "h")
    return {
        "time": ("time", stamps, {"timezone": ZONE}),
        "year": ("time", np.full(steps, 2026)),
        "weight": ("time", np.ones(steps)),
        "period": ("time", np.zeros(steps, dtype=int)),
        "dt_h": ("time", np.ones(steps)),
    }


def flows(days: int, *, built: bool) -> dict[str, Any]:
    """Power by hour of every asset, from a merit order by hand; arrays of shape (24 * days,)."""
    steps = 24 * days
    t = np.arange(steps)
    hour, day = t % 24, t // 24
    noise = np.random.default_rng(7).normal(0.0, 1.0, (days, 2))[day]
    season = np.cos(2 * np.pi * (day - 200) / 365)
    town = 1500 + 250 * season + 260 * np.cos(2 * np.pi * (hour - 21) / 24) + 40 * noise[:, 0]
    sun = np.clip(np.sin(np.pi * (hour - 6) / 12), 0, None) * np.clip(
        0.75 + 0.1 * noise[:, 1], 0, 1
    )
    breeze = np.clip(0.35 + 0.2 * season + 0.1 * noise[:, 0], 0, 1)
    charging, discharging = (hour >= 10) & (hour < 14), (hour >= 19) & (hour < 22)
    charge = np.where(charging & built, 300.0, 0.0)
    # Four hours of 300 MW in at 0.9 leave 1,080 MWh; three hours of 324 MW draw 1,080 again.
    discharge = np.where(discharging & built, 324.0, 0.0)
    stored = np.cumsum(ETA * charge - discharge / ETA)
    demand = town + 300.0
    need = demand + charge - discharge
    own: dict[str, Any] = {"reactor": np.full(steps, 200.0), "dam": np.full(steps, 200.0)}
    offered = {"solar": 1400.0 * sun, "wind": 500.0 * breeze}
    rest = need - 400.0
    for name, most in (*offered.items(), ("coal", 900.0), ("gas", 700.0), ("oil", 250.0)):
        own[name] = np.clip(rest, 0.0, most)
        rest = rest - own[name]
    outlet = np.clip(-rest, 0.0, None)
    shed = np.clip(rest, 0.0, None)
    south = own["reactor"] + own["coal"] + own["wind"] - 300.0
    price = np.where(own["oil"] > 0, PRICES["oil"], np.where(own["gas"] > 0, PRICES["gas"], 13e3))
    price = np.where(own["coal"] > 0, price, 0.0)
    return own | {
        "town": town, "sun": sun, "breeze": breeze, "charge": charge, "discharge": discharge,
        "soc": stored, "outlet": outlet, "shed": shed, "south": south, "price": price,
    }  # fmt: skip


def dataset(days: int, *, built: bool) -> xr.Dataset:
    """``series.nc``."""
    f = flows(days, built=built)
    names = [n for room in ("assets", "tariffs", "policies") for n in CASE[room]]
    steps = 24 * days
    one = np.ones(steps)
    by_time: dict[str, dict[str, Any]] = {
        "demand_mw": {"town": f["town"], "port": 300.0 * one},
        "available_frac": {"solar": f["sun"], "wind": f["breeze"], "bess": one, "dam": one,
                           "coal": one, "gas": one, "oil": one},
        "p_generation_mw": {n: f[n] for n in ("reactor", "dam", "coal", "gas", "oil", "solar",
                                              "wind")},
        "p_online_mw": {n: f[n] for n in ("coal", "gas", "oil")},
        "p_spill_mw": {"dam": 0.0 * one},
        "p_charge_mw": {"bess": f["charge"]},
        "p_discharge_mw": {"bess": f["discharge"]},
        "soc_mwh": {"bess": f["soc"]},
        "p_forward_mw": {"corridor": np.clip(f["south"], 0, None)},
        "p_backward_mw": {"corridor": np.clip(-f["south"], 0, None)},
        "p_outlet_mw": {"surplus": f["outlet"]},
        "forward_frac": {"corridor": one},
        "backward_frac": {"corridor": one},
    }  # fmt: skip
    scale = 1.0 if built else 0.0
    sizes = {
        "p_rated_mw": {"dam": 600.0, "coal": 900.0, "gas": 700.0, "oil": 250.0, "solar": 1400.0,
                       "wind": 500.0, "corridor": 5000.0, "surplus": 5000.0,
                       "bess": scale * POWER_MW},
        "e_rated_mwh": {"bess": scale * ENERGY_MWH},
    }  # fmt: skip
    found: dict[str, Any] = {}
    for field, own in by_time.items():
        data = np.full((steps, len(names)), np.nan)
        for name, values in own.items():
            data[:, names.index(name)] = values
        found[field] = (("time", "component"), data, _attrs(field))
    for field, values in sizes.items():
        row = [[values.get(name, np.nan) for name in names]]
        found[field] = (("year_label", "component"), row, _attrs(field))
    shed = np.full((steps, len(names), 1), np.nan)
    shed[:, names.index("town"), 0] = f["shed"]
    found["p_shed_mw"] = (("time", "component", "tier"), shed, _attrs("p_shed_mw"))
    coords = {**axis(days), "component": names, "year_label": [2026], "tier": [0]}
    return xr.Dataset(found, coords=coords)


def _attrs(field: str) -> dict[str, str]:
    unit = unit_of(field)
    return {"units": unit.symbol if unit else "", "long_name": field.replace("_", " ")}


def duals(days: int, *, built: bool) -> xr.Dataset:
    """``duals.nc``: the south is 500 PKR/MWh cheaper."""
    price = flows(days, built=built)["price"]
    both = np.stack([price, np.clip(price - 500.0, 0, None)], axis=1)
    return xr.Dataset(
        {"power_balance": (("time", "bus"), both, {"units": "PKR/MWh", "long_name": "price"})},
        coords={**axis(days), "bus": ["north", "south"]},
    )


def ledger(days: int, *, built: bool) -> Ledger:
    """Fuel and capacity by month, and the store's annuity."""
    f, share = flows(days, built=built), days / 365
    stamps = pd.DatetimeIndex(axis(days)["time"][1]) + pd.Timedelta(hours=5)
    months = [f"2026-{m:02d}" for m in range(1, MONTHS + 1)]
    held = np.bincount(stamps.month - 1, minlength=MONTHS) / (24.0 * DAYS_OF_MONTH)
    rows = []
    for plant, price in PRICES.items():
        amount = np.bincount(stamps.month - 1, f[plant] * price, MONTHS)
        rows += [
            _row(f"{plant}_fuel", "fuel", "cash", m, a) for m, a in zip(months, amount, strict=True)
        ]
    for plant, mw, charge in (("coal", 900.0, 8e6), ("gas", 700.0, 2.4e6)):
        rows += [
            _row(f"capacity_{plant}", "capacity_payment", "sunk", m, mw * charge * part)
            for m, part in zip(months, held, strict=True)
        ]
    rows.append(_row("town", "lost_load", "imputed", "2026", float(f["shed"].sum()) * 85000.0))
    if built:
        annuity = CAPEX_PER_MWH * 0.0944 * ENERGY_MWH * share
        rows.append(_row("bess", "annuity of e_rated_mwh", "cash", "2026", annuity))
    return Ledger(r for r in rows if r.amount)


def _row(component: str, entry: str, nature: Any, period: str, amount: float) -> Row:
    return Row(component, entry, nature, "system", "supplier", period, "PKR", amount, amount)


def part(days: int, *, built: bool) -> dict[str, Any]:
    """The figures of one system, as results.json tells them."""
    ds, own = dataset(days, built=built), ledger(days, built=built)
    components, horizon = components_of(CASE), horizon_of(ds)
    energy = {
        n: components[n].energy_mwh(ds, horizon)  # type: ignore[attr-defined]
        for n in CASE["assets"]
    }
    sizes: dict[str, Any] = {}
    for name in CASE["assets"]:
        row = {
            f: float(ds[f].sel(component=name, year_label=2026))
            for f in ("p_rated_mw", "e_rated_mwh")
        }
        if not math.isnan(row["p_rated_mw"]):
            sizes[name] = {k: v for k, v in row.items() if not math.isnan(v)} | {"sized": []}
    deliverable = ETA * HEALTH * sizes["bess"]["e_rated_mwh"]
    sizes["bess"] |= {
        "sized": ["e_rated_mwh", "p_rated_mw"],
        "e_deliverable_mwh": deliverable,
        "duration_h": deliverable / POWER_MW if built else 0.0,
    }
    sizes["solar"]["sized"] = ["p_rated_mw"]
    served = sum(e.get("served", 0.0) for e in energy.values())
    burnt = sum(energy[n]["generated"] for n in PRICES)
    reactor = energy["reactor"]["generated"]
    return {
        "objective": {"value": own.total(), "currency": "PKR", "basis": "per year"},
        "sizes": sizes,
        "energy_mwh": energy,
        "costs": own.by_component(),
        "sunk": own.total("sunk"),
        "imputed": own.total("imputed"),
        "served_mwh": served,
        "renewable_share_frac": 1 - (burnt + reactor) / served,
        "clean_share_frac": 1 - burnt / served,
        "emissions_t": sum(components[n].emissions_t(ds, horizon) for n in CASE["assets"]),  # type: ignore[attr-defined]
        "unserved_mwh": sum(e.get("shed", 0.0) for e in energy.values()),
        "curtailed_mwh": sum(e.get("curtailed", 0.0) for e in energy.values()),
        "full_cycles_per_year": {"bess": 1080.0 * 365 / (HEALTH * ENERGY_MWH) if built else 0.0},
        "overlap_hours": 0.0,
    }


def results(days: int, *, built: bool) -> dict[str, Any]:
    """``results.json``."""
    own, before = part(days, built=built), part(days, built=False)
    saving = before["objective"]["value"] - own["objective"]["value"]
    trial = {"bess": {"p_rated_mw": 500.0, "e_rated_mwh": 2000.0}}
    zero = {
        "trial": {"sizes": trial, "saves_per_year": 2e9, "costs_per_year": 5e9, "ratio": 0.4},
        "factor": 0.4125,
        "none_at": 0.4166,
        "checked": {"factor": 0.412, "sizes": {"bess": {"p_rated_mw": 9.0, "e_rated_mwh": 30.0}}},
        "currency": "PKR",
    }
    flat = [
        {"end": end, "sizes": {"bess": {"p_rated_mw": p, "e_rated_mwh": 5 * p}},
         "excess": e * 1e9, "excess_frac": e / 100}
        for end, p, e in (("least", 250.0, 1.0), ("optimum", POWER_MW, 0.0), ("most", 520.0, 1.0))
    ]  # fmt: skip
    return own | {
        "status": "optimal",
        "scenario": "sunny",
        "headline": {"storage_pays": built, "storage": {"bess": own["sizes"]["bess"]}},
        "baseline": before,
        "baseline_refused": [],
        "savings": {"amount": saving, "currency": "PKR", "perspective": "system",
                    "distinguishable": built, "blur": 1e4},
        "break_even": None if built else zero,
        "flatness": flat if built else None,
        "value_stack": STACK if built else STACK | {"marginal": []},
        "binding": [
            _dual("power_balance", "north", "PKR/MWh", 12000.0, 28000.0, 7000, 8760),
            _dual("renewable_share_cap", "target", "PKR/MWh", 4400.0, 4400.0, 1, 1)
            | {"told": {"amount": 5.5e9, "meaning": "cost of one percentage point more"}},
            _dual("battery_soc_ceiling", "bess", "PKR/MWh", 10.0, 9000.0, 500, 8760)
            | {"plain": "Battery full"},
        ],
        "calibration": [
            {"group": g, "month": f"2026-{m:02d}", "modelled_gwh": a + 3.0 * m * (g == "coal"),
             "published_gwh": a, "mark": "printed", "source": "a yearbook"}
            for g, a in (("coal", 400.0), ("water", 150.0)) for m in range(1, 13)
        ],
        "assumptions": [
            {"path": "assets.coal.p_rated_mw", "value": 900.0, "unit": "MW", "mark": "cited",
             "source": "a yearbook"},
            {"path": "assets.bess.eta_charge_frac", "value": ETA, "unit": "1", "mark": "assumed",
             "source": "usual"},
            {"path": "tariffs.gas_fuel.fuel_price_per_mwh", "value": 20000.0,
             "unit": "{currency}/MWh", "mark": "default", "source": "an assumption"},
        ],
        "warnings": ["load.csv: W-TS-013 3 gaps filled."],
        "solver": {"name": "highs", "version": "1.16", "iterations": 41, "build_s": 1.0,
                   "solve_s": 9.5, "primal_residual": 2e-9, "dual_residual": 1e-10, "gap": 3e-11},
    }  # fmt: skip


def _dual(
    name: str, component: str, unit: str, low: float, high: float, binding: int, rows: int
) -> dict[str, Any]:
    return {
        "name": name, "component": component, "unit": unit, "meaning": "cost of one more",
        "mean": (low + high) / 2, "min": low, "max": high, "rows_binding": binding, "rows": rows,
        "is_limit": name != "power_balance",
        "weight": 1.0,
    }  # fmt: skip


@cache
def _content(days: int, built: bool) -> RunContent:
    return RunContent(
        case_yaml="",
        results=results(days, built=built),
        series=dataset(days, built=built),
        duals=duals(days, built=built),
        ledger=ledger(days, built=built),
        checks=[Check("soc recursion", "bess", 2e-10, 1e-5, "MWh")],
        manifest={"scenario": "sunny", "inputs": {"load.csv": {"sha256": "ab" * 32, "bytes": 1}}},
    )


def make_island(
    folder: Path, *, days: int = 365, built: bool = True, labels: dict[str, str] | None = None
) -> Run:
    """Write the run and open it; ``labels`` rename components."""
    from dataclasses import replace
    from io import StringIO

    from ruamel.yaml import YAML

    case = {**CASE}
    for room in ("assets", "tariffs", "policies"):
        case[room] = {n: {**c} for n, c in CASE[room].items()}
        for name, label in (labels or {}).items():
            if name in case[room]:
                case[room][name]["label"] = label
    text = StringIO()
    YAML(typ="safe", pure=True).dump(case, text)
    return open_run(write_run(folder, replace(_content(days, built), case_yaml=text.getvalue())))
