"""Rows and bounds that cannot all hold, as few as can be found.

A conflict is looked for near one row: first among the rows of its own time step, then in wider and
wider windows around it. Any choice of rows that is infeasible by itself proves the whole program
so; HiGHS then thins it out until each member is needed (an irreducible infeasible subsystem).
Where no window is infeasible, because the conflict runs through a year's budget, the rows that the
proof weighs are all there is to name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.highs import pass_model, solve_highs
from bess_opt.solve.problem import Status

Rows = NDArray[np.int64]

# Half-widths of the windows, in steps, and the most rows that are thinned out.
WINDOWS = (0, 3, 24, 168)
MOST_ROWS = 20_000
THINNING_LIMIT_S = 20.0
WEIGHED_FROM = 1e-6


@dataclass(frozen=True)
class Conflict:
    """Members of a set of limits that cannot all hold.

    Attributes
    ----------
    rows : tuple of int
        Ordinals of rows.
    bounds : tuple of (int, str)
        Ordinals of columns, with ``lower`` or ``upper``.
    is_irreducible : bool
        Whether every member is needed.
    """

    rows: tuple[int, ...]
    bounds: tuple[tuple[int, str], ...]
    is_irreducible: bool


def find_conflict(lp: LinearProgram, near: int, y: NDArray[np.float64]) -> Conflict:
    """Limits around row ``near`` that contradict each other.

    Parameters
    ----------
    near : int
        A row that cannot hold beside the others.
    y : ndarray, shape (n_rows,)
        Proof that there is no solution, for want of a smaller conflict.
    """
    step = int(lp.row_time[near])
    for width in WINDOWS if step >= 0 else ():
        is_near = (lp.row_time >= 0) & (np.abs(lp.row_time - step) <= width)
        rows = np.flatnonzero(is_near)
        if rows.size > MOST_ROWS:
            break
        found = _thin_out(lp, rows)
        if found is not None:
            return found
    weighed = np.flatnonzero(np.abs(y) > WEIGHED_FROM * np.max(np.abs(y), initial=0.0))
    if 0 < weighed.size <= MOST_ROWS:
        found = _thin_out(lp, weighed)
        if found is not None:
            return found
    heaviest = weighed[np.argsort(-np.abs(y[weighed]), kind="stable")]
    return Conflict(tuple(heaviest.tolist()), (), False)


def _thin_out(lp: LinearProgram, rows: Rows) -> Conflict | None:
    """The irreducible conflict among these rows; None where they have a solution."""
    part, columns = only_rows(lp, rows)
    if solve_highs(part, algorithm="simplex").status is not Status.INFEASIBLE:
        return None
    import highspy

    highs = highspy.Highs()
    strategy = highspy.IisStrategy
    for name, value in (
        ("log_to_console", False),
        ("threads", 1),
        ("iis_time_limit", THINNING_LIMIT_S),
        ("iis_strategy", int(strategy.kIisStrategyFromLp) | int(strategy.kIisStrategyIrreducible)),
    ):
        highs.setOptionValue(name, value)
    pass_model(highs, replace(part, cost=np.zeros(part.n_columns)))
    _, iis = highs.getIis()
    if not iis.valid_ or not (len(iis.row_index_) or len(iis.col_index_)):
        return Conflict(tuple(rows.tolist()), (), False)
    return Conflict(
        tuple(int(rows[i]) for i in iis.row_index_),
        tuple(_bounds(lp, columns, iis)),
        all(s == highspy.IisStatus.kIisStatusInConflict for s in _statuses(iis)),
    )


def _statuses(iis: Any) -> list[Any]:
    import highspy

    every = (highspy.IisStatus(int(s)) for s in (*iis.row_status_, *iis.col_status_))
    return [s for s in every if s != highspy.IisStatus.kIisStatusNotInConflict]


def _bounds(lp: LinearProgram, columns: Rows, iis: Any) -> list[tuple[int, str]]:
    import highspy

    sides = {
        int(highspy.IisBoundStatus.kIisBoundStatusLower): ("lower",),
        int(highspy.IisBoundStatus.kIisBoundStatusUpper): ("upper",),
        int(highspy.IisBoundStatus.kIisBoundStatusBoxed): ("lower", "upper"),
    }
    return [
        (int(columns[j]), side)
        for j, status in zip(iis.col_index_, iis.col_bound_, strict=True)
        for side in sides.get(int(status), ())
    ]


def only_rows(lp: LinearProgram, rows: Rows) -> tuple[LinearProgram, Rows]:
    """The program with these rows alone, and the ordinals of the columns that they touch."""
    of_entry = np.repeat(np.arange(lp.n_columns), np.diff(lp.indptr))
    place = np.full(lp.n_rows, -1)
    place[rows] = np.arange(len(rows))
    kept = place[lp.indices] >= 0
    columns = np.unique(of_entry[kept])
    counts = np.bincount(of_entry[kept], minlength=lp.n_columns)[columns]
    part = LinearProgram(
        cost=np.zeros(len(columns)),
        offset=0.0,
        lower=lp.lower[columns],
        upper=lp.upper[columns],
        integer=np.zeros(len(columns), dtype=bool),
        column_time=lp.column_time[columns],
        indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        indices=place[lp.indices[kept]].astype(np.int32),
        values=lp.values[kept],
        row_lower=lp.row_lower[rows],
        row_upper=lp.row_upper[rows],
        row_time=lp.row_time[rows],
    )
    return part, columns
