r"""Start charge: so much per MW of thermal capacity brought online.

symbol      code                          unit         meaning
z_{g,t}     p_start_mw[g, t]              MW           capacity brought online in the step
\sigma_c    charge_per_mw_start[c]        currency/MW  per start
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from bess_opt.bands import START_CHARGE
from bess_opt.bill import Line, Meter, month_name
from bess_opt.component import Component, Entry, Tariff


class StartCharge(Tariff, kind="start_charge"):
    """A cost on the increase of online capacity."""

    entries: ClassVar[tuple[Entry, ...]] = (Entry("start", "start_cost", payee="plant"),)
    draws_on: ClassVar[tuple[str, ...]] = ("p_online_mw",)
    single_prices: ClassVar[Mapping[str, tuple[str, ...]]] = {"starts": ("charge_per_mw_start",)}
    toy: ClassVar[Mapping[str, Any]] = {"assets": ["unit"], "charge_per_mw_start": 5.0}

    assets: list[str] = Field(min_length=1, description="Plants whose starts cost.")
    charge_per_mw_start: Annotated[float, START_CHARGE] = Field(
        ge=0, description="Of a MW of capacity that comes online."
    )

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The plants."""
        return {"assets": self.assets}

    def commits(self, components: Mapping[str, Component]) -> Iterable[str]:
        """The plants."""
        return self.assets

    @classmethod
    def subsets(
        cls, members: Mapping[str, Any], components: Mapping[str, Component]
    ) -> dict[str, list[str]]:
        """Plants whose starts are counted."""
        return {"started": list(dict.fromkeys(a for c in members.values() for a in c.assets))}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Starts are the increase of online capacity, cyclic within a period."""
        import pyomo.environ as pyo

        m.p_start_mw = pyo.Var(
            m.started, m.T, within=pyo.NonNegativeReals, doc="z_{g,t}: brought online"
        )

        @m.Constraint(m.started, m.T, doc=r"z_{g,t} \ge u_{g,t} - u_{g,t-1}")
        def start_charge_start(m: Any, g: Any, t: Any) -> Any:
            return m.p_start_mw[g, t] >= m.p_online_mw[g, t] - m.p_online_mw[g, m.before[t]]

        @m.Expression(m.start_charge, m.T, doc=r"\sigma_c \sum_{g \in c} z_{g,t}")
        def start_cost(m: Any, c: Any, t: Any) -> Any:
            return sum(
                m.charge_per_mw_start[c] * m.p_start_mw[g, t] for g in m.start_charge_assets[c]
            )

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a month on the capacity brought online."""
        started = meter.flow_mw(self.assets, "p_start_mw")
        for month in meter.months:
            here = meter.in_month(month)
            yield Line(
                self.name, "start", "starts", month_name(month),
                float(started[here] @ meter.horizon.weight[here]), "MW", self.charge_per_mw_start,
                "{currency}/MW", self.currency or meter.base,
            )  # fmt: skip
