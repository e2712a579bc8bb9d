r"""Solves the time-ordered normal matrix ``S y = r``: leaves first, then the band.

Rounds of leaves are taken while they are worth it; what is left goes to LAPACK's band Cholesky.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray
from bess_opt.solve.structured.band import Band
from bess_opt.solve.structured.leaves import LeafRound, choose_leaves

ROUNDS = 8
DEGREES = (6, 10)
WORTH_A_ROUND = 0.02
SWEEPS_AFTER = 2
NARROWER = 0.9
SAMPLE_STEPS = 40
FEW_ROWS_A_STEP = 8


class Chain:
    """A symmetric positive matrix of ``size`` rows with time ``label`` in ascending order.

    Parameters
    ----------
    row, column : positions of the lower triangle's entries (row >= column).
    label : (size,) time step of each row.

    Attributes
    ----------
    order : (size,) the row that stands at each place of a right-hand side.
    """

    def __init__(self, size: int, row: IntArray, column: IntArray, label: IntArray) -> None:
        self.size = size
        self.diagonal_at = np.flatnonzero(row == column)
        graph = Graph(row, column, label)
        degree = choose_degree(graph)
        self.rounds, graph = eliminate_leaves(graph, degree)
        self.band = Band(len(graph.label), graph.row, graph.column, graph.label)
        self._sweep(graph, degree)
        self._lay_out()

    def _sweep(self, graph: Graph, degree: int) -> None:
        """Take small rounds too (odd steps beside a cut) where they narrow the whole band."""
        tried: list[LeafRound] = []
        for _ in range(SWEEPS_AFTER):
            if self.band.bandwidth <= 1:
                return
            chosen = choose_leaves(graph.row, graph.column, graph.label, graph.lag, degree)
            if not chosen.any():
                return
            leaves, graph = graph.without(chosen)
            tried.append(leaves)
            band = Band(len(graph.label), graph.row, graph.column, graph.label)
            if band.bandwidth <= NARROWER * self.band.bandwidth:
                self.rounds += tried
                self.band, tried = band, []

    def _lay_out(self) -> None:
        """Put the rows in the order of elimination: each round's leaves, then the band."""
        position = self.band.rank
        for leaves in reversed(self.rounds):
            position = leaves.lay_out(position)
        self.order = np.argsort(position)
        self.begins = np.cumsum([0, *(leaves.leaves for leaves in self.rounds)]).tolist()

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

    def solve(self, x: FloatArray) -> None:
        """Solve in place for ``x``, shape (size,) or (size, k), rows in the order `order`."""
        for begin, leaves in zip(self.begins, self.rounds, strict=False):
            leaves.reduce(x[begin:])
        rest = x[self.begins[-1] :]
        rest[:] = self.band.solve(rest)
        for begin, leaves in reversed([*zip(self.begins, self.rounds, strict=False)]):
            leaves.restore(x[begin:])


@dataclass(frozen=True)
class Graph:
    """Which rows of the matrix are coupled: its lower triangle and its labels."""

    row: IntArray
    column: IntArray
    label: IntArray

    @property
    def lag(self) -> int:
        """Largest difference of label between two coupled rows."""
        return int(np.abs(self.label[self.row] - self.label[self.column]).max(initial=0))

    def without(self, chosen: BoolArray) -> tuple[LeafRound, Graph]:
        """Eliminate the chosen rows."""
        leaves = LeafRound(len(self.label), self.row, self.column, chosen)
        return leaves, Graph(leaves.next_row, leaves.next_column, self.label[~chosen])

    def sample(self, steps: int) -> Graph:
        """Return the part of ``steps`` steps from the middle of the horizon."""
        middle = int(self.label[len(self.label) // 2]) if len(self.label) else 0
        inside = np.abs(self.label - middle) <= steps // 2
        both = inside[self.row] & inside[self.column]
        place = np.cumsum(inside) - 1
        return Graph(place[self.row[both]], place[self.column[both]], self.label[inside])


def eliminate_leaves(graph: Graph, degree: int) -> tuple[list[LeafRound], Graph]:
    """Take rounds of leaves of at most ``degree`` neighbours while they are worth it."""
    rounds = []
    lag = graph.lag
    for _ in range(ROUNDS):
        size = len(graph.label)
        chosen = choose_leaves(graph.row, graph.column, graph.label, lag, degree)
        if chosen.sum() < max(WORTH_A_ROUND * size, 1):
            break
        leaves, graph = graph.without(chosen)
        rounds.append(leaves)
    return rounds, graph


def choose_degree(graph: Graph) -> int:
    """Choose the most neighbours a leaf may have, by the band that a sample is left with."""
    steps = int(graph.label[-1]) + 1 if len(graph.label) else 1
    if len(graph.label) <= FEW_ROWS_A_STEP * steps:
        return DEGREES[0]
    sample = graph.sample(SAMPLE_STEPS)
    costs = []
    for degree in DEGREES:
        _, left = eliminate_leaves(sample, degree)
        band = Band(len(left.label), left.row, left.column, left.label)
        costs.append(len(left.label) * (band.bandwidth + 2))
    return DEGREES[int(np.argmin(costs))]
