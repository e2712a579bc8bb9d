"""The twin that bounds what lies near the least cost."""

from __future__ import annotations

import numpy as np
import pytest

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.engine import solve
from bess_opt.solve.near_optimal import near_optimal_twin


def _two_plants() -> LinearProgram:
    """Serve 10 from a at 2 and b at 3, at most 20 each; a third column costs nothing."""
    return LinearProgram(
        cost=np.array([2.0, 3.0, 0.0]),
        offset=7.0,
        lower=np.zeros(3),
        upper=np.full(3, 20.0),
        integer=np.zeros(3, dtype=bool),
        column_time=np.array([0, 0, 0]),
        indptr=np.array([0, 1, 2, 2], dtype=np.int32),
        indices=np.array([0, 0], dtype=np.int32),
        values=np.ones(2),
        row_lower=np.array([10.0]),
        row_upper=np.array([np.inf]),
        row_time=np.array([0]),
    )


def test_most_of_the_dear_plant_within_the_cost():
    """Least cost 7 + 2 * 10 = 27. Within 30: b at most 3 (a = 7: 7 + 14 + 9 = 30), or 0 at least.

    Without the offset in the cap b would reach 10; with the cap on the focus instead, 20.
    """
    lp = _two_plants()
    focus = np.array([0.0, 1.0, 0.0])
    most = solve(near_optimal_twin(lp, -focus, 30.0))
    assert most.x[1] == pytest.approx(3.0)
    assert lp.cost @ most.x + lp.offset == pytest.approx(30.0)
    least = solve(near_optimal_twin(lp, focus, 30.0))
    assert least.x[1] == pytest.approx(0.0, abs=1e-9)


def test_the_twin_has_one_row_more_and_keeps_the_matrix():
    lp = _two_plants()
    twin = near_optimal_twin(lp, np.zeros(3), 30.0)
    dense = np.zeros((2, 3))
    for column in range(3):
        for at in range(twin.indptr[column], twin.indptr[column + 1]):
            dense[twin.indices[at], column] = twin.values[at]
    assert dense.tolist() == [[1.0, 1.0, 0.0], [2.0 / 2.5, 3.0 / 2.5, 0.0]]
    assert twin.row_upper[-1] == pytest.approx(23.0 / 2.5)
