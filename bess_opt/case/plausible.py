"""Warnings about values that may be meant otherwise: sizes, durations, prices of storage.

The bands are wide; a value outside is told, not refused. They are assumptions of this program,
wide enough for LFP systems from small sites to grid scale.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bess_opt.case.document import Document, joined
from bess_opt.case.sections import Sections
from bess_opt.component import Asset, Rating
from bess_opt.errors import Fault

DURATION_H = (
    0.25,
    12.0,
)  # assumption: LFP makers' C-rates at one end, products on offer at the other
CAPEX_USD_PER_MWH = (30_000.0, 800_000.0)  # assumption: installed systems, 2015 to 2035
CAPEX_USD_PER_MW = (10_000.0, 1_000_000.0)  # assumption: converter and connection


def warnings_of(sections: Sections, document: Document) -> Iterator[Fault]:
    """Warnings about sound storage assets."""
    money = sections.sound.get("currency")
    for name, asset in sections.sound.get("assets", {}).items():
        if not (isinstance(asset, Asset) and asset.is_storage and asset.active):
            continue
        path = joined("assets", name)
        power, energy = getattr(asset, "p_rated_mw", None), getattr(asset, "e_rated_mwh", None)
        if isinstance(power, Rating) and isinstance(energy, Rating):
            yield from _duration(path, power, energy, document)
        rate = _dollars(asset.currency, money)
        for field, price, (low, high) in (
            ("p_rated_mw", "capex_per_mw", CAPEX_USD_PER_MW),
            ("e_rated_mwh", "capex_per_mwh", CAPEX_USD_PER_MWH),
        ):
            rating = getattr(asset, field, None)
            value = getattr(rating, price, 0.0) if isinstance(rating, Rating) else 0.0
            if value <= 0 or rate is None or low <= value * rate <= high:
                continue
            own, unit = joined(path, field, price), price.removeprefix("capex_per_").upper()
            unit = unit.replace("MWH", "MWh")
            yield Fault(
                "W-UN-007",
                f"{own} is {value:,.6g}, which is {value * rate:,.4g} USD/{unit}",
                f"{low:,.0f} to {high:,.0f} USD/{unit} for storage",
                "look whether it is per kW or kWh, and in which currency",
                document.place(own),
                own,
            )


def _duration(path: str, power: Rating, energy: Rating, document: Document) -> Iterator[Fault]:
    """Given sizes whose ratio no LFP product has."""
    if power.is_sized or energy.is_sized or power.max <= 0 or energy.max <= 0:
        return
    hours, (low, high) = energy.max / power.max, DURATION_H
    if not low <= hours <= high:
        yield Fault(
            "W-PH-007",
            f"{path} holds {hours:.3g} h of its rated power",
            f"{low:g} to {high:g} h for LFP",
            "look whether power and energy are in MW and MWh",
            document.place(joined(path, "e_rated_mwh")),
            joined(path, "e_rated_mwh"),
        )


def _dollars(currency: str | None, money: Any) -> float | None:
    """US dollars for one unit of a currency, None where the case does not say."""
    if money is None:
        return None
    rates = {money.base: 1.0, **money.rates}
    own = rates.get(currency or money.base)
    return None if own is None or "USD" not in rates else own / rates["USD"]
