"""A case in a workbook: what YAML says it says, and every fault has the address of its cell."""

# ruff: noqa: E501  (a slip is one line, however long)

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bess_opt.case import read_case
from bess_opt.case.case_file import CaseFile
from bess_opt.case.cells import in_unit
from bess_opt.case.schema import ROOMS, kinds
from bess_opt.case.study_workbook import read_workbook
from bess_opt.cli.validate import data_of
from bess_opt.sources import load_series
from bess_opt.studies.study_file import case_workbook, study_workbook, write_study

EXAMPLES = sorted(p.parent for p in (Path(__file__).parents[2] / "examples").glob("*/case.yaml"))
CASE = """\
schema: bess_opt/case/1
name: Island
currency: {base: PKR, price_year: 2026, rates: {USD: 280}}
time: {zone: Asia/Karachi, start: 2026-01-01T00:00, step: 1h, periods: 1 day}
series:
  load: {file: data/load.csv, column: load, unit: kW, gaps: {hold: 2h}}
assets:
  town:
    kind: load
    label: "=1+1"
    demand_mw: load
    tiers:
      - {name: shops, share_frac: 0.4, lost_load_per_mwh: 80000}
      - {name: homes, share_frac: 0.6, lost_load_per_mwh: 90000}
  dam: {kind: reservoir, p_rated_mw: 5, energy_mwh_per_month: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}
  pv: {kind: solar, p_rated_mw: 50 MW, available_frac: 0.2}
  bess:
    kind: battery
    currency: USD
    p_rated_mw: 25
    e_rated_mwh: {max: 200, capex_per_mwh: 125000, life_years: 15}
    eta_charge_frac: 0.93
    eta_discharge_frac: 0.93
    boundary: {kind: from, soc_start_frac: 0.5}
    sources: {e_rated_mwh: "cited: a tender", "*": "assumed: usual"}
tariffs:
  sun: {kind: energy_price, assets: [pv, dam], price_per_mwh: 9000}
finance: {discount_rate_real_frac: 0.07}
scenarios:
  dry: {description: no rain, overlay: {assets.pv.bus: main, assets.pv.p_rated_mw: 40}}
  dear: {extends: dry, overlay: {assets.bess.e_rated_mwh.capex_per_mwh: 150000, study.calibration: null}}
"""
Edit = Callable[[openpyxl.Workbook], None]


@pytest.fixture
def yaml_case(tmp_path: Path) -> Path:
    """The case above with its file of 24 hours."""
    folder = tmp_path / "yaml"
    (folder / "data").mkdir(parents=True)
    hours = "".join(f"2026-01-01T{h:02d}:00,{1000 + h}\n" for h in range(24))
    (folder / "data" / "load.csv").write_text("time,load\n" + hours)
    (folder / "case.yaml").write_text(CASE)
    return folder / "case.yaml"


def edited(case: Path, edit: Edit) -> CaseFile:
    """The case as a workbook after a person changed it."""
    book = openpyxl.load_workbook(io.BytesIO(study_workbook(case).content))
    edit(book)
    target = case.parent.parent / "study.xlsx"
    book.save(target)
    return read_case(target, check=False)


def plain(case_file: CaseFile) -> dict[str, Any]:
    """Resolved data without the places of the series' files."""
    data = {**case_file.resolved}
    gone = ("file", "sheet", "delimiter", "decimal")
    data["series"] = {
        name: {k: v for k, v in spec.items() if k not in gone or "weather" in spec}
        for name, spec in data["series"].items()
    }
    return data


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda f: f.name)
def test_an_example_is_the_same_case_as_a_workbook(folder: Path, tmp_path: Path):
    """Every value of every bundled example, and every hour of its series, survives the way."""
    write_study(folder / "case.yaml", tmp_path)
    book, text = read_case(tmp_path / "study.xlsx"), read_case(folder)
    assert [str(f) for f in book.faults if f.is_error] == []
    assert plain(book) == plain(text)
    read = [load_series(c.case.time, c.case.series, c.folder).dataset for c in (book, text)]
    assert set(read[0].data_vars) == set(read[1].data_vars)
    for name in read[0].data_vars:
        assert read[0][name].equals(read[1][name]), name


def test_every_form_of_value_survives(yaml_case: Path):
    """Lists, months, tables, windows, sources, scenarios, units as text, a label like a formula."""
    book = edited(yaml_case, lambda book: None)
    assert [(f.code, str(f.place)[-9:]) for f in book.faults] == [("W-FI-010", "Assets!C4")]
    assert plain(book) == plain(read_case(yaml_case))
    assert book.case.assets["town"].label == "=1+1"
    assert book.case.assets["bess"].sources == {
        "e_rated_mwh": "cited: a tender",
        "*": "assumed: usual",
    }


def test_text_is_written_as_text(yaml_case: Path):
    """The label ``=1+1`` is a string in the file, not a formula."""
    book = openpyxl.load_workbook(io.BytesIO(study_workbook(yaml_case).content))
    cells = [c for row in book["Assets"].iter_rows() for c in row if c.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def find(book: openpyxl.Workbook, sheet: str, name: str, head: str) -> openpyxl.cell.Cell:
    """The cell of a member (first column) under a heading of its block."""
    column, found = None, None
    for row in book[sheet].iter_rows():
        heads = {c.value: c.column for c in row}
        if row[0].value in ("name", "key", "asset", "part of", "where", "scenario"):
            column = heads.get(head)
        if row[0].value == name and column is not None and found is None:
            found = book[sheet].cell(row[0].row, column)
    assert found is not None, (sheet, name, head)
    return found


def change(sheet: str, name: str, head: str, value: Any) -> Edit:
    """One cell changed."""

    def edit(book: openpyxl.Workbook) -> None:
        find(book, sheet, name, head).value = value

    return edit


def unit(sheet: str, head: str, name: str, value: str) -> Edit:
    """The unit of a column changed, in the row above the member's."""

    def edit(book: openpyxl.Workbook) -> None:
        cell = find(book, sheet, name, head)
        above = cell.row
        while book[sheet].cell(above, 1).value != "unit":
            above -= 1
        book[sheet].cell(above, cell.column).value = value

    return edit


# fmt: off
SLIPS = [
    ("percent", change("Assets", "bess", "eta_charge_frac", 93), "E-UN-004", "Assets!E19", "Write 0.93"),
    ("decimal comma", change("Assets", "bess", "eta_charge_frac", "0,93"), "E-CF-008", "Assets!E19", "Write 0.93"),
    ("number as text", change("Assets", "bess", "eta_charge_frac", "0.93"), "W-CF-030", "Assets!E19", "read as the number 0.93"),
    ("unknown unit", change("Assets", "pv", "p_rated_mw", "50 Mw"), "E-UN-001", "Assets!C14", "did you mean MW?"),
    ("unknown kind", change("Assets", "pv", "kind", "solarr"), "E-CF-021", "Assets!B14", "did you mean solar?"),
    ("unknown heading", change("Assets", "name", "label", 'labl'), "E-CF-005", "Assets!C2", "'labl' is not a field of a load"),
    ("heading twice", change("Assets", "name", "label", "kind"), "E-CF-004", "Assets!C2", "stands twice"),
    ("name twice", change("Assets", "pv", "name", "town"), "E-CF-004", "Assets!A14", "'town' appears twice, first at"),
    ("no name", change("Assets", "pv", "name", None), "E-CF-006", "Assets!A14", "values and no name"),
    ("name of another room", change("Tariffs", "sun", "name", "bess"), "E-CF-024", "Tariffs!A4", "also the name of assets.bess at"),
    ("unknown series", change("Assets", "town", "demand_mw", "loadd"), "E-CF-022", "Assets!D4", "did you mean load?"),
    ("unknown asset", change("Tariffs", "sun", "assets", "pv, damm"), "E-CF-020", "Tariffs!C4", "did you mean dam?"),
    ("rating of nothing", change("Ratings", "bess", "asset", "bes"), "E-CF-020", "Ratings!A2", "did you mean assets.bess?"),
    ("rating twice", change("Ratings", "bess", "rating", "p_rated_mw"), "E-CF-004", "Ratings!B2", "appears twice, first at"),
    ("bounds", change("Ratings", "bess", "min", 300), "E-PH-004", "Ratings!B2", "min 300"),
    ("negative", change("Ratings", "bess", "capex_per_mwh", -5), "E-PH-003", "Ratings!F2", "is -5"),
    ("month left out", change("Monthly", "assets.dam.energy_mwh_per_month", "May", None), "E-CF-006", "Monthly!A2", "no value for May"),
    ("tier share", change("Parts", "assets.town.tiers", "share_frac", 0.7), "E-PH-014", "Parts!A3", "add up to 1.3"),
    ("tier word", change("Parts", "assets.town.tiers", "share_frac", "most"), "E-CF-007", "Parts!C3", "'most'"),
    ("mark", change("Sources", "assets.bess.e_rated_mwh", "mark", "citd"), "E-CF-021", "Sources!B2", "did you mean cited?"),
    ("source of nothing", change("Sources", "assets.bess.e_rated_mwh", "where", "assets.bss.e"), "E-CF-020", "Sources!A2", "did you mean assets.bess?"),
    ("zone", change("Time", "zone", "value", "Asia/Karachy"), "E-CF-021", "Time!B2", "did you mean Asia/Karachi?"),
    ("unknown key", lambda book: setattr(book["General"]["A2"], "value", "nme"), "E-CF-005", "General!A2", "did you mean name?"),
    ("series unit", change("Series", "load", "unit", "Kw"), "E-UN-001", "Series!E2", "did you mean kW?"),
    ("sheet of data", change("Series", "load", "sheet", "loadd"), "E-FI-004", "Series!B2", "study.xlsx has no sheet 'loadd'"),
    ("scenario path", change("Scenarios", "dry", "path", "assets.p.bus"), "E-CF-017", "Scenarios!D2", "did you mean assets.pv.bus?"),
    ("scenario value", change("Scenarios", "dry", "value", None), "E-CF-006", "Scenarios!D2", "no value for assets.pv.bus"),
    ("unit of a column", unit("Assets", "eta_charge_frac", "bess", "MW"), "E-UN-001", "Assets!E19", "the unit of the column is MW"),
    ("currency of a column", unit("Tariffs", "price_per_mwh", "sun", "USD/kWh"), "E-UN-008", "Tariffs!D4", "the column is in USD, and the row in PKR"),
    ("misnamed sheet", lambda book: setattr(book["Tariffs"], "title", "Tarrifs"), "W-CF-031", "Tarrifs", "did you mean Tariffs?"),
    ("merged", lambda book: book["Assets"].merge_cells("A4:B4"), "W-FI-004", "Assets!A4", "merged up to B4"),
    ("hidden row", lambda book: setattr(book["Assets"].row_dimensions[11], "hidden", True), "W-FI-004", "Assets!A11", "1 hidden row is read"),
    ("hidden sheet", lambda book: setattr(book["Tariffs"], "sheet_state", "hidden"), "W-FI-004", "Tariffs", "is hidden and is read"),
    ("formula never stored", change("Assets", "bess", "eta_charge_frac", "=0.9+0.03"), "E-FI-002", "Assets!E19", "without a stored value"),
    ("sign of money", change("Tariffs", "sun", "price_per_mwh", "Rs 3.23"), "E-CF-007", "Tariffs!D4", "Write 3.23 in the unit of the field, or put"),
    ("sheet of data, other case", change("Series", "load", "sheet", "Load "), "E-FI-004", "Series!B2", "did you mean 'load'?"),
    ("data cell", lambda book: setattr(book["load"]["B7"], "value", "n/a"), "E-TS-004", "load!B7", "'n/a'"),
]
# fmt: on


@pytest.mark.parametrize(
    ("edit", "code", "cell", "words"), [s[1:] for s in SLIPS], ids=[s[0] for s in SLIPS]
)
def test_a_slip_is_told_with_its_cell(
    edit: Edit, code: str, cell: str, words: str, yaml_case: Path
):
    case_file = edited(yaml_case, edit)
    faults = [*case_file.faults]
    if case_file.time is not None:
        faults += load_series(
            case_file.time, case_file.series, case_file.folder, place=case_file.place
        ).faults
    shown = [str(f) for f in faults]
    mine = [f for f in faults if f.code == code and str(f.place).endswith(cell)]
    assert mine, shown
    assert words.lower() in str(mine[0]).lower(), shown


def test_a_unit_that_was_changed_changes_the_value(yaml_case: Path):
    """25 under kW are 0.025 MW; 9 PKR/kWh are 9,000 PKR/MWh."""

    def edit(book: openpyxl.Workbook) -> None:
        unit("Assets", "p_rated_mw", "bess", "kW")(book)
        unit("Tariffs", "price_per_mwh", "sun", "PKR/kWh")(book)
        find(book, "Tariffs", "sun", "price_per_mwh").value = 9

    case_file = edited(yaml_case, edit)
    assert [f for f in case_file.faults if f.is_error] == []
    assert case_file.case.assets["bess"].p_rated_mw.max == 0.025
    assert case_file.case.tariffs["sun"].price_per_mwh == 9000.0
    assert case_file.origins["tariffs.sun.price_per_mwh"] == "study.xlsx!Tariffs!D4"


def test_a_unit_that_a_row_cannot_have():
    assert in_unit(5, "MWh", "p_rated_mw", None)[2][0] == "E-UN-001"
    assert in_unit(5, "EUR/MWh", "price_per_mwh", "PKR")[2][0] == "E-UN-008"
    assert in_unit(93, "%", "eta_charge_frac", None)[:2] == (0.93, "93 %")


def test_a_row_and_a_column_added_by_hand(yaml_case: Path):
    """A second battery below the first, and a field that the template did not show."""

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["Assets"]
        first = find(book, "Assets", "bess", "name").row
        values = [sheet.cell(first, c).value for c in range(1, sheet.max_column + 1)]
        for column, value in enumerate(values, 1):
            sheet.cell(first + 1, column).value = value
        sheet.cell(first + 1, 1).value = "second"
        last = len([v for v in values if v is not None]) + 2
        while sheet.cell(first - 2, last).value is not None:
            last += 1
        sheet.cell(first - 2, last).value = "e_rated_mwh"
        sheet.cell(first + 1, last).value = 50

    case_file = edited(yaml_case, edit)
    assert [str(f) for f in case_file.faults if f.is_error] == []
    assert case_file.case.assets["second"].e_rated_mwh.max == 50


def test_a_workbook_that_is_no_study(tmp_path: Path):
    book = openpyxl.Workbook()
    book.save(tmp_path / "study.xlsx")
    (told,) = read_case(tmp_path, check=False).faults
    assert told.code == "E-CF-002"
    assert "no sheet 'General' or 'Assets'" in str(told)
    (tmp_path / "study.xlsx").write_bytes(b"<html>")
    assert [f.code for f in read_case(tmp_path, check=False).faults] == ["E-FI-003"]


def test_the_workbook_is_byte_for_byte_the_same_each_time(yaml_case: Path):
    assert study_workbook(yaml_case).content == study_workbook(yaml_case).content


def kinds_of_all_rooms() -> list[tuple[str, str]]:
    """Section and kind of everything that is registered."""
    return [(section, kind) for section, room in ROOMS.items() for kind in kinds(room)]


@pytest.mark.parametrize(("section", "kind"), kinds_of_all_rooms())
def test_every_kind_goes_through_a_workbook(section: str, kind: str):
    """The toy of each registered kind, whatever is nested in it, is read back as it was written."""
    toy = {"kind": kind, **kinds(ROOMS[section])[kind].toy}
    data = {
        "schema": "bess_opt/case/1",
        "name": "toy",
        "currency": {"base": "USD", "price_year": 2026},
        "time": {"zone": "UTC", "start": "2026-01-01T00:00"},
        "assets": {},
        section: {"it": json.loads(json.dumps(toy))},
    }
    read = read_workbook(case_workbook(data, {}, "toy"), "study.xlsx")
    assert [str(f) for f in read.faults if f.is_error] == []
    assert read.data[section] == data[section]


def test_a_list_of_outages_begins_the_part_that_holds_it(yaml_case: Path):
    """Two dates pasted on Parts, no cell for outages on Assets; a word that is no field is told."""

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["Parts"]
        row = sheet.max_row + 2
        for line in (
            ["part of", "first", "until"],
            ["assets.pv.outages.spans", datetime(2026, 6, 3, 14), "2026-06-03T16:30"],
            ["assets.pv.outage.spans", "2026-06-03T14:00", "2026-06-03T16:30"],
        ):
            for column, value in enumerate(line, 1):
                sheet.cell(row, column).value = value
            row += 1

    case_file = edited(yaml_case, edit)
    shown = [str(f) for f in case_file.faults if f.is_error]
    assert len(shown) == 1
    assert "there is no assets.pv.outage that this row could add to" in shown[0]


def test_kw_in_an_mw_column_is_suspected(tmp_path: Path):
    """A limit of 7,000 beside 4 MW of load and 3 MW of sets is told; 7 is not."""
    case = """\
schema: bess_opt/case/1
name: mill
currency: {base: PKR, price_year: 2026, rates: {USD: 280}}
time: {zone: UTC, start: 2026-01-01T00:00, step: 1h, periods: 24}
series: {load: {file: load.csv, column: mw, unit: MW}}
assets:
  mill: {kind: load, demand_mw: load}
  utility: {kind: grid, p_import_max_mw: LIMIT}
  sets: {kind: thermal, p_rated_mw: 3}
tariffs:
  mdi: {kind: demand_charge, assets: [utility], charge_per_mw_month: CHARGE}
  energy: {kind: energy_price, assets: [utility], flow: p_import_mw, price_per_mwh: 25000}
  oil: {kind: fuel, assets: [sets], fuel_price_per_mwh: 75000}
"""
    rows = [f"2026-01-01T{h:02d}:00,{3 + h % 2}" for h in range(24)]
    (tmp_path / "load.csv").write_text("time,mw\n" + "\n".join(rows) + "\n", encoding="utf-8")

    def told(limit: str, charge: str) -> list[str]:
        path = tmp_path / "case.yaml"
        path.write_text(case.replace("LIMIT", limit).replace("CHARGE", charge), encoding="utf-8")
        read = read_case(path)
        return [str(f) for f in (*read.faults, *data_of(read).faults)]

    assert told("7", "1250000") == []
    (limit,) = told("7000", "1250000")
    assert "W-UN-003" in limit
    assert "assets.utility.p_import_max_mw is 7,000 MW, 1,750 times the 4 MW" in limit
    assert "Write 7000 kW" in limit
    (charge,) = told("7", "1250")
    assert "W-UN-010" in charge
    assert "4.464 USD/MW/month" in charge
