"""A run directory is whole or not there, and what is read is what was written."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bess_opt.errors import EnvironmentFault, ModelError, UsageError, VerificationFailed
from bess_opt.ledger import Ledger, Row
from bess_opt.runs import open_run, prepare, write_run
from bess_opt.runs.files import environment_fault
from bess_opt.runs.ledger_csv import ledger_rows, ledger_text
from bess_opt.runs.lock import holding
from bess_opt.runs.netcdf import write_dataset
from bess_opt.runs.places import temporary_name
from runs.made_run import content, make_run, series

FILES = {
    "COMPLETE",
    "manifest.json",
    "case.resolved.yaml",
    "results.json",
    "series.nc",
    "duals.nc",
    "ledger.csv",
    "checks.json",
    "log/run.jsonl",
    "log/solver.log",
}


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_a_run_has_the_files_of_the_contract(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a")
    assert names(run) == FILES
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_the_manifest_tells_versions_machine_and_hashes(tmp_path: Path) -> None:
    manifest = open_run(make_run(tmp_path / "a")).manifest
    assert manifest["schema"] == "bess_opt/run/1"
    assert manifest["state"] == "complete"
    assert {"bess_opt", "python", "numpy", "pyomo", "highspy"} <= set(manifest["versions"])
    assert {"system", "architecture", "cpus"} <= set(manifest["machine"])
    assert set(manifest["outputs"]) == FILES - {"COMPLETE", "manifest.json"}
    assert manifest["inputs"] == {"series.csv": {"sha256": "ab", "bytes": 1}}
    assert isinstance(manifest["argv"], list)


def test_series_come_back_bit_for_bit_in_utc_with_their_zone(tmp_path: Path) -> None:
    run = open_run(make_run(tmp_path / "a"))
    expected = series()
    for name in expected.data_vars:
        np.testing.assert_array_equal(run.series[name], expected[name])
    assert run.series["time"].to_numpy()[0] == np.datetime64("2025-12-31T19:00:00")
    assert run.series["time"].attrs["timezone"] == "Asia/Karachi"
    assert run.series["p_charge_mw"].attrs["units"] == "MW"
    assert run.duals["power_balance"].sel(bus="main").to_numpy().tolist() == [30.0, 0.0, 0.0, 30.0]


def test_a_time_axis_with_a_zone_is_refused(tmp_path: Path) -> None:
    """NetCDF knows no zones; writing the local clock as if it were UTC would shift every hour."""
    stamps = pd.date_range("2026-01-01", periods=4, freq="h", tz="Asia/Karachi")
    aware = series().drop_vars("time").assign_coords(clock=("time", stamps))
    with pytest.raises(ModelError, match="time zone"):
        write_dataset(aware, tmp_path / "x.nc")


def test_two_runs_of_the_same_content_have_the_same_bytes(tmp_path: Path) -> None:
    first, second = open_run(make_run(tmp_path / "a")), open_run(make_run(tmp_path / "b"))
    assert first.manifest["outputs"] == second.manifest["outputs"]


def test_numbers_that_are_not_finite_become_null(tmp_path: Path) -> None:
    told = {"objective": {"value": float("nan")}, "status": "error", "steps": np.int64(4)}
    run = open_run(make_run(tmp_path / "a", results=told))
    assert run.results["objective"]["value"] is None
    assert run.results["steps"] == 4
    assert list(run.results) == ["schema", "status", "objective", "steps"]


def test_text_cells_of_the_ledger_are_no_formulas() -> None:
    """``=HYPERLINK(...)`` as a component's name must stay text; negative amounts stay numbers."""
    row = Row("=1+1", "-fuel", "cash", "@x", "y", "2026", "USD", -0.1, -(1 / 3))
    text = ledger_text(Ledger([row]))
    assert text.splitlines()[1].startswith("'=1+1,'-fuel,cash,'@x,y,2026,USD,-0.1,-0.333")
    (back,) = ledger_rows(text)
    assert back["component"] == "=1+1"
    assert back["amount_base"] == -(1 / 3)


def test_a_zone_called_na_stays_text(tmp_path: Path) -> None:
    rows = Ledger([Row("NA", "null", "cash", "a", "b", "2026", "USD", 1.0, 1.0)])
    run = open_run(make_run(tmp_path / "a", ledger=rows))
    assert run.ledger["component"].tolist() == ["NA"]
    assert run.ledger["amount_base"].tolist() == [1.0]


def test_a_finished_run_is_replaced_only_when_asked(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a")
    before = (run / "COMPLETE").read_bytes()
    with pytest.raises(UsageError, match="holds a run") as caught:
        make_run(tmp_path / "a")
    assert caught.value.faults[0].code == "E-RN-005"
    assert (run / "COMPLETE").read_bytes() == before
    changed = {**content().results, "status": "limit"}
    write_run(run, content(results=changed), replace=True)
    assert open_run(run).results["status"] == "limit"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("replace", [False, True])
def test_a_folder_that_is_no_run_is_never_replaced(tmp_path: Path, replace: bool) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(UsageError, match="not empty"):
        write_run(tmp_path / "thesis", content(), replace=replace)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"


def test_an_empty_folder_may_become_a_run(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert open_run(make_run(tmp_path / "a")).results["status"] == "optimal"


@pytest.mark.parametrize("step", range(1, 13, 2))
def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """The disk fills up at each synced write in turn; an earlier run beside it stays as it was."""
    earlier = make_run(tmp_path / "earlier")
    calls = iter(range(1, 100))
    real = os.fsync

    def full(handle: int) -> None:
        if next(calls) == step:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFault) as caught:
        make_run(tmp_path / "a")
    monkeypatch.setattr(os, "fsync", real)
    assert caught.value.faults[0].code == "E-ENV-010"
    assert caught.value.exit_code == 6
    assert [p.name for p in tmp_path.iterdir()] == ["earlier"]
    assert open_run(earlier).results["status"] == "optimal"


def test_a_file_size_limit_is_told_as_a_full_disk(tmp_path: Path) -> None:
    """The kernel's own refusal, met in a process whose files may have 4 kB."""
    script = (
        "import resource, sys; from pathlib import Path; sys.path.insert(0, 'tests')\n"
        "from runs.made_run import make_run; import xarray, h5netcdf\n"
        "from bess_opt.errors import EnvironmentFault\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: make_run(Path(sys.argv[1]) / 'a')\n"
        "except EnvironmentFault as fault: print(fault.faults[0].code)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "E-ENV-010", done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "E-ENV-010"),
        (errno.EACCES, "E-ENV-011"),
        (errno.EROFS, "E-ENV-011"),
        (errno.ENAMETOOLONG, "E-ENV-012"),
        (errno.EIO, "E-ENV-013"),
    ],
)
def test_the_systems_refusals_become_sentences(tmp_path: Path, number: int, code: str) -> None:
    fault = environment_fault(OSError(number, "as the system says"), tmp_path / "a").faults[0]
    assert fault.code == code
    assert "Errno" not in str(fault)


def test_a_place_that_nobody_may_write_is_told_before_anything_is_solved() -> None:
    """The kernel's own folder takes no new one, not even from root."""
    with pytest.raises(EnvironmentFault) as caught:
        prepare(Path("/sys/bess_opt/a"))
    assert caught.value.faults[0].code == "E-ENV-011"


def test_a_file_where_a_folder_should_be_is_told_before_anything_is_solved(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(EnvironmentFault) as caught:
        prepare(tmp_path / "notes" / "runs" / "a")
    (fault,) = caught.value.faults
    assert fault.code == "E-ENV-011"
    assert fault.found == f"{tmp_path / 'notes'} is a file"
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_name_too_long_is_told_before_anything_is_solved(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        prepare(tmp_path / ("x" * 300) / "a")
    assert caught.value.faults[0].code == "E-ENV-012"


def test_what_a_dead_process_left_is_removed_and_a_living_ones_is_kept(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    own = temporary_name(tmp_path)
    host = own.name.split("-")[1]
    dead = tmp_path / f".tmp-{host}-{ended.pid}-0123abcd"
    foreign = tmp_path / f".tmp-elsewhere-{ended.pid}-0123abcd"
    unrelated = tmp_path / ".tmp-mine"
    for folder in (own, dead, foreign, unrelated):
        folder.mkdir()
    assert prepare(tmp_path / "a") == [dead]
    assert {p.name for p in tmp_path.iterdir()} == {own.name, foreign.name, unrelated.name}


def test_a_second_writer_is_told_who_holds_the_run(tmp_path: Path) -> None:
    second = holding(tmp_path / "a")
    with holding(tmp_path / "a"), pytest.raises(EnvironmentFault) as caught, second:
        pytest.fail("two writers at once")
    fault = caught.value.faults[0]
    assert fault.code == "E-ENV-020"
    assert f"process {os.getpid()}" in fault.found
    assert list(tmp_path.iterdir()) == []
    with holding(tmp_path / "a"):
        assert [p.name for p in tmp_path.iterdir()] == [".lock-a"]


def test_the_lock_of_a_killed_process_does_not_hold(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from bess_opt.runs.lock import holding\n"
        "with holding(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)\n"
    )
    root = Path(__file__).parents[2]
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "a")],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "held"
        with pytest.raises(EnvironmentFault, match="locked"), holding(tmp_path / "a"):
            pytest.fail("two writers at once")
    finally:
        other.kill()
        other.wait()
    with holding(tmp_path / "a"):
        assert True


def test_a_kill_at_any_instant_leaves_no_half_run(tmp_path: Path) -> None:
    """A process that writes runs without end is killed twice; every run there is whole."""
    script = (
        "import sys; from pathlib import Path; sys.path.insert(0, 'tests')\n"
        "from runs.made_run import make_run\n"
        "for k in range(10**6):\n"
        "    make_run(Path(sys.argv[1]) / f'{sys.argv[2]}-{k}')\n"
        "    print('ready', flush=True)\n"
    )
    root = Path(__file__).parents[2]
    for turn in range(2):
        writer = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), str(turn)],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.2 + 0.13 * turn)
        writer.kill()
        writer.wait()
        writer.stdout.close()
    prepare(tmp_path / "next")
    there = list(tmp_path.iterdir())
    assert there
    for run in there:
        opened = open_run(run)
        assert all(opened.checked(name) for name in opened.manifest["outputs"])


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run") as caught:
        open_run(tmp_path / "nowhere")
    assert "no such folder" in str(caught.value.faults[0])
    (tmp_path / "a").mkdir()
    with pytest.raises(UsageError, match="no run"):
        open_run(tmp_path / "a")


def test_a_run_without_its_seal_is_never_read(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a")
    (run / "COMPLETE").unlink()
    with pytest.raises(VerificationFailed, match="no finished run"):
        open_run(run)


def test_a_run_of_another_schema_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bess_opt.runs.manifest.SCHEMA", "bess_opt/run/9")
    run = make_run(tmp_path / "a")
    with pytest.raises(VerificationFailed, match="another version") as caught:
        open_run(run)
    assert "bess_opt/run/9" in str(caught.value.faults[0])


def test_an_extra_file_stays_inside_the_run(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a", extra_files={"model/case.lp": "min\n"})
    assert json.loads((run / "manifest.json").read_text())["outputs"]["model/case.lp"]["bytes"] == 4
    with pytest.raises(ValueError, match="outside"):
        make_run(tmp_path / "b", extra_files={"../case.lp": "min\n"})
    assert not (tmp_path / "case.lp").exists()
