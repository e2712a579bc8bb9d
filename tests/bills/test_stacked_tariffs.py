"""Tariffs on one asset add up; where that is rarely meant, it is told, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_system import answer, hours, made

from bess_opt.case import read_case

CASE = """\
schema: bess_opt/case/1
name: Island
currency: {base: USD, price_year: 2026}
time: {zone: UTC, start: 2026-01-01, periods: 24}
assets:
  town: {kind: load, demand_mw: 5}
  coal: {kind: thermal, p_rated_mw: 9}
  oil: {kind: thermal, p_rated_mw: 9}
  utility: {kind: grid, p_import_max_mw: 4, p_export_max_mw: 4}
tariffs:
"""
COAL = "  coal_fuel: {kind: fuel, assets: [coal], fuel_price_per_mwh: 40}\n"


def _codes(folder: Path, tariffs: str) -> list[str]:
    (folder / "case.yaml").write_text(CASE + tariffs)
    return [fault.code for fault in read_case(folder, check=False).faults]


def test_each_plant_of_a_list_is_told_for_itself(tmp_path: Path) -> None:
    both = "  more: {kind: fuel, assets: [oil, coal], fuel_price_per_mwh: 60}\n"
    oil = "  oil_fuel: {kind: fuel, assets: [oil], fuel_price_per_mwh: 60}\n"
    assert _codes(tmp_path, COAL + both) == ["W-TF-009"]
    assert _codes(tmp_path, COAL + oil + both) == ["W-TF-009", "W-TF-009"]


METER = "assets: [utility], "


@pytest.mark.parametrize(
    "beside",
    [
        "kind: fuel, assets: [oil], fuel_price_per_mwh: 40",
        "kind: fuel, assets: [coal], fuel_price_per_mwh: 0, variable_om_per_mwh: 3",
        "kind: fuel, assets: [coal], fuel_price_per_mwh: 40, active: false",
        "kind: energy_price, assets: [coal], price_per_mwh: 40",
        "kind: energy_surcharge, assets: [coal], flow: p_generation_mw, surcharge_per_mwh: 9",
        "kind: take_or_pay, assets: [coal], take_frac: 0.5, contract_mwh_per_month: 9, "
        "pay_price_per_mwh: 30",
    ],
)
def test_what_rightly_stands_beside_a_fuel_is_not_told(beside: str, tmp_path: Path) -> None:
    assert _codes(tmp_path, COAL + f"  beside: {{{beside}}}\n") == []


@pytest.mark.parametrize(
    "twice",
    [
        METER + "kind: energy_surcharge, surcharge_per_mwh: 9",
        METER + "kind: demand_charge, charge_per_mw_month: 9000, windows: [{hours: 17:00-22:00}]",
        METER + "kind: time_of_use, off_peak_per_mwh: 50, windows: [{hours: 17:00-22:00, "
        "price_per_mwh: 90}]",
    ],
)
def test_charges_that_stack_on_one_meter_are_not_told(twice: str, tmp_path: Path) -> None:
    assert _codes(tmp_path, f"  one: {{{twice}}}\n  two: {{{twice}}}\n") == []


def test_two_net_meterings_of_one_meter_are_told(tmp_path: Path) -> None:
    net = METER + "kind: net_metering, off_peak_per_mwh: 50"
    assert _codes(tmp_path, f"  one: {{{net}}}\n  two: {{{net}}}\n") == ["W-TF-009"]


SALE = "kind: energy_price, flow: p_export_mw, price_per_mwh"


@pytest.mark.parametrize(
    ("sale", "told"),
    [
        (METER + SALE + ": 50", ["W-TF-011"]),
        (METER + SALE + ": -50", []),
        (METER + "kind: energy_price, flow: p_import_mw, price_per_mwh: 50", []),
    ],
)
def test_an_export_that_costs_is_told(sale: str, told: list[str], tmp_path: Path) -> None:
    assert _codes(tmp_path, f"  sale: {{{sale}}}\n") == told


@pytest.mark.parametrize(
    "paid",
    [
        "kind: export_price, paid_per_mwh: 90",
        SALE + ": -90",
        "kind: net_metering, off_peak_per_mwh: 90",
    ],
)
def test_a_charge_on_an_export_that_is_paid_for_is_not_told(paid: str, tmp_path: Path) -> None:
    both = f"  paid: {{{METER}{paid}}}\n  wheeling: {{{METER}{SALE}: 50}}\n"
    assert _codes(tmp_path, both) == []


def test_two_fuels_are_charged_in_full_as_the_warning_says() -> None:
    """5 MW for 2 h at 40 and at 60: 10 MWh x 100 = 1,000; one of them alone would be 400 or 600."""
    parts = [
        made("load", "town", demand_mw=5.0),
        made("thermal", "coal", p_rated_mw=9.0),
        made("fuel", "a", assets=["coal"], fuel_price_per_mwh=40.0),
        made("fuel", "b", assets=["coal"], fuel_price_per_mwh=60.0),
    ]
    assert answer(parts, hours(2), witnesses=0).cost == pytest.approx(1000.0)
