"""The structured engine: prepare, iterate, and say what was proven."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from bess_opt.solve.structured.certificate import certify, proves_infeasible
from bess_opt.solve.structured.embedding import Embedding
from bess_opt.solve.structured.iterate import Ending, Iteration, Limits
from bess_opt.solve.structured.limits import DeclinedError
from bess_opt.solve.structured.memory import hold_freed_memory
from bess_opt.solve.structured.prepare import Prepared, prepare
from bess_opt.solve.structured.range_program import RangeProgram
from bess_opt.solve.structured.regularise import Regularisation
from bess_opt.solve.structured.result import (
    ProgressCallback,
    Status,
    StopQuestion,
    StructuredResult,
    WarmStart,
)
from bess_opt.solve.structured.standard_form import StandardForm
from bess_opt.solve.structured.start import cold_start, warm_start

if TYPE_CHECKING:
    from bess_opt.model.linear_program import LinearProgram

MAX_ITERATIONS = 250


@dataclass
class StructuredSession:
    """Keeps the symbolic work between solves of programs that differ in their data only."""

    _prepared: Prepared | None = field(default=None, repr=False)

    def solve(
        self,
        program: LinearProgram,
        *,
        tolerance: float = 1e-8,
        progress: ProgressCallback | None = None,
        should_stop: StopQuestion | None = None,
        warm: WarmStart | None = None,
        time_limit_s: float = float("inf"),
    ) -> StructuredResult:
        """Solve ``program``; see `solve_structured`."""
        began = time.perf_counter()
        hold_freed_memory()
        original = RangeProgram.read(program)
        limits = Limits(tolerance, MAX_ITERATIONS, began + time_limit_s, should_stop, progress)
        if np.any(program.integer):
            ending = _nothing(original, "declined", "the program has integer columns")
            return _result(ending, original, program.offset, began)
        sizes: dict[str, int] = {}
        try:
            prepared = self._prepare(original)
            if prepared.form is not None:
                sizes = prepared.form.newton.describe()
            # What overflows ends the iteration, and numpy need not speak of it.
            with np.errstate(over="ignore", invalid="ignore"):
                ending = _solve(prepared, limits, warm)
        except DeclinedError as reason:
            ending = _nothing(original, "declined", str(reason))
        except FloatingPointError as reason:
            ending = _nothing(original, "stalled", str(reason))
        return _result(ending, original, program.offset, began, sizes)

    def _prepare(self, original: RangeProgram) -> Prepared:
        prepared = None if self._prepared is None else self._prepared.refit(original)
        self._prepared = prepare(original) if prepared is None else prepared
        return self._prepared


def solve_structured(
    program: LinearProgram,
    *,
    tolerance: float = 1e-8,
    progress: ProgressCallback | None = None,
    should_stop: StopQuestion | None = None,
    warm: WarmStart | None = None,
    time_limit_s: float = float("inf"),
) -> StructuredResult:
    """Solve a linear program through the structure its time labels announce.

    Parameters
    ----------
    program : the compiled program; its labels order the elimination and decide no answer.
    tolerance : relative residuals and gap of the certificate, between 1e-8 and 1e-6.
    progress : called once an iteration with iteration, primal and dual residual, gap.
    should_stop : asked once an iteration; True ends with 'interrupted'.
    warm : a solution of a neighbouring program of the same shape.
    time_limit_s : wall-clock limit in seconds.

    Returns
    -------
    StructuredResult
        'optimal' only with a certificate on the original program at ``tolerance``; 'declined' or
        'stalled' where another engine should be asked.
    """
    return StructuredSession().solve(
        program,
        tolerance=tolerance,
        progress=progress,
        should_stop=should_stop,
        warm=warm,
        time_limit_s=time_limit_s,
    )


def _solve(prepared: Prepared, limits: Limits, warm: WarmStart | None) -> Ending:
    original = prepared.original
    if prepared.verdict == "infeasible":
        return _contradicting(prepared)
    if prepared.verdict:
        return _nothing(original, "stalled", "a column in no row can fall without end")
    if prepared.form is None:
        x, y = prepared.restore_empty()
        return _checked(original, Ending("optimal", x, y, 0, "presolve left no column"), limits)
    ending = None
    if warm is not None and warm.x.shape == (original.shape[1],):
        data = prepared.data()
        point = warm_start(prepared.form, data, *prepared.lower(warm.x, warm.y, data))
        ending = Iteration(prepared, prepared.form, data, point, limits).run()
    if ending is None or ending.status == "stalled":
        lost = 0 if ending is None else ending.iterations
        data = prepared.data()
        point = cold_start(prepared.form, data, Regularisation(prepared.form).rho)
        ending = Iteration(prepared, prepared.form, data, point, limits).run()
        ending = replace(ending, iterations=ending.iterations + lost)
    if ending.status == "stalled":
        ending = _second_try(prepared, prepared.form, ending, limits)
    return ending


def _contradicting(prepared: Prepared) -> Ending:
    """Ending where rows contradict before any iteration, if more than rounding says so."""
    original, y = prepared.original, prepared.contradiction()
    if proves_infeasible(original, y):
        return Ending("infeasible", np.zeros(0), y, 0, "single or repeated rows contradict")
    if original.crossed:
        return _nothing(original, "infeasible", "a lower bound lies above its upper bound")
    return _nothing(original, "stalled", "single or repeated rows contradict by a hair")


def _second_try(prepared: Prepared, form: StandardForm, first: Ending, limits: Limits) -> Ending:
    """Ask the embedding; a direction of falling cost counts only beside a feasible point."""
    ending = _embed(prepared, form, limits)
    turns = first.iterations + ending.iterations
    if ending.status == "falling":
        point = _embed(prepared.without_cost(), form, limits)
        turns += point.iterations
        if point.status == "optimal":
            message = "the cost falls along a direction from a feasible point"
            ending = replace(ending, status="unbounded", message=message)
        elif point.status == "infeasible":
            ending = point
        else:
            ending = first
    elif ending.status == "stalled":
        ending = first
    return replace(ending, iterations=turns)


def _embed(prepared: Prepared, form: StandardForm, limits: Limits) -> Ending:
    data = prepared.data()
    point = cold_start(form, data, Regularisation(form).rho)
    return Embedding(prepared, form, data, point, limits).run()


def _checked(original: RangeProgram, ending: Ending, limits: Limits) -> Ending:
    certificate = certify(original, ending.x, ending.y)
    status = "optimal" if certificate.worst <= limits.tolerance else "stalled"
    return Ending(status, ending.x, ending.y, 0, ending.message, certificate)


def _result(
    ending: Ending,
    original: RangeProgram,
    offset: float,
    began: float,
    sizes: dict[str, int] | None = None,
) -> StructuredResult:
    certificate = ending.certificate
    if certificate is None and len(ending.x) and ending.status != "unbounded":
        certificate = certify(original, ending.x, ending.y)
    return StructuredResult(
        status=cast(Status, ending.status),
        x=ending.x,
        y=ending.y,
        iterations=ending.iterations,
        message=ending.message,
        objective=offset + (certificate.objective if certificate else float("nan")),
        primal_residual=certificate.primal if certificate else float("nan"),
        dual_residual=certificate.dual if certificate else float("nan"),
        gap=certificate.gap if certificate else float("nan"),
        seconds=time.perf_counter() - began,
        sizes={} if sizes is None else sizes,
    )


def _nothing(original: RangeProgram, status: str, message: str) -> Ending:
    rows = original.shape[0]
    return Ending(status, np.zeros(0), np.zeros(rows), 0, message)
