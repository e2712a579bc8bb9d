r"""Hydro behind a reservoir that is filled by the month and drawn by the day.

    symbol          code                      unit  meaning
    p_{g,t}         p_generation_mw[g, t]     MW    through the turbines, to the bus
    s_{g,t}         p_spill_mw[g, t]          MW    past the turbines
    \mu_{g,t}       p_mean_mw[g, t]           MW    month's energy over the month's hours
    \phi_g          flex_frac[g]              1     how far a day may leave the month's mean day

The month's energy is released in full, through turbines or past them. What the irrigation
authority releases hour by hour is not modelled: ``flex_frac`` and the two flow limits stand for it,
and are the strongest competitor that storage has; vary them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import capex
from bess_opt.component import (
    Asset,
    Basis,
    Carry,
    Check,
    Derived,
    Fields,
    Monthly,
    MonthlyPositive,
    Rating,
    SeriesFrac,
    Shadow,
)
from bess_opt.horizon import Horizon
from bess_opt.outages import Outages


class Reservoir(Asset, kind="reservoir"):
    """Storage hydro with a monthly energy budget."""

    is_generator: ClassVar[bool] = True
    gives_reserve: ClassVar[bool] = True
    gives_firm: ClassVar[bool] = True
    part: ClassVar[str] = "hydro"
    flows: ClassVar[tuple[str, ...]] = ("p_generation_mw", "p_spill_mw")
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "reservoir_month_energy",
            "reservoir_month_energy",
            "{currency}/MWh",
            "value of one more MWh of water in that month",
            "Water of the month",
            is_limit=False,
        ),
        Shadow(
            "reservoir_turbine_limit",
            "reservoir_turbine_limit",
            "{currency}/MW/h",
            "value of one more MW of turbines in that step",
            "Turbines at full power",
        ),
        Shadow(
            "reservoir_flow_max",
            "reservoir_flow_max",
            "{currency}/MW/h",
            "value of one more MW of flow allowed in that step",
            "Most flow allowed",
        ),
        Shadow(
            "reservoir_flow_min",
            "reservoir_flow_min",
            "{currency}/MW/h",
            "saving from one MW less of flow demanded in that step",
            "Least flow demanded",
        ),
        Shadow(
            "reservoir_day_most",
            "reservoir_day_most",
            "{currency}/MWh",
            "value of one more MWh that may be released on that day",
            "Most water of a day released",
        ),
        Shadow(
            "reservoir_day_least",
            "reservoir_day_least",
            "{currency}/MWh",
            "saving from one MWh less that must be released on that day",
            "Least water of a day released",
        ),
    )
    carries: ClassVar[tuple[Carry, ...]] = (
        Carry("reservoir_day_most"),
        Carry("reservoir_day_least"),
        Carry("reservoir_month_energy"),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "p_rated_mw": 8.0,
        "energy_mwh_per_month": 1488.0,
        "flow_min_factor": 0.5,
        "flow_max_factor": 2.0,
    }

    p_rated_mw: Annotated[Rating, capex(500e3, 10e6, "USD/MW for hydro")] = Field(
        description="Rating of all turbines."
    )
    available_frac: SeriesFrac = Field(1.0, description="Share of the rating that can be used.")
    outages: Outages | None = Field(None, description="When it is out, as a calendar.")
    energy_mwh_per_month: MonthlyPositive = Field(
        description="Energy of a whole calendar month, January first."
    )
    flex_frac: Annotated[
        float, Basis("assumption: dams that serve irrigation shift little water between days")
    ] = Field(0.15, ge=0, description="Reach of a day around the month's mean day.")
    flex_down_frac: float | None = Field(
        None, ge=0, le=1, description="Reach below the mean day, where it differs from above."
    )
    flow_min_factor: Monthly = Field(0.0, description="Least flow over the month's mean flow.")
    flow_max_factor: Annotated[
        Monthly, Basis("no limit of the river: a mean day's water in a single hour")
    ] = Field(24.0, description="Most flow over the month's mean flow.")
    firm_frac: float = Field(0.0, ge=0, le=1, description="Share of the rating counted as firm.")
    renewable: bool = Field(True, description="Counts towards a renewable share.")
    clean: bool = Field(True, description="Counts towards a clean share.")

    @property
    def day_least_frac(self) -> float:
        """Least release of a day over the month's mean day."""
        down = self.flex_frac if self.flex_down_frac is None else self.flex_down_frac
        return max(0.0, 1.0 - down)

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Mean power of the month, and the flow limits it implies, in each step."""
        at = np.searchsorted(horizon.months, horizon.month_label)
        hours = _hours_of_months(horizon)
        energy = np.array([fields["energy_mwh_per_month"][g] for g in members]).reshape(
            len(members), -1
        )
        mean = (energy / hours)[:, at]
        low = np.array([fields["flow_min_factor"][g] for g in members]).reshape(mean.shape[0], -1)
        high = np.array([fields["flow_max_factor"][g] for g in members]).reshape(mean.shape[0], -1)
        return {
            "p_mean_mw": (("T",), mean),
            "day_least_frac": ((), np.array([x.day_least_frac for x in members.values()])),
            "flow_min_mw": (("T",), mean * low[:, at]),
            "flow_max_mw": (("T",), mean * high[:, at]),
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Physics of all reservoirs."""
        import pyomo.environ as pyo

        m.p_spill_mw = pyo.Var(
            m.reservoir, m.T, within=pyo.NonNegativeReals, doc="s_{g,t}: released past the turbines"
        )

        @m.Constraint(m.reservoir, m.T, doc=r"p_{g,t} + \sum_k r_{k,g,t} \le a_{g,t} \bar P_g")
        def reservoir_turbine_limit(m: Any, g: Any, t: Any) -> Any:
            return (
                m.p_generation_mw[g, t] + m.r_held_mw[g, t]
                <= m.available_frac[g, t] * m.p_rated_mw[g, m.year[t]]
            )

        @m.Constraint(m.reservoir, m.T, doc=r"p_{g,t} + \sum_k r_{k,g,t} \le \bar\mu_{g,t}")
        def reservoir_flow_max(m: Any, g: Any, t: Any) -> Any:
            return m.p_generation_mw[g, t] + m.r_held_mw[g, t] <= m.flow_max_mw[g, t]

        @m.Constraint(m.reservoir, m.T, doc=r"p_{g,t} + s_{g,t} \ge \underline\mu_{g,t}")
        def reservoir_flow_min(m: Any, g: Any, t: Any) -> Any:
            return m.p_generation_mw[g, t] + m.p_spill_mw[g, t] >= m.flow_min_mw[g, t]

        @m.Constraint(
            m.reservoir,
            m.D,
            doc=r"\sum_{t \in d} \Delta_t (p_{g,t} + s_{g,t}) \le (1+\phi_g) \Delta_t \mu_{g,t}",
        )
        def reservoir_day_most(m: Any, g: Any, d: Any) -> Any:
            return (
                sum(
                    m.dt_h[t]
                    * (
                        m.p_generation_mw[g, t]
                        + m.p_spill_mw[g, t]
                        - (1 + m.flex_frac[g]) * m.p_mean_mw[g, t]
                    )
                    for t in m.steps_in_day[d]
                )
                <= 0
            )

        @m.Constraint(
            m.reservoir,
            m.D,
            doc=r"\sum_{t \in d} \Delta_t (p_{g,t} + s_{g,t}) \ge \phi^-_g \Delta_t \mu_{g,t}",
        )
        def reservoir_day_least(m: Any, g: Any, d: Any) -> Any:
            return (
                sum(
                    m.dt_h[t]
                    * (
                        m.p_generation_mw[g, t]
                        + m.p_spill_mw[g, t]
                        - m.day_least_frac[g] * m.p_mean_mw[g, t]
                    )
                    for t in m.steps_in_day[d]
                )
                >= 0
            )

        @m.Constraint(
            m.reservoir,
            m.M,
            doc=r"\sum_{t \in k} \omega_t \Delta_t (p_{g,t} + s_{g,t}) = s_k W_{g,k}",
        )
        def reservoir_month_energy(m: Any, g: Any, k: Any) -> Any:
            return (
                sum(
                    m.weight[t] * m.dt_h[t] * (m.p_generation_mw[g, t] + m.p_spill_mw[g, t])
                    for t in m.steps_in_month[k]
                )
                == m.share_of_month[k] * m.energy_mwh_per_month[g, k]
            )

        @m.Constraint(m.reservoir_firm, m.Y, doc=r"f_{g,y} \le c_g \bar P_g")
        def reservoir_firm_power(m: Any, g: Any, y: Any) -> Any:
            return m.p_firm_mw[g, y] <= m.firm_frac[g] * m.p_rated_mw[g, y]

    @classmethod
    def injection(cls, m: Any, a: Any, t: Any) -> Any:
        """Power through the turbines."""
        return m.p_generation_mw[a, t]

    def injected_mw(self, ds: Any) -> dict[str, Any]:
        """Recompute the injection from results."""
        return {self.bus: ds["p_generation_mw"].sel(component=self.name).to_numpy()}

    def energy_mwh(self, ds: Any, horizon: Horizon) -> dict[str, float]:
        """Energy generated and spilled."""
        hours, at = horizon.dt_h * horizon.weight, ds.sel(component=self.name)
        return {
            "generated": float(at["p_generation_mw"].to_numpy() @ hours),
            "spilled": float(at["p_spill_mw"].to_numpy() @ hours),
        }

    def check(self, ds: Any, horizon: Horizon) -> Iterable[Check]:
        """Turbine limit and the budgets of months and days."""
        at = ds.sel(component=self.name)
        p, spill = at["p_generation_mw"].to_numpy(), at["p_spill_mw"].to_numpy()
        rated = at["p_rated_mw"].sel(year_label=ds["year"].to_numpy()).to_numpy()
        limit = at["available_frac"].to_numpy() * rated
        yield Check("turbine limit", self.name, float(np.max(p - limit)), 1e-5, "MW")
        given = self.energy_mwh_per_month
        twelve = np.array(given if isinstance(given, list) else [given] * 12, dtype=float)
        weighted = (p + spill) * horizon.dt_h * horizon.weight
        miss = 0.0
        for k, label in enumerate(horizon.months):
            released = float(weighted[horizon.month_label == label].sum())
            budget = twelve[label % 100 - 1] * horizon.share_of_month[label]
            miss = max(miss, abs(released - budget) / max(budget, 1.0))
            del k
        yield Check("month's water released", self.name, miss, 1e-6, "1")
        mean = (twelve[horizon.month_of_year - 1] / _hours_of_months(horizon))[
            np.searchsorted(horizon.months, horizon.month_label)
        ]
        day = np.bincount(horizon.day, (p + spill) * horizon.dt_h)
        middle = np.bincount(horizon.day, mean * horizon.dt_h)
        over = day - (1 + self.flex_frac) * middle
        reach = np.max(np.maximum(over, self.day_least_frac * middle - day))
        yield Check("day within reach", self.name, float(reach), 1e-3, "MWh")


def _hours_of_months(horizon: Horizon) -> Any:
    """Hours of each whole calendar month of the horizon, in the local zone."""
    import pandas as pd

    first = [
        pd.Timestamp(year=k // 100, month=k % 100, day=1, tz=horizon.zone) for k in horizon.months
    ]
    return np.array([((f + pd.DateOffset(months=1)) - f) / pd.Timedelta(hours=1) for f in first])
