"""Warnings about values that may be meant otherwise, against the bands of their fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from bess_opt.bands import DISCOUNT, DURATION_H, LIFE_YEARS, ROUND_TRIP, Band, PriceBand
from bess_opt.case.document import Document, joined
from bess_opt.case.schema import ROOMS
from bess_opt.case.sections import Sections
from bess_opt.component import Component, Rating
from bess_opt.errors import Fault
from bess_opt.fields import mark_of
from bess_opt.units import unit_of

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
    yield from _of_part(path, component, rate, document)


def _of_part(path: str, part: BaseModel, rate: float | None, document: Document) -> Iterator[Fault]:
    """Fields of a component, and of the items of lists below it, against their bands."""
    for field in type(part).model_fields:
        value, own = getattr(part, field), joined(path, field)
        band = mark_of(type(part), field, Band)
        if isinstance(value, Rating):
            yield from _cost(own, band, value, rate, document)
        elif isinstance(band, PriceBand):
            yield from _price(own, field, band, value, rate, document)
        elif type(band) is Band and _is_number(value) and value != 0 and not band.holds(value):
            yield _told(own, f"{value:g}", band, document)
        if isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _of_part(joined(own, number), item, rate, document)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _price(
    own: str, field: str, band: PriceBand, value: Any, rate: float | None, document: Document
) -> Iterator[Fault]:
    """A price, or the first of twelve that lies outside; nought is always a price."""
    given = [v for v in (value if isinstance(value, list) else [value]) if _is_number(v) and v != 0]
    if rate is None:
        return
    outside = [v for v in given if not band.holds(abs(v) * rate)]
    for far in outside[:1]:
        text = f"{far:,.6g}, which is {far * rate:,.4g} {_in_dollars(field)}"
        yield _told(own, text, band, document)


def _in_dollars(field: str) -> str:
    unit = unit_of(field)
    return "USD" if unit is None else unit.symbol.format(currency="USD")


def _cost(
    own: str, band: Band | None, rating: Rating, rate: float | None, document: Document
) -> Iterator[Fault]:
    for price in ("capex_per_mw", "capex_per_mwh"):
        value = getattr(rating, price)
        if band is None or value <= 0 or rate is None or band.holds(value * rate):
            continue
        text = f"{value:,.6g}, which is {value * rate:,.4g} {_in_dollars(price)}"
        yield _told(joined(own, price), text, band, document)
    if rating.life_years is not None and not LIFE_YEARS.holds(rating.life_years):
        yield _told(joined(own, "life_years"), f"{rating.life_years:g}", LIFE_YEARS, document)
    for price in ("fixed_om_per_mw_year", "fixed_om_per_mwh_year"):
        usual = mark_of(Rating, price, PriceBand)
        if usual is not None:
            value = getattr(rating, price)
            yield from _price(joined(own, price), price, usual, value, rate, document)


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
