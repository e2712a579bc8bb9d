r"""Turns many short budget rows (a day's energy) into sums that run along the horizon.

A row ``rl <= sum_t a_t' x_t + g'x_G <= ru`` over the steps t_0..t_1 would be one border unknown
each, and 365 of them a wide border. With a free column e_t per step of its range,

    e_t - e_{t-1} - a_t' x_t = 0  (e before t_0 is zero),      rl <= e_{t_1} + g'x_G <= ru,

it widens the band by one row instead, however many days there are. Every recursion row has the dual
-y of the budget row, so duals need no repair. Long rows (months) stay in the border, where segments
serve them better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray
from bess_opt.solve.structured.positions import expand
from bess_opt.solve.structured.range_program import RangeProgram

SHORT_STEPS = 200
MANY_ROWS = 24
REACH = 12
MAX_AT_ONCE = 16


@dataclass(frozen=True)
class RunningSums:
    """Which rows are rewritten, and where their running columns stand.

    Attributes
    ----------
    rows : (k,) budget rows.
    first, steps : (k,) first label and number of labels of each.
    """

    rows: IntArray
    first: IntArray
    steps: IntArray
    old_rows: int
    old_columns: int

    def rewrite(self, program: RangeProgram) -> RangeProgram:
        """Return the program with running columns and recursion rows appended."""
        row, column, value = program.entries
        which = np.full(self.old_rows, -1)
        which[self.rows] = np.arange(len(self.rows))
        moved = (which[row] >= 0) & (program.column_time[column] >= 0)
        before = np.cumsum(self.steps) - self.steps
        added = int(self.steps.sum())
        owner, label = expand(self.first, self.steps)
        new = np.arange(added)
        budget = which[row[moved]]
        place = before[budget] + program.column_time[column[moved]] - self.first[budget]
        later = new[label > self.first[owner]]
        last = before + self.steps - 1
        rows = [row[~moved], self.rows, self.old_rows + place]
        columns = [column[~moved], self.old_columns + last, column[moved]]
        values = [value[~moved], np.ones(len(self.rows)), -value[moved]]
        rows += [self.old_rows + new, self.old_rows + later]
        columns += [self.old_columns + new, self.old_columns + later - 1]
        values += [np.ones(added), -np.ones(len(later))]
        shape = (self.old_rows + added, self.old_columns + added)
        matrix = sparse.csc_matrix(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape
        )
        row_time = program.row_time.copy()
        row_time[self.rows] = self.first + self.steps - 1
        zero, infinite = np.zeros(added), np.full(added, np.inf)
        return RangeProgram(
            cost=np.concatenate([program.cost, zero]),
            matrix=matrix,
            row_lower=np.concatenate([program.row_lower, zero]),
            row_upper=np.concatenate([program.row_upper, zero]),
            lower=np.concatenate([program.lower, -infinite]),
            upper=np.concatenate([program.upper, infinite]),
            column_time=np.concatenate([program.column_time, label]),
            row_time=np.concatenate([row_time, label]),
        )

    def narrow(self, y: FloatArray) -> FloatArray:
        """Drop the duals of the recursion rows."""
        return y[: self.old_rows]

    def widen(
        self, rewritten: RangeProgram, x: FloatArray, y: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Append the running sums of ``x`` and the duals of the recursions of ``rewritten``."""
        owner, _ = expand(self.first, self.steps)
        x = np.concatenate([x, np.zeros(len(owner))])
        total = np.cumsum(-(rewritten.matrix @ x)[self.old_rows :])
        before = np.cumsum(self.steps) - self.steps
        x[self.old_columns :] = total - np.concatenate([[0.0], total])[before][owner]
        return x, np.concatenate([y, -y[self.rows[owner]]])


def plan_running_sums(program: RangeProgram) -> RunningSums | None:
    """Choose the budget rows worth rewriting, or None where there are too few or too many."""
    rows, columns = program.shape
    row, column, _ = program.entries
    label, own = program.column_time[column], program.row_time[row]
    # A row of a step over more than REACH steps has a column at least half as far from its step.
    reaches = (label >= 0) & ((own < 0) | (np.abs(label - own) >= REACH // 2))
    if np.count_nonzero(np.bincount(row[reaches], minlength=rows)) < MANY_ROWS:
        return None
    first = np.full(rows, program.steps)
    last = np.full(rows, -1)
    np.minimum.at(first, row[label >= 0], label[label >= 0])
    np.maximum.at(last, row[label >= 0], label[label >= 0])
    span = last - first + 1
    chosen = np.flatnonzero(_is_short_budget(program, span, last))
    if len(chosen) < MANY_ROWS:
        return None
    change = np.zeros(program.steps + 2, np.int64)
    np.add.at(change, first[chosen], 1)
    np.add.at(change, last[chosen] + 1, -1)
    if int(np.cumsum(change).max()) > MAX_AT_ONCE:
        return None
    return RunningSums(chosen, first[chosen], span[chosen], rows, columns)


def _is_short_budget(program: RangeProgram, span: IntArray, last: IntArray) -> BoolArray:
    """Rows without a step of their own, or reaching far from it, over more than a few steps."""
    reach = np.where(program.row_time >= 0, span, SHORT_STEPS)
    longer_than_band = (program.row_time < 0) | (reach > REACH)
    return (last >= 0) & longer_than_band & (span > 2) & (span <= SHORT_STEPS)
