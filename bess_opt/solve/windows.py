"""A program seen through a window of time, by its labels alone.

A window is the rows and columns of the steps ``[begin, end)``. Everything outside stands at its
present value: steps before the window as they were run, later ones as they were planned. Rows
without a step (budgets, contracts) are therefore carried by what remains of them along the plan;
columns without a step are fixed (sizes) or settled again in every window (untaken energy).

Rows and columns are sorted by time once, so that a window is a slice of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bess_opt.model.linear_program import LinearProgram

Vector = NDArray[np.float64]
Ordinals = NDArray[np.int64]


@dataclass(frozen=True)
class Window:
    """One window as a program of its own, and where its rows and columns lie in the whole.

    Attributes
    ----------
    program : LinearProgram
    columns, rows : ndarray of int
        Column and row of the whole program for each of the window.
    places : ndarray of int
        The columns' places in the order of time.
    """

    program: LinearProgram
    columns: Ordinals
    rows: Ordinals
    places: Ordinals


class Windows:
    """Cuts windows out of a program around a point.

    Parameters
    ----------
    lp : LinearProgram
    x : ndarray, shape (n_columns,)
        Plan that stands for everything not yet run; copied.
    settled : ndarray of int
        Columns without a step that every window decides again where it touches their rows.
    planned : ndarray of int, optional
        Those of them that no window puts below the plan; :meth:`last_word` settles them in the end.
    """

    def __init__(
        self, lp: LinearProgram, x: Vector, settled: Ordinals, planned: Ordinals | None = None
    ) -> None:
        self.lp = lp
        self._by_time = np.argsort(lp.column_time, kind="stable")
        self._rows_by_time = np.argsort(lp.row_time, kind="stable")
        self._time = lp.column_time[self._by_time]
        at = np.arange(int(self._time[-1]) + 2)
        self._first = np.searchsorted(self._time, at)
        self._first_row = np.searchsorted(lp.row_time[self._rows_by_time], at)
        shape = (lp.n_rows, lp.n_columns)
        whole: Any = sparse.csc_matrix((lp.values, lp.indices, lp.indptr), shape=shape)
        whole = whole[self._rows_by_time][:, self._by_time]
        n_border, n_global = self._first_row[0], self._first[0]
        self._rows: Any = whole.tocsr()
        self._border: Any = self._rows[:n_border].tocsc()
        self._border_global: Any = self._rows[:n_border, :n_global].tocsr()
        place = np.empty(lp.n_columns, np.int64)
        place[self._by_time] = np.arange(lp.n_columns)
        self._is_settled = np.zeros(lp.n_columns, dtype=bool)
        self._is_settled[place[settled]] = True
        self._x = x[self._by_time]
        self._lower, self._upper = lp.lower[self._by_time], lp.upper[self._by_time]
        self._planned = place[np.zeros(0, np.int64) if planned is None else planned]
        self._floor = np.full(len(place), -np.inf)
        self._floor[self._planned] = self._x[self._planned]
        self._activity: Vector = self._border @ self._x

    @property
    def x(self) -> Vector:
        """What was run so far and what is planned beyond; shape (n_columns,)."""
        x = np.empty(len(self._x))
        x[self._by_time] = self._x
        return x

    def cut(self, begin: int, end: int) -> Window:
        """The window over steps ``begin`` to ``end - 1``."""
        first, last = self._first[begin], self._first[end]
        top, bottom = self._first_row[begin], self._first_row[end]
        timed = _entries_between(self._rows, top, bottom)
        at, lines, values = _entries_between(self._border, first, last)
        border = self._with_neighbours(np.unique(lines), timed[1])
        shared = _entries(self._border_global, border)
        rows = np.concatenate((border, np.arange(top, bottom)))
        row = np.concatenate((np.searchsorted(border, lines), shared[0], timed[0] + len(border)))
        column = np.concatenate((at + first, shared[1], timed[1]))
        value = np.concatenate((values, shared[2], timed[2]))
        is_inside = ((column >= first) & (column < last)) | self._is_settled[column]
        settled = np.unique(column[is_inside & (column < first)])
        columns = np.concatenate((settled, np.arange(first, last)))
        inside = row[is_inside], column[is_inside], value[is_inside]
        outside = _sums(row[~is_inside], value[~is_inside] * self._x[column[~is_inside]], len(rows))
        present = _sums(inside[0], inside[2] * self._x[inside[1]], len(rows))
        outside[: len(border)] = self._activity[border] - present[: len(border)]
        place = np.where(
            inside[1] < first,
            np.searchsorted(settled, inside[1]),
            inside[1] - first + len(settled),
        )
        return self._window(rows, columns, (inside[0], place, inside[2]), outside, begin)

    def _with_neighbours(self, border: Ordinals, columns: Ordinals) -> Ordinals:
        """Rows without a step that the window touches, itself or by columns that it settles."""
        near = columns[columns < self._first[0]]
        while True:
            near = np.union1d(near, _entries(self._border_global, border)[1])
            more = _entries(self._border, near[self._is_settled[near]])[1]
            grown = np.union1d(border, more).astype(np.int64)
            if len(grown) == len(border):
                return grown
            border = grown

    def _window(
        self,
        rows: Ordinals,
        columns: Ordinals,
        entries: tuple[Ordinals, Ordinals, Vector],
        outside: Vector,
        begin: int,
    ) -> Window:
        row, column, value = entries
        order = np.argsort(column * len(rows) + row, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(column, minlength=len(columns)))))
        lp, mine, lines = self.lp, self._by_time[columns], self._rows_by_time[rows]
        column_time, row_time = lp.column_time[mine], lp.row_time[lines]
        program = LinearProgram(
            cost=lp.cost[mine],
            offset=0.0,
            lower=np.maximum(self._lower[columns], self._floor[columns]),
            upper=self._upper[columns],
            integer=lp.integer[mine],
            column_time=np.where(column_time < 0, -1, column_time - begin),
            indptr=starts.astype(np.int32),
            indices=row[order].astype(np.int32),
            values=value[order],
            row_lower=lp.row_lower[lines] - outside,
            row_upper=lp.row_upper[lines] - outside,
            row_time=np.where(row_time < 0, -1, row_time - begin),
        )
        return Window(program, mine, lines, columns)

    def last_word(self) -> Window:
        """The columns that were kept at the plan, by what was run of every step."""
        columns = np.sort(self._planned)
        line = _entries(self._border, columns)[1]
        rows = np.unique(line)
        at, line, value = _entries(self._border, columns)
        row = np.searchsorted(rows, line)
        own = _sums(row, value * self._x[columns[at]], len(rows))
        self._floor[columns] = -np.inf
        outside = self._activity[rows] - own
        return self._window(rows, columns, (row, at, value), outside, 0)

    def put(self, window: Window, x: Vector) -> None:
        """Write the decisions of columns without a step."""
        places = window.places
        at, line, value = _entries(self._border, places)
        self._activity += _sums(line, value * (x - self._x[places])[at], len(self._activity))
        self._x[places] = x

    def next_columns(self, end: int, step: int) -> tuple[Ordinals, Ordinals]:
        """Columns of the ``step`` steps from ``end`` on, and those as far before ``end``."""
        return _beside(self._by_time, self._first, end, step)

    def next_rows(self, end: int, step: int) -> tuple[Ordinals, Ordinals]:
        """The same for rows."""
        return _beside(self._rows_by_time, self._first_row, end, step)

    def keep(self, window: Window, x: Vector, begin: int, until: int) -> None:
        """Write a window's decisions; steps ``begin`` to ``until - 1`` are run and stay.

        What a row of a run step says of columns that may still change is kept as their bounds: a
        monthly peak never falls below what was drawn, and a store whose horizon closes on itself
        returns to where it began.
        """
        self.put(window, x)
        top, bottom = self._first_row[begin], self._first_row[until]
        row, column, value = _entries_between(self._rows, top, bottom)
        later = (self._time[column] >= until) & (value != 0)
        ahead = column[later]
        self._lower[ahead] = self._upper[ahead] = self._x[ahead]
        self._bound_settled(row, column, value, top, bottom)

    def _bound_settled(
        self, row: Ordinals, column: Ordinals, value: Vector, top: int, bottom: int
    ) -> None:
        mine = self._is_settled[column] & (value != 0)
        if not mine.any():
            return
        lines = self._rows_by_time[top:bottom]
        rest = _sums(row, value * self._x[column], bottom - top)
        row, column, value = row[mine], column[mine], value[mine]
        others = rest[row] - value * self._x[column]
        low: Vector = (self.lp.row_lower[lines][row] - others) / value
        high: Vector = (self.lp.row_upper[lines][row] - others) / value
        least, most = np.where(value > 0, low, high), np.where(value > 0, high, low)
        np.maximum.at(self._lower, column, least)
        np.minimum.at(self._upper, column, most)
        np.maximum(self._upper, self._lower, out=self._upper)  # equal but for rounding


def _entries(matrix: Any, lines: Ordinals) -> tuple[Ordinals, Ordinals, Vector]:
    """Entries of some rows of a matrix by rows (or columns of one by columns).

    Which of ``lines`` each belongs to, its place along the other axis, and its value.
    """
    start = matrix.indptr[lines].astype(np.int64)
    count = matrix.indptr[lines + 1] - start
    ends = np.cumsum(count)
    which = np.repeat(np.arange(len(lines)), count)
    at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(start - (ends - count), count)
    return which, matrix.indices[at], matrix.data[at]


def _entries_between(matrix: Any, first: int, last: int) -> tuple[Ordinals, Ordinals, Vector]:
    """The same of the lines from ``first`` to before ``last``, which stand side by side."""
    ends = matrix.indptr[first : last + 1]
    which = np.repeat(np.arange(last - first), np.diff(ends))
    inside = slice(ends[0], ends[-1])
    return which, matrix.indices[inside], matrix.data[inside]


def _sums(at: Ordinals, values: Vector, size: int) -> Vector:
    """Sum of the values at each place."""
    return np.bincount(at, values, size).astype(np.float64, copy=False)


def _beside(order: Ordinals, first: Ordinals, end: int, step: int) -> tuple[Ordinals, Ordinals]:
    """Members of the steps after ``end`` and, one for one, of those before it."""
    stop, start = min(end + step, len(first) - 1), max(end - step, 0)
    new, old = order[first[end] : first[stop]], order[first[start] : first[end]]
    count = min(len(new), len(old))
    return new[:count], old[:count]
