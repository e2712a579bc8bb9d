"""Which engine answers, what is accepted, and what is tried when an answer is not good enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bess_opt.errors import Fault, ModelError, SolverError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.highs import Progress, solve_highs
from bess_opt.solve.problem import Solution, Status

ACCEPTED = 1e-6


def solve(
    lp: LinearProgram,
    *,
    engine: str = "auto",
    vertex: bool = False,
    time_limit_s: float | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> Solution:
    """Solve and certify; a result above 1e-6 relative is refused after every attempt.

    Attempts with HiGHS: its algorithm for this size, then the interior point method with
    crossover, then simplex. Which one answered, and what failed before it, is in the message.

    Raises
    ------
    ModelError
        A coefficient is not a number.
    SolverError
        No attempt gave a certified answer.
    """
    _refuse_nan(lp)
    attempts = [("auto", vertex), ("ipx", True), ("simplex", False)]
    if engine not in ("auto", "highs"):
        raise SolverError(f"there is no engine '{engine}'; known: auto, highs")
    failed: list[str] = []
    for algorithm, crossover in attempts:
        found = solve_highs(
            lp,
            algorithm=algorithm,
            crossover=crossover,
            time_limit_s=time_limit_s,
            threads=threads,
            progress=progress,
        )
        if found.status in (Status.LIMIT, Status.INTERRUPTED):
            return found
        if found.status in (Status.INFEASIBLE, Status.UNBOUNDED) and failed == []:
            return replace(found, message="; ".join(failed))
        worst = float("inf") if found.certificate is None else found.certificate.worst
        if worst <= ACCEPTED:
            return replace(found, status=Status.OPTIMAL, message="; ".join(failed))
        failed.append(f"{found.algorithm} ended {found.status} at {worst:.1e}")
    raise SolverError("no solver gave an answer that passes the certificate: " + "; ".join(failed))


def _refuse_nan(lp: LinearProgram) -> None:
    for name in ("cost", "values"):
        if not np.all(np.isfinite(getattr(lp, name))):
            raise ModelError(
                "a coefficient is not a number", [Fault("E-NU-002", f"{name} has NaN")]
            )
    for name in ("lower", "upper", "row_lower", "row_upper"):
        if np.any(np.isnan(getattr(lp, name))):
            raise ModelError("a bound is not a number", [Fault("E-NU-002", f"{name} has NaN")])
