"""Charts as the JSON that plotly.js draws, written by us so that the same run gives the same bytes.

Names from a case are escaped here as well, because plotly reads a few tags inside its own text.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

import numpy as np

from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.palette import CIVIDIS, DIVERGING

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
INK, GRID = "#1b1b1b", "#d9d9d9"
FIGURES = 5
NARROW_COLUMNS, NARROW_WORDS, WIDE_WORDS = 2, 18, 36
# Names in several lines need more room below each other.
TALLER = 1.5
Spec = dict[str, Any]


def plotly_figure(chart: Chart) -> Spec:
    """``{"data", "layout", "narrow"}`` of a chart; ``narrow`` is the layout for a phone."""
    data = [
        _trace(layer, chart, number)
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
            layout[f"yaxis{_suffix(number)}"] |= _wrapped_names(panel, words)
        for layer in panel.layers:
            if layer.label_at is not None:
                layout["annotations"].append(_label(layer, number))
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


def _suffix(number: int) -> str:
    return "" if number == 0 else str(number + 1)


def _axes(layout: Spec, chart: Chart, panel: Panel, number: int, columns: int) -> None:
    across, down = _domains(chart, number, columns)
    rows = math.ceil(len(chart.panels) / columns)
    is_lowest = number // columns == rows - 1 or number + columns >= len(chart.panels)
    x, y = _axis(chart.x), _axis(panel.y)
    if chart.horizontal:
        x, y = _axis(panel.y), _axis(chart.x)
        y["autorange"] = "reversed"
    own = _suffix(number)
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
        return [0.0, 1.0], [_short(top - shares[number] * room), _short(top)]
    rows = math.ceil(len(chart.panels) / columns)
    gap_x, gap_y = (0.09, 0.34 / rows) if columns > 1 else (0.0, 0.34 / rows)
    width = (1.0 - gap_x * (columns - 1)) / columns
    height = (1.0 - gap_y * (rows - 1)) / rows
    left = (number % columns) * (width + gap_x)
    top = 1.0 - (number // columns) * (height + gap_y)
    return [_short(left), _short(left + width)], [_short(max(0.0, top - height)), _short(top)]


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
        spec["range"] = [_short(e) for e in ends]
    elif axis.reversed:
        spec["autorange"] = "reversed"
    elif axis.low == 0.0:
        spec["rangemode"] = "tozero"
    if axis.ticks:
        spec["tickvals"] = [_plain(v) for v, _ in axis.ticks]
        spec["ticktext"] = [plotly_text(t) for _, t in axis.ticks]
    return spec


def _trace(layer: Layer, chart: Chart, number: int) -> Spec:
    own = _suffix(number)
    trace: Spec = {"name": plotly_text(layer.name), "xaxis": f"x{own}", "yaxis": f"y{own}"}
    unit = f" {layer.unit}" if layer.unit else ""
    if layer.shape == "heat":
        return trace | _heat(layer, unit)
    x, y = _steps(layer.x), numbers(layer.y)
    if layer.shape == "bar":
        return trace | _bar(layer, chart, unit)
    line: Spec = {"color": layer.look.colour, "width": layer.look.width}
    trace |= {"type": "scatter", "y": y, "hovertemplate": f"%{{y:,.4~g}}{plotly_text(unit)}", **x}
    if layer.shape == "points":
        marker = {"color": "#ffffff", "line": {"color": layer.look.colour, "width": 1.6}, "size": 7}
        return trace | {"mode": "markers", "marker": marker}
    line["dash"] = layer.look.dash
    if layer.shape == "area":
        line |= {"width": 0.4, "color": INK, "shape": "hv"}
        trace |= {"stackgroup": layer.stack, "line": line, "fillcolor": layer.look.colour}
        if layer.look.hatch:
            trace["fillpattern"] = _pattern(layer)
        return trace | {"mode": "lines"}
    if layer.stack == "step":
        line["shape"] = "hv"
    return trace | {"mode": "lines", "line": line}


def _bar(layer: Layer, chart: Chart, unit: str) -> Spec:
    marker: Spec = {"color": layer.look.colour, "line": {"color": INK, "width": 0.6}}
    if layer.look.hatch:
        marker["pattern"] = _pattern(layer)
    names = [plotly_text(v) if isinstance(v, str) else _plain(v) for v in layer.x]
    values, along = numbers(layer.y), "x" if chart.horizontal else "y"
    spec: Spec = {"type": "bar", "marker": marker, "orientation": "h" if along == "x" else "v"}
    spec |= {"x": values, "y": names} if chart.horizontal else {"x": names, "y": values}
    spec["hovertemplate"] = f"%{{{along}:,.4~g}}{plotly_text(unit)}"
    if layer.base is not None:
        spec["base"] = numbers(layer.base)
        # A bar that starts above zero is read by its own length; plotly would tell where it ends.
        spec["customdata"] = values
        spec["hovertemplate"] = f"%{{customdata:,.4~g}}{plotly_text(unit)}"
    if layer.text:
        spec |= {
            "text": [plotly_text(t) for t in layer.text],
            "textposition": "auto" if layer.base is None else "outside",
            "cliponaxis": False,
            "hoverinfo": "text+name",
            "textfont": {"color": INK, "size": 12},
        }
        spec.pop("hovertemplate")
        spec["insidetextfont"] = {"color": INK if _is_light(layer.look.colour) else "#ffffff"}
    return spec


def _heat(layer: Layer, unit: str) -> Spec:
    colours = DIVERGING if layer.scale == "diverging" else CIVIDIS
    last = len(colours) - 1
    z = np.asarray(layer.z, dtype=float)
    spec: Spec = {
        "type": "heatmap",
        "z": [numbers(row, 4) for row in z],
        "x": [plotly_text(v) if isinstance(v, str) else _plain(v) for v in layer.x],
        "y": [plotly_text(v) if isinstance(v, str) else _plain(v) for v in layer.y],
        "colorscale": [[_short(i / last), c] for i, c in enumerate(colours)],
        "colorbar": {
            "title": {"text": plotly_text(unit.strip()), "side": "top"},
            "thickness": 14,
            "tickformat": ",~g",
        },
        "hovertemplate": f"%{{x}}, %{{y}}: %{{z:,.4~g}}{plotly_text(unit)}<extra></extra>",
        "hoverongaps": False,
    }
    if layer.scale == "diverging":
        most = float(np.nanmax(np.abs(z), initial=0.0)) or 1.0
        spec |= {"zmin": -_short(most), "zmax": _short(most), "xgap": 1, "ygap": 1}
    return spec


def _pattern(layer: Layer) -> Spec:
    return {
        "shape": layer.look.hatch,
        "fgcolor": "#ffffff" if not _is_light(layer.look.colour) else "#3a3a3a",
        "bgcolor": layer.look.colour,
        "fillmode": "replace",
        "size": 6,
        "solidity": 0.22,
    }


def _label(layer: Layer, number: int) -> Spec:
    place = round((len(layer.x) - 1) * (layer.label_at or 0.0))
    own = _suffix(number)
    return {
        "text": plotly_text(layer.name),
        "x": _plain(layer.x[place]),
        "y": _plain(layer.y[place]),
        "xref": f"x{own}",
        "yref": f"y{own}",
        "showarrow": False,
        "bgcolor": "rgba(255,255,255,0.85)",
        "font": {"size": 12},
        "yshift": 10,
    }


def _steps(x: Sequence[Any]) -> Spec:
    """An even time axis as its start and step; any other as it is."""
    values = np.asarray(x)
    if values.dtype.kind == "M" and len(values) > 2:
        seconds = values.astype("datetime64[s]").astype(np.int64)
        gaps = np.unique(np.diff(seconds))
        if len(gaps) == 1:
            return {"x0": _plain(values[0]), "dx": int(gaps[0]) * 1000, "xperiodalignment": "start"}
    return {"x": [plotly_text(v) if isinstance(v, str) else _plain(v) for v in x]}


def numbers(values: Iterable[Any], figures: int = FIGURES) -> list[float | None]:
    """Numbers to a few significant figures; null where there is none."""
    return [_short(float(v), figures) if v is not None else None for v in values]


def _short(value: float, figures: int = FIGURES) -> Any:
    if not math.isfinite(value):
        return None
    found = float(f"{value:.{figures}g}")
    return int(found) if found == int(found) else found


def _plain(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[s]")).replace("T", " ")
    if isinstance(value, np.generic):
        return _plain(value.item())
    return _short(value) if isinstance(value, float) else value


def plotly_text(text: str) -> str:
    """Text that plotly shows as it is written."""
    return html.escape(text, quote=False)


def _is_light(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 128


def _has_heat(chart: Chart) -> bool:
    return any(layer.shape == "heat" for panel in chart.panels for layer in panel.layers)


def _has_bases(chart: Chart) -> bool:
    return any(layer.base is not None for panel in chart.panels for layer in panel.layers)
