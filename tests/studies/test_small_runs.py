"""Whole runs of a small island, from the case file to the verified directory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bess_opt.errors import Infeasible
from bess_opt.report.reading import Reading
from bess_opt.report.sections.answer import build_sentence
from bess_opt.runs.opening import open_run
from bess_opt.runs.verify import verify_run
from bess_opt.studies import results as results_of
from bess_opt.studies.dispatch import execute
from bess_opt.studies.request import Request

CASE = """\
schema: bess_opt/case/1
name: Island
currency: {base: USD, price_year: 2026}
time: {zone: Asia/Karachi, start: 2026-01-05T00:00, step: 1h, periods: 168}
series:
  sun: {file: sun.csv, column: sun, unit: "1", quantity: fraction}
assets:
  load: {kind: load, demand_mw: 10, tiers: [{name: all, share_frac: 1, lost_load_per_mwh: 5000}]}
  diesel: {kind: thermal, p_rated_mw: 12}
  pv: {kind: solar, p_rated_mw: 40, available_frac: sun}
  bess:
    kind: battery
    p_rated_mw: {min: 0, max: 50, capex_per_mw: 100000, life_years: 20}
    e_rated_mwh: {min: 0, max: 400, capex_per_mwh: CAPEX, life_years: 20}
    eta_charge_frac: 0.95
    eta_discharge_frac: 0.95
    soh_mean_frac: 0.85
    tie_break_per_mwh: 0.05
tariffs:
  fuel: {kind: fuel, assets: [diesel], fuel_price_per_mwh: 200}
  paid: {kind: capacity_payment, assets: [diesel], contracted_mw: 12, charge_per_mw_month: 1000}
finance: {discount_rate_real_frac: 0.07}
"""


def write_case(folder: Path, capex: float, extra: str = "") -> Path:
    hours = np.arange(168) % 24
    sun = np.clip(np.sin((hours - 6) / 12 * np.pi), 0, None)
    days = [f"2026-01-{5 + k // 24:02d}T{k % 24:02d}:00" for k in range(168)]
    lines = [f"{day},{value:.6f}" for day, value in zip(days, sun, strict=True)]
    (folder / "sun.csv").write_text("time,sun\n" + "\n".join(lines) + "\n", encoding="utf-8")
    path = folder / "case.yaml"
    path.write_text(CASE.replace("CAPEX", f"{capex:g}") + extra, encoding="utf-8")
    return path


def run(folder: Path, capex: float, **asked: Any) -> dict[str, Any]:
    path = write_case(folder, capex)
    out = folder / "run"
    return execute(Request(path, out, **asked), lambda event: None)


def _annual_cost(sizes: dict[str, float], capex: float) -> float:
    return sizes["p_rated_mw"] * 100_000 + sizes["e_rated_mwh"] * capex


def _cost_of_given(folder: Path, capex: float, sizes: dict[str, float]) -> float:
    """The whole cost with these sizes, each given a hair of room, solved by itself."""
    overrides = ["study.baseline=false"]
    for field, value in sizes.items():
        unit = field.rsplit("_", 1)[1]
        overrides.append(
            f"assets.bess.{field}={{min: {value!r}, max: {value * (1 + 1e-9)!r}, "
            f"capex_per_{unit}: {100_000 if unit == 'mw' else capex}, life_years: 20}}"
        )
    found = run(folder, capex, overrides=overrides, replace=True)
    return float(found["objective"]["value"])


def test_the_ends_of_the_flat_range_cost_what_they_are_said_to(tmp_path: Path) -> None:
    """With the sizes of either end given, the whole costs what was said, 1 % above the optimum."""
    results = run(tmp_path, 100_000)
    least = results["objective"]["value"]
    for row in results["flatness"]:
        again = _cost_of_given(tmp_path, 100_000, row["sizes"]["bess"])
        assert again - least == pytest.approx(row["excess"], abs=2e-6 * least)


def test_no_storage_as_an_end_costs_what_storage_saves(tmp_path: Path) -> None:
    """At 610 a kWh storage saves less than 1 %, so that none of it lies in the flat range.

    It costs the saving more and not the whole 1 %, which an interior point wastes at size zero.
    """
    results = run(tmp_path, 610_000, overrides=("solver.name=structured",))
    saved, cost = results["savings"]["amount"], results["objective"]["value"]
    assert 1e-4 * cost < saved < 0.009 * cost
    row = results["flatness"][0]
    assert row["end"] == "least"
    assert row["sizes"]["bess"] == {"p_rated_mw": 0.0, "e_rated_mwh": 0.0}
    assert row["excess"] == pytest.approx(saved, rel=1e-6)


def test_an_end_at_the_bounds_of_the_case_costs_what_its_sizes_cost(tmp_path: Path) -> None:
    """The most that may be built, 18 MW and 162 MWh, costs less than 1 % more than the optimum."""
    limits = (
        "solver.name=structured",
        "assets.bess.p_rated_mw.max=18",
        "assets.bess.e_rated_mwh.max=162",
    )
    results = run(tmp_path, 300_000, overrides=limits)
    row = results["flatness"][-1]
    assert row["end"] == "most"
    assert row["sizes"]["bess"] == {"p_rated_mw": 18.0, "e_rated_mwh": 162.0}
    again = _cost_of_given(tmp_path, 300_000, row["sizes"]["bess"])
    least = results["objective"]["value"]
    assert 1e-4 < row["excess_frac"] < 0.009
    assert row["excess"] == pytest.approx(again - least, rel=1e-3)


def test_an_end_that_takes_too_long_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_of, "PATIENCE_S", 1e-9)
    monkeypatch.setattr(results_of, "PATIENCE_FACTOR", 0.0)
    results = run(tmp_path, 100_000)
    assert [row["end"] for row in results["flatness"]] == ["optimum"]
    told = [line for line in results["warnings"] if line.startswith("W-NU-004")]
    assert len(told) == 2
    assert "the least storage" in told[0]


def test_numbers_far_apart_are_told_on_screen_and_in_the_results(tmp_path: Path) -> None:
    """A rating of 1e11 MW that stands for no limit, 2.5e9 times the 40 MW of the sun.

    As written, 12 MW stand in its place, and nothing is told.
    """
    path, quick = write_case(tmp_path, 100_000), ("study.baseline=false", "study.flatness=false")
    for name, more, expected in (("wide", ("assets.diesel.p_rated_mw=1e11",), 1), ("plain", (), 0)):
        events: list[dict[str, Any]] = []
        request = Request(path, tmp_path / name, overrides=(*quick, *more))
        results = execute(request, events.append)
        on_screen = [e["text"] for e in events if e["event"] == "warning"]
        for told in (results["warnings"], on_screen):
            wide = [line for line in told if line.startswith("W-NU-001")]
            assert len(wide) == expected
            assert all("1e+11 (p_rated_mw(diesel,2026))" in line for line in wide)


def test_cheap_storage_pays_and_the_run_verifies(tmp_path: Path) -> None:
    """Free midday sun replaces diesel at 200 a MWh: storage at 100 a kWh pays.

    The saving is the difference of the two totals, the ledger sums to the objective, and both ends
    of the flat range lie on the limit of 1 %.
    """
    results = run(tmp_path, 100_000)
    assert results["status"] == "optimal"
    assert results["headline"]["storage_pays"]
    saved = results["baseline"]["objective"]["value"] - results["objective"]["value"]
    assert results["savings"]["amount"] == pytest.approx(saved)
    assert results["savings"]["distinguishable"]
    ledger = sum(sum(own.values()) for own in results["costs"].values())
    assert ledger == pytest.approx(results["objective"]["value"], rel=1e-9)
    rows = {row["end"]: row for row in results["flatness"]}
    assert [row["end"] for row in results["flatness"]] == ["least", "optimum", "most"]
    spent = {end: _annual_cost(row["sizes"]["bess"], 100_000) for end, row in rows.items()}
    assert spent["least"] < spent["optimum"] < spent["most"]
    for end in ("least", "most"):
        assert rows[end]["excess_frac"] == pytest.approx(0.01, rel=1e-4)
    failed = [check for check in verify_run(tmp_path / "run") if not check.passed]
    assert failed == []


def test_dear_storage_is_zero_and_its_break_even_is_checked(tmp_path: Path) -> None:
    """At 100 times the price nothing is built; just below the break-even something is."""
    results = run(tmp_path, 10_000_000)
    assert results["headline"]["storage_pays"] is False
    assert results["sizes"]["bess"]["p_rated_mw"] == pytest.approx(0, abs=1e-6)
    assert not results["savings"]["distinguishable"]
    found = results["break_even"]
    assert 0 < found["factor"] < 1
    assert found["checked"]["sizes"]["bess"]["e_rated_mwh"] > 0
    assert found["checked"]["factor"] < found["factor"] < found["none_at"]
    pays = {}
    for name in ("checked", "none_at"):
        factor = found[name]["factor"] if name == "checked" else found[name]
        overrides = [
            f"assets.bess.p_rated_mw.capex_per_mw={100_000 * factor}",
            f"assets.bess.e_rated_mwh.capex_per_mwh={10_000_000 * factor}",
        ]
        again = run(tmp_path, 10_000_000, overrides=overrides, replace=True)
        pays[name] = again["headline"]["storage_pays"]
    assert pays == {"checked": True, "none_at": False}


def test_storage_that_the_case_shuts_out_is_not_said_to_be_worthless(tmp_path: Path) -> None:
    """Bounded at 0 MWh, storage that saves half the cost is not built; no break-even is told."""
    limits = ("assets.bess.p_rated_mw.max=0", "assets.bess.e_rated_mwh.max=0")
    results = run(tmp_path, 100_000, overrides=limits)
    assert results["break_even"] is None
    sentence = build_sentence(Reading(open_run(tmp_path / "run")))
    assert sentence == "Build no storage: the case allows none of Bess."


def test_what_cannot_be_served_is_named(tmp_path: Path) -> None:
    """At night 12 MW of diesel serve 10 MW; a rating of 5 MW without shedding cannot."""
    path = write_case(tmp_path, 1e7)
    overrides = [
        "assets.diesel.p_rated_mw=5",
        "assets.load.tiers=[]",
        "assets.bess.p_rated_mw=0",
        "assets.bess.e_rated_mwh=0",
    ]
    request = Request(path, tmp_path / "run", overrides=tuple(overrides))
    with pytest.raises(Infeasible) as refusal:
        execute(request, lambda event: None)
    text = " ".join(str(fault) for fault in refusal.value.faults)
    assert "power balance of main at 2026-01-05 00:00 needs 10 MW and can have at most 5" in text
    assert "short by 5 MW" in text
    assert (tmp_path / "run" / "diagnosis.txt").is_file()


def test_the_resolved_case_gives_the_same_optimum(tmp_path: Path) -> None:
    """A run's own resolved case is a case."""
    first = run(tmp_path, 100_000)
    resolved = tmp_path / "case.yaml"
    resolved.write_text(
        (tmp_path / "run" / "case.resolved.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    again = execute(Request(resolved, tmp_path / "again"), lambda event: None)
    assert json.dumps(again["sizes"]["bess"]["sized"]) == json.dumps(
        first["sizes"]["bess"]["sized"]
    )
    assert again["objective"]["value"] == pytest.approx(first["objective"]["value"], rel=1e-9)
