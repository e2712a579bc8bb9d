"""Why a case has no solution: relax every row at a price and read which ones had to give.

The elastic program minimises the total violation of the rows; the rows that stay violated are named
with the component, the step and the amount by which the rule would have to give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bess_opt.errors import Fault
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.highs import solve_highs
from bess_opt.solve.problem import Status

if TYPE_CHECKING:
    from bess_opt.studies.system import System

MOST_NAMED = 5


def diagnose(system: System, status: Status) -> list[Fault]:
    """Faults that name the rules which cannot all hold, worst first."""
    if status is Status.UNBOUNDED:
        return [
            Fault(
                "E-IN-002",
                "the cost can fall without end",
                "a price or a limit on every source of income",
                "look for a negative price, or an export price above an import price",
            )
        ]
    lp = system.program.linear_program()
    elastic = relax(lp, _gives_last(system, lp))
    found = solve_highs(elastic, algorithm="auto")
    if found.status is not Status.OPTIMAL:
        return [Fault("E-IN-001", "the rules contradict each other and no row could be named")]
    n = lp.n_columns
    slack = found.x[n : n + lp.n_rows] - found.x[n + lp.n_rows :]
    worst = np.argsort(-np.abs(slack), kind="stable")
    violated = [i for i in worst.tolist() if abs(slack[i]) > 1e-6]
    totals: dict[str, tuple[int, float, int]] = {}
    for i in violated:
        rule = system.program.row_name(i).split("(")[0]
        count, most, row = totals.get(rule, (0, 0.0, i))
        totals[rule] = (count + 1, max(most, abs(float(slack[i]))), row)
    return [_fault(system, rule, *found_) for rule, found_ in list(totals.items())[:MOST_NAMED]]


def _fault(system: System, rule: str, count: int, most: float, row: int) -> Fault:
    name = system.program.row_name(row)
    step = int(system.program.linear_program().row_time[row])
    when = f" at {system.form.horizon.local[step]:%Y-%m-%d %H:%M}" if step >= 0 else ""
    return Fault(
        "E-IN-001",
        f"{rule} cannot hold in {count} row{'s' if count > 1 else ''}, worst {name}{when}: "
        f"short by {most:,.6g}",
        "a set of rules that can hold together",
        "allow shedding, raise a rating, or relax this rule by that amount",
    )


def _gives_last(system: System, lp: LinearProgram) -> Any:
    """Rows of plant physics: named only where no balance and no policy can give instead."""
    from bess_opt.component import Asset

    physics = np.zeros(lp.n_rows, dtype=bool)
    kinds = [k.kind_name for k in system.form.kinds if issubclass(k, Asset)]
    for name, part in system.program.rows.items():
        if any(name.startswith(f"{kind}_") for kind in kinds):
            physics[part.where] = True
    return physics


def relax(lp: LinearProgram, gives_last: Any) -> LinearProgram:
    """The elastic twin: every row gets a surplus and a shortfall at a price, costs dropped.

    Parameters
    ----------
    gives_last : ndarray of bool, shape (n_rows,)
        Rows whose violation is a thousand times dearer.
    """
    rows = np.arange(lp.n_rows)
    size = _row_scale(lp) * np.where(gives_last, 1e3, 1.0)
    indptr = np.concatenate([lp.indptr, lp.indptr[-1] + np.arange(1, 2 * lp.n_rows + 1)])
    grown: dict[str, Any] = {
        "cost": np.concatenate([np.zeros(lp.n_columns), size, size]),
        "offset": 0.0,
        "lower": np.concatenate([lp.lower, np.zeros(2 * lp.n_rows)]),
        "upper": np.concatenate([lp.upper, np.full(2 * lp.n_rows, np.inf)]),
        "integer": np.concatenate([lp.integer, np.zeros(2 * lp.n_rows, dtype=bool)]),
        "column_time": np.concatenate([lp.column_time, lp.row_time, lp.row_time]),
        "indptr": indptr,
        "indices": np.concatenate([lp.indices, rows, rows]).astype(lp.indices.dtype),
        "values": np.concatenate([lp.values, np.ones(lp.n_rows), -np.ones(lp.n_rows)]),
    }
    from dataclasses import replace

    return replace(lp, **grown)


def _row_scale(lp: LinearProgram) -> Any:
    """Weight of a violation: per unit of the row's largest coefficient."""
    size = np.zeros(lp.n_rows)
    np.maximum.at(size, lp.indices, np.abs(lp.values))
    return 1.0 / np.maximum(size, 1e-6)
