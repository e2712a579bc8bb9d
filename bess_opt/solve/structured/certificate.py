r"""Proof of a result on the original program: optimality by duality, failure by a ray.

For row duals ``y`` and reduced costs ``r = c - A'y``, weak duality gives

    c'x >= D(y) = sum_i [y_i > 0 ? rl_i : ru_i] y_i + sum_j [r_j > 0 ? cl_j : cu_j] r_j

for every feasible ``x``; a multiplier whose bound is infinite is a dual violation and counts as
zero in D(y). Such a multiplier takes from D(y) what it is worth, its size times the quantity that
it prices, and a range that ``x`` misses takes from c'x its multiplier times the miss: both are part
of the gap. A ``y`` with ``D(y) > 0`` for zero cost proves that no ``x`` is feasible (Farkas); a
direction ``d`` with ``c'd < 0`` that leaves every finite range intact proves that the cost falls
without end from any feasible point. Nothing here is scaled, presolved or shared with the iteration.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.range_program import RangeProgram

UNIT, SHARE = 100.0, 1e-3

# Ranges that contradict by less, in units, do so by rounding.
HAIR = 1e-9

# What violations are worth may move the cost by ten times the tolerance of the gap: 1e-7 for 1e-8.
WORTH_SHARE = 0.1

# A Farkas proof holds for all quantities up to this one, in units of MW and MWh.
REACH = 1e9


@dataclass(frozen=True)
class Certificate:
    """How far a primal-dual pair is from optimal, measured on the original program.

    Attributes
    ----------
    objective, dual_objective : c'x and D(y).
    primal : largest violation of a range over 100 units (of MW, MWh), 1e-3 of the row's largest
        term where that is more, and at most 1 + the largest finite row bound; so 1e-8 is 1e-6 MW.
    dual : largest multiplier with an infinite bound over 1 + largest cost.
    gap : the larger of |c'x - D(y)| and a tenth of what primal and dual violations are worth, over
        1 + |c'x|.
    """

    objective: float
    dual_objective: float
    primal: float
    dual: float
    gap: float

    @property
    def worst(self) -> float:
        """The largest of the three relative residuals; not a number where one is none."""
        return float(np.max((self.primal, self.dual, self.gap)))


@dataclass(frozen=True)
class DualBound:
    """What row duals alone prove: a least cost, D(y), as far as no multiplier lacks its bound.

    Attributes
    ----------
    objective : D(y).
    rows, columns : (m,), (n,) the multipliers y and r.
    violation : largest multiplier with an infinite bound over 1 + largest cost.
    """

    objective: float
    rows: FloatArray
    columns: FloatArray
    violation: float

    def gap(
        self, program: RangeProgram, x: FloatArray, activity: FloatArray, missed: float = 0.0
    ) -> float:
        """The gap of `Certificate`; ``missed`` is what the ranges are worth that ``x`` misses."""
        cost = float(np.sum(program.cost * x))
        loose = _loose(self.columns, program.lower, program.upper)
        worth = missed + float(np.sum(loose * np.abs(x)))
        loose = _loose(self.rows, program.row_lower, program.row_upper)
        worth += float(np.sum(loose * np.abs(activity)))
        return _largest(abs(cost - self.objective), WORTH_SHARE * worth) / (1.0 + abs(cost))

    def missed(self, program: RangeProgram, x: FloatArray, activity: FloatArray) -> float:
        """Return what the ranges that ``x`` misses are worth."""
        worth = np.sum(np.abs(self.columns) * _missed(x, program.lower, program.upper))
        missed = _missed(activity, program.row_lower, program.row_upper)
        return float(worth + np.sum(np.abs(self.rows) * missed))


def dual_bound(program: RangeProgram, y: FloatArray) -> DualBound:
    """Measure row duals (m,) on ``program``."""
    with np.errstate(invalid="ignore", over="ignore"):
        reduced = program.cost - program.matrix.T @ y
        violation = _largest(
            _loose(y, program.row_lower, program.row_upper),
            _loose(reduced, program.lower, program.upper),
        )
        violation /= 1.0 + float(np.max(np.abs(program.cost), initial=0.0))
        value = _value(y, program.row_lower, program.row_upper)
        value += _value(reduced, program.lower, program.upper)
        return DualBound(value, y, reduced, violation)


def certify(
    program: RangeProgram, x: FloatArray, y: FloatArray, bound: DualBound | None = None
) -> Certificate:
    """Measure (x, y) of shapes (n,), (m,) on ``program``; ``bound`` is that of y, where known."""
    bound = dual_bound(program, y) if bound is None else bound
    # A point that is not a number gives figures that are none, without a word from numpy.
    with np.errstate(invalid="ignore", over="ignore"):
        activity = program.matrix @ x
        return Certificate(
            objective=float(np.sum(program.cost * x)),
            dual_objective=bound.objective,
            primal=_primal_miss(program, x, activity),
            dual=bound.violation,
            gap=bound.gap(program, x, activity, bound.missed(program, x, activity)),
        )


def _primal_miss(program: RangeProgram, x: FloatArray, activity: FloatArray) -> float:
    most = 1.0 + program.largest_row_bound
    return max(
        _outside(activity, program.row_lower, program.row_upper, largest_terms(program, x), most),
        _outside(x, program.lower, program.upper, np.abs(x), most),
    )


def largest_terms(program: RangeProgram, x: FloatArray) -> FloatArray:
    """Largest |a_ij x_j| of each row, shape (m,)."""
    row, column, value = program.entries
    largest = np.zeros(program.shape[0])
    np.maximum.at(largest, row, np.abs(value * x[column]))
    return largest


def proves_infeasible(program: RangeProgram, y: FloatArray, tolerance: float = 1e-9) -> bool:
    """Tell whether ``y`` is a Farkas certificate: D(y) > 0 with zero cost.

    Multipliers without a bound to lean on may reach ``tolerance`` of the largest; the value must
    then exceed what they are worth on quantities up to ``REACH`` and what rounding makes of the
    sizes that occur in the program, and no point may keep every range within ``HAIR``.
    """
    size = float(np.max(np.abs(y), initial=0.0))
    if not np.isfinite(size) or size == 0.0:
        return False
    y = y / size
    y = np.where(np.isinf(program.row_lower), np.minimum(y, 0.0), y)
    y = np.where(np.isinf(program.row_upper), np.maximum(y, 0.0), y)
    reduced = -(program.matrix.T @ y)
    loose = _loose(reduced, program.lower, program.upper)
    if _largest(loose) > tolerance:
        return False
    value = _value(y, program.row_lower, program.row_upper)
    value += _value(reduced, program.lower, program.upper)
    moved = _value_size(y, program.row_lower, program.row_upper)
    moved += _value_size(reduced, program.lower, program.upper)
    # A point that misses each range by at most HAIR would change the value by no more than this.
    hair = HAIR * float(np.sum(np.abs(y)) + np.sum(np.abs(reduced)))
    worth = REACH * float(np.sum(loose))
    return bool(value > max(1e-7 * moved, hair, worth))


def proves_unbounded(program: RangeProgram, d: FloatArray, tolerance: float = 1e-8) -> bool:
    """Tell whether ``d`` is a direction of recession along which the cost falls.

    It proves unboundedness only of a program that has a feasible point.
    """
    size = float(np.max(np.abs(d), initial=0.0))
    if not np.isfinite(size) or size == 0.0:
        return False
    d = d / size
    activity = program.matrix @ d
    leaving = max(
        _leaving(d, program.lower, program.upper),
        _leaving(activity, program.row_lower, program.row_upper),
    )
    steepest = float(np.max(np.abs(program.cost), initial=0.0)) + 1e-12
    fall = -float(np.sum(program.cost * d)) / steepest
    return bool(fall > 1e-6 and leaving <= tolerance * max(1.0, fall))


def is_feasible(program: RangeProgram, x: FloatArray, tolerance: float = 1e-7) -> bool:
    """Tell whether ``x`` keeps every range within ``tolerance`` relative to that range's size."""
    activity = program.matrix @ x
    for value, low, high in (
        (activity, program.row_lower, program.row_upper),
        (x, program.lower, program.upper),
    ):
        size_low = 1.0 + np.abs(np.where(np.isfinite(low), low, 0.0))
        size_high = 1.0 + np.abs(np.where(np.isfinite(high), high, 0.0))
        if np.any(value < low - tolerance * size_low):
            return False
        if np.any(value > high + tolerance * size_high):
            return False
    return True


def _outside(
    value: FloatArray, low: FloatArray, high: FloatArray, size: FloatArray, most: float
) -> float:
    unit = np.minimum(np.maximum(UNIT, SHARE * size), most)
    return _largest(_missed(value, low, high) / unit)


def _missed(value: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """How far each value lies outside its range."""
    missed: FloatArray = np.maximum(np.maximum(low - value, value - high), 0.0)
    return missed


def _largest(*violations: FloatArray | float) -> float:
    # Python's max would pass over what is not a number.
    return float(np.max([np.max(v, initial=0.0) for v in violations], initial=0.0))


def _loose(multiplier: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Size of each multiplier that leans on an infinite bound, else zero."""
    loose = np.where(np.isinf(low), np.maximum(multiplier, 0.0), 0.0)
    return loose + np.where(np.isinf(high), np.maximum(-multiplier, 0.0), 0.0)


def _leaving(move: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """Largest part of ``move`` that would cross a finite bound in the end."""
    return _largest(-move[np.isfinite(low)], move[np.isfinite(high)])


def _value(multiplier: FloatArray, low: FloatArray, high: FloatArray) -> float:
    return float(np.sum(_leaned(multiplier, low, high) * multiplier))


def _value_size(multiplier: FloatArray, low: FloatArray, high: FloatArray) -> float:
    return float(np.sum(np.abs(_leaned(multiplier, low, high) * multiplier)))


def _leaned(multiplier: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the bound that each multiplier leans on, zero where it is infinite."""
    bound = np.where(multiplier > 0.0, low, high)
    return np.where(np.isfinite(bound), bound, 0.0)
