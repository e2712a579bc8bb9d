"""Layers of a chart as traces of plotly.js: lines, areas, points, bars and heat maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bess_opt.report.chart import Chart, Layer
from bess_opt.report.palette import CIVIDIS, DIVERGING
from bess_opt.report.plotly_values import INK, Spec, numbers, plain, plotly_text, short, suffix


def trace(layer: Layer, chart: Chart, number: int) -> Spec:
    """The trace of a layer in panel ``number``."""
    own = suffix(number)
    spec: Spec = {"name": plotly_text(layer.name), "xaxis": f"x{own}", "yaxis": f"y{own}"}
    unit = f" {layer.unit}" if layer.unit else ""
    if layer.shape == "heat":
        return spec | _heat(layer, unit)
    x, y = _steps(layer.x), numbers(layer.y)
    if layer.shape == "bar":
        return spec | _bar(layer, chart, unit)
    line: Spec = {"color": layer.look.colour, "width": layer.look.width}
    spec |= {"type": "scatter", "y": y, "hovertemplate": f"%{{y:,.4~g}}{plotly_text(unit)}", **x}
    if layer.shape == "points":
        marker = {"color": "#ffffff", "line": {"color": layer.look.colour, "width": 1.6}, "size": 7}
        return spec | {"mode": "markers", "marker": marker}
    line["dash"] = layer.look.dash
    if layer.shape == "area":
        line |= {"width": 0.4, "color": INK, "shape": "hv"}
        spec |= {"stackgroup": layer.stack, "line": line, "fillcolor": layer.look.colour}
        if layer.look.hatch:
            spec["fillpattern"] = _pattern(layer)
        return spec | {"mode": "lines"}
    if layer.stack == "step":
        line["shape"] = "hv"
    return spec | {"mode": "lines", "line": line}


def _bar(layer: Layer, chart: Chart, unit: str) -> Spec:
    marker: Spec = {"color": layer.look.colour, "line": {"color": INK, "width": 0.6}}
    if layer.look.hatch:
        marker["pattern"] = _pattern(layer)
    names = [plotly_text(v) if isinstance(v, str) else plain(v) for v in layer.x]
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
        "x": [plotly_text(v) if isinstance(v, str) else plain(v) for v in layer.x],
        "y": [plotly_text(v) if isinstance(v, str) else plain(v) for v in layer.y],
        "colorscale": [[short(i / last), c] for i, c in enumerate(colours)],
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
        spec |= {"zmin": -short(most), "zmax": short(most), "xgap": 1, "ygap": 1}
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


def label(layer: Layer, number: int) -> Spec:
    """The name of a layer beside its line in panel ``number``."""
    place = round((len(layer.x) - 1) * (layer.label_at or 0.0))
    own = suffix(number)
    return {
        "text": plotly_text(layer.name),
        "x": plain(layer.x[place]),
        "y": plain(layer.y[place]),
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
            return {"x0": plain(values[0]), "dx": int(gaps[0]) * 1000, "xperiodalignment": "start"}
    return {"x": [plotly_text(v) if isinstance(v, str) else plain(v) for v in x]}


def _is_light(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 128
