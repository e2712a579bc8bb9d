r"""Capacity payment: so much per MW and month, whether the plant runs or not.

    symbol        code                       unit               meaning
    \kappa_{c,k}  charge_per_mw_month[c, k]  currency/MW/month  charge of a calendar month
    \bar P_a      p_rated_mw[a, y]           MW                 kept capacity, with exit

A payment without exit is *sunk*: it stays out of the LP and its gap, and enters the ledger in both
runs. With exit, the capacity kept under contract is a decision: give the plant's rating as
``{min: 0, max: contracted}`` and the system a ``capacity_margin``, because one perfect year would
otherwise retire every reserve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import CAPACITY_CHARGE
from bess_opt.bill import Line, Meter, month_name
from bess_opt.component import Component, Derived, Entry, Fields, MonthlyPositive, Row, Tariff
from bess_opt.fields import by_month, of_year
from bess_opt.horizon import Horizon


class CapacityPayment(Tariff, kind="capacity_payment"):
    """Sunk by default; a decision where ``exit_allowed``."""

    pays_capacity: ClassVar[bool] = True
    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("capacity_payment", "capacity_payment_cost", payee="plant"),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["unit"],
        "charge_per_mw_month": 1000.0,
        "contracted_mw": 40.0,
    }

    assets: list[str] = Field(min_length=1, description="Plants that are paid.")
    charge_per_mw_month: Annotated[MonthlyPositive, CAPACITY_CHARGE] = Field(
        description="Of a MW under contract: January first, or one number."
    )
    contracted_mw: float | None = Field(None, ge=0, description="Paid capacity, where sunk.")
    exit_allowed: bool = Field(False, description="Whether capacity may leave the contract.")

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The paid plants."""
        return {"assets": self.assets}

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """A sunk payment says for how many MW."""
        if not self.exit_allowed and self.contracted_mw is None:
            yield (
                "contracted_mw",
                "E-CF-006",
                "a capacity payment without exit needs contracted_mw",
                "give the contracted capacity, or set exit_allowed: true",
            )

    @property
    def months_stand_alone(self) -> bool:
        """Where exit is allowed it is one line a year."""
        return not self.exit_allowed

    @classmethod
    def subsets(
        cls, members: Mapping[str, Any], components: Mapping[str, Component]
    ) -> dict[str, list[str]]:
        """Payments that may end."""
        return {"exit_contract": [c for c, x in members.items() if x.exit_allowed]}

    def sunk_rows(self, horizon: Horizon, base: str, rate: float) -> Iterable[Row]:
        """One row a month."""
        if self.exit_allowed or self.contracted_mw is None:
            return
        charges = by_month(self.charge_per_mw_month)
        for label in horizon.months:
            share = horizon.share_of_month[label]
            amount = charges[label % 100 - 1] * self.contracted_mw * share
            yield Row(
                self.name,
                "capacity_payment",
                "sunk",
                "system",
                "plant",
                f"{label // 100}-{label % 100:02d}",
                self.currency or base,
                amount,
                amount * rate,
            )

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """The charges of a whole year together."""
        charges = [of_year(x.charge_per_mw_month) for x in members.values()]
        return {"capacity_charge_per_mw_year": ((), np.array(charges))}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Charge on the capacity that stays under contract."""

        @m.Expression(
            m.exit_contract,
            m.Y,
            doc=r"s_y \sum_k \kappa_{c,k} \sum_{a \in c} \bar P_{a,y}",
        )
        def capacity_payment_cost(m: Any, c: Any, y: Any) -> Any:
            return sum(
                m.share_of_year[y] * m.capacity_charge_per_mw_year[c] * m.p_rated_mw[a, y]
                for a in m.capacity_payment_assets[c]
            )

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """A line a month on what is contracted, or a line a year on what is kept."""
        horizon = meter.horizon
        charges = by_month(self.charge_per_mw_month)
        kept = [
            (month_name(k), horizon.share_of_month[k] * (self.contracted_mw or 0.0),
             charges[k % 100 - 1])
            for k in meter.months
        ]  # fmt: skip
        if self.exit_allowed:
            rated = meter.ds["p_rated_mw"].sel(component=self.assets).sum("component")
            mean = of_year(charges) / 12
            kept = [
                (str(y), 12 * horizon.share_of_year[y] * float(rated.sel(year_label=y)), mean)
                for y in horizon.years
            ]
        for period, mw_months, charge in kept:
            yield Line(
                self.name, "capacity_payment", "capacity", period, mw_months, "MW month",
                charge, "{currency}/MW/month", self.currency or meter.base,
            )  # fmt: skip
