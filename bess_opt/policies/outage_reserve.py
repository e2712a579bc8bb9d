r"""Stores that carry the critical load through an outage that nobody announces, at any time.

    symbol       code                        unit  meaning
    E_{b,t}      soc_mwh[b, t]               MWh   stored at the end of step t
    \bar P_b     p_rated_mw[b]               MW    converter, of which \phi_{b,t} is available
    p^{aux}_b    p_aux_mw[b, t]              MW    auxiliaries, which the store feeds itself
    \eta^d_b     eta_discharge_frac[b]       1     cells to the bus
    \kappa_c     critical_frac[c]            1     share of demand that must go on
    L_c          outage_h[c]                 h     length of the outage that is bridged
    N_{c,t}      outage_need_mwh[c, t]       MWh   critical demand of the next L_c hours, less own
    Q_{c,t}      outage_need_mw[c, t]        MW    critical demand of step t, less own

Dispatch foresees every outage of the data, so that a store would stand charged when one begins and
empty at other times. With this rule it holds N in every step with supply, as an operator must who
does not know the hour, and its converter can carry Q in every step that such an outage may reach.
In steps in which the supply is cut, and for a time of recovery after them, the energy may be used.
What lies beyond the end of the data is taken as its last step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.component import Component, Derived, Fields, Policy, Shadow
from bess_opt.fields import Basis
from bess_opt.horizon import Horizon


class OutageReserve(Policy, kind="outage_reserve"):
    """Stored energy and converters that bridge an outage at any time."""

    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "outage_reserve_energy",
            "outage_reserve_energy",
            "{currency}/MWh",
            "cost of one more MWh held at the end of that step",
            "Energy held for an outage",
        ),
        Shadow(
            "outage_reserve_power",
            "outage_reserve_power",
            "{currency}/MW/h",
            "cost of one more MW that converters can carry in that step",
            "Power that carries an outage",
        ),
    )
    needs_of_storage: ClassVar[tuple[str, ...]] = (
        "outage_need_mwh",
        "outage_need_mw",
        "outage_bridged_h",
        "outage_carried_factor",
    )
    leaves_out: ClassVar[str] = (
        "Energy held for an outage, and the converters that deliver it, are added up over "
        "batteries, although the energy of one cannot leave through the converter of another; "
        "inverters and lines on the way to the load, reactive power and the inrush of motors are "
        "not looked at."
    )
    toy: ClassVar[Mapping[str, Any]] = {"critical_frac": 0.05, "outage_h": 1.5, "own_mw": 0.1}

    critical_frac: float = Field(gt=0, le=1, description="Share of all demand that must go on.")
    outage_h: float = Field(gt=0, description="Length of the outage that is bridged.")
    own_mw: float = Field(0.0, ge=0, description="What own plants surely give meanwhile.")
    recovery_h: Annotated[float, Basis("assumption: four hours to be charged again")] = Field(
        4.0, ge=0, description="Time after an outage in which the rule rests."
    )
    assets: list[str] = Field(
        default_factory=list, description="Batteries that hold it; all where empty."
    )

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The batteries."""
        return {"assets": self.assets}

    def stores(self, components: Mapping[str, Component]) -> list[str]:
        """Batteries that hold the energy."""
        able = [a for a, x in components.items() if x.active and _is_held(x)]
        return [a for a in able if not self.assets or a in self.assets]

    def faults_among(
        self, components: Mapping[str, Component]
    ) -> Iterable[tuple[str, str, str, str]]:
        """Somebody holds it, and what is named is a battery."""
        stores = self.stores(components)
        for name in self.assets:
            if name in components and name not in stores:
                found = f"{name} is no battery and cannot hold energy for an outage"
                yield "assets", "E-CF-020", found, "name batteries"
        if not stores and not self.assets:
            found = "no battery is there to hold energy for an outage"
            yield "", "E-CF-020", found, "describe one under assets, or take the rule out"

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Energy to hold at the end of each step, and power to carry in each.

        Nothing is held while the rule rests, and nothing carried in steps that no outage reaches
        which begins where the rule holds.
        """
        steps = len(horizon)
        demand = sum(fields.get("demand_mw", {}).values(), np.zeros(steps))
        left = np.ones(steps)
        for name in fields.get("p_import_max_mw", {}):
            left = np.minimum(left, fields["available_frac"][name])
        need_mwh, need_mw = np.zeros((2, len(members), steps))
        bridged_h = np.zeros((len(members), steps))
        for n, c in enumerate(members.values()):
            net = np.maximum(c.critical_frac * demand - c.own_mw, 0.0)
            rests = _resting(left < 1.0, c.recovery_h, horizon)
            need_mwh[n] = np.where(rests, 0.0, _ahead(net, c.outage_h, horizon))
            need_mw[n] = np.where(_reached(rests, c.outage_h, horizon), net, 0.0)
            bridged_h[n] = np.where(need_mwh[n] > 0.0, c.outage_h, 0.0)
        return {
            "outage_need_mwh": (("T",), need_mwh),
            "outage_need_mw": (("T",), need_mw),
            "outage_bridged_h": (("T",), bridged_h),
            "outage_carried_factor": (("T",), np.where(need_mw > 0.0, 1.0, 0.0)),
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """What stands above the lowest charge, as it arrives at the bus, and what brings it there.

        The store's own auxiliaries run on through the outage, so that both rows count them.
        """
        import pyomo.environ as pyo

        holders = {n: c.stores(m.parts) for n, c in m.parts.items() if isinstance(c, cls)}
        m.outage_reserve_stores = pyo.Set(
            m.outage_reserve, dimen=1, within=m.asset, initialize=holders
        )

        @m.Constraint(
            m.outage_reserve,
            m.T,
            doc=r"\sum_b (\eta^d_b (E_{b,t} - \underline s_b h_b \bar E_b) - L_c p^{aux}_{b,t}) "
            r"\ge N_{c,t}",
        )
        def outage_reserve_energy(m: Any, c: Any, t: Any) -> Any:
            return (
                sum(
                    m.eta_discharge_frac[b]
                    * (
                        m.soc_mwh[b, t]
                        - m.soc_min_frac[b] * m.soh_mean_frac[b] * m.e_rated_mwh[b, m.year[t]]
                    )
                    - m.outage_bridged_h[c, t] * m.p_aux_mw[b, t]
                    for b in m.outage_reserve_stores[c]
                )
                >= m.outage_need_mwh[c, t]
            )

        @m.Constraint(
            m.outage_reserve,
            m.T,
            doc=r"\sum_b (\phi_{b,t} \bar P_b - p^{aux}_{b,t}) \ge Q_{c,t}",
        )
        def outage_reserve_power(m: Any, c: Any, t: Any) -> Any:
            return (
                sum(
                    m.available_frac[b, t] * m.p_rated_mw[b, m.year[t]]
                    - m.outage_carried_factor[c, t] * m.p_aux_mw[b, t]
                    for b in m.outage_reserve_stores[c]
                )
                >= m.outage_need_mw[c, t]
            )


def _is_held(component: Component) -> bool:
    """Whether it is a store whose energy stands above a lowest charge."""
    return getattr(component, "is_storage", False) and hasattr(component, "soc_min_frac")


def _ahead(net_mw: Any, outage_h: float, horizon: Horizon) -> Any:
    """Energy of the ``outage_h`` hours that follow each step, within its period; MWh, (T,)."""
    found = np.zeros(len(net_mw))
    for number in np.unique(horizon.period):
        own = np.flatnonzero(horizon.period == number)
        hours, power = horizon.dt_h[own], net_mw[own]
        ends = np.cumsum(hours)
        until = np.concatenate([[0.0], np.cumsum(hours * power)])
        clock = np.concatenate([[0.0], ends])
        beyond = np.maximum(ends + outage_h - ends[-1], 0.0) * power[-1]
        found[own] = np.interp(ends + outage_h, clock, until) - until[1:] + beyond
    return found


def _resting(cut: Any, recovery_h: float, horizon: Horizon) -> Any:
    """Steps in which the supply is cut, and those that end within the recovery after; (T,)."""
    rests, since = np.array(cut), np.inf
    for t, hours in enumerate(horizon.dt_h.tolist()):
        since = np.inf if horizon.is_first[t] else since
        since = 0.0 if cut[t] else since + hours
        rests[t] |= since < recovery_h
    return rests


def _reached(rests: Any, outage_h: float, horizon: Horizon) -> Any:
    """Steps that an outage may reach which begins at the end of a step with the rule in force.

    A period begins as if the step before it were like its first; (T,).
    """
    reached, since = np.zeros(len(rests), dtype=bool), np.inf
    for t, hours in enumerate(horizon.dt_h.tolist()):
        if horizon.is_first[t]:
            since = np.inf if rests[t] else 0.0
        reached[t] = since < outage_h
        since = since + hours if rests[t] else 0.0
    return reached
