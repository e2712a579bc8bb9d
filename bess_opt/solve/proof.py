r"""Proofs that a program has no solution, or no finite one, checked on the arrays alone.

Farkas: multipliers ``y`` of rows, and ``d = -A'y`` of columns, each leaning on a finite bound,
whose worth ``sum y b + sum d bound`` is positive, contradict every point. Direction: an ``r`` along
which the cost falls while every row and column with a bound on that side stays or moves away.

The margins are relative, so that noise of a solver is no proof: the worth over its gross sum, and
what leans on nothing over the largest term beside it. What leans on nothing must also be worth less
on quantities as large as any: a row kept by 2e7 MW alone is kept.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import UNBOUNDED_FROM

Vector = NDArray[np.float64]

# Worth, or fall of the cost, relative to its gross sum.
LEAST_MARGIN = 1e-9

# Rows and columns that a point within this of each of them would satisfy contradict by rounding.
HAIR = 1e-9

# A contradiction holds for all quantities up to this one, in units of MW and MWh.
REACH = 1e9

# What a multiplier without a bound, or a step out of one, may be relative to the largest beside it.
MOST_SLIP = 1e-8


def crossed_columns(lp: LinearProgram) -> NDArray[np.int64]:
    """Columns whose lower bound lies above the upper one by more than a hair: infeasible alone."""
    size = 1.0 + np.abs(np.where(np.isfinite(lp.upper), lp.upper, 0.0))
    return np.flatnonzero(lp.lower > lp.upper + HAIR * size)


def proves_infeasible(lp: LinearProgram, y: Vector) -> bool:
    """Whether row multipliers ``y`` (n_rows,) contradict every point."""
    if y.shape != (lp.n_rows,) or not np.all(np.isfinite(y)) or not np.any(y):
        return False
    column = lp.entry_column
    y = y / float(np.max(np.abs(y)))
    row_worth, row_loose = _worth(y, lp.row_lower, lp.row_upper)
    y = np.where(row_loose > 0, 0.0, y)
    pulls = lp.values * y[lp.indices]
    d = -np.bincount(column, pulls, lp.n_columns).astype(np.float64)
    largest = np.zeros(lp.n_columns)
    np.maximum.at(largest, column, np.abs(pulls))
    worth, loose = _worth(d, lp.lower, lp.upper)
    slip = loose / np.maximum(largest, np.finfo(float).tiny)
    gross = float(np.sum(np.abs(row_worth)) + np.sum(np.abs(worth)))
    net = float(np.sum(row_worth) + np.sum(worth))
    hair = HAIR * float(np.sum(np.abs(y)) + np.sum(np.abs(d)))
    reach = REACH * float(np.sum(loose))
    if max(_most(row_loose), _most(slip)) > MOST_SLIP:
        return False
    return net > max(LEAST_MARGIN * gross, hair, reach)


def proves_falling(lp: LinearProgram, direction: Vector) -> bool:
    """Whether the cost falls along ``direction`` (n_columns,) without leaving anything.

    It proves that there is no finite optimum if there is a feasible point at all.
    """
    r = direction
    if r.shape != (lp.n_columns,) or not np.all(np.isfinite(r)) or not np.any(r):
        return False
    r = r / float(np.max(np.abs(r)))
    column = lp.entry_column
    terms = lp.values * r[column]
    change = np.bincount(lp.indices, terms, lp.n_rows).astype(np.float64)
    largest = np.ones(lp.n_rows)
    np.maximum.at(largest, lp.indices, np.abs(terms))
    slips = (
        _leaves(r, lp.lower, lp.upper),
        _leaves(change, lp.row_lower, lp.row_upper) / largest,
    )
    parts = lp.cost * r
    falls = -float(np.sum(parts)) > LEAST_MARGIN * float(np.sum(np.abs(parts)))
    return falls and all(_most(slip) <= MOST_SLIP for slip in slips)


def _worth(dual: Vector, low: Vector, high: Vector) -> tuple[Vector, Vector]:
    """Value of each multiplier at its bound, and the size of those that have none."""
    bound = np.where(dual > 0, low, high)
    has_none = (np.abs(bound) >= UNBOUNDED_FROM) & (dual != 0)
    worth = np.where(has_none | (dual == 0), 0.0, dual) * np.where(np.isinf(bound), 0.0, bound)
    return worth, np.where(has_none, np.abs(dual), 0.0)


def _leaves(change: Vector, low: Vector, high: Vector) -> Vector:
    """How far a unit step along a direction runs into finite bounds."""
    down = np.where(low > -UNBOUNDED_FROM, np.maximum(-change, 0.0), 0.0)
    return np.where(high < UNBOUNDED_FROM, np.maximum(change, down), down)


def _most(values: Vector) -> float:
    return float(np.max(values, initial=0.0))
