"""A report as a workbook: the page's tables as Excel tables, beside inputs, ledger, hours, months.

Sums are formulas with the value that the program found cached beside them, so that a reader who
only looks and a reader who recalculates see the same. Sizes and dispatch are results: Excel cannot
solve again, and the first sheet says so. Text is always written as text.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from bess_opt.report.content import Block, Facts, Figure, Note, Report, Section, Table, Text
from bess_opt.report.reading import Reading
from bess_opt.report.sheet import Pen, Place
from bess_opt.report.sheet_bridge import add_bridge, is_bridge
from bess_opt.report.sheet_charts import CHART_ROWS, add_chart, has_chart, shade_map
from bess_opt.report.sheets import (
    hourly_columns,
    hours_table,
    inputs_table,
    ledger_table,
    month_sums,
    month_unit,
    power_units,
)
from bess_opt.runs.opening import Run

# Sections whose tables stand better on sheets of their own, or are text.
MONTH_WIDTH, MONTH_HEAD_POINTS = 16.0, 48.0
LEFT_OUT = ("answer", "basis", "method")


def workbook_bytes(report: Report, run: Run) -> bytes:
    """The workbook; the same run gives the same bytes."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    made = datetime.fromisoformat(str(run.manifest["created"])).replace(tzinfo=None)
    book.set_properties({"title": report.title, "subject": report.subtitle, "created": made,
                         "comments": "Written by bess_opt"})  # fmt: skip
    pen = Pen(book, footer=f"{report.title}, {run.path.name}")
    reading = Reading(run)
    _answer(pen, report)
    if reading.is_optimal:
        _one_table(pen, "Inputs", inputs_table(reading), is_input=True)
        for section in report.sections:
            if section.key not in LEFT_OUT:
                _section(pen, section)
        _one_table(pen, "Ledger", ledger_table(reading))
        hours = hours_table(reading)
        if hours is not None:
            place = _one_table(pen, "Hourly", hours)
            _months(pen, reading, place)
        _workbook_checks(pen, reading)
    book.close()
    return buffer.getvalue()


def _answer(pen: Pen, report: Report) -> None:
    """The page in a hurry, with the key to the colours."""
    sheet = pen.sheet("Answer", widths=(38.0, 30.0, 14.0, 14.0, 14.0, 12.0, 46.0))
    sheet.hide_gridlines(2)
    row = pen.title(sheet, report.title, report.subtitle)
    for name, value in report.origin:
        row = pen.words(sheet, row, f"{name}: {value}", "soft")
    row += 1
    blocks = [b for s in report.sections if s.key == "answer" for b in s.walk()]
    for block in blocks:
        row = _block(pen, sheet, row, block)
    for style, words in (
        ("input", "Blue on yellow: a value of the case, with its source beside it."),
        ("body", "Black: a result of the optimiser. Excel cannot solve again: change the case."),
        ("total", "Bold under a line: a formula of this workbook, recalculated by Excel."),
    ):
        row = pen.words(sheet, row, words, style)


def _section(pen: Pen, section: Section) -> None:
    blocks = list(section.walk())
    if not any(isinstance(b, Table | Figure) for b in blocks):
        return
    sheet = pen.sheet(section.title)
    row = pen.title(sheet, section.title, "")
    sheet.freeze_panes(row, 1)
    for block in blocks:
        row = _block(pen, sheet, row, block)


def _block(pen: Pen, sheet: Any, row: int, block: Block) -> int:
    """Write a block from ``row`` on; the first row after it."""
    if isinstance(block, Text | Note):
        return pen.words(
            sheet, row, block.body, "lead" if getattr(block, "lead", False) else "body"
        )
    if isinstance(block, Facts):
        row += 1
        for fact in block.facts:
            for column, text in enumerate((fact.label, fact.value, fact.detail)):
                pen.text(sheet, row, column, text, "strong" if column == 1 else "body")
            row += 1
        return row + 1
    if isinstance(block, Table):
        return pen.table(sheet, row + 1, block).after
    if isinstance(block, Figure):
        row = pen.words(sheet, row + 1, block.title, "strong")
        bridge = is_bridge(block)
        below = row + CHART_ROWS if bridge or has_chart(block) else row
        place = pen.table(sheet, below, block.table)
        if bridge:
            return add_bridge(pen, sheet, row, place, block)
        if below > row:
            add_chart(pen.book, sheet, row, place, block)
        if any(one.shape == "heat" for panel in block.chart.panels for one in panel.layers):
            shade_map(sheet, place)
        return place.after
    return row


def _one_table(pen: Pen, name: str, table: Table, *, is_input: bool = False) -> Place:
    """A sheet that holds one long table: its head stays in sight."""
    sheet = pen.sheet(name)
    place = pen.table(sheet, 0, table, is_input=is_input, has_caption=False)
    sheet.freeze_panes(1, 1)
    return place


def _months(pen: Pen, reading: Reading, hours: Place) -> None:
    """Energy by month, summed by Excel from the sheet of hours."""
    names, sums = month_sums(reading)
    powers = [
        (k + 3, column)
        for k, (column, _) in enumerate(hourly_columns(reading))
        if column.unit == power_units(reading)[0]
    ]
    sheet = pen.sheet("Monthly")
    unit = month_unit(reading)
    subtitle = f"{unit}, summed from the sheet Hourly by this workbook"
    row = pen.title(sheet, "Energy by month", subtitle)
    sheet.freeze_panes(row + 1, 1)
    if powers:
        sheet.set_column(1, len(powers), MONTH_WIDTH)
        sheet.set_row(row, MONTH_HEAD_POINTS)
    for at, (_, column) in enumerate(powers):
        pen.text(sheet, row, at + 1, f"{column.title} [{unit}]", "figures")
    pen.text(sheet, row, 0, "Month", "head")
    month, counted = hours.column(1), hours.column(2)
    for k, name in enumerate(names):
        pen.text(sheet, row + 1 + k, 0, name, "body")
        for at, (source, _) in enumerate(powers):
            formula = (
                f"=SUMPRODUCT((Hourly!{month}=$A{row + 2 + k})*Hourly!{counted}"
                f"*Hourly!{hours.column(source)})/1000"
            )
            pen.formula(sheet, row + 1 + k, at + 1, formula, float(sums[k, at]), 1)
    last = row + 1 + len(names)
    pen.text(sheet, last, 0, "Sum", "total")
    for at in range(len(powers)):
        letter = pen.letter(at + 1)
        formula = f"=SUM({letter}{row + 2}:{letter}{last})"
        pen.formula(sheet, last, at + 1, formula, float(sums[:, at].sum()), 1, is_total=True)


def _workbook_checks(pen: Pen, reading: Reading) -> None:
    """What the workbook itself must agree with, each as a formula."""
    sheet = pen.sheet("Workbook checks", widths=(58.0, 24.0, 24.0, 14.0))
    row = pen.title(sheet, "Workbook checks", "recalculated by Excel from the sheets themselves")
    for column, text in enumerate(("Check", "From the sheets", "From the program", "Verdict")):
        pen.text(sheet, row, column, text, "head")
    checks: list[tuple[str, str, float, float]] = []
    value = float(reading.results["objective"]["value"])
    ledger = pen.places["Ledger"]
    checks.append(
        (f"The ledger sums to the objective [{reading.currency}]",
         f"=SUM(Ledger!{ledger.column(len(ledger.titles) - 1)})", value, 1e-9 * abs(value))
    )  # fmt: skip
    failed = sum(not c["passed"] for c in reading.checks)
    checked = pen.found("Verdict")
    if checked is not None:
        name, place = checked
        where = f"'{name}'!{place.column(place.titles.index('Verdict'))}"
        checks.append(("Checks of the results that failed", f'=COUNTIF({where},"failed")',
                       float(failed), 0.0))  # fmt: skip
    if "Hourly" in pen.places:
        hours = pen.places["Hourly"]
        served = reading.total(reading.demand_mw) / (1.0 if reading.is_small else 1e3)
        parts = "+".join(
            f"SUMPRODUCT(Hourly!{hours.column(2)},Hourly!{hours.column(3 + k)})"
            for k in range(len(reading.loads))
        )
        words = f"Demand of all loads [{month_unit(reading)}]"
        checks.append((words, f"=({parts or 0})/1000", served, 1e-9 * served))
    for k, (words, formula, wanted, allowed) in enumerate(checks, start=row + 1):
        pen.text(sheet, k, 0, words, "body")
        pen.formula(sheet, k, 1, formula, wanted, 3)
        pen.number(sheet, k, 2, wanted, 3)
        verdict = f'=IF(ABS(B{k + 1}-C{k + 1})<={allowed!r},"agrees","differs")'
        pen.formula(sheet, k, 3, verdict, "agrees", 0)
    last = row + 1 + len(checks)
    pen.text(sheet, last, 0, "All of them", "total")
    count = f'COUNTIF(D{row + 2}:D{last},"agrees")'
    formula = f'=IF({count}={len(checks)},"ALL AGREE","SEE ABOVE")'
    pen.formula(sheet, last, 3, formula, "ALL AGREE", 0, is_total=True)
