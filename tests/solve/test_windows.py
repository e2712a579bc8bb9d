"""Windows of small programs whose optimum is computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.rolling import roll
from bess_opt.solve.windows import Windows

DEMAND = np.array([5.0, 8.0, 3.0, 3.0])


def peak_program(charge: float) -> LinearProgram:
    """Column 0 is the peak; then g_t from the grid, free below the peak, and b_t at 4 a MWh.

    Rows: g_t + b_t = d_t, then g_t - peak <= 0.
    """
    dense = np.zeros((8, 9))
    for t in range(4):
        dense[t, 1 + t] = dense[t, 5 + t] = dense[4 + t, 1 + t] = 1.0
        dense[4 + t, 0] = -1.0
    columns, rows = np.nonzero(dense.T)
    return LinearProgram(
        cost=np.array([charge, 0, 0, 0, 0, 4, 4, 4, 4.0]), offset=0.0, lower=np.zeros(9),
        upper=np.full(9, np.inf), integer=np.zeros(9, bool),
        column_time=np.array([-1, 0, 1, 2, 3, 0, 1, 2, 3]),
        indptr=np.searchsorted(columns, np.arange(10)).astype(np.int32),
        indices=rows.astype(np.int32), values=dense.T[columns, rows],
        row_lower=np.concatenate((DEMAND, np.full(4, -np.inf))),
        row_upper=np.concatenate((DEMAND, np.zeros(4))),
        row_time=np.array([0, 1, 2, 3, 0, 1, 2, 3]),
    )  # fmt: skip


def plan() -> np.ndarray:
    """All from the grid, below a peak of 8."""
    return np.concatenate(([8.0], DEMAND, np.zeros(4)))


def test_a_peak_that_was_drawn_is_not_forgotten():
    """At 3 a MW the grid is worth it in each single hour: 5, then 8, then nothing more: 24.

    A peak that falls back to the last hour's draw would cost 9 and break the rows of two hours.
    """
    lp = peak_program(3.0)
    found = roll(lp, plan(), np.array([0]), 1, 1)
    assert found.x[0] == pytest.approx(8.0)
    assert lp.cost @ found.x == pytest.approx(24.0)
    assert found.windows == 4


@pytest.mark.parametrize(("window", "cost"), [(1, 76.0), (2, 76.0), (3, 58.0), (4, 58.0)])
def test_what_is_not_seen_is_not_bought(window, cost):
    """At 10 a MW, a peak of 3 saves 4 a MW in each hour seen: it pays over three hours, not two.

    Seen for three hours or more: 10 x 3 + 4 x (2 + 5) = 58; a fourth MW would save 8 at most.
    Seen for less: no peak, 4 x 19 = 76.
    """
    lp = peak_program(10.0)
    found = roll(lp, plan(), np.array([0]), window, 1)
    assert lp.cost @ found.x == pytest.approx(cost)


def test_a_window_is_a_program_of_its_own():
    """Hours 1 and 2: the peak, two draws, two backups; two balances and two limits."""
    seen = Windows(peak_program(3.0), plan(), np.array([0])).cut(1, 3)
    assert seen.columns.tolist() == [0, 2, 6, 3, 7]
    assert seen.rows.tolist() == [1, 5, 2, 6]
    assert seen.program.column_time.tolist() == [-1, 0, 0, 1, 1]
    assert seen.program.row_upper.tolist() == [8, 0, 3, 0]


def test_a_fixed_size_moves_to_the_right_hand_side():
    """The peak is no longer a decision: its 8 MW are the limit of each draw."""
    seen = Windows(peak_program(3.0), plan(), np.zeros(0, int)).cut(1, 3)
    assert seen.columns.tolist() == [2, 6, 3, 7]
    assert seen.program.row_upper.tolist() == [8, 8, 3, 8]
