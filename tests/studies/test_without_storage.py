"""What an answer is compared with where a rule cannot be kept without storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bess_opt.cli.answer_lines import saving_lines
from bess_opt.report.reading import Reading
from bess_opt.report.sections.saving import saving_sentence
from bess_opt.report.sections.service import foresight_cautions
from bess_opt.runs.opening import open_run
from bess_opt.runs.verify import verify_run
from bess_opt.studies.dispatch import execute
from bess_opt.studies.request import Request

# Over one day a MW of converter and a MWh of cells cost 100 each.
CASE = """\
schema: bess_opt/case/1
name: Mill
currency: {base: USD, price_year: 2026}
time: {zone: UTC, start: 2026-01-05, step: 1h, periods: 24}
assets:
  mill: {kind: load, demand_mw: 2, tiers: [{name: all, share_frac: 1, lost_load_per_mwh: 5000}]}
  utility: {kind: grid, p_import_max_mw: 5}
  bess:
    kind: battery
    p_rated_mw: {min: 0, max: 9, fixed_om_per_mw_year: 36500}
    e_rated_mwh: {min: 0, max: 9, fixed_om_per_mwh_year: 36500}
    eta_charge_frac: 1
    eta_discharge_frac: 1
tariffs:
  energy: {kind: energy_price, assets: [utility], flow: p_import_mw, price_per_mwh: 10}
policies:
  hold: {kind: outage_reserve, label: Two hours of half the load, critical_frac: 0.5, outage_h: 2}
"""


def _run(folder: Path, text: str, **asked: Any) -> dict[str, Any]:
    (folder / "case.yaml").write_text(text)
    return execute(Request(folder / "case.yaml", folder / "run", **asked), lambda event: None)


def test_a_rule_that_only_storage_keeps_rests_in_what_it_is_compared_with(tmp_path: Path) -> None:
    """48 MWh at 10: 480. The rule asks for 1 MW and 2 MWh, 300 more, and storage earns nothing.

    A saving of 480 (nothing without storage), or of 0 (the rule at rest in both), would be a bug.
    """
    results = _run(tmp_path, CASE)
    assert results["sizes"]["bess"]["p_rated_mw"] == pytest.approx(1, rel=1e-6)
    assert results["sizes"]["bess"]["e_rated_mwh"] == pytest.approx(2, rel=1e-6)
    assert results["objective"]["value"] == pytest.approx(780, rel=1e-6)
    assert results["baseline"]["objective"]["value"] == pytest.approx(480, rel=1e-6)
    assert results["baseline_refused"] == []
    savings = results["savings"]
    assert savings["amount"] == pytest.approx(-300, rel=1e-6)
    assert savings["without_rules"] == ["hold"]
    assert savings["distinguishable"]
    assert [check for check in verify_run(tmp_path / "run") if not check.passed] == []


def test_the_page_and_the_screen_say_what_is_compared(tmp_path: Path) -> None:
    results = _run(tmp_path, CASE)
    told = saving_sentence(Reading(open_run(tmp_path / "run"))).replace("\N{NO-BREAK SPACE}", " ")
    assert "Without storage nothing can keep the rule Two hours of half the load" in told
    assert "without storage and without that rule, it costs USD 300 more" in told
    line = saving_lines(results)[-1]
    assert line == "against a system without storage that does not keep hold either"


def test_a_windowed_run_rests_the_rule_too(tmp_path: Path) -> None:
    rolling = "study: {foresight: rolling, window_h: 12, advance_h: 6}\n"
    results = _run(tmp_path, CASE + rolling)
    assert results["baseline"]["objective"]["value"] == pytest.approx(480, rel=1e-6)
    assert results["objective"]["value"] == pytest.approx(780, rel=1e-6)


def test_where_another_rule_fails_too_no_saving_is_told(tmp_path: Path) -> None:
    """A connection of 2.5 MW cannot serve an hour of 3 MW, of which nothing may be unserved."""
    other = CASE.replace("p_import_max_mw: 5", "p_import_max_mw: 2.5")
    other = other.replace("demand_mw: 2,", "demand_mw: load,")
    load = "\n".join(f"2026-01-05T{h:02d}:00,{3 if h == 12 else 1}" for h in range(24))
    (tmp_path / "load.csv").write_text(f"time,load\n{load}\n")
    series = "series:\n  load: {file: load.csv, column: load, unit: MW}\nassets:\n"
    other = other.replace("assets:\n", series, 1)
    other += "  all: {kind: unserved_limit, share_frac: 0}\n"
    results = _run(tmp_path, other)
    assert results["savings"] is None
    assert results["baseline"] is None
    assert results["baseline_refused"]


def test_a_rule_that_can_be_kept_without_sized_storage_does_not_rest(tmp_path: Path) -> None:
    """A given store of 1 MW and 2 MWh beside it holds what is asked for: nothing rests."""
    given = "  old: {kind: battery, p_rated_mw: 1, e_rated_mwh: 2, eta_charge_frac: 1, "
    given += "eta_discharge_frac: 1}\ntariffs:\n"
    results = _run(tmp_path, CASE.replace("tariffs:\n", given, 1))
    assert results["savings"]["without_rules"] == []
    assert results["baseline"]["objective"]["value"] == pytest.approx(480, rel=1e-6)


def test_the_caution_about_foresight_knows_the_rule(tmp_path: Path) -> None:
    """Nobody announces the cut: with the rule the page names it, without it the kind that helps."""
    cut = "{kind: grid, p_import_max_mw: 5, outages: {announced: false, spans: [{first: "
    cut += "2026-01-05T20:00, until: 2026-01-05T21:00}]}}"
    text = CASE.replace("{kind: grid, p_import_max_mw: 5}", cut)
    _run(tmp_path, text)
    (told,) = foresight_cautions(Reading(open_run(tmp_path / "run")))
    assert told.endswith("beyond what Two hours of half the load has it hold at any time.")
    _run(tmp_path, text[: text.index("policies:")], replace=True)
    (told,) = foresight_cautions(Reading(open_run(tmp_path / "run")))
    assert told.endswith("a rule of kind outage_reserve would have it hold energy at any time.")
