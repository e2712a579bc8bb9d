"""Between what a field of a component may lie, out of its own declaration."""

from __future__ import annotations

from pydantic import BaseModel

from bess_opt.component import series_shape

# Closest to an open end: a length of time that must be positive may be this small.
HAIR = 1e-6


def limits_of(model: type[BaseModel], field: str) -> tuple[float, float]:
    """Least and most that a field accepts; infinite where it says nothing."""
    shape = series_shape(model, field)
    lows = [-float("inf")] if shape is None or shape.at_least is None else [shape.at_least]
    highs = [float("inf")] if shape is None or shape.at_most is None else [shape.at_most]
    for mark in model.model_fields[field].metadata:
        lows += [float(mark.ge)] if hasattr(mark, "ge") else []
        lows += [float(mark.gt) + HAIR] if hasattr(mark, "gt") else []
        highs += [float(mark.le)] if hasattr(mark, "le") else []
        highs += [float(mark.lt) - HAIR] if hasattr(mark, "lt") else []
    return max(lows), min(highs)
