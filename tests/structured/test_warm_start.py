"""A sequence of programs with changed data: never another answer, and fewer iterations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.structured import StructuredSession, WarmStart, solve_structured
from bess_opt.solve.structured.prepare import prepare
from bess_opt.solve.structured.range_program import RangeProgram
from tests.structured import highs
from tests.structured.systems import System, build

SYSTEMS = {
    "one store": System(steps=336, seed=4, groups=4),
    "two stores and a market": System(steps=336, seed=4, groups=4, stores=2, market=True),
    "commitment and reservoir": System(
        steps=720, seed=4, commitment=True, ramps=True, reservoir=True
    ),
}


def moved(program: LinearProgram, share: float, seed: int) -> LinearProgram:
    """Every cost, demand and limit times a factor of its own within 1 - share to 1 + share."""
    r = np.random.default_rng(seed)
    equal = (program.row_lower == program.row_upper) & (program.row_lower != 0.0)
    demand = program.row_lower.copy()
    demand[equal] *= 1 + share * r.uniform(-1, 1, int(equal.sum()))
    upper = program.upper.copy()
    limited = np.isfinite(upper) & (upper > program.lower) & (upper > 0.0)
    upper[limited] *= 1 + share * r.uniform(-1, 1, int(limited.sum()))
    return replace(
        program,
        cost=program.cost * (1 + share * r.uniform(-1, 1, program.n_columns)),
        upper=np.maximum(upper, program.lower),
        row_lower=demand,
        row_upper=np.where(equal, demand, program.row_upper),
    )


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_sequence_is_never_wrong_and_takes_fewer_iterations(name: str) -> None:
    """Six programs, each 1 to 20 per cent from the last, each started from the last one's answer.

    Together they take less than nine tenths of the iterations of six cold starts.
    """
    program = build(SYSTEMS[name])
    session = StructuredSession()
    last = session.solve(program)
    warm_turns, cold_turns = 0, 0
    for turn, share in enumerate((0.01, 0.02, 0.05, 0.1, 0.2, 0.01)):
        program = moved(program, share, turn)
        last = session.solve(program, warm=WarmStart(last.x, last.y))
        assert last.status == "optimal"
        cold = solve_structured(program)
        assert last.objective == pytest.approx(cold.objective, rel=2e-8)
        warm_turns += last.iterations
        cold_turns += cold.iterations
    if program.n_columns < 10_000:
        assert last.objective == pytest.approx(highs.solve(program).objective, rel=1e-7)
    assert warm_turns < 0.9 * cold_turns


def test_a_useless_start_costs_no_answer() -> None:
    """Numbers that have nothing to do with the program still end at its optimum."""
    program = build(SYSTEMS["one store"])
    r = np.random.default_rng(1)
    start = WarmStart(1e6 * r.normal(size=program.n_columns), 1e6 * r.normal(size=program.n_rows))
    result = StructuredSession().solve(program, warm=start)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(solve_structured(program).objective, rel=1e-7)


def test_running_sums_start_where_they_stand() -> None:
    """The lowered optimum keeps the recursion rows of daily budgets too.

    Left at zero, every sum would miss its row by a day's flow of thousands of MWh.
    """
    program = build(SYSTEMS["commitment and reservoir"])
    result = solve_structured(program)
    prepared = prepare(RangeProgram.read(program))
    assert prepared.sums is not None
    data = prepared.data()
    w, _ = prepared.lower(result.x, result.y, data)
    miss = data.right - prepared.form.newton.matrix @ w
    assert float(np.abs(miss).max()) < 1e-9
