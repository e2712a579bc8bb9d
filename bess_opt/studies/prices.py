"""Shadow prices in short: each limit's mean while it binds, its span, and how long it binds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from bess_opt.component import Component
from bess_opt.horizon import Horizon

# Prices by step below this share of the highest price of energy are dust.
DUST_FRAC = 1e-6


def binding(
    duals: Any, ds: Any, horizon: Horizon, components: Mapping[str, Component]
) -> list[dict[str, Any]]:
    """Named shadow prices, the largest money first.

    Parameters
    ----------
    duals, ds : xarray.Dataset
        Shadow prices and quantities of one answer.

    Returns
    -------
    list of dict
        ``name``, ``plain`` (what binds, in a planner's words), ``component``, ``room`` (of what it
        is a limit), ``unit``, ``meaning``,
        ``is_limit``, ``supply`` (of the price of energy where the supply is cut at times: one row
        for the steps ``with supply``, one for those ``without supply``); ``mean``, ``min`` and
        ``max`` of a limit are over the rows in which it binds,
        those of a balance over all its rows, and a mean over steps counts each by its hours;
        ``rows`` and ``rows_binding``, for steps ``hours`` and ``hours_binding`` also; ``weight``
        for the order; ``told`` (``amount``, ``meaning``) where the rule says what a planner's step
        of it costs over the horizon.
    """
    energy = duals["power_balance"].to_numpy() if "power_balance" in duals else np.zeros(1)
    highest = float(np.nanmax(np.abs(energy), initial=0.0))
    rows = []
    cut = supply_cut(ds, components, horizon)
    every = np.ones(len(horizon), dtype=bool)
    for name in map(str, duals.data_vars):
        split = name == "power_balance" and cut.any()
        looks = [("with supply", ~cut), ("without supply", cut)] if split else [("", every)]
        for (component, own), (supply, only) in product(_parts(duals[name]), looks):
            row = _row(own, horizon, highest, only)
            if not row["rows_binding"]:
                continue
            known = components.get(component)
            told = None if known is None else known.told_price(own, ds, horizon)
            rows.append(
                {
                    "name": name,
                    "plain": own.attrs.get("plain", ""),
                    "component": component,
                    "supply": supply,
                    "room": "" if known is None else known.room,
                    "unit": own.attrs.get("units", ""),
                    "meaning": own.attrs.get("long_name", ""),
                    **row,
                    **({} if told is None else {"told": told}),
                }
            )
    return sorted(rows, key=lambda r: -float(str(r["weight"])))


def _parts(array: Any) -> Iterator[tuple[str, Any]]:
    """A price by its component or bus."""
    last = next(
        (d for d in array.dims if d != "time" and str(d).endswith(("component", "bus"))), None
    )
    if last is None:
        yield "", array
        return
    for c in array[last].to_numpy():
        yield str(c), array.sel({last: c})


def supply_cut(ds: Any, components: Mapping[str, Component], horizon: Horizon) -> Any:
    """Steps in which every connection is cut in full, shape (T,); none where there is none."""
    names = [n for n, c in components.items() if "p_import_mw" in getattr(c, "flows", ())]
    if not names or len(horizon) == 0:
        return np.zeros(len(horizon), dtype=bool)
    left = ds["available_frac"].sel(component=names).max("component").to_numpy()
    return np.asarray(left <= 0)


def _row(own: Any, horizon: Horizon, highest: float, only: Any) -> dict[str, Any]:
    """One price in short.

    Parameters
    ----------
    highest : float
        Highest price of energy.
    only : ndarray of bool, shape (T,)
        Steps that are looked at.
    """
    in_time, is_limit = "time" in own.dims, bool(own.attrs.get("is_limit", 1))
    own = own.isel(time=np.flatnonzero(only)) if in_time else own
    values = np.nan_to_num(own.to_numpy().astype(float))
    hours = np.ones(values.shape)
    if in_time:
        axis = own.dims.index("time")
        shape = [-1 if k == axis else 1 for k in range(values.ndim)]
        hours = hours * (horizon.dt_h * horizon.weight)[only].reshape(shape)
    amount = np.abs(values)
    scale = max(1.0, float(amount.max(initial=0.0)), highest if in_time else 0.0)
    active = amount > DUST_FRAC * scale
    counted = active if is_limit else np.ones_like(active)
    held = float(hours[counted].sum())
    row: dict[str, Any] = {
        "is_limit": is_limit,
        "mean": float((values * hours)[counted].sum()) / held if held else 0.0,
        "min": float(values[counted].min(initial=np.inf)) if held else 0.0,
        "max": float(values[counted].max(initial=-np.inf)) if held else 0.0,
        "rows_binding": int(active.sum()),
        "rows": int(values.size),
        "weight": float((amount * hours).sum()),
    }
    if "month" in own.dims or "day" in own.dims:
        row["over"] = "month" if "month" in own.dims else "day"
    if in_time:
        row |= {"hours_binding": float(hours[active].sum()), "hours": float(hours.sum())}
    return row
