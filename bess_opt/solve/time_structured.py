"""The time-structured engine, asked and answered in the words of this room."""

from __future__ import annotations

from dataclasses import dataclass, field

from bess_opt import __version__
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import certify
from bess_opt.solve.highs import StopQuestion
from bess_opt.solve.highs_log import Progress
from bess_opt.solve.solution import Solution, Status
from bess_opt.solve.structured import StructuredSession, WarmStart

STATUS = {
    "optimal": Status.OPTIMAL,
    "infeasible": Status.INFEASIBLE,
    "unbounded": Status.UNBOUNDED,
    "interrupted": Status.INTERRUPTED,
    "time limit": Status.LIMIT,
}


@dataclass(frozen=True)
class TimeStructured:
    """Asks the engine; keeps its symbolic work for programs that differ in their data only."""

    _session: StructuredSession = field(default_factory=StructuredSession, repr=False)

    def solve(
        self,
        lp: LinearProgram,
        time_limit_s: float | None = None,
        progress: Progress | None = None,
        should_stop: StopQuestion | None = None,
        warm: Solution | None = None,
    ) -> Solution:
        """Solve; what the engine declines or cannot finish comes back with status ``error``.

        A point where it was stopped is certified here; an optimum by whoever accepts it.
        """

        def tell(iteration: int, primal: float, dual: float, gap: float) -> None:
            if progress is not None:
                progress({"iteration": iteration, "primal": primal, "dual": dual, "gap": gap})

        start = None
        if warm is not None and warm.certificate is not None and warm.x.shape == lp.cost.shape:
            start = WarmStart(warm.x, warm.y)
        found = self._session.solve(
            lp,
            progress=tell,
            should_stop=should_stop,
            warm=start,
            time_limit_s=float("inf") if time_limit_s is None else time_limit_s,
        )
        status = STATUS.get(found.status, Status.ERROR)
        is_stopped = status in (Status.LIMIT, Status.INTERRUPTED)
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
            certificate=certify(lp, found.x, found.y) if is_stopped else None,
            message="" if status is Status.OPTIMAL else found.message,
        )
