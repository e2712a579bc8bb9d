r"""The infeasible primal-dual iteration on one standard form.

Each turn: measure, ask whether to stop, look for rays if the numbers run away, factorise, step.
Steps go part of the way to the nearest bound, primal and dual lengths apart. The scaled test only
proposes an optimum; the certificate of the original program decides.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.certificate import (
    Certificate,
    is_feasible,
    proves_infeasible,
    proves_unbounded,
)
from bess_opt.solve.structured.finish import answer
from bess_opt.solve.structured.point import Point, Residuals
from bess_opt.solve.structured.prepare import Prepared
from bess_opt.solve.structured.progress import Watch
from bess_opt.solve.structured.projection import Projection
from bess_opt.solve.structured.regularise import Regularisation
from bess_opt.solve.structured.standard_form import FormData, StandardForm
from bess_opt.solve.structured.step import Step, StepMaker

CAREFUL_TURNS = 3
CAREFUL, BOLD = 0.995, 0.95
RAYS_FROM, RAYS_EVERY = 8, 3
EXTRA_TURNS = 12
# Where only the rows are missed, by no more than this, the projection is asked, now and then.
ALMOST, ASK_PROJECTION_EVERY = 1e-5, 5


@dataclass(frozen=True)
class Limits:
    """When to stop without an answer.

    Attributes
    ----------
    tolerance : relative residuals and gap asked for.
    iterations : at most so many steps.
    deadline : `time.perf_counter` value, infinite for none.
    stop : asked once a turn.
    report : told iteration, residuals and gap once a turn.
    """

    tolerance: float
    iterations: int
    deadline: float
    stop: Callable[[], bool] | None
    report: Callable[[int, float, float, float], None] | None


@dataclass(frozen=True)
class Ending:
    """How an iteration ended; x and y are of the original program."""

    status: str
    x: FloatArray
    y: FloatArray
    iterations: int
    message: str
    certificate: Certificate | None = None


class Iteration:
    """One run from a starting point to an ending."""

    def __init__(
        self, prepared: Prepared, form: StandardForm, data: FormData, point: Point, limits: Limits
    ) -> None:
        self.prepared, self.form, self.data = prepared, form, data
        self.point, self.limits = point, limits
        self.watch = Watch()
        self.regular = Regularisation(form)
        self.turn = 0
        self._last: Step | None = None
        self._first_pass: int | None = None

    def run(self) -> Ending:
        """Iterate to an ending."""
        while True:
            residuals = self.point.residuals()
            ending = self._ends(residuals)
            if ending is not None:
                return ending
            if not self.regular.factor(self.point.weights()):
                return self._end("stalled", "the Newton matrix could not be factorised")
            self._advance(residuals)
            self.turn += 1

    def _advance(self, residuals: Residuals) -> None:
        step = StepMaker(self.point, residuals, self.limits.tolerance).make()
        part = CAREFUL if self.turn < CAREFUL_TURNS else BOLD
        primal, dual = min(1.0, part * step.primal_length), min(1.0, part * step.dual_length)
        self.point.move(step.direction, step.image, step.prices, primal, dual)
        self.watch.moved(max(primal, dual))
        self._last = step

    def _ends(self, residuals: Residuals) -> Ending | None:
        limits = self.limits
        if limits.report is not None:
            limits.report(self.turn, residuals.primal_size, residuals.dual_size, residuals.gap)
        if not np.isfinite(residuals.worst) or not self.point.finite():
            return self._end("stalled", "a number overflowed")
        self.watch.look(self.turn, residuals)
        if residuals.worst < limits.tolerance:
            ending = self._certified()
            if ending is not None:
                return ending
        elif self._only_rows_are_missed(residuals):
            ending = self._answer()
            if ending.status == "optimal":
                return ending
        if limits.stop is not None and limits.stop():
            return self._end("interrupted", "stopped on request")
        if time.perf_counter() > limits.deadline:
            return self._end("time limit", "the time limit was reached")
        if self.turn >= RAYS_FROM and self.turn % RAYS_EVERY == 2:
            ending = self._ray(residuals)
            if ending is not None:
                return ending
        if self.turn >= limits.iterations:
            return self._end("stalled", f"{self.turn} iterations did not suffice")
        if self.watch.stalled(self.turn):
            return self._end("stalled", "no progress for many iterations")
        return None

    def _only_rows_are_missed(self, residuals: Residuals) -> bool:
        """Whether an idle iteration has all but its rows, which the projection may mend."""
        idle = self.watch.idle(self.turn)
        almost = max(residuals.dual_size, residuals.gap) < self.limits.tolerance
        almost &= residuals.primal_size < ALMOST
        return almost and idle > 0 and idle % ASK_PROJECTION_EVERY == 0

    def _certified(self) -> Ending | None:
        """Return the ending if the certificate passes, or has not passed for too long."""
        ending = self._answer()
        if self._first_pass is None:
            self._first_pass = self.turn
        waited = self.turn - self._first_pass >= EXTRA_TURNS
        return ending if ending.status == "optimal" or waited else None

    def _answer(self) -> Ending:
        p, limits = self.point, self.limits
        point = (p.w, p.y, p.z, p.v)
        x, y, certificate = answer(self.prepared, self.form, self.data, point, limits.tolerance)
        if certificate.worst <= limits.tolerance:
            return Ending("optimal", x, y, self.turn, "certified", certificate)
        message = f"the certificate stays at {certificate.worst:.1e}"
        return Ending("stalled", x, y, self.turn, message, certificate)

    def _ray(self, residuals: Residuals) -> Ending | None:
        """Test the iterate as a proof of infeasibility or unboundedness."""
        point, idle = self.point, self.watch.idle(self.turn) > 5
        primal, dual = residuals.objective, residuals.dual_objective
        runs = dual > 1e2 * max(1.0, abs(primal)) or np.abs(point.y).max(initial=0.0) > 1e5
        if runs or (idle and residuals.primal_size > 1e-6):
            y = self.prepared.lift_dual_ray(point.y, self.data)
            if proves_infeasible(self.prepared.original, y):
                return self._proven_infeasible(y)
        falls = primal < -1e2 * max(1.0, abs(dual)) or np.abs(point.w).max(initial=0.0) > 1e5
        if falls or (idle and residuals.dual_size > 1e-6):
            moves = [point.w] if self._last is None else [self._last.direction.w, point.w]
            for move in moves:
                d = self.prepared.lift_direction(move)
                if proves_unbounded(self.prepared.original, d) and self._is_feasible():
                    return Ending(
                        "unbounded",
                        d,
                        np.zeros(self.prepared.original.shape[0]),
                        self.turn,
                        "a direction of falling cost was found at a feasible point",
                    )
        return None

    def _is_feasible(self) -> bool:
        """Whether the point, put onto its rows, keeps every one of them.

        A residual relative to the largest row bound would hide the hour that cannot be served.
        """
        p = self.point
        w = Projection(self.form, self.data).onto_rows(p.w, p.z, p.v)
        x, _ = self.prepared.lift(w, p.y, self.data)
        return is_feasible(self.prepared.original, x)

    def _proven_infeasible(self, y: FloatArray) -> Ending:
        x, _ = self.prepared.lift(self.point.w, self.point.y, self.data)
        return Ending("infeasible", x, y, self.turn, "proven by a Farkas certificate")

    def _end(self, status: str, message: str) -> Ending:
        x, y = self.prepared.lift(self.point.w, self.point.y, self.data)
        return Ending(status, x, y, self.turn, message)
