"""Component fields as arrays: numbers, series on the steps, and months, in the base currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bess_opt.component import Component, Fields, is_money, shape_of
from bess_opt.horizon import Horizon
from bess_opt.outages import CUT, Outages


def rate_of(component: Component, base: str, rates: Mapping[str, float]) -> float:
    """Units of the base currency per unit of the component's currency."""
    return 1.0 if component.currency in (None, base) else float(rates[str(component.currency)])


def resolve_fields(
    components: Mapping[str, Component],
    series: Mapping[str, Any],
    horizon: Horizon,
    base: str,
    rates: Mapping[str, float],
) -> tuple[Fields, dict[str, str]]:
    """Every numeric field of every component as an array.

    Returns
    -------
    fields : dict
        ``fields[name][component]``: shape () for a number, (T,) for a series, (M,) by month.
        Availability is what the component's outages leave of it.
    shapes : dict
        ``"number"``, ``"T"`` or ``"M"`` by field name.
    """
    fields: dict[str, dict[str, Any]] = {}
    shapes: dict[str, str] = {}
    for name, component in components.items():
        rate = rate_of(component, base, rates)
        for field in type(component).model_fields:
            shape = shape_of(type(component), field)
            value = getattr(component, field)
            if shape in (None, "rating"):
                continue
            shapes[field] = str(shape)
            shelf = fields.setdefault(field, {})
            if value is None:
                continue
            array = _spread(value, str(shape), series, horizon)
            shelf[name] = array * rate if is_money(field) else array
        _cut_by_outages(name, component, fields, horizon)
    return fields, shapes


def _cut_by_outages(
    name: str, component: Component, fields: dict[str, dict[str, Any]], horizon: Horizon
) -> None:
    """Multiply availability by what the component's calendar of outages leaves."""
    outages: Outages | None = getattr(component, "outages", None)
    if outages is None:
        return
    left = outages.left_frac(horizon)
    for field in CUT:
        shelf = fields.get(field, {})
        if name in shelf:
            shelf[name] = shelf[name] * left


def _spread(value: Any, shape: str, series: Mapping[str, Any], horizon: Horizon) -> Any:
    if shape == "T":
        if isinstance(value, str):
            return np.asarray(series[value], dtype=float)
        return np.full(len(horizon), float(value))
    if shape == "M":
        if isinstance(value, list):
            return np.array(value, dtype=float)[horizon.month_of_year - 1]
        return np.full(len(horizon.months), float(value))
    return np.asarray(float(value))
