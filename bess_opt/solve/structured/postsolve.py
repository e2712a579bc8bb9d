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
from bess_opt.solve.structured.presolve import Reduction
from bess_opt.solve.structured.range_program import RangeProgram


def postsolve(
    program: RangeProgram, reduction: Reduction, x: FloatArray, y: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Lift (x, y) of the kept columns and rows to the original program.

    Returns
    -------
    x : (n,) every column.
    y : (m,) every row's dual.
    """
    full_x = reduction.fixed_value.copy()
    full_x[reduction.columns] = x
    full_y = np.zeros(program.shape[0])
    full_y[reduction.rows] = y
    return full_x, hand_to_rows(program, program.cost, reduction, full_y)


def hand_to_rows(
    program: RangeProgram, cost: FloatArray, reduction: Reduction, y: FloatArray
) -> FloatArray:
    """Return row duals (m,) that take over what leans on bounds made of singleton rows.

    Parameters
    ----------
    cost : (n,), which need not be the program's own.
    y : (m,) duals of the rows that presolve kept.
    """
    full_y = y.copy()
    if not reduction.singletons:
        return full_y
    reduced = cost - program.matrix.T @ full_y
    by_column = program.matrix.T
    for row, column, value in reversed(reduction.singletons):
        r = reduced[column]
        source = np.where(r > 0, reduction.lower_row[column], reduction.upper_row[column])
        served = np.flatnonzero((source == row) & (r != 0.0))
        if len(served) == 0:
            continue
        given = np.zeros(len(full_y))
        given[row[served]] = r[served] / value[served]
        full_y += given
        reduced = reduced - by_column @ given
    return full_y
