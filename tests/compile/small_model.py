"""A small model that tests add one rule to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo

from bess_opt.model.sets import given


def small_model(steps: int = 6) -> Any:
    """Three plants, a free flow and a bounded one, and one size; every number is made up."""
    random = np.random.default_rng(1)
    m = pyo.AbstractModel()
    m.T = pyo.RangeSet(0, steps - 1)
    m.G = pyo.Set(initialize=["coal", "gas", "oil"])
    m.nobody = pyo.Set(initialize=[], within=m.G, dimen=1)
    m.demand = given(random.random(steps) + 1, m.T)
    m.price = given(random.random((3, steps)) + 1, m.G, m.T)
    m.cap = pyo.Param(m.G, initialize={"coal": 3.0, "gas": 2.0, "oil": 0.5})
    m.before = given((np.arange(steps) - 1) % steps, m.T)
    m.keep = given(0.9)
    m.x = pyo.Var(m.T, domain=pyo.NonNegativeReals)
    m.y = pyo.Var(m.T)
    m.g = pyo.Var(m.G, m.T, bounds=lambda m, g, t: (0, m.cap[g]))
    m.size = pyo.Var(bounds=(1, 9))
    m.cost = pyo.Objective(
        rule=lambda m: sum(m.price[g, t] * m.g[g, t] for g in m.G for t in m.T) + 3 * m.size + 7
    )
    return m
