"""Overlays: scenarios, -S, and one function for sweeps and bids."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest

from bess_opt.case import CaseFile, apply_overlay, case_of, read_case
from bess_opt.errors import CaseError

TEXT = """\
schema: bess_opt/case/1
name: Island
currency: {base: USD, price_year: 2026}
time: {zone: UTC, start: 2026-01-01, periods: 24}
assets:
  town: {kind: load, demand_mw: 5, tiers: [{name: a, share_frac: 1, lost_load_per_mwh: 900}]}
  diesel: {kind: thermal, p_rated_mw: 9}
  bess:
    kind: battery
    p_rated_mw: 2
    e_rated_mwh: {max: 8, capex_per_mwh: 100000, life_years: 15}
    eta_charge_frac: 0.9
    eta_discharge_frac: 0.9
finance: {discount_rate_real_frac: 0.07}
scenarios:
  base: {overlay: {assets.diesel.p_rated_mw: 10, assets.town.demand_mw: 6}}
  left: {extends: base, overlay: {assets.diesel.p_rated_mw: 11}}
  right: {extends: base, overlay: {assets.diesel.p_rated_mw: 12}}
  both: {extends: [left, right], overlay: {solver.threads: 2}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "case.yaml").write_text(TEXT)
    return tmp_path


def _diesel(case_file: CaseFile) -> float:
    assert case_file.case is not None
    return float(case_file.case.assets["diesel"].p_rated_mw.max)


def test_scenarios_are_laid_on_in_order(folder: Path) -> None:
    """Base once, left, right, then its own: the last word on the diesel is right's 12."""
    assert _diesel(read_case(folder)) == 9
    assert _diesel(read_case(folder, scenario="base")) == 10
    assert _diesel(read_case(folder, scenario="left")) == 11
    both = read_case(folder, scenario="both")
    assert _diesel(both) == 12
    assert both.case is not None
    assert both.case.assets["town"].demand_mw == 6
    assert both.case.solver.threads == 2


def test_overrides_come_last_and_in_order(folder: Path) -> None:
    options = ["assets.diesel.p_rated_mw=1 GW", "assets.diesel.p_rated_mw=20"]
    assert _diesel(read_case(folder, scenario="left", overrides=options)) == 20
    assert _diesel(read_case(folder, overrides=options[:1])) == 1000


@pytest.mark.parametrize(
    ("option", "path", "value"),
    [
        ("assets.bess.duration_min_h=4", "assets.bess.duration_min_h", 4.0),
        ("assets.bess.boundary={kind: from, soc_start_frac: 0.5}", "assets.bess.boundary.kind", "from"),
        ("assets.town.tiers.0.lost_load_per_mwh=7", "assets.town.tiers.0.lost_load_per_mwh", 7.0),
        ("assets.sun={kind: solar, p_rated_mw: 3, available_frac: 0.2}", "assets.sun.kind", "solar"),
        ("policies.p={kind: clean_share, share_frac: 0.1}", "policies.p.share_frac", 0.1),
        ("currency.rates.EUR=1.1", "currency.rates.EUR", 1.1),
        ("solver.time_limit_s=60", "solver.time_limit_s", 60.0),
        ("assets.bess.e_rated_mwh.fixed_om_per_mwh_year=5", "assets.bess.e_rated_mwh.fixed_om_per_mwh_year", 5.0),
        ("name=Other", "name", "Other"),
        ('assets.diesel.sources.p_rated_mw="cited: a book"', "assets.diesel.sources.p_rated_mw", "cited: a book"),
    ],
)  # fmt: skip
def test_paths_that_lead_somewhere(option: str, path: str, value: object, folder: Path) -> None:
    case_file = read_case(folder, overrides=[option])
    found: object = case_file.resolved
    for step in path.split("."):
        found = found[int(step)] if isinstance(found, list) else found[step]  # type: ignore[index]
    assert found == value
    assert case_file.origins[path] == "-S"


@pytest.mark.parametrize(
    ("option", "code", "words"),
    [
        ("assets.bes.p_rated_mw=5", "E-CF-017", "Did you mean assets.bess.p_rated_mw?"),
        ("assets.bess.p_ratd_mw=5", "E-CF-017", "Did you mean assets.bess.p_rated_mw?"),
        ("asets.bess.p_rated_mw=5", "E-CF-017", "Did you mean assets.bess.p_rated_mw?"),
        ("assets.new=5", "E-CF-017", "a new one given whole as a mapping"),
        ("assets.new.p_rated_mw=5", "E-CF-017", "a new one given whole as a mapping"),
        ("assets.bess.p_rated_mw.capex_per_mw=5", "E-CF-017", "Give assets.bess.p_rated_mw whole"),
        ("assets.town.tiers.3.share_frac=1", "E-CF-017", "has no item '3'"),
        (
            "assets.bess.eta_roundtrip_frac=0.86",
            "E-CF-017",
            "Give eta_charge_frac and eta_discharge_frac, each one way",
        ),
        ("assets.bess=null", "E-CF-027", "To leave bess out, write -S assets.bess.active=false."),
        ("assets.bess=", "E-CF-027", "To leave bess out, write -S assets.bess.active=false."),
        ("assets.bes=null", "E-CF-017", "Did you mean assets.bess?"),
        ("scenarios.base=1", "E-CF-017", "cannot be changed"),
        ("schema=1", "E-CF-017", "cannot be changed"),
        ("assets..bess=1", "E-CF-017", "is no path"),
        ("assets.bess.p_rated_mw", "E-CF-017", "has no '='"),
        ("assets.bess.p_rated_mw=-5", "E-PH-003", "is -5"),
        ("assets.bess.eta_charge_frac=90", "E-UN-004", "Write 0.9"),
        ("assets.bess.eta_charge_frac=0,9", "E-CF-008", "Write 0.9"),
        ("assets.bess.boundary={kind: from", "E-CF-003", "not closed"),
        ("assets.sun={kind: solr}", "E-CF-021", "Did you mean solar?"),
        ("assets.bess.eta_charge_frac=!!float 0.9", "E-CF-011", "tags are not allowed"),
    ],
)
def test_overrides_that_are_refused(option: str, code: str, words: str, folder: Path) -> None:
    faults = read_case(folder, overrides=[option], check=False).faults
    assert [f.code for f in faults] == [code], [str(f) for f in faults]
    assert words in str(faults[0])
    assert str(faults[0].place).startswith("-S ")


def test_the_line_that_is_told_leaves_the_component_out(folder: Path) -> None:
    """The repair that `assets.bess=null` is answered with is one that the case takes."""
    case = read_case(folder, overrides=["assets.bess.active=false"]).case
    assert case is not None
    assert [name for name, asset in case.assets.items() if asset.active] == ["town", "diesel"]


def test_unknown_scenario_names_the_nearest(folder: Path) -> None:
    with pytest.raises(CaseError) as caught:
        read_case(folder, scenario="lift")
    assert str(caught.value.faults[0]).endswith("Did you mean left?")


def test_origins_name_the_layer(folder: Path) -> None:
    case_file = read_case(folder, scenario="left", overrides=["assets.bess.eta_charge_frac=0.8"])
    origins = case_file.origins
    assert origins["assets.diesel.p_rated_mw.max"] == "scenario left"
    assert origins["assets.town.demand_mw"] == "scenario base"
    assert origins["assets.bess.eta_charge_frac"] == "-S"
    assert origins["assets.bess.eta_discharge_frac"] == "case.yaml:13"
    assert origins["assets.bess.p_rated_mw.min"] == "case.yaml:10"
    assert origins["assets.bess.p_rated_mw.capex_per_mw"] == "default"
    assert origins["assets.bess.soc_min_frac"] == "default"


def test_overlay_on_plain_data_leaves_the_original_alone(folder: Path) -> None:
    resolved = read_case(folder).resolved
    changed = apply_overlay(resolved, {"assets.diesel.p_rated_mw": 3, "assets.diesel.label": "D"})
    assert case_of(changed).assets["diesel"].p_rated_mw.max == 3
    assert case_of(resolved).assets["diesel"].p_rated_mw.max == 9


def test_overlay_on_plain_data_tells_every_wrong_path(folder: Path) -> None:
    resolved = read_case(folder).resolved
    with pytest.raises(CaseError) as caught:
        apply_overlay(resolved, {"assets.x.y": 1, "tarifs.z": 2}, origin="bid 7")
    assert [f.code for f in caught.value.faults] == ["E-CF-017", "E-CF-017"]
    assert all(str(f.place) == "bid 7" for f in caught.value.faults)


def test_a_series_that_an_overlay_replaces_is_not_told_as_unused(folder: Path) -> None:
    """Only ``spare``, which neither the file nor a scenario names, is told."""
    series = "{file: a.csv, column: mw, unit: MW, quantity: power}"
    text = TEXT.replace("demand_mw: 5", "demand_mw: now").replace(
        "assets:\n", f"series: {{now: {series}, spare: {series}}}\nassets:\n", 1
    )
    (folder / "case.yaml").write_text(text)
    for name in (None, "base"):
        faults = read_case(folder, scenario=name, check=False).faults
        told = [fault.found for fault in faults if fault.code == "W-CF-028"]
        assert told == ["nothing uses the series 'spare'"]
