r"""Tax: a percentage of other lines of the bill, of taxes among them too.

    symbol       code                        unit      meaning
    r_c          rate_frac[c]                1         rate
    B(c)         on                          -         tariffs that are taxed
    R_{c,b}      r_c, and r_c R_{c',b} through every tax c' in B(c): rate that c puts on tariff b
    C_{b,k}      entries of tariff b, month k, imputed ones left out

GST, electricity duty, income tax, percentage adjustments and rebates (a negative rate). The tax of
sunk lines is sunk: it stands in the ledger of both runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bill import Line, Meter
from bess_opt.component import Component, Derived, Entry, Fields, Row, Tariff
from bess_opt.horizon import Horizon
from bess_opt.levies import effective_rates


class Tax(Tariff, kind="tax"):
    """A percentage of named lines."""

    formulation_rank: ClassVar[int] = 2
    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("tax", "tax_cost", payee="government"),
        Entry("tax", "tax_year_cost", payee="government"),
    )
    toy: ClassVar[Mapping[str, Any]] = {"on": ["coal", "oil"], "rate_frac": 0.17}

    on: list[str] = Field(min_length=1, description="Tariffs whose lines are taxed.")
    rate_frac: float = Field(ge=-1, le=1, description="Tax over amount; a rebate is negative.")

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The taxed tariffs."""
        return {"on": self.on}

    def faults_among(
        self, components: Mapping[str, Component]
    ) -> Iterable[tuple[str, str, str, str]]:
        """A tax does not rest on itself, directly or through others."""
        circle = _circle(self.name, components)
        if circle:
            found = f"{circle[0]} rests on {', which rests on '.join(circle[1:])}"
            yield "on", "E-TF-006", found, f"leave {circle[1]} out"

    @classmethod
    def axes(cls, members: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Names of the tariffs that some tax rests on."""
        rates = effective_rates(members)
        return {"taxed_tariff": list(dict.fromkeys(b for own in rates.values() for b in own))}

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Rate of each tax on each tariff, through other taxes as well."""
        rates = effective_rates(members)
        bases = cls.axes(members)["taxed_tariff"]
        table = [[rates[c].get(b, 0.0) for b in bases] for c in members]
        return {"tax_on_factor": (("taxed_tariff",), np.array(table))}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Rate times the entries of each base."""
        import pyomo.environ as pyo

        rates = effective_rates(m.parts)
        bases: dict[str, list[str]] = {"T": [], "M": [], "Y": []}
        kinds = dict.fromkeys(type(c) for c in m.parts.values() if isinstance(c, Tariff))
        for entry in (e for kind in kinds if kind is not cls for e in kind.entries):
            owners, axis = m.component(entry.expression).index_set().subsets()
            owners.construct()
            taxed = {c: [n for n in owners if n in own] for c, own in rates.items()}
            if entry.nature != "imputed" and any(taxed.values()):
                bases[axis.name].append(entry.expression)
                name = f"taxed_{entry.expression}"
                m.add_component(name, pyo.Set(m.tax, dimen=1, within=owners, initialize=taxed))

        @m.Expression(m.tax, m.M, doc=r"\sum_b R_{c,b} C_{b,k}")
        def tax_cost(m: Any, c: Any, k: Any) -> Any:
            total = 0.0
            for name in bases["T"]:
                total = total + sum(
                    m.tax_on_factor[c, b] * m.weight[t] * m.component(name)[b, t]
                    for b in m.component(f"taxed_{name}")[c]
                    for t in m.steps_in_month[k]
                )
            return total + cls._taxed(m, bases["M"], c, k)

        @m.Expression(m.tax, m.Y, doc=r"\sum_b R_{c,b} C_{b,y}")
        def tax_year_cost(m: Any, c: Any, y: Any) -> Any:
            return cls._taxed(m, bases["Y"], c, y)

    @staticmethod
    def _taxed(m: Any, names: Sequence[str], c: Any, period: Any) -> Any:
        total = 0.0
        for name in names:
            money, taxed = m.component(name), m.component(f"taxed_{name}")
            total = total + sum(m.tax_on_factor[c, b] * money[b, period] for b in taxed[c])
        return total

    def sunk_on(
        self, rows: Sequence[Row], components: Mapping[str, Component], base: str, rate: float
    ) -> Iterable[Row]:
        """Tax of sunk rows, one row a period."""
        rates = effective_rates(components)[self.name]
        taxed: dict[str, float] = {}
        for row in rows:
            if row.component in rates:
                amount = rates[row.component] * row.amount_base
                taxed[row.period] = taxed.get(row.period, 0.0) + amount
        for period, amount in taxed.items():
            yield Row(
                self.name, "tax", "sunk", "system", "government", period,
                self.currency or base, amount / rate, amount,
            )  # fmt: skip

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a month (or year) on the sum of the taxed lines."""
        taxed: dict[str, float] = {}
        for line in base:
            amount = line.amount * meter.rate(line.currency) / meter.rate(self.currency)
            taxed[line.period] = taxed.get(line.period, 0.0) + amount
        for period, amount in taxed.items():
            yield Line(
                self.name, "tax", "tax", period, amount, "{currency}", self.rate_frac, "1",
                self.currency or meter.base,
            )  # fmt: skip


def _circle(name: str, components: Mapping[str, Any], above: tuple[str, ...] = ()) -> list[str]:
    """A way from a tax back to itself, empty where there is none."""
    if above and name == above[0]:
        return [*above, name]
    tax = components.get(name)
    if name in above or not isinstance(tax, Tax):
        return []
    ways = (_circle(other, components, (*above, name)) for other in tax.on)
    return next((way for way in ways if way), [])
