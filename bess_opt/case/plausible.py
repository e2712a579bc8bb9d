"""Warnings about values that may be meant otherwise, against the bands of :mod:`bands`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from bess_opt.case.bands import (
    CAPEX_USD,
    DISCOUNT,
    DURATION_H,
    LIFE_YEARS,
    NUMBERS,
    PRICE_USD,
    ROUND_TRIP,
    Band,
)
from bess_opt.case.document import Document, joined
from bess_opt.case.schema import ROOMS
from bess_opt.case.sections import Sections
from bess_opt.component import Component, Rating
from bess_opt.errors import Fault

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First letters by which a spreadsheet takes text for a formula (OWASP, CSV injection)."""


def warnings_of(sections: Sections, document: Document) -> Iterator[Fault]:
    """Warnings about sound components that are active, and about the discount rate."""
    money = sections.sound.get("currency")
    yield from _like_formulas(sections, document)
    for section in ROOMS:
        for name, component in sections.sound.get(section, {}).items():
            if component.active:
                path = joined(section, name)
                rate = dollars(component.currency, money)
                yield from _of_component(path, component, rate, document)
    finance = sections.sound.get("finance")
    value = getattr(finance, "discount_rate_real_frac", None)
    if value is not None and not DISCOUNT.holds(value):
        yield _told("finance.discount_rate_real_frac", f"{value:g}", DISCOUNT, document)


def dollars(currency: str | None, money: Any) -> float | None:
    """US dollars for one unit of a currency, None where the case does not say."""
    if money is None:
        return None
    rates = {money.base: 1.0, **money.rates}
    own = rates.get(currency or money.base)
    return None if own is None or "USD" not in rates else own / rates["USD"]


def _of_component(
    path: str, component: Component, rate: float | None, document: Document
) -> Iterator[Fault]:
    power, energy = (getattr(component, f, None) for f in ("p_rated_mw", "e_rated_mwh"))
    if isinstance(power, Rating) and isinstance(energy, Rating):
        yield from _duration(path, power, energy, document)
    yield from _round_trip(path, component, document)
    for field in type(component).model_fields:
        value = getattr(component, field)
        own = joined(path, field)
        if isinstance(value, Rating):
            yield from _cost(own, component.kind, value, rate, document)
        band = NUMBERS.get((component.kind, field))
        if band is not None and _is_number(value) and value != 0 and not band.holds(value):
            yield _told(own, f"{value:g}", band, document)
        yield from _prices(own, field, value, rate, document)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _prices(
    own: str, field: str, value: Any, rate: float | None, document: Document
) -> Iterator[Fault]:
    """Prices per MWh in this field, and in the items of a list below it."""
    band = PRICE_USD.get(field)
    if band is not None and rate is not None and _is_number(value) and value != 0:
        in_usd = abs(value) * rate
        if not band.holds(in_usd):
            yield _told(own, f"{value:,.6g}, which is {value * rate:,.4g} USD/MWh", band, document)
    if isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, BaseModel):
                for inner in type(item).model_fields:
                    at = joined(own, number, inner)
                    yield from _prices(at, inner, getattr(item, inner), rate, document)


def _cost(
    own: str, kind: str, rating: Rating, rate: float | None, document: Document
) -> Iterator[Fault]:
    for price, band in CAPEX_USD.get(kind, {}).items():
        value = getattr(rating, price)
        if value <= 0 or rate is None or band.holds(value * rate):
            continue
        unit = "MWh" if price.endswith("mwh") else "MW"
        text = f"{value:,.6g}, which is {value * rate:,.4g} USD/{unit}"
        yield _told(joined(own, price), text, band, document)
    if rating.life_years is not None and not LIFE_YEARS.holds(rating.life_years):
        yield _told(joined(own, "life_years"), f"{rating.life_years:g}", LIFE_YEARS, document)


def _duration(path: str, power: Rating, energy: Rating, document: Document) -> Iterator[Fault]:
    """Given sizes whose ratio no LFP product has."""
    if power.is_sized or energy.is_sized or power.max <= 0 or energy.max <= 0:
        return
    hours = energy.max / power.max
    if not DURATION_H.holds(hours):
        own = joined(path, "e_rated_mwh")
        found = f"{path} holds {hours:.3g} h of its rated power"
        place = document.place(own)
        yield Fault("W-PH-007", found, DURATION_H.text(), DURATION_H.hint, place, own)


def _round_trip(path: str, component: Component, document: Document) -> Iterator[Fault]:
    ways = [getattr(component, f"eta_{way}_frac", None) for way in ("charge", "discharge")]
    if not all(_is_number(way) for way in ways):
        return
    product = float(ways[0]) * float(ways[1])  # type: ignore[arg-type]
    if not ROUND_TRIP.holds(product):
        own = joined(path, "eta_charge_frac")
        found = f"{path} gives back {product:.3g} of what it takes ({ways[0]:g} x {ways[1]:g})"
        place = document.place(own)
        yield Fault(ROUND_TRIP.code, found, ROUND_TRIP.text(), ROUND_TRIP.hint, place, own)


def _told(own: str, value: str, band: Band, document: Document) -> Fault:
    return Fault(band.code, f"{own} is {value}", band.text(), band.hint, document.place(own), own)


def _like_formulas(sections: Sections, document: Document) -> Iterator[Fault]:
    """Texts that a spreadsheet would take for a formula; here they stay text."""
    texts = {key: sections.sound.get(key) for key in ("name", "description")}
    for section in ROOMS:
        for name, component in sections.sound.get(section, {}).items():
            texts[joined(section, name, "label")] = component.label
    for path, text in texts.items():
        if isinstance(text, str) and text[:1] in FORMULA and len(text) > 1:
            found = f"{path} begins with '{text[0]}', as a formula does"
            repair = "it is kept and written as text; begin it with a letter to be safe elsewhere"
            yield Fault("W-FI-010", found, "", repair, document.place(path), path)
