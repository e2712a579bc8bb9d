"""Prices as people write them: ``1250 PKR/kW/month`` becomes a number in the right currency.

Done on the plain data, before any section is validated, because only the whole case knows the base
currency and the exchange rates. What is not money with a currency passes unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bess_opt.case.document import Document, joined
from bess_opt.errors import Fault
from bess_opt.units import WRITTEN, read_money, unit_of

ROOMS = ("assets", "tariffs", "policies")


def convert_money(document: Document) -> None:
    """Replace written money in the components of a document; tell what has no rate."""
    if not isinstance(document.data, dict):
        return
    head = document.data.get("currency")
    head = head if isinstance(head, dict) else {}
    rates = head.get("rates")
    known = {n: r for n, r in rates.items() if _is_rate(r)} if isinstance(rates, dict) else {}
    base = str(head.get("base", ""))
    data = dict(document.data)
    for room in ROOMS:
        members = data.get(room)
        if isinstance(members, dict):
            data[room] = {
                name: _Converter(document, base, {**known, base: 1.0}, fields).walk(
                    fields, joined(room, name)
                )
                for name, fields in members.items()
            }
    document.data = data


def _is_rate(rate: Any) -> bool:
    return isinstance(rate, int | float) and not isinstance(rate, bool) and rate > 0


@dataclass(frozen=True)
class _Converter:
    """Turns the written money of one component into its own currency."""

    document: Document
    base: str
    rates: Mapping[str, float]
    fields: Any

    @property
    def own(self) -> str:
        """Currency of the component."""
        written = self.fields.get("currency") if isinstance(self.fields, dict) else None
        return written if isinstance(written, str) else self.base

    def walk(self, value: Any, path: str, key: str = "") -> Any:
        """The value with money converted; ``key`` is the field that it belongs to."""
        if isinstance(value, dict):
            return {k: self.walk(v, joined(path, k), str(k)) for k, v in value.items()}
        if isinstance(value, list):
            return [self.walk(v, joined(path, n), key) for n, v in enumerate(value)]
        unit = unit_of(key)
        money = read_money(value) if isinstance(value, str) else None
        if unit is None or not unit.is_money or money is None:
            return value
        if money.currency not in self.rates:
            self._tell(path, value, money.currency)
            return value
        number = money.number * self.rates[money.currency] / self.rates.get(self.own, 1.0)
        if money.currency == self.own:
            number = money.number
        if not money.per:
            return number
        size = WRITTEN.get(unit.dimension, {}).get(money.per)
        # A unit that does not fit is told by the field, which knows what it takes.
        return f"{number!r} {money.per}" if size is None else number * size

    def _tell(self, path: str, value: str, currency: str) -> None:
        if self.document.is_refused(path):
            return
        self.document.refused.add(path)
        self.document.faults.append(
            Fault(
                "E-CF-025",
                f"{path} is '{value}', and {currency} has no exchange rate",
                f"one of {', '.join(sorted(filter(None, self.rates)))}",
                f"add currency.rates.{currency}: units of {self.base} for one {currency}",
                self.document.place(path),
                path,
            )
        )
