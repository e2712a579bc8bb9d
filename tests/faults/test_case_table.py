"""Every row of the table is told with its code, line, column and words, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_table import CASE, ROWS, Row

from bess_opt.case import read_case
from bess_opt.case.case_file import CaseFile
from bess_opt.catalogue import CATALOGUE


def _read(folder: Path, text: str) -> CaseFile:
    (folder / "data").mkdir()
    (folder / "data" / "load.csv").write_text("time,load,sun,price\n")
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return read_case(folder, check=False)


def test_case_without_a_slip_has_no_fault(tmp_path: Path) -> None:
    case_file = _read(tmp_path, CASE)
    assert case_file.faults == ()
    assert case_file.case is not None


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_slip_is_told_at_its_place(row: Row, tmp_path: Path) -> None:
    case_file = _read(tmp_path, row.text())
    told = [str(fault) for fault in case_file.faults]
    mine = [
        fault
        for fault in case_file.faults
        if fault.code == row.code
        and fault.place is not None
        and (fault.place.line, fault.place.column) == (row.line, row.column)
        and row.words in str(fault)
    ]
    assert len(mine) == 1, told
    others = {fault.code for fault in case_file.faults if fault is not mine[0]}
    assert others == set(row.also), told
    assert (case_file.case is None) == any(f.is_error for f in case_file.faults)


def test_every_code_of_the_table_is_explained() -> None:
    assert {row.code for row in ROWS} <= set(CATALOGUE)


def test_all_slips_at_once_are_told_in_one_pass(tmp_path: Path) -> None:
    """Ten rows that do not overlap: all ten are told in one reading."""
    names = {
        "7 quoted number": "E-CF-007",
        "8 thousands": "E-CF-008",
        "14 newer": "E-CF-014",
        "15 traversal": "E-CF-015",
        "5 unknown section": "E-CF-005",
        "24 percent": "E-UN-004",
        "23 step": "E-CF-023",
        "10 nan": "E-CF-010",
        "11 tag": "E-CF-011",
        "20 no such asset": "E-CF-020",
    }
    text = CASE
    for row in ROWS:
        if row.name in names and row.name != "11 tag":
            assert text.count(row.old) == 1
            text = text.replace(row.old, row.new)
    text = text.replace("available_frac: sun", "available_frac: !x sun")
    told = {fault.code for fault in _read(tmp_path, text).faults}
    assert set(names.values()) <= told
