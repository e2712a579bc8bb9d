"""Shadow prices in short: each limit's mean while it binds, its span, and how long it binds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        ``name``, ``component``, ``room`` (of what it is a limit), ``unit``, ``meaning``,
        ``is_limit``; ``mean``, ``min`` and ``max`` of a limit are over the rows in which it binds,
        those of a balance over all its rows, and a mean over steps counts each by its hours;
        ``rows`` and ``rows_binding``, for steps ``hours`` and ``hours_binding`` also; ``weight``
        for the order; ``told`` (``amount``, ``meaning``) where the rule says what a planner's step
        of it costs over the horizon.
    """
    energy = duals["power_balance"].to_numpy() if "power_balance" in duals else np.zeros(1)
    highest = float(np.nanmax(np.abs(energy), initial=0.0))
    rows = []
    for name in map(str, duals.data_vars):
        for component, own in _parts(duals[name]):
            row = _row(own, horizon, highest)
            if not row["rows_binding"]:
                continue
            known = components.get(component)
            told = None if known is None else known.told_price(own, ds, horizon)
            rows.append(
                {
                    "name": name,
                    "component": component,
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


def _row(own: Any, horizon: Horizon, highest: float) -> dict[str, Any]:
    """One price in short; ``highest`` is the highest price of energy."""
    values = np.nan_to_num(own.to_numpy().astype(float))
    in_time, is_limit = "time" in own.dims, bool(own.attrs.get("is_limit", 1))
    hours = np.ones(values.shape)
    if in_time:
        axis = own.dims.index("time")
        shape = [-1 if k == axis else 1 for k in range(values.ndim)]
        hours = hours * (horizon.dt_h * horizon.weight).reshape(shape)
    amount = np.abs(values)
    scale = max(1.0, float(amount.max(initial=0.0)), highest if in_time else 0.0)
    active = amount > DUST_FRAC * scale
    counted = active if is_limit else np.ones_like(active)
    held = float(hours[counted].sum())
    row = {
        "is_limit": is_limit,
        "mean": float((values * hours)[counted].sum()) / held if held else 0.0,
        "min": float(values[counted].min(initial=np.inf)) if held else 0.0,
        "max": float(values[counted].max(initial=-np.inf)) if held else 0.0,
        "rows_binding": int(active.sum()),
        "rows": int(values.size),
        "weight": float((amount * hours).sum()),
    }
    if in_time:
        row |= {"hours_binding": float(hours[active].sum()), "hours": float(hours.sum())}
    return row
