"""A benchmark system as a PyPSA network, with its contracts as extra linopy constraints.

PyPSA formulates the system in its own way: a battery is a Store between two Links, of which the one
that charges carries the converter's cost and the other follows it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bess_opt.finance.annuity import annuity_factor
from tests.bench.systems import (
    LINE_LOSS_FRAC,
    LINE_MW,
    LOST_LOAD_PER_MWH,
    PEAK_CHARGE_PER_MW_MONTH,
    RATE_FRAC,
    START,
    System,
)

# What HiGHS is asked to do: its own choice, or an interior point without a crossover to a corner.
WAYS = {
    "HiGHS ipx": {"solver": "ipm", "run_crossover": "off", "output_flag": False},
    "HiGHS": {"output_flag": False},
}


def network_of(system: System, series: dict[str, Any]) -> Any:
    """The network, its data in memory."""
    import pypsa

    n = pypsa.Network()
    stamps = pd.date_range(START, periods=system.steps, freq=pd.Timedelta(hours=system.step_h))
    n.set_snapshots(stamps)
    for column in n.snapshot_weightings.columns:
        n.snapshot_weightings[column] = float(system.step_h)

    def over(values: Any) -> Any:
        return pd.Series(values, index=stamps)

    for zone in system.buses:
        n.add("Bus", zone)
        demand = series[f"demand_{zone}"]
        n.add("Load", f"load_{zone}", bus=zone, p_set=over(demand))
        n.add(
            "Generator", f"shed_{zone}", bus=zone, p_nom=demand.max(),
            p_max_pu=over(demand / demand.max()), marginal_cost=LOST_LOAD_PER_MWH,
        )  # fmt: skip
        for _, own, rated in system.weather(zone):
            n.add("Generator", own, bus=zone, p_nom=rated, p_max_pu=over(series[own]))
    for plant in system.plants():
        ramp = plant.ramp_frac_per_h * system.step_h if system.ramps else np.nan
        n.add(
            "Generator", plant.name, bus=plant.zone, p_nom=plant.p_rated_mw,
            marginal_cost=plant.price_per_mwh, ramp_limit_up=ramp, ramp_limit_down=ramp,
        )  # fmt: skip
    for k, store in enumerate(system.stores()):
        _add_battery(n, system, k, store)
    if system.zones > 1:
        for name, start, end in (("there", "main", "far"), ("back", "far", "main")):
            n.add("Link", name, bus0=start, bus1=end, p_nom=LINE_MW, efficiency=1 - LINE_LOSS_FRAC)
    return n


def _add_battery(n: Any, system: System, k: int, store: Any) -> None:
    eta, cells = store.eta_frac, f"{store.name}_cells"
    yearly = annuity_factor(RATE_FRAC, store.life_years) * system.hours / 8760
    n.add("Bus", cells)
    if system.sizes:
        power, energy = system.sizes[k]
        charge = discharge = held = {}
        sizes = ({"p_nom": power}, {"p_nom": power / eta}, {"e_nom": energy})
    else:
        sizes = ({}, {}, {})
        charge = {
            "p_nom_extendable": True, "p_nom_max": store.p_max_mw,
            "capital_cost": yearly * store.capex_per_mw,
        }  # fmt: skip
        discharge = {"p_nom_extendable": True}
        held = {
            "e_nom_extendable": True, "e_nom_max": store.e_max_mwh,
            "capital_cost": yearly * store.capex_per_mwh,
        }  # fmt: skip
    n.add("Link", f"{store.name}_in", bus0=store.zone, bus1=cells, efficiency=eta,
          **sizes[0], **charge)  # fmt: skip
    n.add("Link", f"{store.name}_out", bus0=cells, bus1=store.zone, efficiency=eta,
          **sizes[1], **discharge)  # fmt: skip
    n.add("Store", store.name, bus=cells, e_cyclic=system.cyclic, e_initial=0.0,
          **sizes[2], **held)  # fmt: skip


def contracts_of(system: System) -> Any:
    """PyPSA's hook: converters of one size both ways, take-or-pay floors, monthly peaks."""

    def add(n: Any, snapshots: Any) -> None:
        m = n.model
        if not system.sizes:
            rated = m.variables["Link-p_nom"]
            for store in system.stores():
                there, back = f"{store.name}_in", f"{store.name}_out"
                m.add_constraints(
                    rated.sel(name=[there]).sum() - store.eta_frac * rated.sel(name=[back]).sum()
                    == 0,
                    name=f"one size {store.name}",
                )
        month = snapshots.year * 12 + snapshots.month
        share = {
            label: len(here) * system.step_h / (here[0].days_in_month * 24)
            for label in month.unique()
            for here in [snapshots[month == label]]
        }
        p = m.variables["Generator-p"]
        settled = month if system.settlement == "monthly" else snapshots.year
        for label in settled.unique():
            here = snapshots[settled == label]
            shares = sum(share[own] for own in month[settled == label].unique())
            for plant in system.plants():
                if not plant.take_frac:
                    continue
                untaken = m.add_variables(lower=0, name=f"untaken {plant.name} {label}")
                taken = (system.step_h * p.loc[here, plant.name]).sum()
                floor = plant.take_frac * plant.p_rated_mw * 730 * shares
                m.add_constraints(taken + untaken >= floor, name=f"take {plant.name} {label}")
                m.objective = m.objective + plant.pay_price_per_mwh * untaken
        for label in month.unique() if system.monthly_peak else ():
            here = snapshots[month == label]
            peak = m.add_variables(lower=0, name=f"peak {label}")
            m.add_constraints(p.loc[here, "gas"] - peak <= 0, name=f"below peak {label}")
            m.objective = m.objective + share[label] * PEAK_CHARGE_PER_MW_MONTH * peak

    return add


def optimum(n: Any, system: System, way: str = "HiGHS", **options: Any) -> float:
    """Optimise in one of `WAYS`; the cost.

    Raises
    ------
    RuntimeError
        There is no optimum within the limits.
    """
    status, condition = n.optimize(
        solver_name="highs", solver_options=WAYS[way] | options,
        extra_functionality=contracts_of(system), include_objective_constant=False,
    )  # fmt: skip
    if status != "ok":
        raise RuntimeError(f"PyPSA ended {status}, {condition}")
    return float(n.objective)
