"""Workbooks of spreadsheets, opened with calamine: sheets by name, cells by address.

A cell that holds an error (``#REF!``) or a formula without a stored value looks empty to a reader
of values, and a hidden row or a merged cell looks like any other; so a sheet's XML is asked for
them. Text is text: a cell that reads ``=A1`` is not a formula here.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import cached_property
from typing import Any
from xml.etree import ElementTree

from bess_opt.errors import Fault, Place

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
MOST_UNPACKED = 2_000_000_000
_MOST_RATIO = 200
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_HIDDEN = re.compile(rb'<row r="(\d+)"[^>]*?\bhidden="(?:1|true)"')

Grid = list[list[Any]]


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


def address(row: int, column: int) -> str:
    """Address of a cell counted from 0.

    >>> address(6, 2)
    'C7'
    """
    return f"{column_letters(column)}{row + 1}"


class Workbook:
    """A workbook as it was read.

    Parameters
    ----------
    file : str
        Name as the user wrote it, for places.
    content : bytes
        Of the file.
    book : CalamineWorkbook
    """

    def __init__(self, file: str, content: bytes, book: Any) -> None:
        self.file = file
        self._content = content
        self._book = book

    @property
    def names(self) -> list[str]:
        """Names of the sheets, in order."""
        return [str(name) for name in self._book.sheet_names]

    @property
    def hidden(self) -> list[str]:
        """Names of the sheets that a spreadsheet program does not show."""
        return [
            str(sheet.name)
            for sheet in self._book.sheets_metadata
            if not str(sheet.visible).endswith("Visible") or "VeryHidden" in str(sheet.visible)
        ]

    def grid(self, sheet: str) -> Grid:
        """Cells of a sheet by row, from A1; an empty cell is an empty text."""
        rows: Grid = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return rows

    def merged(self, sheet: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """First and last cell (row, column) of each merged range; none where unknown."""
        found = self._book.get_sheet_by_name(sheet).merged_cell_ranges
        return [((a[0], a[1]), (b[0], b[1])) for a, b in found or ()]

    def hidden_rows(self, sheet: str) -> list[int]:
        """Rows, counted from 0, that a spreadsheet program does not show."""
        return [int(line) - 1 for line in _HIDDEN.findall(self._xml(sheet))]

    def unstored(self, sheet: str) -> list[tuple[int, str]]:
        """Line and letters of cells with an error, or a formula without a stored value."""
        found = []
        for column, line, attributes, inner in _CELL.findall(self._xml(sheet)):
            bare = b"<f" in inner and (b"<v>" not in inner or b"<v></v>" in inner)
            if bare or b't="e"' in attributes:
                found.append((int(line), column.decode()))
        return found

    def place(self, sheet: str, row: int | None = None, column: int = 0) -> Place:
        """Place of a cell counted from 0, or of a sheet."""
        end = "" if row is None else f"!{address(row, column)}"
        return Place(f"{self.file}!{sheet}{end}")

    @cached_property
    def _packed(self) -> zipfile.ZipFile | None:
        try:
            return zipfile.ZipFile(io.BytesIO(self._content))
        except (zipfile.BadZipFile, ValueError):
            return None

    def _xml(self, sheet: str) -> bytes:
        """XML of a sheet of an .xlsx file; empty for other formats."""
        if self._packed is None:
            return b""
        try:
            book = ElementTree.fromstring(self._packed.read("xl/workbook.xml"))
            links = ElementTree.fromstring(self._packed.read("xl/_rels/workbook.xml.rels"))
            ids = {
                item.get("name"): next(v for k, v in item.attrib.items() if k.endswith("}id"))
                for item in book.iter()
                if item.tag.endswith("}sheet")
            }
            target = next(str(r.get("Target")) for r in links if r.get("Id") == ids.get(sheet))
            inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return self._packed.read(inside)
        except (KeyError, StopIteration, ElementTree.ParseError):
            return b""


def odd_layout(book: Workbook, sheet: str, rows: set[int]) -> list[Fault]:
    """What a person who looks at a sheet may not see as the program does (W-FI-004).

    Parameters
    ----------
    rows : set of int
        Rows that are read, counted from 0.
    """
    found: list[tuple[str, str, Place]] = []
    hidden = [row for row in book.hidden_rows(sheet) if row in rows]
    if hidden:
        what = "1 hidden row is" if len(hidden) == 1 else f"{len(hidden):,} hidden rows are"
        text = f"{what} read like the others"
        repair = "show them, or delete them if they are not meant"
        found.append((text, repair, book.place(sheet, hidden[0])))
    merged = [pair for pair in book.merged(sheet) if set(range(pair[0][0], pair[1][0] + 1)) & rows]
    if merged:
        first, last = merged[0]
        text = f"cells are merged up to {address(*last)}; only the first holds a value"
        found.append((text, "take the merge apart", book.place(sheet, *first)))
    if sheet in book.hidden:
        repair = "show it, so that readers see what is used"
        found.append((f"the sheet '{sheet}' is hidden and is read", repair, book.place(sheet)))
    return [Fault("W-FI-004", text, "", repair, place) for text, repair, place in found]


def open_workbook(file: str, content: bytes) -> Workbook | Fault:
    """The workbook in some bytes, or why there is none (E-FI-003, E-FI-005)."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    bomb = _unpacked_too_large(file, content)
    if bomb is not None:
        return bomb
    try:
        return Workbook(file, content, CalamineWorkbook.from_filelike(io.BytesIO(content)))
    except (CalamineError, PasswordError, OSError, ValueError) as reason:
        # Read from memory, a locked workbook is only said to be of no known format.
        if isinstance(reason, PasswordError) or (content[:8] == _OLE and _LOCKED in content):
            return _unreadable(file, "is protected by a password", "save it without one")
        return _unreadable(file, *_why(content, str(reason)))


def _unreadable(file: str, what: str, repair: str) -> Fault:
    return Fault("E-FI-003", f"the workbook {what}", "a workbook", repair, Place(file))


def _why(content: bytes, reason: str) -> tuple[str, str]:
    start = content[:512].lstrip().lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return "is a web page by another name", "open it in Excel and save it as .xlsx"
    if not start:
        return "is empty", "copy it again"
    return f"cannot be opened ({reason})", "it may be corrupt; open it in Excel and save it again"


def _unpacked_too_large(file: str, content: bytes) -> Fault | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, ValueError):
        return None
    if size > MOST_UNPACKED or (size > 1e8 and size > _MOST_RATIO * len(content)):
        return Fault(
            "E-FI-005",
            f"the workbook unpacks to {size / 1e9:.1f} GB",
            f"at most {MOST_UNPACKED / 1e9:.0f} GB",
            "",
            Place(file),
        )
    return None
