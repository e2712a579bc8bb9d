r"""Rules of a battery beyond its energy balance: duration, cycles, reserve, firm power.

symbol  code                               unit  meaning
E^{AC}  e_deliverable_mwh[b, y]            MWh   at the bus, after window, health and losses
n, N    cycles_max_per_day, _per_year      1     full cycles of a healthy store
r_k     r_up_mw[k, b, t]                   MW    reserve held for product k
\tau_k  hold_h[k]                          h     how long the reserve must last
H       firm_duration_h                    h     how long a firm MW must last
"""

from __future__ import annotations

from typing import Any


def limit_duration(m: Any) -> None:
    """Deliverable energy, and its ratio to power where the case bounds it."""

    @m.Expression(m.battery, m.Y, doc=r"E^{AC}_b = (S^{max}_b - S^{min}_b) h_b \eta^d_b \bar E_b")
    def e_deliverable_mwh(m: Any, b: Any, y: Any) -> Any:
        return (
            (m.soc_max_frac[b] - m.soc_min_frac[b])
            * m.soh_mean_frac[b]
            * m.eta_discharge_frac[b]
            * m.e_rated_mwh[b, y]
        )

    @m.Constraint(m.with_duration_min_h, m.Y, doc=r"E^{AC}_b \ge D^{min}_b \bar P_b")
    def battery_duration_min(m: Any, b: Any, y: Any) -> Any:
        return m.e_deliverable_mwh[b, y] >= m.duration_min_h[b] * m.p_rated_mw[b, y]

    @m.Constraint(m.with_duration_max_h, m.Y, doc=r"E^{AC}_b \le D^{max}_b \bar P_b")
    def battery_duration_max(m: Any, b: Any, y: Any) -> Any:
        return m.e_deliverable_mwh[b, y] <= m.duration_max_h[b] * m.p_rated_mw[b, y]


def limit_cycles(m: Any) -> None:
    """Throughput at the cells, counted in full cycles of a healthy store."""

    @m.Constraint(
        m.with_cycles_max_per_day,
        m.D,
        doc=r"\sum_{t \in d} \Delta_t p^d_{b,t} / \eta^d_b \le n_b h_b \bar E_b",
    )
    def battery_cycles_per_day(m: Any, b: Any, d: Any) -> Any:
        return (
            sum(
                m.dt_h[t] * m.p_discharge_mw[b, t] / m.eta_discharge_frac[b]
                for t in m.steps_in_day[d]
            )
            <= m.cycles_max_per_day[b] * m.soh_mean_frac[b] * m.e_rated_mwh[b, m.year_of_day[d]]
        )

    @m.Constraint(
        m.with_cycles_max_per_year,
        m.Y,
        doc=r"\sum_{t \in y} \omega_t \Delta_t p^d_{b,t} / \eta^d_b \le N_b s_y h_b \bar E_b",
    )
    def battery_cycles_per_year(m: Any, b: Any, y: Any) -> Any:
        return (
            sum(
                m.weight[t] * m.dt_h[t] * m.p_discharge_mw[b, t] / m.eta_discharge_frac[b]
                for t in m.steps_in_year[y]
            )
            <= m.cycles_max_per_year[b]
            * m.share_of_year[y]
            * m.soh_mean_frac[b]
            * m.e_rated_mwh[b, y]
        )


def hold_reserve(m: Any) -> None:
    """Power and energy behind the reserve that is held, and behind firm power."""

    @m.Constraint(
        m.battery_reserve,
        m.T,
        doc=r"p^d_{b,t} - p^c_{b,t} + \sum_k r_{k,b,t} \le \phi_{b,t} \bar P_b",
    )
    def battery_reserve_power(m: Any, b: Any, t: Any) -> Any:
        return (
            m.p_discharge_mw[b, t]
            - m.p_charge_mw[b, t]
            + sum(m.r_up_mw[k, b, t] for k in m.product)
            <= m.available_frac[b, t] * m.p_rated_mw[b, m.year[t]]
        )

    @m.Constraint(
        m.battery_reserve,
        m.T,
        doc=r"E_{b,t} - S^{min}_b h_b \bar E_b \ge \sum_k \tau_k r_{k,b,t} / \eta^d_b",
    )
    def battery_reserve_energy(m: Any, b: Any, t: Any) -> Any:
        return m.soc_mwh[b, t] - m.soc_min_frac[b] * m.soh_mean_frac[b] * m.e_rated_mwh[
            b, m.year[t]
        ] >= sum(m.hold_h[k] * m.r_up_mw[k, b, t] / m.eta_discharge_frac[b] for k in m.product)

    @m.Constraint(m.battery_firm, m.Y, doc=r"f_{b,y} \le \bar P_b")
    def battery_firm_power(m: Any, b: Any, y: Any) -> Any:
        return m.p_firm_mw[b, y] <= m.p_rated_mw[b, y]

    @m.Constraint(m.battery_firm, m.Y, doc=r"H_b f_{b,y} \le E^{AC}_b")
    def battery_firm_energy(m: Any, b: Any, y: Any) -> Any:
        return m.firm_duration_h[b] * m.p_firm_mw[b, y] <= m.e_deliverable_mwh[b, y]
