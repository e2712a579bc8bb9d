"""Component fields as arrays: numbers, series on the steps, and months, in the base currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bess_opt.component import Component, Fields, is_money, shape_of
from bess_opt.horizon import Horizon


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
    return fields, shapes


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
