"""The last step: rows hold in their own units, and what is not built has the size zero."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.structured import solve_structured
from bess_opt.solve.structured.prepare import prepare
from bess_opt.solve.structured.projection import Projection
from bess_opt.solve.structured.range_program import RangeProgram
from tests.structured.arrays import Rows
from tests.structured.systems import System, build

FLEET = System(steps=1008, groups=4, commitment=True, ramps=True, reservoir=True, stores=2)


def row_miss(program: LinearProgram, x: np.ndarray) -> float:
    """Largest miss of a row, in its units, summed here entry by entry."""
    column = np.repeat(np.arange(program.n_columns), np.diff(program.indptr))
    activity = np.bincount(program.indices, program.values * x[column], program.n_rows)
    above, below = activity - program.row_upper, program.row_lower - activity
    return float(max(above.max(), below.max(), 0.0))


def standard(program: LinearProgram):
    """The program's form and numbers."""
    prepared = prepare(RangeProgram.read(program))
    return prepared, prepared.data()


def test_change_is_weighed_by_the_squared_distance() -> None:
    """Of x + y = 10, from (6, 3): the missing 1 falls 36 : 9 on them, to (6.8, 3.2).

    Half each would give (6.5, 3.5), by plain distance (6.67, 3.33).
    """
    rows = Rows()
    x, y = rows.column(0, 1.0), rows.column(0, 2.0)
    rows.row([0], 10.0, 10.0, (x, 1.0), (y, 1.0))
    prepared, data = standard(rows.program())
    w = np.array([6.0, 3.0]) / data.right_scale
    onto = Projection(prepared.form, data).onto_rows(w, np.zeros(2), np.zeros(0))
    found, _ = prepared.lift(onto, np.zeros(1), data)
    assert found == pytest.approx([6.8, 3.2], abs=1e-7)


def test_what_would_cross_a_bound_is_held_there() -> None:
    """Rows x - y = 2, x + y + s = 8 from (4, 1, 0.1), y at most 1: y stays 1, x = 3, s = 4.

    Free of its bound, y would rise with the first move: it lies between x's fall and s's rise.
    """
    rows = Rows()
    x, y, s = rows.column(0, 1.0), rows.column(0, 1.0, 0.0, 1.0), rows.column(0, 1.0)
    rows.row([0], 2.0, 2.0, (x, 1.0), (y, -1.0))
    rows.row([0], 8.0, 8.0, (x, 1.0), (y, 1.0), (s, 1.0))
    prepared, data = standard(rows.program())
    form = prepared.form
    w = form.lower_primal(np.array([4.0, 1.0, 0.1]), prepared.reduced, data)
    onto = Projection(form, data).onto_rows(w, np.zeros(form.bounded), np.zeros(form.boxed))
    found, _ = prepared.lift(onto, np.zeros(2), data)
    assert found[1] <= 1.0
    assert found[0] - found[1] == pytest.approx(2.0, abs=1e-7)
    assert found.sum() == pytest.approx(8.0, abs=1e-7)


def test_rows_hold_in_their_own_units() -> None:
    """Six weeks of a fleet with contracts of 1e6 MWh: every row to a tenth of a watt."""
    program = build(FLEET)
    assert np.abs(program.row_lower[np.isfinite(program.row_lower)]).max() > 1e6
    result = solve_structured(program)
    assert result.status == "optimal"
    assert row_miss(program, result.x) <= 1e-7


def test_a_noisy_point_comes_back() -> None:
    """Noise of 1e-3 MW on what lies inside its bounds makes rows miss by as much; it is undone."""
    program = build(replace(FLEET, steps=672, reservoir=False))
    prepared, data = standard(program)
    form = prepared.form
    result = solve_structured(program)
    inside = np.minimum(result.x - program.lower, program.upper - result.x) > 1.0
    noise = np.random.default_rng(7).normal(size=program.n_columns)
    x = result.x + 1e-3 * np.where(inside, noise, 0.0)
    assert row_miss(program, x) > 1e-3
    columns = x[prepared.reduction.columns]
    w = form.lower_primal(columns, prepared.reduced, data)
    onto = Projection(form, data).onto_rows(w, np.zeros(form.bounded), np.zeros(form.boxed))
    found, _ = prepared.lift(onto, np.zeros(form.rows), data)
    assert row_miss(program, found) <= 1e-7


def test_a_store_that_is_not_built_has_no_size() -> None:
    """At a thousand times its cost no store is built; its ratings are zero to the last bit.

    Held above zero by the barrier alone, they would be about 1e-5 MW.
    """
    program = build(replace(FLEET, steps=672, contracts=False, reservoir=False))
    sizes = np.flatnonzero((program.column_time < 0) & (program.cost > 0))
    cost = program.cost.copy()
    cost[sizes] *= 1000.0
    dear = replace(program, cost=cost)
    result = solve_structured(dear)
    assert result.status == "optimal"
    assert len(sizes) == 4
    assert result.x[sizes].tolist() == [0.0] * 4
    assert row_miss(dear, result.x) <= 1e-7
