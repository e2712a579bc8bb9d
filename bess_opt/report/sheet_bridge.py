"""The native chart of a waterfall: columns that stand on columns which are not drawn."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from bess_opt.report.chart import Layer
from bess_opt.report.content import Figure
from bess_opt.report.sheet import Pen, Place
from bess_opt.report.sheet_charts import HEIGHT_PX, WIDTH_PX, fill
from bess_opt.report.sheet_patterns import figures_pattern

HEADS = ("Drawn", "Drawn from", "Drawn height", "Room for its label")
WIDTHS = (26.0, 16.0, 16.0, 20.0)
FIGURES = 6
ROOM_FRAC = 0.06
HIDDEN = {"fill": {"none": True}, "border": {"none": True}}


def is_bridge(figure: Figure) -> bool:
    """Whether each layer is one bar that begins where it is told, and none crosses zero.

    Excel stacks what is above zero upwards and what is below it downwards, so that a bar across
    zero cannot stand on a hidden one.
    """
    bars = figure.chart.panels[0].layers
    is_single = all(one.shape == "bar" and len(one.x) == 1 and one.base is not None for one in bars)
    if not is_single or len(bars) < 2:
        return False
    ends = [(_begin(one), _begin(one) + float(one.y[0])) for one in bars]
    return all(a * b >= 0 for a, b in ends) and all(
        a * b >= 0 for (_, a), (b, _) in pairwise(ends) if a and b
    )


def add_bridge(pen: Pen, sheet: Any, row: int, place: Place, figure: Figure) -> int:
    """Draw the waterfall at a row, from cells written beside its table; the first row after it."""
    panel = figure.chart.panels[0]
    bars, left = panel.layers, len(place.titles) + 1
    for column, head in enumerate(HEADS):
        pen.widen(sheet, left + column, WIDTHS[column])
        pen.text(sheet, place.first - 1, left + column, head, "head")
    low, high = round_low(panel.y.low, panel.y.high), panel.y.high
    room = ROOM_FRAC * ((high or 0.0) - (low or 0.0))
    for k, one in enumerate(bars):
        ends = sorted((_begin(one), _begin(one) + float(one.y[0])), key=abs)
        pen.text(sheet, place.first + k, left, str(one.x[0]), "soft")
        side = -1.0 if ends[1] < 0 else 1.0
        for column, value in enumerate((ends[0], ends[1] - ends[0], side * room), start=1):
            form = pen.format("soft", figures_pattern(value, FIGURES, is_short=True))
            sheet.write_number(place.first + k, left + column, value, form)
    last = place.first + len(bars) - 1
    chart = pen.book.add_chart({"type": "column", "subtype": "stacked"})
    categories = [place.sheet, place.first, left, last, left]
    chart.add_series(
        {"name": HEADS[1], "categories": categories, "gap": 40,
         "values": [place.sheet, place.first, left + 1, last, left + 1],
         **HIDDEN}
    )  # fmt: skip
    chart.add_series(
        {"name": HEADS[2], "categories": categories, "gap": 40,
         "values": [place.sheet, place.first, left + 2, last, left + 2],
         "points": [fill(one.look) for one in bars]}
    )  # fmt: skip
    chart.add_series(
        {"name": HEADS[3], "categories": categories, "gap": 40,
         "values": [place.sheet, place.first, left + 3, last, left + 3],
         "data_labels": {"value": True, "position": "inside_base",
                         "custom": [{"value": _label(one)} for one in bars]},
         **HIDDEN}
    )  # fmt: skip
    font = {"size": 10, "bold": False}
    limits = {"min": low, "max": high}
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": {"size": 9}, "label_position": "low"})
    chart.set_y_axis({"name": panel.y.title, "name_font": font, "num_format": "#,##0",
                      "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
                     | {k: v for k, v in limits.items() if v is not None})  # fmt: skip
    chart.set_size({"width": WIDTH_PX, "height": HEIGHT_PX})
    sheet.insert_chart(row, 0, chart, {"description": figure.alt})
    return max(place.after, last + 2)


def round_low(low: float | None, high: float | None) -> float | None:
    """Where a cut axis begins: at a round figure not above ``low``.

    >>> round_low(1134.6, 1260.0), round_low(0.0, 7.0)
    (1130.0, 0.0)
    """
    if not low or high is None or high <= low:
        return low
    step: float = 10.0 ** math.floor(math.log10(0.2 * (high - low)))
    return math.floor(low / step) * step


def _begin(one: Layer) -> float:
    return float(one.base[0]) if one.base is not None else 0.0


def _label(one: Layer) -> str:
    return str(one.text[0]) if one.text else ""
