"""The workbook says what the page says, in numbers that Excel can sum; no text becomes code."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import datetime
from io import BytesIO

import numpy as np
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from bess_opt.report import write_report
from bess_opt.report.assemble import run_report
from bess_opt.report.content import Figure, Table
from bess_opt.report.workbook import LEFT_OUT, workbook_bytes
from tests.report.island import make_island

SHEETS = {
    "Answer", "Inputs", "How the system runs", "What storage does", "Duration curves",
    "Where the money goes", "Capacity payments", "Energy balance", "Sizes", "Shadow prices",
    "Calibration", "Checks and certificate", "Ledger", "Hourly", "Monthly", "Workbook checks",
    "How flat the optimum is", "What storage is worth by stream",
}  # fmt: skip
CODE = ("=1+1", "@SUM(A1)", "+2", "-2+3", "=cmd|'/c calc'!A1")


@pytest.fixture(scope="session")
def content(report, island):
    """The workbook of the whole year, as bytes."""
    return workbook_bytes(report, island)


@pytest.fixture(scope="session")
def cached(content):
    """Its sheets as a viewer shows them: ``{sheet: rows}``."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}


@pytest.fixture(scope="session")
def formulas(content):
    """The workbook with its formulas."""
    return openpyxl.load_workbook(BytesIO(content))


def test_the_sheets_are_these(cached):
    assert set(cached) == SHEETS
    assert next(iter(cached)) == "Answer"


def tables(report):
    for section in report.sections:
        if section.key not in LEFT_OUT:
            for block in section.walk():
                if isinstance(block, Table | Figure):
                    yield section.title, block.table if isinstance(block, Figure) else block


def test_every_table_stands_in_its_sheet_with_its_values(report, cached):
    """Cell by cell, found again by the heads of the columns and not by the program's own book."""
    seen = 0
    for sheet, table in tables(report):
        rows = cached[sheet]
        heads = [f"{c.title} [{c.unit}]" if c.unit else c.title for c in table.columns]
        starts = [
            k for k, row in enumerate(rows)
            if [re.sub(r" \(\d\)$", "", str(v)) for v in row[: len(heads)]] == heads
        ]  # fmt: skip
        assert starts, f"{sheet}: {table.title}"

        def same(start, rows=rows, table=table):
            for k, row in enumerate(table.rows):
                for value, cell in zip(row, rows[start + 1 + k], strict=False):
                    if isinstance(value, str) or value is None:
                        if (value or "") != cell:
                            return False
                    elif cell == "" or not np.isclose(float(cell), float(value), rtol=1e-12):
                        return False
            return True

        assert any(same(start) for start in starts), f"{sheet}: {table.title}"
        seen += 1
    assert seen > 25


def test_the_ledger_is_whole_and_its_sum_is_a_formula(island, cached, formulas):
    rows = list(island.ledger_rows)
    sheet = cached["Ledger"]
    assert sheet[0][:2] == ["component", "entry"]
    assert [r[0] for r in sheet[1 : len(rows) + 1]] == [r["component"] for r in rows]
    value = island.results["objective"]["value"]
    assert sheet[len(rows) + 1][8] == pytest.approx(value, rel=1e-12)
    assert formulas["Ledger"].cell(len(rows) + 2, 9).value == f"=SUM(I2:I{len(rows) + 1})"


def test_the_hours_are_the_series(island, of, cached):
    sheet = cached["Hourly"]
    assert len(sheet) == 8761
    assert sheet[2][0] == datetime(2026, 1, 1, 1)
    assert sheet[8760][0] == datetime(2026, 12, 31, 23)
    columns = {str(title): k for k, title in enumerate(sheet[0])}
    for title, wanted in (
        ("Town, demand [MW]", of("demand_mw", "town")),
        ("Coal, into the bus [MW]", of("p_generation_mw", "coal")),
        ("LFP storage, stored at end [MWh]", of("soc_mwh", "bess")),
        ("Price at bus north [PKR/MWh]", island.duals["power_balance"].sel(bus="north").to_numpy()),
    ):
        found = np.array([row[columns[title]] for row in sheet[1:]], dtype=float)
        assert found == pytest.approx(wanted, abs=1e-12)


def summed(sheet, formula):
    """What a ``=SUM(A1:A9)`` of a sheet comes to, from the cells themselves."""
    letter, first, _, last = re.fullmatch(r"=SUM\(([A-Z]+)(\d+):([A-Z]+)(\d+)\)", formula).groups()
    column = openpyxl.utils.column_index_from_string(letter) - 1
    return sum(float(row[column] or 0.0) for row in sheet[int(first) - 1 : int(last)])


def test_sums_are_formulas_whose_cached_value_is_their_sum(cached, formulas):
    found = 0
    for name in SHEETS - {"Monthly", "Workbook checks"}:
        for row in formulas[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "f":
                    value = cached[name][cell.row - 1][cell.column - 1]
                    wanted = summed(cached[name], cell.value)
                    assert value == pytest.approx(wanted, rel=1e-9, abs=1e-9), cell.coordinate
                    found += 1
    assert found > 25


def test_months_are_summed_from_the_hours(of, cached, formulas):
    sheet = cached["Monthly"]
    head = next(k for k, row in enumerate(sheet) if row[0] == "Month")
    column = sheet[head].index("Coal, into the bus [GWh]")
    january = sheet[head + 1]
    assert january[0] == "2026-01"
    assert january[column] == pytest.approx(of("p_generation_mw", "coal")[:744].sum() / 1e3)
    formula = formulas["Monthly"].cell(head + 2, column + 1).value
    assert formula.startswith("=SUMPRODUCT((Hourly!$B$2:$B$8761=$A")
    assert sheet[head + 13][column] == pytest.approx(of("p_generation_mw", "coal").sum() / 1e3)


def test_the_workbook_checks_itself(cached, formulas):
    rows = cached["Workbook checks"]
    assert rows[-1][3] == "ALL AGREE"
    assert [row[3] for row in rows[4:-1]] == ["agrees"] * 3
    last = formulas["Workbook checks"].cell(len(rows), 4)
    assert last.data_type == "f"


def test_tables_are_tables_with_their_heads_in_sight(formulas):
    assert sum(len(sheet.tables) for sheet in formulas) > 25
    for name in ("Inputs", "Ledger", "Hourly"):
        assert formulas[name].freeze_panes == "B2"
        assert len(formulas[name].tables) == 1
    assert formulas["Hourly"].column_dimensions["A"].width >= 16
    assert formulas.active.title == "Answer"


def test_inputs_are_numbers_with_unit_mark_and_source(cached, formulas):
    rows = {row[0]: row for row in cached["Inputs"][1:]}
    path = "tariffs.gas_fuel.fuel_price_per_mwh"
    assert rows[path][:5] == [path, 20000.0, "PKR/MWh", "default", "an assumption"]
    cell = formulas["Inputs"].cell(2, 2)
    assert cell.font.color.rgb.endswith("0000C0")


def test_charts_stand_where_a_table_carries_them(formulas):
    for name in ("How the system runs", "Duration curves", "Capacity payments", "Energy balance",
                 "What storage does"):  # fmt: skip
        drawing = formulas[name]._charts
        assert drawing, name


def test_text_is_never_taken_for_a_formula(tmp_path):
    names = dict(zip(("coal", "gas", "oil", "solar", "bess"), CODE, strict=True))
    run = make_island(tmp_path / "run", days=14, labels=names)
    content = workbook_bytes(run_report(run), run)
    book = openpyxl.load_workbook(BytesIO(content))
    told = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert re.match(r"=(SUM|SUMPRODUCT|COUNTIF|IF|\(SUMPRODUCT)\(", cell.value)
                elif str(cell.value) in CODE:
                    assert cell.data_type == "s"
                    told.add(cell.value)
    assert told == set(CODE)


def test_the_same_run_gives_the_same_bytes(report, island, content):
    assert workbook_bytes(report, island) == content


def test_a_run_without_storage_has_a_workbook(zero_island):
    content = workbook_bytes(run_report(zero_island), zero_island)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert "What storage does" not in book.sheet_names
    assert book.get_sheet_by_name("Workbook checks").to_python()[-1][3] == "ALL AGREE"


def test_page_and_workbook_are_told_in_one_manifest(tmp_path):
    run = make_island(tmp_path / "run", days=14)
    written = write_report(run, formats=("xlsx", "html", "xlsx"))
    assert [path.name for path in written] == ["workbook.xlsx", "report.html"]
    manifest = json.loads((run.path / "report" / "manifest.json").read_text("utf-8"))
    assert set(manifest["outputs"]) == {"workbook.xlsx", "report.html"}


def test_the_cost_bridge_is_a_stacked_column_on_hidden_ones(report, content, cached):
    """Hidden foot and drawn height, read back from the cells, lead from the first cost to the last.

    Signed heights would stack a saving downwards from its foot, where Excel draws it below zero.
    """
    figure = report.figures()["bridge"]
    sheet = cached["Where the money goes"]
    at = next(k for k, row in enumerate(sheet) if "Drawn from" in row)
    foot = sheet[at].index("Drawn from")
    bars = figure.chart.panels[0].layers
    level = 0.0
    for k, one in enumerate(bars):
        name, low, height = sheet[at + 1 + k][foot - 1 : foot + 2]
        assert name == one.x[0]
        assert height >= 0
        begins = 0.0 if k in (0, len(bars) - 1) else level
        ends = begins + float(one.y[0])
        assert (low, low + height) == pytest.approx(
            (min(begins, ends), max(begins, ends)), abs=1e-9
        )
        level = ends
    assert level == pytest.approx(report_cost(figure), rel=1e-9)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        charts = [
            parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/charts/chart")
        ]
    (drawn,) = [c for c in charts if "Where the money goes" in c and "<c:dPt>" in c]
    assert '<c:grouping val="stacked"/>' in drawn
    assert drawn.count("</c:val>") == 3
    assert drawn.count("<c:dPt>") == len(bars)


def report_cost(figure):
    """The last amount of a waterfall's table: the cost with storage."""
    return figure.table.rows[-1][1]
