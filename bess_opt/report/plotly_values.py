"""Numbers, text and names of axes as plotly.js takes them."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable
from typing import Any

import numpy as np

FIGURES = 5
Spec = dict[str, Any]
INK = "#1b1b1b"


def numbers(values: Iterable[Any], figures: int = FIGURES) -> list[float | None]:
    """Numbers to a few significant figures; null where there is none."""
    return [short(float(v), figures) if v is not None else None for v in values]


def short(value: float, figures: int = FIGURES) -> Any:
    """A number to a few significant figures, whole where it is; None where there is none."""
    if not math.isfinite(value):
        return None
    found = float(f"{value:.{figures}g}")
    return int(found) if found == int(found) else found


def plain(value: Any) -> Any:
    """A value as JSON holds it; times with a space, as plotly reads them."""
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[s]")).replace("T", " ")
    if isinstance(value, np.generic):
        return plain(value.item())
    return short(value) if isinstance(value, float) else value


def plotly_text(text: str) -> str:
    """Text that plotly shows as it is written."""
    return html.escape(text, quote=False)


def suffix(number: int) -> str:
    """What the axes of a panel are numbered by, the first by nothing."""
    return "" if number == 0 else str(number + 1)
