r"""Finds in a reduced program what belongs to the band of time, to its border, or to neither.

Kinds of row: BAND (kept in time order), SINGLE (an inequality with at most one local column, solved
away on the diagonal), BORDER (no time label, or no local column). Kinds of column: local or global.

1. Columns labelled -1 are global.
2. *Lag*: for each w of a short list, a column with an entry ``|t_row - t_col| > w`` would become
   global; the cheapest w by ``m_K ((w+1)^2 r^2 + 8 g (w r + 1) + g^2)`` is taken (r band rows a
   step, g such columns). The wrap of a cyclic store is found by this, no rule knows of storage.
3. *Cuts*: where the label range of a global column or border row begins or ends (months, years),
   columns that cross (the store's level) may become global too. The horizon then falls into
   segments that share only what they touch; accepted if the most a segment touches falls by two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray
from bess_opt.solve.structured.range_program import RangeProgram

BAND, SINGLE, BORDER = 0, 1, 2
LAGS = (0, 1, 2, 3, 4, 6, 12, 24)
MIN_SEGMENT_STEPS = 24
MAX_SEGMENTS = 600


@dataclass(frozen=True)
class Structure:
    """Kinds of rows and columns of a reduced program.

    Attributes
    ----------
    is_global : (n,) columns outside the band.
    row_kind : (m,) BAND, SINGLE or BORDER.
    cuts : first label of every segment but the first.
    lag : steps between a band row and its local columns, at most.
    slots : border unknowns a segment touches, at most, as estimated here.
    """

    is_global: BoolArray
    row_kind: IntArray
    cuts: IntArray
    lag: int
    slots: int


def find_structure(program: RangeProgram) -> Structure:
    """Classify the rows and columns of ``program`` (equality rows have equal bounds)."""
    return _Search(program).run()


@dataclass(frozen=True)
class _Ranges:
    """First and last label of every global column, then of every border row.

    Attributes
    ----------
    may_cut : which of them may propose cuts: not a column that a lag made global.
    """

    low: IntArray
    high: IntArray
    may_cut: BoolArray


class _Search:
    """The entries of a program, asked several questions."""

    def __init__(self, program: RangeProgram) -> None:
        self.rows, self.columns = program.shape
        self.row, self.column, _ = program.entries
        self.count = np.bincount(self.row, minlength=self.rows)
        self.row_time, self.column_time = program.row_time, program.column_time
        self.steps = max(program.steps, 1)
        self.is_inequality = program.row_lower < program.row_upper

    def run(self) -> Structure:
        is_global, kind, lag = self._choose_lag(self.column_time < 0)
        ranges = self._ranges(is_global, kind)
        cuts, slots = self._candidates(ranges), len(ranges.low)
        if len(cuts):
            fewer, crossing = self._slots(is_global, kind, ranges, cuts)
            if fewer < slots - 1:
                is_global = is_global.copy()
                is_global[crossing] = True
                kind, slots = self._kinds(is_global), fewer
            else:
                cuts = cuts[:0]
        return Structure(is_global, kind, cuts, lag, slots)

    def _kinds(self, is_global: BoolArray) -> IntArray:
        on_global = self.row[is_global[self.column]]
        local = self.count - np.bincount(on_global, minlength=self.rows)
        kind = np.full(self.rows, BAND)
        kind[self.row_time < 0] = BORDER
        kind[self.is_inequality & (local <= 1)] = SINGLE
        kind[(kind == BAND) & (local == 0)] = BORDER
        return kind

    def _choose_lag(self, is_global: BoolArray) -> tuple[BoolArray, IntArray, int]:
        """Return which columns are global then, the kinds of the rows and the lag that is left."""
        kind = self._kinds(is_global)
        lag = np.abs(self.row_time[self.row] - self.column_time[self.column])
        apart = np.flatnonzero((lag > 0) & (kind[self.row] == BAND) & ~is_global[self.column])
        column, lag = self.column[apart], lag[apart]
        band_rows = max(1, int((kind == BAND).sum()))
        per_step = band_rows / self.steps
        best_cost, best_lag, best_out = np.inf, 0, np.zeros(0, np.int64)
        for w in LAGS:
            out = np.unique(column[lag > w])
            width = w * per_step
            cost = (width + per_step) ** 2 + 8.0 * len(out) * (width + 1.0) + len(out) ** 2
            if cost < best_cost:
                best_cost, best_lag, best_out = cost, w, out
        if len(best_out):
            is_global = is_global.copy()
            is_global[best_out] = True
            kind = self._kinds(is_global)
        return is_global, kind, best_lag

    def _ranges(self, is_global: BoolArray, kind: IntArray) -> _Ranges:
        on_global, on_border = is_global[self.column], kind[self.row] == BORDER
        touching = np.flatnonzero(on_global & ~on_border)
        touching = touching[self.row_time[self.row[touching]] >= 0]
        low, high = _label_range(
            self.column[touching], self.row_time[self.row[touching]], self.columns, self.steps
        )
        column = np.flatnonzero(is_global & (high >= 0))
        inside = np.flatnonzero(on_border & ~on_global)
        row_low, row_high = _label_range(
            self.row[inside], self.column_time[self.column[inside]], self.rows, self.steps
        )
        row = np.flatnonzero(row_high >= 0)
        return _Ranges(
            low=np.concatenate([low[column], row_low[row]]),
            high=np.concatenate([high[column], row_high[row]]),
            may_cut=np.concatenate([self.column_time[column] < 0, np.ones(len(row), bool)]),
        )

    def _candidates(self, ranges: _Ranges) -> IntArray:
        low, high = ranges.low[ranges.may_cut], ranges.high[ranges.may_cut]
        edges = np.unique(np.concatenate([low, high + 1]))
        spacing = max(MIN_SEGMENT_STEPS, self.steps // MAX_SEGMENTS)
        cuts: list[int] = []
        last = 0
        for edge in edges.tolist():
            if edge - last >= spacing and self.steps - edge >= spacing:
                cuts.append(edge)
                last = edge
        return np.array(cuts, np.int64)

    def _slots(
        self, is_global: BoolArray, kind: IntArray, ranges: _Ranges, cuts: IntArray
    ) -> tuple[int, IntArray]:
        """Most border unknowns in one segment, and the columns that cross a cut."""
        entry = np.flatnonzero((kind[self.row] == BAND) & ~is_global[self.column])
        segment = np.searchsorted(cuts, self.row_time[self.row[entry]], side="right")
        first, last = _label_range(self.column[entry], segment, self.columns, len(cuts) + 1)
        crossing = np.flatnonzero(last > first)
        begins = np.searchsorted(cuts, ranges.low, side="right")
        ends = np.searchsorted(cuts, ranges.high, side="right")
        change = np.zeros(len(cuts) + 2, np.int64)
        np.add.at(change, np.concatenate([begins, first[crossing]]), 1)
        np.add.at(change, np.concatenate([ends, last[crossing]]) + 1, -1)
        return int(np.cumsum(change).max(initial=0)), crossing


def _label_range(
    member: IntArray, label: IntArray, size: int, beyond: int
) -> tuple[IntArray, IntArray]:
    """Smallest and largest label per member; (beyond, -1) for a member without any."""
    low, high = np.full(size, beyond), np.full(size, -1)
    np.minimum.at(low, member, label)
    np.maximum.at(high, member, label)
    return low, high


def centre(values: FloatArray) -> float:
    """Mean of the absolute values, one for an empty array."""
    return float(np.abs(values).mean()) if len(values) else 1.0
