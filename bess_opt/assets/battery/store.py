"""The store and the converter of a battery, whose symbols stand in :mod:`kind`; what wear costs."""

from __future__ import annotations

from typing import Any


def keep_energy(m: Any) -> None:
    """Energy from step to step, within the converter and the window of the state of charge."""
    import pyomo.environ as pyo

    m.p_charge_mw = pyo.Var(
        m.battery, m.T, within=pyo.NonNegativeReals, doc="p^c_{b,t}: power taken from the bus"
    )
    m.p_discharge_mw = pyo.Var(
        m.battery, m.T, within=pyo.NonNegativeReals, doc="p^d_{b,t}: power given to the bus"
    )
    m.soc_mwh = pyo.Var(
        m.battery, m.T, within=pyo.NonNegativeReals, doc="E_{b,t}: energy stored at step end"
    )

    @m.Expression(m.battery, m.T, doc=r"E^0_{b,t} = \kappa E_{b,t-1} + \omega_{b,t} h \bar E_b")
    def soc_before_mwh(m: Any, b: Any, t: Any) -> Any:
        return (
            m.kept_frac[b, t] * m.soc_mwh[b, m.before[t]]
            + m.opening_frac[b, t] * m.soh_mean_frac[b] * m.e_rated_mwh[b, m.year[t]]
        )

    @m.Expression(m.battery, m.T, doc=r"p^{aux}_{b,t} = a_P \bar P_b + a_E \bar E_b")
    def p_aux_mw(m: Any, b: Any, t: Any) -> Any:
        return (
            m.aux_frac[b] * m.p_rated_mw[b, m.year[t]]
            + m.aux_mw_per_mwh[b] * m.e_rated_mwh[b, m.year[t]]
        )

    @m.Constraint(
        m.battery,
        m.T,
        doc=r"E_{b,t} = E^0_{b,t} + \Delta_t (\eta^c_b p^c_{b,t} - p^d_{b,t} / \eta^d_b)",
    )
    def battery_energy_balance(m: Any, b: Any, t: Any) -> Any:
        return m.soc_mwh[b, t] == m.soc_before_mwh[b, t] + m.dt_h[t] * (
            m.eta_charge_frac[b] * m.p_charge_mw[b, t]
            - m.p_discharge_mw[b, t] / m.eta_discharge_frac[b]
        )

    @m.Constraint(m.battery, m.T, doc=r"p^c_{b,t} + p^d_{b,t} \le \phi_{b,t} \bar P_b")
    def battery_converter_limit(m: Any, b: Any, t: Any) -> Any:
        return (
            m.p_charge_mw[b, t] + m.p_discharge_mw[b, t]
            <= m.available_frac[b, t] * m.p_rated_mw[b, m.year[t]]
        )

    @m.Constraint(
        m.battery,
        m.T,
        doc=r"E^0_{b,t} + \Delta_t \eta^c_b p^c_{b,t} \le S^{max}_b h_b \bar E_b",
    )
    def battery_soc_ceiling(m: Any, b: Any, t: Any) -> Any:
        return (
            m.soc_before_mwh[b, t] + m.dt_h[t] * m.eta_charge_frac[b] * m.p_charge_mw[b, t]
            <= m.soc_max_frac[b] * m.soh_mean_frac[b] * m.e_rated_mwh[b, m.year[t]]
        )

    @m.Constraint(
        m.battery,
        m.T,
        doc=r"E^0_{b,t} - \Delta_t p^d_{b,t} / \eta^d_b \ge S^{min}_b h_b \bar E_b",
    )
    def battery_soc_floor(m: Any, b: Any, t: Any) -> Any:
        return (
            m.soc_before_mwh[b, t] - m.dt_h[t] * m.p_discharge_mw[b, t] / m.eta_discharge_frac[b]
            >= m.soc_min_frac[b] * m.soh_mean_frac[b] * m.e_rated_mwh[b, m.year[t]]
        )

    @m.Constraint(m.battery_closing, m.T_last, doc=r"E_{b,T} = S^{end}_b h_b \bar E_b")
    def battery_closing_energy(m: Any, b: Any, t: Any) -> Any:
        return (
            m.soc_mwh[b, t] == m.closing_frac[b] * m.soh_mean_frac[b] * m.e_rated_mwh[b, m.year[t]]
        )


def price_wear(m: Any) -> None:
    """Wear of what is drawn from the cells, and a small price against idle cycling."""

    @m.Expression(m.battery, m.T, doc=r"w_b \Delta_t p^d_{b,t} / \eta^d_b")
    def battery_wear_cost(m: Any, b: Any, t: Any) -> Any:
        return m.wear_per_mwh[b] * m.dt_h[t] * m.p_discharge_mw[b, t] / m.eta_discharge_frac[b]

    @m.Expression(m.battery, m.T, doc=r"\epsilon_b \Delta_t (p^c_{b,t} + p^d_{b,t})")
    def battery_tie_break_cost(m: Any, b: Any, t: Any) -> Any:
        return m.tie_break_per_mwh[b] * m.dt_h[t] * (m.p_charge_mw[b, t] + m.p_discharge_mw[b, t])
