"""The driver: interrupt, progress, warm start, repetition, limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bess_opt.solve.structured import StructuredSession, WarmStart, solve_structured
from tests.structured import highs
from tests.structured.systems import System, build

SYSTEM = System(steps=336, seed=11)


def test_progress_is_reported_and_falls() -> None:
    seen: list[tuple[int, float, float, float]] = []
    result = solve_structured(build(SYSTEM), progress=lambda *told: seen.append(told))
    assert [told[0] for told in seen] == list(range(result.iterations + 1))
    assert max(seen[-1][1:]) < 1e-8 < max(seen[0][1:])


def test_interrupt_stops_at_the_next_turn() -> None:
    turns: list[int] = []
    result = solve_structured(
        build(SYSTEM),
        progress=lambda turn, *_: turns.append(turn),
        should_stop=lambda: len(turns) > 3,
    )
    assert result.status == "interrupted"
    assert result.iterations == 3


def test_time_limit() -> None:
    assert solve_structured(build(SYSTEM), time_limit_s=0.0).status == "time limit"


def test_same_program_same_numbers() -> None:
    """Two solves agree to the last bit."""
    one, two = solve_structured(build(SYSTEM)), solve_structured(build(SYSTEM))
    assert one.iterations == two.iterations
    assert np.array_equal(one.x, two.x)
    assert np.array_equal(one.y, two.y)


def test_integers_are_declined() -> None:
    program = build(SYSTEM)
    result = solve_structured(replace(program, integer=np.ones_like(program.integer)))
    assert result.status == "declined"


def test_warm_start_of_a_perturbed_program() -> None:
    """Costs moved by one per cent: the same optimum as cold, in fewer iterations."""
    program = build(SYSTEM)
    first = solve_structured(program)
    r = np.random.default_rng(1)
    moved = replace(program, cost=program.cost * (1 + 0.01 * r.uniform(-1, 1, len(program.cost))))
    session = StructuredSession()
    session.solve(program)
    warm = session.solve(moved, warm=WarmStart(first.x, first.y))
    cold = solve_structured(moved)
    assert warm.status == "optimal"
    assert warm.objective == pytest.approx(cold.objective, rel=2e-8)
    assert warm.iterations < cold.iterations


def test_session_notices_another_pattern() -> None:
    """A bound that appears changes the pattern; the session starts anew and stays right."""
    session = StructuredSession()
    program = build(SYSTEM)
    session.solve(program)
    upper = program.upper.copy()
    upper[np.isinf(upper) & (program.column_time < 0)] = 3000.0
    limited = replace(program, upper=upper)
    result = session.solve(limited)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(highs.solve(limited).objective, rel=1e-7)


def test_session_notices_other_labels() -> None:
    """Daily budgets became running sums at the steps of the labels, which now begin at ten."""
    program = build(System(steps=26 * 24, seed=4, reservoir=True))
    later = replace(
        program,
        column_time=np.where(program.column_time < 0, -1, program.column_time + 10),
        row_time=np.where(program.row_time < 0, -1, program.row_time + 10),
    )
    session = StructuredSession()
    first = session.solve(program)
    assert session._prepared is not None
    assert session._prepared.sums is not None
    assert session.solve(later).objective == pytest.approx(first.objective, rel=1e-7)


def test_what_is_declined_has_no_sizes() -> None:
    """The sizes of the program before it would be told as its own."""
    session, program = StructuredSession(), build(SYSTEM)
    assert session.solve(program).sizes["columns"] > 0
    whole = replace(program, integer=np.ones_like(program.integer))
    assert session.solve(whole).sizes == {}


def test_duals_of_the_balance_agree_where_unique() -> None:
    """A perturbed cost makes the dispatch's duals unique; they agree with HiGHS's vertex."""
    program = build(System(steps=48, seed=5, stores=0, contracts=False, groups=5))
    r = np.random.default_rng(2)
    program = replace(program, cost=program.cost + r.uniform(0.01, 0.02, len(program.cost)))
    ours, reference = solve_structured(program), highs.solve(program)
    assert ours.y == pytest.approx(reference.y, abs=1e-4)


def test_status_says_nothing_it_has_not_proven() -> None:
    """Free of cost, the optimum is zero and any feasible point is optimal."""
    program = build(SYSTEM)
    result = solve_structured(replace(program, cost=np.zeros_like(program.cost)))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(program.offset, abs=1e-7)
