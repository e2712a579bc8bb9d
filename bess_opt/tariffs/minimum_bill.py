r"""Minimum bill: what the named lines of a month lack to a least amount is charged on top.

    symbol      code                            unit            meaning
    C_{b,k}     entries of tariff b, month k    currency        imputed ones left out
    S_{c,k}     sunk_on_amount[c, k]            currency        of them what no decision changes
    M_{c,k}     minimum_month_amount[c, k]      currency        least bill of the whole month
    z_{c,k}     top_up_amount[c, k]             currency        charged on top

The bill max(C, s_k M) rises with C and is convex in it, and the cost pushes z down, so that no
binary is needed. Where the minimum binds, a line of variables of its own (billed demand, a block)
could rise for nothing in place of z; the imputed tie-break makes that dearer. A tax on the minimum
that the lines below it do not bear would make it dearer than they are, and is refused. Minimum
monthly charges of retail tariffs are of this form; a floor on energy is the kind ``take_or_pay``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import DEMAND_CHARGE, NoBand
from bess_opt.bill import Line, Meter, month_name
from bess_opt.component import (
    Carry,
    Component,
    Derived,
    Entry,
    Fields,
    MonthlyPositive,
    Tariff,
)
from bess_opt.horizon import Horizon
from bess_opt.levies import effective_rates

# assumption: small against any price, large against the tolerance of an engine.
TIE_BREAK_FRAC = 1e-5


class MinimumBill(Tariff, kind="minimum_bill"):
    """A least amount for the lines of a month."""

    formulation_rank: ClassVar[int] = 1
    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("minimum", "minimum_bill_cost", payee="utility"),
        Entry("tie_break", "minimum_bill_tie_break_cost", "imputed"),
    )
    carries: ClassVar[tuple[Carry, ...]] = (Carry("minimum_bill_top_up", settles="top_up_amount"),)
    toy: ClassVar[Mapping[str, Any]] = {
        "on": ["coal"],
        "minimum_per_mw_month": 30_000.0,
        "sanctioned_mw": 12.0,
    }

    on: list[str] = Field(min_length=1, description="Tariffs whose lines count; before taxes.")
    minimum_per_month: Annotated[
        MonthlyPositive, NoBand("a home's least bill and a mill's share no size")
    ] = Field(0.0, description="Whatever the load is.")
    minimum_per_mw_month: Annotated[float, DEMAND_CHARGE] = Field(
        0.0, ge=0, description="On the sanctioned load."
    )
    sanctioned_mw: float | None = Field(None, ge=0, description="Load that the utility sanctioned.")

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The tariffs whose lines count."""
        return {"on": self.on}

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """A minimum per MW needs the MW, and some minimum is given."""
        if self.minimum_per_mw_month > 0 and self.sanctioned_mw is None:
            yield (
                "minimum_per_mw_month",
                "E-CF-006",
                "a minimum per MW of sanctioned load needs sanctioned_mw",
                "add sanctioned_mw",
            )
        if not np.any(self.minimum_per_month) and self.minimum_per_mw_month == 0:
            yield (
                "",
                "E-CF-006",
                "a minimum bill needs minimum_per_month or minimum_per_mw_month",
                "add one of them",
            )

    def faults_among(
        self, components: Mapping[str, Component]
    ) -> Iterable[tuple[str, str, str, str]]:
        """What counts is a tariff's own monthly line: no tax, no other minimum, no line a year."""
        for name in self.on:
            other = components.get(name)
            if other is None or (isinstance(other, Tariff) and _counts(other)):
                continue
            why = (
                "rests on other lines"
                if getattr(other, "on", None)
                else "is no bill of months that stand alone"
            )
            yield (
                "on",
                "E-TF-008",
                f"a minimum for the lines of {name}, which {why}",
                f"take {name} out; let taxes rest on {self.name or 'the minimum bill'} instead",
            )
        rates = list(effective_rates(components).values())
        own = sum(rate.get(self.name, 0.0) for rate in rates)
        for name in self.on:
            theirs = sum(rate.get(name, 0.0) for rate in rates)
            if own > theirs + 1e-12:
                yield (
                    "on",
                    "E-TF-008",
                    f"taxes of {own:.4g} rest on the minimum and of {theirs:.4g} on {name} below "
                    "it, so that taking more would make the bill smaller",
                    f"let the taxes on {self.name} rest on {name} too",
                )

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Least bill of each month, as if it were whole."""
        table = [[c.least(k) for k in horizon.months] for c in members.values()]
        return {"minimum_month_amount": (("M",), np.array(table))}

    def least(self, month: int) -> float:
        """Least bill of a whole month such as 202607, in the tariff's currency."""
        flat = self.minimum_per_month
        own = flat[month % 100 - 1] if isinstance(flat, list) else flat
        return float(own) + self.minimum_per_mw_month * (self.sanctioned_mw or 0.0)

    @classmethod
    def formulate(cls, m: Any) -> None:
        """What is charged on top, over the lines that decisions change and those that are sunk."""
        import pyomo.environ as pyo

        wanted = {n: c.on for n, c in m.parts.items() if isinstance(c, cls)}
        bases: dict[str, list[str]] = {"T": [], "M": []}
        kinds = dict.fromkeys(type(c) for c in m.parts.values() if isinstance(c, Tariff))
        for entry in (e for kind in kinds if kind.formulation_rank == 0 for e in kind.entries):
            owners, axis = m.component(entry.expression).index_set().subsets()
            owners.construct()
            counted = {c: [n for n in owners if n in on] for c, on in wanted.items()}
            if entry.nature != "imputed" and axis.name in bases and any(counted.values()):
                bases[axis.name].append(entry.expression)
                m.add_component(
                    f"counted_{entry.expression}",
                    pyo.Set(m.minimum_bill, dimen=1, within=owners, initialize=counted),
                )
        m.sunk_owner.construct()
        m.minimum_bill_sunk = pyo.Set(
            m.minimum_bill,
            dimen=1,
            initialize={c: [n for n in m.sunk_owner if n in on] for c, on in wanted.items()},
        )
        m.top_up_amount = pyo.Var(
            m.minimum_bill, m.M, within=pyo.NonNegativeReals, doc="z_{c,k}: charged on top"
        )

        @m.Expression(m.minimum_bill, m.M, doc=r"S_{c,k}")
        def sunk_on_amount(m: Any, c: Any, k: Any) -> Any:
            return sum(m.sunk_amount[b, k] for b in m.minimum_bill_sunk[c])

        @m.Constraint(
            m.minimum_bill, m.M, doc=r"z_{c,k} \ge s_k M_{c,k} - S_{c,k} - \sum_b C_{b,k}"
        )
        def minimum_bill_top_up(m: Any, c: Any, k: Any) -> Any:
            total = m.top_up_amount[c, k] + m.sunk_on_amount[c, k]
            for name in bases["T"]:
                total = total + sum(
                    m.weight[t] * m.component(name)[b, t]
                    for b in m.component(f"counted_{name}")[c]
                    for t in m.steps_in_month[k]
                )
            for name in bases["M"]:
                money, counted = m.component(name), m.component(f"counted_{name}")
                total = total + sum(money[b, k] for b in counted[c])
            return total >= m.share_of_month[k] * m.minimum_month_amount[c, k]

        @m.Expression(m.minimum_bill, m.M, doc=r"z_{c,k}")
        def minimum_bill_cost(m: Any, c: Any, k: Any) -> Any:
            return 1.0 * m.top_up_amount[c, k]

        @m.Expression(m.minimum_bill, m.M, doc=r"-10^{-5} z_{c,k}")
        def minimum_bill_tie_break_cost(m: Any, c: Any, k: Any) -> Any:
            return -TIE_BREAK_FRAC * m.top_up_amount[c, k]

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a month: what the counted lines lack."""
        for month in meter.months:
            period = month_name(month)
            counted = sum(x.amount * meter.rate(x.currency) for x in base if x.period == period)
            least = (
                meter.monthly(self.minimum_per_month, month)
                + self.minimum_per_mw_month * (self.sanctioned_mw or 0.0)
            ) * meter.horizon.share_of_month[month]
            lacking = max(0.0, least - counted / meter.rate(self.currency))
            yield Line(
                self.name, "minimum", "to the minimum bill", period, lacking, "{currency}",
                1.0, "1", self.currency or meter.base,
            )  # fmt: skip


def _counts(other: Tariff) -> bool:
    return other.formulation_rank == 0 and other.months_stand_alone
