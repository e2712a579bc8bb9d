r"""Eliminates the rows that bind nothing across time, all at once, before the band is formed.

For a symmetric positive matrix S and an independent set E of its rows (no two coupled), with R the
others and U = D_E^-1 S_ER,

    S_RR <- S_RR - U' D_E U,      y_E = D_E^-1 r_E - U y_R,     r_R <- r_R - U' r_E.

A row qualifies if it has few neighbours and these lie within the band's lag of one another, so the
fill stays inside the band. Power balances, reserve sums and unit limits go this way; one store then
leaves a tridiagonal matrix with one row per step.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from bess_opt.solve.structured.accumulate import add_product
from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray
from bess_opt.solve.structured.positions import as_positions, distinct, starts


def choose_leaves(
    row: IntArray, column: IntArray, label: IntArray, lag: int, max_degree: int
) -> BoolArray:
    """Pick an independent set of rows to eliminate; (row, column) is the lower triangle."""
    size = len(label)
    off = row != column
    a, b = row[off], column[off]
    degree = np.bincount(a, minlength=size) + np.bincount(b, minlength=size)
    # Labels ascend: a row's earliest neighbour stands before it, and its latest after it.
    low, high = label.copy(), label.copy()
    np.minimum.at(low, a, label[b])
    np.maximum.at(high, b, label[a])
    candidate = (degree <= max_degree) & (high - low <= lag)
    chosen = np.zeros(size, bool)
    blocked = ~candidate
    rank = _rank_within(label, degree)
    for r in range(int(rank[candidate].max(initial=-1)) + 1):
        pick = (rank == r) & ~blocked
        # Two picked neighbours of different steps: the later one waits.
        pick[a[pick[a] & pick[b]]] = False
        if not pick.any():
            continue
        chosen |= pick
        blocked |= pick
        blocked[b[pick[a]]] = True
        blocked[a[pick[b]]] = True
    return chosen


def _rank_within(label: IntArray, degree: IntArray) -> IntArray:
    """Position of each row among those of its label, fewest neighbours first."""
    order = np.argsort(label * (degree.max(initial=0) + 1) + degree, kind="stable")
    sorted_label = label[order]
    first = np.r_[True, sorted_label[1:] != sorted_label[:-1]]
    start = np.maximum.accumulate(np.where(first, np.arange(len(label)), 0))
    rank = np.empty(len(label), np.int64)
    rank[order] = np.arange(len(label)) - start
    return rank


class LeafRound:
    """One independent set: its fixed index maps, and the numbers of the last factorisation.

    `factor` reads the entries of the lower triangle of the matrix it is given and returns those of
    the next. `reduce` and `restore` work in place on right-hand sides whose rows stand in the order
    of elimination, from this round's leaves on: see `lay_out`.
    """

    def __init__(self, size: int, row: IntArray, column: IntArray, chosen: BoolArray) -> None:
        in_rest, in_leaf = np.cumsum(~chosen) - 1, np.cumsum(chosen) - 1
        self.leaves, self.rest = int(chosen.sum()), size - int(chosen.sum())
        self.chosen = chosen
        diagonal = np.flatnonzero((row == column) & chosen[row])
        self.diagonal_at = as_positions(diagonal[np.argsort(row[diagonal])])
        coupling = np.flatnonzero(chosen[row] != chosen[column])
        leaf = np.where(chosen[row[coupling]], row[coupling], column[coupling])
        other = np.where(chosen[row[coupling]], column[coupling], row[coupling])
        order = np.argsort(leaf * size + other, kind="stable")
        self.coupling_at = coupling[order]
        self.leaf, self.neighbour = in_leaf[leaf[order]], in_rest[other[order]]
        self.start = starts(self.leaf, self.leaves)
        self._map_fill(row, column, chosen, in_rest)
        self.inverse = np.ones(self.leaves)

    def _map_fill(
        self, row: IntArray, column: IntArray, chosen: BoolArray, in_rest: IntArray
    ) -> None:
        """Lay out the next matrix: kept entries, and a product per pair of a leaf's neighbours."""
        count = np.diff(self.start)
        pairs = [np.zeros((2, 0), np.int64)]
        for k in np.flatnonzero(np.bincount(count)).tolist():
            first, second = (side[:, None] for side in np.tril_indices(k))
            place = self.start[:-1][count == k]
            pairs.append(np.stack([(place + first).ravel(), (place + second).ravel()]))
        one, two = np.concatenate(pairs, axis=1)
        kept = np.flatnonzero(~chosen[row] & ~chosen[column])
        width = max(self.rest, 1)
        key = np.concatenate(
            [
                in_rest[column[kept]] * width + in_rest[row[kept]],
                self.neighbour[two] * width + self.neighbour[one],
            ]
        )
        unique, place = distinct(key)
        self.kept_at, self.kept_to = as_positions(kept), as_positions(place[: len(kept)])
        self.entries = len(unique)
        self.next_row, self.next_column = unique % width, unique // width
        target = place[len(kept) :]
        order = np.argsort(target, kind="stable")
        begins = starts(target, self.entries)
        self.two = two[order]
        # Its entries are the couplings' values, taken anew at every factorisation.
        self.fill = sparse.csr_matrix(
            (np.zeros(len(order)), one[order], begins),
            shape=(self.entries, len(self.neighbour)),
        )

    def lay_out(self, rest_position: IntArray) -> IntArray:
        """Learn where the rest's rows stand; return where all rows stand: the leaves come first."""
        shape = (self.leaves, self.rest)
        neighbour = rest_position[self.neighbour]
        # Holds -U = -D_E^-1 S_ER; its transpose reads the same numbers.
        self.up = sparse.csr_matrix((np.zeros(len(neighbour)), neighbour, self.start), shape=shape)
        self.down = sparse.csc_matrix(
            (self.up.data, self.up.indices, self.up.indptr), shape=shape[::-1], copy=False
        )
        position = np.empty(self.leaves + self.rest, np.int64)
        position[self.chosen] = np.arange(self.leaves)
        position[~self.chosen] = self.leaves + rest_position
        return position

    def factor(self, value: FloatArray) -> FloatArray | None:
        """Eliminate; return the next matrix's entries, or None where a pivot is not positive."""
        pivot = value[self.diagonal_at]
        if not pivot.min(initial=1.0) > 0.0:
            return None
        self.inverse = 1.0 / pivot
        coupling = value[self.coupling_at]
        np.multiply(coupling, -self.inverse[self.leaf], out=self.up.data)
        rest = np.zeros(self.entries)
        rest[self.kept_to] = value[self.kept_at]
        np.take(coupling, self.two, out=self.fill.data)
        add_product(self.fill, self.up.data, rest)
        return rest

    def reduce(self, x: FloatArray) -> None:
        """Eliminate the leaves from right-hand sides (leaves + rest,) or (leaves + rest, k)."""
        if self.rest:
            add_product(self.down, x[: self.leaves], x[self.leaves :])

    def restore(self, x: FloatArray) -> None:
        """Put the leaves' solution in the place of what `reduce` left of them."""
        leaf = x[: self.leaves]
        leaf *= self.inverse if x.ndim == 1 else self.inverse[:, None]
        if self.rest:
            add_product(self.up, x[self.leaves :], leaf)
