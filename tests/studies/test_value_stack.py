"""What storage is worth by stream, against sums done by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bess_opt.studies.dispatch import execute
from bess_opt.studies.request import Request

CASE = """\
schema: bess_opt/case/1
name: Two hours
currency: {base: USD, price_year: 2026}
time: {zone: UTC, start: 2026-01-01T00:00, step: 1h, periods: 2}
series:
  price: {file: price.csv, column: price, unit: USD/MWh, quantity: price}
assets:
  load: {kind: load, demand_mw: 10}
  plant: {kind: thermal, p_rated_mw: 20, firm_frac: 0.3}
  peaker:
    kind: thermal
    p_rated_mw: {min: 0, max: 50, fixed_om_per_mw_year: 87600}
    available_frac: 0
  bess:
    kind: battery
    p_rated_mw: {min: 3.9, max: 4, fixed_om_per_mw_year: 1}
    e_rated_mwh: {min: 0, max: 2, fixed_om_per_mwh_year: 8760}
    eta_charge_frac: 1
    eta_discharge_frac: 1
    soh_mean_frac: 1
    firm_duration_h: 1
    tie_break_per_mwh: 0
tariffs:
  fuel: {kind: fuel, assets: [plant], fuel_price_per_mwh: price}
policies:
  firm: {kind: capacity_margin, margin_frac: 0}
finance: {discount_rate_real_frac: 0.07}
study: {value_stack: true, flatness: false}
"""
TWIN = "  again: {kind: capacity_margin, margin_frac: 0}\n"


def stack(folder: Path, twin: str = "") -> dict:
    (folder / "price.csv").write_text(
        "time,price\n2026-01-01T00:00,20\n2026-01-01T01:00,100\n", encoding="utf-8"
    )
    path = folder / "case.yaml"
    path.write_text(CASE.replace("finance:", f"{twin}finance:"), encoding="utf-8")
    results = execute(Request(path, folder / "run"), lambda event: None)
    assert results["sizes"]["bess"]["e_rated_mwh"] == pytest.approx(2.0, abs=1e-5)
    return results["value_stack"]


def test_energy_and_firm_power_add_up(tmp_path):
    """Energy is worth 160 and firm power 40; nothing conflicts.

    2 MWh move from 20 to 100 USD: 160. Firm: 10 MW less 0.3 of 20 leave 4 MW to a peaker at
    87,600 a year, 20 for two hours of 8,760; storage of 2 MWh for one hour takes 2 MW: 40.
    Together 200. Counting energy into the stream would give 200 for it, and a
    year of fixed cost instead of two hours 175,360.
    """
    found = stack(tmp_path)
    assert found["energy_alone"] == pytest.approx(160.0, abs=1e-4)
    (firm,) = found["streams"]
    assert firm["name"] == "firm"
    assert firm["alone"] == pytest.approx(40.0, abs=1e-4)
    assert firm["last"] == pytest.approx(40.0, abs=1e-4)
    assert found["together"] == pytest.approx(200.0, abs=1e-4)
    assert found["conflict"] == pytest.approx(0.0, abs=1e-4)


def test_two_rules_that_ask_for_the_same_lose_one_of_them(tmp_path):
    """A second margin asks for the same firm power.

    Each alone is worth 40 and both together 40, so 40 is lost; either one could go and storage
    would be worth as much.
    """
    found = stack(tmp_path, TWIN)
    assert [row["alone"] for row in found["streams"]] == pytest.approx([40.0, 40.0], abs=1e-4)
    assert [row["last"] for row in found["streams"]] == pytest.approx([0.0, 0.0], abs=1e-4)
    assert found["together"] == pytest.approx(200.0, abs=1e-4)
    assert found["conflict"] == pytest.approx(40.0, abs=1e-4)


def test_the_margin_is_told_by_solving_again(tmp_path):
    """With 3.9 MW and 2 MWh, energy is short: one more MWh moves one more (80) and is firm (20).

    One more MW is worth nothing. One more hour is 3.9 MWh: 3.9 MWh then move instead of 2 (152)
    and firm power rises from 2 MW to 3.9 (38): 190. A MWh costs 8,760 a year: 2 for two hours.
    """
    rows = {row["what"]: row for row in stack(tmp_path)["marginal"]}
    assert rows["one more MW"]["worth"] == pytest.approx(0.0, abs=1e-2)
    assert rows["one more MWh"]["worth"] == pytest.approx(100.0, abs=1e-2)
    assert rows["one more MWh"]["cost"] == pytest.approx(2.0, abs=1e-6)
    assert rows["one more hour"]["step"] == pytest.approx(3.9, abs=1e-5)
    assert rows["one more hour"]["worth"] == pytest.approx(190.0, abs=1e-2)


def test_a_rule_that_is_left_out_is_no_stream(tmp_path):
    """An inactive twin of the rule has no worth to tell, not one of nought."""
    found = stack(tmp_path, TWIN.replace("margin_frac: 0}", "margin_frac: 0, active: false}"))
    assert [row["name"] for row in found["streams"]] == ["firm"]


def test_where_none_is_built_there_is_no_margin(tmp_path):
    """At a thousand times its cost no store is built: the trial's worth is told, and no step."""
    (tmp_path / "price.csv").write_text(
        "time,price\n2026-01-01T00:00,20\n2026-01-01T01:00,100\n", encoding="utf-8"
    )
    path = tmp_path / "case.yaml"
    dear = CASE.replace("8760}", "8.76e6}").replace("min: 3.9, max: 4,", "min: 0, max: 4,")
    path.write_text(dear, encoding="utf-8")
    found = execute(Request(case_path=path, out=tmp_path / "run"), lambda event: None)
    assert found["headline"]["storage_pays"] is False
    assert found["value_stack"]["energy_alone"] > 0
    assert found["value_stack"]["marginal"] == []
