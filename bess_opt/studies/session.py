"""A compiled program held in memory: new data in, an answer out, from where the last one stood.

Nothing is compiled twice: `Program.update` re-evaluates what reads the new data. The
time-structured engine keeps its symbolic work where the pattern is the same and may start from an
earlier answer; small programs go on by the simplex method from the basis of the one before.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike

from bess_opt.model.linear_program import LinearProgram
from bess_opt.model.program import Program
from bess_opt.solve.attempts import STRUCTURED_FROM_COLUMNS
from bess_opt.solve.clean import clean
from bess_opt.solve.engine import ACCEPTED, solve
from bess_opt.solve.hot_simplex import Basis, HotSimplex
from bess_opt.solve.numbers import refuse_unusable
from bess_opt.solve.solution import Solution, Status
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
        self._simplex: HotSimplex | None = None
        self._basis: Basis | None = None

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
        lp = self.program.linear_program() if program is None else program
        unlimited = not vertex and time_limit_s is None
        if program is None and warm is not None and unlimited and self._is_small(lp):
            gone_on = self._go_on(lp)
            if gone_on is not None:
                self.last = gone_on
                return gone_on
        found = solve(
            lp,
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

    def _is_small(self, lp: LinearProgram) -> bool:
        """Whether the simplex method is the quicker one, and allowed."""
        small = lp.n_columns <= STRUCTURED_FROM_COLUMNS and not lp.integer.any()
        return self.engine != "structured" and small

    def _go_on(self, lp: LinearProgram) -> Solution | None:
        """Return the certified optimum reached from the last basis, or None."""
        refuse_unusable(lp)
        if self._simplex is None:
            self._simplex = HotSimplex()
        found, basis = self._simplex.solve(lp, self._basis)
        certificate = found.certificate
        if certificate is None or not certificate.worst <= ACCEPTED:
            return None
        self._basis = basis
        return clean(lp, found)
