"""Two programs beside a program: one that always has a solution, one that seeks a falling cost.

The *elastic twin* lets every row give at a price and drops the costs: its optimum is how far the
rows contradict each other, its row duals are the proof. The *direction twin* replaces every bound
by "no further this way" within a box: where its optimum is negative, the cost falls for ever.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import UNBOUNDED_FROM

Vector = NDArray[np.float64]


def elastic_twin(lp: LinearProgram) -> LinearProgram:
    """Rows that may give: behind the columns, a shortfall and a surplus for every row.

    Each unit of either costs one over the row's largest coefficient, so that a rule in MW and one
    in MWh of the same plant weigh alike.
    """
    rows = np.arange(lp.n_rows, dtype=lp.indices.dtype)
    price = elastic_prices(lp)
    n_slacks = 2 * lp.n_rows
    more = lp.indptr[-1] + np.arange(1, n_slacks + 1, dtype=lp.indptr.dtype)
    ones = np.ones(lp.n_rows)
    return replace(
        lp,
        cost=np.concatenate([np.zeros(lp.n_columns), price, price]),
        offset=0.0,
        lower=np.concatenate([lp.lower, np.zeros(n_slacks)]),
        upper=np.concatenate([lp.upper, np.full(n_slacks, np.inf)]),
        integer=np.concatenate([lp.integer, np.zeros(n_slacks, dtype=bool)]),
        column_time=np.concatenate([lp.column_time, lp.row_time, lp.row_time]),
        indptr=np.concatenate([lp.indptr, more]),
        indices=np.concatenate([lp.indices, rows, rows]),
        values=np.concatenate([lp.values, ones, -ones]),
    )


def elastic_prices(lp: LinearProgram) -> Vector:
    """What a unit of every row costs in the elastic twin."""
    size = np.zeros(lp.n_rows)
    np.maximum.at(size, lp.indices, np.abs(lp.values))
    return 1.0 / np.where(size > 0, size, 1.0)


def shortfalls(lp: LinearProgram, elastic_x: Vector) -> Vector:
    """By row, what must be added to its activity (negative: taken away) for it to hold."""
    n, m = lp.n_columns, lp.n_rows
    return elastic_x[n : n + m] - elastic_x[n + m : n + 2 * m]


def direction_twin(lp: LinearProgram) -> LinearProgram:
    """Directions of at most one unit a column that no finite bound stops."""
    return replace(
        lp,
        offset=0.0,
        lower=np.where(lp.lower > -UNBOUNDED_FROM, 0.0, -1.0),
        upper=np.where(lp.upper < UNBOUNDED_FROM, 0.0, 1.0),
        integer=np.zeros(lp.n_columns, dtype=bool),
        row_lower=np.where(lp.row_lower > -UNBOUNDED_FROM, 0.0, -np.inf),
        row_upper=np.where(lp.row_upper < UNBOUNDED_FROM, 0.0, np.inf),
    )
