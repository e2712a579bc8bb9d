r"""What couples the band to its border: V (band_rows, border unknowns), and X = S^-1 V.

V is sparse, a fixed map of numbers that change with every factorisation. X is dense, but a segment
of the horizon touches few border unknowns: X has `slots` entries in each band row, and they belong
to the unknowns of that row's segment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bess_opt.solve.structured.accumulate import add_product, product
from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray, Sparse
from bess_opt.solve.structured.chain import Chain
from bess_opt.solve.structured.positions import distinct


@dataclass(frozen=True)
class Terms:
    """Terms ``value * number[source]`` of the entries (row, unknown), from ``size`` numbers.

    Attributes
    ----------
    row, unknown, source, value : (k,), one each a term.
    """

    row: IntArray
    unknown: IntArray
    source: IntArray
    value: FloatArray
    size: int

    def where(self, chosen: BoolArray, row: IntArray) -> Terms:
        """Return the chosen terms, at these rows."""
        part = self.unknown[chosen], self.source[chosen], self.value[chosen]
        return Terms(row, *part, self.size)

    def onto(self, place: IntArray, entries: int) -> Sparse:
        """Return the map from the numbers to entries that stand at ``place``."""
        shape = (entries, self.size)
        return sparse.csr_matrix((self.value, (place, self.source)), shape=shape)


class Couplings:
    """V and X of one pattern.

    Parameters
    ----------
    terms : what V is made of; each kind of number is given to `solve` in this order.
    segment : (band_rows,) segment of each band row.
    segments, unknowns : how many.
    """

    def __init__(
        self, terms: tuple[Terms, ...], segment: IntArray, segments: int, unknowns: int
    ) -> None:
        self.band_rows, self.unknowns = len(segment), max(unknowns, 1)
        row = np.concatenate([part.row for part in terms])
        unknown = np.concatenate([part.unknown for part in terms])
        pairs, pair = distinct(segment[row] * self.unknowns + unknown)
        pair_segment, self._unknown = pairs // self.unknowns, pairs % self.unknowns
        first = np.searchsorted(pair_segment, np.arange(segments + 1))
        slot = np.arange(len(pairs)) - first[pair_segment]
        self.slots = int(slot.max(initial=-1)) + 1
        # A slot that a segment leaves empty counts for unknown 0 and holds zeros.
        touched = np.zeros((segments, self.slots), np.int64)
        touched[pair_segment, slot] = self._unknown
        self._touched = touched[0] if segments == 1 else None
        self._schur_at = (self._unknown[:, None] * self.unknowns + touched[pair_segment]).ravel()
        width = max(self.band_rows, 1)
        entry, place = distinct(pair * width + row)
        ends = np.cumsum([0, *(len(part.row) for part in terms)])
        self._maps = [
            part.onto(place[begin:end], len(entry))
            for part, begin, end in zip(terms, ends[:-1], ends[1:], strict=True)
        ]
        pair, row = entry // width, entry % width
        self._transposed = sparse.csr_matrix(
            (np.zeros(len(entry)), row, np.searchsorted(pair, np.arange(len(pairs) + 1))),
            shape=(len(pairs), self.band_rows),
        )
        self._entry_at = row * self.slots + slot[pair]
        begins = np.arange(self.band_rows + 1) * self.slots
        self._solved = sparse.csr_matrix(
            (np.zeros(begins[-1]), touched[segment].ravel(), begins),
            shape=(self.band_rows, self.unknowns),
        )

    def solve(self, chain: Chain, *numbers: FloatArray) -> None:
        """Bring V to the numbers, and solve S X = V with the factorised band."""
        value, solved = self._transposed.data, self._solved.data
        value[:] = 0.0
        for terms, number in zip(self._maps, numbers, strict=True):
            add_product(terms, number, value)
        solved[:] = 0.0
        solved[self._entry_at] = value
        chain.solve(self._dense())

    def _dense(self) -> FloatArray:
        """X, shape (band_rows, slots); the numbers of the sparse one."""
        x: FloatArray = self._solved.data.reshape(self.band_rows, self.slots)
        return x

    def subtract_from(self, schur: FloatArray) -> None:
        """Subtract V'X from ``schur`` (unknowns, unknowns) in place."""
        change = product(self._transposed, self._dense())
        np.subtract.at(schur.reshape(-1), self._schur_at, change.ravel())

    def project(self, y: FloatArray) -> FloatArray:
        """Return V'y of a band vector, shape (unknowns,)."""
        shares = product(self._transposed, y)
        out: FloatArray = np.bincount(self._unknown, shares, self.unknowns).astype(np.float64)
        return out

    def spread(self, z: FloatArray, y: FloatArray) -> None:
        """Subtract X z from the band vector ``y`` in place."""
        if self._touched is None:
            add_product(self._solved, -z, y)
        else:
            y -= self._dense() @ z[self._touched]
