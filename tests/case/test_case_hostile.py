"""What a hostile user writes is refused with its place, and never ends in a bug of ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bess_opt.case import read_case
from bess_opt.case.overlay import apply_overlay
from bess_opt.cli.entry import enter
from bess_opt.errors import CaseError
from bess_opt.runs.files import write_text
from tests.diagnosis.base_case import CASE, write_base


def told(folder: Path, old: str, new: str) -> list[str]:
    """Faults of the base case with one text replaced, without the folder's name."""
    path = write_base(folder)
    assert CASE.count(old) >= 1
    path.write_text(CASE.replace(old, new, 1), encoding="utf-8")
    faults = read_case(path, check=False).errors
    return [str(fault).replace(f"{folder}/", "") for fault in faults]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kind: solar", "kind: [solar]", "case.yaml:13:14: E-CF-021 there is no asset of kind"),
        ("kind: solar", "kind: {a: 1}", "case.yaml:13:14: E-CF-021 there is no asset of kind"),
        (
            "p_rated_mw: 60",
            "p_rated_mw: 1e300",
            "case.yaml:11:39: E-CF-010 assets.diesel.p_rated_mw is 1e+300, too large",
        ),
        (
            "eta_charge_frac: 0.95",
            "eta_charge_frac: 1e-300",
            "case.yaml:21:22: E-CF-010 assets.bess.eta_charge_frac is 1e-300, too small",
        ),
        (
            "column: load, unit: MW",
            "column: load, unit: MW, scale: 1e308",
            "case.yaml:6:58: E-CF-010 series.load.scale is 1e+308, too large",
        ),
        (
            "file: hours.csv, column: load",
            'file: "a\\0b", column: load',
            r"E-FI-013 'a\x00b' cannot be the name of a file",
        ),
        (
            "file: hours.csv, column: load",
            f"file: {'x' * 6000}, column: load",
            "cannot be the name of a file",
        ),
    ],
)
def test_it_is_told_with_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (fault,) = (text for text in told(tmp_path, old, new) if "E-CF-022" not in text)
    assert expected in fault


def test_a_case_in_which_nothing_is_active_is_no_case(tmp_path: Path) -> None:
    """It would be answered by zeros, optimal and worthless."""
    head = CASE.partition("series:")[0]
    path = tmp_path / "case.yaml"
    for assets in ("{}", "{sink: {kind: outlet, p_rated_mw: 1, active: false}}"):
        path.write_text(f"{head}assets: {assets}\n", encoding="utf-8")
        (fault,) = read_case(path, check=False).errors
        assert fault.code == "E-CF-006"
        assert "no active asset" in fault.found


def test_an_overlay_on_an_asset_that_is_no_mapping(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as refusal:
        apply_overlay({"assets": {"diesel": 5}}, {"assets.diesel.p_rated_mw": 3})
    assert "assets.diesel is 5" in refusal.value.faults[0].found


@pytest.mark.parametrize("command", ["validate", "inspect", "run"])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x" * 5000, "this cannot be the name of a file"),
        ("dangling.yaml", "the link leads to nowhere.yaml, where there is no file"),
        ("pipe.yaml", "this is no file but a device or a pipe"),
    ],
)
def test_what_is_no_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    command: str,
    name: str,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dangling.yaml").symlink_to("nowhere.yaml")
    os.mkfifo("pipe.yaml")
    if command == "run":
        with pytest.raises(CaseError) as refusal:
            read_case(name)
        assert expected in str(refusal.value.faults[0])
        return
    assert enter([command, name]) == 1
    assert f"E-CF-001 {expected}" in capfd.readouterr().err


def test_a_program_that_cannot_be_saved_is_no_bug(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    case, out = write_base(tmp_path), tmp_path / "out"
    lp = tmp_path / "no" / "such" / "folder.lp"
    assert enter(["run", str(case), "-o", str(out), "--save-lp", str(lp)]) == 6
    assert f"{lp} cannot be written" in capfd.readouterr().err
    assert not out.exists()


def test_names_that_are_no_utf_8_are_written_as_escapes(tmp_path: Path) -> None:
    """A name of bytes that are no text, as Python hands it over: one lone surrogate a byte."""
    write_text(tmp_path / "manifest.json", os.fsdecode(b"b\xffd"))
    assert (tmp_path / "manifest.json").read_bytes() == rb"b\udcffd"
