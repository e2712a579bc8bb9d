"""Prices as people write them, in the currency of the component they stand in."""

from __future__ import annotations

import pytest

from bess_opt.case import read_case
from bess_opt.units import read_money, read_quantity

CASE = """\
schema: bess_opt/case/1
name: Mill
currency: {base: PKR, price_year: 2026, rates: {USD: 280}}
time: {zone: Asia/Karachi, start: 2026-02-01T00:00, step: 1h, periods: 7 days}
finance: {discount_rate_real_frac: 0.08}
assets:
  mill: {kind: load, demand_mw: 3}
  utility: {kind: grid, p_import_max_mw: 5000 kW}
  bess:
    kind: battery
    currency: USD
    p_rated_mw: 1
    eta_charge_frac: 0.95
    eta_discharge_frac: 0.95
    e_rated_mwh: {min: 0, max: 8, capex_per_mwh: 125 USD/kWh, life_years: 15}
tariffs:
  energy: {kind: energy_price, assets: [utility], flow: p_import_mw, price_per_mwh: 38.5 PKR/kWh}
  mdi: {kind: demand_charge, assets: [utility], charge_per_mw_month: 1250 PKR/kW/month}
  rent: {kind: fixed_charge, charge_per_month: 2.5 lakh PKR}
  fee: {kind: fixed_charge, charge_per_month: 100 USD}
  fpa:
    kind: energy_surcharge
    assets: [utility]
    surcharge_per_mwh: [1 PKR/kWh, -0.5 PKR/kWh, 0, 0, 0, 0, 0, 0, 0, 0, 0, 900]
"""


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return read_case(path).case


def test_units_and_currencies_are_read(case):
    assert case.tariffs["energy"].price_per_mwh == 38_500
    assert case.tariffs["mdi"].charge_per_mw_month == 1_250_000
    assert case.tariffs["rent"].charge_per_month == 250_000
    assert case.assets["bess"].e_rated_mwh.capex_per_mwh == 125_000
    assert case.tariffs["fpa"].surcharge_per_mwh[:3] == [1000, -500, 0]


def test_another_currency_is_converted_to_the_components(case, tmp_path):
    """100 USD at 280 are 28,000 PKR; 35,000 PKR/kWh of a battery in USD are 125 USD/kWh."""
    assert case.tariffs["fee"].charge_per_month == pytest.approx(28_000)
    path = tmp_path / "other.yaml"
    path.write_text(CASE.replace("125 USD/kWh", "PKR 35_000 /kWh"), encoding="utf-8")
    assert read_case(path).case.assets["bess"].e_rated_mwh.capex_per_mwh == pytest.approx(125_000)


@pytest.mark.parametrize(
    ("text", "number", "currency", "per"),
    [
        ("1.2 crore PKR", 1.2e7, "PKR", ""),
        ("PKR 3 lakhs/MW/month", 3e5, "PKR", "/MW/month"),
        ("-4.03 PKR / kWh", -4.03, "PKR", "/kWh"),
        ("2 million USD", 2e6, "USD", ""),
    ],
)
def test_ways_of_writing_money(text, number, currency, per):
    found = read_money(text)
    assert (found.number, found.currency, found.per) == (pytest.approx(number), currency, per)


@pytest.mark.parametrize("text", ["price", "50 MW", "PKR", "3 lakh", "12 pkr/kWh", "USD 3 PKR"])
def test_what_is_no_money_with_a_currency(text):
    assert read_money(text) is None


def test_large_numbers_without_a_currency():
    assert read_quantity("1.5 crore", "money_per_power") == 1.5e7
    assert read_quantity("2 lakh /kW", "money_per_power") == 2e8
