r"""A program beside a program: how little, or how much, of something near the least cost.

    minimise f'x  subject to the rows and bounds of the program, and  c'x + c_0 <= K

``f`` is what is to be small (its negative, what is to be large) and ``K`` lies a little above the
least cost. The two optima bound the near-optimal set in the direction of ``f`` (DeCarolis, "Using
modeling to generate alternatives", Energy Economics 33, 2011).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.linear_program import LinearProgram


def near_optimal_twin(lp: LinearProgram, focus: NDArray[np.float64], most: float) -> LinearProgram:
    """The program with cost ``focus`` and one more row, the last: its own cost is at most ``most``.

    The row is written in units of the typical cost, so that it weighs like a row of the program.
    """
    unit = lp.typical_cost
    priced = lp.cost != 0
    counts = np.diff(lp.indptr)
    ends = lp.indptr[1:][priced]
    return replace(
        lp,
        cost=np.asarray(focus, dtype=np.float64),
        offset=0.0,
        indptr=np.concatenate([[0], np.cumsum(counts + priced)]).astype(lp.indptr.dtype),
        indices=np.insert(lp.indices, ends, lp.n_rows).astype(lp.indices.dtype),
        values=np.insert(lp.values, ends, lp.cost[priced] / unit),
        row_lower=np.append(lp.row_lower, -np.inf),
        row_upper=np.append(lp.row_upper, (most - lp.offset) / unit),
        row_time=np.append(lp.row_time, -1),
    )
