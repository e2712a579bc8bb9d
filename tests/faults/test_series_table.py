"""Every row of the table of series faults is told: code, place and words."""

from __future__ import annotations

from pathlib import Path

import pytest
from series_table import DAY, ROWS, Row

from bess_opt.case.series_spec import SeriesSpec
from bess_opt.case.time_spec import Time
from bess_opt.catalogue import CATALOGUE
from bess_opt.sources import load_series

PLAIN_TIME = {
    "zone": "Asia/Karachi",
    "start": "2025-01-01T00:00",
    "step": "1h",
    "periods": "1 day",
}
PLAIN_SPEC = {"file": "load.csv", "column": "mw", "unit": "MW"}


def _read(row: Row, folder: Path):
    spec = SeriesSpec(**{**PLAIN_SPEC, **row.spec})
    content = row.content
    (folder / spec.file).write_bytes(content.encode() if isinstance(content, str) else content)
    return load_series(Time(**{**PLAIN_TIME, **row.time}), {"load": spec}, folder)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_fault_is_told_where_it_stands(row: Row, tmp_path: Path):
    inputs = _read(row, tmp_path)
    told = [fault for fault in inputs.faults if fault.code == row.code]
    assert told, [str(fault) for fault in inputs.faults]
    assert any(
        row.words.lower() in str(fault).lower() and str(fault.place) == row.place for fault in told
    ), [str(fault) for fault in told]
    if row.code.startswith("E"):
        assert "load" not in inputs.dataset, "a faulty series must not reach the model"
    else:
        assert not inputs.has_errors
        assert len(inputs.dataset["load"]) == len(inputs.horizon)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_code_is_explained(row: Row):
    assert CATALOGUE[row.code].meaning


def test_the_plain_day_has_no_fault(tmp_path: Path):
    """The ground that every row departs from is itself clean: 100 to 123 MW."""
    inputs = _read(Row("plain", "", "", ""), tmp_path)
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == list(range(100, 124))
    assert DAY.startswith("time,mw")


@pytest.mark.parametrize(
    "values",
    [
        # A limit of 50 MW that is turned down for a night; a peak twice the load on one afternoon.
        [50.0] * 60 + [20.0] * 6 + [50.0] * 30,
        [10.0 + h % 24 + (25.0 if h == 40 else 0.0) for h in range(96)],
    ],
)
def test_what_looks_odd_and_is_not_is_not_told(values, tmp_path: Path):
    text = "".join(f"2025-01-{1 + h // 24:02d}T{h % 24:02d}:00,{v}\n" for h, v in enumerate(values))
    row = Row("plain", "", "", "", text="time,mw\n" + text, time={"periods": "4 days"})
    assert [str(fault) for fault in _read(row, tmp_path).faults] == []
