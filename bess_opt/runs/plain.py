"""Results as JSON that any language reads: no NaN, no numpy, keys in one order."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

# Keys of results.json in the order in which they are written; others follow by name.
ORDER = (
    "schema",
    "status",
    "case",
    "scenario",
    "objective",
    "headline",
    "sizes",
    "nothing_mw",
    "savings",
    "baseline",
    "break_even",
    "flatness",
    "binding",
    "energy_mwh",
    "costs",
    "emissions_t",
    "renewable_share_frac",
    "clean_share_frac",
    "served_mwh",
    "unserved_mwh",
    "curtailed_mwh",
    "outages",
    "tiers",
    "clipping",
    "fuel_l",
    "full_cycles_per_year",
    "overlap_hours",
    "import_export_hours",
    "inverter_overlap_hours",
    "opposed_hours",
    "largest_mw",
    "calibration",
    "assumptions",
    "warnings",
    "solver",
)


def plain(value: Any) -> Any:
    """The value in JSON's types; a number that is not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    return str(value)


def results_text(results: Mapping[str, Any]) -> str:
    """``results.json``: the agreed keys first and in their order, the rest by name."""
    rest = sorted(set(results) - set(ORDER))
    ordered = {key: plain(results[key]) for key in (*ORDER, *rest) if key in results}
    return json.dumps(ordered, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
