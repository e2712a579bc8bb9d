"""The physics and the figures again, from a run's files alone; nothing here knows the formulation.

Components are rebuilt from the resolved case by the register; each re-checks itself in plain numpy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from bess_opt.component import REGISTER, Asset, Check, Component, Room, load_register

if TYPE_CHECKING:
    import xarray as xr

    from bess_opt.horizon import Horizon

ROOMS: dict[str, Room] = {"assets": "asset", "tariffs": "tariff", "policies": "policy"}
BALANCE_TOLERANCE_MW = 1e-5
FIGURE_TOLERANCE_FRAC = 1e-9


def components_of(case: Mapping[str, Any]) -> dict[str, Component]:
    """The active components of a resolved case, by name."""
    load_register()
    found = {}
    for section, room in ROOMS.items():
        for name, fields in (case.get(section) or {}).items():
            kind = REGISTER[room][fields["kind"]]
            component = kind(**{**fields, "name": name})
            if component.active:
                found[name] = component
    return found


def horizon_of(ds: xr.Dataset) -> Horizon:
    """The time axis that a run's series stand on."""
    import pandas as pd

    from bess_opt.horizon import Horizon

    length_h = ds["dt_h"].to_numpy().astype(float)
    return Horizon(
        pd.DatetimeIndex(ds["time"].to_numpy().astype("datetime64[s]")).tz_localize("UTC"),
        # The clock's change makes single steps longer or shorter; the middle one is as declared.
        float(np.median(length_h)),
        str(ds["time"].attrs["timezone"]),
        ds["weight"].to_numpy().astype(float),
        ds["period"].to_numpy().astype(np.int64),
        ds["year"].to_numpy().astype(np.int64),
        length_h,
    )


def kind_checks(
    components: Mapping[str, Component], ds: xr.Dataset, horizon: Horizon
) -> Iterator[Check]:
    """What every component says of itself."""
    for component in components.values():
        yield from component.check(ds, horizon)


def balance_checks(components: Mapping[str, Component], ds: xr.Dataset) -> Iterator[Check]:
    """At every bus and step, injections add up to zero."""
    total: dict[str, Any] = {}
    for asset in components.values():
        if isinstance(asset, Asset):
            for bus, power in asset.injected_mw(ds).items():
                total[bus] = total.get(bus, 0.0) + power
    for bus, power in total.items():
        miss = float(np.max(np.abs(power)))
        yield Check("power balance", bus, miss, BALANCE_TOLERANCE_MW, "MW")


def figure_checks(
    results: Mapping[str, Any],
    components: Mapping[str, Component],
    ds: xr.Dataset,
    horizon: Horizon,
) -> Iterator[Check]:
    """Sizes, energies, emissions and shares of results.json against the series."""
    yield from size_checks(results, ds, horizon)
    flows = {n: a.energy_mwh(ds, horizon) for n, a in components.items() if isinstance(a, Asset)}
    told = results.get("energy_mwh") or {}
    # Against the asset's largest flow: what is left of two large sums has their rounding.
    pairs = [
        (told.get(n, {}).get(k), x, max(map(abs, own.values())))
        for n, own in flows.items()
        for k, x in own.items()
    ]
    yield _agreement("energies told", "results.json", pairs)
    tonnes = sum(a.emissions_t(ds, horizon) for a in components.values() if isinstance(a, Asset))
    yield _agreement(
        "emissions told", "results.json", [(results.get("emissions_t"), tonnes, tonnes)]
    )
    unserved = sum(own.get("shed", 0.0) for own in flows.values())
    yield _agreement(
        "unserved told", "results.json", [(results.get("unserved_mwh"), unserved, unserved)]
    )
    served = sum(own.get("served", 0.0) for own in flows.values())
    for word in ("renewable", "clean"):
        key = f"{word}_share_frac"
        if key in results and served > 0:
            rest = sum(
                own.get("generated", 0.0)
                for name, own in flows.items()
                if not getattr(components[name], word, False)
            ) + sum(
                own["imported"] * (1 - getattr(components[name], f"{word}_frac"))
                for name, own in flows.items()
                if "imported" in own
            )
            yield _agreement(
                f"{word} share told", "results.json", [(results[key], 1 - rest / served, 1.0)]
            )


def size_checks(results: Mapping[str, Any], ds: xr.Dataset, horizon: Horizon) -> Iterator[Check]:
    """Ratings told against the ratings in the series, and durations against both."""
    pairs: list[tuple[Any, float, float]] = []
    for name, size in (results.get("sizes") or {}).items():
        at = ds.sel(component=name, year_label=horizon.years[-1])
        pairs += [
            (value, float(at[field]), float(at[field]))
            for field, value in size.items()
            if field in ds and "year_label" in ds[field].dims
        ]
        power, energy = size.get("p_rated_mw"), size.get("e_deliverable_mwh")
        if "duration_h" in size and power and energy is not None and size["duration_h"]:
            pairs.append((size["duration_h"], energy / power, 1.0))
    yield _agreement("sizes told", "results.json", pairs)


def _agreement(name: str, component: str, triples: list[tuple[Any, float, float]]) -> Check:
    """Largest difference between told and found, as a share of a scale (of one unit at least)."""
    worst = 0.0
    for told, found, scale in triples:
        if not isinstance(told, int | float):
            worst = float("nan")
            break
        worst = max(worst, abs(told - found) / max(1.0, abs(scale)))
    return Check(name, component, worst, FIGURE_TOLERANCE_FRAC, "1")
