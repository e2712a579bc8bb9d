r"""Solves the time-ordered normal matrix ``S y = r``: leaves first, then the band.

Rounds of leaves are taken while they are worth it; what is left goes to LAPACK's band Cholesky.
"""

from __future__ import annotations

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray, IntArray
from bess_opt.solve.structured.band import Band
from bess_opt.solve.structured.leaves import LeafRound, choose_leaves, neighbours_spread

ROUNDS = 8
MAX_DEGREE = 6


class Chain:
    """A symmetric positive matrix of ``size`` rows with time ``label`` in ascending order.

    Parameters
    ----------
    row, column : positions of the lower triangle's entries (row >= column).
    label : (size,) time step of each row.
    """

    def __init__(self, size: int, row: IntArray, column: IntArray, label: IntArray) -> None:
        self.size = size
        self.diagonal_at = np.flatnonzero(row == column)
        self.rounds: list[LeafRound] = []
        lag = neighbours_spread(row, column, label)
        for _ in range(ROUNDS):
            if len(label) == 0:
                break
            chosen = choose_leaves(row, column, label, lag, MAX_DEGREE)
            if not chosen.any():
                break
            leaves = LeafRound(len(label), row, column, chosen)
            self.rounds.append(leaves)
            row, column, label = leaves.next_row, leaves.next_column, label[~chosen]
        self.band = Band(len(label), row, column)

    def factor(self, value: FloatArray, shift: float) -> bool:
        """Factorise the entries ``value`` with ``shift`` added to the diagonal."""
        value[self.diagonal_at] += shift
        rest = value
        for leaves in self.rounds:
            reduced = leaves.factor(rest)
            if reduced is None:
                return False
            rest = reduced
        return self.band.factor(rest)

    def solve(self, right: FloatArray) -> FloatArray:
        """Solve for one right-hand side (size,)."""
        kept = []
        for leaves in self.rounds:
            right, leaf = leaves.reduce(right)
            kept.append(leaf)
        solution = self.band.solve(right.reshape(-1, 1)).ravel()
        for leaves, leaf in zip(reversed(self.rounds), reversed(kept), strict=True):
            solution = leaves.restore(solution, leaf)
        return solution

    def solve_many(self, right: FloatArray) -> FloatArray:
        """Solve for the rows of ``right``, shape (k, size)."""
        if not self.rounds:
            return self.band.solve(np.asfortranarray(right.T)).T
        reduced, kept = [], []
        for one in right:
            leaf_parts = []
            for leaves in self.rounds:
                one, leaf = leaves.reduce(one)
                leaf_parts.append(leaf)
            reduced.append(one)
            kept.append(leaf_parts)
        middle = self.band.solve(np.array(reduced).T) if self.band.size else np.array(reduced).T
        out = np.empty(right.shape)
        for k, leaf_parts in enumerate(kept):
            solution = np.ascontiguousarray(middle[:, k])
            for leaves, leaf in zip(reversed(self.rounds), reversed(leaf_parts), strict=True):
                solution = leaves.restore(solution, leaf)
            out[k] = solution
        return out
