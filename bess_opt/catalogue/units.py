"""Faults of units and magnitudes that the case alone can show: E-UN and W-UN."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-UN-001",
        "A unit that is not known",
        "A value may carry its unit as text; capitals count (mW is milliwatt). Money may name its "
        "currency, which is converted by currency.rates, and count in lakh, crore, million.",
        "e_rated_mwh: 400 Mwh\ncapex_per_mwh: 125 USD/kwh",
        "e_rated_mwh: 400 MWh\ncapex_per_mwh: 125 USD/kWh\ncharge_per_month: 2.5 lakh PKR",
    ),
    Entry(
        "E-UN-002",
        "A unit of another dimension",
        "Power in MWh, or a price series where a load belongs.",
        "p_rated_mw: 100 MWh",
        "p_rated_mw: 100 MW",
    ),
    Entry(
        "E-UN-004",
        "A percentage where a fraction belongs",
        "Names that end in _frac hold fractions from 0 to 1.",
        "eta_charge_frac: 93",
        "eta_charge_frac: 0.93        # or 93 %",
    ),
    Entry(
        "W-UN-007",
        "A storage cost far outside what is usual",
        "Per kW and per kWh, or two currencies, may have been mixed up. The band is wide and an "
        "assumption; the value is used as it stands.",
        "capex_per_mwh: 125        # meant per kWh",
        "capex_per_mwh: 125000     # or 125 /kWh",
    ),
    Entry(
        "W-UN-010",
        "A price far outside what is usual",
        "In US dollars by the rates of the case, the price lies outside a wide band. Per kWh and "
        "per MWh, per kW and per MW, or two currencies, may have been mixed up.",
        "fuel_price_per_mwh: 24        # meant per kWh, in PKR",
        "fuel_price_per_mwh: 24000     # or 24 /kWh",
    ),
    Entry(
        "E-UN-008",
        "Two currencies in one place",
        "A component and its price series, or a unit and its currency, disagree.",
        "price: {file: p.csv, unit: EUR/MWh, currency: USD}",
        "price: {file: p.csv, unit: EUR/MWh}\nand currency: EUR on the tariff that uses it.",
    ),
)
