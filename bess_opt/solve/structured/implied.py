r"""What a program's bounds, costs and signs already decide, without any iteration.

*Dominated columns.* Let the live rows of column j bear on one side only, so that its rise widens
every one of them: ``a_ij < 0`` where only ``A_i x <= ru`` holds, ``a_ij > 0`` where only
``A_i x >= rl`` does. Row duals then have the signs ``y_i <= 0`` and ``y_i >= 0``, and with
``c_j <= 0`` the reduced cost ``c_j - A_j'y`` is at most zero for every y that fits the rows: the
column may rest at its upper bound, and postsolve finds its dual there as for any other column. The
mirror image holds for falls and ``c_j >= 0``.

*Idle rows.* With ``A_i x <= sum_j max(a_ij cl_j, a_ij cu_j)`` inside the row's range, and the same
from below, the row has the dual zero.
"""

from __future__ import annotations

import numpy as np

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray, Sparse
from bess_opt.solve.structured.range_program import RangeProgram

# A row may be touched, by so much of its size, and still not bind.
TOUCH = 1e-12


def dominated(
    program: RangeProgram, row: IntArray, column: IntArray, value: FloatArray
) -> tuple[BoolArray, BoolArray]:
    """Tell which columns (n,) may go to their upper, which to their lower bound.

    (row, column, value) are the live entries; a column without any is neither.
    """
    rising = value > 0
    has_low = np.isfinite(program.row_lower)[row]
    has_high = np.isfinite(program.row_upper)[row]
    columns = len(program.cost)
    hurt_by_rise = np.bincount(column[np.where(rising, has_high, has_low)], minlength=columns)
    hurt_by_fall = np.bincount(column[np.where(rising, has_low, has_high)], minlength=columns)
    used = np.bincount(column, minlength=columns) > 0
    return (
        used & (program.cost <= 0) & (hurt_by_rise == 0),
        used & (program.cost >= 0) & (hurt_by_fall == 0),
    )


def cannot_bind(
    program: RangeProgram, by_row: Sparse, lower: FloatArray, upper: FloatArray
) -> BoolArray:
    """Tell which rows (m,) hold at every point within the bounds ``lower``, ``upper`` (n,)."""
    least, most = _range(by_row, lower, upper)
    slack = TOUCH * (1.0 + np.abs(np.where(np.isfinite(most), most, 0.0)))
    inside: BoolArray = (most <= program.row_upper + slack) & (least >= program.row_lower - slack)
    return inside


def _range(by_row: Sparse, lower: FloatArray, upper: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Least and most of every row's activity, infinite where a bound it leans on is."""
    value, column = by_row.data, by_row.indices
    low, high = lower[column], upper[column]
    with np.errstate(invalid="ignore"):
        one, two = value * low, value * high
    one[value == 0.0] = two[value == 0.0] = 0.0
    return _row_sums(by_row, np.minimum(one, two)), _row_sums(by_row, np.maximum(one, two))


def _row_sums(by_row: Sparse, terms: FloatArray) -> FloatArray:
    rows = by_row.shape[0]
    owner = np.repeat(np.arange(rows), np.diff(by_row.indptr))
    total: FloatArray = np.bincount(owner, terms, minlength=rows).astype(float)
    return total
