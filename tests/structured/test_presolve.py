"""Presolve takes rows out and gives their duals back, by hand and against the certificate."""

from __future__ import annotations

import numpy as np
import pytest

from bess_opt.solve.structured import solve_structured
from bess_opt.solve.structured.certificate import certify
from bess_opt.solve.structured.postsolve import restore_dual, restore_primal
from bess_opt.solve.structured.prepare import prepare
from bess_opt.solve.structured.presolve import presolve
from bess_opt.solve.structured.range_program import RangeProgram
from tests.structured.arrays import Rows


def limited_by_rows() -> Rows:
    """Serve 10 MW; the cheap plant's 6 MW limit is the row 2 x <= 12, and a looser x <= 8.

    Optimum 2*6 + 5*4 = 32; balance dual 5; a MW more of the cheap plant saves 3, so the row 2 x has
    the dual -3/2 and the looser one none.
    """
    rows = Rows()
    cheap, dear = rows.column(0, 2.0), rows.column(0, 5.0)
    rows.row([0], 10.0, 10.0, (cheap, 1.0), (dear, 1.0))
    rows.row([0], -np.inf, 12.0, (cheap, 2.0))
    rows.row([0], -np.inf, 8.0, (cheap, 1.0))
    return rows


def test_single_rows_become_bounds() -> None:
    reduction = presolve(RangeProgram.read(limited_by_rows().program()))
    assert reduction.rows.tolist() == [0]
    assert reduction.upper.tolist() == [6.0, np.inf]
    assert reduction.upper_row.tolist() == [1, -1]


def test_single_rows_get_their_duals() -> None:
    program = RangeProgram.read(limited_by_rows().program())
    reduction = presolve(program)
    x = restore_primal(reduction, np.array([6.0, 4.0]))
    y = restore_dual(program, program.cost, reduction, np.array([5.0]))
    assert x.tolist() == [6.0, 4.0]
    assert y.tolist() == [5.0, -1.5, 0.0]
    assert certify(program, x, y).worst == 0.0


def test_engine_returns_the_same_duals() -> None:
    result = solve_structured(limited_by_rows().program())
    assert result.status == "optimal"
    assert result.objective == pytest.approx(32.0, rel=1e-7)
    assert result.y == pytest.approx([5.0, -1.5, 0.0], abs=1e-6)


def test_chain_of_single_rows() -> None:
    """First x = 3 by a row, then x + y <= 5 leaves y <= 2, then everything else is bought at 7.

    Serve 10 = y + z, y costs 1, z costs 7: y = 2, z = 8, cost 2 + 56 = 58 (x is free of cost).
    Balance dual 7; y's row dual 1 - 7 = -6; x is fixed by its row, which then bears +6.
    """
    rows = Rows()
    x, y, z = rows.column(0, 0.0), rows.column(0, 1.0), rows.column(0, 7.0)
    rows.row([0], 10.0, 10.0, (y, 1.0), (z, 1.0))
    rows.row([0], -np.inf, 5.0, (x, 1.0), (y, 1.0))
    rows.row([0], 3.0, 3.0, (x, 1.0))
    program = rows.program()
    result = solve_structured(program)
    assert result.objective == pytest.approx(58.0, rel=1e-7)
    assert result.y == pytest.approx([7.0, -6.0, 6.0], abs=1e-6)
    assert certify(RangeProgram.read(program), result.x, result.y).worst <= 1e-8


def test_nothing_left() -> None:
    """Two columns at their cheapest bounds: 2*1 - 3*4 = -10, plus an offset of 1."""
    rows = Rows()
    one, two = rows.column(0, 2.0, 1.0, 9.0), rows.column(0, -3.0, 0.0, 9.0)
    rows.row([0], -np.inf, 8.0, (two, 2.0))
    rows.row([0], 0.0, np.inf, (one, 1.0))
    result = solve_structured(rows.program(offset=1.0))
    assert (result.status, result.iterations) == ("optimal", 0)
    assert result.objective == pytest.approx(-9.0)
    assert result.y == pytest.approx([-1.5, 0.0])


def test_crossing_rows_are_infeasible() -> None:
    """Two rows say x >= 3 and x <= 2."""
    rows = Rows()
    x, other = rows.column(0, 1.0), rows.column(0, 1.0)
    rows.row([0], 3.0, np.inf, (x, 1.0))
    rows.row([0], -np.inf, 2.0, (x, 1.0))
    rows.row([0], 1.0, np.inf, (x, 1.0), (other, 1.0))
    assert solve_structured(rows.program()).status == "infeasible"


def test_tiny_widths_are_fixed() -> None:
    """An upper bound of 1e-12 is a fixed column, not a variable with two bounds."""
    rows = Rows()
    dawn, other = rows.column(0, 0.0, 0.0, 1e-12), rows.column(0, 1.0)
    rows.row([0], 5.0, 5.0, (dawn, 1.0), (other, 2.0))
    assert presolve(RangeProgram.read(rows.program())).columns.tolist() == []


def with_free_capacity(cost: float) -> Rows:
    """Serve 10 MW with what is online, x <= u and u <= 6 at ``cost`` each, or at 5 a MW."""
    rows = Rows()
    x, u, dear = rows.column(0, 2.0), rows.column(0, cost), rows.column(0, 5.0)
    rows.row([0], 10.0, 10.0, (x, 1.0), (dear, 1.0))
    rows.row([0], -np.inf, 0.0, (x, 1.0), (u, -1.0))
    rows.row([0], -np.inf, 6.0, (u, 1.0))
    return rows


@pytest.mark.parametrize(
    ("cost", "objective", "duals", "kept"),
    [(0.0, 32.0, [5.0, -3.0, -3.0], 1), (1.0, 38.0, [5.0, -3.0, -2.0], 2)],
)
def test_capacity_free_of_cost_is_all_online(
    cost: float, objective: float, duals: list[float], kept: int
) -> None:
    """6 MW at 2 and 4 at 5 make 32; online capacity at 1 makes 38, and stays a decision.

    A MW more online saves 5 - 2 = 3, less what it costs: the limit of u bears -3 or -2. Left at
    zero, u would leave 50; its dual lost, a gap of 18.
    """
    program = with_free_capacity(cost).program()
    assert len(presolve(RangeProgram.read(program)).rows) == kept
    result = solve_structured(program)
    assert result.objective == pytest.approx(objective, rel=1e-7)
    assert result.y == pytest.approx(duals, abs=1e-6)
    assert certify(RangeProgram.read(program), result.x, result.y).worst <= 1e-8


def test_what_only_hurts_falls_to_its_least() -> None:
    """Idle use u >= 2 (by a row) of a plant of 6 MW, x + u <= 6: x = 4, cost 4*2 + 6*5 = 38.

    The 10 MW need 6 at 5; a MW less of idle use saves 3, so its row bears +3. Put at its most,
    which is 6, u would leave 50.
    """
    rows = Rows()
    x, u, dear = rows.column(0, 2.0), rows.column(0, 0.0, 0.0, 6.0), rows.column(0, 5.0)
    rows.row([0], 10.0, 10.0, (x, 1.0), (dear, 1.0))
    rows.row([0], -np.inf, 6.0, (x, 1.0), (u, 1.0))
    rows.row([0], 2.0, np.inf, (u, 1.0))
    result = solve_structured(rows.program())
    assert result.objective == pytest.approx(38.0, rel=1e-7)
    assert result.y == pytest.approx([5.0, -3.0, 3.0], abs=1e-6)


@pytest.mark.parametrize(("limit", "kept"), [(14.0, [0]), (13.0, [0, 1])])
def test_a_row_that_cannot_bind_is_dropped(limit: float, kept: list[int]) -> None:
    """Columns x <= 6 and y <= 8 cannot break x + y <= 14; they can break 13."""
    rows = Rows()
    x, y = rows.column(0, 2.0, 0.0, 6.0), rows.column(0, 3.0, 0.0, 8.0)
    rows.row([0], 10.0, np.inf, (x, 1.0), (y, 2.0))
    rows.row([0], -np.inf, limit, (x, 1.0), (y, 1.0))
    assert presolve(RangeProgram.read(rows.program())).rows.tolist() == kept


def test_ramps_both_ways_beside_a_given_rating_become_one_row() -> None:
    """p_1 - p_0 - P/2 <= 0 and p_0 - p_1 - P/2 <= 0 with P = 8 given: -4 <= p_1 - p_0 <= 4.

    Serve 2 and 8 MW at 1, or at 5: p = 2, 6; cost 2 + 6 + 2*5 = 18. A MW more of ramp saves 4: the
    ramp up bears -4, the other none. A MW more in the first hour costs 1 and saves 4 in the next.
    """
    rows = Rows()
    p, dear = rows.column([0, 1], 1.0, 0.0, 8.0), rows.column([0, 1], 5.0)
    rated = rows.column(-1, 0.0, 8.0, 8.0)
    rows.row([0, 1], [2.0, 8.0], [2.0, 8.0], (p, 1.0), (dear, 1.0))
    rows.row([1], -np.inf, 0.0, (p[1:], 1.0), (p[:1], -1.0), (rated, -0.5))
    rows.row([1], -np.inf, 0.0, (p[:1], 1.0), (p[1:], -1.0), (rated, -0.5))
    program = rows.program()
    prepared = prepare(RangeProgram.read(program))
    assert prepared.reduced.shape[0] == 3
    assert (prepared.reduced.row_lower[2], prepared.reduced.row_upper[2]) == (-4.0, 4.0)
    result = solve_structured(program)
    assert result.objective == pytest.approx(18.0, rel=1e-7)
    assert result.y == pytest.approx([-3.0, 5.0, -4.0, 0.0], abs=1e-6)
