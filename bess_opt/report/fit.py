"""Decimals of a table: enough for three figures of the largest entry of a column.

Sections name the decimals of a national system, in which a small one would read as zeros.
"""

from __future__ import annotations

import math
from dataclasses import replace

from bess_opt.report.content import Block, Cell, Column, Figure, Report, Table
from bess_opt.report.numbers import is_number

UNITS = frozenset({"kW", "MW", "kWh", "MWh", "GWh"})
FIGURES, MOST_DIGITS = 3, 3


def fitted(report: Report) -> Report:
    """The same report with decimals that show what its columns of power and energy hold."""
    return report.rewritten(_block)


def _block(block: Block) -> Block:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Figure):
        return replace(block, table=_table(block.table))
    return block


def _table(table: Table) -> Table:
    columns = (_column(c, [row[k] for row in table.rows]) for k, c in enumerate(table.columns))
    return replace(table, columns=tuple(columns))


def _column(column: Column, cells: list[Cell]) -> Column:
    if column.significant or column.unit not in UNITS:
        return column
    largest = max((abs(float(v)) for v in cells if is_number(v)), default=0.0)  # type: ignore[arg-type]
    if largest <= 0:
        return column
    needed = FIGURES - 1 - math.floor(math.log10(largest))
    return replace(column, digits=max(column.digits, min(MOST_DIGITS, needed)))
