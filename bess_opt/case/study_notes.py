"""What a study workbook says of itself: its sheet of notes, and every field there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bess_opt.case.schema import ROOMS, kinds
from bess_opt.case.study_cells import Cell, Sheet, heads
from bess_opt.case.study_workbook import ROOM_SHEETS
from bess_opt.units import unit_of


def note_rows(template: str, sheets: Sequence[Sheet], tables: Iterable[str]) -> list[list[Cell]]:
    """What the workbook is, how it is filled in, and where each thing stands."""
    told = [
        ("How to use it", "Change the yellow cells, save, and run: bess-opt run study.xlsx"),
        ("Check it first", "bess-opt validate study.xlsx tells every fault with its cell."),
        ("Colours", "Yellow with blue figures: yours to fill in. Grey: units. Dark: headings, "
         "which are names of fields and stay as they are."),
        ("Units", "A number is in the unit of its column; a unit may be changed (MW to kW), and "
         "text such as 50 MW is read too. Fractions are fractions: 0.93, not 93."),
        ("Rows", "Rows may be added, moved and deleted inside a block; an empty cell takes the "
         "default that the sheet Fields names. Columns may be added under the name of any field."),
        ("Sizing", "A rating is a number in its block, or a row of the sheet Ratings with least "
         "and largest size and its cost; then the program chooses."),
        ("Text", "Text is never read as a formula. Formulas may be used; their last stored value "
         "is read."),
        ("Other sheets", "Sheets of other names are yours, for notes and calculations; a series "
         "may be read from one: sheet and column on the sheet Series."),
    ]  # fmt: skip
    of_sheets = {
        "General": "Name, currency, rates, discount rate, study and solver.",
        "Time": "Zone, first hour, step and length of the horizon.",
        "Assets": "Load, plants, storage and lines, a block for each kind.",
        "Ratings": "Sizes that the program chooses, with their cost and life.",
        "Tariffs": "What is paid and earned.",
        "Policies": "Rules on the whole system.",
        "Parts": "Items of lists, such as tiers of a load: part of says which list.",
        "Monthly": "Values by month, January first.",
        "Series": "Which column of which sheet or file each series is, and its unit.",
        "Scenarios": "Named changes: each row sets one value by its path.",
        "Sources": "Where values come from: cited, derived, assumed or synthetic.",
    }
    rows = [[Cell(f"Study workbook of bess_opt, made from {template}", "title")], []]
    rows += [[Cell(head, "label"), Cell(text, "note")] for head, text in told]
    rows += [[], [Cell("Sheets", "title")]]
    rows += [
        [Cell(s.name, "label"), Cell(of_sheets[s.name], "note")]
        for s in sheets
        if s.name in of_sheets
    ]
    rows += [[Cell(name, "label"), Cell("Data of the series.", "note")] for name in tables]
    rows.append([Cell("Fields", "label"), Cell("Every kind and field there is.", "note")])
    return [*rows, [], [Cell("Your notes", "title")], [Cell("", "input"), Cell("", "input")]]


def field_rows() -> list[list[Cell]]:
    """Every kind with its fields: unit, default and meaning, for the sheet ``Fields``."""
    rows = [heads("sheet", "kind", "field", "unit", "default", "meaning")]
    for sheet, section in ROOM_SHEETS.items():
        for kind, model in kinds(ROOMS[section]).items():
            for name, info in model.model_fields.items():
                if name in ("name", "kind"):
                    continue
                unit = unit_of(name)
                symbol = "" if unit is None else unit.symbol.replace("{currency}", "money")
                default = "needed" if info.is_required() else info.default
                plain = default if isinstance(default, str | int | float | bool) else ""
                texts = (sheet, kind, name, symbol, plain, info.description or "")
                rows.append([Cell(text, "note") for text in texts])
    return rows
