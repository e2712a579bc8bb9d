r"""Demand, with tiers that may be shed at a value of lost load.

symbol        code                   unit   meaning
d_{l,t}       demand_mw[l, t]        MW     wanted
x_{l,i,t}     p_shed_mw[l, i, t]     MW     not served, of tier i
\sigma_{l,i}  shed_share_frac[l, i]  1      share of the demand that belongs to the tier
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import LOAD_FACTOR, LOST_LOAD
from bess_opt.component import (
    Asset,
    Check,
    Derived,
    Entry,
    Fields,
    Part,
    SeriesPositive,
)
from bess_opt.horizon import Horizon


class Tier(Part):
    """A share of the demand and what an unserved MWh of it is worth."""

    name: str = Field(description="As it stands in reports.")
    share_frac: float = Field(ge=0, le=1, description="Share of the demand in every step.")
    lost_load_per_mwh: Annotated[float, LOST_LOAD] = Field(
        ge=0, description="What an unserved MWh costs whoever goes without."
    )


class Load(Asset, kind="load"):
    """What the grid must serve."""

    is_demand: ClassVar[bool] = True
    part: ClassVar[str] = "load"
    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("lost_load", "load_lost_cost", "imputed", "consumer", "consumer"),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "demand_mw": 10.0,
        "tiers": [{"name": "all", "share_frac": 1.0, "lost_load_per_mwh": 5000.0}],
    }

    demand_mw: Annotated[SeriesPositive, LOAD_FACTOR] = Field(description="Power wanted.")
    tiers: list[Tier] = Field(default_factory=list, description="Sheddable tiers, any order.")

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """Tiers cannot hold more than the demand."""
        total = sum(tier.share_frac for tier in self.tiers)
        if total > 1 + 1e-9:
            yield (
                "tiers",
                "E-PH-014",
                f"the tiers' shares add up to {total:g}",
                "let them add up to 1 at most",
            )

    @classmethod
    def axes(cls, members: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Numbers of the tiers."""
        return {"tier": list(range(max((len(x.tiers) for x in members.values()), default=0)))}

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Share and value of each tier; zero where a load has fewer."""
        width = len(cls.axes(members)["tier"])
        share, value = np.zeros((len(members), width)), np.zeros((len(members), width))
        for k, load in enumerate(members.values()):
            for i, tier in enumerate(load.tiers):
                share[k, i], value[k, i] = tier.share_frac, tier.lost_load_per_mwh
        return {"shed_share_frac": (("tier",), share), "lost_load_per_mwh": (("tier",), value)}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Shedding within the tiers."""
        import pyomo.environ as pyo

        m.p_shed_mw = pyo.Var(
            m.load_,
            m.tier,
            m.T,
            bounds=lambda m, a, i, t: (0, m.shed_share_frac[a, i] * m.demand_mw[a, t]),
            doc=r"x_{l,i,t} \le \sigma_{l,i} d_{l,t}: not served",
        )

        @m.Expression(m.load_, m.T, doc=r"\sum_i V_{l,i} \Delta_t x_{l,i,t}")
        def load_lost_cost(m: Any, a: Any, t: Any) -> Any:
            return sum(m.lost_load_per_mwh[a, i] * m.dt_h[t] * m.p_shed_mw[a, i, t] for i in m.tier)

        @m.Expression(m.load_, m.T, doc=r"d_{l,t} - \sum_i x_{l,i,t}")
        def p_served_mw(m: Any, a: Any, t: Any) -> Any:
            return m.demand_mw[a, t] - sum(m.p_shed_mw[a, i, t] for i in m.tier)

    @classmethod
    def injection(cls, m: Any, a: Any, t: Any) -> Any:
        """Served demand, drawn from the bus."""
        return -m.p_served_mw[a, t]

    def _shed_mw(self, ds: Any) -> Any:
        if "p_shed_mw" not in ds or not self.tiers:
            return np.zeros(ds.sizes["time"])
        shed = ds["p_shed_mw"].sel(component=self.name).transpose("tier", "time")
        return np.nan_to_num(shed.to_numpy()).sum(axis=0)

    def injected_mw(self, ds: Any) -> dict[str, Any]:
        """Recompute the injection from results."""
        demand = ds["demand_mw"].sel(component=self.name).to_numpy()
        return {self.bus: self._shed_mw(ds) - demand}

    def energy_mwh(self, ds: Any, horizon: Horizon) -> dict[str, float]:
        """Energy wanted, served and shed."""
        hours = horizon.dt_h * horizon.weight
        demand = float(ds["demand_mw"].sel(component=self.name).to_numpy() @ hours)
        shed = float(self._shed_mw(ds) @ hours)
        return {"demand": demand, "served": demand - shed, "shed": shed}

    def check(self, ds: Any, horizon: Horizon) -> Iterable[Check]:
        """Shedding lies between zero and each tier's share."""
        if self.tiers:
            demand = ds["demand_mw"].sel(component=self.name).to_numpy()
            shed = ds["p_shed_mw"].sel(component=self.name).transpose("tier", "time").to_numpy()
            share = np.array([tier.share_frac for tier in self.tiers])
            over = shed[: len(share)] - share[:, None] * demand
            miss = float(np.max(np.maximum(over, -shed[: len(share)])))
            yield Check("shedding within tiers", self.name, miss, 1e-5, "MW")
