r"""The last step: the point is put onto its rows.

The iteration's stop test is relative to the largest row bound, so a year's energy of 1e8 MWh hides
a miss of 1e-4 MW in an hour. The final w is therefore moved by the least change, every entry
weighed by its distance d_j to its nearer bound:

    min sum_j (dw_j / d_j)^2   subject to   W dw = b - W w

which is one solve of `newton` with theta = 1/d^2. What would leave its bounds is put on the bound,
held there, and the rest moved again, until every row holds to ``TARGET`` in the program's units.

Before that, border columns (sizes, peaks: what many steps share) that rest at a bound but for a
hair are put on it, so that a store that is not built has the size zero. It counts only if all rows
can then be kept.
"""

from __future__ import annotations

import numpy as np

from bess_opt.solve.structured.aliases import BoolArray, FloatArray
from bess_opt.solve.structured.standard_form import FormData, StandardForm

# MW, MWh or whatever a row counts; the run's checks ask for 1e-5.
TARGET = 1e-8
ROUNDS = 16
# A new factor costs more than these solves: the old one serves on where they reach the target.
FEW_SOLVES = 4

# Distances, in scaled units, between which entries are told apart; held entries do not move.
NEAR, FAR, HELD = 1e-5, 10.0, 1e-9
SHIFT = 1e-11

# A border column this near a bound, in scaled units, with a larger reduced cost, rests on it.
HAIR = 1e-6


class Projection:
    """Moves points of one standard form onto its rows; it overwrites the Newton factor."""

    def __init__(self, form: StandardForm, data: FormData) -> None:
        self.form, self.data, self.newton = form, data, form.newton
        self.bounded, self.boxed = form.bounded, form.boxed
        self._unit = data.right_scale / form.row_scale[form.newton.row_order]

    def onto_rows(self, w: FloatArray, z: FloatArray, v: FloatArray) -> FloatArray:
        """Return a point (N,) near ``w`` within its bounds; z, v are the bounds' multipliers."""
        start = self._inside(w)
        settled, held = self._settle(start, z, v)
        best, least = self._move(settled, held)
        if held.any() and least > TARGET:
            other, miss = self._move(start, np.zeros(len(w), bool))
            if miss < least:
                best, least = other, miss
        return best if least <= TARGET or least <= self._miss(self._residual(start)) else start

    def _miss(self, residual: FloatArray) -> float:
        """Largest residual of a row, in the program's units."""
        return float(np.max(np.abs(residual * self._unit), initial=0.0))

    def _residual(self, w: FloatArray) -> FloatArray:
        residual: FloatArray = self.data.right - self.newton.matrix @ w
        return residual

    def _inside(self, w: FloatArray) -> FloatArray:
        w = w.copy()
        np.maximum(w[: self.bounded], 0.0, out=w[: self.bounded])
        np.minimum(w[: self.boxed], self.data.box, out=w[: self.boxed])
        return w

    def _settle(self, w: FloatArray, z: FloatArray, v: FloatArray) -> tuple[FloatArray, BoolArray]:
        """Put border columns that rest at a bound but for a hair on it; tell which."""
        at = self.newton.global_at
        low, high = at[at < self.bounded], at[at < self.boxed]
        low = low[(w[low] < HAIR) & (w[low] < z[low])]
        room = self.data.box[high] - w[high]
        high = high[(room < HAIR) & (room < v[high])]
        settled, held = w.copy(), np.zeros(len(w), bool)
        settled[low], settled[high] = 0.0, self.data.box[high]
        held[low] = held[high] = True
        return settled, held

    def _move(self, w: FloatArray, held: BoolArray) -> tuple[FloatArray, float]:
        """Return the best point on the way from ``w`` and what it misses; ``held`` stay."""
        none, still = np.zeros(self.newton.columns), held.copy()
        residual = self._residual(w)
        best, least = w, self._miss(residual)
        stale = True
        for _ in range(ROUNDS):
            if least <= TARGET:
                break
            if stale:
                distance = np.where(still, HELD, np.clip(self._distance(w), NEAR, FAR))
                if not self.newton.factor(distance**-2.0, none, SHIFT):
                    break
            step, _ = self.newton.solve(none, residual)
            moved = w + np.where(held, 0.0, step)
            w = self._inside(moved)
            still |= moved != w
            residual = self._residual(w)
            miss = self._miss(residual)
            if not np.isfinite(miss):
                break
            # The factor serves on while that pays; then what was held is taken out of it.
            stale = miss * min(1.0, miss / least) ** FEW_SOLVES > TARGET
            if miss < least:
                best, least = w, miss
        return best, least

    def _distance(self, w: FloatArray) -> FloatArray:
        distance = np.full(len(w), FAR)
        distance[: self.bounded] = w[: self.bounded]
        room = self.data.box - w[: self.boxed]
        np.minimum(distance[: self.boxed], room, out=distance[: self.boxed])
        return distance
