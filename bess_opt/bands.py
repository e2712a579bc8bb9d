"""Reference bands: what a quantity of a plant, a price or a cost usually is.

A value outside its band is told and used as it stands. Bands are wide: they are there to catch a
wrong unit, currency or sign, not to judge a project. Each says where it comes from. No source gives
such wide limits: they are this program's own, for plants of 2015 to 2035, and say ``assumption``;
figures that lie inside and were cited or derived stand beside the word, so that a reader can judge.

A band belongs to the field that it speaks of, ``price_per_mwh: Annotated[float, ENERGY_PRICE]``, so
that no price is forgotten because it goes by another name. A price that has no usual size says so
by :class:`NoBand`.
"""

from __future__ import annotations

from dataclasses import dataclass

ASSUMPTION = "assumption"


def around(*figures: str) -> str:
    """The source of a band whose limits are assumed around figures, each with its own mark."""
    return f"{ASSUMPTION}; inside it {'; '.join(figures)}"


# Read in copies of the sources named, as reported there; rupees at 280 a dollar (assumed).
B3_ENERGY = around("cited: 85 to 127 for industry in Pakistan, tariff B-3 of Feb 2026 (press)")
FUEL_MIX = around(
    "derived: 8 from nuclear to 111 from furnace oil in Pakistan, late 2025 (petitions of CPPA-G "
    "to NEPRA, press)"
)
CAPACITY = around(
    "cited: 23,400 charged to distributors in Pakistan, 2026 (NEPRA, press)",
    "cited: 2,500 to 5,200 bid for storage in India, 2025-26 (press; at 83 rupees, assumed)",
)
B3_DEMAND = around("cited: 4,460 for industry in Pakistan, Feb 2026 (press)")
OUTPUT_PER_MWH = around("derived: 3,500 of output per MWh of grid supply in Pakistan, an upper end")
FLEETS = around(
    "cited: 0.82 of fleets with own use (EIA, 2019), 0.85 (NREL ATB; PNNL 2022), 0.96 on the DC "
    "side (Danish Energy Agency)"
)
FOSSIL = around("derived: 0.68 to 0.70, mean of fossil plants in Pakistan, 2024-25")
GRID_MEAN = around("derived: 0.28 to 0.39, months of Pakistan's grid, 2024-25")
STORAGE_LIFE = around("cited: 16 (PNNL 2022) to 25 years (Danish Energy Agency) for storage")
LOAD_DAYS = around("derived: 0.85 to 0.94, days of four seasons in Pakistan, 2018-19 (NTDC)")
PACKS = around(
    "cited: 36,000 for the cheapest cells and 70,000 for packs (BNEF, Dec 2025, press), 125,000 "
    "for projects (Ember, Dec 2025), 360,000 for retail packs in Pakistan (IEEFA, 2025)"
)
CONVERTERS = around(
    "derived: 22,000 from Chinese frameworks of 2 and 4 hours (2025)",
    "cited: 968,000 for small plants in the US (default of REopt, 2025)",
)
THAR_COAL = around("derived: 1.08 to 1.24 million for Thar coal, 2014 (press)")
TARBELA = around("cited: 0.44 at Tarbela in a year, 0.09 to 0.98 by month (NEPRA data, FY24)")


@dataclass(frozen=True)
class Band:
    """Least and most usual value.

    Parameters
    ----------
    low, high : float
    unit : str
        As printed; money is in US dollars.
    hint : str
        What may be wrong outside it.
    source : str
        Where the band comes from, or ``assumption``.
    code : str
        That is told.
    """

    low: float
    high: float
    unit: str
    hint: str
    source: str = ASSUMPTION
    code: str = "W-PH-016"

    def holds(self, value: float) -> bool:
        """Whether a value lies inside."""
        return self.low <= value <= self.high

    def text(self) -> str:
        """The band in words."""
        low, high = (f"{v:,.0f}" if abs(v) >= 1000 else f"{v:g}" for v in (self.low, self.high))
        return f"{low} to {high} {self.unit}".rstrip() + f" ({self.source})"


class PriceBand(Band):
    """Of a price without its sign, or of the capex of a rating, in US dollars per field's unit."""


class MeanBand(Band):
    """Of the mean of a series over the horizon."""


class LoadFactorBand(Band):
    """Of the mean of a series over its peak."""


@dataclass(frozen=True)
class NoBand:
    """Why a price has no usual size."""

    reason: str


def price(low: float, high: float, unit: str, source: str = ASSUMPTION) -> PriceBand:
    """A band of a price."""
    hint = "look at what it is counted per (kW, kWh), and at the currency"
    return PriceBand(low, high, unit, hint, source, "W-UN-010")


def capex(low: float, high: float, unit: str, source: str = ASSUMPTION) -> PriceBand:
    """A band of what a unit of a rating costs to build."""
    hint = "look whether it is per kW or kWh, and in which currency"
    return PriceBand(low, high, unit, hint, source, "W-UN-007")


def energy_price(low: float, high: float, unit: str, source: str = ASSUMPTION) -> PriceBand:
    """A band of a price of energy; a price may be negative."""
    hint = "is it per kWh, or in another currency?"
    return PriceBand(low, high, unit, hint, source, "W-UN-010")


ENERGY_PRICE = energy_price(0.5, 1500.0, "USD/MWh for energy", B3_ENERGY)
CONTRACT_PRICE = energy_price(1.0, 1000.0, "USD/MWh for energy", FUEL_MIX)
FUEL_PRICE = energy_price(1.0, 1000.0, "USD/MWh for power from fuel", FUEL_MIX)
FUEL_PRICE_PER_L = price(0.05, 5.0, "USD/l for fuel")
SURCHARGE = energy_price(0.01, 500.0, "USD/MWh for a surcharge")
VARIABLE_OM = energy_price(0.01, 100.0, "USD/MWh for variable O&M")
WEAR = energy_price(0.1, 300.0, "USD/MWh for wear")
LOST_LOAD = energy_price(50.0, 200e3, "USD/MWh for lost load", OUTPUT_PER_MWH)
CAPACITY_CHARGE = price(50.0, 200e3, "USD/MW/month for capacity", CAPACITY)
DEMAND_CHARGE = price(50.0, 100e3, "USD/MW/month for demand", B3_DEMAND)
DEMAND_CHARGE_YEAR = price(600.0, 1.2e6, "USD/MW/year for demand", B3_DEMAND)
START_CHARGE = price(1.0, 2000.0, "USD/MW for a start")
CARBON_PRICE = price(0.5, 1000.0, "USD/t of carbon dioxide")
FIXED_OM_PER_MW = price(100.0, 400e3, "USD/MW/year for fixed O&M")
FIXED_OM_PER_MWH = price(50.0, 100e3, "USD/MWh/year for fixed O&M")
TIE_BREAK = NoBand("a nudge between dispatches of equal cost, paid to nobody")

EMISSION = Band(0.15, 1.5, "t/MWh, gas to lignite", "is it per MWh of fuel, or in kg?", FOSSIL)
GRID_EMISSION = Band(0.005, 1.5, "t/MWh, hydro to lignite", "is it in kg or g?", GRID_MEAN)

ROUND_TRIP = Band(
    0.70,
    0.97,
    "for the round trip of LFP at the bus",
    "are both one-way efficiencies meant?",
    FLEETS,
)
DURATION_H = Band(
    0.25, 12.0, "h for LFP", "look whether power and energy are in MW and MWh", code="W-PH-007"
)
LIFE_YEARS = Band(5.0, 60.0, "years", "is it in months, or the life of the loan?", STORAGE_LIFE)
DISCOUNT = Band(
    0.0, 0.25, "a year, real", "is it nominal, or meant as a percentage?", code="W-FN-003"
)
LOAD_FACTOR = LoadFactorBand(
    0.15, 0.95, "mean over peak of a load", "one hour may hold a slip, or all a mean", LOAD_DAYS
)
