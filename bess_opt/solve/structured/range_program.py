r"""The linear program as the structured engine reads it.

    min c'x   subject to   r_l <= A x <= r_u,   c_l <= x <= c_u

Every column and row carries the number of its time step, or -1 where it belongs to none. The
numbers order the elimination; no answer depends on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from bess_opt.solve.structured.aliases import FloatArray, IntArray, Sparse

if TYPE_CHECKING:
    from bess_opt.model.linear_program import LinearProgram

# Ranges that cross by less, relative to their size, are taken for a point.
CROSSED = 1e-8


@dataclass(frozen=True)
class RangeProgram:
    """A linear program with ranges on rows and columns.

    Attributes
    ----------
    cost : (n,) cost of each column.
    matrix : (m, n) scipy CSC matrix.
    row_lower, row_upper : (m,) range of each row, infinite where absent.
    lower, upper : (n,) range of each column.
    column_time, row_time : time labels, -1 where global.
    """

    cost: FloatArray
    matrix: Sparse
    row_lower: FloatArray
    row_upper: FloatArray
    lower: FloatArray
    upper: FloatArray
    column_time: IntArray
    row_time: IntArray

    @classmethod
    def read(cls, program: LinearProgram) -> RangeProgram:
        """Take over the arrays of a compiled program; infinite bounds become IEEE infinities."""
        shape = (len(program.row_lower), len(program.cost))
        matrix = sparse.csc_matrix(
            (np.asarray(program.values, float), program.indices, program.indptr), shape=shape
        )
        return cls(
            cost=np.asarray(program.cost, float),
            matrix=matrix,
            row_lower=_open(program.row_lower),
            row_upper=_open(program.row_upper),
            lower=_open(program.lower),
            upper=_open(program.upper),
            column_time=np.asarray(program.column_time, np.int64),
            row_time=np.asarray(program.row_time, np.int64),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.row_lower), len(self.cost)

    @cached_property
    def entries(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Row, column and value of every stored entry, column by column."""
        matrix = self.matrix
        column = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
        return matrix.indices.astype(np.int64), column, matrix.data

    @cached_property
    def largest_row_bound(self) -> float:
        """Largest finite |row bound|, zero where there is none."""
        sizes = np.abs(np.concatenate([self.row_lower, self.row_upper]))
        return float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))

    @property
    def crossed(self) -> bool:
        """Whether a bound of a column or row lies above its partner by more than a hair."""
        return crossed(self.lower, self.upper) or crossed(self.row_lower, self.row_upper)

    def labelled_as(self, other: RangeProgram) -> bool:
        """Tell whether rows and columns carry the time labels of another program."""
        return np.array_equal(self.column_time, other.column_time) and np.array_equal(
            self.row_time, other.row_time
        )

    @property
    def steps(self) -> int:
        """Number of time steps: one more than the largest label."""
        last = max(self.column_time.max(initial=-1), self.row_time.max(initial=-1))
        return int(last) + 1


def crossed(lower: FloatArray, upper: FloatArray) -> bool:
    """Tell whether a range is empty by more than ``CROSSED`` relative, or begins at infinity."""
    if (lower == np.inf).any() or (upper == -np.inf).any():
        return True
    over = lower > upper
    lower, upper = lower[over], upper[over]
    return bool(np.any(lower - upper > CROSSED * (1.0 + np.abs(lower))))


def _open(bounds: FloatArray) -> FloatArray:
    """Return the bounds with every magnitude of 1e20 and more, HiGHS's infinity, made infinite."""
    values = np.asarray(bounds, float)
    if np.any(np.isfinite(values) & (np.abs(values) >= 1e20)):
        values = np.where(np.abs(values) >= 1e20, np.copysign(np.inf, values), values)
    return values
