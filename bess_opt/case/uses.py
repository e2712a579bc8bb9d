"""Which series is used where: by kind, field and band, for the checks of data in use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bess_opt.bands import Band, LoadFactorBand, MeanBand, PriceBand
from bess_opt.case.document import joined
from bess_opt.case.plausible import dollars
from bess_opt.case.schema import ROOMS
from bess_opt.component import Asset, Component, Rating, series_shape
from bess_opt.fields import mark_of
from bess_opt.units import unit_of

# Structural twin of ``bess_opt.sources.use.Use``; the two rooms do not import one another.
Use = dict[str, Any]


def uses_of(sound: dict[str, Any]) -> dict[str, list[Use]]:
    """Uses of each series by the sound and active components of a case.

    Returns
    -------
    dict
        By name of the series: ``path`` of the field, ``field``, ``is_demand`` and
        ``follows_sun`` of its kind, ``at_least`` and ``at_most`` of the field, ``mean_band``,
        ``load_band`` and ``usd_band`` as (low, high, text, hint) or None, ``usd_unit``,
        ``usd_rate``, ``others_mw``, the power that all other assets together can give, and
        ``given_mw``, every power that the case gives by the path of its field.
    """
    uses: dict[str, list[Use]] = {}
    rated, given = _rated_mw(sound), _given_mw(sound)
    for path, component in _active(sound):
        rate = dollars(component.currency, sound.get("currency"))
        for field in type(component).model_fields:
            shape, value = series_shape(type(component), field), getattr(component, field)
            if shape is None or shape.over != "T" or not isinstance(value, str):
                continue
            unit = unit_of(field)
            uses.setdefault(value, []).append(
                {
                    "path": joined(path, field),
                    "is_demand": getattr(component, "is_demand", False),
                    "follows_sun": getattr(component, "follows_sun", False),
                    "field": field,
                    "is_power": unit is not None and unit.dimension == "power",
                    "at_least": shape.at_least,
                    "at_most": shape.at_most,
                    "mean_band": _words(mark_of(type(component), field, MeanBand)),
                    "load_band": _words(mark_of(type(component), field, LoadFactorBand)),
                    "usd_band": _words(mark_of(type(component), field, PriceBand)),
                    "usd_unit": unit.symbol.format(currency="USD") if unit else "",
                    "usd_rate": rate,
                    "others_mw": sum(mw for name, mw in rated.items() if name != path),
                    "given_mw": given,
                }
            )
    return uses


def _active(sound: dict[str, Any]) -> Iterator[tuple[str, Component]]:
    for section in ROOMS:
        for name, component in sound.get(section, {}).items():
            if component.active:
                yield joined(section, name), component


def _rated_mw(sound: dict[str, Any]) -> dict[str, float]:
    """Largest power of each asset that has a rating."""
    rated = {}
    for name, asset in sound.get("assets", {}).items():
        if not (isinstance(asset, Asset) and asset.active):
            continue
        sizes = [
            rating.max
            for field in type(asset).model_fields
            if isinstance(rating := getattr(asset, field), Rating) and field.endswith("_mw")
        ]
        rated[joined("assets", name)] = max(sizes, default=0.0)
    return rated


def _given_mw(sound: dict[str, Any]) -> dict[str, float]:
    """Every rating and limit of an asset that is a number, by its path."""
    given = {}
    for name, asset in sound.get("assets", {}).items():
        if not (isinstance(asset, Asset) and asset.active):
            continue
        for field in type(asset).model_fields:
            value = getattr(asset, field)
            value = value.max if isinstance(value, Rating) else value
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if field.endswith("_mw") and is_number:
                given[joined("assets", name, field)] = float(value)
    return given


def _words(band: Band | None) -> tuple[float, float, str, str] | None:
    return None if band is None else (band.low, band.high, band.text(), band.hint)
