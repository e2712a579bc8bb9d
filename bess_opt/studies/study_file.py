"""A case and its data written as one workbook that ``validate`` and ``run`` read."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bess_opt.case.read import read_case
from bess_opt.case.study_cells import Cell, Sheet
from bess_opt.case.study_layout import study_sheets
from bess_opt.case.study_notes import field_rows, note_rows
from bess_opt.sources.files import DataFile, read_file
from bess_opt.sources.shelf import open_table
from bess_opt.sources.table import Table

CREATED = datetime(2026, 1, 1)
LINE_HEIGHT = 15
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_FORMS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 12, "font_color": "#1F3864"},
    "head": {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "border": 1},
    "unit": {"italic": True, "font_color": "#595959", "bg_color": "#F2F2F2"},
    "input": {"bg_color": "#FFF8DC", "font_color": "#0000C0", "border": 1},
    "label": {"bold": True},
    "note": {"font_color": "#404040", "text_wrap": True, "valign": "top"},
    "stamp": {"num_format": "yyyy-mm-dd hh:mm", "bg_color": "#FFF8DC", "font_color": "#0000C0"},
}


@dataclass(frozen=True)
class Written:
    """What was written: the workbook, and the files that it still names beside it."""

    content: bytes
    beside: tuple[str, ...] = field(default=())


def study_workbook(case_path: Path) -> Written:
    """A valid case as one workbook; its tables of data become sheets.

    Weather files and the table of a calibration stay files beside it.

    Raises
    ------
    CaseError
        The case has errors.
    """
    case_file = read_case(case_path)
    data = dict(case_file.document.data)
    tables: dict[str, Table] = {}
    specs: dict[str, Any] = {}
    beside = []
    for name, spec in (data.get("series") or {}).items():
        if "weather" in spec:
            beside += [spec[key] for key in ("weather", "power_curve") if _is_file(spec, key)]
            specs[name] = spec
            continue
        table = _table(spec, case_file.folder)
        sheet = next((s for s, t in tables.items() if t is table or _same(t, table)), None)
        if sheet is None:
            sheet = _sheet_name(str(spec["file"]), tables)
            tables[sheet] = table
        gone = ("file", "delimiter", "decimal", "sheet")
        kept = {key: value for key, value in spec.items() if key not in gone}
        specs[name] = {"sheet": sheet, **kept}
    data["series"] = specs
    calibration = (data.get("study") or {}).get("calibration") or {}
    beside += [str(calibration["file"])] if "file" in calibration else []
    content = case_workbook(data, tables, case_path.parent.name)
    return Written(content, tuple(dict.fromkeys(beside)))


def write_study(case_path: Path, folder: Path) -> list[Path]:
    """Write ``study.xlsx`` and what it names into a folder; returns the files."""
    written = study_workbook(case_path)
    target = folder / "study.xlsx"
    folder.mkdir(parents=True, exist_ok=True)
    target.write_bytes(written.content)
    (folder / ".gitignore").write_text("runs/\n", encoding="utf-8")
    for name in written.beside:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(case_path.parent / name, folder / name)
    return [folder / ".gitignore", target, *(folder / name for name in written.beside)]


def _is_file(spec: Mapping[str, Any], key: str) -> bool:
    return isinstance(spec.get(key), str)


def _table(spec: Mapping[str, Any], folder: Path) -> Table:
    name = str(spec["file"])
    file = read_file(name, folder, allow_outside=True, place=None, path="")
    assert isinstance(file, DataFile), "a case that passed its checks has its files"
    return open_table(file, spec.get("sheet"), spec.get("delimiter"), None, "")


def _same(one: Table, other: Table) -> bool:
    return one.sha256 == other.sha256 and one.names == other.names


def _sheet_name(file: str, taken: Mapping[str, Any]) -> str:
    """A sheet's name from that of a file: letters that Excel allows, at most 31, each once."""
    stem = re.sub(r"[\[\]:*?/\\']", "-", Path(file).stem)[:28] or "data"
    folded = {name.casefold() for name in taken}
    names = [stem, *(f"{stem}_{k}" for k in range(2, 100))]
    return next(name for name in names if name.casefold() not in folded)


def case_workbook(data: Mapping[str, Any], tables: Mapping[str, Table], template: str) -> bytes:
    """Plain data of a case and tables of its series as the bytes of a workbook.

    Parameters
    ----------
    data : mapping
        A case as it is written; its series name sheets.
    tables : mapping
        By sheet.
    template : str
        What the notes say that it was made from.
    """
    import xlsxwriter

    sheets = study_sheets(data)

    target = io.BytesIO()
    # Text stays text: a label that begins with '=' is no formula.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, {"in_memory": True, **plain})
    book.set_properties({"title": "bess_opt study", "created": CREATED})
    forms = {style: book.add_format(look) for style, look in _FORMS.items()}
    _write(book, Sheet("Notes", note_rows(template, sheets, tables), (26, 110)), forms)
    for sheet in sheets:
        _write(book, sheet, forms)
    for name, table in tables.items():
        _write_table(book, name, table, forms)
    _write(book, Sheet("Fields", field_rows(), (12, 22, 30, 18, 12, 100), 1), forms)
    book.close()
    return target.getvalue()


def _write(book: Any, sheet: Sheet, forms: Mapping[str, Any]) -> None:
    made = book.add_worksheet(sheet.name)
    for column, width in enumerate(sheet.widths):
        heads = [row[column] for row in sheet.rows if column < len(row)]
        longest = max((len(str(c.value)) for c in heads if c.style == "head"), default=0)
        made.set_column(column, column, max(width, longest + 3))
    for row, cells in enumerate(sheet.rows):
        lines = [len(str(c.value)) // w + 1 for c, w in zip(cells, sheet.widths, strict=False)]
        wrapped = [n for n, c in zip(lines, cells, strict=False) if c.style == "note"]
        if max(wrapped, default=1) > 1:
            made.set_row(row, LINE_HEIGHT * max(wrapped))
        for column, cell in enumerate(cells):
            _put(made, row, column, cell, forms)
    if sheet.frozen:
        made.freeze_panes(sheet.frozen, 1)


def _put(made: Any, row: int, column: int, cell: Cell, forms: Mapping[str, Any]) -> None:
    form = forms[cell.style]
    value = cell.value
    if value == "" or value is None:
        made.write_blank(row, column, None, form)
    elif isinstance(value, bool):
        made.write_boolean(row, column, value, form)
    elif isinstance(value, int | float):
        made.write_number(row, column, value, form)
    else:
        made.write_string(row, column, str(value), form)
    if cell.comment:
        made.write_comment(row, column, cell.comment, {"x_scale": 2})
    if cell.choices:
        listed = {"validate": "list", "source": list(cell.choices), "error_type": "warning"}
        if len(",".join(cell.choices)) <= 255:
            made.data_validation(row, column, row, column, listed)


def _write_table(book: Any, name: str, table: Table, forms: Mapping[str, Any]) -> None:
    made = book.add_worksheet(name)
    made.freeze_panes(1, 1)
    made.set_column(0, 0, 18)
    made.set_column(1, max(1, len(table.names) - 1), 16)
    for column, head in enumerate(table.names):
        made.write_string(0, column, head, forms["head"])
        for row, cell in enumerate(table.columns[column], 1):
            _put_data(made, row, column, cell, forms)


def _put_data(made: Any, row: int, column: int, cell: Any, forms: Mapping[str, Any]) -> None:
    if isinstance(cell, datetime):
        made.write_datetime(row, column, cell, forms["stamp"])
        return
    text = "" if cell is None else str(cell).strip()
    if _STAMP.fullmatch(text):
        made.write_datetime(row, column, datetime.fromisoformat(text), forms["stamp"])
    elif _NUMBER.fullmatch(text):
        made.write_number(row, column, float(text), forms["input"])
    elif text:
        made.write_string(row, column, text, forms["input"])
