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

from dataclasses import dataclass

import numpy as np

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray, Sparse
from bess_opt.solve.structured.implied import cannot_bind, dominated
from bess_opt.solve.structured.range_program import RangeProgram, crossed

FIXED_WIDTH = 1e-9
ROUNDS = 6
EMPTY_MISS = 1e-7


@dataclass(frozen=True)
class Reduction:
    """What presolve left, and what postsolve needs.

    Attributes
    ----------
    verdict : empty, 'infeasible', or 'unbounded if feasible'.
    columns, rows : indices of what is kept.
    fixed_value : (n,) value of every column that is not kept, else zero.
    lower, upper : (n,) tightened bounds.
    lower_row, upper_row : (n,) the singleton row a bound came from, -1 for the column's own.
    singletons : per round, the (row, column, coefficient) arrays of rows turned into bounds.
    broken_row, broken_side : a row without a live column that its fixed ones leave below (1) or
        above (-1) its range; -1 for none.
    """

    verdict: str
    columns: IntArray
    rows: IntArray
    fixed_value: FloatArray
    lower: FloatArray
    upper: FloatArray
    lower_row: IntArray
    upper_row: IntArray
    singletons: tuple[tuple[IntArray, IntArray, FloatArray], ...]
    broken_row: int = -1
    broken_side: float = 0.0

    def shrink(self, program: RangeProgram) -> RangeProgram:
        """Return the program of the kept rows and columns (constants moved to the right)."""
        moved = (program.matrix @ self.fixed_value)[self.rows]
        matrix = program.matrix[:, self.columns].tocsr()[self.rows].tocsc()
        matrix.eliminate_zeros()
        return RangeProgram(
            cost=program.cost[self.columns],
            matrix=matrix,
            row_lower=program.row_lower[self.rows] - moved,
            row_upper=program.row_upper[self.rows] - moved,
            lower=self.lower[self.columns],
            upper=self.upper[self.columns],
            column_time=program.column_time[self.columns],
            row_time=program.row_time[self.rows],
        )


def presolve(program: RangeProgram) -> Reduction:
    """Reduce ``program``; crossing bounds give the verdict 'infeasible'."""
    return _Rounds(program).run()


class _Rounds:
    """The mutable state of the rounds."""

    def __init__(self, program: RangeProgram) -> None:
        rows, columns = program.shape
        self.program = program
        self.by_row = program.matrix.tocsr()
        self.entry_row = np.repeat(np.arange(rows), np.diff(self.by_row.indptr))
        self.lower = program.lower.copy()
        self.upper = program.upper.copy()
        self.lower_row = np.full(columns, -1)
        self.upper_row = np.full(columns, -1)
        self.kept_row = ~(np.isinf(program.row_lower) & np.isinf(program.row_upper))
        self.singletons: list[tuple[IntArray, IntArray, FloatArray]] = []
        self.looked_for_idle = False
        self.broken_row, self.broken_side = -1, 0.0

    def run(self) -> Reduction:
        program = self.program
        if program.crossed:
            return self._result("infeasible")
        for _ in range(ROUNDS):
            fixed = _is_fixed(self.lower, self.upper)
            moved = self.by_row @ np.where(fixed, _finite(self.lower), 0.0)
            live = self.kept_row[self.entry_row] & ~fixed[self.by_row.indices]
            live &= self.by_row.data != 0.0
            count = np.bincount(self.entry_row[live], minlength=len(self.kept_row))
            if self._empty_row_violated(moved, count):
                return self._result("infeasible")
            absorbed = self._absorb(live, count, moved)
            # Before a dominated column's bounds are made one, which would hide that they cross.
            if crossed(self.lower, self.upper):
                return self._result("infeasible")
            if not self._settle_dominated(live, fixed) and not absorbed:
                if self.looked_for_idle or not self._drop_idle_rows():
                    break
                self.looked_for_idle = True
            np.maximum(self.lower, self.upper, out=self.upper, where=self.lower > self.upper)
        return self._settle_empty_columns()

    def _empty_row_violated(self, moved: FloatArray, count: IntArray) -> bool:
        empty = self.kept_row & (count == 0)
        value, low, high = (
            moved[empty],
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

    def _absorb(self, live: BoolArray, count: IntArray, moved: FloatArray) -> bool:
        """Turn rows with one live entry into bounds of its column."""
        single = self.kept_row & (count == 1)
        if not single.any():
            return False
        entry = np.flatnonzero(live & single[self.entry_row])
        row, column = self.entry_row[entry], self.by_row.indices[entry].astype(np.int64)
        value = self.by_row.data[entry]
        low = (self.program.row_lower[row] - moved[row]) / value
        high = (self.program.row_upper[row] - moved[row]) / value
        low, high = np.where(value > 0, low, high), np.where(value > 0, high, low)
        _tighten(self.lower, self.lower_row, column, low, row, np.maximum)
        _tighten(self.upper, self.upper_row, column, high, row, np.minimum)
        self.singletons.append((row, column, value))
        self.kept_row &= ~single
        return True

    def _settle_dominated(self, live: BoolArray, fixed: BoolArray) -> bool:
        """Put dominated columns on the bound that their cost and rows agree on."""
        live = live & self.kept_row[self.entry_row]
        rises, falls = dominated(
            self.program, self.entry_row[live], self.by_row.indices[live], self.by_row.data[live]
        )
        rises &= ~fixed & np.isfinite(self.upper)
        falls &= ~fixed & ~rises & np.isfinite(self.lower)
        self.lower[rises], self.lower_row[rises] = self.upper[rises], -1
        self.upper[falls], self.upper_row[falls] = self.lower[falls], -1
        return bool(rises.any() or falls.any())

    def _drop_idle_rows(self) -> bool:
        """Drop the rows that no point within the columns' bounds can break."""
        idle = self.kept_row & cannot_bind(self.program, self.by_row, self.lower, self.upper)
        self.kept_row &= ~idle
        return bool(idle.any())

    def _settle_empty_columns(self) -> Reduction:
        fixed = _is_fixed(self.lower, self.upper)
        live = self.kept_row[self.entry_row] & (self.by_row.data != 0.0)
        used = np.bincount(self.by_row.indices[live], minlength=len(fixed)) > 0
        empty = ~used & ~fixed
        cost = self.program.cost
        cheapest = np.where(cost > 0, self.lower, self.upper)
        cheapest = np.where(cost == 0, np.clip(0.0, self.lower, self.upper), cheapest)
        verdict = "unbounded if feasible" if np.isinf(cheapest[empty]).any() else ""
        value = np.where(fixed, _finite(self.lower), 0.0)
        value[empty] = _finite(cheapest[empty])
        return self._result(verdict, np.flatnonzero(~fixed & ~empty), value)

    def _result(
        self, verdict: str, columns: IntArray | None = None, value: FloatArray | None = None
    ) -> Reduction:
        return Reduction(
            verdict=verdict,
            columns=np.arange(0) if columns is None else columns,
            rows=np.flatnonzero(self.kept_row),
            fixed_value=np.zeros(len(self.lower)) if value is None else value,
            lower=self.lower,
            upper=self.upper,
            lower_row=self.lower_row,
            upper_row=self.upper_row,
            singletons=tuple(self.singletons),
            broken_row=self.broken_row,
            broken_side=self.broken_side,
        )


def _tighten(
    bound: FloatArray,
    source: IntArray,
    column: IntArray,
    offered: FloatArray,
    row: IntArray,
    choose: np.ufunc,
) -> None:
    """Take the tightest offer per column and remember the row that made it."""
    best = bound.copy()
    choose.at(best, column, offered)
    winner = (offered == best[column]) & (offered != bound[column])
    source[column[winner]] = row[winner]
    bound[:] = best


def _is_fixed(lower: FloatArray, upper: FloatArray) -> BoolArray:
    return upper - lower <= FIXED_WIDTH * np.maximum(1.0, np.abs(_finite(lower)))


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, 0.0)


def entries_of(matrix: Sparse) -> tuple[IntArray, IntArray, FloatArray]:
    """Return (row, column, value) of every stored entry."""
    coo = matrix.tocoo()
    return coo.row.astype(np.int64), coo.col.astype(np.int64), coo.data
