r"""How optimal a point is, recomputed from the arrays in plain numpy.

    minimise c'x  subject to  l_r <= Ax <= u_r,  l <= x <= u

Three figures, each relative:

- primal: largest miss of a row or a bound, over 1 + the largest activity term of that row;
- dual: with reduced costs ``d = c - A'y``, the part of ``d`` (and of ``y``) that no finite bound
  supports, over 1 + |c|_j + the largest term of ``A'y`` in that column;
- gap: ``c'x`` against the dual objective ``sum of y * active bound``, over 1 + both sizes.

A point with three small figures is optimal within them, whatever its solver called it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.linear_program import LinearProgram

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Certificate:
    """Relative residuals, and where the worst of them lie."""

    primal: float
    dual: float
    gap: float
    worst_row: int
    worst_column: int

    @property
    def worst(self) -> float:
        """The largest of the three (infinite where one is not a number)."""
        values = (self.primal, self.dual, self.gap)
        return float("inf") if any(np.isnan(values)) else max(values)

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain values."""
        return asdict(self)


def certify(lp: LinearProgram, x: Vector, y: Vector) -> Certificate:
    """Recompute the residuals of a primal and dual point.

    Parameters
    ----------
    lp : LinearProgram
    x : ndarray, shape (n_columns,)
    y : ndarray, shape (n_rows,)
        Row duals, positive where a larger right-hand side costs more.
    """
    column = np.repeat(np.arange(lp.n_columns), np.diff(lp.indptr))
    row = lp.indices
    terms = lp.values * x[column]
    activity = np.bincount(row, terms, lp.n_rows).astype(float)
    size = np.zeros(lp.n_rows)
    np.maximum.at(size, row, np.abs(terms))
    row_miss = _outside(activity, lp.row_lower, lp.row_upper) / (1.0 + size)
    bound_miss = _outside(x, lp.lower, lp.upper) / (1.0 + np.abs(x))

    pulls = lp.values * y[row]
    reduced = lp.cost - np.bincount(column, pulls, lp.n_columns)
    weight = 1.0 + np.abs(lp.cost)
    pull_size = np.zeros(lp.n_columns)
    np.maximum.at(pull_size, column, np.abs(pulls))
    weight += pull_size
    column_dual = _unsupported(reduced, lp.lower, lp.upper) / weight
    row_dual = _unsupported(y, lp.row_lower, lp.row_upper) / (1.0 + np.abs(y))

    primal_value = float(lp.cost @ x)
    dual_value = _support(y, lp.row_lower, lp.row_upper) + _support(reduced, lp.lower, lp.upper)
    gap = abs(primal_value - dual_value) / (1.0 + abs(primal_value) + abs(dual_value))
    return Certificate(
        primal=_largest(row_miss, bound_miss),
        dual=_largest(column_dual, row_dual),
        gap=float(gap),
        worst_row=int(np.argmax(row_miss)) if row_miss.size else -1,
        worst_column=int(np.argmax(column_dual)) if column_dual.size else -1,
    )


def _outside(value: Vector, low: Vector, high: Vector) -> Vector:
    return np.maximum(np.maximum(low - value, value - high), 0.0)


def _unsupported(dual: Vector, low: Vector, high: Vector) -> Vector:
    """A positive multiplier needs a finite lower bound, a negative one a finite upper bound."""
    miss = np.where(np.isinf(low), np.maximum(dual, 0.0), 0.0)
    return np.where(np.isinf(high), np.maximum(-dual, miss), miss)


def _support(dual: Vector, low: Vector, high: Vector) -> float:
    """Dual objective of one family: each multiplier times the bound it leans on."""
    bound = np.where(dual > 0, low, high)
    return float(np.sum(np.where(np.isinf(bound), 0.0, dual * np.where(np.isinf(bound), 0, bound))))


def _largest(*arrays: Vector) -> float:
    return max((float(np.max(a)) for a in arrays if a.size), default=0.0)
