"""The reference system's program, row for row the one this project compiles, written in linopy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bess_opt.finance.annuity import annuity_factor
from tests.bench.systems import LOST_LOAD_PER_MWH, RATE_FRAC, START, System


def built(system: System, series: dict[str, Any]) -> Any:
    """A linopy model; only systems of one zone without ramps are written out."""
    import linopy
    import xarray as xr

    steps = pd.RangeIndex(system.steps, name="t")
    stamps = pd.date_range(START, periods=system.steps, freq=pd.Timedelta(hours=system.step_h))
    plants, stores = system.plants(), system.stores()
    weather = system.weather("main")
    groups = pd.Index([p.name for p in plants], name="g")
    natural = pd.Index([own for _, own, _ in weather], name="w")
    batteries = pd.Index([s.name for s in stores], name="b")
    share, dt = system.hours / 8760, system.step_h
    demand = xr.DataArray(series["demand_main"], coords=[steps])
    offered = xr.DataArray(
        np.array([series[own] * rated for _, own, rated in weather]), coords=[natural, steps]
    )

    def by(index: pd.Index, values: list[float]) -> Any:
        return xr.DataArray(np.array(values), coords=[index])

    m = linopy.Model()
    shed = m.add_variables(0, demand, name="p_shed_mw")
    p = m.add_variables(0, coords=[groups, steps], name="p_generation_mw")
    w = m.add_variables(0, coords=[natural, steps], name="p_natural_mw")
    online = m.add_variables(0, coords=[groups, steps], name="p_online_mw")
    charge = m.add_variables(0, coords=[batteries, steps], name="p_charge_mw")
    discharge = m.add_variables(0, coords=[batteries, steps], name="p_discharge_mw")
    soc = m.add_variables(0, coords=[batteries, steps], name="soc_mwh")
    power = m.add_variables(0, by(batteries, [s.p_max_mw for s in stores]), name="p_rated_mw")
    energy = m.add_variables(0, by(batteries, [s.e_max_mwh for s in stores]), name="e_rated_mwh")
    eta = by(batteries, [s.eta_frac for s in stores])
    before = soc.roll(t=1)
    m.add_constraints(w <= offered, name="offered")
    m.add_constraints(online <= by(groups, [q.p_rated_mw for q in plants]), name="available")
    m.add_constraints(p - online <= 0, name="most")
    m.add_constraints(p - 0.0 * online >= 0, name="least")
    m.add_constraints(soc - before - dt * eta * charge + dt / eta * discharge == 0, name="balance")
    m.add_constraints(charge + discharge - power <= 0, name="converter")
    m.add_constraints(before + dt * eta * charge - energy <= 0, name="ceiling")
    m.add_constraints(before - dt / eta * discharge - 0.0 * energy >= 0, name="floor")
    m.add_constraints(
        p.sum("g") + w.sum("w") + discharge.sum("b") - charge.sum("b") + shed == demand,
        name="power_balance",
    )
    cost = dt * LOST_LOAD_PER_MWH * shed.sum()
    cost += (dt * by(groups, [q.price_per_mwh for q in plants]) * p).sum()
    taken = [q for q in plants if q.take_frac]
    settled, shares = _settlements(system, stamps)
    group = xr.DataArray(settled, coords=[steps], name="settled")
    for q in taken:
        sums = (dt * p.sel(g=q.name)).groupby(group).sum()
        untaken = m.add_variables(0, coords=[sums.indexes["settled"]], name=f"untaken_{q.name}")
        floor = q.take_frac * q.p_rated_mw * 730 * shares
        m.add_constraints(
            sums + untaken >= xr.DataArray(floor, coords=[untaken.indexes["settled"]]),
            name=f"take_{q.name}",
        )
        cost += q.pay_price_per_mwh * untaken.sum()
    for rating, prices in (
        (power, [s.capex_per_mw for s in stores]),
        (energy, [s.capex_per_mwh for s in stores]),
    ):
        annual = [
            c * annuity_factor(RATE_FRAC, s.life_years) for c, s in zip(prices, stores, strict=True)
        ]
        cost += (share * by(batteries, annual) * rating).sum()
    m.add_objective(cost)
    return m


def _settlements(system: System, stamps: pd.DatetimeIndex) -> tuple[Any, Any]:
    """Label of the contract period of each step, and the months' shares in each period."""
    month = np.asarray(stamps.month + 12 * stamps.year)
    _, first, place = np.unique(month, return_index=True, return_inverse=True)
    full = stamps[first].days_in_month.to_numpy() * 24.0
    share = np.bincount(place) * system.step_h / full
    if system.settlement == "monthly":
        return month, share
    year = np.asarray(stamps.year)
    _, of_year = np.unique(year[first], return_inverse=True)
    return year, np.bincount(of_year, share)


def arrays_of(m: Any) -> Any:
    """The arrays a solver is handed: matrix, limits, bounds and costs."""
    own = m.matrices
    return own.A, own.b, own.sense, own.lb, own.ub, own.c
