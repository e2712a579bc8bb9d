"""Native charts beside a table, where the layers of a figure are columns or rows of its table."""

from __future__ import annotations

from typing import Any

from bess_opt.report.chart import Layer
from bess_opt.report.content import Figure
from bess_opt.report.palette import CIVIDIS, Look
from bess_opt.report.sheet import Place

WIDTH_PX, HEIGHT_PX, ROW_PX = 820, 360, 20
# Rows that a chart takes between the finding and its table.
CHART_ROWS = HEIGHT_PX // ROW_PX + 1
PATTERNS = {
    "/": "wide_upward_diagonal",
    "\\": "wide_downward_diagonal",
    "x": "trellis",
    ".": "percent_20",
    "-": "light_horizontal",
    "|": "light_vertical",
    "+": "small_grid",
}
DASHES = {"solid": "solid", "dash": "dash", "dot": "round_dot", "dashdot": "dash_dot"}


def has_chart(figure: Figure) -> bool:
    """Whether the first panel of a figure can be drawn from its table."""
    titles = [column.title.casefold() for column in figure.table.columns[1:]]
    rows = [str(row[0]).casefold() for row in figure.table.rows]
    layers = figure.chart.panels[0].layers
    return any(one.name.casefold() in (*titles, *rows) for one in layers)


def add_chart(book: Any, sheet: Any, row: int, place: Place, figure: Figure) -> None:
    """Draw the first panel of a figure at a row, from the cells of its table."""
    panel = figure.chart.panels[0]
    layers = [(one, _source(place, figure, one.name)) for one in panel.layers]
    known = [(one, found) for one, found in layers if found is not None]
    areas = [pair for pair in known if pair[0].shape not in ("line", "points")]
    lines = [pair for pair in known if pair[0].shape in ("line", "points")]
    is_stacked = any(one.stack or one.base is not None for one, _ in areas)
    shape = "area" if areas and areas[0][0].shape == "area" else "column"
    if shape == "column" and figure.chart.horizontal:
        shape = "bar"
    main = None
    if areas:
        main = book.add_chart({"type": shape, **({"subtype": "stacked"} if is_stacked else {})})
        for one, (categories, values) in areas:
            main.add_series(
                {"name": one.name, "categories": categories, "values": values, "gap": 40}
                | fill(one.look)
            )
    if lines:
        is_curve = figure.chart.x.kind == "number"
        over = book.add_chart(
            {"type": "scatter", "subtype": "straight"} if is_curve else {"type": "line"}
        )
        for one, (categories, values) in lines:
            over.add_series(
                {"name": one.name, "categories": categories, "values": values, **_stroke(one)}
            )
        if main is None:
            main = over
        else:
            main.combine(over)
    assert main is not None
    _dress(main, figure)
    sheet.insert_chart(row, 0, main, {"description": figure.alt})


def _dress(chart: Any, figure: Figure) -> None:
    x, y = figure.chart.x.title, figure.chart.panels[0].y.title
    across, up = (y, x) if figure.chart.horizontal else (x, y)
    font = {"size": 10, "bold": False}
    limits = {"min": figure.chart.x.low, "max": figure.chart.x.high}
    own_limits = {k: v for k, v in limits.items() if v is not None}
    chart.set_title({"none": True})
    chart.set_x_axis({"name": across, "name_font": font, "label_position": "low", **own_limits,
                      **({"num_format": "#,##0"} if figure.chart.horizontal else {})})  # fmt: skip
    chart.set_y_axis({"name": up, "name_font": font, "num_format": "#,##0",
                      "reverse": figure.chart.horizontal})  # fmt: skip
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": WIDTH_PX, "height": HEIGHT_PX})


def _source(place: Place, figure: Figure, name: str) -> tuple[list[Any], list[Any]] | None:
    """Cells of a layer's categories and values: a column of the table, or a row of it."""
    table = figure.table
    titles = [column.title.casefold() for column in table.columns]
    rows = [str(row[0]).casefold() for row in table.rows]
    name = name.casefold()
    if name in titles[1:]:
        column = titles.index(name)
        return (
            [place.sheet, place.first, 0, place.last, 0],
            [place.sheet, place.first, column, place.last, column],
        )
    if name in rows:
        row = place.first + rows.index(name)
        has_sum = titles[-1] == "sum"
        last = len(titles) - (2 if has_sum else 1)
        return (
            [place.sheet, place.first - 1, 1, place.first - 1, last],
            [place.sheet, row, 1, row, last],
        )
    return None


def _stroke(layer: Layer) -> dict[str, Any]:
    look = layer.look
    if layer.shape == "points":
        marker = {"type": "circle", "size": 7, "fill": {"color": "#FFFFFF"},
                  "border": {"color": look.colour, "width": 1.5}}  # fmt: skip
        return {"line": {"none": True}, "marker": marker}
    return {"line": {"color": look.colour, "width": 1.75, "dash_type": DASHES[look.dash]}}


def fill(look: Look) -> dict[str, Any]:
    """Fill and border of a look: its hatch where it has one, so that grey prints stay legible."""
    border = {"border": {"color": "#1B1B1B", "width": 0.25}}
    if look.hatch:
        shape = {"pattern": PATTERNS[look.hatch], "fg_color": "#3A3A3A", "bg_color": look.colour}
        return {"pattern": shape, **border}
    return {"fill": {"color": look.colour}, **border}


def shade_map(sheet: Any, place: Place) -> None:
    """Colours of the heat map behind the numbers of its table."""
    sheet.conditional_format(
        place.first, 1, place.last, len(place.titles) - 1,
        {"type": "3_color_scale", "min_color": "#7F90B0", "mid_color": "#FFFFFF",
         "max_color": CIVIDIS[-1]},
    )  # fmt: skip
