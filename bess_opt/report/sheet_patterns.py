"""Number formats of cells: as many decimals as the page prints, and no more figures than known."""

from __future__ import annotations

import math

from bess_opt.report.content import Cell, Table
from bess_opt.report.numbers import is_number

MOST_DECIMALS = 8


def own_pattern(table: Table, number: int, value: Cell) -> str:
    """Number format of a cell: decimals of its column, or its own where they are significant."""
    column = table.columns[number]
    if not column.is_number:
        return ""
    return figures_pattern(value, column.digits) if column.significant else pattern(column.digits)


def figures_pattern(value: Cell, figures: int, *, is_short: bool = False) -> str:
    """Decimals that show so many figures of a value; ``is_short`` leaves off zeros at the end.

    >>> figures_pattern(35.68, 4), figures_pattern(1250.0, 4)
    ('#,##0.00', '#,##0')
    >>> figures_pattern(0.4, 6, is_short=True)
    '#,##0.0'
    """
    if (
        not isinstance(value, int | float)
        or isinstance(value, bool)
        or not is_number(value)
        or not value
    ):
        return pattern(0)
    digits = figures - 1 - math.floor(math.log10(abs(value)))
    digits = min(MOST_DECIMALS, max(0, digits))
    while is_short and digits and round(value, digits) == round(value, digits - 1):
        digits -= 1
    return pattern(digits)


def pattern(digits: int) -> str:
    """``#,##0.00`` for two decimals."""
    return "#,##0" + (f".{'0' * digits}" if digits > 0 else "")
