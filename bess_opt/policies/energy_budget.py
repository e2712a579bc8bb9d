r"""Energy budget: least and most energy of some assets in a calendar month.

A gas allocation, a minimum run for local grid needs, a fuel stock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pydantic import Field

from bess_opt.component import Carry, Component, MonthlyPositive, Policy, Shadow


class EnergyBudget(Policy, kind="energy_budget"):
    """Bounds on metered energy by month."""

    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "energy_budget_most",
            "energy_budget_most",
            "{currency}/MWh",
            "saving from one more MWh allowed in that month",
            "Most energy of the month",
        ),
        Shadow(
            "energy_budget_least",
            "energy_budget_least",
            "{currency}/MWh",
            "cost of one more MWh required in that month",
            "Least energy of the month",
        ),
    )
    carries: ClassVar[tuple[Carry, ...]] = (
        Carry("energy_budget_most"),
        Carry("energy_budget_least"),
    )
    toy: ClassVar[Mapping[str, Any]] = {"assets": ["unit"], "most_mwh_per_month": 29000.0}

    assets: list[str] = Field(min_length=1, description="Assets that are metered.")
    flow: str = Field("p_generation_mw", description="Which flow of the assets is metered.")
    least_mwh_per_month: MonthlyPositive | None = Field(
        None, description="January first, or one number; no floor where absent."
    )
    most_mwh_per_month: MonthlyPositive | None = Field(
        None, description="January first, or one number; no cap where absent."
    )

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The metered assets."""
        return {"assets": self.assets}

    @classmethod
    def subsets(
        cls, members: Mapping[str, Any], components: Mapping[str, Component]
    ) -> dict[str, list[str]]:
        """Budgets by which bound they give."""
        return {
            "budget_least": [c for c, x in members.items() if x.least_mwh_per_month is not None],
            "budget_most": [c for c, x in members.items() if x.most_mwh_per_month is not None],
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Metered energy of the month within its bounds."""

        @m.Expression(
            m.energy_budget, m.M, doc=r"E_{c,k} = \sum_{t \in k} \omega_t \Delta_t q_{c,t}"
        )
        def budget_energy_mwh(m: Any, c: Any, k: Any) -> Any:
            return sum(m.weight[t] * m.dt_h[t] * m.metered_mw[c, t] for t in m.steps_in_month[k])

        @m.Constraint(m.budget_most, m.M, doc=r"E_{c,k} \le s_k \bar E_{c,k}")
        def energy_budget_most(m: Any, c: Any, k: Any) -> Any:
            return m.budget_energy_mwh[c, k] <= m.share_of_month[k] * m.most_mwh_per_month[c, k]

        @m.Constraint(m.budget_least, m.M, doc=r"E_{c,k} \ge s_k \underline E_{c,k}")
        def energy_budget_least(m: Any, c: Any, k: Any) -> Any:
            return m.budget_energy_mwh[c, k] >= m.share_of_month[k] * m.least_mwh_per_month[c, k]
