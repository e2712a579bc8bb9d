r"""Outlet for surplus: turning down what is said to be fixed, or burning it off.

    symbol     code                 unit  meaning
    o_{a,t}    p_outlet_mw[a, t]    MW    taken from the bus and not used

Energy through an outlet is not served: share policies leave it out. Give it a price by a tariff.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import NoBand
from bess_opt.component import Asset, Check, Rating
from bess_opt.horizon import Horizon


class Outlet(Asset, kind="outlet"):
    """Explicit, counted disposal of surplus energy."""

    takes_surplus: ClassVar[bool] = True
    part: ClassVar[str] = "curtailment"
    flows: ClassVar[tuple[str, ...]] = ("p_outlet_mw",)
    toy: ClassVar[Mapping[str, Any]] = {"p_rated_mw": 3.0}

    p_rated_mw: Annotated[Rating, NoBand("an outlet counts surplus and is nothing to buy")] = Field(
        description="Most surplus let go."
    )

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Disposal within its rating."""
        import pyomo.environ as pyo

        m.p_outlet_mw = pyo.Var(
            m.outlet, m.T, within=pyo.NonNegativeReals, doc="o_{a,t}: surplus let go"
        )

        @m.Constraint(m.outlet, m.T, doc=r"o_{a,t} \le \bar P_a")
        def outlet_limit(m: Any, a: Any, t: Any) -> Any:
            return m.p_outlet_mw[a, t] <= m.p_rated_mw[a, m.year[t]]

    @classmethod
    def injection(cls, m: Any, a: Any, t: Any) -> Any:
        """Drawn from the bus."""
        return -m.p_outlet_mw[a, t]

    def injected_mw(self, ds: Any) -> dict[str, Any]:
        """Recompute the injection from results."""
        return {self.bus: -ds["p_outlet_mw"].sel(component=self.name).to_numpy()}

    def energy_mwh(self, ds: Any, horizon: Horizon) -> dict[str, float]:
        """Energy let go."""
        hours = horizon.dt_h * horizon.weight
        return {"outlet": -float(self.injected_mw(ds)[self.bus] @ hours)}

    def check(self, ds: Any, horizon: Horizon) -> Iterable[Check]:
        """Disposal between zero and the rating."""
        at = ds.sel(component=self.name)
        rated = at["p_rated_mw"].sel(year_label=ds["year"].to_numpy()).to_numpy()
        out = at["p_outlet_mw"].to_numpy()
        miss = float(np.max(np.maximum(out - rated, -out)))
        yield Check("disposal within rating", self.name, miss, 1e-5, "MW")
