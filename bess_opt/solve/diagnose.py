"""Why a program has no solution, in the names, times and amounts of the model.

Infeasible: every rule that must give is told with the least change that helps, and around the worst
of them the few limits that cannot all hold. Unbounded: the columns along which the cost falls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, SolverError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.conflict import Conflict, find_conflict
from bess_opt.solve.engine import solve
from bess_opt.solve.problem import Solution, Status
from bess_opt.solve.proof import crossed_columns
from bess_opt.solve.twins import elastic_twin, shortfalls

MOST_NAMED = 5
MOST_MEMBERS = 12
GIVES_LAST_PRICE = 1e3


@dataclass(frozen=True)
class Names:
    """How rows, columns and steps are called.

    Attributes
    ----------
    row, column : callable
        Name of an ordinal, such as ``power_balance(main,17)``.
    step : callable
        Text of a time step, such as ``2026-01-17 18:00``.
    """

    row: Callable[[int], str]
    column: Callable[[int], str]
    step: Callable[[int], str]


def diagnose(
    lp: LinearProgram,
    found: Solution,
    names: Names,
    gives_last: NDArray[np.bool_] | None = None,
) -> list[Fault]:
    """Faults that say what stands in the way, worst first; the first five.

    Parameters
    ----------
    found : Solution
        Of status ``infeasible`` or ``unbounded``.
    gives_last : ndarray of bool, shape (n_rows,), optional
        Rows that are named only where no other can give instead, such as the physics of a plant.
    """
    if found.status is Status.UNBOUNDED:
        return [_falling(lp, found.x, names)]
    crossed = crossed_columns(lp)
    if crossed.size:
        return [_crossed(lp, j, names) for j in crossed[:MOST_NAMED].tolist()]
    missing = least_change(lp, gives_last)
    if missing is None:
        text = "the rules contradict each other, and no row could be named"
        return [Fault("E-IN-001", text, _EXPECTED, _REPAIR)]
    faults, worst = _by_rule(lp, missing, names)
    if worst is not None:
        proof = np.where(np.isfinite(found.y), found.y, 0.0)
        faults.append(_conflict(lp, find_conflict(lp, worst, proof), worst, names))
    return faults


_EXPECTED = "a set of rules that can hold together"
_REPAIR = "allow shedding, raise a rating, or relax this rule by that amount"


def least_change(
    lp: LinearProgram, gives_last: NDArray[np.bool_] | None = None
) -> NDArray[np.float64] | None:
    """By row, what must be added to its activity for all to hold, at the least weighted sum.

    Returns
    -------
    ndarray, shape (n_rows,), or None
        Positive where more is needed, negative where there is too much; None where the elastic
        twin could not be solved.
    """
    twin = elastic_twin(lp)
    if gives_last is not None:
        dear = np.where(gives_last, GIVES_LAST_PRICE, 1.0)
        factor = np.concatenate([np.ones(lp.n_columns), dear, dear])
        twin = replace(twin, cost=twin.cost * factor)
    try:
        elastic = solve(twin)
    except SolverError:
        return None
    return shortfalls(lp, elastic.x) if elastic.status is Status.OPTIMAL else None


def _by_rule(
    lp: LinearProgram, missing: NDArray[np.float64], names: Names
) -> tuple[list[Fault], int | None]:
    """One fault for each rule that must give, and the row that must give most."""
    size = np.abs(missing)
    violated = np.flatnonzero(size > max(1e-6, 1e-6 * float(np.max(size, initial=0.0))))
    rows_of: dict[str, list[int]] = {}
    for i in violated[np.argsort(-size[violated], kind="stable")].tolist():
        rows_of.setdefault(names.row(i).partition("(")[0], []).append(i)
    faults = []
    for rule, rows in list(rows_of.items())[:MOST_NAMED]:
        worst = rows[0]
        count = f"{len(rows)} row" + ("s" if len(rows) > 1 else "")
        way = "short by" if missing[worst] > 0 else "in excess by"
        found = (
            f"{rule} cannot hold in {count}, worst {names.row(worst)}{_when(lp, worst, names)}: "
            f"{way} {size[worst]:,.6g}"
        )
        if len(rows) > 1:
            found += f", {float(np.sum(size[rows])):,.6g} in all"
        faults.append(Fault("E-IN-001", found, _EXPECTED, _REPAIR))
    return faults, next((rows[0] for rows in rows_of.values()), None)


def _conflict(lp: LinearProgram, conflict: Conflict, worst: int, names: Names) -> Fault:
    members = [names.row(i) for i in conflict.rows]
    for j, side in conflict.bounds:
        bound, sign = (lp.lower[j], ">=") if side == "lower" else (lp.upper[j], "<=")
        members.append(f"{names.column(j)} {sign} {bound:,.6g}")
    more = len(members) - MOST_MEMBERS
    listed = "; ".join(members[:MOST_MEMBERS]) + (f"; and {more} more" if more > 0 else "")
    kind = "these cannot all hold" if conflict.is_irreducible else "these contradict each other"
    when = _when(lp, worst, names).removeprefix(" at ")
    found = f"around {when or names.row(worst)} {kind}: {listed}"
    return Fault("E-IN-001", found, _EXPECTED, "change any one of them")


def _crossed(lp: LinearProgram, j: int, names: Names) -> Fault:
    found = f"{names.column(j)} must be at least {lp.lower[j]:,.6g} and at most {lp.upper[j]:,.6g}"
    return Fault("E-IN-001", found, "a lower bound below the upper one", "change one of the two")


def _falling(lp: LinearProgram, direction: NDArray[np.float64], names: Names) -> Fault:
    """Name the columns that move, those that earn first, steps of one series as one."""
    earning = lp.cost * direction
    moving = np.flatnonzero(np.abs(direction) > 1e-6 * np.max(np.abs(direction), initial=0.0))
    order = moving[np.argsort(earning[moving], kind="stable")]
    series = list(dict.fromkeys(_without_step(lp, j, names) for j in order.tolist()))
    listed = ", ".join(series[:MOST_NAMED])
    more = len(series) - MOST_NAMED
    listed += f" and {more} more" if more > 0 else ""
    first = int(order[0]) if order.size else 0
    step = int(lp.column_time[first])
    when = f", for one at {names.step(step)}" if step >= 0 else ""
    return Fault(
        "E-IN-002",
        f"the cost can fall without end, along {listed}{when}",
        "a price or a limit on every source of income",
        "look for a negative price, or an export price above an import price",
    )


def _without_step(lp: LinearProgram, j: int, names: Names) -> str:
    """Name of a column without its label of time."""
    name = names.column(j)
    if lp.column_time[j] < 0:
        return name
    head, _, labels = name.rstrip(")").partition("(")
    kept = labels.split(",")[:-1]
    return f"{head}({','.join(kept)})" if kept else head


def _when(lp: LinearProgram, row: int, names: Names) -> str:
    step = int(lp.row_time[row])
    return f" at {names.step(step)}" if step >= 0 else ""
