r"""Line between two buses, with a limit and a loss each way.

symbol             code                             unit  meaning
f^+_{a,t}, f^-_{a,t}  p_forward_mw, p_backward_mw   MW    sent from the first bus, from the second
\lambda_a          loss_frac[a]                     1     lost on the way
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import NoBand
from bess_opt.component import Check, Link, Rating, SeriesFrac, Shadow
from bess_opt.horizon import Horizon
from bess_opt.outages import Outages


class Line(Link, kind="line"):
    """Transport between ``bus`` and ``to_bus``; a limit, not a power flow."""

    flows: ClassVar[tuple[str, ...]] = ("p_forward_mw", "p_backward_mw")
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "line_forward_limit",
            "line_forward_limit",
            "{currency}/MW/h",
            "value of one more MW of room from the first bus to the second in that step",
            "Line full towards its second end",
        ),
        Shadow(
            "line_backward_limit",
            "line_backward_limit",
            "{currency}/MW/h",
            "value of one more MW of room from the second bus to the first in that step",
            "Line full towards its first end",
        ),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "p_rated_mw": 6.0,
        "to_bus": "other",
        "loss_frac": 0.02,
    }

    p_rated_mw: Annotated[Rating, NoBand("a line costs by its length, which is not known here")] = (
        Field(description="Limit of the flow at the sending end.")
    )
    to_bus: str = Field(description="The second bus.")
    forward_frac: SeriesFrac = Field(
        1.0, description="Share of the rating that can be sent from the first bus."
    )
    backward_frac: SeriesFrac = Field(
        1.0, description="Share of the rating that can be sent from the second bus."
    )
    outages: Outages | None = Field(None, description="When it is out, as a calendar.")
    loss_frac: float = Field(0.0, ge=0, lt=1, description="Share of what is sent, lost on the way.")

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Limits each way."""
        import pyomo.environ as pyo

        m.p_forward_mw = pyo.Var(
            m.line, m.T, within=pyo.NonNegativeReals, doc="f^+_{a,t}: sent from the first bus"
        )
        m.p_backward_mw = pyo.Var(
            m.line, m.T, within=pyo.NonNegativeReals, doc="f^-_{a,t}: sent from the second bus"
        )

        @m.Constraint(m.line, m.T, doc=r"f^+_{a,t} \le l^+_{a,t} \bar P_a")
        def line_forward_limit(m: Any, a: Any, t: Any) -> Any:
            return m.p_forward_mw[a, t] <= m.forward_frac[a, t] * m.p_rated_mw[a, m.year[t]]

        @m.Constraint(m.line, m.T, doc=r"f^-_{a,t} \le l^-_{a,t} \bar P_a")
        def line_backward_limit(m: Any, a: Any, t: Any) -> Any:
            return m.p_backward_mw[a, t] <= m.backward_frac[a, t] * m.p_rated_mw[a, m.year[t]]

    @classmethod
    def balance_term(cls, m: Any, n: Any, t: Any) -> Any:
        """Arrivals less departures at bus ``n``."""
        return sum(
            (1 - m.loss_frac[a]) * m.p_backward_mw[a, t] - m.p_forward_mw[a, t]
            for a in m.line_at_bus[n]
        ) + sum(
            (1 - m.loss_frac[a]) * m.p_forward_mw[a, t] - m.p_backward_mw[a, t]
            for a in m.line_to_bus[n]
        )

    def _flows(self, ds: Any) -> tuple[Any, Any]:
        at = ds.sel(component=self.name)
        return at["p_forward_mw"].to_numpy(), at["p_backward_mw"].to_numpy()

    def injected_mw(self, ds: Any) -> dict[str, Any]:
        """Recompute the injection at both ends from results."""
        forward, backward = self._flows(ds)
        kept = 1 - self.loss_frac
        return {self.bus: kept * backward - forward, self.to_bus: kept * forward - backward}

    def energy_mwh(self, ds: Any, horizon: Horizon) -> dict[str, float]:
        """Energy sent each way and lost."""
        hours = horizon.dt_h * horizon.weight
        forward, backward = (float(flow @ hours) for flow in self._flows(ds))
        lost = self.loss_frac * (forward + backward)
        return {"sent_forward": forward, "sent_backward": backward, "lost": lost}

    def slack_mw(self, ds: Any) -> dict[str, Any]:
        """What is left of the limit each way."""
        at, (forward, backward) = ds.sel(component=self.name), self._flows(ds)
        rated = at["p_rated_mw"].sel(year_label=ds["year"].to_numpy()).to_numpy()
        return {
            "line_forward_limit": at["forward_frac"].to_numpy() * rated - forward,
            "line_backward_limit": at["backward_frac"].to_numpy() * rated - backward,
        }

    def check(self, ds: Any, horizon: Horizon) -> Iterable[Check]:
        """Flows within their limits."""
        over = -np.min([*self.slack_mw(ds).values(), *self._flows(ds)])
        yield Check("flow within limits", self.name, float(over), 1e-5, "MW")
