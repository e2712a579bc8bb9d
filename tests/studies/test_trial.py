"""The size that is tried where storage does not pay: small for the site, whatever the site does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bess_opt.report.reading import Reading
from bess_opt.report.sections.worth import trial_sentence
from bess_opt.runs.opening import open_run
from bess_opt.studies.dispatch import execute
from bess_opt.studies.inputs import read
from bess_opt.studies.request import Request
from bess_opt.studies.system import System
from bess_opt.studies.trial import trial_basis, trial_sizes

CASE = """\
schema: bess_opt/case/1
name: Site
currency: {base: USD, price_year: 2026}
time: {zone: UTC, start: 2026-01-05, step: 1h, periods: 24}
assets:
  lamps: {kind: load, demand_mw: 0.2}
  wind: {kind: wind, p_rated_mw: 50, available_frac: 0.3}
  connection: {kind: grid, p_import_max_mw: 1, p_export_max_mw: 40}
  bess:
    kind: battery
    p_rated_mw: {min: 0, max: 60, fixed_om_per_mw_year: 20000}
    e_rated_mwh: {min: 0, max: 400, fixed_om_per_mwh_year: 20000}
    eta_charge_frac: 0.95
    eta_discharge_frac: 0.95
tariffs:
  sale: {kind: export_price, assets: [connection], paid_per_mwh: 50}
  bought: {kind: energy_price, assets: [connection], flow: p_import_mw, price_per_mwh: 60}
"""


def _found(folder: Path, *changes: str) -> tuple[dict[str, float], dict[str, Any]]:
    (folder / "case.yaml").write_text(CASE)
    request = Request(folder / "case.yaml", folder / "run", overrides=changes)
    case_file, inputs = read(request, lambda event: None)
    system = System(case_file.case, inputs, lambda event: None)
    return trial_sizes(system)["bess"], trial_basis(system)


@pytest.mark.parametrize(
    ("changes", "of", "mw", "power"),
    [
        # 2 % of 40 MW of export; of the farm's own lamps it would be 4 kW.
        ((), "export", 40.0, 0.8),
        (("assets.lamps.demand_mw=70",), "load", 70.0, 1.0),
        # A limit that stands for none is no size: the farm is.
        (("assets.connection.p_export_max_mw=1e6",), "export", 50.0, 1.0),
        (("assets.lamps.active=false",), "export", 40.0, 0.8),
        (("assets.wind.active=false",), "export", 40.0, 0.8),
        (("assets.connection.p_export_max_mw=0",), "load", 0.2, 0.004),
        (
            ("assets.lamps.active=false", "assets.connection.p_export_max_mw=0"),
            "nothing", 1.0, 0.02,
        ),
    ],
)  # fmt: skip
def test_it_is_a_share_of_what_the_site_exchanges(
    changes: tuple[str, ...], of: str, mw: float, power: float, tmp_path: Path
) -> None:
    """2 % to one figure, for four hours."""
    sizes, basis = _found(tmp_path, *changes)
    assert (basis["of"], basis["mw"]) == (of, pytest.approx(mw))
    assert sizes == {"p_rated_mw": pytest.approx(power), "e_rated_mwh": pytest.approx(4 * power)}
    assert not basis["is_bounded"]


def test_the_bounds_of_the_case_and_its_own_word_come_first(tmp_path: Path) -> None:
    sizes, basis = _found(tmp_path, "assets.bess.p_rated_mw.max=0.5")
    assert sizes == {"p_rated_mw": 0.5, "e_rated_mwh": pytest.approx(3.2)}
    assert basis["is_bounded"]
    sizes, basis = _found(tmp_path, "study.trial={p_rated_mw: 3, e_rated_mwh: 6}")
    assert sizes == {"p_rated_mw": 3.0, "e_rated_mwh": 6.0}
    assert basis == {"of": "case", "is_bounded": False}


def test_the_page_says_what_it_is(tmp_path: Path) -> None:
    """Power sold at 50 in every hour: nothing to shift, so that no store is built."""
    (tmp_path / "case.yaml").write_text(CASE)
    execute(Request(tmp_path / "case.yaml", tmp_path / "run"), lambda event: None)
    told = trial_sentence(Reading(open_run(tmp_path / "run"))).replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith(
        "Built all the same, 800 kW / 3.20 MWh (a trial size: 2 % of the most that the site can "
        "export, 40.0 MW, for 4 h) would save"
    )
