"""A battery's results re-checked in plain numpy; shares nothing with the formulation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from bess_opt.component import Check
from bess_opt.horizon import Horizon

if TYPE_CHECKING:
    from bess_opt.assets.battery.kind import Battery


def recheck(battery: Battery, ds: Any, horizon: Horizon) -> Iterable[Check]:
    """SoC recursion, window, converter limit and cycle caps, step by step."""
    at = ds.sel(component=battery.name)
    charge, discharge = at["p_charge_mw"].to_numpy(), at["p_discharge_mw"].to_numpy()
    soc, available = at["soc_mwh"].to_numpy(), at["available_frac"].to_numpy()
    p, e = battery.sizes(ds)
    healthy = e * battery.soh_mean_frac
    before = np.empty_like(soc)
    for number in np.unique(horizon.period):
        here = np.flatnonzero(horizon.period == number)
        before[here[1:]] = soc[here[:-1]]
        start = getattr(battery.boundary, "soc_start_frac", None)
        before[here[0]] = soc[here[-1]] if start is None else start * healthy[here[0]]
    kept = (1.0 - battery.self_discharge_frac_per_h) ** horizon.dt_h
    drawn = discharge / battery.eta_discharge_frac
    expected = kept * before + horizon.dt_h * (battery.eta_charge_frac * charge - drawn)
    yield Check("soc recursion", battery.name, _largest(np.abs(soc - expected)), 1e-5, "MWh")
    low, high = battery.soc_min_frac * healthy - soc, soc - battery.soc_max_frac * healthy
    yield Check("soc window", battery.name, _largest(np.maximum(low, high)), 1e-5, "MWh")
    over = np.maximum(np.maximum(charge, discharge) - available * p, -charge)
    yield Check("converter limit", battery.name, _largest(np.maximum(over, -discharge)), 1e-5, "MW")
    if battery.cycles_max_per_day is not None:
        daily = np.bincount(horizon.day, drawn * horizon.dt_h)
        allowed = battery.cycles_max_per_day * healthy[np.unique(horizon.day, return_index=True)[1]]
        yield Check("cycles per day", battery.name, _largest(daily - allowed), 1e-4, "MWh")
    if battery.cycles_max_per_year is not None:
        for label, share in horizon.share_of_year.items():
            here = horizon.year == label
            drawn_mwh = float((drawn * horizon.dt_h * horizon.weight)[here].sum())
            allowed_mwh = battery.cycles_max_per_year * share * float(healthy[here][0])
            yield Check(f"cycles in {label}", battery.name, drawn_mwh - allowed_mwh, 1e-3, "MWh")


def _largest(values: Any) -> float:
    return float(np.max(values))
