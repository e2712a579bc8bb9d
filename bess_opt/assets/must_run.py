r"""Plant that runs flat at the energy of its month: nuclear, bagasse, a fixed import.

symbol     code                     unit  meaning
p_{g,t}    p_generation_mw[g, t]    MW    fixed at month energy over month hours
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.component import Asset, Check, Derived, Fields, MonthlyPositive
from bess_opt.horizon import Horizon


class MustRun(Asset, kind="must_run"):
    """Generation that no dispatch decision moves; surplus needs an outlet of its own."""

    is_generator: ClassVar[bool] = True
    gives_firm: ClassVar[bool] = True
    emits: ClassVar[bool] = True
    part: ClassVar[str] = "steady"
    flows: ClassVar[tuple[str, ...]] = ("p_generation_mw",)
    toy: ClassVar[Mapping[str, Any]] = {"energy_mwh_per_month": 744.0, "emission_t_per_mwh": 0.1}

    energy_mwh_per_month: MonthlyPositive = Field(
        description="Energy of a whole calendar month, January first."
    )
    emission_t_per_mwh: float = Field(0.0, ge=0, description="Of a MWh delivered.")
    firm_mw: float = Field(0.0, ge=0, description="Power counted as firm.")
    renewable: bool = Field(False, description="Counts towards a renewable share.")
    clean: bool = Field(False, description="Counts towards a clean share.")

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Output in each step."""
        return {"p_must_mw": (("T",), np.array([x.output_mw(horizon) for x in members.values()]))}

    def output_mw(self, horizon: Horizon) -> Any:
        """Month energy over month hours in each step, shape (T,)."""
        import pandas as pd

        given = self.energy_mwh_per_month
        twelve = np.array(given if isinstance(given, list) else [given] * 12, dtype=float)
        hours = np.empty(len(horizon))
        for label in horizon.months:
            first = pd.Timestamp(year=label // 100, month=label % 100, day=1, tz=horizon.zone)
            length = (first + pd.DateOffset(months=1)) - first
            hours[horizon.month_label == label] = length / pd.Timedelta(hours=1)
        return twelve[horizon.month_label % 100 - 1] / hours

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Output is given."""

        @m.Constraint(m.must_run, m.T, doc=r"p_{g,t} = W_{g,k(t)} / H_{k(t)}")
        def must_run_output(m: Any, g: Any, t: Any) -> Any:
            return m.p_generation_mw[g, t] == m.p_must_mw[g, t]

        @m.Constraint(m.must_run_firm, m.Y, doc=r"f_{g,y} \le F_g")
        def must_run_firm_power(m: Any, g: Any, y: Any) -> Any:
            return m.p_firm_mw[g, y] <= m.firm_mw[g]

    @classmethod
    def injection(cls, m: Any, a: Any, t: Any) -> Any:
        """Delivered power."""
        return m.p_generation_mw[a, t]

    @classmethod
    def emission(cls, m: Any, a: Any, t: Any) -> Any:
        """Emission per MWh delivered."""
        return m.emission_t_per_mwh[a] * m.p_generation_mw[a, t]

    def shown_as(self) -> str:
        """As what it most likely burns."""
        return "biomass" if self.renewable else "nuclear" if self.clean else self.part

    def injected_mw(self, ds: Any) -> dict[str, Any]:
        """Recompute the injection from results."""
        return {self.bus: ds["p_generation_mw"].sel(component=self.name).to_numpy()}

    def energy_mwh(self, ds: Any, horizon: Horizon) -> dict[str, float]:
        """Energy generated."""
        hours = horizon.dt_h * horizon.weight
        return {"generated": float(self.injected_mw(ds)[self.bus] @ hours)}

    def emissions_t(self, ds: Any, horizon: Horizon) -> float:
        """Emission over the horizon."""
        return self.emission_t_per_mwh * self.energy_mwh(ds, horizon)["generated"]

    def check(self, ds: Any, horizon: Horizon) -> Iterable[Check]:
        """Output equals what is given."""
        miss = np.max(np.abs(self.injected_mw(ds)[self.bus] - self.output_mw(horizon)))
        yield Check("fixed output", self.name, float(miss), 1e-5, "MW")
