r"""Takes out of a program what needs no iteration, without touching its time structure.

Rounds of six rules, vectorised:

1. a row without finite range is dropped;
2. a column with ``cu - cl <= 1e-9 max(1, |cl|)`` is fixed and moved to the right-hand side
   (a bound of 1e-12 on a solar plant at dawn would otherwise cost a dozen iterations);
3. an empty row is checked and dropped; a row with one live column,
   ``rl <= a x_j + sum of fixed <= ru``, becomes bounds of that column;
4. a column that costs nothing or less, and whose rise narrows no live row, goes to its upper bound,
   and one that costs nothing or more, and whose fall narrows none, to its lower bound: capacity
   that runs free of cost is all online, and the rows that held it become bounds in the next round;
5. a row that no point within the columns' bounds can break is dropped, once;
6. at the end an empty column goes to its cheapest bound.

Substitutions that would join steps are left out: they cost more structure than they save rows.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray, Sparse
from bess_opt.solve.structured.implied import cannot_bind, dominated
from bess_opt.solve.structured.range_program import RangeProgram, crossed
from bess_opt.solve.structured.reduction import Reduction

FIXED_WIDTH = 1e-9
ROUNDS = 6
EMPTY_MISS = 1e-7


def presolve(program: RangeProgram) -> Reduction:
    """Reduce ``program``; crossing bounds give the verdict 'infeasible'."""
    return _Rounds(program).run()


class _Rounds:
    """The mutable state of the rounds.

    Entries that are zero, in a dropped row or of a fixed column are no longer live and forgotten.
    """

    def __init__(self, program: RangeProgram) -> None:
        rows, columns = program.shape
        self.program = program
        self.lower = program.lower.copy()
        self.upper = program.upper.copy()
        self.lower_row = np.full(columns, -1)
        self.upper_row = np.full(columns, -1)
        self.kept_row = ~(np.isinf(program.row_lower) & np.isinf(program.row_upper))
        self.fixed, self.moved = np.zeros(columns, bool), np.zeros(rows)
        self.row, self.column, self.value = program.entries
        self._keep(self.kept_row[self.row] & (self.value != 0.0))
        self.singletons: list[tuple[IntArray, IntArray, FloatArray]] = []
        self.looked_for_idle = False
        self.broken_row, self.broken_side = -1, 0.0

    def run(self) -> Reduction:
        program = self.program
        if program.crossed:
            return self._infeasible()
        is_changed = True
        for _ in range(ROUNDS):
            # Rows that held many columns still do until another column is fixed or row dropped.
            if self._fix_columns() or is_changed:
                is_changed = False
                count = np.bincount(self.row, minlength=len(self.kept_row))
                if self._empty_row_violated(count):
                    return self._infeasible()
                absorbed = self._absorb(count)
                # Before a dominated column's bounds are made one, which would hide that they cross.
                if crossed(self.lower, self.upper):
                    return self._infeasible()
                if self._settle_dominated() or absorbed:
                    np.maximum(
                        self.lower, self.upper, out=self.upper, where=self.lower > self.upper
                    )
                    continue
            if self.looked_for_idle or not self._drop_idle_rows():
                break
            self.looked_for_idle = is_changed = True
        return self._settle_empty_columns()

    def _keep(self, live: BoolArray) -> None:
        """Forget all entries but these."""
        if live.all():
            return
        at = np.flatnonzero(live)
        self.row, self.column, self.value = self.row[at], self.column[at], self.value[at]

    def _fix_columns(self) -> bool:
        """Move further columns whose bounds have met to the right; tell whether there were any."""
        fixed = _is_fixed(self.lower, self.upper)
        if np.array_equal(fixed, self.fixed):
            return False
        self.fixed, is_fixed = fixed, fixed[self.column]
        entry = np.flatnonzero(is_fixed)
        terms = self.value[entry] * self.lower[self.column[entry]]
        self.moved += np.bincount(self.row[entry], terms, len(self.moved))
        self._keep(~is_fixed)
        return True

    def _empty_row_violated(self, count: IntArray) -> bool:
        empty = self.kept_row & (count == 0)
        value, low, high = (
            self.moved[empty],
            self.program.row_lower[empty],
            self.program.row_upper[empty],
        )
        beyond = np.maximum(low - value, value - high) / (1.0 + np.abs(value))
        self.kept_row &= ~empty
        if not np.any(beyond > EMPTY_MISS):
            return False
        worst = int(np.argmax(beyond))
        self.broken_row = int(np.flatnonzero(empty)[worst])
        self.broken_side = 1.0 if value[worst] < low[worst] else -1.0
        return True

    def _absorb(self, count: IntArray) -> bool:
        """Turn rows with one live entry into bounds of its column."""
        single = self.kept_row & (count == 1)
        if not single.any():
            return False
        is_single = single[self.row]
        entry = np.flatnonzero(is_single)
        row, column, value = self.row[entry], self.column[entry], self.value[entry]
        low = (self.program.row_lower[row] - self.moved[row]) / value
        high = (self.program.row_upper[row] - self.moved[row]) / value
        low, high = np.where(value > 0, low, high), np.where(value > 0, high, low)
        _tighten(self.lower, self.lower_row, column, low, row, np.maximum)
        _tighten(self.upper, self.upper_row, column, high, row, np.minimum)
        self.singletons.append((row, column, value))
        self.kept_row &= ~single
        self._keep(~is_single)
        return True

    def _settle_dominated(self) -> bool:
        """Put dominated columns on the bound that their cost and rows agree on."""
        rises, falls = dominated(self.program, self.row, self.column, self.value)
        rises &= np.isfinite(self.upper)
        falls &= ~rises & np.isfinite(self.lower)
        self.lower[rises], self.lower_row[rises] = self.upper[rises], -1
        self.upper[falls], self.upper_row[falls] = self.lower[falls], -1
        return bool(rises.any() or falls.any())

    def _drop_idle_rows(self) -> bool:
        """Drop the rows that no point within the columns' bounds can break."""
        program, moved = self.program, self.moved
        terms = self.value * self.lower[self.column], self.value * self.upper[self.column]
        idle = self.kept_row & cannot_bind(
            self.row, terms, program.row_lower - moved, program.row_upper - moved
        )
        self.kept_row &= ~idle
        self._keep(~idle[self.row])
        return bool(idle.any())

    def _settle_empty_columns(self) -> Reduction:
        self._fix_columns()
        empty = ~self._used() & ~self.fixed
        cost = self.program.cost
        cheapest = np.where(cost > 0, self.lower, self.upper)
        cheapest = np.where(cost == 0, np.clip(0.0, self.lower, self.upper), cheapest)
        verdict = "unbounded if feasible" if np.isinf(cheapest[empty]).any() else ""
        value = np.where(self.fixed, self.lower, 0.0)
        value[empty] = _finite(cheapest[empty])
        return self._result(verdict, value)

    def _infeasible(self) -> Reduction:
        self._keep(np.zeros(len(self.row), bool))
        return self._result("infeasible", np.zeros(len(self.lower)))

    def _used(self) -> BoolArray:
        """Columns (n,) with a live entry."""
        used = np.zeros(len(self.lower), bool)
        used[self.column] = True
        return used

    def _result(self, verdict: str, value: FloatArray) -> Reduction:
        columns = np.flatnonzero(self._used())
        return Reduction(
            verdict=verdict,
            columns=columns,
            rows=np.flatnonzero(self.kept_row),
            matrix=self._matrix(columns),
            moved=self.moved,
            fixed_value=value,
            lower=self.lower,
            upper=self.upper,
            lower_row=self.lower_row,
            upper_row=self.upper_row,
            singletons=tuple(self.singletons),
            broken_row=self.broken_row,
            broken_side=self.broken_side,
        )

    def _matrix(self, columns: IntArray) -> Sparse:
        """Return the live entries as a CSC matrix of the kept rows and the columns with any."""
        place = np.cumsum(self.kept_row) - 1
        count = np.bincount(self.column, minlength=len(self.lower))
        start = np.concatenate([[0], np.cumsum(count[columns])])
        shape = (int(self.kept_row.sum()), len(columns))
        return sparse.csc_matrix((self.value, place[self.row], start), shape=shape)


def _tighten(
    bound: FloatArray,
    source: IntArray,
    column: IntArray,
    offered: FloatArray,
    row: IntArray,
    choose: np.ufunc,
) -> None:
    """Take the tightest offer per column and remember the row that made it."""
    tighter = np.flatnonzero(choose(offered, bound[column]) != bound[column])
    column, offered, row = column[tighter], offered[tighter], row[tighter]
    choose.at(bound, column, offered)
    winner = offered == bound[column]
    source[column[winner]] = row[winner]


def _is_fixed(lower: FloatArray, upper: FloatArray) -> BoolArray:
    return upper - lower <= FIXED_WIDTH * np.maximum(1.0, np.abs(_finite(lower)))


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, 0.0)
