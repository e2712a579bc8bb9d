"""Which engine answers, what is accepted, and what is tried when an answer is not good enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bess_opt.errors import Fault, ModelError, SolverError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import certify
from bess_opt.solve.highs import Progress, solve_highs
from bess_opt.solve.problem import Solution, Status

ACCEPTED = 1e-6

# From about this many columns the time-structured engine is the faster one (measured).
STRUCTURED_FROM_COLUMNS = 20_000


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

    Large programs go to the time-structured engine first. Attempts with HiGHS: its algorithm for
    this size, then the interior point method with crossover, then simplex. Which one answered,
    and what failed before it, is in the message.

    Raises
    ------
    ModelError
        A coefficient is not a number.
    SolverError
        No attempt gave a certified answer.
    """
    _refuse_nan(lp)
    attempts = [("auto", vertex), ("ipx", True), ("simplex", False)]
    failed: list[str] = []
    if not vertex and (
        engine == "structured" or (engine == "auto" and lp.n_columns > STRUCTURED_FROM_COLUMNS)
    ):
        found = _solve_structured(lp, time_limit_s, progress)
        if _is_good(found):
            return found
        if found.status in (Status.LIMIT, Status.INTERRUPTED):
            return found
        failed.append(f"structured ended {found.status}: {found.message}")
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
        if found.status in (Status.INFEASIBLE, Status.UNBOUNDED):
            return replace(found, message="; ".join(failed))
        if _is_good(found):
            return replace(found, status=Status.OPTIMAL, message="; ".join(failed))
        worst = float("inf") if found.certificate is None else found.certificate.worst
        failed.append(f"{found.algorithm} ended {found.status} at {worst:.1e}")
    raise SolverError("no solver gave an answer that passes the certificate: " + "; ".join(failed))


def _is_good(found: Solution) -> bool:
    return found.certificate is not None and found.certificate.worst <= ACCEPTED


def _solve_structured(
    lp: LinearProgram, time_limit_s: float | None, progress: Progress | None
) -> Solution:
    """Ask the time-structured engine; its answer is certified again like anybody's."""
    from bess_opt import __version__
    from bess_opt.solve.structured.engine import solve_structured

    def tell(iteration: int, primal: float, dual: float, gap: float) -> None:
        if progress is not None:
            progress({"iteration": iteration, "primal": primal, "dual": dual, "gap": gap})

    limit = float("inf") if time_limit_s is None else time_limit_s
    found = solve_structured(lp, progress=tell, time_limit_s=limit)
    known = {
        "optimal": Status.OPTIMAL,
        "infeasible": Status.INFEASIBLE,
        "unbounded": Status.UNBOUNDED,
        "interrupted": Status.INTERRUPTED,
        "time limit": Status.LIMIT,
    }
    status = known.get(found.status, Status.ERROR)
    has_point = found.x.shape == (lp.n_columns,) and status is not Status.INFEASIBLE
    return Solution(
        status=status,
        x=found.x,
        y=found.y,
        objective=found.objective,
        iterations=found.iterations,
        engine="structured",
        algorithm="time-structured interior point",
        version=__version__,
        seconds=found.seconds,
        certificate=certify(lp, found.x, found.y) if has_point else None,
        message=found.message,
    )


def _refuse_nan(lp: LinearProgram) -> None:
    for name in ("cost", "values"):
        if not np.all(np.isfinite(getattr(lp, name))):
            raise ModelError(
                "a coefficient is not a number", [Fault("E-NU-002", f"{name} has NaN")]
            )
    for name in ("lower", "upper", "row_lower", "row_upper"):
        if np.any(np.isnan(getattr(lp, name))):
            raise ModelError("a bound is not a number", [Fault("E-NU-002", f"{name} has NaN")])
