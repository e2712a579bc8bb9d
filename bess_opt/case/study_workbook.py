"""A case in one workbook: its sheets read into the document that a YAML case gives.

Every value keeps the address of its cell. Sheets of this layout are ``General`` and ``Time`` (key,
value, unit), ``Assets``, ``Tariffs`` and ``Policies`` (blocks: a row of headings that begins with
``name``, a row of units, one row for each component), ``Ratings``, ``Parts`` (items of lists),
``Monthly``, ``Sources``, ``Series`` and ``Scenarios``. Other sheets hold data or notes.

We read a fixed layout with free columns. The alternative was one sheet of paths and values, which
is simpler to read and hardly possible to fill in. We would change if a case outgrew tables.
"""

from __future__ import annotations

from collections.abc import Callable

from bess_opt.case.cells import put, wanted
from bess_opt.case.document import Document, Spot, at, joined
from bess_opt.case.nearest import listing, nearest
from bess_opt.case.schema import ROOMS, Case, kinds, series_models
from bess_opt.case.study_lists import (
    begin,
    read_monthly,
    read_parts,
    read_ratings,
    read_scenarios,
    read_sources,
    set_fields,
)
from bess_opt.case.study_tables import Reading, tables
from bess_opt.errors import Fault, Place
from bess_opt.workbook import Grid, odd_layout, open_workbook

ROOM_SHEETS = {"Assets": "assets", "Tariffs": "tariffs", "Policies": "policies"}
LISTS = ("Ratings", "Parts", "Monthly", "Sources", "Series", "Scenarios")
SHEETS = ("General", "Time", *ROOM_SHEETS, *LISTS)
NOTES = ("Notes", "Fields")


def read_workbook(content: bytes, file: str) -> Document:
    """The document in a study workbook.

    Faults of reading are collected in it; where the file is no such workbook its data are None.
    """
    document = Document(file, spots={"": Spot(file)})
    book = open_workbook(file, content)
    if isinstance(book, Fault):
        document.faults.append(book)
        return document
    names = {name.strip().casefold(): name for name in book.names}
    if not {"general", "assets"} & set(names):
        found = f"the workbook has no sheet 'General' or 'Assets', but {listing(book.names)}"
        repair = "write one to fill in: bess-opt init DIR --excel"
        expected = "the sheets of a study"
        document.faults.append(Fault("E-CF-002", found, expected, repair, Place(file)))
        return document
    document.data = {"schema": Case.model_fields["schema_"].default}
    reading = Reading(book, document)
    grids: dict[str, Grid] = {}
    for sheet in SHEETS:
        if sheet.casefold() in names:
            name = names[sheet.casefold()]
            grids[sheet] = book.grid(name)
            _told_layout(reading, name, grids[sheet])
            _READERS[sheet](reading, name, grids[sheet])
    _strangers(reading, names)
    return document


def _told_layout(reading: Reading, sheet: str, grid: Grid) -> None:
    """Merged and hidden cells, and formulas whose value the file does not hold."""
    filled = {i for i, row in enumerate(grid) if any(cell != "" for cell in row)}
    reading.document.faults.extend(odd_layout(reading.book, sheet, filled))
    for line, letters in reading.book.unstored(sheet):
        found = "the cell holds an error or a formula without a stored value"
        repair = "open the workbook in a spreadsheet program, mend the formula and save it"
        place = Place(f"{reading.book.file}!{sheet}!{letters}{line}")
        reading.tell("E-FI-002", place, found, "a value", repair)


def _strangers(reading: Reading, names: dict[str, str]) -> None:
    """Sheets whose name is almost one of ours would be passed over in silence."""
    used = {
        str(spec.get("sheet"))
        for spec in (reading.document.data.get("series") or {}).values()
        if isinstance(spec, dict)
    }
    for folded, name in names.items():
        if name in used or folded in {s.casefold() for s in (*SHEETS, *NOTES)}:
            continue
        near = nearest(name, [s for s in SHEETS if s.casefold() not in names])
        if near is not None:
            found = f"the sheet '{name}' is not read"
            place = reading.book.place(name)
            reading.tell("W-CF-031", place, found, "", f"did you mean {near}?")


def _keys(prefix: str) -> Callable[[Reading, str, Grid], None]:
    def read(reading: Reading, sheet: str, grid: Grid) -> None:
        reading.document.spots.setdefault(prefix, Spot(reading.book.place(sheet).file))
        for line in tables(reading, sheet, grid, "key"):
            if line.get("value") == "" or "key" not in line.cells:
                continue
            path = joined(prefix, str(line.get("key")))
            line.units = {"value": str(line.get("unit"))}
            line.heads = {"value": (line.row, line.cells["key"][1])}
            base = at(reading.document.data, "currency.base")
            reading.set(line, "value", path, wanted([Case], path.split(".")), base)

    return read


def _components(section: str) -> Callable[[Reading, str, Grid], None]:
    def read(reading: Reading, sheet: str, grid: Grid) -> None:
        document = reading.document
        document.data.setdefault(section, {})
        document.spots.setdefault(section, Spot(reading.book.place(sheet).file))
        shelf = kinds(ROOMS[section])
        base = at(document.data, "currency.base")
        for line in tables(reading, sheet, grid, "name"):
            name = str(line.get("name"))
            own = joined(section, name)
            if begin(reading, line, "name", own):
                model = shelf.get(str(line.get("kind")))
                set_fields(reading, line, own, [model] if model else [], ("name",), base)

    return read


def _series(reading: Reading, sheet: str, grid: Grid) -> None:
    document = reading.document
    document.spots.setdefault("series", Spot(reading.book.place(sheet).file))
    for line in tables(reading, sheet, grid, "name"):
        own = joined("series", str(line.get("name")))
        if not begin(reading, line, "name", own):
            continue
        data = {name: cell for name, (cell, _) in line.cells.items()}
        units, line.units = line.units, {}
        set_fields(reading, line, own, list(series_models(data)), ("name",), None)
        line.units = units
        if "file" not in data and "weather" not in data:
            # A series without a file stands in the workbook itself.
            name = document.file.replace("\\", "/").rpartition("/")[2]
            put(document, joined(own, "file"), name, reading.spot(line, "name"))


_READERS: dict[str, Callable[[Reading, str, Grid], None]] = {
    "General": _keys(""),
    "Time": _keys("time"),
    **{sheet: _components(section) for sheet, section in ROOM_SHEETS.items()},
    "Ratings": read_ratings,
    "Parts": read_parts,
    "Monthly": read_monthly,
    "Sources": read_sources,
    "Series": _series,
    "Scenarios": read_scenarios,
}
