"""The ways to ask for an answer, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bess_opt.errors import UsageError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.highs import StopQuestion, solve_highs
from bess_opt.solve.highs_log import Progress
from bess_opt.solve.solution import Solution
from bess_opt.solve.time_structured import TimeStructured

# From about this many columns the time-structured engine is the faster one. Measured on the
# benchmark's systems: as fast as HiGHS at 5,000 (monthly peaks) to 16,000 columns (ramps).
STRUCTURED_FROM_COLUMNS = 15_000

ENGINES = ("auto", "highs", "structured")


@dataclass(frozen=True)
class Attempt:
    """One way to ask: a name for the message, and a call that takes the seconds left (or None)."""

    name: str
    ask: Callable[[float | None], Solution]


@dataclass(frozen=True)
class Wishes:
    """What the caller of `bess_opt.solve.engine.solve` asked for; see there."""

    engine: str = "auto"
    vertex: bool = False
    threads: int = 1
    progress: Progress | None = None
    should_stop: StopQuestion | None = None
    warm: Solution | None = None
    structured: TimeStructured = field(default_factory=TimeStructured)

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            known = ", ".join(ENGINES)
            raise UsageError(f"there is no engine {self.engine}; known are {known}")


def attempts_for(lp: LinearProgram, wishes: Wishes) -> list[Attempt]:
    """The time-structured engine where it is the faster one, then HiGHS in three ways."""
    highs = partial(
        solve_highs,
        lp,
        threads=wishes.threads,
        progress=wishes.progress,
        should_stop=wishes.should_stop,
    )
    attempts = [
        Attempt("HiGHS", lambda left: highs(crossover=wishes.vertex, time_limit_s=left)),
        Attempt(
            "HiGHS with crossover",
            lambda left: highs(algorithm="ipx", crossover=True, time_limit_s=left),
        ),
        Attempt(
            "HiGHS without presolve",
            lambda left: highs(
                algorithm="simplex", presolve=False, tolerance=1e-9, time_limit_s=left
            ),
        ),
    ]
    is_large = lp.n_columns > STRUCTURED_FROM_COLUMNS
    is_wanted = wishes.engine == "structured" or (wishes.engine == "auto" and is_large)
    if is_wanted and not wishes.vertex:
        structured = Attempt(
            "the time-structured engine",
            lambda left: wishes.structured.solve(
                lp, left, wishes.progress, wishes.should_stop, wishes.warm
            ),
        )
        attempts.insert(0, structured)
    return attempts
