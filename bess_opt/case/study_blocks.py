"""Blocks of a study workbook, one for each kind, and what components leave to other sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from bess_opt.case.cells import wanted
from bess_opt.case.document import joined
from bess_opt.case.schema import ROOMS, kinds
from bess_opt.case.study_cells import Cell, Layout, Sheet, heads, in_cell, take_sources
from bess_opt.case.study_lists import MONTHS
from bess_opt.component import Component, shape_of
from bess_opt.units import unit_of

_RATING = ("min", "max")
_NOT_IN_BLOCKS = ("name", "kind", "sources")
_RATING_FIELDS = (
    *("capex_per_mw", "capex_per_mwh", "fixed_om_per_mw_year", "fixed_om_per_mwh_year"),
    "life_years",
)


def room_sheet(layout: Layout, sheet: str, section: str) -> Sheet:
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
    layout: Layout, model: type[BaseModel], members: Mapping[str, Mapping[str, Any]], name: str
) -> str:
    unit = unit_of(name)
    if unit is None:
        return ""
    used = {str(member.get("currency") or layout.base) for member in members.values()}
    return unit.symbol.replace("{currency}", used.pop() if len(used) == 1 else "money")


def _spread(
    layout: Layout, section: str, name: str, model: type[Component], given: dict[str, Any]
) -> dict[str, Any]:
    """Cells of one component by heading; ratings, lists and months go to their own sheets."""
    own = joined(section, name)
    take_sources(layout, own, given)
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
            row |= {joined(key, inner): in_cell(one) for inner, one in value.items()}
        else:
            row[key] = in_cell(value, wanted([model], [key]) == "list")
    return row


def _is_table(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and item for item in value)
    )


def _is_deep(value: Mapping[str, Any]) -> bool:
    return any(isinstance(inner, dict | list) for inner in value.values())


def _rating_row(asset: str, rating: str, value: Mapping[str, Any]) -> list[Cell]:
    names = (*_RATING, *_RATING_FIELDS)
    return [Cell(asset), Cell(rating), *(Cell(value.get(name, "")) for name in names)]


def ratings_sheet(layout: Layout) -> Sheet:
    """Bounds and costs of what is sized, a row for each rating."""
    names = heads("asset", "rating", *_RATING, *_RATING_FIELDS)
    notes = {
        "min": "Least size, in the unit that the rating's name ends in.",
        "max": "Largest size, in the unit that the rating's name ends in.",
        "life_years": "Needed where there is a capex: it is paid as an annuity over this life.",
    }
    told = [Cell(c.value, "head", notes.get(str(c.value), "")) for c in names]
    return Sheet("Ratings", [told, *layout.ratings], (22, 18, 12, 12, 16, 16, 22, 22, 12), 1)


def parts_sheet(layout: Layout) -> Iterator[Sheet]:
    """Items of lists, such as tiers and windows, a block for each shape."""
    sheet = Sheet("Parts", [], (34, *([18] * 12)))
    for shape in dict.fromkeys(tuple(item) for _, item in layout.parts):
        items = [(path, item) for path, item in layout.parts if tuple(item) == shape]
        sheet.rows += [[]] if sheet.rows else []
        sheet.rows.append(heads("part of", *shape))
        units = [unit_of(name) for name in shape]
        texts = ["" if u is None else u.symbol.replace("{currency}", "money") for u in units]
        sheet.rows.append([Cell("unit", "unit"), *(Cell(text, "unit") for text in texts)])
        sheet.rows += [
            [Cell(path), *(Cell(in_cell(item[name])) for name in shape)] for path, item in items
        ]
    yield sheet


def monthly_sheet(layout: Layout) -> Sheet:
    """Values of January to December; none where the case has no such list."""
    rows = [heads("where", "unit", *MONTHS), *layout.monthly] if layout.monthly else []
    return Sheet("Monthly", rows, (44, 14, *([12] * 12)), 1)
