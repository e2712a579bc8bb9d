r"""An iterate, and how far it is from optimal.

w >= 0, t = u - w (kept apart: near the upper bound the difference would cancel), z, v >= 0
r_p = b - W w,   r_d = c - W'y - z + v,   mu = (w'z + t'v) / count
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.standard_form import FormData, StandardForm

SMALLEST = 1e-100
REFRESH_EVERY = 10


def dot(a: FloatArray, b: FloatArray) -> float:
    """Inner product on one thread (BLAS threads badly at these lengths)."""
    return float(np.einsum("i,i->", a, b))


def weighted_largest(residual: FloatArray, weight: FloatArray) -> float:
    """Largest |residual| in the original program's relative units."""
    sized = residual * weight
    return max(float(sized.max(initial=0.0)), -float(sized.min(initial=0.0)))


@dataclass
class Direction:
    """A step of every variable, with the products W dw and W'dy once they are known."""

    w: FloatArray
    y: FloatArray
    z: FloatArray
    v: FloatArray

    def plus(self, other: Direction) -> Direction:
        """Sum of two directions."""
        return Direction(self.w + other.w, self.y + other.y, self.z + other.z, self.v + other.v)

    def add(self, other: Direction, primal: float, dual: float) -> None:
        """Add ``primal`` of the other's w and ``dual`` of its y, z, v in place."""
        if primal:
            self.w += primal * other.w
        if dual:
            self.y += dual * other.y
            self.z += dual * other.z
            self.v += dual * other.v


@dataclass
class Residuals:
    """Residuals of a point; the scalars are relative to the original program."""

    primal: FloatArray
    dual: FloatArray
    mu: float
    objective: float
    dual_objective: float
    primal_size: float
    dual_size: float
    gap: float

    @property
    def worst(self) -> float:
        """The largest of the three relative residuals; not a number where one is none."""
        return float(np.max((self.primal_size, self.dual_size, self.gap)))


class Point:
    """The current iterate; W w and W'y are carried along and refreshed now and then."""

    def __init__(
        self,
        form: StandardForm,
        data: FormData,
        w: FloatArray,
        y: FloatArray,
        z: FloatArray,
        v: FloatArray,
    ) -> None:
        self.form, self.data = form, data
        self.bounded, self.boxed = form.bounded, form.boxed
        self.count = max(self.bounded + self.boxed, 1)
        self.w, self.y, self.z, self.v = w, y, z, v
        self.t = data.box - w[: self.boxed]
        self._moves = 0
        self.refresh()

    def refresh(self) -> None:
        """Recompute W w and W'y."""
        self.image = self.form.newton.matrix @ self.w
        self.prices = self.form.newton.transposed @ self.y

    def residuals(self) -> Residuals:
        """Measure the point."""
        data = self.data
        primal = data.right - self.image
        dual = data.cost - self.prices
        dual[: self.bounded] -= self.z
        dual[: self.boxed] += self.v
        mu = (dot(self.w[: self.bounded], self.z) + dot(self.t, self.v)) / self.count
        objective = dot(data.cost, self.w)
        dual_objective = dot(data.right, self.y) - dot(data.box, self.v)
        size = abs(objective + data.offset) + 1.0 / (data.cost_scale * data.right_scale)
        return Residuals(
            primal=primal,
            dual=dual,
            mu=mu,
            objective=objective,
            dual_objective=dual_objective,
            primal_size=weighted_largest(primal, data.primal_weight),
            dual_size=weighted_largest(dual, data.dual_weight),
            gap=abs(objective - dual_objective) / size,
        )

    def move(
        self,
        step: Direction,
        image: FloatArray,
        prices: FloatArray,
        primal_length: float,
        dual_length: float,
    ) -> None:
        """Step along ``step``, whose products W dw and W'dy are given."""
        self.w += primal_length * step.w
        self.t -= primal_length * step.w[: self.boxed]
        self.y += dual_length * step.y
        self.z += dual_length * step.z
        self.v += dual_length * step.v
        for values in (self.w[: self.bounded], self.t, self.z, self.v):
            np.maximum(values, SMALLEST, out=values)
        self._moves += 1
        if self._moves % REFRESH_EVERY == 0:
            self.refresh()
        else:
            self.image += primal_length * image
            self.prices += dual_length * prices

    def weights(self) -> FloatArray:
        """Return theta = z / w + v / t, zero on free variables, shape (N,)."""
        theta = np.zeros(self.form.columns)
        np.divide(self.z, self.w[: self.bounded], out=theta[: self.bounded])
        theta[: self.boxed] += self.v / self.t
        return theta

    def finite(self) -> bool:
        """Whether no number overflowed."""
        return bool(np.isfinite(self.w).all() and np.isfinite(self.y).all())
