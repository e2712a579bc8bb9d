"""Every named price lies between what one unit more saves and what one unit less costs.

The least cost is convex in the right-hand sides, so a price is right exactly if it lies between the
two slopes, found by solving again; a wrong sign, a step or a weight left in it falls outside. Steps
are half an hour long and count for three: a price of power left per step is wrong by 2, one still
weighted by 3. Each shadow price comes from a system in which it is not zero.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from toy_kinds import TIER, Plan, parts_of, plan_of
from toy_system import KINDS, Answer, answer

from bess_opt.component import Shadow
from bess_opt.horizon import Horizon
from bess_opt.solve.engine import solve

MOVED = 1e-3
STEPS = 96
STEP = np.arange(STEPS)
HALF_HOURS = replace(
    Horizon.regular(pd.Timestamp("2026-01-01", tz="UTC"), STEPS, 0.5, "UTC"),
    weight=np.full(STEPS, 3.0),
)
# The second day is the dearer one, so that water wants to move between days.
SERIES = {
    "demand": 9.0 + 4.0 * np.sin(STEP / 24 * 2 * np.pi),
    "price": (40.0 + 15.0 * np.cos(STEP / 12 * 2 * np.pi)) * (1 + 0.5 * (STEP // 48)),
}
SIZED = {"min": 0, "max": 50, "capex_per_mw": 9e5, "life_years": 20}
# Of the toy ``it`` and of what stands around it, what must be otherwise for the limit to bind.
CHANGES: dict[str, dict[str, dict[str, Any]]] = {
    "capacity_margin_firm": {
        "it": {"margin_frac": 1.0}, "unit": {"p_rated_mw": 20.0}, "peaker": {"p_rated_mw": SIZED},
    },
    "demand_charge_peak": {"it": {"sanctioned_frac": 0.0, "past": []}},
    "annual_demand_charge_peak": {"it": {"sanctioned_frac": 0.0}},
    "emission_cap_year": {"it": {"cap_t": 30000.0}},
    "energy_budget_least": {
        "it": {"most_mwh_per_month": None, "least_mwh_per_month": 3000.0, "assets": ["peaker"]},
    },
    "energy_budget_most": {"it": {"most_mwh_per_month": 700.0}},
    # Nothing is imported, so that the row is in MW of export.
    "export_limit": {
        "it": {"p_import_max_mw": 0.0},
        "sell": {"assets": ["it"], "flow": "p_export_mw", "price_per_mwh": -90.0},
    },
    "inverter_limit": {"it": {"p_rated_mw": 2.0}},
    "line_backward_limit": {"it": {"p_rated_mw": 2.0, "bus": "other", "to_bus": "main"}},
    "line_forward_limit": {"it": {"p_rated_mw": 2.0}},
    "outage_reserve_power": {"it": {"critical_frac": 0.3}, "store": {"p_rated_mw": SIZED}},
    "reservoir_day_least": {"it": {"flex_frac": 1.0, "flex_down_frac": 0.15}},
    "reservoir_day_most": {"it": {"flex_frac": 0.15, "flex_down_frac": 1.0}},
    "reservoir_turbine_limit": {"it": {"p_rated_mw": 2.5}},
    "spinning_reserve_need": {"it": {"assets": ["unit"]}, "unit": {"p_rated_mw": 14.0}},
    "take_or_pay_month": {"it": {"assets": ["peaker"]}},
    "thermal_available": {"it": {"p_rated_mw": 3.0}},
    "thermal_online_ramp": {
        "it": {"p_rated_mw": 30.0, "ramp_frac_per_h": 0.05, "no_load_frac": 0.3},
        "coal": {"assets": ["unit", "it"]},
        "reserve": {"demand_frac": 0.9, "response_h": 20.0, "assets": ["it"]},
    },
    "thermal_ramp_down": {"it": {"ramp_frac_per_h": 0.03}},
    "thermal_ramp_up": {"it": {"ramp_frac_per_h": 0.05, "p_rated_mw": 9.0}},
    "unserved_limit_year": {
        "it": {"share_frac": 0.1}, "town": {"tiers": [{**TIER, "lost_load_per_mwh": 30.0}]},
    },
}  # fmt: skip
# A demand charge refuses steps that count for more than one.
UNWEIGHTED = {"demand_charge", "annual_demand_charge"}
PRICED = [(kind, shadow) for kind in sorted(KINDS) for shadow in KINDS[kind].shadows]


@pytest.mark.parametrize(("kind", "shadow"), PRICED, ids=[s.name for _, s in PRICED])
def test_a_price_lies_between_the_two_slopes(kind: str, shadow: Shadow) -> None:
    horizon = replace(HALF_HOURS, weight=np.ones(STEPS)) if kind in UNWEIGHTED else HALF_HOURS
    found = answer(parts_of(_plan(kind, shadow)), horizon, SERIES, rate_frac=0.07, witnesses=0)
    prices = found.duals[shadow.name].fillna(0.0)
    assert not shadow.is_limit or float(prices.min()) >= 0.0
    at = {str(d): int(k) for d, k in abs(prices).argmax(...).items()}
    price = float(prices.isel(at))
    assert price != 0.0
    per_unit = price
    if "time" in at:
        per_unit *= horizon.weight[at["time"]]
        per_unit *= horizon.dt_h[at["time"]] if shadow.unit.endswith("/h") else 1.0
    row = _row(found, shadow.constraint, at, prices)
    more, less = (_cost(found, row, side, is_limit=shadow.is_limit) for side in (1, -1))
    slack = 1e-4 * (1 + abs(per_unit))
    assert (found.cost - more) / MOVED - slack <= per_unit <= (less - found.cost) / MOVED + slack


def _plan(kind: str, shadow: Shadow) -> Plan:
    plan = plan_of(kind)
    changes = CHANGES.get(shadow.name, {})
    if "reserve" in changes:
        plan["reserve"] = ("spinning_reserve", {"hold_h": 0.5})
    if "sell" in changes:
        plan["sell"] = ("energy_price", {})
    for name, own in changes.items():
        plan[name][1].update(own)
    return plan


def _row(found: Answer, constraint: str, at: dict[str, int], prices: Any) -> int:
    """The row whose price was picked."""
    part = found.program.rows[constraint]
    grid = np.arange(part.where.stop - part.where.start).reshape(part.grid.shape)
    members = found.program.members(constraint)
    where = [
        own.index(at[dim]) if dim == "time" else at[dim]
        for dim, own in zip(prices.dims, members, strict=True)
    ]
    return int(part.where.start + grid[tuple(where)])


def _cost(found: Answer, row: int, side: int, *, is_limit: bool) -> float:
    """Least cost with a limit moved outward (1) or inward (-1), infinite where there is none."""
    lp = found.program.linear_program()
    lower, upper = lp.row_lower.copy(), lp.row_upper.copy()
    step = side * MOVED
    if not is_limit:
        lower[row], upper[row] = lower[row] + step, upper[row] + step
    elif np.isfinite(upper[row]):
        upper[row] += step
    else:
        lower[row] -= step
    solution = solve(replace(lp, row_lower=lower, row_upper=upper), vertex=True)
    return solution.objective if solution.status == "optimal" else np.inf
