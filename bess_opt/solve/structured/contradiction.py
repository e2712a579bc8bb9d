r"""The Farkas proof where presolve or the merging of rows has found the contradiction.

Three kinds, each a combination of rows of the original program with ``D(y) > 0`` for zero cost:

* column j has ``lower > upper``: one multiplier of its lower bound and one of its upper bound, each
  handed to the singleton row that the bound came from;
* row i has no live column left and misses its range: the row itself;
* rows i and k of the same columns allow no common value: one of each, over their factors.

What then leans on a tightened bound of another column is handed on to its row by `postsolve`.
"""

from __future__ import annotations

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.parallel_rows import Merged
from bess_opt.solve.structured.postsolve import hand_to_rows
from bess_opt.solve.structured.range_program import RangeProgram
from bess_opt.solve.structured.reduction import Reduction


def contradiction(program: RangeProgram, reduction: Reduction, merged: Merged) -> FloatArray:
    """Return row multipliers (m,) of ``program``; zero where its own bounds cross."""
    rows, columns = program.shape
    nothing, y = np.zeros(columns), np.zeros(rows)
    if merged.crossed:
        y[reduction.rows] = merged.contradiction()
        return hand_to_rows(program, nothing, reduction, y)
    if reduction.broken_row >= 0:
        y[reduction.broken_row] = reduction.broken_side
        return hand_to_rows(program, nothing, reduction, y)
    if columns == 0:
        return y
    worst = nothing.copy()
    worst[np.argmax(reduction.lower - reduction.upper)] = 1.0
    return hand_to_rows(program, worst, reduction, y) + hand_to_rows(program, -worst, reduction, y)
