"""Headline figures of one answer: sizes, energy, shares, cycles, overlap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bess_opt.component import Asset, Component
from bess_opt.dust import NOTHING_FRAC, OVERLAP_FRAC
from bess_opt.horizon import Horizon
from bess_opt.model.ratings import ratings_of
from bess_opt.studies.clipping import clipping
from bess_opt.studies.service import outages, tiers


def sizes(ds: Any, components: Mapping[str, Component], horizon: Horizon) -> dict[str, Any]:
    """Ratings of every asset in the last year of the horizon, given or sized."""
    label, table, least = horizon.years[-1], {}, nothing_mw(ds, components)
    for name, c in components.items():
        own = ratings_of(c)
        if not own:
            continue
        row: dict[str, Any] = {f: float(ds[f].sel(component=name, year_label=label)) for f in own}
        row["sized"] = sorted(f for f, r in own.items() if r.is_sized)
        if isinstance(c, Asset):
            row |= c.size_figures(row, least)
        table[name] = row
    return table


def nothing_mw(ds: Any, components: Mapping[str, Component]) -> float:
    """Power below which a rating is none: a share of the largest flow of the system, MW.

    An engine leaves so much of a decision that it did not take; 0.05 MW on a grid of 25 GW.
    """
    largest = max(
        (
            float(np.max(np.abs(power)))
            for c in components.values()
            if isinstance(c, Asset)
            for power in c.injected_mw(ds).values()
        ),
        default=0.0,
    )
    return NOTHING_FRAC * largest


def energy(ds: Any, components: Mapping[str, Component], horizon: Horizon) -> dict[str, Any]:
    """Energy by asset and flow, MWh over the horizon."""
    return {n: c.energy_mwh(ds, horizon) for n, c in components.items() if isinstance(c, Asset)}


def system_figures(
    ds: Any,
    components: Mapping[str, Component],
    horizon: Horizon,
    base: str,
    rates: Mapping[str, float],
) -> dict[str, Any]:
    """Shares, emissions, unserved energy, cycles and overlap."""
    flows = energy(ds, components, horizon)
    served = sum(f.get("served", 0.0) for f in flows.values())
    generated = {n: f.get("generated", 0.0) for n, f in flows.items()}

    def share(word: str) -> float:
        rest = sum(e for n, e in generated.items() if not getattr(components[n], word, False))
        for name, flow in flows.items():
            counted = getattr(components[name], f"{word}_frac", 0.0)
            rest += (1.0 - counted) * flow.get("imported", 0.0)
        return 1.0 - rest / served if served else float("nan")

    assets = {n: c for n, c in components.items() if isinstance(c, Asset)}
    least = nothing_mw(ds, components)
    used = {n: c.use_figures(ds, horizon, least) for n, c in assets.items()}
    return {
        "nothing_mw": least,
        "served_mwh": served,
        "renewable_share_frac": share("renewable"),
        "clean_share_frac": share("clean"),
        "emissions_t": sum(c.emissions_t(ds, horizon) for c in assets.values()),
        "unserved_mwh": sum(f.get("shed", 0.0) for f in flows.values()),
        "curtailed_mwh": sum(f.get("curtailed", 0.0) for f in flows.values()),
        "outages": outages(ds, components, horizon),
        "tiers": tiers(ds, components, horizon, base, rates),
        "clipping": clipping(ds, components, horizon),
        "fuel_l": {n: own["fuel_l"] for n, own in used.items() if "fuel_l" in own},
        "full_cycles_per_year": {
            n: own["full_cycles_per_year"]
            for n, own in used.items()
            if "full_cycles_per_year" in own
        },
        "overlap_hours": sum(own.get("overlap_hours", 0.0) for own in used.values()),
        "inverter_overlap_hours": sum(
            own.get("inverter_overlap_hours", 0.0) for own in used.values()
        ),
        "import_export_hours": sum(own.get("import_export_hours", 0.0) for own in used.values()),
        "opposed_hours": opposed_hours(ds, assets, horizon, least),
        "largest_mw": largest_mw(ds, assets),
    }


def largest_mw(ds: Any, assets: Mapping[str, Asset]) -> float:
    """The largest flow of any asset in any step, by which a system is told in kW or in MW."""
    flows = (np.asarray(p) for asset in assets.values() for p in asset.injected_mw(ds).values())
    return max((float(np.nanmax(np.abs(p), initial=0.0)) for p in flows), default=0.0)


def opposed_hours(
    ds: Any, assets: Mapping[str, Asset], horizon: Horizon, nothing_mw: float = 0.0
) -> float:
    """Hours in which one store of a bus charges while another discharges: energy moved for nothing.

    A single store that does both at once is not counted here.
    """
    stores: dict[str, list[str]] = {}
    for name, asset in assets.items():
        if asset.is_storage and "p_charge_mw" in asset.flows:
            stores.setdefault(asset.bus, []).append(name)
    opposed = np.zeros(len(horizon), dtype=bool)
    for names in stores.values():
        if len(names) < 2:
            continue
        own = ds.sel(component=names)
        rated = own["p_rated_mw"].sel(year_label=ds["year"]).transpose("component", "time")
        least = np.maximum(OVERLAP_FRAC * rated.to_numpy(), nothing_mw)
        charge, discharge = (
            own[flow].transpose("component", "time").to_numpy() > least
            for flow in ("p_charge_mw", "p_discharge_mw")
        )
        # One that charges and a different one that discharges: more than one is active.
        both_ways = charge.any(axis=0) & discharge.any(axis=0)
        opposed |= both_ways & ((charge | discharge).sum(axis=0) > 1)
    return float(opposed @ (horizon.dt_h * horizon.weight))
