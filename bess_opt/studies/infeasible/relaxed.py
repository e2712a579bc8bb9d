"""The case's program with levers in place of costs: the least that must change, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bess_opt.errors import SolverError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import certify
from bess_opt.solve.engine import ACCEPTED, solve
from bess_opt.solve.highs import solve_highs
from bess_opt.solve.solution import Solution, Status

Vector = NDArray[np.float64]

# Above this many columns a vertex takes longer than it is worth (measured).
MANY_COLUMNS = 20_000


@dataclass(frozen=True)
class Give:
    """One way in which the program may give: a column of its own, or a wider bound.

    Parameters
    ----------
    price : float
        Cost of a unit.
    most : float
        Largest move.
    rows : ndarray, shape (n_rows,), or None
        What a unit adds to every row.
    column, sign : int
        Columns whose upper (sign 1) or lower (sign -1) bound gives, where it is a rating.
    steps : list of (row, coefficient, most)
        A column for each of these rows instead, each up to its own most; the move is the largest,
        as a share of the most where that is finite.
    """

    price: float
    most: float
    rows: Vector | None = None
    columns: tuple[int, ...] = ()
    sign: int = 1
    steps: tuple[tuple[int, float, float], ...] = field(default=())


@dataclass(frozen=True)
class Relief:
    """What the levers had to do.

    Parameters
    ----------
    moves : ndarray, shape (n_gives,)
        How far each was moved, in its own unit.
    x, y : ndarray
        The point in the original columns, and the duals of the original rows: the proof that
        nothing less will do.
    price : float
        Total price.
    """

    moves: Vector
    x: Vector
    y: Vector
    price: float


def relieve(lp: LinearProgram, gives: Sequence[Give]) -> Relief | None:
    """Move levers as little as will do; None where none of them helps."""
    program, places = _with_gives(lp, gives)
    found = solve_costless(program)
    if found is None or found.status is not Status.OPTIMAL:
        return None
    most = np.where(np.isfinite(program.upper), program.upper, 1.0)
    moves = np.array(
        [
            float(np.max(found.x[own] / (most[own] if give.steps else 1.0), initial=0.0))
            for give, own in zip(gives, places, strict=True)
        ]
    )
    return Relief(moves, found.x[: lp.n_columns], found.y[: lp.n_rows], found.objective)


def solve_costless(lp: LinearProgram) -> Solution | None:
    """Solve a program without costs but those of levers; certified as any answer is.

    A small one is solved to a vertex, where few levers move. Beyond that the engines' own order is
    kept: at 8,760 steps the time-structured one needs a twentieth of the simplex method's time
    (measured: 0.6 s against 10.8 s of one core), and what it moves by a hair is left out later.
    """
    try:
        if lp.n_columns > MANY_COLUMNS:
            return solve(lp)
        found = solve_highs(lp, algorithm="simplex")
        if found.status is Status.INFEASIBLE:
            return found
        if found.status is Status.OPTIMAL and certify(lp, found.x, found.y).worst <= ACCEPTED:
            return found
        return solve(lp)
    except SolverError:
        return None


def _with_gives(
    lp: LinearProgram, gives: Sequence[Give]
) -> tuple[LinearProgram, list[NDArray[np.int64]]]:
    """The program with a column, or several, for each give; and the ordinals of those columns."""
    added = _Added(lp)
    places = [added.columns_of(give) for give in gives]
    return added.program(), places


class _Added:
    """Columns and rows that are put behind those of a program."""

    def __init__(self, lp: LinearProgram) -> None:
        self.lp = lp
        self.cost: list[float] = []
        self.most: list[float] = []
        self.time: list[int] = []
        self.bound_rows: dict[int, int] = {}
        self.rows: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        self.columns: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        self.values: list[Vector] = [np.zeros(0)]

    def columns_of(self, give: Give) -> NDArray[np.int64]:
        first = self.lp.n_columns + len(self.cost)
        for at, coefficient, limit in give.steps:
            self._column(give.price / len(give.steps), limit, int(self.lp.row_time[at]))
            self._entries(np.array([at]), np.array([coefficient]))
        if not give.steps:
            self._column(give.price, give.most, -1)
            if give.rows is not None:
                touched = np.flatnonzero(give.rows)
                self._entries(touched, give.rows[touched])
            for j in give.columns:
                self._entries(np.array([self._bound_row(j)]), np.array([-float(give.sign)]))
        return np.arange(first, self.lp.n_columns + len(self.cost))

    def _column(self, cost: float, most: float, time: int) -> None:
        self.cost.append(cost)
        self.most.append(most)
        self.time.append(time)

    def _entries(self, rows: NDArray[np.int64], values: Vector, column: int = -1) -> None:
        own = self.lp.n_columns + len(self.cost) - 1 if column < 0 else column
        self.rows.append(rows)
        self.columns.append(np.full(len(rows), own))
        self.values.append(values)

    def _bound_row(self, j: int) -> int:
        """The row that takes over the bounds of a column."""
        if j not in self.bound_rows:
            self.bound_rows[j] = self.lp.n_rows + len(self.bound_rows)
            self._entries(np.array([self.bound_rows[j]]), np.ones(1), j)
        return self.bound_rows[j]

    def program(self) -> LinearProgram:
        lp, bounded = self.lp, list(self.bound_rows)
        lower, upper = lp.lower.copy(), lp.upper.copy()
        lower[bounded], upper[bounded] = 0.0, np.inf
        more = len(self.cost)
        matrix = sparse.csc_array(
            (
                np.concatenate([lp.values, *self.values]),
                (
                    np.concatenate([lp.indices, *self.rows]),
                    np.concatenate([lp.entry_column, *self.columns]),
                ),
            ),
            shape=(lp.n_rows + len(bounded), lp.n_columns + more),
        )
        matrix.sort_indices()
        return replace(
            lp,
            cost=np.concatenate([np.zeros(lp.n_columns), self.cost]),
            offset=0.0,
            lower=np.concatenate([lower, np.zeros(more)]),
            upper=np.concatenate([upper, self.most]),
            integer=np.zeros(lp.n_columns + more, dtype=bool),
            column_time=np.concatenate([lp.column_time, np.array(self.time, dtype=np.int64)]),
            indptr=matrix.indptr.astype(np.int32),
            indices=matrix.indices.astype(np.int32),
            values=matrix.data,
            row_lower=np.concatenate([lp.row_lower, lp.lower[bounded]]),
            row_upper=np.concatenate([lp.row_upper, lp.upper[bounded]]),
            row_time=np.concatenate([lp.row_time, np.full(len(bounded), -1)]),
        )
