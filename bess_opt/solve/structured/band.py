r"""Cholesky factor of a symmetric positive band matrix, by LAPACK.

Bandwidth at most one: ``L D L'`` of a tridiagonal matrix (pttrf, pttrs). Otherwise the banded
``L L'`` (pbtrf, pbtrs), on the order of rows that gives the smaller bandwidth: as they come (by
time), sorted inside each step by their couplings to the next, or reverse Cuthill-McKee. Many
right-hand sides go through the factor together (`substitution`).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.linalg import lapack
from scipy.sparse.csgraph import reverse_cuthill_mckee

from bess_opt.solve.structured.aliases import FloatArray, IntArray
from bess_opt.solve.structured.positions import as_positions
from bess_opt.solve.structured.substitution import IN_ORDER, Substitution

# From so many right-hand sides they are taken together.
MANY_SIDES = 3


class Band:
    """A matrix whose lower triangle stands at fixed (row, column).

    Attributes
    ----------
    rank : (size,) place of each row in a right-hand side.
    """

    def __init__(self, size: int, row: IntArray, column: IntArray, label: IntArray) -> None:
        self.size = size
        self.rank: IntArray = np.arange(size)
        self._many: Substitution | None = None
        bandwidth = int((row - column).max(initial=0))
        if bandwidth > 2:
            row, column, bandwidth = self._reorder(row, column, bandwidth, label)
        self.bandwidth = bandwidth
        self.width = max(bandwidth, 1) + 1
        self.tridiagonal = bandwidth <= 1
        below = row - column
        if self.tridiagonal:
            on, off = np.flatnonzero(below == 0), np.flatnonzero(below == 1)
            self.on_from, self.on_to = as_positions(on), as_positions(column[on])
            self.off_from, self.off_to = as_positions(off), as_positions(column[off])
        else:
            self.place = as_positions(column * self.width + below)

    def _reorder(
        self, row: IntArray, column: IntArray, bandwidth: int, label: IntArray
    ) -> tuple[IntArray, IntArray, int]:
        best = row, column, bandwidth
        for order in self._orders(row, column, label):
            rank = np.empty(self.size, np.int64)
            rank[order] = np.arange(self.size)
            new_row = np.maximum(rank[row], rank[column])
            new_column = np.minimum(rank[row], rank[column])
            new_width = int((new_row - new_column).max(initial=0))
            if new_width < best[2]:
                best = new_row, new_column, new_width
                self.rank = rank
        return best

    def _orders(self, row: IntArray, column: IntArray, label: IntArray) -> list[IntArray]:
        """Return orders to try: rows that couple inside their step only go last or first in it."""
        ones = np.ones(len(row), np.int8)
        graph = sparse.csr_matrix((ones, (row, column)), shape=(self.size, self.size))
        cuthill = reverse_cuthill_mckee((graph + graph.T).tocsr(), symmetric_mode=True)
        forward, backward = np.zeros(self.size, bool), np.zeros(self.size, bool)
        early = np.where(label[row] < label[column], row, column)
        late = np.where(label[row] < label[column], column, row)
        crosses = label[row] != label[column]
        forward[early[crosses]] = True
        backward[late[crosses]] = True
        keys = (~backward, forward, ~backward & forward, backward & ~forward)
        by_step = [np.lexsort((key, label)) for key in keys]
        return [cuthill.astype(np.int64), *by_step]

    def factor(self, value: FloatArray) -> bool:
        """Factorise the entries ``value``; False where the matrix is not positive."""
        if self.size == 0:
            return True
        if self.tridiagonal:
            diagonal, below = np.zeros(self.size), np.zeros(max(self.size - 1, 1))
            diagonal[self.on_to] = value[self.on_from]
            below[self.off_to] = value[self.off_from]
            self.diagonal, self.below, info = lapack.dpttrf(
                diagonal, below, overwrite_d=1, overwrite_e=1
            )
        else:
            stored = np.zeros(self.size * self.width)
            stored[self.place] = value
            self.cholesky, info = lapack.dpbtrf(
                stored.reshape(self.size, self.width).T, lower=1, overwrite_ab=1
            )
        return bool(info == 0)

    def solve(self, right: FloatArray) -> FloatArray:
        """Solve for ``right`` of shape (size,) or (size, k), rows in the order of `rank`."""
        if self.size == 0:
            return right
        if IN_ORDER and right.ndim > 1 and right.shape[1] >= MANY_SIDES:
            return self._solve_many(right)
        columns = np.asfortranarray(right.reshape(self.size, -1))
        if self.tridiagonal:
            solution, _ = lapack.dpttrs(self.diagonal, self.below, columns)
        else:
            solution, _ = lapack.dpbtrs(self.cholesky, columns, lower=1)
        solved: FloatArray = solution.reshape(right.shape)
        return solved

    def _solve_many(self, right: FloatArray) -> FloatArray:
        if self._many is None:
            self._many = Substitution(self.size, self.width - 1)
        many = self._many
        if self.tridiagonal:
            many.load(np.append(self.below, 0.0)[: self.size, None], self.diagonal)
        else:
            root = self.cholesky[0]
            many.load((self.cholesky[1:] / root).T, root * root)
        return many.solve(right)
