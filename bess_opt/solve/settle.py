"""An engine says that there is no solution: settle whether that is so.

Its own proof is checked first. Without one, the elastic twin decides whether the rows contradict
each other, and the direction twin whether the cost falls for ever; both always have a solution, and
count with its certificate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bess_opt.errors import SolverError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.proof import proves_falling, proves_infeasible
from bess_opt.solve.solution import Solution, Status
from bess_opt.solve.twins import direction_twin, elastic_twin, shortfalls

AskTwin = Callable[[LinearProgram], Solution]

# Rows that need less than this, relative to one plus their limit, hold; rows that need more than
# BREAKS at the certified least total do not; what lies between is left undecided.
HOLDS, BREAKS = 1e-6, 1e-5


def settle(lp: LinearProgram, claim: Solution, ask: AskTwin) -> Solution | None:
    """The claim with its proof, whatever was proven instead, or None.

    Parameters
    ----------
    claim : Solution
        Of status ``infeasible`` or ``unbounded``; the one may be proven where the other was said.
    ask : callable
        Solves a twin program.
    """
    if claim.status is Status.INFEASIBLE and proves_infeasible(lp, claim.y):
        return claim
    elastic = _answer(elastic_twin(lp), ask)
    if elastic is None:
        return None
    if elastic.status in (Status.LIMIT, Status.INTERRUPTED):
        return replace(claim, status=elastic.status)
    missing = _most_missing(lp, elastic)
    if missing > BREAKS or proves_infeasible(lp, elastic.y):
        return replace(claim, status=Status.INFEASIBLE, y=elastic.y)
    if missing > HOLDS:
        return None
    if claim.status is Status.UNBOUNDED and proves_falling(lp, claim.x):
        return claim
    direction = _answer(direction_twin(lp), ask)
    if direction is not None and proves_falling(lp, direction.x):
        return replace(claim, status=Status.UNBOUNDED, x=direction.x)
    return None


def _answer(twin: LinearProgram, ask: AskTwin) -> Solution | None:
    try:
        return ask(twin)
    except SolverError:
        return None


def _most_missing(lp: LinearProgram, elastic: Solution) -> float:
    """Largest relative shortfall of a row at the least total shortfall."""
    limits = (np.where(np.isfinite(b), np.abs(b), 0.0) for b in (lp.row_lower, lp.row_upper))
    size = 1.0 + np.maximum(*limits)
    return float(np.max(np.abs(shortfalls(lp, elastic.x)) / size, initial=0.0))
