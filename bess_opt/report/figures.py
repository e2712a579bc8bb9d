"""Charts as pictures for paper and README: matplotlib, without a display, the same bytes each time.

The same chart that the page draws; nothing is computed here. ``Figure`` is used directly, never
pyplot, so that no global state is left behind.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter
from PIL import Image

from bess_opt.errors import Fault, UsageError
from bess_opt.report.assemble import run_report
from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Figure
from bess_opt.report.numbers import MINUS
from bess_opt.report.palette import CIVIDIS, DIVERGING
from bess_opt.runs.files import refusing
from bess_opt.runs.opening import Run

WIDTH_IN, DPI, PX_PER_IN = 9.0, 150, 110.0
COLOURS = 128
NAME_WORDS = 46
DASHES: dict[str, Any] = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-."}
STYLE: dict[Any, Any] = {
    "font.size": 9.0,
    "font.family": "DejaVu Sans",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#d9d9d9",
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "bess_opt",
    "svg.fonttype": "path",
    "text.parse_math": False,
    "figure.facecolor": "white",
}


def picture(run: Run, name: str, path: Path) -> Path:
    """Draw one figure of a run's report into an SVG or PNG file.

    Parameters
    ----------
    name : str
        Key of the figure, such as ``week-1``, ``bridge`` or ``price-map``.
    path : Path
        Its ending says the format.

    Raises
    ------
    UsageError
        The run has no such figure, or the ending is neither ``.svg`` nor ``.png``.
    EnvironmentFault
        The file cannot be written.
    """
    figures = run_report(run).figures()
    path = Path(path)
    if name not in figures:
        fault = Fault("E-RP-002", f"the run has no figure '{name}'", f"one of {', '.join(figures)}")
        raise UsageError(f"'{name}' is no figure of this run", [fault])
    if path.suffix not in (".svg", ".png"):
        fault = Fault("E-RP-003", f"'{path.name}' is no picture", "a name ending in .svg or .png")
        raise UsageError(f"pictures are not written as '{path.suffix}'", [fault])
    with refusing(path), mpl.rc_context(STYLE):
        path.parent.mkdir(parents=True, exist_ok=True)
        drawing = draw(figures[name])
        canvas: Any
        if path.suffix == ".svg":
            canvas = FigureCanvasSVG(drawing)
            canvas.print_svg(path, metadata={"Date": None, "Creator": "bess_opt"})
        else:
            canvas = FigureCanvasAgg(drawing)
            canvas.draw()
            # A palette holds every colour of a figure, and makes the file half as large.
            drawn = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
            drawn.quantize(COLOURS).save(path, optimize=True)
    return path


def draw(figure: Figure) -> Drawing:
    """The drawing of a figure, its finding as the title."""
    chart = figure.chart
    rows = math.ceil(len(chart.panels) / chart.columns)
    legend = _legend(chart)
    height = chart.height_px / PX_PER_IN + 0.5 + 0.22 * math.ceil(len(legend) / 4)
    drawing = Drawing(figsize=(WIDTH_IN, height), dpi=DPI, layout="constrained")
    drawing.suptitle(_wrapped(figure.title), fontsize=10.5, fontweight="bold", x=0.01, ha="left")
    shares = [p.share for p in chart.panels] if chart.columns == 1 else None
    axes = drawing.subplots(
        rows, chart.columns, squeeze=False, sharex=not chart.horizontal,
        gridspec_kw={"height_ratios": shares} if shares else None,
    ).ravel()  # fmt: skip
    for number, panel in enumerate(chart.panels):
        is_lowest = number >= len(chart.panels) - chart.columns
        axes[number].tick_params(labelbottom=is_lowest or chart.horizontal)
        _panel(drawing, axes[number], chart, panel, is_lowest=is_lowest)
    for spare in axes[len(chart.panels) :]:
        spare.set_visible(False)
    if len(legend) > 1:
        drawing.legend(
            handles=list(legend.values()), labels=list(legend), loc="outside lower left", ncols=4,
            frameon=False, fontsize=8,
        )  # fmt: skip
    return drawing


def _wrapped(text: str, width: int = 92) -> str:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def _panel(drawing: Drawing, ax: Any, chart: Chart, panel: Panel, *, is_lowest: bool) -> None:
    heights: dict[str, Any] = {}
    for layer in panel.layers:
        if layer.shape == "heat":
            _heat(drawing, ax, chart, layer, panel)
        elif layer.shape == "bar":
            _bars(ax, chart, layer)
        elif layer.shape == "area":
            _area(ax, layer, heights)
        else:
            _line(ax, layer)
    along, up = (panel.y, chart.x) if chart.horizontal else (chart.x, panel.y)
    _dress(ax, along, "x", show_title=is_lowest)
    _dress(ax, up, "y", show_title=True)
    if chart.horizontal and not ax.yaxis_inverted():
        ax.invert_yaxis()
    if panel.title:
        ax.set_title(panel.title, fontsize=9, loc="left")
    if chart.x.kind == "time" and panel.layers[0].shape != "heat":
        _days(ax)


def _days(ax: Any) -> None:
    """Dates along a time axis, without margins."""
    locator: Any = AutoDateLocator()  # type: ignore[no-untyped-call]
    formatter: Any = ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(formatter)
    ax.margins(x=0.0)


def _dress(ax: Any, axis: Axis, which: str, *, show_title: bool) -> None:
    if show_title and axis.title:
        getattr(ax, f"set_{which}label")(axis.title)
    if axis.kind == "number":
        getattr(ax, f"{which}axis").set_major_formatter(FuncFormatter(_tick))
    if axis.low is not None:
        limits = {"x": "left", "y": "bottom"}, {"x": "right", "y": "top"}
        getattr(ax, f"set_{which}lim")(**{limits[0][which]: axis.low})
        if axis.high is not None:
            getattr(ax, f"set_{which}lim")(**{limits[1][which]: axis.high})


def _tick(value: float, _: Any) -> str:
    return f"{value:,.10g}".replace("-", MINUS)


def _area(ax: Any, layer: Layer, heights: dict[str, Any]) -> None:
    bottom = heights.get(layer.stack, np.zeros(len(layer.y)))
    top = bottom + np.asarray(layer.y, dtype=float)
    heights[layer.stack] = top
    ax.fill_between(
        np.asarray(layer.x), bottom, top, step="post", facecolor=layer.look.colour,
        hatch=_hatch(layer.look.hatch), edgecolor="#1b1b1b", linewidth=0.25,
    )  # fmt: skip


def _line(ax: Any, layer: Layer) -> None:
    look, x, y = layer.look, np.asarray(layer.x), np.asarray(layer.y, dtype=float)
    if layer.shape == "points":
        ax.plot(x, y, "o", markerfacecolor="white", markeredgecolor=look.colour, markersize=4.5)
        return
    style = {"color": look.colour, "linestyle": DASHES[look.dash], "linewidth": look.width * 0.75}
    ax.plot(x, y, drawstyle="steps-post" if layer.stack == "step" else "default", **style)
    if layer.label_at is not None:
        place = round((len(x) - 1) * layer.label_at)
        ax.annotate(
            layer.name, (x[place], y[place]), xytext=(0, 5), textcoords="offset points",
            ha="center", fontsize=8.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )  # fmt: skip


def _bars(ax: Any, chart: Chart, layer: Layer) -> None:
    names, values = list(layer.x), np.asarray(layer.y, dtype=float)
    base = np.zeros(len(values)) if layer.base is None else np.asarray(layer.base, dtype=float)
    style = {
        "facecolor": layer.look.colour,
        "hatch": _hatch(layer.look.hatch),
        "edgecolor": "#1b1b1b",
        "linewidth": 0.5,
    }
    if chart.horizontal:
        names = [_wrapped(str(name), NAME_WORDS) for name in names]
        ax.barh(names, values, left=base, height=0.7, **style)
    else:
        ax.bar(names, values, bottom=base, width=0.75, **style)
        if chart.x.ticks:
            ax.set_xticks([value for value, _ in chart.x.ticks], [t for _, t in chart.x.ticks])
        elif len(names) > 8:
            ax.tick_params(axis="x", rotation=90, labelsize=8)
    for name, value, start, text in zip(names, values, base, layer.text, strict=False):
        end, away = start + value, 3 if value >= 0 else -3
        ax.annotate(
            text, (end, name), xytext=(away, 0), textcoords="offset points", va="center",
            ha="left" if value >= 0 else "right", fontsize=8, annotation_clip=False,
        )  # fmt: skip


def _heat(drawing: Drawing, ax: Any, chart: Chart, layer: Layer, panel: Panel) -> None:
    z = np.asarray(layer.z, dtype=float)
    is_diverging = layer.scale == "diverging"
    colours = DIVERGING if is_diverging else CIVIDIS
    table = LinearSegmentedColormap.from_list("map", colours)
    most = float(np.nanmax(np.abs(z), initial=0.0)) or 1.0
    limits = {"vmin": -most, "vmax": most} if is_diverging else {}
    top_down = panel.y.reversed
    shown = ax.imshow(
        z, aspect="auto", origin="upper" if top_down else "lower", cmap=table,
        interpolation="nearest", **limits,
    )  # fmt: skip
    ax.grid(visible=False)
    _ticks(ax.xaxis, list(layer.x), chart.x, most=12)
    _ticks(ax.yaxis, list(layer.y), panel.y, most=24)
    bar = drawing.colorbar(shown, ax=ax, shrink=0.9, pad=0.01)
    bar.ax.yaxis.set_major_formatter(FuncFormatter(_tick))
    bar.set_label(layer.unit)


def _ticks(axis: Any, names: Sequence[Any], told: Axis, *, most: int) -> None:
    """Ticks of a heat map: those told, month starts of a time axis, or every few."""
    texts = {str(value): text for value, text in told.ticks}
    if texts:
        at = [k for k, name in enumerate(names) if str(name) in texts]
        axis.set_ticks(at, [texts[str(names[k])] for k in at])
        return
    at = list(range(len(names)))
    if told.kind == "time":
        at = [k for k, name in enumerate(names) if str(name)[8:10] == "01"]
    at = at[:: max(1, math.ceil(len(at) / most))]
    axis.set_ticks(at, [str(names[k])[:7] if told.kind == "time" else str(names[k]) for k in at])


def _legend(chart: Chart) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for panel in chart.panels:
        for layer in panel.layers:
            if layer.in_legend and layer.label_at is None and layer.name not in found:
                found[layer.name] = _handle(layer)
    return found


def _handle(layer: Layer) -> Any:
    look = layer.look
    if layer.shape == "points":
        return Line2D([], [], marker="o", linestyle="", markerfacecolor="white",
                      markeredgecolor=look.colour)  # fmt: skip
    if layer.shape == "line":
        return Line2D([], [], color=look.colour, linestyle=DASHES[look.dash], linewidth=1.6)
    return Patch(
        facecolor=look.colour, hatch=_hatch(look.hatch), edgecolor="#1b1b1b", linewidth=0.5
    )


def _hatch(hatch: str) -> str:
    return 3 * hatch if hatch not in ("", ".") else 2 * hatch
