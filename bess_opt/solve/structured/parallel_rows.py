r"""Rows that say the same of the same columns become one, and the dual goes to whichever binds.

Rows i and k with ``A_k = f A_i`` leave, for ``a = A_i x``, the range that both allow:

    max(rl_i, rl_k / f) <= a <= min(ru_i, ru_k / f)        (f > 0; bounds change sides for f < 0)

A balance that is written twice makes the normal matrix singular: the two duals drift apart, each as
large as it likes, and only their sum means anything. If the bound that the dual y_i leans on came
from row k, then ``y_k = y_i / f`` and y_i = 0.

Candidates are found by one random product ``h = A r`` of the rows divided by their first entry,
then compared entry by entry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray, Sparse
from bess_opt.solve.structured.positions import expand
from bess_opt.solve.structured.range_program import RangeProgram

SAME, TOUCHING = 1e-12, 1e-9
SEED = 20_250_101


@dataclass(frozen=True)
class Merged:
    """A program whose repeated rows are free, and how their duals come back.

    Attributes
    ----------
    program : the same shape; the first row of each group holds the group's range.
    repeated, first : (k,) rows set free, and the row that stands for each.
    factor : (k,) A_repeated = factor * A_first.
    low_from, high_from : (m,) the row that each bound came from.
    """

    program: RangeProgram
    repeated: IntArray
    first: IntArray
    factor: FloatArray
    low_from: IntArray
    high_from: IntArray

    @property
    def crossed(self) -> bool:
        """Whether two rows of a group allow no common value."""
        return bool(np.any(self.program.row_lower > self.program.row_upper))

    def contradiction(self) -> FloatArray:
        """Return multipliers (m,) of the two rows that allow no common value."""
        worst = int(np.argmax(self.program.row_lower - self.program.row_upper))
        factor, y = self._factors(), np.zeros(self.program.shape[0])
        y[self.low_from[worst]] += 1.0 / factor[self.low_from[worst]]
        y[self.high_from[worst]] -= 1.0 / factor[self.high_from[worst]]
        return y

    def _factors(self) -> FloatArray:
        factor = np.ones(self.program.shape[0])
        factor[self.repeated] = self.factor
        return factor

    def shrink(self) -> RangeProgram:
        """Return the program without the rows set free."""
        if len(self.repeated) == 0:
            return self.program
        kept, program = self._kept(), self.program
        return replace(
            program,
            matrix=program.matrix.tocsr()[kept].tocsc(),
            row_lower=program.row_lower[kept],
            row_upper=program.row_upper[kept],
            row_time=program.row_time[kept],
        )

    def _kept(self) -> IntArray:
        free = np.zeros(self.program.shape[0], bool)
        free[self.repeated] = True
        return np.flatnonzero(~free)

    def widen(self, y: FloatArray) -> FloatArray:
        """Return the duals (m,) of the original rows for those of the shrunken program."""
        out = np.zeros(self.program.shape[0])
        out[self._kept()] = y
        return self.give_back(out)

    def narrow(self, y: FloatArray) -> FloatArray:
        """Return duals of the shrunken program for those of the original rows."""
        kept: FloatArray = self.take_over(y)[self._kept()]
        return kept

    def groups_as(self, other: Merged) -> bool:
        """Tell whether another program's rows repeat one another in the same way."""
        return np.array_equal(self.repeated, other.repeated) and np.array_equal(
            self.first, other.first
        )

    def give_back(self, y: FloatArray) -> FloatArray:
        """Return the duals (m,) of the original rows for those of `program`."""
        if len(self.repeated) == 0:
            return y
        factor = self._factors()
        kept = np.unique(self.first)
        source = np.where(y[kept] > 0.0, self.low_from[kept], self.high_from[kept])
        out = y.copy()
        out[kept] = 0.0
        out[source] = y[kept] / factor[source]
        return out

    def take_over(self, y: FloatArray) -> FloatArray:
        """Return duals of `program` for those of the original rows."""
        if len(self.repeated) == 0:
            return y
        out = y.copy()
        np.add.at(out, self.first, self.factor * y[self.repeated])
        out[self.repeated] = 0.0
        return out


def merge_parallel_rows(program: RangeProgram) -> Merged:
    """Find the groups and join their ranges; ranges that cross are kept so (`Merged.crossed`)."""
    rows = program.shape[0]
    repeated, first, factor = _find(program)
    own = np.arange(rows)
    if len(repeated) == 0:
        return Merged(program, repeated, first, factor, own, own)
    low, high = program.row_lower.copy(), program.row_upper.copy()
    low_from, high_from = own.copy(), own.copy()
    one, two = program.row_lower[repeated] / factor, program.row_upper[repeated] / factor
    offered = np.where(factor > 0, one, two), np.where(factor > 0, two, one)
    np.maximum.at(low, first, offered[0])
    np.minimum.at(high, first, offered[1])
    tighter = (offered[0] == low[first]) & (offered[0] > program.row_lower[first])
    low_from[first[tighter]] = repeated[tighter]
    tighter = (offered[1] == high[first]) & (offered[1] < program.row_upper[first])
    high_from[first[tighter]] = repeated[tighter]
    # The same number divided by a factor, or written with fewer digits, may cross its twin.
    with np.errstate(invalid="ignore"):
        touching = (low > high) & (low - high <= TOUCHING * (1.0 + np.abs(low)))
    high[touching] = low[touching]
    low[repeated], high[repeated] = -np.inf, np.inf
    joined = replace(program, row_lower=low, row_upper=high)
    return Merged(joined, repeated, first, factor, low_from, high_from)


def _find(program: RangeProgram) -> tuple[IntArray, IntArray, FloatArray]:
    """(repeated row, first row of its group, factor) of every row that repeats an earlier one."""
    row, _, value = program.entries
    rows, columns = program.shape
    count, lead = np.bincount(row, minlength=rows), np.zeros(rows)
    lead[row[::-1]] = value[::-1]  # the first entry of each row is written last
    mark = program.matrix @ np.random.default_rng(SEED).uniform(1.0, 2.0, columns)
    long = np.flatnonzero((count >= 2) & (lead != 0.0))
    lead, mark = lead[long], mark[long] / lead[long]
    if not _are_near(np.sort(mark)).any():
        none = np.zeros(0, np.int64)
        return none, none, np.zeros(0)
    order = np.lexsort((long, mark))
    row, lead, mark = long[order], lead[order], mark[order]
    near = _are_near(mark) & (np.diff(count[row]) == 0)
    group = np.concatenate([[0], np.cumsum(~near)]) if len(row) else np.zeros(0, np.int64)
    begins = np.flatnonzero(np.diff(group, prepend=-1))
    head = begins[group]
    later = np.flatnonzero(head != np.arange(len(row)))
    by_row = program.matrix.tocsr()
    by_row.sort_indices()
    same = _equal(by_row, row[later], row[head[later]], lead[later], lead[head[later]])
    later = later[same]
    repeated, first = row[later], row[head[later]]
    return repeated, first, lead[later] / lead[head[later]]


def _are_near(mark: FloatArray) -> BoolArray:
    """Tell of ascending marks whether each is the next one's equal, shape (n - 1,)."""
    near: BoolArray = np.diff(mark) <= SAME * (1.0 + np.abs(mark[1:]))
    return near


def _equal(
    by_row: Sparse, one: IntArray, two: IntArray, lead_one: FloatArray, lead_two: FloatArray
) -> BoolArray:
    """Tell which pairs of rows, of equal count, agree entry by entry once divided by their lead."""
    count = np.diff(by_row.indptr)[one].astype(np.int64)
    pair, place = expand(by_row.indptr[one].astype(np.int64), count)
    _, other = expand(by_row.indptr[two].astype(np.int64), count)
    value, against = by_row.data[place] / lead_one[pair], by_row.data[other] / lead_two[pair]
    differs = by_row.indices[place] != by_row.indices[other]
    differs |= np.abs(value - against) > SAME * np.maximum(np.abs(against), 1.0)
    bad: BoolArray = np.bincount(pair, differs, minlength=len(one)) > 0
    return ~bad
