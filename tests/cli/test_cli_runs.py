"""``verify``, ``compare`` and ``report`` on a run made by hand."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from runs.made_run import CASE, make_run, results

from bess_opt.runs.files import sha256_of
from cli.conftest import Call


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that holds."""
    return make_run(tmp_path_factory.mktemp("runs") / "today")


@pytest.fixture(scope="module")
def dearer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with gas at 33 instead of 30: 6 MWh cost 198."""
    told = results()
    told["objective"]["value"] = 198.0
    case = CASE.replace("price_per_mwh: 30.0", "price_per_mwh: 33.0")
    folder = tmp_path_factory.mktemp("runs") / "dearer"
    return make_run(folder, results=told, case_yaml=case)


def test_a_run_that_holds_passes(call: Call, finished: Path) -> None:
    done = call("verify", finished, "--json")
    assert done.code == 0
    assert done.json["schema"] == "bess_opt/verify/1"
    assert done.json["passed"] is True
    files = sum(check["name"] == "file as written" for check in done.json["checks"])
    number = len(done.json["checks"]) - files
    assert done.err == (
        f"{finished}: {number} of {number} checks of the results passed, "
        f"{files} of {files} files as written\n"
    )
    assert "power balance" not in done.err
    assert "power balance" in call("verify", finished, "-v").err


def test_a_changed_file_fails_with_its_name(call: Call, finished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    with (copy / "ledger.csv").open("a") as stream:
        stream.write(" ")
    done = call("verify", copy)
    assert done.code == 5
    before, after = (sha256_of(run / "ledger.csv") for run in (finished, copy))
    assert done.err == (
        f"  {copy}/ledger.csv: E-RN-001 its SHA-256 is {after}. "
        f"Expected {before}, as the run wrote it. "
        "Copy the run again from where it was made, or run the case again.\n"
        "  More on a code: bess-opt explain E-RN-001\n"
        f"{copy}: 7 of 8 files as written; the checks of the results were not made, "
        "for they rest on these files\n"
    )
    assert call("report", copy).code == 5
    assert "ledger.csv" in call("report", copy).err


def test_run_verify_and_report_count_the_same_checks(
    call: Call, finished: Path, tmp_path: Path
) -> None:
    """A report adds files and no checks; a changed page of it spoils no check of the results."""
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    before = call("verify", copy).err
    assert call("report", copy).code == 0
    words = re.search(r"(\d+) of \1 checks of the results passed, (\d+) of", before)
    page = (copy / "report" / "report.html").read_text("utf-8")
    assert f"{words[1]} of {words[1]} checks of the results passed" in page
    assert call("verify", copy).err.endswith(
        f"{words[1]} of {words[1]} checks of the results passed, "
        f"{int(words[2]) + 1} of {int(words[2]) + 1} files as written\n"
    )
    (copy / "report" / "report.html").write_text(page + " ")
    done = call("verify", copy)
    assert done.code == 5
    assert f"{words[1]} of {words[1]} checks of the results passed" in done.err
    assert f"Write it again: bess-opt report {copy}" in done.err


def test_a_changed_manifest_is_named(call: Call, finished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    (copy / "manifest.json").write_text("{}")
    done = call("verify", copy)
    assert done.code == 5
    assert "manifest.json is not what the run wrote" in done.err


def test_what_is_no_run_is_wrong_usage(call: Call) -> None:
    for name in ("verify", "report"):
        done = call(name, "nowhere")
        assert done.code == 2
        assert "there is no run at nowhere" in done.err
        assert "E-RN-002" in done.err


def test_equal_runs_compare_with_zero(call: Call, finished: Path, tmp_path: Path) -> None:
    done = call("compare", finished, make_run(tmp_path / "again"))
    assert (done.code, done.out) == (0, "")
    assert done.err == "the runs are the same\n"


def test_different_runs_compare_with_one_and_name_the_difference(
    call: Call, finished: Path, dearer: Path
) -> None:
    done = call("compare", finished, dearer, "--json")
    assert done.code == 1
    assert done.json["same"] is False
    assert done.json["inputs"] == [{"path": "tariffs.fuel.price_per_mwh", "values": [30.0, 33.0]}]
    assert done.err == (
        "1 input differs\n"
        "                              today  dearer\n"
        "  tariffs.fuel.price_per_mwh  30.0   33.0\n"
        "1 figure differs\n"
        "                   unit  today  dearer  difference  relative\n"
        "  objective.value  USD     180     198          18  +10.00 %\n"
    )


def test_a_wide_tolerance_leaves_only_the_input(call: Call, finished: Path, dearer: Path) -> None:
    done = call("compare", finished, dearer, "--tolerance", "0.2")
    assert done.code == 1
    assert "figure" not in done.err


def test_a_report_is_written_beside_the_run(call: Call, finished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    done = call("report", copy, "--json")
    assert done.code == 0
    (page,) = done.json["reports"]
    assert page == str(copy / "report" / "report.html")
    assert Path(page).stat().st_size > 1000
    assert call("verify", copy).code == 0
    done = call("report", copy, "-f", "pdff")
    assert done.code == 2
    assert "E-RP-001" in done.err
