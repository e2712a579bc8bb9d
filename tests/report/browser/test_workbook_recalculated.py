"""The workbook recalculated by another program gives the cached values.

Needs LibreOffice (``soffice``) on the path. It runs with ``make test-slow`` only, and fails where
there is none.
"""

from __future__ import annotations

import shutil
import subprocess

import openpyxl
import pytest

from bess_opt.report import write_report
from tests.report.island import make_island

pytestmark = pytest.mark.slow


def test_another_program_finds_the_same_sums(tmp_path):
    """Openpyxl drops every cached value, so that LibreOffice has to find each one itself."""
    office = shutil.which("soffice")
    assert office, "this check needs LibreOffice (soffice) on the path"
    run = make_island(tmp_path / "run", days=62)
    (written,) = write_report(run, formats=("xlsx",))
    bare = tmp_path / "bare.xlsx"
    openpyxl.load_workbook(written).save(bare)
    folder = tmp_path / "again"
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(folder), str(bare)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    formulas = openpyxl.load_workbook(written)
    cached = openpyxl.load_workbook(written, data_only=True)
    again = openpyxl.load_workbook(folder / "bare.xlsx", data_only=True)
    found = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    kept = cached[sheet.title][cell.coordinate].value
                    new = again[sheet.title][cell.coordinate].value
                    where = f"{sheet.title}!{cell.coordinate} {cell.value}"
                    if isinstance(kept, str):
                        assert new == kept, where
                    else:
                        assert new == pytest.approx(kept, rel=1e-9, abs=1e-6), where
                    found += 1
    assert found > 80
