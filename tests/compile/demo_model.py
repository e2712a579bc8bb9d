"""A sizing and dispatch model in the style of the shipped ones, and made-up data of any length."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo

from bess_opt.model.sets import given, grouped

PLANTS = ["nuclear", "coal", "gas", "oil"]
GREEN = ["solar", "wind"]
BUSES = ["north", "south", "island"]


def demo_data(steps: int, seed: int = 0) -> dict[str, Any]:
    """Series and scalars of the demo, by the name of the Param they go into."""
    random = np.random.default_rng(seed)
    return {
        "demand_mw": 900 + 200 * random.random((3, steps)),
        "available_mw": 500 * random.random((2, steps)),
        "price_buy_per_mwh": 100 + 50 * random.random(steps),
        "price_sell_per_mwh": 20 + 20 * random.random(steps),
        "fuel_per_mwh": 15 + 100 * random.random(4),
        "take_mwh": 50 * steps * random.random(4),
        "capex_per_mw": 8e3 * random.random(),
        "kept_frac": 0.999 + 0.0005 * random.random(),
    }


def demo_model(data: dict[str, Any]) -> Any:
    """Formulation over three buses, two batteries and six generators; the island has no plant."""
    steps = data["demand_mw"].shape[1]
    month = np.arange(steps) // max(steps // 3, 1)
    m = pyo.AbstractModel()
    m.T = pyo.RangeSet(0, steps - 1)
    m.M = pyo.RangeSet(0, int(month.max()))
    m.Y = pyo.Set(initialize=[2030, 2031])
    m.bus = pyo.Set(initialize=BUSES)
    m.battery = pyo.Set(initialize=["bess", "pumped"])
    m.generator = pyo.Set(initialize=GREEN + PLANTS)
    m.thermal = pyo.Set(initialize=PLANTS, within=m.generator)
    m.renewable = pyo.Set(initialize=GREEN, within=m.generator)
    m.rated = pyo.Set(initialize=["bess", "pumped", "solar"])
    m.diesel = pyo.Set(initialize=[], within=m.generator, dimen=1)
    m.generators_at = grouped(["south", "north", "north", "south", "north", "north"], m.bus,
                              m.generator)  # fmt: skip
    m.batteries_at = pyo.Set(m.bus, initialize={"north": ["bess"], "south": ["pumped"],
                                                "island": []}, within=m.battery)  # fmt: skip
    m.steps_in_month = grouped(month, m.M, m.T)

    m.demand_mw = given(data["demand_mw"], m.bus, m.T)
    m.available_mw = given(data["available_mw"], m.renewable, m.T)
    m.price_buy_per_mwh = given(data["price_buy_per_mwh"], m.T)
    m.price_sell_per_mwh = given(data["price_sell_per_mwh"], m.T)
    m.fuel_per_mwh = given(data["fuel_per_mwh"], m.thermal)
    m.take_mwh = given(data["take_mwh"], m.thermal)
    m.capex_per_mw = given(data["capex_per_mw"])
    m.kept_frac = given(data["kept_frac"])
    m.before = given(np.roll(np.arange(steps), 1), m.T)
    m.month = given(month, m.T)
    m.year = given(np.where(np.arange(steps) < steps // 2, 2030, 2031), m.T)
    m.at_bus = given(np.array(["north", "south"]), m.battery)

    m.p_rated_mw = pyo.Var(m.rated, m.Y, domain=pyo.NonNegativeReals, bounds=(None, 1000))
    m.p_generation_mw = pyo.Var(m.generator, m.T, domain=pyo.NonNegativeReals)
    m.p_diesel_mw = pyo.Var(m.diesel, m.T, domain=pyo.NonNegativeReals)
    m.p_charge_mw = pyo.Var(m.battery, m.T, domain=pyo.NonNegativeReals)
    m.p_discharge_mw = pyo.Var(m.battery, m.T, domain=pyo.NonNegativeReals)
    m.soc_mwh = pyo.Var(m.battery, m.T, domain=pyo.NonNegativeReals)
    m.p_shed_mw = pyo.Var(m.bus, m.T, bounds=lambda m, n, t: (0, m.demand_mw[n, t]))
    m.p_buy_mw = pyo.Var(m.T, bounds=(0, 500))
    m.p_sell_mw = pyo.Var(m.T, bounds=(0, 500))
    m.p_peak_mw = pyo.Var(m.M, domain=pyo.NonNegativeReals)
    m.untaken_mwh = pyo.Var(m.thermal, domain=pyo.NonNegativeReals)

    m.fuel_cost = pyo.Expression(
        m.thermal, m.T, rule=lambda m, g, t: m.fuel_per_mwh[g] * m.p_generation_mw[g, t]
    )
    m.bus_fuel_cost = pyo.Expression(
        m.M,
        rule=lambda m, k: sum(m.fuel_cost[g, t] for g in m.thermal for t in m.steps_in_month[k]),
    )
    m.total_fuel_cost = pyo.Expression(rule=lambda m: sum(m.bus_fuel_cost[k] for k in m.M))

    @m.Constraint(m.bus, m.T)
    def power_balance(m, n, t):
        return (
            sum(m.p_generation_mw[g, t] for g in m.generators_at[n])
            + sum(m.p_discharge_mw[b, t] - m.p_charge_mw[b, t] for b in m.batteries_at[n])
            + sum(m.p_diesel_mw[d, t] for d in m.diesel)
            + m.p_shed_mw[n, t]
            == m.demand_mw[n, t]
        )

    @m.Constraint(m.battery, m.T)
    def battery_energy_balance(m, b, t):
        return m.soc_mwh[b, t] == m.kept_frac * m.soc_mwh[b, m.before[t]] + (
            0.95 * m.p_charge_mw[b, t] - m.p_discharge_mw[b, t] / 0.95
        )

    @m.Constraint(m.battery, m.T)
    def battery_converter_limit(m, b, t):
        return m.p_charge_mw[b, t] + m.p_discharge_mw[b, t] <= m.p_rated_mw[b, m.year[t]]

    @m.Constraint(m.renewable, m.T)
    def renewable_limit(m, g, t):
        return m.p_generation_mw[g, t] <= m.available_mw[g, t]

    @m.Constraint(m.diesel, m.T)
    def diesel_limit(m, d, t):
        return m.p_diesel_mw[d, t] <= 5

    @m.Constraint(m.T)
    def monthly_peak(m, t):
        return m.p_buy_mw[t] <= m.p_peak_mw[m.month[t]]

    @m.Constraint(m.M)
    def monthly_fuel_budget(m, k):
        return (0, m.bus_fuel_cost[k], 1e9)

    @m.Constraint(m.thermal)
    def take_or_pay(m, g):
        return sum(m.p_generation_mw[g, t] for t in m.T) + m.untaken_mwh[g] >= m.take_mwh[g]

    @m.Constraint(m.battery)
    def at_its_bus(m, b):
        return m.p_charge_mw[b, 0] <= m.p_shed_mw[m.at_bus[b], 0] + 1000

    @m.Objective()
    def cost(m):
        return (
            m.total_fuel_cost
            + sum(
                m.price_buy_per_mwh[t] * m.p_buy_mw[t] - m.price_sell_per_mwh[t] * m.p_sell_mw[t]
                for t in m.T
            )
            + sum(1000.0 * m.p_shed_mw[n, t] for n in m.bus for t in m.T)
            + sum(m.capex_per_mw * m.p_rated_mw[r, y] for r in m.rated for y in m.Y)
            + sum(9e3 * m.p_peak_mw[k] for k in m.M)
            + sum(30.0 * m.untaken_mwh[g] for g in m.thermal)
        )

    return m
