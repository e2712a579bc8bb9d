r"""The second try: a self-dual embedding, which also decides what has no optimum.

The optimality conditions are made homogeneous by tau >= 0, kappa >= 0 (Xu, Hung, Ye, "A simplified
homogeneous and self-dual linear programming algorithm", 1996), here with the box w + t = u tau:

    W w = b tau,   w + t = u tau,   W'y + z - v = c tau,   kappa = b'y - u'v - c'w

Any path to complementarity ends with tau > 0, and w / tau is optimal, or with kappa > 0, and y is a
Farkas proof or w a direction of falling cost. With c~ = c - (v/t) u and c^ = c + (v/t) u a step is

    (dw, dy) = f + dtau g,     K g = (c~, b),
    dtau = [eta r_g + e_3/tau + u'(e_2 - eta v r_u)/t + c^'f_w - b'f_y]
           / [kappa/tau + u'(v/t)u - c^'g_w + b'g_y]

where K is the matrix of `newton` and the denominator is positive. It costs one more solve a turn
and one step length for all, so it follows the plain iteration and does not replace it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.certificate import proves_infeasible, proves_unbounded
from bess_opt.solve.structured.finish import answer
from bess_opt.solve.structured.iterate import Ending, Limits
from bess_opt.solve.structured.point import SMALLEST, Point, dot, weighted_largest
from bess_opt.solve.structured.prepare import Prepared
from bess_opt.solve.structured.regularise import Regularisation
from bess_opt.solve.structured.standard_form import FormData, StandardForm

MAX_TURNS = 200
STEP_PART = 0.995
ASK_RAYS_EVERY = 2
PATIENCE = 20


@dataclass
class _Move:
    """Changes of all variables."""

    w: FloatArray
    t: FloatArray
    y: FloatArray
    z: FloatArray
    v: FloatArray
    tau: float
    kappa: float


@dataclass(frozen=True)
class _Targets:
    """Share eta of the residuals to remove and the targets of the products, divided through."""

    eta: float
    one: FloatArray
    two: FloatArray
    three: float


class Embedding:
    """One run of the homogeneous method from a centred point."""

    def __init__(
        self, prepared: Prepared, form: StandardForm, data: FormData, point: Point, limits: Limits
    ) -> None:
        self.prepared, self.form, self.data, self.limits = prepared, form, data, limits
        self.newton = form.newton
        self.bounded, self.boxed = form.bounded, form.boxed
        self.regular = Regularisation(form)
        self.w, self.t, self.y = point.w, point.t, point.y
        self.z, self.v = point.z, point.v
        self.count = point.count + 1
        self.tau = 1.0
        self.kappa = (dot(self.w[: self.bounded], self.z) + dot(self.t, self.v)) / point.count
        self._best, self._since = float("inf"), 0

    def run(self) -> Ending:
        """Iterate to a proof or to 'stalled'."""
        for turn in range(MAX_TURNS):
            self._measure()
            ending = self._ends(turn)
            if ending is not None:
                return ending
            if not self._inside():
                return self._end("stalled", turn, "the embedding ran onto its border")
            if not self.regular.factor(self._weights()):
                return self._end("stalled", turn, "the embedding's matrix is not positive")
            if not self._step():
                return self._end("stalled", turn, "the embedding's system lost its last pivot")
        return self._end("stalled", MAX_TURNS, "the embedding did not decide")

    def _inside(self) -> bool:
        """Whether every variable with a bound is still a number above zero to divide by."""
        products = (self.w[: self.bounded], self.z, self.t, self.v)
        least = min(self.tau, self.kappa, *(float(p.min(initial=1.0)) for p in products))
        return least > SMALLEST

    def _weights(self) -> FloatArray:
        theta = np.zeros(self.form.columns)
        np.divide(self.z, self.w[: self.bounded], out=theta[: self.bounded])
        theta[: self.boxed] += self.v / self.t
        return theta

    def _measure(self) -> None:
        data, tau = self.data, self.tau
        self.r_p = data.right * tau - self.newton.matrix @ self.w
        self.r_u = data.box * tau - self.w[: self.boxed] - self.t
        self.r_d = data.cost * tau - self.newton.transposed @ self.y
        self.r_d[: self.bounded] -= self.z
        self.r_d[: self.boxed] += self.v
        self.primal = dot(data.cost, self.w)
        self.dual = dot(data.right, self.y) - dot(data.box, self.v)
        self.r_g = self.kappa + self.primal - self.dual
        products = dot(self.w[: self.bounded], self.z) + dot(self.t, self.v)
        self.mu = (products + tau * self.kappa) / self.count
        self.ratio = self.v / self.t

    def _ends(self, turn: int) -> Ending | None:
        data, limits, tau = self.data, self.limits, self.tau
        primal = weighted_largest(self.r_p, data.primal_weight) / tau
        dual = weighted_largest(self.r_d, data.dual_weight) / tau
        size = abs(self.primal / tau + data.offset) + 1.0 / (data.cost_scale * data.right_scale)
        gap = abs(self.primal - self.dual) / tau / size
        if limits.report is not None:
            limits.report(turn, primal, dual, gap)
        worst = float(np.max((primal, dual, gap)))
        if not np.isfinite(worst) or not np.isfinite(self.mu):
            return self._end("stalled", turn, "a number overflowed in the embedding")
        if worst < limits.tolerance:
            ending = self._certified(turn)
            if ending is not None:
                return ending
        if limits.stop is not None and limits.stop():
            return self._end("interrupted", turn, "stopped on request")
        if time.perf_counter() > limits.deadline:
            return self._end("time limit", turn, "the time limit was reached")
        if turn % ASK_RAYS_EVERY == 1:
            ending = self._ray(turn)
            if ending is not None:
                return ending
        if self.mu < 0.9 * self._best:
            self._best, self._since = self.mu, turn
        if turn - self._since > PATIENCE:
            return self._end("stalled", turn, "the embedding no longer moves")
        return None

    def _certified(self, turn: int) -> Ending | None:
        tau, tolerance = self.tau, self.limits.tolerance
        point = (self.w / tau, self.y / tau, self.z / tau, self.v / tau)
        x, y, certificate = answer(self.prepared, self.form, self.data, point, tolerance)
        if certificate.worst > self.limits.tolerance:
            return None
        return Ending("optimal", x, y, turn, "certified, by the embedding", certificate)

    def _ray(self, turn: int) -> Ending | None:
        original = self.prepared.original
        if self.dual > 0.0:
            y = self.prepared.lift_dual_ray(self.y, self.data)
            if proves_infeasible(original, y):
                return Ending("infeasible", *self._pair(y), turn, "proven by a Farkas certificate")
        if self.primal < 0.0:
            d = self.prepared.lift_direction(self.w)
            if proves_unbounded(original, d):
                zero = np.zeros(original.shape[0])
                return Ending("falling", d, zero, turn, "the cost falls along a direction")
        return None

    def _pair(self, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        x, _ = self.prepared.lift(self.w / self.tau, self.y, self.data)
        return x, y

    def _end(self, status: str, turn: int, message: str) -> Ending:
        x, y = self.prepared.lift(self.w / self.tau, self.y / self.tau, self.data)
        return Ending(status, x, y, turn, message)

    def _step(self) -> bool:
        """Predictor, then corrector with the same factor; False where tau has no pivot left."""
        boxed, data = self.boxed, self.data
        cost = data.cost.copy()
        cost[:boxed] -= self.ratio * data.box
        self.g_w, self.g_y = self.newton.solve(cost, data.right)
        self.slope = data.cost.copy()
        self.slope[:boxed] += self.ratio * data.box
        self.base = self.kappa / self.tau + dot(data.box, self.ratio * data.box)
        self.base += dot(data.right, self.g_y) - dot(self.slope, self.g_w)
        if not self.base > 0.0:
            return False
        affine = self._move(_Targets(1.0, -self.z, -self.v, -self.kappa))
        length = min(1.0, self._longest(affine))
        sigma = float(np.clip((1.0 - length) ** 3, 1e-6, 0.999))
        target = sigma * self.mu
        w = self.w[: self.bounded]
        move = self._move(
            _Targets(
                1.0 - sigma,
                (target - affine.w[: self.bounded] * affine.z) / w - self.z,
                (target - affine.t * affine.v) / self.t - self.v,
                (target - affine.tau * affine.kappa) / self.tau - self.kappa,
            )
        )
        length = min(1.0, STEP_PART * self._longest(move))
        self.w += length * move.w
        self.t += length * move.t
        self.y += length * move.y
        self.z += length * move.z
        self.v += length * move.v
        self.tau += length * move.tau
        self.kappa += length * move.kappa
        return True

    def _move(self, targets: _Targets) -> _Move:
        boxed, bounded, data = self.boxed, self.bounded, self.data
        eta = targets.eta
        shift = targets.two - self.ratio * (eta * self.r_u)
        right = eta * self.r_d
        right[:bounded] -= targets.one
        right[:boxed] += shift
        f_w, f_y = self.newton.solve(right, eta * self.r_p)
        top = eta * self.r_g + targets.three + dot(data.box, shift)
        top += dot(self.slope, f_w) - dot(data.right, f_y)
        tau = top / self.base
        w, y = f_w + tau * self.g_w, f_y + tau * self.g_y
        t = eta * self.r_u + tau * data.box - w[:boxed]
        z = targets.one - self.z / self.w[:bounded] * w[:bounded]
        v = targets.two - self.ratio * t
        kappa = targets.three - self.kappa / self.tau * tau
        return _Move(w, t, y, z, v, tau, kappa)

    def _longest(self, move: _Move) -> float:
        worst = max(-move.tau / self.tau, -move.kappa / self.kappa, 1e-30)
        for change, value in (
            (move.w[: self.bounded], self.w[: self.bounded]),
            (move.t, self.t),
            (move.z, self.z),
            (move.v, self.v),
        ):
            worst = max(worst, -float((change / value).min(initial=0.0)))
        return 1.0 / worst
