r"""Inverter between a DC bus and an AC bus, both ways, with an efficiency each way.

symbol                code                                unit  meaning
v_{a,t}               p_invert_mw[a, t]                   MW    given to the AC bus, at its terminal
r_{a,t}               p_rectify_mw[a, t]                  MW    taken from the AC bus, likewise
\eta^v_a, \eta^r_a    eta_invert_frac, eta_rectify_frac   1     DC to AC, AC to DC
\bar P_a              p_rated_mw[a, y]                    MW    AC rating, given or sized

``bus`` is the DC side and ``to_bus`` the AC side. DC coupling is this: sun and battery on the DC
bus, one inverter behind them. What the array offers beyond the inverter's reach is clipped, unless
a battery on the same bus takes it; on the AC bus (AC coupling) a battery cannot.
``rectify_frac: 0`` describes a hybrid that must not charge from the AC side.

No binary forbids both ways in one step. One rating holds both, a tie-break makes sending surplus in
a circle dearer than curtailing it, and what remains is detected after the solve and reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import TIE_BREAK, capex
from bess_opt.component import Check, Entry, Link, Rating, SeriesFrac, Shadow
from bess_opt.dust import OVERLAP_FRAC
from bess_opt.horizon import Horizon
from bess_opt.outages import Outages


class Inverter(Link, kind="inverter"):
    """One converter shared by whatever stands on its DC bus."""

    flows: ClassVar[tuple[str, ...]] = ("p_invert_mw", "p_rectify_mw")
    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("tie_break", "inverter_tie_break_cost", "imputed", "system", "system"),
    )
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "inverter_limit",
            "inverter_limit",
            "{currency}/MW/h",
            "value of one more MW of inverter in that step",
            "Inverter at full power",
        ),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "p_rated_mw": 6.0,
        "to_bus": "other",
        "eta_invert_frac": 0.96,
        "eta_rectify_frac": 0.95,
        "tie_break_per_mwh": 0.01,
    }

    p_rated_mw: Annotated[Rating, capex(20e3, 600e3, "USD/MW for an inverter")] = Field(
        description="Rating at the AC terminal, both ways together."
    )
    eta_invert_frac: float = Field(gt=0, le=1, description="DC bus to AC bus.")
    eta_rectify_frac: float = Field(gt=0, le=1, description="AC bus to DC bus.")
    rectify_frac: float = Field(1.0, ge=0, le=1, description="Share of the rating that rectifies.")
    tie_break_per_mwh: Annotated[float, TIE_BREAK] = Field(
        0.0, ge=0, description="Small price on both ways, against surplus sent in a circle."
    )
    available_frac: SeriesFrac = Field(1.0, description="Share of the rating that can be used.")
    outages: Outages | None = Field(None, description="When it is out, as a calendar.")

    @classmethod
    def formulate(cls, m: Any) -> None:
        """One rating for both ways."""
        import pyomo.environ as pyo

        m.p_invert_mw = pyo.Var(
            m.inverter, m.T, within=pyo.NonNegativeReals, doc="v_{a,t}: given to the AC bus"
        )
        m.p_rectify_mw = pyo.Var(
            m.inverter, m.T, within=pyo.NonNegativeReals, doc="r_{a,t}: taken from the AC bus"
        )

        @m.Constraint(m.inverter, m.T, doc=r"v_{a,t} + r_{a,t} \le \phi_{a,t} \bar P_a")
        def inverter_limit(m: Any, a: Any, t: Any) -> Any:
            return (
                m.p_invert_mw[a, t] + m.p_rectify_mw[a, t]
                <= m.available_frac[a, t] * m.p_rated_mw[a, m.year[t]]
            )

        @m.Constraint(m.inverter, m.T, doc=r"r_{a,t} \le \rho_a \bar P_a")
        def inverter_rectify_limit(m: Any, a: Any, t: Any) -> Any:
            return m.p_rectify_mw[a, t] <= m.rectify_frac[a] * m.p_rated_mw[a, m.year[t]]

        @m.Expression(m.inverter, m.T, doc=r"\epsilon_a \Delta_t (v_{a,t} + r_{a,t})")
        def inverter_tie_break_cost(m: Any, a: Any, t: Any) -> Any:
            return m.tie_break_per_mwh[a] * m.dt_h[t] * (m.p_invert_mw[a, t] + m.p_rectify_mw[a, t])

    @classmethod
    def balance_term(cls, m: Any, n: Any, t: Any) -> Any:
        """What arrives at bus ``n`` on either side, less what leaves it."""
        return sum(
            m.eta_rectify_frac[a] * m.p_rectify_mw[a, t]
            - m.p_invert_mw[a, t] / m.eta_invert_frac[a]
            for a in m.inverter_at_bus[n]
        ) + sum(m.p_invert_mw[a, t] - m.p_rectify_mw[a, t] for a in m.inverter_to_bus[n])

    def _flows(self, ds: Any) -> tuple[Any, Any]:
        at = ds.sel(component=self.name)
        return at["p_invert_mw"].to_numpy(), at["p_rectify_mw"].to_numpy()

    def reach_mw(self, ds: Any) -> Any:
        """Most that the inverter takes from its DC bus in each step, shape (T,), MW."""
        at = ds.sel(component=self.name)
        rated = at["p_rated_mw"].sel(year_label=ds["year"].to_numpy()).to_numpy()
        return at["available_frac"].to_numpy() * rated / self.eta_invert_frac

    def injected_mw(self, ds: Any) -> dict[str, Any]:
        """Recompute the injection on both sides from results."""
        invert, rectify = self._flows(ds)
        direct = self.eta_rectify_frac * rectify - invert / self.eta_invert_frac
        return {self.bus: direct, self.to_bus: invert - rectify}

    def energy_mwh(self, ds: Any, horizon: Horizon) -> dict[str, float]:
        """Energy through the AC terminal each way, and lost."""
        hours = horizon.dt_h * horizon.weight
        invert, rectify = (float(flow @ hours) for flow in self._flows(ds))
        lost = (1 / self.eta_invert_frac - 1) * invert + (1 - self.eta_rectify_frac) * rectify
        return {"inverted": invert, "rectified": rectify, "lost": lost}

    def use_figures(self, ds: Any, horizon: Horizon, nothing_mw: float = 0.0) -> dict[str, float]:
        """Hours in which it inverts and rectifies at once."""
        reach = self.reach_mw(ds) * self.eta_invert_frac
        is_both = np.minimum(*self._flows(ds)) > OVERLAP_FRAC * float(np.max(reach))
        return {"inverter_overlap_hours": float(is_both @ (horizon.dt_h * horizon.weight))}

    def check(self, ds: Any, horizon: Horizon) -> Iterable[Check]:
        """Both ways within the rating."""
        invert, rectify = self._flows(ds)
        reach = self.reach_mw(ds) * self.eta_invert_frac
        over = np.max([invert + rectify - reach, -invert, -rectify])
        yield Check("inverter within rating", self.name, float(over), 1e-5, "MW")
