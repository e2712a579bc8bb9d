"""Cells read as numbers: what is a number, what is missing, and what is neither.

Empty cells and ``nan`` are missing values, which the gap policy of the series treats. Everything
else that is no plain number (``#REF!``, ``n/a``, ``1.234,5``, a thousands separator) is a fault,
because reading it would be guessing.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault
from bess_opt.sources.table import Table, several
from bess_opt.units import LARGEST

_PLAIN = set("0123456789+-.eE \t")
_COMMA = re.compile(r"[-+]?[\d.\s]*\d,\d+")
_GROUPED = re.compile(r"[-+]?\d{1,3}([,' \u00a0\u202f]\d{3})+(\.\d+)?")
_BASED = re.compile(r"[-+]?0[xob][0-9a-f]+", re.IGNORECASE)
_MISSING = {"", "nan"}
LONGEST = 40
"""Characters of a cell that are shown."""


def read_numbers(
    table: Table, column: int, decimal: str = "."
) -> tuple[NDArray[np.float64], list[Fault]]:
    """Values of a column as float64, NaN where missing, and the faults of its cells.

    Parameters
    ----------
    table : Table
    column : int
    decimal : str
        Mark of the decimals in text cells, ``.`` or ``,``.
    """
    cells = table.columns[column]
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "fiu":
        values = cells.astype(float)
        return values, _infinite(table, column, values)
    if isinstance(cells, np.ndarray):
        cells = cells.tolist()
    if decimal == "." and set(map(type, cells)) == {str}:
        quick = _all_plain(cells)
        if quick is not None:
            return quick, _infinite(table, column, quick)
    values = np.full(len(cells), np.nan)
    faults = []
    for row, cell in enumerate(cells):
        number = _number(cell, decimal)
        if number is None:
            faults.append(_not_a_number(table, row, column, cell, decimal))
        else:
            values[row] = number
    return values, several(faults, "such cells in this column") + _infinite(table, column, values)


def _all_plain(cells: Any) -> NDArray[np.float64] | None:
    """Values of text cells that are all plain numbers, at the speed of the float parser."""
    if not set("".join(cells)) <= _PLAIN:
        return None
    try:
        return np.fromiter(map(float, cells), dtype=float, count=len(cells))
    except ValueError:
        return None


def _number(cell: Any, decimal: str) -> float | None:
    """The number in a cell, NaN where it is missing, None where it holds something else."""
    if cell is None:
        return np.nan
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        try:
            return float(cell)
        except OverflowError:  # a whole number of more than 308 digits
            return np.inf
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    if text.lower() in _MISSING:
        return np.nan
    if text.lower().lstrip("+-") in ("inf", "infinity"):
        return np.inf
    if decimal == ",":
        if "." in text:
            return None
        text = text.replace(",", ".")
    if not set(text) <= _PLAIN or not text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _not_a_number(table: Table, row: int, column: int, cell: Any, decimal: str) -> Fault:
    text = str(cell).strip()
    repair = "correct the cell, or leave it empty and set gaps"
    if "\u2212" in text:
        repair = "U+2212 is not a minus sign; write '-'"
    elif decimal == "." and _COMMA.fullmatch(text) and not _GROUPED.fullmatch(text):
        repair = 'if the comma marks the decimals, set decimal: "," on the series'
        if "." in text:
            repair += ", and remove the points between the thousands"
    elif _GROUPED.fullmatch(text) or (decimal == "," and "." in text):
        repair = "remove the marks between the thousands; they are not read"
    elif "%" in text:
        repair = 'write the number alone and set unit: "%" on the series'
    elif "\n" in text:
        repair = "a quotation mark may be left open"
    elif _BASED.fullmatch(text):
        repair = "write the number in decimal digits"
    elif isinstance(cell, bool):
        repair = "write 0 or 1 instead of a truth value"
    shown = text if len(text) <= LONGEST else text[:LONGEST] + "..."
    return Fault(
        "E-TS-004",
        f"column '{table.names[column]}' holds {shown!r}",
        "a number",
        repair,
        table.place(row, column),
    )


def _infinite(table: Table, column: int, values: NDArray[np.float64]) -> list[Fault]:
    cells = table.columns[column]
    faults = []
    for row in np.flatnonzero(np.isinf(values)).tolist():
        text = str(cells[row]).strip()
        shown = text if len(text) <= LONGEST else text[:LONGEST] + "..."
        faults.append(
            Fault(
                "E-TS-006",
                f"column '{table.names[column]}' holds {shown!r}, an infinite value",
                "a finite number",
                "correct the cell, or leave it empty and set gaps",
                table.place(row, column),
            )
        )
    return several(faults, "such cells in this column")


def too_large(
    table: Table, column: int, cells: NDArray[np.float64], factor: float, unit: str
) -> list[Fault]:
    """Finite cells that drown every other number once they are in our unit.

    Parameters
    ----------
    cells : ndarray, shape (n_rows,)
        As the file holds them; NaN and infinite ones are told elsewhere.
    factor : float
        From the cell to our unit.
    unit : str
        Ours, as printed.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        size = np.abs(cells * factor)
    faults = [
        Fault(
            "E-TS-006",
            f"column '{table.names[column]}' holds {cells[row]:g}, which is {factor:g} times as "
            f"much in {unit or 'our unit'} and too large to be computed with",
            f"at most {LARGEST:g} {unit}".rstrip(),
            "correct the cell, the unit or the scale",
            table.place(row, column),
        )
        for row in np.flatnonzero((size > LARGEST) & np.isfinite(cells)).tolist()
    ]
    return several(faults, "such cells in this column")
