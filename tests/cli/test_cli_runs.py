"""``verify``, ``compare`` and ``report`` on a run made by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from runs.made_run import CASE, make_run, results

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
    number = len(done.json["checks"])
    assert done.err == f"{finished}: {number} of {number} checks passed\n"
    assert "power balance" not in done.err
    assert "power balance" in call("verify", finished, "-v").err


def test_a_changed_file_fails_with_its_name(call: Call, finished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    with (copy / "ledger.csv").open("a") as stream:
        stream.write(" ")
    done = call("verify", copy)
    assert done.code == 5
    assert "FAILED  file as written  ledger.csv" in done.err
    assert call("report", copy).code == 5
    assert "ledger.csv" in call("report", copy).err


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
