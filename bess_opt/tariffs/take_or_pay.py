r"""Take-or-pay: energy at a price, and what is not taken below a floor is paid for too.

    symbol      code                             unit          meaning
    E_{c,k}     sum of metered energy in k       MWh           delivered in the month (or year)
    \alpha_c    take_frac[c]                     1             share of the contract to be taken
    C_{c,k}     contract_mwh_per_month[c, k]     MWh           energy available under the contract
    v_{c,k}     untaken_month_mwh[c, k]          MWh           floor less delivery, at least zero

Cost = price * E + pay price * max(0, alpha C - E), once. Delivery counts physically.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from bess_opt.bands import CONTRACT_PRICE
from bess_opt.bill import Line, Meter, month_name
from bess_opt.component import (
    Carry,
    Component,
    Entry,
    MonthlyPositive,
    Shadow,
    Tariff,
)


class TakeOrPay(Tariff, kind="take_or_pay"):
    """Settled by month or by year."""

    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("energy", "take_or_pay_energy_cost", payee="plant"),
        Entry("untaken", "untaken_month_cost", payee="plant"),
        Entry("untaken_of_year", "untaken_year_cost", payee="plant"),
    )
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "take_or_pay_month",
            "take_or_pay_month",
            "{currency}/MWh",
            "cost of one more MWh of floor in that month",
            "Energy to be taken or paid in the month",
        ),
    )
    carries: ClassVar[tuple[Carry, ...]] = (
        Carry("take_or_pay_month", settles="untaken_month_mwh"),
        Carry("take_or_pay_year", settles="untaken_year_mwh"),
    )
    single_prices: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "energy not taken": ("pay_price_per_mwh",)
    }
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["unit"],
        "take_frac": 0.5,
        "contract_mwh_per_month": 7440.0,
        "pay_price_per_mwh": 30.0,
    }

    assets: list[str] = Field(min_length=1, description="Plants under the contract.")
    flow: str = Field("p_generation_mw", description="Which flow of the assets is metered.")
    take_frac: float = Field(ge=0, le=1, description="Share of the contract to be taken or paid.")
    contract_mwh_per_month: MonthlyPositive = Field(description="January first, or one number.")
    energy_price_per_mwh: Annotated[float, CONTRACT_PRICE] = Field(
        0.0, ge=0, description="Paid for what is taken."
    )
    pay_price_per_mwh: Annotated[float, CONTRACT_PRICE] = Field(
        ge=0, description="Paid for what is not taken."
    )
    settlement: Literal["monthly", "annual"] = Field(
        "monthly", description="Whether each month or each year is held to its share."
    )

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The contracted plants."""
        return {"assets": self.assets}

    @property
    def months_stand_alone(self) -> bool:
        """As it is settled."""
        return self.settlement == "monthly"

    @classmethod
    def subsets(
        cls, members: Mapping[str, Any], components: Mapping[str, Component]
    ) -> dict[str, list[str]]:
        """Contracts by their settlement."""
        return {
            f"take_or_pay_{s}": [c for c, x in members.items() if x.settlement == s]
            for s in ("monthly", "annual")
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Untaken energy closes the gap to the floor."""
        import pyomo.environ as pyo

        m.untaken_month_mwh = pyo.Var(
            m.take_or_pay_monthly, m.M, within=pyo.NonNegativeReals, doc="v_{c,k}: untaken"
        )
        m.untaken_year_mwh = pyo.Var(
            m.take_or_pay_annual, m.Y, within=pyo.NonNegativeReals, doc="v_{c,y}: untaken"
        )

        @m.Constraint(m.take_or_pay_monthly, m.M, doc=r"E_{c,k} + v_{c,k} \ge \alpha_c s_k C_{c,k}")
        def take_or_pay_month(m: Any, c: Any, k: Any) -> Any:
            return (
                sum(m.weight[t] * m.dt_h[t] * m.metered_mw[c, t] for t in m.steps_in_month[k])
                + m.untaken_month_mwh[c, k]
                >= m.take_frac[c] * m.share_of_month[k] * m.contract_mwh_per_month[c, k]
            )

        @m.Constraint(
            m.take_or_pay_annual,
            m.Y,
            doc=r"E_{c,y} + v_{c,y} \ge \alpha_c \sum_{k \in y} s_k C_{c,k}",
        )
        def take_or_pay_year(m: Any, c: Any, y: Any) -> Any:
            return sum(
                m.weight[t] * m.dt_h[t] * m.metered_mw[c, t] for t in m.steps_in_year[y]
            ) + m.untaken_year_mwh[c, y] >= sum(
                m.take_frac[c] * m.share_of_month[k] * m.contract_mwh_per_month[c, k]
                for k in m.months_in_year[y]
            )

        @m.Expression(m.take_or_pay, m.T, doc=r"\pi_c \Delta_t q_{c,t}")
        def take_or_pay_energy_cost(m: Any, c: Any, t: Any) -> Any:
            return m.energy_price_per_mwh[c] * m.dt_h[t] * m.metered_mw[c, t]

        @m.Expression(m.take_or_pay_monthly, m.M, doc=r"\pi^{pay}_c v_{c,k}")
        def untaken_month_cost(m: Any, c: Any, k: Any) -> Any:
            return m.pay_price_per_mwh[c] * m.untaken_month_mwh[c, k]

        @m.Expression(m.take_or_pay_annual, m.Y, doc=r"\pi^{pay}_c v_{c,y}")
        def untaken_year_cost(m: Any, c: Any, y: Any) -> Any:
            return m.pay_price_per_mwh[c] * m.untaken_year_mwh[c, y]

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """Energy by month, and what is missing to the floor by month or by year."""
        flow = meter.flow_mw(self.assets, self.flow)
        currency = self.currency or meter.base
        missing: dict[str, float] = {}
        for month in meter.months:
            here = meter.in_month(month)
            taken = float(flow[here] @ meter.hours[here])
            yield Line(
                self.name, "energy", "energy", month_name(month), taken, "MWh",
                self.energy_price_per_mwh, "{currency}/MWh", currency,
            )  # fmt: skip
            share = meter.horizon.share_of_month[month]
            floor = self.take_frac * share * meter.monthly(self.contract_mwh_per_month, month)
            year = str(int(meter.horizon.year[here][0]))
            period = month_name(month) if self.settlement == "monthly" else year
            missing[period] = missing.get(period, 0.0) + floor - taken
        entry = "untaken" if self.settlement == "monthly" else "untaken_of_year"
        for period, untaken in missing.items():
            yield Line(
                self.name, entry, "not taken", period, max(0.0, untaken), "MWh",
                self.pay_price_per_mwh, "{currency}/MWh", currency,
            )  # fmt: skip
