"""Excel and Parquet: the same day as in CSV, cell addresses, and what hides in a workbook."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from series_reading import a_spec, a_time, codes, csv_text, read

from bess_opt import workbook
from bess_opt.errors import EnvironmentFault
from bess_opt.sources import Inputs, load_series

HOURS = [datetime(2025, 1, 1) + timedelta(hours=h) for h in range(24)]


def _workbook(
    cells: dict[tuple[int, int], Any] | None = None,
    *,
    sheets: tuple[str, ...] = ("Load",),
    form: str | None = "yyyy-mm-dd hh:mm",
    serial: bool = False,
    top: int = 0,
) -> bytes:
    """A day of 100 to 123 MW in sheet ``Load`` from row ``top``, with ``cells`` written over."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    dates = book.add_format({"num_format": form} if form else {})
    for name in sheets:
        sheet = book.add_worksheet(name)
        if name != "Load":
            continue
        sheet.write_row(top, 0, ["time", "mw"])
        for i, hour in enumerate(HOURS):
            # Serials rounded to 7 digits, as other programs write them: off by milliseconds.
            number = round(45658 + i / 24, 7)
            if serial:
                sheet.write_number(top + 1 + i, 0, number, dates)
            else:
                sheet.write_datetime(top + 1 + i, 0, hour, dates)
            if (cells or {}).get((top + 1 + i, 1), 0) is not None:
                sheet.write_number(top + 1 + i, 1, 100 + i)
        for (row, column), value in (cells or {}).items():
            sheet.write(row, column, value)
    book.close()
    return target.getvalue()


def _read(folder: Path, content: bytes, **spec: Any) -> Inputs:
    return read(folder, content, {"file": "loads.xlsx", **spec}, {})


@pytest.mark.parametrize("top", [0, 3])
@pytest.mark.parametrize("serial", [False, True])
def test_a_day_in_a_workbook(serial: bool, top: int, tmp_path: Path):
    """45658 is 1 January 2025; 45658.0416667 is 01:00:00.003 and is read as 01:00."""
    inputs = _read(tmp_path, _workbook(serial=serial, top=top))
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == list(range(100, 124))


@pytest.mark.parametrize(
    ("cells", "code", "place", "words"),
    [
        ({(6, 1): "n/a"}, "E-TS-004", "loads.xlsx!Load!B7", "holds 'n/a'"),
        ({(6, 1): "-1e400"}, "E-TS-006", "loads.xlsx!Load!B7", "holds '-1e400'"),
        ({(6, 1): 1e18}, "E-TS-006", "loads.xlsx!Load!B7", "holds 1e+18"),
        ({(6, 1): "0x1F"}, "E-TS-004", "loads.xlsx!Load!B7", "decimal digits"),
        ({(6, 1): None}, "E-TS-005", "loads.xlsx!Load!B7", "1 value is missing"),
        ({(6, 1): True}, "E-TS-004", "loads.xlsx!Load!B7", "truth value"),
        ({(6, 0): "soon"}, "E-TS-029", "loads.xlsx!Load!A7", "'soon' is not understood"),
        ({(0, 1): "load"}, "E-TS-001", "loads.xlsx!Load!A1", "no column 'mw'"),
    ],
)
def test_a_cell_is_told_by_its_address(
    cells: dict[tuple[int, int], Any], code: str, place: str, words: str, tmp_path: Path
):
    inputs = _read(tmp_path, _workbook(cells))
    told = [f for f in inputs.faults if f.code == code]
    assert [str(f.place) for f in told] == [place], inputs.faults
    assert words in str(told[0])


def test_plain_numbers_are_no_dates(tmp_path: Path):
    inputs = _read(tmp_path, _workbook(serial=True, form=None), time_column="time")
    assert set(codes(inputs)) == {"E-FI-001"}
    assert str(inputs.faults[0].place) == "loads.xlsx!Load!A2"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (rb'<c r="B7"><v>105</v></c>', b'<c r="B7" t="e"><v>#REF!</v></c>'),
        (rb'<c r="B7"><v>105</v></c>', b'<c r="B7"><f>B6*2</f></c>'),
        (rb'<c r="B7"><v>105</v></c>', b'<c r="B7"><f>B6*2</f><v></v></c>'),
    ],
)
def test_a_cell_that_only_looks_empty(was: bytes, now: bytes, tmp_path: Path):
    """An error, or a formula without a stored value, is not bridged as a missing value."""
    source = zipfile.ZipFile(io.BytesIO(_workbook()))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for part in source.namelist():
            data = source.read(part)
            if part.endswith("sheet1.xml"):
                assert was in data
                data = data.replace(was, now)
            out.writestr(part, data)
    inputs = _read(tmp_path, target.getvalue(), gaps={"interpolate": "2h"})
    assert "E-FI-002" in codes(inputs)
    told = next(f for f in inputs.faults if f.code == "E-FI-002")
    assert str(told.place) == "loads.xlsx!Load!B7"
    assert "load" not in inputs.dataset


def test_which_sheet(tmp_path: Path):
    book = _workbook(sheets=("Notes", "Load"))
    unsaid = _read(tmp_path, book)
    assert codes(unsaid) == ["E-FI-004"]
    assert "2 sheets: 'Notes', 'Load'" in str(unsaid.faults[0])
    assert codes(_read(tmp_path, book, sheet="load")) == ["E-FI-004"]
    said = _read(tmp_path, book, sheet="Load")
    assert said.faults == ()
    assert codes(_read(tmp_path, book, sheet="Notes")) == ["E-TS-034"]


def test_a_slip_in_a_workbook_is_told_at_its_cell(tmp_path: Path):
    """A digit too many in row 7 of the sheet: the warning names the cell, not the time alone."""
    inputs = _read(tmp_path, _workbook({(6, 1): 105000.0}))
    assert [(f.code, str(f.place)) for f in inputs.faults] == [("W-TS-024", "loads.xlsx!Load!B7")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<html><table><tr><td>time</td></tr></table></html>", "is a web page by another name"),
        (b"PK\x03\x04 torn", "cannot be opened"),
    ],
)
def test_what_is_no_workbook(content: bytes, words: str, tmp_path: Path):
    inputs = _read(tmp_path, content)
    assert codes(inputs) == ["E-FI-003"]
    assert words in str(inputs.faults[0])


def test_a_workbook_that_unpacks_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """2 MB of noughts pack to 2 kB; the limit is brought down to 1 MB for the test."""
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1_000_000)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/workbook.xml", bytes(2_000_000))
    inputs = _read(tmp_path, target.getvalue())
    assert codes(inputs) == ["E-FI-005"]


def _parquet(frame: pd.DataFrame) -> bytes:
    target = io.BytesIO()
    frame.to_parquet(target)
    return target.getvalue()


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Karachi"])
@pytest.mark.parametrize("unit", ["s", "ns"])
@pytest.mark.parametrize("as_index", [False, True])
def test_a_day_in_parquet(zone: str | None, unit: str, as_index: bool, tmp_path: Path):
    """Stamps without a zone are wall times; with one they are instants (19:00 UTC is midnight)."""
    index = pd.date_range("2025-01-01", periods=24, freq="1h", unit=unit)
    index = index.tz_localize("Asia/Karachi").tz_convert(zone) if zone else index
    frame = pd.DataFrame({"time": index, "mw": np.arange(100, 124)})
    frame = frame.set_index("time") if as_index else frame
    if as_index:
        frame.index.name = None
    inputs = read(tmp_path, _parquet(frame), {"file": "load.parquet"}, {})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == list(range(100, 124))


def test_a_hole_in_parquet(tmp_path: Path):
    index = pd.date_range("2025-01-01", periods=24, freq="1h")
    frame = pd.DataFrame({"time": index, "mw": np.arange(100.0, 124.0)})
    frame.loc[5, "mw"] = np.nan
    inputs = read(tmp_path, _parquet(frame), {"file": "load.parquet"}, {})
    assert codes(inputs) == ["E-TS-005"]
    assert str(inputs.faults[0].place) == "load.parquet!mw!row 6"


@pytest.mark.parametrize("keep", [0, 4, -8])
def test_a_torn_parquet_file(keep: int, tmp_path: Path):
    index = pd.date_range("2025-01-01", periods=24, freq="1h")
    whole = _parquet(pd.DataFrame({"time": index, "mw": 1.0}))
    inputs = read(tmp_path, whole[:keep], {"file": "load.parquet"}, {})
    assert codes(inputs) == ["E-FI-008"]
    assert "no complete Parquet file" in str(inputs.faults[0])


def test_parquet_without_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    (tmp_path / "load.parquet").write_bytes(b"PAR1")
    with pytest.raises(EnvironmentFault) as raised:
        load_series(a_time(), {"load": a_spec(file="load.parquet")}, tmp_path)
    assert raised.value.faults[0].code == "E-ENV-001"
    assert 'pip install "bess-opt[parquet]"' in str(raised.value.faults[0])


def test_three_formats_one_answer(tmp_path: Path):
    text = csv_text(pd.DatetimeIndex(HOURS), np.arange(100.0, 124.0))
    (tmp_path / "load.csv").write_text(text)
    (tmp_path / "load.xlsx").write_bytes(_workbook())
    frame = pd.DataFrame({"time": HOURS, "mw": np.arange(100.0, 124.0)})
    (tmp_path / "load.parquet").write_bytes(_parquet(frame))
    series = {end: a_spec(file=f"load.{end}") for end in ("csv", "xlsx", "parquet")}
    inputs = load_series(a_time(), series, tmp_path)
    assert inputs.faults == ()
    assert inputs.dataset["csv"].equals(inputs.dataset["xlsx"])
    assert inputs.dataset["csv"].equals(inputs.dataset["parquet"])
    assert [p.name for p in inputs.files] == ["load.csv", "load.xlsx", "load.parquet"]
