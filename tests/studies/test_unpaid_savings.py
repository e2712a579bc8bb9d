"""A saving that nobody's bill shows: lost load avoided is told apart from what is paid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bess_opt.cli.answer_lines import saving_lines
from bess_opt.cli.side_by_side import side_by_side
from bess_opt.report.reading import Reading
from bess_opt.report.sections.saving import saving_sentence
from bess_opt.runs.opening import open_run
from bess_opt.studies.dispatch import execute
from bess_opt.studies.request import Request

# Over one day a MW of converter and a MWh of cells cost 100 each; noon wants 3 MW of 2.5.
CASE = """\
schema: bess_opt/case/1
name: Mill
currency: {base: USD, price_year: 2026}
time: {zone: UTC, start: 2026-01-05, step: 1h, periods: 24}
series:
  load: {file: load.csv, column: load, unit: MW}
assets:
  mill: {kind: load, demand_mw: load, tiers: [{name: all, share_frac: 1, lost_load_per_mwh: 5000}]}
  utility: {kind: grid, p_import_max_mw: MOST}
  bess:
    kind: battery
    p_rated_mw: {min: 0, max: 9, fixed_om_per_mw_year: 36500}
    e_rated_mwh: {min: 0, max: 9, fixed_om_per_mwh_year: 36500}
    eta_charge_frac: 1
    eta_discharge_frac: 1
tariffs:
  energy:
    kind: time_of_use
    assets: [utility]
    off_peak_per_mwh: 10
    windows: [{hours: "12:00-13:00", price_per_mwh: PEAK}]
"""


def _run(folder: Path, most_mw: float, peak: float) -> dict[str, Any]:
    hours = "\n".join(f"2026-01-05T{h:02d}:00,{3 if h == 12 else 1}" for h in range(24))
    (folder / "load.csv").write_text(f"time,load\n{hours}\n")
    text = CASE.replace("MOST", f"{most_mw:g}").replace("PEAK", f"{peak:g}")
    (folder / "case.yaml").write_text(text)
    return execute(Request(folder / "case.yaml", folder / "run"), lambda event: None)


def _told(folder: Path) -> str:
    return saving_sentence(Reading(open_run(folder / "run"))).replace("\N{NO-BREAK SPACE}", " ")


def test_lost_load_that_is_avoided_is_no_money(tmp_path: Path) -> None:
    """Half a MWh unserved at 5,000: 2,500. 0.5 MW and 0.5 MWh cost 100, their energy 5: 2,395.

    What is paid rises by 105. A page that said 2,395 alone would promise a bill that never comes.
    """
    results = _run(tmp_path, 2.5, 10.0)
    savings = results["savings"]
    assert savings["amount"] == pytest.approx(2395, rel=1e-6)
    assert savings["imputed"]["lost_load"] == pytest.approx(2500, rel=1e-6)
    words = "of it USD 2,500 is lost load avoided, a value that nobody pays: what is paid rises by"
    assert words.lower() in _told(tmp_path).lower()
    assert _told(tmp_path).endswith("rises by USD 105.")
    table = [line.split() for line in side_by_side({"a": results, "b": results}).splitlines()]
    assert ["of", "it,", "paid", "-105", "USD", "-105", "USD"] in table
    assert saving_lines(results)[-1] == (
        "of it 2,500 USD is lost load, which nobody pays; what is paid rises by 105 USD"
    )


def test_a_saving_that_is_all_money_is_told_alone(tmp_path: Path) -> None:
    """3 MWh at 310 in the peak hour; each MWh moved saves 300 and costs 200: 1 MW, 1 MWh at least.

    All 3 MWh are moved: 300 saved in all, and nothing was unserved before.
    """
    results = _run(tmp_path, 9.0, 310.0)
    savings = results["savings"]
    assert savings["amount"] == pytest.approx(300, rel=1e-6)
    assert sum(savings["imputed"].values()) == pytest.approx(0, abs=1e-6)
    assert "nobody pays" not in _told(tmp_path)
    assert len(saving_lines(results)) == 1
    assert "paid" not in side_by_side({"a": results, "b": results})
