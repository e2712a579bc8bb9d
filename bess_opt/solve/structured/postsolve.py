r"""Gives the removed rows and columns of a solved program their values and duals back.

A column's reduced cost ``r_j = c_j - A_j'y`` leans on the bound it rests at. Where that bound came
from a singleton row ``i`` with coefficient ``a``, the multiplier belongs to the row:
``y_i = r_j / a``, and ``r_j`` becomes zero. Rows are served in the reverse order of their
removal, since a row's dual changes the reduced costs of the columns that were fixed before it was
removed, and of no others.
"""

from __future__ import annotations

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.range_program import RangeProgram
from bess_opt.solve.structured.reduction import Reduction


def restore_primal(reduction: Reduction, x: FloatArray) -> FloatArray:
    """Return every column's value (n,) for those of the kept columns."""
    full = reduction.fixed_value.copy()
    full[reduction.columns] = x
    return full


def restore_dual(
    program: RangeProgram, cost: FloatArray, reduction: Reduction, y: FloatArray
) -> FloatArray:
    """Return every row's dual (m,) at the given ``cost`` (n,) for those of the kept rows."""
    full = np.zeros(program.shape[0])
    full[reduction.rows] = y
    return hand_to_rows(program, cost, reduction, full)


def hand_to_rows(
    program: RangeProgram, cost: FloatArray, reduction: Reduction, y: FloatArray
) -> FloatArray:
    """Return row duals (m,) that take over what leans on bounds made of singleton rows.

    Parameters
    ----------
    cost : (n,), which need not be the program's own.
    y : (m,) duals of the rows that presolve kept.
    """
    full_y, given, reduced = y.copy(), y, cost
    for row, column, value in reversed(reduction.singletons):
        reduced = reduced - program.matrix.T @ given
        r = reduced[column]
        source = np.where(r > 0, reduction.lower_row[column], reduction.upper_row[column])
        served = np.flatnonzero((source == row) & (r != 0.0))
        given = np.zeros(len(full_y))
        given[row[served]] = r[served] / value[served]
        full_y += given
    return full_y
