"""Charts as the JSON that plotly.js draws, written by us so that the same run gives the same bytes.

Names from a case are escaped here as well, because plotly reads a few tags inside its own text.
"""

from __future__ import annotations

import math
from textwrap import wrap

from bess_opt.report.chart import Axis, Chart, Panel
from bess_opt.report.plotly_traces import label, trace
from bess_opt.report.plotly_values import INK, Spec, plain, plotly_text, short, suffix

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
GRID = "#d9d9d9"
NARROW_COLUMNS, NARROW_WORDS, WIDE_WORDS = 2, 18, 36
# Names in several lines need more room below each other.
TALLER = 1.5


def plotly_figure(chart: Chart) -> Spec:
    """``{"data", "layout", "narrow"}`` of a chart; ``narrow`` is the layout for a phone."""
    data = [
        trace(layer, chart, number)
        for number, panel in enumerate(chart.panels)
        for layer in panel.layers
    ]
    # Two panels beside each other are too narrow for their axes; small multiples share them.
    columns = NARROW_COLUMNS if chart.columns > NARROW_COLUMNS else 1
    narrow = _layout(chart, columns, NARROW_WORDS)
    narrow["margin"] |= {"l": 48, "r": 8}
    narrow["font"]["size"] = 11
    if chart.horizontal:
        narrow["height"] = round(TALLER * narrow["height"])
    return {"data": data, "layout": _layout(chart, chart.columns, WIDE_WORDS), "narrow": narrow}


def _layout(chart: Chart, columns: int, words: int) -> Spec:
    layout: Spec = {
        "height": _height(chart, columns),
        "margin": {
            "l": 64,
            "r": 16,
            "t": 28 if any(p.title for p in chart.panels) else 10,
            "b": 46,
        },
        "font": {"family": FONT, "size": 12, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest" if chart.horizontal or _has_heat(chart) else "x unified",
        "hoverlabel": {"font": {"size": 11, "family": FONT}},
        "annotations": [],
        "barmode": "overlay" if _has_bases(chart) else "group",
        "bargap": 0.25,
    }
    for number, panel in enumerate(chart.panels):
        _axes(layout, chart, panel, number, columns)
        if chart.horizontal:
            layout[f"yaxis{suffix(number)}"] |= _wrapped_names(panel, words)
        for layer in panel.layers:
            if layer.label_at is not None:
                layout["annotations"].append(label(layer, number))
    return layout


def _wrapped_names(panel: Panel, width: int) -> Spec:
    """Names of bars in several lines, so that they leave room for the bars."""
    names = list(dict.fromkeys(str(name) for layer in panel.layers for name in layer.x))
    lines = ["<br>".join(map(plotly_text, wrap(name, width))) for name in names]
    return {"tickvals": [plotly_text(name) for name in names], "ticktext": lines}


def _height(chart: Chart, columns: int) -> int:
    if chart.columns == 1:
        return chart.height_px
    rows = math.ceil(len(chart.panels) / chart.columns)
    return round(chart.height_px / rows * math.ceil(len(chart.panels) / columns))


def _axes(layout: Spec, chart: Chart, panel: Panel, number: int, columns: int) -> None:
    across, down = _domains(chart, number, columns)
    rows = math.ceil(len(chart.panels) / columns)
    is_lowest = number // columns == rows - 1 or number + columns >= len(chart.panels)
    x, y = _axis(chart.x), _axis(panel.y)
    if chart.horizontal:
        x, y = _axis(panel.y), _axis(chart.x)
        y["autorange"] = "reversed"
    own = suffix(number)
    x |= {"anchor": f"y{own}", "domain": across, "showticklabels": is_lowest}
    y |= {"anchor": f"x{own}", "domain": down}
    if number and not chart.horizontal:
        x["matches"] = "x"
    if not is_lowest:
        x.pop("title", None)
    if number % columns and panel.y.title == chart.panels[number - 1].y.title:
        y.pop("title", None)
    layout[f"xaxis{own}"], layout[f"yaxis{own}"] = x, y
    if panel.title:
        layout["annotations"].append(
            {
                "text": f"<b>{plotly_text(panel.title)}</b>",
                "x": across[0],
                "y": down[1],
                "xref": "paper",
                "yref": "paper",
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 12},
            }
        )


def _domains(chart: Chart, number: int, columns: int) -> tuple[list[float], list[float]]:
    """Where a panel lies in the drawing, from 0 to 1 across and up."""
    if chart.columns == 1:
        gap = 0.07 if len(chart.panels) > 1 else 0.0
        shares = [p.share for p in chart.panels]
        room = (1.0 - gap * (len(shares) - 1)) / sum(shares)
        top = 1.0 - sum(s * room + gap for s in shares[:number])
        return [0.0, 1.0], [short(top - shares[number] * room), short(top)]
    rows = math.ceil(len(chart.panels) / columns)
    gap_x, gap_y = (0.09, 0.34 / rows) if columns > 1 else (0.0, 0.34 / rows)
    width = (1.0 - gap_x * (columns - 1)) / columns
    height = (1.0 - gap_y * (rows - 1)) / rows
    left = (number % columns) * (width + gap_x)
    top = 1.0 - (number // columns) * (height + gap_y)
    return [short(left), short(left + width)], [short(max(0.0, top - height)), short(top)]


def _axis(axis: Axis) -> Spec:
    kind = {"number": "linear", "time": "date", "category": "category"}[axis.kind]
    spec: Spec = {
        "type": kind,
        "title": {"text": plotly_text(axis.title), "standoff": 8},
        "gridcolor": GRID,
        "zerolinecolor": "#808080",
        "linecolor": "#808080",
        "ticks": "outside",
        "tickcolor": "#808080",
        "automargin": True,
    }
    if axis.kind == "number":
        spec |= {"exponentformat": "none", "separatethousands": True}
    if axis.kind == "time":
        spec["showgrid"] = False
    if axis.low is not None and axis.high is not None:
        ends = [axis.high, axis.low] if axis.reversed else [axis.low, axis.high]
        spec["range"] = [short(e) for e in ends]
    elif axis.reversed:
        spec["autorange"] = "reversed"
    elif axis.low == 0.0:
        spec["rangemode"] = "tozero"
    if axis.ticks:
        spec["tickvals"] = [plain(v) for v, _ in axis.ticks]
        spec["ticktext"] = [plotly_text(t) for _, t in axis.ticks]
    return spec


def _has_heat(chart: Chart) -> bool:
    return any(layer.shape == "heat" for panel in chart.panels for layer in panel.layers)


def _has_bases(chart: Chart) -> bool:
    return any(layer.base is not None for panel in chart.panels for layer in panel.layers)
