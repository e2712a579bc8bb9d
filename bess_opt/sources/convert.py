"""Units of a file turned into ours: MW, money per MWh, fractions, degrees.

Energy per step becomes mean power by the length of its step; both the unit and the quantity are
written in the case, and a pair that does not fit is a fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from bess_opt.units import WRITTEN

_MONEY = re.compile(r"\s*([A-Z]{3})?\s*(/\s*[kMG]?Wh)\s*")
_PER_ENERGY = {"/kWh": 1e3, "/MWh": 1.0, "/GWh": 1e-3}
_QUANTITY_OF = {
    "power": "power",
    "energy": "energy",
    "fraction": "fraction",
    "temperature": "temperature",
    "money_per_energy": "price",
}
_NONE = {"", "1", "-", "pu", "p.u."}


@dataclass(frozen=True)
class Conversion:
    """How the numbers of a file become ours: ``ours = factor * theirs (/ dt_h for energy)``.

    Parameters
    ----------
    quantity : str
        ``power``, ``energy``, ``price``, ``fraction``, ``temperature`` or ``number``.
    factor : float
    unit : str
        Ours, as printed.
    currency : str
        Of a price; empty otherwise.
    """

    quantity: str
    factor: float
    unit: str
    currency: str = ""

    def apply(
        self, values: NDArray[np.float64], length_h: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Values in our unit, step by step."""
        ours = values * self.factor
        return ours / length_h if self.quantity == "energy" else ours


@dataclass(frozen=True)
class Refusal:
    """Why a unit cannot be converted, in the parts of a fault."""

    code: str
    found: str
    expected: str
    repair: str = ""


def conversion(unit: str, quantity: str | None, currency: str | None) -> Conversion | Refusal:
    """The conversion for a written unit, or why there is none.

    Parameters
    ----------
    unit : str
        As in the case: ``kW``, ``MWh``, ``PKR/kWh``, ``1``, ``%``.
    quantity : str, optional
        What the case says it measures; where it says nothing, the unit decides.
    currency : str, optional
        Currency named beside the unit.
    """
    written = unit.strip()
    money = _MONEY.fullmatch(written)
    if money is not None and money[2].replace(" ", "") in _PER_ENERGY:
        return _price(written, money[1], money[2].replace(" ", ""), quantity, currency)
    if written in _NONE:
        if quantity in (None, "number", "fraction"):
            return Conversion(quantity or "number", 1.0, "1")
        return Refusal(
            "E-UN-002",
            f"quantity: {quantity} with the unit {unit!r}",
            f"a unit of {quantity}",
            _examples(quantity),
        )
    dimension = next((d for d, units in WRITTEN.items() if written in units), None)
    if dimension is None:
        known = [u for d in ("power", "energy", "fraction", "temperature") for u in WRITTEN[d]]
        folded = {u.lower(): u for u in reversed(known)}
        near = get_close_matches(written.lower(), folded, 1, 0.5)
        repair = f"did you mean {folded[near[0]]}?" if near else ""
        if written == "mW":
            repair = "mW is a milliwatt; did you mean MW?"
        return Refusal("E-UN-001", f"the unit {unit!r} is not known", "a unit such as MW", repair)
    factor = WRITTEN[dimension][written]
    meant = _QUANTITY_OF.get(dimension, "number")
    if quantity == "number" and meant == "fraction":
        meant = "number"
    if quantity is not None and quantity != meant:
        pair = {quantity, meant} == {"power", "energy"}
        return Refusal(
            "E-TS-026" if pair else "E-UN-002",
            f"quantity: {quantity} with the unit {unit}, a unit of {meant}",
            f"a unit of {quantity}",
            "energy per step is divided by the step; say quantity: energy"
            if pair and meant == "energy"
            else _examples(quantity),
        )
    return Conversion(meant, factor, "MW" if meant == "energy" else _base_unit(dimension))


def _price(
    written: str, code: str | None, per: str, quantity: str | None, currency: str | None
) -> Conversion | Refusal:
    if quantity not in (None, "price"):
        return Refusal(
            "E-UN-002", f"quantity: {quantity} with the unit {written}", f"a unit of {quantity}"
        )
    if code and currency and code != currency:
        return Refusal(
            "E-UN-008",
            f"the unit {written} and currency: {currency} name two currencies",
            "one currency",
        )
    known = code or currency or ""
    if not known:
        return Refusal(
            "E-UN-008", f"the price in {written} has no currency", "a unit such as PKR/kWh"
        )
    return Conversion("price", _PER_ENERGY[per], f"{known}/MWh", known)


def _base_unit(dimension: str) -> str:
    if dimension == "fraction":
        return "1"
    return next(unit for unit, factor in WRITTEN[dimension].items() if factor == 1.0)


def _examples(quantity: str | None) -> str:
    given = {
        "power": "MW, kW or GW",
        "energy": "MWh, kWh or GWh",
        "price": "PKR/kWh or EUR/MWh",
        "fraction": "1 or %",
        "temperature": "degC",
    }
    return f"{quantity} has the units {given[quantity]}" if quantity in given else ""
