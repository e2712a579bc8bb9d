r"""One Newton step: predictor, corrector, centrality correctors, refinement.

For targets e_1, e_2 of the products (w z, t v),

    -Theta dw + W'dy = r_d - e_1/w + e_2/t,    W dw = r_p,
    dz = e_1/w - (z/w) dw,                     dv = e_2/t + (v/t) dw.

1. Predictor: e_1 = -w z, e_2 = -t v; centring sigma = clip((mu_aff / mu)^8, 1e-6, 0.5). The usual
   cube centres more than this family needs, as the correctors of 3. bring back what strays: it
   took half as many iterations again on sized years of one or two stores, one zone or two.
2. Corrector (Mehrotra 1992): the increment with e_1 = sigma mu - dw dz, e_2 = sigma mu + dw dv.
3. Centrality correctors (Gondzio, "Multiple centrality correctors in a primal-dual method for
   linear programming", 1996): products at the longer trial step are projected into
   [0.1, 10] sigma mu. Primal and dual part each enter with the share that gives the longest step
   (Colombo, Gondzio, "Further development of multiple centrality correctors for interior point
   methods", 2008); both keep W dw and W'dy + dz - dv. A corrector stays if the steps grow together
   by more than 0.01. Three are tried, four where a wide border makes the factorisation dear.
4. Refinement of the final direction on the feasibility residuals of the unshifted system, in the
   units of the original program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.point import Direction, Point, Residuals, dot, weighted_largest

CORRECTORS, MORE_CORRECTORS = 3, 4
MORE_FROM_SLOTS = 12
REACH_FACTOR, REACH_EXTRA = 1.0, 0.5
SHARES = (1.0, 0.7, 0.4, 0.2, 0.1)
WORTH = 0.01
ENOUGH = 0.95
LOW, HIGH = 0.1, 10.0
SIGMA_POWER, SIGMA_LEAST, SIGMA_MOST = 8, 1e-6, 0.5
REFINEMENTS = 3
MOST = 1e6


@dataclass
class Step:
    """A finished step: direction, its products, longest lengths (not cut at one)."""

    direction: Direction
    image: FloatArray
    prices: FloatArray
    primal_length: float
    dual_length: float


def length_of(ratios: FloatArray, most: float = 1.0) -> float:
    """Longest step for the ratios -change/value, at most ``most``."""
    return 1.0 / max(float(ratios.max(initial=0.0)), 1.0 / most)


def centring(after: float, before: float) -> float:
    """Return sigma for the mu ``after`` the predictor and the mu ``before`` it."""
    # A predictor that loses itself leaves numbers whose power has no double.
    ratio = min(after / before, 1.0) if before > 0 else 0.0
    return float(np.clip(ratio**SIGMA_POWER, SIGMA_LEAST, SIGMA_MOST))


def best_weight(ratios: FloatArray, extra: FloatArray) -> tuple[float, float]:
    """Choose the share of a corrector that allows the longest step.

    Returns
    -------
    weight, length : zero and the old length where no share helps.
    """
    # Lengths are cut at one, so an entry that stays below one at both ends never decides.
    whole = ratios + extra
    decides = whole > 1.0
    decides |= ratios > 1.0
    deciding = np.flatnonzero(decides)
    base, change = ratios[deciding], extra[deciding]
    weight, length = 0.0, length_of(base)
    for share in SHARES:
        reached = length_of(base + share * change)
        if reached > 1.01 * length:
            weight, length = share, reached
    return weight, length


def _pull_back(
    value: FloatArray,
    change: FloatArray,
    partner: FloatArray,
    partner_change: FloatArray,
    target: float,
    inverse: FloatArray,
) -> FloatArray:
    """Return what brings the products after the changes into the box, over the value."""
    change += value
    partner_change += partner
    product = np.multiply(change, partner_change, out=change)
    move = np.clip(product, LOW * target, HIGH * target, out=partner_change)
    move -= product
    np.maximum(move, -HIGH * target, out=move)
    move *= inverse
    return move


class StepMaker:
    """Makes the step from one point, whose Newton matrix is factorised."""

    def __init__(self, point: Point, residuals: Residuals, tolerance: float) -> None:
        self.point, self.residuals, self.tolerance = point, residuals, tolerance
        self.newton = point.form.newton
        self.bounded, self.boxed = point.bounded, point.boxed
        self.inverse_w = 1.0 / point.w[: self.bounded]
        self.inverse_t = 1.0 / point.t
        self._less_inverse_w = -self.inverse_w
        self._less_inverse_z = -1.0 / point.z
        self._less_inverse_v = -1.0 / point.v
        self._z_over_w = point.z * self.inverse_w
        self._v_over_t = point.v * self.inverse_t
        self._no_primal = np.zeros(self.newton.rows)

    def make(self) -> Step:
        """Return the refined step."""
        point, residuals = self.point, self.residuals
        step = self._solve(
            residuals.dual, residuals.primal, -point.z, -point.v, from_products=False
        )
        sigma = self._centring(step, self._longest(step))
        target = sigma * residuals.mu
        one = (target - step.w[: self.bounded] * step.z) * self.inverse_w
        two = (target + step.w[: self.boxed] * step.v) * self.inverse_t
        step = step.plus(self._increment(one, two))
        ratios = self._primal_ratios(step), self._dual_ratios(step)
        primal, dual = length_of(ratios[0]), length_of(ratios[1])
        wide = self.newton.border.slots >= MORE_FROM_SLOTS
        for _ in range(MORE_CORRECTORS if wide else CORRECTORS):
            if primal > ENOUGH and dual > ENOUGH:
                break
            one, two = self._outliers(step, primal, dual, target)
            extra = self._increment(one, two)
            change = self._primal_ratios(extra), self._dual_ratios(extra)
            primal_weight, best_primal = best_weight(ratios[0], change[0])
            dual_weight, best_dual = best_weight(ratios[1], change[1])
            if best_primal + best_dual < primal + dual + WORTH:
                break
            step.add(extra, primal_weight, dual_weight)
            for own, other, weight in zip(
                ratios, change, (primal_weight, dual_weight), strict=True
            ):
                other *= weight
                own += other
            primal, dual = best_primal, best_dual
        return self._refine(step, ratios)

    def _solve(
        self,
        dual: FloatArray,
        primal: FloatArray,
        one: FloatArray | float,
        two: FloatArray | float,
        *,
        from_products: bool = True,
    ) -> Direction:
        """Solve for given residuals and scaled targets e_1/w, e_2/t.

        ``from_products`` says whether the targets enter the dual residual here; the predictor's
        are in it already: r_d - e_1/w + e_2/t = r_d + z - v = c - W'y.
        """
        if from_products:
            right = dual
        else:
            right = dual.copy()
            right[: self.bounded] += self.point.z
            right[: self.boxed] -= self.point.v
        w, y = self.newton.solve(right, primal)
        z = w[: self.bounded] * self._z_over_w
        np.subtract(one, z, out=z)
        v = w[: self.boxed] * self._v_over_t
        v += two
        return Direction(w, y, z, v)

    def _increment(self, one: FloatArray, two: FloatArray) -> Direction:
        right = np.empty(self.newton.columns)
        np.negative(one, out=right[: self.bounded])
        right[self.bounded :] = 0.0
        right[: self.boxed] += two
        return self._solve(right, self._no_primal, one, two)

    def _primal_ratios(self, step: Direction) -> FloatArray:
        """Return -dw/w and -dt/t, whose largest is the inverse of the longest primal step."""
        out = np.empty(self.bounded + self.boxed)
        np.multiply(step.w[: self.bounded], self._less_inverse_w, out=out[: self.bounded])
        np.multiply(step.w[: self.boxed], self.inverse_t, out=out[self.bounded :])
        return out

    def _dual_ratios(self, step: Direction) -> FloatArray:
        """Return -dz/z and -dv/v."""
        out = np.empty(self.bounded + self.boxed)
        np.multiply(step.z, self._less_inverse_z, out=out[: self.bounded])
        np.multiply(step.v, self._less_inverse_v, out=out[self.bounded :])
        return out

    def _longest(self, step: Direction) -> tuple[float, float]:
        """Longest primal and dual step inside the bounds, at most one."""
        return length_of(self._primal_ratios(step)), length_of(self._dual_ratios(step))

    def _centring(self, step: Direction, lengths: tuple[float, float]) -> float:
        point, mu = self.point, self.residuals.mu
        primal, dual = lengths
        after = dot(
            point.w[: self.bounded] + primal * step.w[: self.bounded], point.z + dual * step.z
        )
        after += dot(point.t - primal * step.w[: self.boxed], point.v + dual * step.v)
        return centring(after / point.count, mu)

    def _outliers(
        self, step: Direction, primal: float, dual: float, target: float
    ) -> tuple[FloatArray, FloatArray]:
        """Scaled targets that bring products at the longer trial step back into the box."""
        point = self.point
        primal = min(1.0, REACH_FACTOR * primal + REACH_EXTRA)
        dual = min(1.0, REACH_FACTOR * dual + REACH_EXTRA)
        return (
            _pull_back(
                point.w[: self.bounded],
                primal * step.w[: self.bounded],
                point.z,
                dual * step.z,
                target,
                self.inverse_w,
            ),
            _pull_back(
                point.t,
                -primal * step.w[: self.boxed],
                point.v,
                dual * step.v,
                target,
                self.inverse_t,
            ),
        )

    def _refine(self, step: Direction, ratios: tuple[FloatArray, FloatArray]) -> Step:
        """Repair what the shifts left; ``ratios`` are the step's, taken anew only if it changes."""
        residuals, data, newton = self.residuals, self.point.data, self.newton
        image, prices = newton.matrix @ step.w, newton.transposed @ step.y
        aim_primal = max(0.1 * residuals.primal_size, 0.01 * self.tolerance)
        aim_dual = max(0.1 * residuals.dual_size, 0.01 * self.tolerance)
        for _ in range(REFINEMENTS):
            primal = residuals.primal - image
            dual = self._dual_left(residuals.dual - prices, step)
            primal_size = weighted_largest(primal, data.primal_weight)
            dual_size = weighted_largest(dual, data.dual_weight)
            if primal_size <= aim_primal and dual_size <= aim_dual:
                break
            repair = self._solve(dual, primal, 0.0, 0.0)
            repair_image = newton.matrix @ repair.w
            repair_prices = newton.transposed @ repair.y
            left = weighted_largest(primal - repair_image, data.primal_weight)
            left += weighted_largest(
                self._dual_left(dual - repair_prices, repair), data.dual_weight
            )
            if left > 0.7 * (primal_size + dual_size):
                break
            step = step.plus(repair)
            image += repair_image
            prices += repair_prices
            ratios = self._primal_ratios(step), self._dual_ratios(step)
        primal_length, dual_length = length_of(ratios[0], MOST), length_of(ratios[1], MOST)
        return Step(step, image, prices, primal_length, dual_length)

    def _dual_left(self, right: FloatArray, step: Direction) -> FloatArray:
        right[: self.bounded] -= step.z
        right[: self.boxed] += step.v
        return right
