"""Rows that repeat another leave the iteration, and their duals come back to the row that binds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bess_opt.solve.structured import solve_structured
from bess_opt.solve.structured.certificate import certify
from bess_opt.solve.structured.parallel_rows import merge_parallel_rows
from bess_opt.solve.structured.range_program import RangeProgram
from tests.structured import highs
from tests.structured.arrays import Rows
from tests.structured.systems import System, build


def twice_limited(first: float, second: float) -> Rows:
    """Serve 10 MW at 2 and 5; the cheap two share a limit ``first``, written again doubled.

    Each cheap plant costs 2; x + y <= first and 2x + 2y <= second.
    """
    rows = Rows()
    x, y, dear = rows.column(0, 2.0), rows.column(0, 2.0, 0.0, 3.0), rows.column(0, 5.0)
    rows.row([0], 10.0, 10.0, (x, 1.0), (y, 1.0), (dear, 1.0))
    rows.row([0], -np.inf, first, (x, 1.0), (y, 1.0))
    rows.row([0], -np.inf, second, (x, 2.0), (y, 2.0))
    return rows


def test_the_tighter_of_two_limits_stays() -> None:
    """Of x + y <= 6 and 2x + 2y <= 10 the second binds: 5 MW, in the first row's units."""
    merged = merge_parallel_rows(RangeProgram.read(twice_limited(6.0, 10.0).program()))
    assert merged.repeated.tolist() == [2]
    assert merged.factor.tolist() == [2.0]
    assert merged.program.row_upper.tolist() == [10.0, 5.0, np.inf]
    assert np.isneginf(merged.program.row_lower[2])


@pytest.mark.parametrize(
    ("first", "second", "cost", "duals"),
    [(6.0, 20.0, 6 * 2 + 4 * 5, [5.0, -3.0, 0.0]), (6.0, 10.0, 5 * 2 + 5 * 5, [5.0, 0.0, -1.5])],
)
def test_the_dual_goes_to_the_row_that_binds(
    first: float, second: float, cost: float, duals: list[float]
) -> None:
    """A cheap MW more saves 5 - 2 = 3; the doubled row counts it by halves: -3/2.

    A dual left at the row that does not bind would open a gap of 3 (6 - 5) = 3 in the certificate.
    """
    program = twice_limited(first, second).program()
    result = solve_structured(program)
    assert result.objective == pytest.approx(cost, rel=1e-8)
    assert result.y == pytest.approx(duals, abs=1e-6)
    assert certify(RangeProgram.read(program), result.x, result.y).worst <= 1e-8


def test_a_negative_factor_changes_the_sides() -> None:
    """Of x + y <= 6 and -x - y >= -5 the second binds at 5; its dual is positive: +3."""
    rows = Rows()
    x, y, dear = rows.column(0, 2.0), rows.column(0, 2.0, 0.0, 3.0), rows.column(0, 5.0)
    rows.row([0], 10.0, 10.0, (x, 1.0), (y, 1.0), (dear, 1.0))
    rows.row([0], -np.inf, 6.0, (x, 1.0), (y, 1.0))
    rows.row([0], -5.0, np.inf, (x, -1.0), (y, -1.0))
    result = solve_structured(rows.program())
    assert result.objective == pytest.approx(35.0, rel=1e-8)
    assert result.y == pytest.approx([5.0, 0.0, 3.0], abs=1e-6)


def test_contradicting_copies_are_infeasible() -> None:
    rows = Rows()
    x, y = rows.column(0, 2.0), rows.column(0, 5.0)
    rows.row([0], 10.0, 10.0, (x, 1.0), (y, 1.0))
    rows.row([0], 11.0, 11.0, (x, 1.0), (y, 1.0))
    assert solve_structured(rows.program()).status == "infeasible"


def test_same_columns_other_coefficients_are_not_parallel() -> None:
    rows = Rows()
    x, y = rows.column(0, 2.0), rows.column(0, 5.0)
    rows.row([0], 10.0, 20.0, (x, 1.0), (y, 1.0))
    rows.row([0], 1.0, 9.0, (x, 1.0), (y, 1.0 + 1e-9))
    assert len(merge_parallel_rows(RangeProgram.read(rows.program())).repeated) == 0


def test_a_balance_written_twice_is_solved() -> None:
    """Two buses, two stores, a reserve and every balance twice: 62 iterations, unmerged 132."""
    system = System(672, seed=1082, groups=2, reserve=True, stores=2, cyclic=False, buses=2)
    system = replace(system, least_level=True, reservoir=True, redundant=True)
    program = build(system)
    ours, reference = solve_structured(program), highs.solve(program)
    assert ours.status == "optimal"
    assert ours.iterations < 100
    assert ours.objective == pytest.approx(reference.objective, rel=1e-7)
