"""Tables in Excel and OpenDocument workbooks: the sheet is named, cells keep addresses."""

from __future__ import annotations

from difflib import get_close_matches

from bess_opt.errors import Fault, Place
from bess_opt.sources.csv_text import said_above
from bess_opt.sources.files import DataFile
from bess_opt.sources.table import MOST_ROWS, Table, broken
from bess_opt.workbook import Workbook, column_letters, odd_layout, open_workbook


def read_excel(
    file: DataFile, sheet: str | None = None, place: Place | None = None, path: str = ""
) -> Table:
    """The table in one sheet of a workbook.

    Parameters
    ----------
    file : DataFile
    sheet : str, optional
        Name of the sheet; needed where the workbook has several.
    place, path : Place, str
        Where the case names the sheet, or the file where it names none.
    """
    book = open_workbook(file.name, file.content)
    if isinstance(book, Fault):
        return broken(file.name, book)
    name = _choose(book, sheet, place or Place(book.file), path)
    if isinstance(name, Fault):
        return broken(file.name, name)
    return _table(file, book, name)


def _table(file: DataFile, book: Workbook, sheet: str) -> Table:
    grid = book.grid(sheet)
    filled = [i for i, row in enumerate(grid) if any(cell != "" for cell in row)]
    said: dict[str, str] = {}
    while filled and str(grid[filled[0]][0]).lstrip().startswith("#"):
        said |= said_above(str(grid[filled.pop(0)][0]))
    if len(filled) < 2:
        found = f"the sheet '{sheet}' has no rows of data"
        return broken(
            file.name, Fault("E-TS-034", found, "a header and rows", "", book.place(sheet))
        )
    if len(filled) > MOST_ROWS:
        fault = Fault("E-FI-005", f"the sheet has {len(filled):,} rows", "fewer", "", None)
        return broken(file.name, fault)
    head, body = filled[0], filled[1:]
    width = max((i + 1 for i, cell in enumerate(grid[head]) if cell != ""), default=0)
    names = tuple(str(cell).strip() for cell in grid[head][:width])
    columns = tuple([grid[i][c] for i in body] for c in range(width))
    at = {line + 1: row for row, line in enumerate(body)}

    def uncalculated(column: int) -> list[int]:
        letters = column_letters(column)
        return sorted(
            at[line] for line, where in book.unstored(sheet) if where == letters and line in at
        )

    return Table(
        file.name,
        names,
        columns,
        lambda row, column: book.place(sheet, body[row] if row >= 0 else head, column),
        file.sha256,
        tuple(odd_layout(book, sheet, {head, *body})),
        uncalculated=uncalculated,
        zone=said.get("zone"),
        stamps=said.get("stamps"),
    )


def _choose(book: Workbook, sheet: str | None, place: Place, path: str) -> str | Fault:
    names = book.names
    shown = ", ".join(repr(n) for n in names)
    if sheet is not None:
        if sheet in names:
            return sheet
        found = f"{book.file} has no sheet '{sheet}'"
        folded = {name.strip().casefold(): name for name in names}
        near = get_close_matches(sheet.strip().casefold(), folded, 1, 0.6)
        repair = f"did you mean '{folded[near[0]]}'?" if near else ""
        return Fault("E-FI-004", found, f"one of {shown}", repair, place, path)
    if len(names) == 1:
        return names[0]
    return Fault(
        "E-FI-004",
        f"{book.file} has {len(names)} sheets: {shown}",
        "the name of one",
        "set sheet on the series",
        place,
        path,
    )
