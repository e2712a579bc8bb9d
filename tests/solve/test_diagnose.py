"""What stands in the way is told by name, time and amount."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bess_opt.solve.conflict import find_conflict, only_rows
from bess_opt.solve.diagnose import Names, diagnose, least_change
from bess_opt.solve.engine import solve
from bess_opt.solve.problem import Status
from tests.solve.programs import INF, paid_export, program, too_little

HOURS = 6
DEMAND = np.array([50.0, 80.0, 200.0, 170.0, 60.0, 50.0])


def one_store(demand=DEMAND, store_mwh=10.0):
    """Six hours of a 100 MW plant, a store of 20 MW and 10 MWh without losses, and a load.

    Columns by hour: plant, charge, discharge, level. Rows: six balances, then six level balances.
    """
    n = 4 * HOURS
    rows = []
    for t in range(HOURS):
        row = np.zeros(n)
        row[[4 * t, 4 * t + 1, 4 * t + 2]] = 1, -1, 1
        rows.append((demand[t], row, demand[t]))
    for t in range(HOURS):
        row = np.zeros(n)
        row[[4 * t + 3, 4 * ((t - 1) % HOURS) + 3, 4 * t + 1, 4 * t + 2]] = 1, -1, -1, 1
        rows.append((0.0, row, 0.0))
    bounds = [(0, 100), (0, 20), (0, 20), (0, store_mwh)] * HOURS
    lp = program([30, 0, 0, 0] * HOURS, rows, bounds)
    steps = np.arange(HOURS)
    return replace(lp, column_time=np.repeat(steps, 4), row_time=np.tile(steps, 2))


def names(rows, columns):
    return Names(rows.__getitem__, columns.__getitem__, lambda t: f"2026-01-01 {t:02d}:00")


def store_names():
    columns = [f"{v}({t})" for t in range(HOURS) for v in ("p_mw", "p_c_mw", "p_d_mw", "soc_mwh")]
    rows = [f"{r}({t})" for r in ("power_balance", "battery_balance") for t in range(HOURS)]
    return names(rows, columns)


def physics():
    return np.repeat([False, True], HOURS)


def test_the_least_change_is_the_energy_that_is_missing():
    """200 + 170 MWh against 2 * 100 of plant and 10 of store: 160 MWh, nowhere else any.

    Hour 2 alone lacks at least 80 (100 + 20 of 200), hour 3 at least 50.
    """
    missing = least_change(one_store(), physics())
    assert missing.sum() == pytest.approx(160)
    assert missing[2] >= 80 - 1e-6
    assert missing[3] >= 50 - 1e-6
    assert missing[[0, 1, 4, 5, *range(6, 12)]] == pytest.approx(0, abs=1e-6)


def test_an_infeasible_hour_is_told_by_rule_time_and_amount():
    """Hour 2 alone lacks 80 MW: 200 of plant and discharge needed, 100 + 20 there.

    Where only that hour is too much, 200 - 100 - 10 of store = 90 are missing.
    """
    demand = np.where(DEMAND == 170, 60.0, DEMAND)
    lp = one_store(demand)
    found = solve(lp)
    assert found.status is Status.INFEASIBLE
    first, second = diagnose(lp, found, store_names(), physics())
    assert first.code == second.code == "E-IN-001"
    assert "power_balance cannot hold in 1 row" in first.found
    assert "worst power_balance(2) at 2026-01-01 02:00: short by 90" in first.found
    assert second.found.startswith("around 2026-01-01 02:00 these cannot all hold: ")
    for member in ("power_balance(2)", "p_mw(2) <= 100", "p_d_mw(2) <= 20", "p_c_mw(2) >= 0"):
        assert member in second.found
    assert "soc_mwh" not in second.found


def test_every_member_of_a_conflict_is_needed():
    """Without any one of its members the rest has a solution."""
    lp = one_store()
    conflict = find_conflict(lp, 2, np.zeros(lp.n_rows))
    assert conflict.is_irreducible
    assert conflict.rows == (2,)
    part, columns = only_rows(lp, np.array(conflict.rows))
    assert solve(part).status is Status.INFEASIBLE
    for j, side in conflict.bounds:
        place = int(np.flatnonzero(columns == j)[0])
        lower, upper = part.lower.copy(), part.upper.copy()
        if side == "lower":
            lower[place] = -INF
        else:
            upper[place] = INF
        assert solve(replace(part, lower=lower, upper=upper)).status is Status.OPTIMAL


def test_a_conflict_between_hours_needs_a_wider_window():
    """Either hour alone can be met, 8 MWh of 10, but not both: 2 * 8 - 10 = 6 MWh are missing."""
    lp = one_store(np.array([50.0, 50.0, 108.0, 108.0, 50.0, 50.0]))
    found = solve(lp)
    assert found.status is Status.INFEASIBLE
    assert least_change(lp, physics()).sum() == pytest.approx(6)
    conflict = find_conflict(lp, 2, found.y)
    assert set(conflict.rows) >= {2, 3}
    assert conflict.is_irreducible
    assert {lp.row_time[i] for i in conflict.rows} == {2, 3}


def test_a_conflict_of_the_year_is_named_from_the_proof():
    """A row without a step: at most 100 MWh of plant in all, for 300 of load.

    200 MWh of load can go unmet as well as 200 MWh of budget can be added; the conflict names both.
    """
    lp = one_store(np.full(HOURS, 50.0))
    budget = np.zeros(lp.n_columns)
    budget[::4] = 1
    grown = replace(
        lp,
        indptr=lp.indptr + np.concatenate([[0], np.cumsum(budget)]).astype(np.int32),
        indices=np.insert(lp.indices, lp.indptr[1::4], lp.n_rows).astype(np.int32),
        values=np.insert(lp.values, lp.indptr[1::4], 1.0),
        row_lower=np.append(lp.row_lower, -INF),
        row_upper=np.append(lp.row_upper, 100.0),
        row_time=np.append(lp.row_time, -1),
    )
    found = solve(grown)
    assert found.status is Status.INFEASIBLE
    plain = store_names()
    called = replace(plain, row=lambda i: "energy_budget" if i == lp.n_rows else plain.row(i))
    first, second = diagnose(grown, found, called, np.append(physics(), False))
    assert "power_balance cannot hold" in first.found
    assert first.found.endswith("200 in all")
    assert "energy_budget" in second.found


def test_crossed_bounds_are_told():
    lp = program([1], [(0, [1], INF)], [(5, 4)])
    (fault,) = diagnose(lp, solve(lp), names(["r"], ["p_rated_mw(bess)"]))
    assert fault.found == "p_rated_mw(bess) must be at least 5 and at most 4"


def test_an_endless_income_is_named():
    """Selling earns, so it stands first; the step is left out of the name and told once."""
    lp = replace(paid_export(), column_time=np.array([3, 3]))
    found = solve(lp)
    (fault,) = diagnose(lp, found, names(["r"], ["p_import_mw(grid,3)", "p_export_mw(grid,3)"]))
    assert fault.code == "E-IN-002"
    assert fault.found == (
        "the cost can fall without end, along p_export_mw(grid), p_import_mw(grid), "
        "for one at 2026-01-01 03:00"
    )


def test_rows_without_a_step_are_told_without_one():
    lp = too_little()
    first, second = diagnose(lp, solve(lp), names(["power_balance"], ["a", "b"]))
    assert first.found == ("power_balance cannot hold in 1 row, worst power_balance: short by 60")
    assert "around power_balance" in second.found
