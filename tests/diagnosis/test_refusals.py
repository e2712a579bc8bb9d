"""What a run without a solution leaves behind, says and refuses afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bess_opt.cli.entry import enter
from bess_opt.errors import Infeasible
from bess_opt.studies.dispatch import execute
from bess_opt.studies.infeasible.explain import unbounded
from bess_opt.studies.infeasible.ways import rounded_out
from bess_opt.studies.inputs import read
from bess_opt.studies.request import Request
from bess_opt.studies.system import System
from tests.diagnosis.base_case import write_base

TOO_SMALL = "assets.diesel.p_rated_mw=15"


def test_the_command_ends_with_three_and_its_json_has_the_changes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    case, out = write_base(tmp_path), tmp_path / "run"
    assert enter(["run", str(case), "-S", TOO_SMALL, "-o", str(out), "--json"]) == 3
    told = capfd.readouterr()
    reply = json.loads(told.out)
    assert reply["exit_code"] == 3
    changes = reply["error"]["changes"]
    assert ["assets.diesel.p_rated_mw=21.02"] in [change["overrides"] for change in changes]
    assert all(change["checked"] for change in changes)
    assert "short by 5 MW" in told.err
    assert "times in Asia/Karachi" in told.err
    assert f"{out / 'diagnosis.txt'}" in told.err
    held = {path.name for path in out.rglob("*") if path.is_file()}
    assert held == {
        "COMPLETE",
        "case.resolved.yaml",
        "diagnosis.txt",
        "manifest.json",
        "results.json",
        "run.jsonl",
    }
    for command in ("report", "verify"):
        assert enter([command, str(out)]) == 3
        assert "E-RN-009 the run ended infeasible" in capfd.readouterr().err
    assert enter(["run", str(case), "-S", TOO_SMALL, "-o", str(out)]) == 2
    assert "E-RN-005" in capfd.readouterr().err


def test_a_refused_run_does_not_replace_what_is_no_run(tmp_path: Path) -> None:
    case, out = write_base(tmp_path), tmp_path / "run"
    out.mkdir()
    (out / "letter.txt").write_text("mine", encoding="utf-8")
    request = Request(case, out, overrides=(TOO_SMALL,), replace=True)
    with pytest.raises(Exception, match="not empty"):
        execute(request, lambda event: None)
    assert [p.name for p in out.iterdir()] == ["letter.txt"]


def test_a_baseline_that_cannot_be_served_is_told_by_its_rule(tmp_path: Path) -> None:
    """Without the sized battery 25 + 20 + 30 = 75 MW serve 80; with it, up to 40 MW more."""
    overrides = [
        "assets.diesel.p_rated_mw=25",
        "assets.bess.p_rated_mw={min: 0, max: 40, capex_per_mw: 1000, life_years: 10}",
        "assets.bess.e_rated_mwh={min: 0, max: 200, capex_per_mwh: 1000, life_years: 10}",
        "finance.discount_rate_real_frac=0.05",
    ]
    request = Request(write_base(tmp_path), tmp_path / "run", overrides=tuple(overrides))
    results = execute(request, lambda event: None)
    assert results["status"] == "optimal"
    assert results["savings"] is None
    (told,) = results["baseline_refused"]
    assert "power balance of main at 2026-01-17 18:00 needs 80 MW" in told
    assert "at most 75 MW" in told


def test_an_unbounded_case_is_told_by_what_earns_and_its_price(tmp_path: Path) -> None:
    """An outlet paid 400 a MWh and a plant, both without end: price and flow are named."""
    price = "{kind: energy_price, assets: [surplus], flow: p_outlet_mw, price_per_mwh: -400}"
    request = Request(write_base(tmp_path), overrides=(f"tariffs.paid={price}",))
    case_file, inputs = read(request, lambda event: None)
    system = System(case_file.case, inputs, lambda event: None)
    lp = system.program.linear_program()
    upper = lp.upper.copy()
    for name in ("p_rated_mw", "p_generation_mw"):
        upper[system.program.columns[name].where] = np.inf
    with pytest.raises(Infeasible):
        system.solve("unbounded", program=replace(lp, upper=upper))
    assert system.unanswered is not None
    (fault,) = unbounded(system, system.unanswered, case_file.place).faults
    assert fault.code == "E-IN-002"
    assert "p outlet mw of surplus" in fault.found
    assert "earns 400 USD" in fault.found
    assert fault.path == "tariffs.paid.price_per_mwh"
    assert "look at tariffs.paid.price_per_mwh" in fault.repair


@pytest.mark.parametrize(
    ("value", "by", "rounded"),
    [(100.0, 4.9731, 104.98), (0.9, -0.6193, 0.28), (658200.0, -158200.0, 499000.0)],
)
def test_changes_are_rounded_outward(value: float, by: float, rounded: float) -> None:
    """To three digits of the change, and by 1e-4 of it further: 0.9 - 0.61936 is 0.28064."""
    assert rounded_out(value, by, 0.0, 1e9) == pytest.approx(rounded)
