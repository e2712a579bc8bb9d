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

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray
from bess_opt.solve.structured.range_program import RangeProgram

# A row may be touched, by so much of its size, and still not bind.
TOUCH = 1e-12


def dominated(
    program: RangeProgram, row: IntArray, column: IntArray, value: FloatArray
) -> tuple[BoolArray, BoolArray]:
    """Tell which columns (n,) may go to their upper, which to their lower bound.

    (row, column, value) are the live entries, each in a row with a bound; a column without any is
    neither.
    """
    has_low, has_high = np.isfinite(program.row_lower), np.isfinite(program.row_upper)
    used, held, hurt_by_rise, hurt_by_fall = np.zeros((4, len(program.cost)), bool)
    used[column] = True
    # A row with both bounds holds its columns either way, and few columns are without one.
    held[column[(has_low & has_high)[row]]] = True
    loose = np.flatnonzero(~held[column])
    row, column, value = row[loose], column[loose], value[loose]
    is_hurt_by_rise = (value > 0) == has_high[row]
    hurt_by_rise[column[is_hurt_by_rise]] = True
    hurt_by_fall[column[~is_hurt_by_rise]] = True
    used &= ~held
    return used & (program.cost <= 0) & ~hurt_by_rise, used & (program.cost >= 0) & ~hurt_by_fall


def cannot_bind(
    row: IntArray,
    terms: tuple[FloatArray, FloatArray],
    row_lower: FloatArray,
    row_upper: FloatArray,
) -> BoolArray:
    """Tell which rows (m,) hold at every point within the columns' bounds.

    ``terms`` is what each entry, in its ``row``, brings at its column's lower and upper bound.
    """
    least = np.bincount(row, np.minimum(*terms), len(row_lower))
    most = np.bincount(row, np.maximum(*terms), len(row_lower))
    slack = TOUCH * (1.0 + np.abs(np.where(np.isfinite(most), most, 0.0)))
    inside: BoolArray = (most <= row_upper + slack) & (least >= row_lower - slack)
    return inside
