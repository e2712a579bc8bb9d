"""A compiled program held in memory: new data in, an answer out, from where the last one stood.

Nothing is compiled twice: `Program.update` re-evaluates what reads the new data, and the
time-structured engine keeps its symbolic work where the pattern is the same and may start from an
earlier answer.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike

from bess_opt.model.linear_program import LinearProgram
from bess_opt.model.program import Program
from bess_opt.solve.engine import solve
from bess_opt.solve.problem import Solution, Status
from bess_opt.solve.structured.memory import hold_freed_memory
from bess_opt.solve.time_structured import TimeStructured


class Session:
    """Solves one program again and again.

    Parameters
    ----------
    program : Program
        Compiled model; the session puts new data into it.
    engine : {"auto", "highs", "structured"}
    threads : int
        What HiGHS may use.

    Attributes
    ----------
    last : Solution or None
        The latest answer of the program itself.
    """

    def __init__(self, program: Program, *, engine: str = "auto", threads: int = 1) -> None:
        hold_freed_memory()
        self.program, self.engine, self.threads = program, engine, threads
        self.last: Solution | None = None
        self._structured = TimeStructured()

    def update(self, **arrays: ArrayLike) -> frozenset[str]:
        """Put new data in; see `Program.update`."""
        return self.program.update(**arrays)

    def solve(
        self,
        *,
        program: LinearProgram | None = None,
        warm: Solution | None = None,
        vertex: bool = False,
        time_limit_s: float | None = None,
        progress: Any = None,
    ) -> Solution:
        """Solve as the program stands, or one derived from it.

        Parameters
        ----------
        program : LinearProgram, optional
            What to solve instead; it shares nothing with the session's own.
        warm : Solution, optional
            Of a neighbouring program, such as :attr:`last`; it changes the way, not the answer.
        vertex, time_limit_s, progress
            See `bess_opt.solve.engine.solve`, also for what is raised.
        """
        found = solve(
            self.program.linear_program() if program is None else program,
            engine=self.engine,
            threads=self.threads,
            vertex=vertex,
            time_limit_s=time_limit_s,
            progress=progress,
            warm=warm,
            structured=self._structured if program is None else None,
        )
        if program is None and found.status is Status.OPTIMAL:
            self.last = found
        return found
