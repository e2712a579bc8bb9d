"""Prices that one asset has from two tariffs of a kind, where it can have but one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bess_opt.case.document import Document, joined
from bess_opt.case.located import fault_at, located
from bess_opt.case.sections import Sections
from bess_opt.component import Tariff
from bess_opt.errors import Fault


def stacked_prices(sections: Sections, document: Document) -> Iterator[Fault]:
    """Warnings, one for each asset and price, at the later tariff.

    A kind says itself which of its prices an asset has once (`Tariff.single_prices`). Charges that
    rightly stand beside each other, such as surcharges, or demand charges of several windows, are
    not among them, and neither are prices of nought.
    """
    first: dict[tuple[str, str, str, str], str] = {}
    for path, tariff in located(sections):
        if not isinstance(tariff, Tariff):
            continue
        for what, fields in tariff.single_prices.items():
            if not any(_is_charged(getattr(tariff, field)) for field in fields):
                continue
            for number, asset in enumerate(getattr(tariff, "assets", ())):
                key = tariff.kind, getattr(tariff, "flow", ""), what, asset
                other = first.setdefault(key, path)
                if other == path:
                    continue
                own = joined(path, "assets", number)
                line = document.key_place(other)
                where = f"at {line}" if line.line is None else f"in line {line.line}"
                yield fault_at(
                    document,
                    "W-TF-009",
                    own if own in document.spots else joined(path, "assets"),
                    f"'{asset}' is charged for {what} under {path} and under {other} {where}: "
                    "both are charged in full, one on top of the other",
                    expected=f"one price for {what} of an asset, or two parts of one price",
                    repair=f"take {asset} out of one of them, or set {path}.active: false",
                )


def _is_charged(price: Any) -> bool:
    """Whether a price, or one of twelve, is not nought; a series is taken to be a price."""
    return any(p != 0 for p in (price if isinstance(price, list) else [price]))
