"""Reference bands: what a quantity of a plant, a price or a cost usually is.

A value outside its band is told and used as it stands. Bands are wide: they are there to catch a
wrong unit, currency or sign, not to judge a project. Each says where it comes from; those marked
``assumption`` are this program's own, wide enough for plants of 2015 to 2035.

A band belongs to the field that it speaks of, ``price_per_mwh: Annotated[float, ENERGY_PRICE]``, so
that no price is forgotten because it goes by another name. A price that has no usual size says so
by :class:`NoBand`.
"""

from __future__ import annotations

from dataclasses import dataclass

ASSUMPTION = "assumption"


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


def price(low: float, high: float, unit: str) -> PriceBand:
    """A band of a price."""
    hint = "look at what it is counted per (kW, kWh), and at the currency"
    return PriceBand(low, high, unit, hint, code="W-UN-010")


def capex(low: float, high: float, unit: str) -> PriceBand:
    """A band of what a unit of a rating costs to build."""
    hint = "look whether it is per kW or kWh, and in which currency"
    return PriceBand(low, high, unit, hint, code="W-UN-007")


def energy_price(low: float, high: float, unit: str) -> PriceBand:
    """A band of a price of energy; a price may be negative."""
    hint = "is it per kWh, or in another currency?"
    return PriceBand(low, high, unit, hint, code="W-UN-010")


ENERGY_PRICE = energy_price(0.5, 1500.0, "USD/MWh for energy")
CONTRACT_PRICE = energy_price(1.0, 1000.0, "USD/MWh for energy")
FUEL_PRICE = energy_price(1.0, 1000.0, "USD/MWh for power from fuel")
FUEL_PRICE_PER_L = price(0.05, 5.0, "USD/l for fuel")
SURCHARGE = energy_price(0.01, 500.0, "USD/MWh for a surcharge")
VARIABLE_OM = energy_price(0.01, 100.0, "USD/MWh for variable O&M")
WEAR = energy_price(0.1, 300.0, "USD/MWh for wear")
LOST_LOAD = energy_price(50.0, 200e3, "USD/MWh for lost load")
CAPACITY_CHARGE = price(50.0, 200e3, "USD/MW/month for capacity")
DEMAND_CHARGE = price(50.0, 100e3, "USD/MW/month for demand")
START_CHARGE = price(1.0, 2000.0, "USD/MW for a start")
CARBON_PRICE = price(0.5, 1000.0, "USD/t of carbon dioxide")
FIXED_OM_PER_MW = price(100.0, 400e3, "USD/MW/year for fixed O&M")
FIXED_OM_PER_MWH = price(50.0, 100e3, "USD/MWh/year for fixed O&M")
TIE_BREAK = NoBand("a nudge between dispatches of equal cost, paid to nobody")

EMISSION = Band(0.15, 1.5, "t/MWh, gas to lignite", "is it per MWh of fuel, or in kg?")
GRID_EMISSION = Band(0.005, 1.5, "t/MWh, hydro to lignite", "is it in kg or g?")

ROUND_TRIP = Band(
    0.70, 0.97, "for the round trip of LFP at the bus", "are both one-way efficiencies meant?"
)
DURATION_H = Band(
    0.25, 12.0, "h for LFP", "look whether power and energy are in MW and MWh", code="W-PH-007"
)
LIFE_YEARS = Band(5.0, 60.0, "years", "is it in months, or the life of the loan?")
DISCOUNT = Band(
    0.0, 0.25, "a year, real", "is it nominal, or meant as a percentage?", code="W-FN-003"
)
LOAD_FACTOR = LoadFactorBand(
    0.15, 0.95, "mean over peak of a load", "one hour may hold a slip, or all a mean"
)
