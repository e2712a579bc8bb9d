"""Reports of small systems in kW and kWh: every table and chart of a report, by its own unit.

Sections reckon in MW, MWh and GWh. Where no flow of a system reaches 10 MW, the finished report is
told in thousandths, so that 0.004 MW reads as 4 kW on every page and no section thinks of it.
Sentences and prices ask the reading, which goes by the same rule.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from bess_opt.report.chart import Axis, Chart, Layer
from bess_opt.report.content import Block, Cell, Figure, Report, Table

SMALLER = {"MW": "kW", "MWh": "kWh", "GWh": "MWh"}
FACTOR = 1e3
UNIT_AT = 1


def in_small_units(report: Report) -> Report:
    """The same report with powers in kW and energies in kWh and MWh."""
    return report.rewritten(_block)


def _block(block: Block) -> Block:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Figure):
        return replace(block, chart=_chart(block.chart), table=_table(block.table))
    return block


def _table(table: Table) -> Table:
    """Columns by their unit; rows by theirs, where every figure of a row has the same."""
    named = UNIT_AT if _is_by_row(table) else None
    columns = tuple(replace(c, unit=SMALLER.get(c.unit, c.unit)) for c in table.columns)
    rows = []
    for row in table.rows:
        unit = "" if named is None else str(row[named])
        cells = [
            _scaled(v) if c.unit in SMALLER or unit in SMALLER else v
            for v, c in zip(row, table.columns, strict=True)
        ]
        if named is not None:
            cells[named] = SMALLER.get(unit, row[named])
        rows.append(tuple(cells))
    return replace(table, columns=columns, rows=tuple(rows))


def _is_by_row(table: Table) -> bool:
    """Whether the second column names the unit of all figures that follow it in the row.

    Elsewhere a unit belongs to one figure of the row (a bill's quantity, not its price), or to a
    text, and is left alone.
    """
    columns = table.columns
    return (
        len(columns) > UNIT_AT + 1
        and columns[UNIT_AT].title == "Unit"
        and all(c.is_number and not c.unit for c in columns[UNIT_AT + 1 :])
    )


def _scaled(value: Cell) -> Cell:
    is_figure = isinstance(value, int | float) and not isinstance(value, bool)
    return FACTOR * value if is_figure else value  # type: ignore[operator]


def _chart(chart: Chart) -> Chart:
    along, across = _axis(chart.x), [_axis(p.y) for p in chart.panels]
    panels = tuple(
        replace(
            panel,
            y=y,
            layers=tuple(
                _layer(layer, x=along is not chart.x, y=y is not panel.y) for layer in panel.layers
            ),
        )
        for panel, y in zip(chart.panels, across, strict=True)
    )
    return replace(chart, x=along, panels=panels)


def _axis(axis: Axis) -> Axis:
    """The axis in its smaller unit, or the very same where its title names none."""
    for unit, smaller in SMALLER.items():
        if f"[{unit}]" in axis.title:
            return replace(
                axis,
                title=axis.title.replace(f"[{unit}]", f"[{smaller}]"),
                low=None if axis.low is None else FACTOR * axis.low,
                high=None if axis.high is None else FACTOR * axis.high,
                ticks=tuple((FACTOR * at, text) for at, text in axis.ticks),
            )
    return axis


def _layer(layer: Layer, *, x: bool, y: bool) -> Layer:
    is_heat, has_unit = layer.z is not None, layer.unit in SMALLER
    changed: dict[str, Any] = {"unit": SMALLER.get(layer.unit, layer.unit)}
    if is_heat and has_unit:
        changed["z"] = FACTOR * np.asarray(layer.z, dtype=float)
    if x:
        changed["x"] = (FACTOR * np.asarray(layer.x, dtype=float)).tolist()
    if y and not is_heat:
        changed["y"] = (FACTOR * np.asarray(layer.y, dtype=float)).tolist()
    if layer.base is not None and (x or y):
        changed["base"] = (FACTOR * np.asarray(layer.base, dtype=float)).tolist()
    return replace(layer, **changed)
