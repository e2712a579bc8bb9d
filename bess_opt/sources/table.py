"""A table as it stands in a file: named columns of cells, and the place of each cell.

Cells are kept as they were written (text of a CSV, values of a workbook, arrays of a Parquet
file); reading them as numbers or time stamps comes after, so that every fault can name its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bess_opt.errors import Fault, Place

MOST_ROWS = 5_000_000
SHOWN = 3


@dataclass(frozen=True)
class Table:
    """Columns of one file or sheet.

    Parameters
    ----------
    file : str
        As the case writes it.
    names : tuple of str
        Header, in order; may hold a name twice.
    columns : tuple of sequences
        Cells by column, equally long.
    place : callable
        ``place(row, column)`` of a cell; row -1 is the header.
    sha256 : str
        Of the file.
    faults : tuple of Fault
        What was wrong with the table as a whole.
    units : tuple of str, optional
        A row of units that stood below the header; at row -2 of ``place``.
    uncalculated : callable, optional
        Rows of a column that hold an error or a formula without a stored value (workbooks).
    stated_units : tuple of str, optional
        Units that the file's own attributes state, empty where they state none.
    zone, stamps : str, optional
        Zone of the clock and edge of the step, where the file itself says so.
    """

    file: str
    names: tuple[str, ...]
    columns: tuple[Any, ...]
    place: Callable[[int, int], Place]
    sha256: str = ""
    faults: tuple[Fault, ...] = ()
    units: tuple[str, ...] | None = None
    uncalculated: Callable[[int], Sequence[int]] | None = None
    stated_units: tuple[str, ...] | None = None
    zone: str | None = None
    stamps: str | None = None

    @property
    def rows(self) -> int:
        """Number of rows below the header."""
        return len(self.columns[0]) if self.columns else 0

    @property
    def is_broken(self) -> bool:
        """Whether a fault of the table as a whole forbids reading its columns."""
        return any(f.is_error for f in self.faults)

    def find(self, name: str) -> int | None:
        """Index of the one column of that name; None where there is none or more than one."""
        return self.names.index(name) if self.names.count(name) == 1 else None

    @property
    def doubled(self) -> list[str]:
        """Names that stand above more than one column."""
        return [name for name, count in Counter(self.names).items() if count > 1 and name]


def broken(file: str, *faults: Fault) -> Table:
    """A table that cannot be used, with the reasons."""
    return Table(file, (), (), lambda _row, _column: Place(file), faults=faults)


def several(faults: Sequence[Fault], what: str) -> list[Fault]:
    """The first few of many faults of one sort; the last of them counts the rest."""
    if len(faults) <= SHOWN:
        return list(faults)
    shown = list(faults[:SHOWN])
    last = shown[-1]
    more = f"{last.found}; and {len(faults) - SHOWN:,} more {what}"
    shown[-1] = Fault(last.code, more, last.expected, last.repair, last.place, last.path)
    return shown
