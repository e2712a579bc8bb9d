r"""Proof of a result on the original program: optimality by duality, failure by a ray.

For row duals ``y`` and reduced costs ``r = c - A'y``, weak duality gives

    c'x >= D(y) = sum_i [y_i > 0 ? rl_i : ru_i] y_i + sum_j [r_j > 0 ? cl_j : cu_j] r_j

for every feasible ``x``; a multiplier whose bound is infinite is a dual violation. A ``y`` with
``D(y) > 0`` for zero cost proves that no ``x`` is feasible (Farkas); a direction ``d`` with
``c'd < 0`` that leaves every finite range intact proves that the cost falls without end from any
feasible point. Nothing here is scaled, presolved or shared with the iteration.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.range_program import RangeProgram

UNIT, SHARE = 100.0, 1e-3

# Ranges that contradict by less, in units, do so by rounding.
HAIR = 1e-9


@dataclass(frozen=True)
class Certificate:
    """How far a primal-dual pair is from optimal, measured on the original program.

    Attributes
    ----------
    objective, dual_objective : c'x and D(y).
    primal : largest violation of a range over 100 units (of MW, MWh), 1e-3 of the row's largest
        term where that is more, and at most 1 + the largest finite row bound; so 1e-8 is 1e-6 MW.
    dual : largest multiplier with an infinite bound over 1 + largest cost.
    gap : |c'x - D(y)| / (1 + |c'x|).
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
    violation : largest multiplier with an infinite bound over 1 + largest cost.
    """

    objective: float
    violation: float

    def gap(self, objective: float) -> float:
        """How far a cost lies from D(y), relative."""
        return abs(objective - self.objective) / (1.0 + abs(objective))


def dual_bound(program: RangeProgram, y: FloatArray) -> DualBound:
    """Measure row duals (m,) on ``program``."""
    with np.errstate(invalid="ignore", over="ignore"):
        reduced = program.cost - program.matrix.T @ y
        wrong = max(
            _unbacked(y, program.row_lower, program.row_upper),
            _unbacked(reduced, program.lower, program.upper),
        )
        value = _value(y, program.row_lower, program.row_upper)
        value += _value(reduced, program.lower, program.upper)
        return DualBound(value, wrong / (1.0 + float(np.max(np.abs(program.cost), initial=0.0))))


def certify(
    program: RangeProgram, x: FloatArray, y: FloatArray, bound: DualBound | None = None
) -> Certificate:
    """Measure (x, y) of shapes (n,), (m,) on ``program``; ``bound`` is that of y, where known."""
    bound = dual_bound(program, y) if bound is None else bound
    # A point that is not a number gives figures that are none, without a word from numpy.
    with np.errstate(invalid="ignore", over="ignore"):
        objective = float(np.sum(program.cost * x))
        return Certificate(
            objective=objective,
            dual_objective=bound.objective,
            primal=_primal_miss(program, x),
            dual=bound.violation,
            gap=bound.gap(objective),
        )


def _primal_miss(program: RangeProgram, x: FloatArray) -> float:
    activity = program.matrix @ x
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
    then exceed what such noise could make on the sizes that occur in the program, and no point may
    keep every range within ``HAIR``.
    """
    size = float(np.max(np.abs(y), initial=0.0))
    if not np.isfinite(size) or size == 0.0:
        return False
    y = y / size
    y = np.where(np.isinf(program.row_lower), np.minimum(y, 0.0), y)
    y = np.where(np.isinf(program.row_upper), np.maximum(y, 0.0), y)
    reduced = -(program.matrix.T @ y)
    if _unbacked(reduced, program.lower, program.upper) > tolerance:
        return False
    value = _value(y, program.row_lower, program.row_upper)
    value += _value(reduced, program.lower, program.upper)
    moved = _value_size(y, program.row_lower, program.row_upper)
    moved += _value_size(reduced, program.lower, program.upper)
    # A point that misses each range by at most HAIR would change the value by no more than this.
    hair = HAIR * float(np.sum(np.abs(y)) + np.sum(np.abs(reduced)))
    return bool(value > 1e-7 * moved and value > hair)


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
    return _largest((low - value) / unit, (value - high) / unit)


def _largest(*violations: FloatArray) -> float:
    # Python's max would pass over what is not a number.
    return float(np.max([np.max(v, initial=0.0) for v in violations], initial=0.0))


def _unbacked(multiplier: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """Largest multiplier that leans on an infinite bound."""
    return _largest(multiplier[np.isinf(low)], -multiplier[np.isinf(high)])


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
