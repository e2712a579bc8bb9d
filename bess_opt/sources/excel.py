"""Excel and OpenDocument workbooks, read with calamine: the sheet is named, cells keep addresses.

A cell that holds an error (``#REF!``) or a formula without a stored value looks empty to a reader
of values, so where a column has empty cells the sheet's XML is asked which of them are such.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

from bess_opt.errors import Fault, Place
from bess_opt.sources.files import DataFile
from bess_opt.sources.table import MOST_ROWS, Table, broken

_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_MOST_RATIO = 200
MOST_UNPACKED = 2_000_000_000


def column_letters(column: int) -> str:
    """Letters of a column counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_excel(file: DataFile, sheet: str | None = None) -> Table:
    """The table in one sheet of a workbook.

    Parameters
    ----------
    file : DataFile
    sheet : str, optional
        Name of the sheet; needed where the workbook has several that are visible.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    bomb = _unpacked_too_large(file)
    if bomb is not None:
        return broken(file.name, bomb)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
    except PasswordError:
        return broken(
            file.name, _unreadable(file, "is protected by a password", "save it without one")
        )
    except (CalamineError, OSError, ValueError) as reason:
        return broken(file.name, _unreadable(file, *_why(file, str(reason))))
    name = _choose(file, workbook, sheet)
    if isinstance(name, Fault):
        return broken(file.name, name)
    grid: list[list[Any]] = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return _table(file, name, grid)


def _table(file: DataFile, sheet: str, grid: list[list[Any]]) -> Table:
    filled = [i for i, row in enumerate(grid) if any(cell != "" for cell in row)]
    if len(filled) < 2:
        fault = Fault(
            "E-TS-034",
            f"the sheet '{sheet}' has no rows of data",
            "a header and rows",
            "",
            Place(f"{file.name}!{sheet}"),
        )
        return broken(file.name, fault)
    if len(filled) > MOST_ROWS:
        fault = Fault("E-FI-005", f"the sheet has {len(filled):,} rows", "fewer", "", None)
        return broken(file.name, fault)
    head, body = filled[0], filled[1:]
    width = max((i + 1 for i, cell in enumerate(grid[head]) if cell != ""), default=0)
    names = tuple(str(cell).strip() for cell in grid[head][:width])

    def place(row: int, column: int) -> Place:
        line = (body[row] if row >= 0 else head) + 1
        return Place(f"{file.name}!{sheet}!{column_letters(column)}{line}")

    columns = tuple([grid[i][c] for i in body] for c in range(width))
    at = {line + 1: row for row, line in enumerate(body)}

    def uncalculated(column: int) -> list[int]:
        lines = _unstored(file, sheet, column_letters(column))
        return sorted(at[line] for line in lines if line in at)

    return Table(file.name, names, columns, place, file.sha256, uncalculated=uncalculated)


def _choose(file: DataFile, workbook: Any, sheet: str | None) -> str | Fault:
    names = list(workbook.sheet_names)
    shown = ", ".join(repr(n) for n in names)
    if sheet is not None:
        if sheet in names:
            return sheet
        return Fault(
            "E-FI-004",
            f"the workbook has no sheet '{sheet}'",
            f"one of {shown}",
            "",
            Place(file.name),
        )
    if len(names) == 1:
        return str(names[0])
    return Fault(
        "E-FI-004",
        f"the workbook has {len(names)} sheets: {shown}",
        "the name of one",
        "set sheet on the series",
        Place(file.name),
    )


def _unreadable(file: DataFile, what: str, repair: str) -> Fault:
    return Fault("E-FI-003", f"the workbook {what}", "a workbook", repair, Place(file.name))


def _why(file: DataFile, reason: str) -> tuple[str, str]:
    start = file.content[:512].lstrip().lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return "is a web page by another name", "open it in Excel and save it as .xlsx"
    if not start:
        return "is empty", "copy it again"
    return f"cannot be opened ({reason})", "it may be corrupt; open it in Excel and save it again"


def _unpacked_too_large(file: DataFile) -> Fault | None:
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, ValueError):
        return None
    if size > MOST_UNPACKED or (size > 1e8 and size > _MOST_RATIO * len(file.content)):
        return Fault(
            "E-FI-005",
            f"the workbook unpacks to {size / 1e9:.1f} GB",
            f"at most {MOST_UNPACKED / 1e9:.0f} GB",
            "",
            Place(file.name),
        )
    return None


def _unstored(file: DataFile, sheet: str, letters: str) -> list[int]:
    """Lines at which a column holds an error, or a formula without a stored value."""
    xml = _sheet_xml(file, sheet)
    wanted = letters.encode()
    lines = []
    for column, line, attributes, inner in _CELL.findall(xml):
        if column != wanted:
            continue
        bare = b"<f" in inner and (b"<v>" not in inner or b"<v></v>" in inner)
        if bare or b't="e"' in attributes:
            lines.append(int(line))
    return lines


def _sheet_xml(file: DataFile, sheet: str) -> bytes:
    """XML of a sheet of an .xlsx file; empty for other formats."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
            book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
            links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
            ids = {
                item.get("name"): next(v for k, v in item.attrib.items() if k.endswith("}id"))
                for item in book.iter()
                if item.tag.endswith("}sheet")
            }
            target = next(str(r.get("Target")) for r in links if r.get("Id") == ids.get(sheet))
            inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return packed.read(inside)
    except (zipfile.BadZipFile, KeyError, StopIteration, ElementTree.ParseError):
        return b""
