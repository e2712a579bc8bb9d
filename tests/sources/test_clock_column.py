"""Date and time of day in two columns, as meters export them."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from series_reading import codes, read

DAY = list(range(100, 124))


@pytest.mark.parametrize(
    ("day", "clock", "spec"),
    [
        ("2025-01-01", "{:d}:00", {}),
        ("2025-01-01", "{:02d}:00", {}),
        ("2025-01-01", "{:02d}:00:00", {}),
        ("2025-01-01", "{:d}", {}),
        ("01/01/2025", "{:02d}:00", {"date_format": "%d/%m/%Y"}),
        ("01/01/2025", "{:02d}:00", {"date_format": "%d/%m/%Y %H:%M"}),
        ("01/01/2025", "{:d}", {"date_format": "%d/%m/%Y"}),
    ],
)
def test_a_day_in_two_columns_is_the_day_in_one(day, clock, spec, tmp_path: Path):
    """100 to 123 MW, each hour once, however date and time of day are written."""
    rows = "".join(f"{day},{clock.format(h)},{DAY[h]}\n" for h in range(24))
    inputs = read(tmp_path, "Date,Time,mw\n" + rows, {"clock_column": "Time", **spec}, {})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == DAY


def test_a_clock_to_the_second_and_the_one_column_of_values(tmp_path: Path):
    """Quarters from 00:00:00; the column of values need not be named where it is the only one."""
    rows = "".join(f"01/01/2025,{q // 4}:{15 * (q % 4):02d}:00,{q}\n" for q in range(96))
    spec = {"clock_column": "Time", "date_format": "%d/%m/%Y", "column": None}
    inputs = read(tmp_path, "Date,Time,mw\n" + rows, spec, {"step": "15min"})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == list(range(96))


def test_hours_from_1_to_24_mark_ends(tmp_path: Path):
    rows = "".join(f"2025-01-01,{h + 1},{DAY[h]}\n" for h in range(24))
    spec = {"clock_column": "Hour", "stamps": "end"}
    inputs = read(tmp_path, "Date,Hour,mw\n" + rows, spec, {})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == DAY


def test_cells_of_a_workbook_that_are_dates_and_times(tmp_path: Path):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Load")
    forms = [book.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "hh:mm")]
    sheet.write_row(0, 0, ["Date", "Time", "mw"])
    for h in range(24):
        sheet.write_datetime(h + 1, 0, datetime.combine(date(2025, 1, 1), time()), forms[0])
        sheet.write_datetime(h + 1, 1, time(h), forms[1])
        sheet.write_number(h + 1, 2, DAY[h])
    book.close()
    spec = {"file": "loads.xlsx", "clock_column": "Time"}
    inputs = read(tmp_path, target.getvalue(), spec, {})
    assert codes(inputs) == []
    assert inputs.dataset["load"].to_numpy().tolist() == DAY
