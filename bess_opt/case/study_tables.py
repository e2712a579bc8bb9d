"""Tables on the sheets of a study workbook: blocks of rows below a row of headings, with addresses.

A block begins with a row of headings whose first cell is a known word, may go on with a row of
units, and holds one row for each thing. A line of text alone above the headings is a title.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bess_opt.case.cells import Wanted, in_unit, put, value_of
from bess_opt.case.document import Document, Spot
from bess_opt.errors import Fault, Place
from bess_opt.workbook import Grid, Workbook


@dataclass
class Line:
    """One row of a table: cells by heading, and the addresses of cells and headings."""

    sheet: str
    row: int
    cells: dict[str, tuple[Any, int]]
    heads: dict[str, tuple[int, int]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """The cell under a heading, an empty text where there is none."""
        return self.cells.get(name, ("", 0))[0]


@dataclass
class Reading:
    """A workbook on its way into a document."""

    book: Workbook
    document: Document

    def place(self, line: Line, name: str) -> Place:
        """Place of the cell under a heading, of the first cell where there is none."""
        column = line.cells[name][1] if name in line.cells else 0
        return self.book.place(line.sheet, line.row, column)

    def spot(self, line: Line, name: str, written: str | None = None) -> Spot:
        """Spot of that cell, its heading included."""
        head = line.heads.get(name)
        above = "" if head is None else self.book.place(line.sheet, *head).file
        return Spot(self.place(line, name).file, written=written, key_file=above)

    def tell(self, code: str, place: Place, found: str, *rest: str, path: str = "") -> None:
        """Tell a fault: found, then what was expected and how to repair it."""
        expected, repair = (*rest, "", "")[:2]
        self.document.faults.append(Fault(code, found, expected, repair, place, path))
        if code.startswith("E") and path:
            self.document.refused.add(path)

    def set(self, line: Line, name: str, path: str, want: Wanted, currency: str | None) -> None:
        """Set the value of a cell at a path of the case."""
        place = self.place(line, name)
        value = value_of(line.get(name), want, path, place, self.document)
        last = path.rpartition(".")[2]
        value, written, wrong = in_unit(value, line.units.get(name, ""), last, currency)
        if wrong is not None:
            code, found, expected = wrong
            self.tell(code, place, f"{path}: {found}", expected, path=path)
        twin = put(self.document, path, value, self.spot(line, name, written or None))
        if twin is not None:
            found = f"{path} is given twice, first at {twin.of_value()}"
            self.tell("E-CF-004", place, found, "", "clear one of the cells")


def tables(reading: Reading, sheet: str, grid: Grid, first: str) -> Iterator[Line]:
    """Rows of the blocks of a sheet, each below a row of headings that begins with ``first``."""
    heads: dict[str, tuple[int, int]] = {}
    units: dict[str, str] = {}
    for row, cells in enumerate(grid):
        texts = [str(cell).strip() if isinstance(cell, str) else cell for cell in cells]
        lead = str(texts[0]).casefold() if texts else ""
        if not any(text != "" for text in texts):
            continue
        if lead == first:
            heads, units = _headings(reading, sheet, row, texts), {}
            continue
        if lead in ("unit", "units") and heads:
            units = {name: str(texts[c]) for name, (_, c) in heads.items() if c < len(texts)}
            continue
        if not heads or (sum(t != "" for t in texts) == 1 and _heads_next(grid, row, first)):
            continue
        filled = {
            name: (texts[column], column)
            for name, (_, column) in heads.items()
            if column < len(texts) and texts[column] != ""
        }
        under = {column for _, column in heads.values()}
        stray = [c for c, text in enumerate(texts) if text != "" and c not in under]
        for column in stray:
            place = reading.book.place(sheet, row, column)
            reading.tell("E-CF-005", place, f"'{texts[column]}' stands under no heading")
        if filled and lead == "":
            place = reading.book.place(sheet, row, 0)
            found = f"the row has values and no {first}"
            reading.tell("E-CF-006", place, found, "", f"add the {first}")
            continue
        yield Line(sheet, row, filled, heads, units)


def _heads_next(grid: Grid, row: int, first: str) -> bool:
    below = grid[row + 1] if row + 1 < len(grid) else []
    return bool(below) and str(below[0]).strip().casefold() == first


def _headings(
    reading: Reading, sheet: str, row: int, texts: list[Any]
) -> dict[str, tuple[int, int]]:
    heads: dict[str, tuple[int, int]] = {}
    for column, text in enumerate(texts):
        name = str(text).strip()
        if name in heads:
            place = reading.book.place(sheet, row, column)
            reading.tell("E-CF-004", place, f"the heading '{name}' stands twice", "", "rename one")
        elif name:
            heads[name] = (row, column)
    return heads
