"""A case laid out on the sheets of a study workbook; :mod:`study_workbook` reads them back.

Only what the case writes is laid out, and beside it every key of the general sections with its
default, so that the workbook shows what may be filled in. The sheet ``Fields`` lists all kinds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel

from bess_opt.case.cells import wanted
from bess_opt.case.document import joined
from bess_opt.case.schema import ROOMS, Case, kinds
from bess_opt.case.sections import SINGLE
from bess_opt.case.study_lists import MONTHS
from bess_opt.case.study_workbook import ROOM_SHEETS
from bess_opt.component import Component, shape_of
from bess_opt.units import unit_of

Style = Literal["title", "head", "unit", "input", "label", "note"]
_RATING = ("min", "max")
_NOT_IN_BLOCKS = ("name", "kind", "sources")


@dataclass(frozen=True)
class Cell:
    """A cell: what stands in it, how it looks, and what is said about it."""

    value: Any = ""
    style: Style = "input"
    comment: str = ""
    choices: tuple[str, ...] = ()


@dataclass
class Sheet:
    """A sheet: its rows, and the widths of its columns in characters."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    widths: tuple[int, ...] = ()
    frozen: int = 0


@dataclass
class _Layout:
    data: Mapping[str, Any]
    ratings: list[list[Cell]] = field(default_factory=list)
    parts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    monthly: list[list[Cell]] = field(default_factory=list)
    sources: list[list[Cell]] = field(default_factory=list)

    @property
    def base(self) -> str:
        return str(self.data["currency"]["base"])


def study_sheets(data: Mapping[str, Any]) -> list[Sheet]:
    """Sheets of a case given as plain data, in order; those of series come after them.

    Parameters
    ----------
    data : mapping
        A case as it is written (``CaseFile.document.data``), valid.
    """
    layout = _Layout(data)
    general = _general(layout)
    time = Sheet("Time", [heads("key", "value", "unit", "note")], (18, 24, 10, 90), 1)
    time.rows += _keys(layout, "time", SINGLE["time"], "")
    rooms = [_room(layout, sheet, section) for sheet, section in ROOM_SHEETS.items()]
    rest = [_ratings(layout), *_parts(layout), _monthly(layout), _series(layout)]
    closing = [_scenarios(layout), _sources(layout)]
    order = [general, time, rooms[0], rest[0], *rooms[1:], *rest[1:], *closing]
    return [sheet for sheet in order if sheet.rows]


def heads(*names: str) -> list[Cell]:
    """A row of headings."""
    return [Cell(name, "head") for name in names]


def _general(layout: _Layout) -> Sheet:
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
    layout: _Layout, section: str, model: type[BaseModel], prefix: str
) -> Iterator[list[Cell]]:
    """A row for each key of a section, those it does not write with their default told."""
    given = dict(layout.data.get(section) or {})
    _take_sources(layout, section, given)
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
    shown = _in_cell(value, wanted(models or [], [name]) == "list")
    return [Cell(key, "label"), Cell(shown), Cell(unit, "unit"), Cell(note, "note")]


def _in_cell(value: Any, as_list: bool = False) -> Any:
    """A value as one cell holds it: lists of names with commas, anything deeper in brackets."""
    if value is None:
        return ""
    if isinstance(value, list) and as_list and all(_is_word(one) for one in value):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value != "" and not set(value) & set(',[]{}"')


def _room(layout: _Layout, sheet: str, section: str) -> Sheet:
    """Blocks of a room, one for each kind, in the order in which kinds appear."""
    made = Sheet(sheet, [], (22, 18, *([16] * 30)))
    members = layout.data.get(section) or {}
    for kind in dict.fromkeys(member["kind"] for member in members.values()):
        model = kinds(ROOMS[section])[kind]
        own = {name: dict(m) for name, m in members.items() if m["kind"] == kind}
        rows = {name: _spread(layout, section, name, model, m) for name, m in own.items()}
        given = set().union(*(row.keys() for row in rows.values()))
        ordered = [f for f in model.model_fields if f in given or f.partition(".")[0] in given]
        fields = [f for f in dict.fromkeys([*ordered, *sorted(given)]) if f in given]
        made.rows += [] if not made.rows else [[]]
        made.rows.append([Cell(_what(model, kind), "title")])
        made.rows.append([*heads("name", "kind"), *(_head(model, f) for f in fields)])
        units = [Cell(_unit_text(layout, model, own, f), "unit") for f in fields]
        made.rows.append([Cell("unit", "unit"), Cell("", "unit"), *units])
        choices = tuple(kinds(ROOMS[section]))
        for name, row in rows.items():
            cells = [Cell(row.get(f, "")) for f in fields]
            made.rows.append([Cell(name), Cell(kind, choices=choices), *cells])
    return made


def _what(model: type[Component], kind: str) -> str:
    first = (model.__doc__ or "").strip().partition("\n")[0]
    return f"{kind}: {first}" if first else kind


def _head(model: type[BaseModel], name: str) -> Cell:
    info = model.model_fields.get(name.partition(".")[0])
    note = "" if info is None else info.description or ""
    if info is not None and shape_of(model, name.partition(".")[0]) == "rating":
        note = "A number here, or a row of the sheet Ratings to have it sized."
    elif info is not None and shape_of(model, name.partition(".")[0]) == "T":
        note = f"{note} A number, or the name of a row of the sheet Series.".strip()
    return Cell(name, "head", note)


def _unit_text(
    layout: _Layout, model: type[BaseModel], members: Mapping[str, Mapping[str, Any]], name: str
) -> str:
    unit = unit_of(name)
    if unit is None:
        return ""
    used = {str(member.get("currency") or layout.base) for member in members.values()}
    return unit.symbol.replace("{currency}", used.pop() if len(used) == 1 else "money")


def _spread(
    layout: _Layout, section: str, name: str, model: type[Component], given: dict[str, Any]
) -> dict[str, Any]:
    """Cells of one component by heading; ratings, lists and months go to their own sheets."""
    own = joined(section, name)
    _take_sources(layout, own, given)
    row: dict[str, Any] = {}
    for key, value in given.items():
        path = joined(own, key)
        if key in _NOT_IN_BLOCKS:
            continue
        if isinstance(value, dict) and shape_of(model, key) == "rating":
            layout.ratings.append(_rating_row(name, key, value))
        elif isinstance(value, list) and shape_of(model, key) == "M" and len(value) == 12:
            unit = unit_of(key)
            symbol = "" if unit is None else unit.symbol.replace("{currency}", "money")
            cells = [Cell(one) for one in value]
            layout.monthly.append([Cell(path), Cell(symbol, "unit"), *cells])
        elif _is_table(value):
            layout.parts += [(path, item) for item in value]
        elif isinstance(value, dict) and value and not _is_deep(value):
            row |= {joined(key, inner): _in_cell(one) for inner, one in value.items()}
        else:
            row[key] = _in_cell(value, wanted([model], [key]) == "list")
    return row


def _is_table(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and item for item in value)
    )


def _is_deep(value: Mapping[str, Any]) -> bool:
    return any(isinstance(inner, dict | list) for inner in value.values())


def _take_sources(layout: _Layout, own: str, given: dict[str, Any]) -> None:
    for key, text in (given.pop("sources", None) or {}).items():
        mark, _, source = str(text).partition(":")
        path = own if key == "*" else joined(own, key)
        layout.sources.append([Cell(path), Cell(mark.strip()), Cell(source.strip())])


_RATING_FIELDS = (
    *("capex_per_mw", "capex_per_mwh", "fixed_om_per_mw_year", "fixed_om_per_mwh_year"),
    "life_years",
)


def _rating_row(asset: str, rating: str, value: Mapping[str, Any]) -> list[Cell]:
    names = (*_RATING, *_RATING_FIELDS)
    return [Cell(asset), Cell(rating), *(Cell(value.get(name, "")) for name in names)]


def _ratings(layout: _Layout) -> Sheet:
    names = heads("asset", "rating", *_RATING, *_RATING_FIELDS)
    notes = {
        "min": "Least size, in the unit that the rating's name ends in.",
        "max": "Largest size, in the unit that the rating's name ends in.",
        "life_years": "Needed where there is a capex: it is paid as an annuity over this life.",
    }
    told = [Cell(c.value, "head", notes.get(str(c.value), "")) for c in names]
    return Sheet("Ratings", [told, *layout.ratings], (22, 18, 12, 12, 16, 16, 22, 22, 12), 1)


def _parts(layout: _Layout) -> Iterator[Sheet]:
    sheet = Sheet("Parts", [], (34, *([18] * 12)))
    for shape in dict.fromkeys(tuple(item) for _, item in layout.parts):
        items = [(path, item) for path, item in layout.parts if tuple(item) == shape]
        sheet.rows += [[]] if sheet.rows else []
        sheet.rows.append(heads("part of", *shape))
        units = [unit_of(name) for name in shape]
        texts = ["" if u is None else u.symbol.replace("{currency}", "money") for u in units]
        sheet.rows.append([Cell("unit", "unit"), *(Cell(text, "unit") for text in texts)])
        sheet.rows += [
            [Cell(path), *(Cell(_in_cell(item[name])) for name in shape)] for path, item in items
        ]
    yield sheet


def _monthly(layout: _Layout) -> Sheet:
    rows = [heads("where", "unit", *MONTHS), *layout.monthly] if layout.monthly else []
    return Sheet("Monthly", rows, (44, 14, *([12] * 12)), 1)


def _sources(layout: _Layout) -> Sheet:
    head = [
        Cell("where", "head", "Path of a value, or of a component for all its values."),
        Cell("mark", "head", "cited, derived, assumed or synthetic"),
        Cell("source", "head"),
    ]
    return Sheet("Sources", [head, *layout.sources], (44, 12, 110), 1)


def _series(layout: _Layout) -> Sheet:
    specs = layout.data.get("series") or {}
    # Shown even where the template leaves them empty, because own data often need them.
    always = ("sheet", "file", "column", "unit", "date_format", "gaps", "resample")
    used = list(dict.fromkeys([*always, *(key for spec in specs.values() for key in spec)]))
    rows = [[*heads("name", *used)]]
    for name, spec in specs.items():
        rows.append([Cell(name), *(Cell(_in_cell(spec.get(key))) for key in used)])
    return Sheet("Series", rows, (24, *([18] * len(used))), 1)


def _scenarios(layout: _Layout) -> Sheet:
    rows = [heads("scenario", "extends", "description", "path", "value")]
    for name, scenario in (layout.data.get("scenarios") or {}).items():
        extends = scenario.get("extends") or []
        first = [
            Cell(name),
            Cell(_in_cell(extends if isinstance(extends, list) else [extends], True)),
            Cell(scenario.get("description", "")),
        ]
        changes = list((scenario.get("overlay") or {}).items())
        for number, (path, value) in enumerate(changes):
            lead = first if number == 0 else [Cell(name), Cell(), Cell()]
            rows.append([*lead, Cell(path), Cell("null" if value is None else _in_cell(value))])
        if not changes:
            rows.append([*first, Cell(), Cell()])
    return Sheet("Scenarios", rows, (26, 24, 50, 50, 24), 1)
