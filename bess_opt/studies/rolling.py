"""Rolling dispatch: the sizes of the long plan, run by an operator who sees a few days ahead.

The long plan has perfect foresight. It gives the sizes, the path along which budgets are carried,
and the level of stores at the joint of a horizon that closes on itself; everything else is decided
window by window on the true series. Forecasts are not modelled: a window sees its own steps as
they will be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import CaseError, Fault, Infeasible, SolverError
from bess_opt.model.ratings import ratings_of
from bess_opt.solve.engine import ACCEPTED
from bess_opt.solve.rolling import Rolled, roll
from bess_opt.solve.solution import Solution

if TYPE_CHECKING:
    from bess_opt.component import Carry
    from bess_opt.studies.system import System

# Variables without a step that are sizes, or follow from sizes: the long plan's hold.
FOLLOW_SIZES = ("p_firm_mw",)


@dataclass(frozen=True)
class Foresight:
    """How a dispatch was run beside its long plan."""

    window_h: float
    advance_h: float
    windows: int
    carried: list[str]
    perfect_cost: float
    rolled_cost: float
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """For ``results.json``; costs are those that decisions can change, without sunk rows."""
        lost = self.rolled_cost - self.perfect_cost
        return {
            "kind": "rolling",
            "window_h": self.window_h,
            "advance_h": self.advance_h,
            "windows": self.windows,
            "carried": self.carried,
            "perfect_cost": self.perfect_cost,
            "cost": self.rolled_cost,
            "lost": lost,
            "lost_frac": lost / abs(self.perfect_cost) if self.perfect_cost else 0.0,
            "seconds": self.seconds,
        }


def run_rolling(system: System, plan: Solution, stage: str) -> tuple[Solution, Foresight]:
    """Run a plan window by window.

    Parameters
    ----------
    plan : Solution
        Optimum of the system's program as it stands.
    stage : str
        Word for progress events.

    Returns
    -------
    Solution
        The point that was run; its ``certificate`` is of the worst window, as the whole is feasible
        but not optimal.
    Foresight

    Raises
    ------
    CaseError
        E-RO-001: a row joins steps and nobody says how it is carried into a window. E-RO-002: the
        windows do not fit the steps.
    Infeasible
        E-RO-003: a window has no solution.
    SolverError
        E-NU-003: the whole, put together, breaks a rule.
    """
    study, horizon = system.case.study, system.form.horizon
    steps = _whole_steps(study.window_h, study.advance_h, horizon.step_h)
    carried, settled = carried_rows(system)
    lp = system.program.linear_program()
    system.emit({"event": "stage", "stage": stage})

    def tell(done: int, of: int) -> None:
        system.emit({"event": "progress", "stage": stage, "iteration": done, "of": of})

    rolled = roll(lp, plan.x, settled, *steps, tell, planned_columns(system))
    if rolled.stopped is not None:
        raise _no_way(system, rolled)
    if rolled.worst.primal > ACCEPTED:
        raise SolverError(
            "what was run window by window does not meet the rules of the whole",
            [Fault("E-NU-003", f"a residual of {rolled.worst.primal:.1e}", f"{ACCEPTED:.0e}")],
        )
    cost = float(lp.cost @ rolled.x) + lp.offset
    solution = replace(
        plan,
        x=rolled.x,
        y=rolled.y,
        objective=cost,
        iterations=plan.iterations + rolled.iterations,
        algorithm=f"{plan.algorithm}, then {rolled.windows} windows by simplex",
        seconds=plan.seconds + rolled.seconds,
        certificate=rolled.worst,
    )
    return solution, Foresight(
        study.window_h, study.advance_h, rolled.windows, carried, plan.objective, cost,
        rolled.seconds,
    )  # fmt: skip


def carried_rows(system: System) -> tuple[list[str], NDArray[np.int64]]:
    """Names of the rows that are carried, and the columns that windows settle.

    Raises
    ------
    CaseError
        E-RO-001, naming every row and variable for which nothing is declared.
    """
    program, lp = system.program, system.program.linear_program()
    words = [word for kind in system.form.kinds for word in kind.carries]
    declared = {word.constraint: word for word in words}
    settles = _settled_names(words, program.columns)
    sizes = {f for c in system.form.components.values() for f in ratings_of(c)}
    fixed = [
        name
        for name, part in program.columns.items()
        if part.grid.size and (lp.column_time[part.where] < 0).all() and name not in settles
    ]
    loose = [name for name in fixed if name not in sizes and name not in FOLLOW_SIZES]
    numbers = np.arange(lp.n_columns)
    settled = np.concatenate(
        [np.zeros(0, np.int64), *(numbers[program.columns[n].where] for n in settles)]
    )
    joining = _joining_rows(lp, settled)
    carried = [name for name, part in program.rows.items() if joining[part.where].any()]
    loose += [name for name in carried if name not in declared]
    if loose:
        raise CaseError(
            "this case cannot be run window by window",
            [
                Fault(
                    "E-RO-001",
                    f"nothing says how {name} is carried into a window",
                    "rows and variables over many steps that declare it",
                    "run it with perfect foresight, or leave this rule out",
                )
                for name in loose
            ],
        )
    return carried, settled


def planned_columns(system: System) -> NDArray[np.int64]:
    """Columns that windows settle, and never below the long plan."""
    words = [w for kind in system.form.kinds for w in kind.carries if w.is_planned]
    columns = system.program.columns
    numbers = np.arange(system.program.linear_program().n_columns)
    names = _settled_names(words, columns)
    return np.concatenate([np.zeros(0, np.int64), *(numbers[columns[n].where] for n in names)])


def _settled_names(words: list[Carry], columns: Any) -> list[str]:
    names = dict.fromkeys(word.settles for word in words if word.settles in columns)
    return [name for name in names if columns[name].grid.size]


def _joining_rows(lp: Any, settled: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows without a step that hold columns of steps, or columns that windows settle."""
    counts = lp.column_time >= 0
    counts[settled] = True
    per_column = np.diff(lp.indptr)
    rows = lp.indices[np.repeat(counts, per_column) & (lp.values != 0)]
    joining = np.zeros(lp.n_rows, dtype=bool)
    joining[rows] = True
    found: NDArray[np.bool_] = joining & (lp.row_time < 0)
    return found


def _whole_steps(window_h: float, advance_h: float, step_h: float) -> tuple[int, int]:
    window, step = round(window_h / step_h), round(advance_h / step_h)
    fits = abs(window * step_h - window_h) < 1e-9 and abs(step * step_h - advance_h) < 1e-9
    if step < 1 or window < step or not fits:
        raise CaseError(
            "the windows do not fit the steps",
            [
                Fault(
                    "E-RO-002",
                    f"windows of {window_h:g} h that advance by {advance_h:g} h, "
                    f"over steps of {step_h:g} h",
                    "whole steps, and a window at least as long as its advance",
                    "set study.window_h and study.advance_h",
                )
            ],
        )
    return window, step


def _no_way(system: System, rolled: Rolled) -> Infeasible:
    begin, end = rolled.stopped or (0, 0)
    local = system.form.horizon.local
    return Infeasible(
        "a window has no solution",
        [
            Fault(
                "E-RO-003",
                f"the window from {local[begin]:%Y-%m-%d %H:%M} to {local[end - 1]:%Y-%m-%d %H:%M} "
                "cannot meet its rules from where the one before left it",
                "a system that can go on from every state it is run into",
                "let the window see further (study.window_h), or let the load shed at a price",
            )
        ],
    )
