"""How far demand was served, tier by tier, and what outages had to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bess_opt.component import Asset, Component
from bess_opt.horizon import Horizon
from bess_opt.model.fields import rate_of

# Shares of a tier's demand below this are what an engine leaves of nothing.
NONE_FRAC = 1e-6


def outages(
    ds: Any, components: Mapping[str, Component], horizon: Horizon
) -> dict[str, dict[str, Any]]:
    """Assets with a calendar of outages, and connections that are ever cut.

    ``hours`` counts a step by the share that is cut; ``announced`` is None where a series cuts a
    connection and nothing says whether that is known in advance.
    """
    found = {}
    for name, component in components.items():
        calendar = getattr(component, "outages", None)
        is_connection = getattr(component, "is_connection", False)
        if calendar is None and not is_connection:
            continue
        cut = _cut_frac(ds, name, component, horizon)
        if calendar is None and not np.any(cut > 0):
            continue
        found[name] = {
            "hours": float(cut @ (horizon.dt_h * horizon.weight)),
            "events": _events(cut, horizon),
            "announced": None if calendar is None else calendar.announced,
        }
    return found


def tiers(
    ds: Any,
    components: Mapping[str, Component],
    horizon: Horizon,
    base: str = "",
    rates: Mapping[str, float] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """Energy by load and tier, MWh over the horizon; the part that cannot be shed comes last.

    ``in_outages`` counts the steps in which a connection is cut, in whole or in part. The value of
    lost load is in the base currency, and None where nothing can be shed.
    """
    hours = horizon.dt_h * horizon.weight
    is_cut = np.zeros(len(horizon), dtype=bool)
    for name, component in components.items():
        if getattr(component, "is_connection", False):
            is_cut |= _cut_frac(ds, name, component, horizon) > 0
    found = {}
    for name, load in components.items():
        named = getattr(load, "tiers", None)
        if not named or not isinstance(load, Asset):
            continue
        demand = ds["demand_mw"].sel(component=name).to_numpy()
        shed = ds["p_shed_mw"].sel(component=name).transpose("tier", "time").to_numpy()
        rows, rate = [], rate_of(load, base, rates or {})
        for number, tier in enumerate(named):
            wanted, missed = tier.share_frac * demand, np.maximum(shed[number], 0.0)
            rows.append(
                _row(tier.name, tier.share_frac, wanted, missed, is_cut, hours)
                | {"lost_load_per_mwh": rate * tier.lost_load_per_mwh}
            )
        rest = 1.0 - sum(tier.share_frac for tier in named)
        if rest > NONE_FRAC:
            rows.append(
                _row("always served", rest, rest * demand, 0 * demand, is_cut, hours)
                | {"lost_load_per_mwh": None}
            )
        found[name] = rows
    return found


def _row(
    name: str, share_frac: float, wanted: Any, missed: Any, is_cut: Any, hours: Any
) -> dict[str, Any]:
    demand, shed = float(wanted @ hours), float(missed @ hours)
    is_short = missed > NONE_FRAC * max(float(np.max(wanted, initial=0.0)), 1e-12)
    return {
        "tier": name,
        "share_frac": share_frac,
        "demand_mwh": demand,
        "served_mwh": demand - shed,
        "shed_mwh": shed,
        "shed_hours": float(is_short @ hours),
        "demand_in_outages_mwh": float((wanted * is_cut) @ hours),
        "shed_in_outages_mwh": float((missed * is_cut) @ hours),
    }


def _cut_frac(ds: Any, name: str, component: Any, horizon: Horizon) -> Any:
    """Share cut in each step, shape (T,): of a connection as found, else by its calendar."""
    if component.is_connection:
        return 1.0 - ds["available_frac"].sel(component=name).to_numpy()
    return 1.0 - component.outages.left_frac(horizon)


def _events(cut: Any, horizon: Horizon) -> int:
    """Runs of steps that are cut; a run does not go on from one period to the next."""
    is_cut = cut > 0
    before = np.append(False, is_cut[:-1]) & ~horizon.is_first
    return int(np.sum(is_cut & ~before))
