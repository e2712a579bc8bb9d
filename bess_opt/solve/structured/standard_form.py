r"""Brings a reduced program to the form of the iteration.

    min c'w   subject to   W w = b,   w[:lower] >= 0,   w[:boxed] <= u

Rows and columns are scaled by powers of two. An inequality ``rl <= a'x <= ru`` becomes
``a'x - s = 0, s in [rl, ru]``. A variable with an upper bound only is reflected, a lower bound is
moved to zero: ``x = scale (ref + sign w)``. Variables stand in the order [two bounds | one bound |
free], so that every operation on bounds is a slice. At last cost and right-hand side are divided by
the 0.9 quantile of their sizes (the maximum belongs to annual rows and says nothing of an hour).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, Sparse
from bess_opt.solve.structured.newton import NewtonSystem
from bess_opt.solve.structured.positions import expand
from bess_opt.solve.structured.range_program import RangeProgram
from bess_opt.solve.structured.scaling import equilibrate
from bess_opt.solve.structured.structure import Structure

TYPICAL = 0.9


@dataclass(frozen=True)
class FormData:
    """The numbers of a standard form; the matrix stands in the Newton system.

    Attributes
    ----------
    cost, right, box : c (N,), b (m,), u (boxed,), scaled.
    reference : (N,) value of each variable at w = 0, before the objective scales.
    cost_scale, right_scale : what cost and right-hand side were divided by.
    primal_weight, dual_weight : turn residuals into relative ones of the original program.
    offset : objective at w = 0 with all constants, scaled; gaps are relative to the true objective.
    """

    cost: FloatArray
    right: FloatArray
    box: FloatArray
    reference: FloatArray
    cost_scale: float
    right_scale: float
    primal_weight: FloatArray
    dual_weight: FloatArray
    offset: float


class StandardForm:
    """Scales, order and Newton system of a program; the data may change under it."""

    def __init__(self, program: RangeProgram, structure: Structure) -> None:
        self.program = program
        self.rows, self.own_columns = program.shape
        self.inequality = np.flatnonzero(program.row_lower < program.row_upper)
        self.row_scale, self.column_scale = equilibrate(program.matrix)
        slacks = len(self.inequality)
        self.columns = self.own_columns + slacks
        low, high = self._bounds(program)
        self._has_low, self._has_high = np.isfinite(low), np.isfinite(high)
        both = self._has_low & self._has_high
        one = self._has_low ^ self._has_high
        free = ~self._has_low & ~self._has_high
        self.order = np.concatenate([np.flatnonzero(k) for k in (both, one, free)])
        self.boxed, self.bounded = int(both.sum()), int(both.sum() + one.sum())
        self.sign = np.where(self._has_high & ~self._has_low, -1.0, 1.0)[self.order]
        self.newton = self._newton(structure)

    def _newton(self, structure: Structure) -> NewtonSystem:
        slacks = len(self.inequality)
        is_global = np.concatenate([structure.is_global, np.zeros(slacks, bool)])[self.order]
        place = np.empty(self.columns, np.int64)
        place[self.order] = np.arange(self.columns)
        slack_of = np.full(self.rows, -1)
        slack_of[self.inequality] = place[self.own_columns :]
        return NewtonSystem(
            self._matrix(),
            is_global,
            structure.row_kind,
            self.program.row_time,
            structure.cuts,
            slack_of,
        )

    def _matrix(self) -> Sparse:
        """Return the scaled CSC matrix with its slacks, columns in order and reflected."""
        row, column, value = self.program.entries
        value = value * self.row_scale[row] * self.column_scale[column]
        row = np.concatenate([row, self.inequality])
        value = np.concatenate([value, np.full(len(self.inequality), -1.0)])
        ends = np.concatenate(
            [self.program.matrix.indptr, len(column) + 1 + np.arange(len(self.inequality))]
        )
        count = np.diff(ends)[self.order]
        owner, entry = expand(ends[self.order], count)
        return sparse.csc_matrix(
            (value[entry] * self.sign[owner], row[entry], np.concatenate([[0], np.cumsum(count)])),
            shape=(self.rows, self.columns),
        )

    def _bounds(self, program: RangeProgram) -> tuple[FloatArray, FloatArray]:
        k, scale = self.inequality, self.row_scale[self.inequality]
        low = [program.lower / self.column_scale, program.row_lower[k] * scale]
        high = [program.upper / self.column_scale, program.row_upper[k] * scale]
        return np.concatenate(low), np.concatenate(high)

    def accepts(self, program: RangeProgram) -> bool:
        """Tell whether another program fits: same shape, same equations, same finite bounds."""
        if program.shape != (self.rows, self.own_columns):
            return False
        if not np.array_equal(program.matrix.indptr, self.program.matrix.indptr):
            return False
        if not np.array_equal(program.matrix.indices, self.program.matrix.indices):
            return False
        if not np.array_equal(program.matrix.data, self.program.matrix.data):
            return False
        inequality = np.flatnonzero(program.row_lower < program.row_upper)
        if not np.array_equal(inequality, self.inequality):
            return False
        low, high = self._bounds(program)
        return _same(np.isfinite(low), self._has_low) and _same(np.isfinite(high), self._has_high)

    def data(self, program: RangeProgram, original: RangeProgram, constant: float) -> FormData:
        """Scale the numbers of ``program``; residual weights refer to ``original``.

        ``constant`` is the cost of the columns that presolve fixed.
        """
        low, high = self._bounds(program)
        padded = np.concatenate([program.cost * self.column_scale, np.zeros(len(self.inequality))])
        cost = padded[self.order] * self.sign
        reference = np.where(self._has_low, low, np.where(self._has_high, high, 0.0))[self.order]
        right = program.row_lower * self.row_scale
        right[self.inequality] = 0.0
        right = right[self.newton.row_order] - self.newton.matrix @ (self.sign * reference)
        box = (high - low)[self.order][: self.boxed]
        cost_scale, right_scale = _typical(cost), _typical(np.concatenate([right, box]))
        objective_at_zero = float(np.sum(cost * self.sign * reference)) + constant
        duals = np.concatenate([1.0 / self.column_scale, self.row_scale[self.inequality]])
        largest_cost = 1.0 + float(np.max(np.abs(original.cost), initial=0.0))
        primal = 1.0 / self.row_scale[self.newton.row_order]
        return FormData(
            cost=cost / cost_scale,
            right=right / right_scale,
            box=box / right_scale,
            reference=reference,
            cost_scale=cost_scale,
            right_scale=right_scale,
            primal_weight=primal * right_scale / (1.0 + original.largest_row_bound),
            dual_weight=duals[self.order] * cost_scale / largest_cost,
            offset=objective_at_zero / (cost_scale * right_scale),
        )

    def lift_primal(self, w: FloatArray, data: FormData) -> FloatArray:
        """Return the program's x (n,), inside its bounds."""
        x = np.empty(self.columns)
        x[self.order] = data.reference + self.sign * w * data.right_scale
        return x[: self.own_columns] * self.column_scale

    def lift_direction(self, w: FloatArray) -> FloatArray:
        """Return the change of x (n,) along w, unscaled but for its length."""
        x = np.empty(self.columns)
        x[self.order] = self.sign * w
        return x[: self.own_columns] * self.column_scale

    def lift_dual(self, y: FloatArray, data: FormData) -> FloatArray:
        """Return the duals (m,) of the program's rows."""
        duals = np.empty(self.rows)
        duals[self.newton.row_order] = y * data.cost_scale
        return duals * self.row_scale

    def lower_primal(self, x: FloatArray, program: RangeProgram, data: FormData) -> FloatArray:
        """Return w (N,) of a given x (n,): slacks take the activity of their rows."""
        activity = program.matrix @ x
        slack = activity[self.inequality] * self.row_scale[self.inequality]
        full = np.concatenate([x / self.column_scale, slack])[self.order]
        w: FloatArray = self.sign * (full - data.reference) / data.right_scale
        return w

    def lower_dual(self, y: FloatArray, data: FormData) -> FloatArray:
        """Return the scaled duals (m,) of given ones."""
        scaled: FloatArray = (y / self.row_scale)[self.newton.row_order] / data.cost_scale
        return scaled


def _same(one: BoolArray, other: BoolArray) -> bool:
    return bool(np.array_equal(one, other))


def _typical(values: FloatArray) -> float:
    size = np.abs(values[(values != 0.0) & np.isfinite(values)])
    return max(float(np.quantile(size, TYPICAL)), 1e-12) if len(size) else 1.0
