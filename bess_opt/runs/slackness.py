"""Prices against quantities: a limit that is not reached has no price.

Where the files hold both a limit's slack and its price, their product must vanish. What cannot be
told from the files (policies, contracts) is certified from the LP's arrays when the run is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from bess_opt.component import Check, Component

if TYPE_CHECKING:
    import xarray as xr

SLACKNESS_TOLERANCE_FRAC = 1e-6


def _rating(at: Any) -> Any:
    return at["p_rated_mw"].sel(year_label=at["year"].to_numpy()).to_numpy()


def _converter(at: Any) -> Any:
    used = at["p_charge_mw"].to_numpy() + at["p_discharge_mw"].to_numpy()
    return at["available_frac"].to_numpy() * _rating(at) - used


def _forward(at: Any) -> Any:
    return at["forward_frac"].to_numpy() * _rating(at) - at["p_forward_mw"].to_numpy()


def _backward(at: Any) -> Any:
    return at["backward_frac"].to_numpy() * _rating(at) - at["p_backward_mw"].to_numpy()


def _online(at: Any) -> Any:
    return at["available_frac"].to_numpy() * _rating(at) - at["p_online_mw"].to_numpy()


def _offered(at: Any) -> Any:
    return at["available_frac"].to_numpy() * _rating(at) - at["p_generation_mw"].to_numpy()


# Slack of a limit, MW by step, from the results of one component; by the name of its dual.
SLACKS: Mapping[str, Callable[[Any], Any]] = {
    "battery_converter_limit": _converter,
    "line_forward_limit": _forward,
    "line_backward_limit": _backward,
    "thermal_available": _online,
    "solar_offered": _offered,
    "wind_offered": _offered,
    "run_of_river_offered": _offered,
}


def slackness_checks(
    components: Mapping[str, Component], ds: xr.Dataset, duals: xr.Dataset
) -> Iterator[Check]:
    """Slack times price, as a share of the largest slack times the largest price."""
    prices = np.abs(duals["power_balance"].to_numpy()) if "power_balance" in duals else np.ones(1)
    price_scale = max(1e-9, float(np.nanmax(prices, initial=0.0)))
    for name, slack_of in SLACKS.items():
        if name not in duals:
            continue
        own = duals[name]
        dim = next(str(d) for d in own.dims if d != "time")
        for component in map(str, own[dim].to_numpy()):
            if component not in components:
                continue
            at = ds.sel(component=component)
            slack, price = slack_of(at), np.nan_to_num(own.sel({dim: component}).to_numpy())
            size = max(1.0, float(np.max(_rating(at)))) * price_scale
            miss = float(np.max(np.abs(slack * price))) / size
            label = f"price only where reached: {name.replace('_', ' ')}"
            yield Check(label, component, miss, SLACKNESS_TOLERANCE_FRAC, "1")
