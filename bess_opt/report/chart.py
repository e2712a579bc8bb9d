"""A chart as data: panels of layers over one axis, known to no plotting library.

The HTML writer turns it into plotly's JSON, the picture writer into matplotlib's artists; both draw
the same numbers with the same look, so that paper and screen agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bess_opt.report.palette import Look

Shape = Literal["area", "line", "bar", "heat", "points"]
AxisKind = Literal["number", "time", "category"]
Scale = Literal["sequential", "diverging"]


@dataclass(frozen=True, eq=False)
class Axis:
    """An axis: its title with the unit, its kind, and where it begins and ends."""

    title: str
    kind: AxisKind = "number"
    low: float | None = None
    high: float | None = None
    ticks: tuple[tuple[Any, str], ...] = ()
    reversed: bool = False


@dataclass(frozen=True, eq=False)
class Layer:
    """One mark of a panel.

    Parameters
    ----------
    shape : str
        Areas of one ``stack`` lie on each other; bars may start at ``base`` and carry ``text``.
    x, y : sequences or arrays
        Values or categories; for a heat map its columns and rows.
    z : array, shape (rows, columns)
        Values of a heat map.
    label_at : float, optional
        Share of the length of a line at which its name is written beside it.
    unit : str
        Unit of the values, for the reader who points at one.
    """

    shape: Shape
    name: str
    look: Look
    x: Any
    y: Any
    z: Any = None
    stack: str = ""
    base: Sequence[float] | None = None
    text: Sequence[str] = ()
    label_at: float | None = None
    scale: Scale = "sequential"
    unit: str = ""
    in_legend: bool = True


@dataclass(frozen=True, eq=False)
class Panel:
    """Layers over one pair of axes; ``share`` is its part of the height."""

    layers: tuple[Layer, ...]
    y: Axis
    title: str = ""
    share: float = 1.0


@dataclass(frozen=True, eq=False)
class Chart:
    """Panels below each other, or in a grid of ``columns``, over one x axis.

    ``horizontal`` lays bars on their side: categories run down, values to the right.
    """

    panels: tuple[Panel, ...]
    x: Axis
    height_px: int = 360
    columns: int = 1
    horizontal: bool = False
