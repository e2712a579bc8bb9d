"""A report as one HTML file that needs nothing else: no network, no other file, no server.

Jinja escapes every word; a content policy in the head forbids the page to load anything, so that
what the text promises the browser enforces.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from bess_opt.report.chart import Layer
from bess_opt.report.content import Cell, Column, Figure, Report, Table
from bess_opt.report.numbers import NONE, fixed, is_number, significant
from bess_opt.report.plotly_json import plotly_figure
from bess_opt.report.plotly_values import plotly_text

# Columns with longer words than this are kept wide enough to read.
LONG_WORDS = 30
# Columns of months, units and the like are never broken.
SHORT_WORDS = 10


def html_text(report: Report) -> str:
    """The page as text; the same report gives the same text."""
    figures = report.figures()
    page = _environment().get_template("page.html.j2")
    return page.render(
        report=report,
        style=Markup(_asset("style.css")),
        behaviour=Markup(_asset("behaviour.js")),
        plotly=Markup(_plotly_source()),
        charts=Markup(_script_json({key: _spec(f) for key, f in figures.items()})),
    )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = cell
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["legend"] = legend
    environment.filters["width"] = width
    environment.filters["swatch"] = swatch
    return environment


@cache
def _asset(name: str) -> str:
    return (files("bess_opt.report") / "templates" / name).read_text("utf-8")


@cache
def _plotly_source() -> str:
    """plotly.js as its Python package carries it, safe inside a script element."""
    source = (files("plotly") / "package_data" / "plotly.min.js").read_text("utf-8")
    return re.sub(r"</(script)", r"<\\/\1", source, flags=re.IGNORECASE)


def _spec(figure: Figure) -> dict[str, Any]:
    spec = plotly_figure(figure.chart)
    spec["legend"] = [plotly_text(layer.name) for layer in legend(figure)]
    return spec


def _script_json(value: Any) -> str:
    """JSON that no name can break out of a script element with."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def cell(value: Cell, column: Column) -> str:
    """A cell as printed."""
    if value is None:
        return "" if not column.is_number else NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.is_number and isinstance(value, int | float) and is_number(value):
        number = float(value)
        return (
            significant(number, column.digits)
            if column.significant
            else fixed(number, column.digits)
        )
    return str(value)


def width(table: Table, number: int) -> Markup:
    """The class of a column: numbers to the right, long words with room to be read on a phone."""
    if table.columns[number].is_number:
        return Markup('class="n"')
    longest = max((len(str(row[number] or "")) for row in table.rows), default=0)
    if 0 < longest <= SHORT_WORDS:
        return Markup('class="k"')
    return Markup('class="w"' if number and longest > LONG_WORDS else "")


def legend(figure: Figure) -> list[Layer]:
    """Layers that need a word of explanation, one a name, where there are several."""
    found: dict[str, Layer] = {}
    for panel in figure.chart.panels:
        for layer in panel.layers:
            if layer.in_legend and layer.label_at is None:
                found.setdefault(layer.name, layer)
    return list(found.values()) if len(found) > 1 else []


def swatch(layer: Layer) -> Markup:
    """A small picture of a look, drawn by us so that no name comes near markup."""
    look = layer.look
    if layer.shape in ("line", "points"):
        dashes = {"solid": "", "dash": "6 4", "dot": "2 3", "dashdot": "6 3 2 3"}[look.dash]
        line = Markup(
            '<line x1="0" y1="7" x2="26" y2="7" stroke="{}" stroke-width="2.4" '
            'stroke-dasharray="{}"/>'
        ).format(look.colour, dashes)
        if layer.shape == "points":
            line = Markup(
                '<circle cx="13" cy="7" r="4" fill="#fff" stroke="{}" stroke-width="1.8"/>'
            ).format(look.colour)
        return _svg(line)
    fill = Markup(
        '<rect x="0.5" y="0.5" width="25" height="13" fill="{}" stroke="#1b1b1b" '
        'stroke-width="0.6"/>'
    ).format(look.colour)
    return _svg(fill + _hatching(look.hatch))


def _svg(body: Markup) -> Markup:
    head = Markup(
        '<svg class="swatch" viewBox="0 0 26 14" width="26" height="14" aria-hidden="true">'
    )
    return head + body + Markup("</svg>")


def _hatching(hatch: str) -> Markup:
    """Strokes of a hatching over a swatch of 26 by 14."""
    paths = {
        "": "",
        "/": "M2 13L10 1M10 13L18 1M18 13L25 2",
        "\\": "M2 1L10 13M10 1L18 13M18 1L25 12",
        "x": "M2 13L10 1M10 13L18 1M18 13L25 2M2 1L10 13M10 1L18 13M18 1L25 12",
        "-": "M1 4H25M1 10H25",
        "|": "M5 1V13M11 1V13M17 1V13M23 1V13",
        "+": "M1 4H25M1 10H25M5 1V13M11 1V13M17 1V13M23 1V13",
        ".": "M4 4h1M10 4h1M16 4h1M22 4h1M7 10h1M13 10h1M19 10h1",
    }
    return Markup('<path d="{}" stroke="#1b1b1b" stroke-width="1.1" fill="none"/>').format(
        paths[hatch]
    )
