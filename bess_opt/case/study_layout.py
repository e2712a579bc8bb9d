"""A case laid out on the sheets of a study workbook; :mod:`study_workbook` reads them back.

Only what the case writes is laid out, and beside it every key of the general sections with its
default, so that the workbook shows what may be filled in. The sheet ``Fields`` lists all kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from bess_opt.case.cells import wanted
from bess_opt.case.document import joined
from bess_opt.case.schema import Case
from bess_opt.case.sections import SINGLE
from bess_opt.case.study_blocks import monthly_sheet, parts_sheet, ratings_sheet, room_sheet
from bess_opt.case.study_cells import Cell, Layout, Sheet, heads, in_cell, take_sources
from bess_opt.case.study_workbook import ROOM_SHEETS
from bess_opt.units import unit_of


def study_sheets(data: Mapping[str, Any]) -> list[Sheet]:
    """Sheets of a case given as plain data, in order; those of series come after them.

    Parameters
    ----------
    data : mapping
        A case as it is written (``CaseFile.document.data``), valid.
    """
    layout = Layout(data)
    general = _general(layout)
    time = Sheet("Time", [heads("key", "value", "unit", "note")], (18, 24, 10, 90), 1)
    time.rows += _keys(layout, "time", SINGLE["time"], "")
    rooms = [room_sheet(layout, sheet, section) for sheet, section in ROOM_SHEETS.items()]
    rest = [ratings_sheet(layout), *parts_sheet(layout), monthly_sheet(layout), _series(layout)]
    closing = [_scenarios(layout), _sources(layout)]
    order = [general, time, rooms[0], rest[0], *rooms[1:], *rest[1:], *closing]
    return [sheet for sheet in order if sheet.rows]


def _general(layout: Layout) -> Sheet:
    sheet = Sheet("General", [heads("key", "value", "unit", "note")], (38, 36, 16, 90), 1)
    for key in ("name", "description", "allow_outside"):
        if key in layout.data or key != "allow_outside":
            note = Case.model_fields[key].description or ""
            sheet.rows.append(_key_row(key, layout.data.get(key), "", note))
    for section, model in SINGLE.items():
        if section not in ("time", "carbon"):
            sheet.rows.append([])
            sheet.rows += _keys(layout, section, model, section)
    return sheet


def _keys(
    layout: Layout, section: str, model: type[BaseModel], prefix: str
) -> Iterator[list[Cell]]:
    """A row for each key of a section, those it does not write with their default told."""
    given = dict(layout.data.get(section) or {})
    take_sources(layout, section, given)
    for name, info in model.model_fields.items():
        if name == "sources":
            continue
        value, key = given.get(name), joined(prefix, name)
        if isinstance(value, dict) and all(not isinstance(v, dict | list) for v in value.values()):
            for inner, one in value.items():
                yield _key_row(joined(key, inner), one, "", info.description or "")
            continue
        unit = unit_of(name)
        note = info.description or ""
        if not info.is_required() and value is None and info.default not in (None, ""):
            plain = isinstance(info.default, str | int | float | bool)
            note += f" {info.default} where left empty." if plain else ""
        yield _key_row(key, value, "" if unit is None else unit.symbol, note.strip(), [model], name)


def _key_row(
    key: str,
    value: Any,
    unit: str,
    note: str,
    models: list[type[BaseModel]] | None = None,
    name: str = "",
) -> list[Cell]:
    shown = in_cell(value, wanted(models or [], [name]) == "list")
    return [Cell(key, "label"), Cell(shown), Cell(unit, "unit"), Cell(note, "note")]


def _sources(layout: Layout) -> Sheet:
    head = [
        Cell("where", "head", "Path of a value, or of a component for all its values."),
        Cell("mark", "head", "cited, derived, assumed or synthetic"),
        Cell("source", "head"),
    ]
    return Sheet("Sources", [head, *layout.sources], (44, 12, 110), 1)


def _series(layout: Layout) -> Sheet:
    specs = layout.data.get("series") or {}
    # Shown even where the template leaves them empty, because own data often need them.
    always = ("sheet", "file", "column", "unit", "date_format", "gaps", "resample")
    used = list(dict.fromkeys([*always, *(key for spec in specs.values() for key in spec)]))
    rows = [[*heads("name", *used)]]
    for name, spec in specs.items():
        rows.append([Cell(name), *(Cell(in_cell(spec.get(key))) for key in used)])
    return Sheet("Series", rows, (24, *([18] * len(used))), 1)


def _scenarios(layout: Layout) -> Sheet:
    rows = [heads("scenario", "extends", "description", "path", "value")]
    for name, scenario in (layout.data.get("scenarios") or {}).items():
        extends = scenario.get("extends") or []
        first = [
            Cell(name),
            Cell(in_cell(extends if isinstance(extends, list) else [extends], True)),
            Cell(scenario.get("description", "")),
        ]
        changes = list((scenario.get("overlay") or {}).items())
        for number, (path, value) in enumerate(changes):
            lead = first if number == 0 else [Cell(name), Cell(), Cell()]
            rows.append([*lead, Cell(path), Cell("null" if value is None else in_cell(value))])
        if not changes:
            rows.append([*first, Cell(), Cell()])
    return Sheet("Scenarios", rows, (26, 24, 50, 50, 24), 1)
