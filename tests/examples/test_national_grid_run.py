"""The flagship solved for its whole year, against an LP written apart from ours and the print."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bess_opt.runs.verify import verify_run
from bess_opt.studies.dispatch import execute
from bess_opt.studies.inputs import read
from bess_opt.studies.request import Request
from bess_opt.studies.system import System

EXAMPLE = Path(__file__).parents[2] / "examples" / "national_grid"


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("runs") / "today"
    request = Request(EXAMPLE, out, "today", overrides=("study.break_even=false",))
    return out, execute(request, lambda event: None)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_energies_agree_with_an_lp_written_apart(today: tuple[Path, dict[str, Any]]) -> None:
    """A scipy LP with the same rules reached these annual energies; ours agree within 0.01 TWh."""
    _, results = today
    with (EXAMPLE / "calibration_targets.csv").open(encoding="utf-8", newline="") as handle:
        rows = [
            r
            for r in csv.DictReader(handle)
            if (r["basis"], r["case"], r["unit"]) == ("2026", "hourly commitment", "twh")
        ]
    groups = {"imported_coal": ("imported_coal_north", "imported_coal_south")}
    compared = 0
    for row in rows:
        assets = groups.get(row["quantity"], (row["quantity"],))
        if not all(a in results["energy_mwh"] for a in assets):
            continue
        ours = sum(results["energy_mwh"][a]["generated"] for a in assets) / 1e6
        assert ours == pytest.approx(float(row["modelled"]), abs=0.01), row["quantity"]
        compared += 1
    assert compared >= 5


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_today_needs_no_storage_and_verifies(today: tuple[Path, dict[str, Any]]) -> None:
    """On fuel savings alone the optimal storage of `today` is zero; the run stands on its files."""
    out, results = today
    assert results["status"] == "optimal"
    assert results["headline"]["storage_pays"] is False
    assert [check for check in verify_run(out) if not check.passed] == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_monthly_rlng_is_no_worse_than_the_specification(
    today: tuple[Path, dict[str, Any]],
) -> None:
    """The specification reaches a mean absolute monthly error of 302 GWh for RLNG in 2026."""
    _, results = today
    rows = [r for r in results["calibration"] if r["group"] == "rlng"]
    assert len(rows) == 12
    error = sum(abs(r["modelled_gwh"] - r["published_gwh"]) for r in rows) / 12
    assert error < 310


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("scenario", ["today", "clean_2030"])
def test_every_row_of_the_year_holds(scenario: str) -> None:
    """Rows in MW and MWh beside yearly rows of 5e7 MWh: each to a tenth of what the checks allow.

    An engine that measures its residual against the largest row leaves 4e-5 MW in `today` and
    6e-4 MWh in `clean_2030`.
    """
    case_file, inputs = read(Request(EXAMPLE, scenario=scenario), lambda event: None)
    system = System(case_file.case, inputs, lambda event: None)
    solution = system.solve("with storage")
    lp = system.program.linear_program()
    column = np.repeat(np.arange(lp.n_columns), np.diff(lp.indptr))
    activity = np.bincount(lp.indices, lp.values * solution.x[column], lp.n_rows)
    miss = np.maximum(activity - lp.row_upper, lp.row_lower - activity)
    assert solution.engine == "structured"
    assert float(miss.max()) <= 1e-6
