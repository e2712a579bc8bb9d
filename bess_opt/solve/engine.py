"""Which answer is accepted, and what is tried when one is not good enough.

Every attempt is judged the same way. A point counts with a certificate of at most 1e-6, recomputed
here; "infeasible" and "unbounded" count with a proof, the engine's own or that of a twin program
solved for it. What failed on the way is in the message of the answer.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bess_opt.errors import Fault, SolverError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.attempts import Attempt, Wishes, attempts_for
from bess_opt.solve.clean import clean
from bess_opt.solve.highs import StopQuestion
from bess_opt.solve.highs_log import Progress
from bess_opt.solve.integer import solve_integer
from bess_opt.solve.numbers import refuse_unusable
from bess_opt.solve.proof import crossed_columns
from bess_opt.solve.settle import AskTwin, settle
from bess_opt.solve.solution import Solution, Status
from bess_opt.solve.time_structured import TimeStructured

ACCEPTED = 1e-6

# An engine that fails in its own arithmetic hands over to the next one, and the answer says so.
FAILURES = (ArithmeticError, ValueError, IndexError, np.linalg.LinAlgError, SolverError)
STOPPED = (Status.LIMIT, Status.INTERRUPTED)


def solve(
    lp: LinearProgram,
    *,
    engine: str = "auto",
    vertex: bool = False,
    time_limit_s: float | None = None,
    threads: int = 1,
    progress: Progress | None = None,
    should_stop: StopQuestion | None = None,
    warm: Solution | None = None,
    structured: TimeStructured | None = None,
) -> Solution:
    """Solve and certify; a point above 1e-6 relative is refused after every attempt.

    Parameters
    ----------
    engine : {"auto", "highs", "structured"}
        ``auto`` asks the time-structured engine for large programs and HiGHS for small ones;
        ``structured`` still goes on to HiGHS where that engine hands over.
    vertex : bool
        Ask HiGHS for a corner of the optimal face instead of its middle.
    time_limit_s : float, optional
        For all attempts together.
    threads : int
        What HiGHS may use.
    progress : callable, optional
        Receives ``{"iteration", ...}`` while an engine works.
    should_stop : callable, optional
        Asked between iterations; True ends with status ``interrupted``.
    warm : Solution, optional
        Of a neighbouring program of the same shape; only the time-structured engine uses it.
    structured : TimeStructured, optional
        Keeps that engine's symbolic work between calls.

    Returns
    -------
    Solution
        Status ``optimal`` (certified), ``infeasible`` or ``unbounded`` (proven), ``limit`` or
        ``interrupted``.

    Raises
    ------
    ModelError
        A number of the program cannot be solved with (E-NU-002).
    SolverError
        No attempt gave an answer that can be proven (E-NU-003).
    UsageError
        There is no such engine.
    """
    refuse_unusable(lp)
    wishes = Wishes(
        engine, vertex, threads, progress, should_stop, warm, structured or TimeStructured()
    )
    if crossed_columns(lp).size:
        return _nothing(lp, Status.INFEASIBLE, "a lower bound lies above its upper bound")
    if np.any(lp.integer):
        return solve_integer(lp, wishes, time_limit_s, _solve_continuous)
    return _solve_continuous(lp, wishes, time_limit_s)


def _solve_continuous(lp: LinearProgram, wishes: Wishes, time_limit_s: float | None) -> Solution:
    began = time.perf_counter()

    def ask_twin(twin: LinearProgram) -> Solution:
        left = None if time_limit_s is None else time_limit_s - (time.perf_counter() - began)
        plain = replace(wishes, vertex=False, warm=None, structured=TimeStructured())
        return first_proven(twin, attempts_for(twin, plain), left)

    return first_proven(lp, attempts_for(lp, wishes), time_limit_s, ask_twin)


def first_proven(
    lp: LinearProgram,
    attempts: Sequence[Attempt],
    time_limit_s: float | None = None,
    ask_twin: AskTwin | None = None,
) -> Solution:
    """Ask one after the other until an answer is proven; see `solve`.

    Parameters
    ----------
    ask_twin : callable, optional
        Solves twin programs, to settle whether there is no solution; without it, that is never
        believed.
    """
    began = time.perf_counter()
    failed: list[str] = []
    for attempt in attempts:
        left = None if time_limit_s is None else time_limit_s - (time.perf_counter() - began)
        if left is not None and left <= 0:
            return _with(_nothing(lp, Status.LIMIT, "no time left"), failed, began)
        try:
            found = attempt.ask(left)
        except FAILURES as failure:
            failed.append(f"{attempt.name} failed ({type(failure).__name__}: {failure})")
            continue
        if found.status in STOPPED:
            return _with(found, failed, began)
        if found.status in (Status.INFEASIBLE, Status.UNBOUNDED):
            settled = None if ask_twin is None else settle(lp, found, ask_twin)
            if settled is not None:
                return _with(settled, failed, began)
            failed.append(f"{attempt.name} said {found.status}, which could not be proven")
            continue
        found = _judged(lp, found)
        if found.certificate is not None and found.certificate.worst <= ACCEPTED:
            return _with(replace(found, status=Status.OPTIMAL), failed, began)
        failed.append(f"{attempt.name} ended {found.status} {_shortcoming(found)}")
    raise SolverError(
        "no engine gave an answer that can be proven",
        [
            Fault(
                "E-NU-003",
                "; ".join(failed) or "no engine was asked",
                f"an answer certified to {ACCEPTED:.0e}",
                "look at the spread of the numbers with bess-opt inspect",
            )
        ],
    )


def _judged(lp: LinearProgram, found: Solution) -> Solution:
    """The point tidied and certified here, whatever certificate the attempt brought along."""
    bare = replace(found, certificate=None)
    has_point = found.x.shape == (lp.n_columns,) and found.y.shape == (lp.n_rows,)
    return clean(lp, bare) if has_point else bare


def _shortcoming(found: Solution) -> str:
    if found.certificate is None:
        return f"without a point ({found.message})" if found.message else "without a point"
    certificate = found.certificate
    return f"with a {certificate.worst_figure} residual of {certificate.worst:.1e}"


def _with(found: Solution, failed: Sequence[str], began: float) -> Solution:
    message = "; ".join([*failed, *filter(None, [found.message])])
    return replace(found, message=message, seconds=time.perf_counter() - began)


def _nothing(lp: LinearProgram, status: Status, message: str) -> Solution:
    return Solution(
        status=status,
        x=np.full(lp.n_columns, np.nan),
        y=np.full(lp.n_rows, np.nan),
        objective=float("nan"),
        iterations=0,
        engine="none",
        algorithm="none",
        version="",
        seconds=0.0,
        certificate=None,
        message=message,
    )
