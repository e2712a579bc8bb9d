r"""How optimal a point is, recomputed from the arrays in plain numpy.

    minimise c'x  subject to  l_r <= Ax <= u_r,  l <= x <= u

A multiplier must lean on a bound that exists: a row dual of the wrong sign is put to zero first
(call the rest ``y``), so that what it held up is missing from the reduced costs ``d = c - A'y``.
Four figures, each relative, each with the place where it is worst:

============== ============================================ ====================================
figure         what is missing                              measured against
============== ============================================ ====================================
primal         a row or a bound is overstepped by this much 1 + largest term of the row; 1 + \|x\|
dual           part of ``d`` that leans on no finite bound  u + \|c\| + largest term of ``A'y``
gap            ``c'x`` less the value of the multipliers    u + both
complementary  largest single multiplier times its distance u + both, as the gap
============== ============================================ ====================================

The 1 is a MW or a MWh; ``u`` is the typical cost (median of those that are not zero), so that money
in rupees and money in billions are measured alike. A point whose four figures are small is optimal
within them, whatever its solver called it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.linear_program import LinearProgram

Vector = NDArray[np.float64]

# Solvers read bounds of this size as none.
UNBOUNDED_FROM = 1e20

# What adding up in double precision leaves, per unit of the gross sum.
ROUNDING = 16 * float(np.finfo(float).eps)

# Multipliers that cancel may be so large that their rounding hides any gap; no more than this share
# of the money is forgiven them.
MOST_FORGIVEN = 1e-7


@dataclass(frozen=True)
class Certificate:
    """Relative residuals, and where the worst of them lie.

    Attributes
    ----------
    primal, dual, gap, complementary : float
        The figures of the module's table.
    worst_row, worst_bound : int
        Row and column of the largest primal misses.
    worst_column : int
        Column of the largest dual miss.
    slackest_row, slackest_column : int
        Where multiplier times distance is largest; -1 where there is no such row or column.
    """

    primal: float
    dual: float
    gap: float
    worst_row: int
    worst_column: int
    complementary: float = 0.0
    worst_bound: int = -1
    slackest_row: int = -1
    slackest_column: int = -1

    @property
    def worst(self) -> float:
        """The largest of the figures (infinite where one is not a number)."""
        values = (self.primal, self.dual, self.gap, self.complementary)
        return float("inf") if any(np.isnan(values)) else max(values)

    @property
    def worst_figure(self) -> str:
        """Name of the largest figure."""
        values = {n: getattr(self, n) for n in ("primal", "dual", "gap", "complementary")}
        return max(values, key=lambda name: np.nan_to_num(values[name], nan=np.inf))

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
    # A point that is not a number gives figures that are none, without a word from numpy.
    with np.errstate(invalid="ignore", over="ignore"):
        return _certify(lp, x, y)


def _certify(lp: LinearProgram, x: Vector, y: Vector) -> Certificate:
    column = lp.entry_column
    terms = lp.values * x[column]
    activity = np.bincount(lp.indices, terms, lp.n_rows).astype(np.float64)
    row_miss = _outside(activity, lp.row_lower, lp.row_upper)
    row_miss /= 1.0 + _largest_term(lp.indices, terms, lp.n_rows)
    bound_miss = _outside(x, lp.lower, lp.upper) / (1.0 + np.abs(x))

    unit = lp.typical_cost
    leaning = y - _unsupported(y, lp.row_lower, lp.row_upper)
    pulls = lp.values * leaning[lp.indices]
    reduced = lp.cost - np.bincount(column, pulls, lp.n_columns)
    missing = _unsupported(reduced, lp.lower, lp.upper)
    dual_miss = np.abs(missing)
    if dual_miss.any():
        dual_miss /= unit + np.abs(lp.cost) + _largest_term(column, pulls, lp.n_columns)
    leaning_cost = reduced - missing

    row_bound = _leaned_on(leaning, lp.row_lower, lp.row_upper)
    bound = _leaned_on(leaning_cost, lp.lower, lp.upper)
    parts = lp.cost * x, leaning * row_bound, leaning_cost * bound
    primal_value, row_value, bound_value = (float(np.sum(part)) for part in parts)
    money = unit + abs(primal_value) + abs(row_value + bound_value)
    gross, *gross_of_multipliers = (float(np.sum(np.abs(part))) for part in parts)
    noise = ROUNDING * gross
    noise += min(ROUNDING * sum(gross_of_multipliers), MOST_FORGIVEN * (unit + gross))
    gap = abs(primal_value - row_value - bound_value)
    row_slack = np.abs(leaning * (activity - row_bound))
    slack = np.abs(leaning_cost * (x - bound))
    return Certificate(
        primal=_largest(row_miss, bound_miss),
        dual=_largest(dual_miss),
        gap=float(np.maximum(gap - noise, 0.0)) / money,
        complementary=float(np.maximum(_largest(row_slack, slack) - noise, 0.0)) / money,
        worst_row=_where(row_miss),
        worst_column=_where(dual_miss),
        worst_bound=_where(bound_miss),
        slackest_row=_where(row_slack),
        slackest_column=_where(slack),
    )


def _outside(value: Vector, low: Vector, high: Vector) -> Vector:
    return np.maximum(np.maximum(low - value, value - high), 0.0)


def _unsupported(dual: Vector, low: Vector, high: Vector) -> Vector:
    """The part of a multiplier without a bound: positive ones need a lower, negative an upper."""
    wrong = np.where(low <= -UNBOUNDED_FROM, np.maximum(dual, 0.0), 0.0)
    return wrong + np.where(high >= UNBOUNDED_FROM, np.minimum(dual, 0.0), 0.0)


def _leaned_on(dual: Vector, low: Vector, high: Vector) -> Vector:
    """The bound that each multiplier leans on; zero where it leans on none."""
    bound = np.where(dual > 0, low, high)
    return np.where((dual == 0) | (np.abs(bound) >= UNBOUNDED_FROM), 0.0, bound)


def _largest_term(where: NDArray[np.int32] | NDArray[np.int64], terms: Vector, n: int) -> Vector:
    largest = np.zeros(n)
    np.maximum.at(largest, where, np.abs(terms))
    return largest


def _largest(*arrays: Vector) -> float:
    """Largest of all values; not a number where one is not."""
    return float(np.max(np.concatenate(arrays), initial=0.0))


def _where(values: Vector) -> int:
    return int(np.argmax(values)) if values.size else -1
