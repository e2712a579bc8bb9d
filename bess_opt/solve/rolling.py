"""A program run window by window: each is optimal for what it sees, and its first steps are kept.

The plan is followed where a window does not look: what is left of budgets, and the level to which a
store returns at the end of a horizon that closes on itself (`bess_opt.solve.windows`). Each window
is solved by the simplex method from the basis of the one before, moved on in time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import SolverError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import Certificate, certify
from bess_opt.solve.engine import ACCEPTED, solve
from bess_opt.solve.hot_simplex import Basis, HotSimplex
from bess_opt.solve.solution import Solution, Status
from bess_opt.solve.windows import Window, Windows

Vector = NDArray[np.float64]
Ordinals = NDArray[np.int64]


@dataclass(frozen=True)
class Rolled:
    """What was run.

    Attributes
    ----------
    x : ndarray, shape (n_columns,)
    y : ndarray, shape (n_rows,)
        Duals of each row in the window that ran its step, or that touched it last.
    windows, iterations : int
    worst : Certificate
        Of the window that was certified least well; ``primal`` is of the whole as well.
    stopped : tuple of int or None
        First and last step but one of a window without a solution; nothing after it was run.
    """

    x: Vector
    y: Vector
    windows: int
    iterations: int
    seconds: float
    worst: Certificate
    stopped: tuple[int, int] | None = None


def roll(
    lp: LinearProgram,
    plan: Vector,
    settled: Ordinals,
    window: int,
    step: int,
    progress: Callable[[int, int], None] | None = None,
    planned: Ordinals | None = None,
) -> Rolled:
    """Run a program of which a plan is known.

    Parameters
    ----------
    lp : LinearProgram
    plan : ndarray, shape (n_columns,)
        A feasible point; sizes are taken from it.
    settled : ndarray of int
        Columns without a step that windows decide; other such columns stay as planned.
    window, step : int
        Steps that a window sees, and steps that are run of it; ``step <= window``.
    progress : callable, optional
        Told the number of steps run and of all steps.
    planned : ndarray of int, optional
        Settled columns that no window puts below the plan.

    Raises
    ------
    SolverError
        No engine gave a window a proven answer.
    """
    began, steps = time.perf_counter(), int(lp.column_time.max()) + 1
    windows, simplex, memory = Windows(lp, plan, settled, planned), HotSimplex(), _Memory(lp)
    y, iterations, count = np.zeros(lp.n_rows), 0, 0
    worst: Certificate | None = None
    stopped = None
    for begin in range(0, steps, step):
        until, end = min(begin + step, steps), min(begin + window, steps)
        seen = windows.cut(begin, end)
        found = _solved(seen, simplex, memory, is_first=begin == 0)
        if found is None or found.certificate is None:
            stopped = begin, end
            break
        windows.keep(seen, found.x, begin, until)
        run = (seen.program.row_time < until - begin) | (seen.program.row_time < 0)
        y[seen.rows[run]] = found.y[run]
        memory.move_on(windows, end, step)
        iterations, count = iterations + found.iterations, count + 1
        if worst is None or found.certificate.worst > worst.worst:
            worst = found.certificate
        if progress is not None:
            progress(until, steps)
    if stopped is None and planned is not None and len(planned):
        last = windows.last_word()
        found = solve(last.program)
        if found.status is not Status.OPTIMAL:
            raise SolverError("what was run leaves no value for what was kept at the plan")
        windows.put(last, found.x)
    x = windows.x
    whole = certify(lp, x, y)
    least = whole if worst is None else replace(worst, primal=max(worst.primal, whole.primal))
    return Rolled(x, y, count, iterations, time.perf_counter() - began, least, stopped)


def _solved(
    seen: Window, simplex: HotSimplex, memory: _Memory, *, is_first: bool
) -> Solution | None:
    """A certified optimum of a window; None where it has no solution."""
    guess = None if is_first else memory.guess(seen)
    found, basis = simplex.solve(seen.program, guess)
    if found.certificate is not None and found.certificate.worst <= ACCEPTED:
        memory.note(seen, basis)
        return found
    found = solve(seen.program)
    return found if found.status is Status.OPTIMAL else None


class _Memory:
    """Statuses of the whole program's columns and rows, as the windows so far left them."""

    def __init__(self, lp: LinearProgram) -> None:
        nothing = HotSimplex.slack_basis(lp.n_columns, lp.n_rows)
        self._columns, self._rows = nothing.columns, nothing.rows

    def guess(self, seen: Window) -> Basis:
        return Basis(self._columns[seen.columns], self._rows[seen.rows])

    def note(self, seen: Window, basis: Basis) -> None:
        self._columns[seen.columns], self._rows[seen.rows] = basis.columns, basis.rows

    def move_on(self, windows: Windows, end: int, step: int) -> None:
        """Let the steps that come into sight begin like those just before them."""
        for statuses, pairs in (
            (self._columns, windows.next_columns(end, step)),
            (self._rows, windows.next_rows(end, step)),
        ):
            new, old = pairs
            statuses[new] = statuses[old]
