"""Named money entries, by component, entry and period; positive is a cost.

``nature`` says how a row may be used: *cash* is paid, *sunk* is paid whatever is decided (it stays
out of the LP), *imputed* is a value that nobody is billed for (lost load, wear, shadow carbon),
*transfer* moves money between two parties of the same system. All rows sum to the objective.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from typing import Literal

Nature = Literal["cash", "imputed", "sunk", "transfer"]


@dataclass(frozen=True)
class Entry:
    """How a kind enters the ledger: one named Expression of the model.

    Parameters
    ----------
    name : str
        As printed: ``fuel``, ``capex_annuity``.
    expression : str
        Name of the Pyomo Expression, indexed by component and optionally by ``T``, ``M`` or ``Y``;
        positive is a cost. Over ``T`` it is money of the step before its weight is applied.
    """

    name: str
    expression: str
    nature: Nature = "cash"
    payer: str = "system"
    payee: str = "supplier"


@dataclass(frozen=True)
class Row:
    """One amount, a cost to the payer where positive; ``amount_base`` in the base currency."""

    component: str
    entry: str
    nature: Nature
    payer: str
    payee: str
    period: str
    currency: str
    amount: float
    amount_base: float


COLUMNS = tuple(field.name for field in fields(Row))


class Ledger:
    """An immutable list of rows with the few sums that reports need."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = tuple(rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def total(self, *natures: Nature) -> float:
        """Sum of ``amount_base`` over rows of these natures (all, where none is named)."""
        return math.fsum(r.amount_base for r in self.rows if not natures or r.nature in natures)

    def by_component(self, *natures: Nature) -> dict[str, dict[str, float]]:
        """``{component: {entry: amount_base}}`` over rows of these natures."""
        table: dict[str, dict[str, list[float]]] = {}
        for row in self.rows:
            if not natures or row.nature in natures:
                entries = table.setdefault(row.component, {})
                entries.setdefault(row.entry, []).append(row.amount_base)
        return {c: {e: math.fsum(v) for e, v in entries.items()} for c, entries in table.items()}

    def records(self) -> Iterator[tuple[object, ...]]:
        """Rows as tuples in the order of :data:`COLUMNS`."""
        return (astuple(row) for row in self.rows)
