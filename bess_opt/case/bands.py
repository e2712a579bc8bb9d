"""Reference bands: what a quantity of a plant, a price or a cost usually is.

A value outside its band is told and used as it stands. Bands are wide: they are there to catch a
wrong unit, currency or sign, not to judge a project. Each says where it comes from; those marked
``assumption`` are this program's own, wide enough for plants of 2015 to 2035.
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


_COST = "look whether it is per kW or kWh, and in which currency"
_PRICE = "is it per kWh, or in another currency?"

# Cost of a sized rating, by kind and by field of the rating, in US dollars.
CAPEX_USD: dict[str, dict[str, Band]] = {
    "battery": {
        "capex_per_mwh": Band(30e3, 800e3, "USD/MWh for storage", _COST, code="W-UN-007"),
        "capex_per_mw": Band(10e3, 1e6, "USD/MW for storage", _COST, code="W-UN-007"),
    },
    "solar": {"capex_per_mw": Band(150e3, 3e6, "USD/MW for solar", _COST, code="W-UN-007")},
    "wind": {"capex_per_mw": Band(400e3, 6e6, "USD/MW for wind", _COST, code="W-UN-007")},
    "thermal": {"capex_per_mw": Band(100e3, 8e6, "USD/MW for thermal", _COST, code="W-UN-007")},
}

# Prices per MWh by the field that holds them, in US dollars; a price may be negative.
PRICE_USD: dict[str, Band] = {
    "fuel_price_per_mwh": Band(1.0, 1000.0, "USD/MWh for power from fuel", _PRICE, code="W-UN-010"),
    "price_per_mwh": Band(0.5, 1500.0, "USD/MWh for energy", _PRICE, code="W-UN-010"),
    "pay_price_per_mwh": Band(1.0, 1000.0, "USD/MWh for energy", _PRICE, code="W-UN-010"),
    "lost_load_per_mwh": Band(50.0, 200e3, "USD/MWh for lost load", _PRICE, code="W-UN-010"),
}

# Numbers of a component, by kind and field; kind "" is any kind.
NUMBERS: dict[tuple[str, str], Band] = {
    ("thermal", "emission_t_per_mwh"): Band(
        0.15, 1.5, "t/MWh, gas to lignite", "is it per MWh of fuel, or in kg?"
    ),
    ("thermal", "p_min_frac"): Band(0.0, 0.9, "of rated power", "is it the part that is left?"),
    ("battery", "soh_mean_frac"): Band(
        0.6, 1.0, "of new capacity", "is it the fade instead of what is left?"
    ),
    ("battery", "self_discharge_frac_per_h"): Band(
        0.0, 0.001, "per hour", "is it per day or per month?"
    ),
}
ROUND_TRIP = Band(
    0.70, 0.97, "for the round trip of LFP at the AC bus", "are both one-way efficiencies meant?"
)
DURATION_H = Band(
    0.25, 12.0, "h for LFP", "look whether power and energy are in MW and MWh", code="W-PH-007"
)
LIFE_YEARS = Band(5.0, 60.0, "years", "is it in months, or the life of the loan?")
DISCOUNT = Band(
    0.0, 0.25, "a year, real", "is it nominal, or meant as a percentage?", code="W-FN-003"
)

# Mean of a year's output over rating, by kind.
CAPACITY_FACTOR: dict[str, Band] = {
    "solar": Band(0.08, 0.40, "for solar", "is the rating DC, or the unit percent?"),
    "wind": Band(0.10, 0.65, "for wind", "is the unit percent, or the height that of the mast?"),
    "run_of_river": Band(0.10, 0.95, "for run of river", "is it a flow instead of a fraction?"),
}
LOAD_FACTOR = Band(
    0.15, 0.95, "mean over peak of a load", "one hour may hold a slip, or all a mean"
)
