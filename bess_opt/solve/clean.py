"""An interior solution tidied: values that miss a bound by a hair are put on it.

A hair of 1e-6 MW in each of 8,760 hours is 0.01 MWh in a row of the year, so a value is only moved
where every row it stands in still holds to ``ROW_MISS``, or to what it missed before.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import certify
from bess_opt.solve.solution import Solution

Vector = NDArray[np.float64]

# MW, MWh or whatever a column counts.
HAIR = 1e-6

# MW, MWh or whatever a row counts: what moving values may add up to in a row.
ROW_MISS = 1e-7
ROUNDS = 30

# A tidied point may not be worse than this, or than what it was.
STILL_GOOD = 1e-7


def clean(lp: LinearProgram, found: Solution) -> Solution:
    """Put values within 1e-6 of a bound on it, if rows and certificate stay; ``cleaned`` counts.

    Values outside their bounds come back onto them. The certificate of what is returned is computed
    where ``found`` has none or values moved; that of ``found`` only where it is needed to choose.
    """
    # What is not a number is left to the certificate, without a word from numpy.
    with np.errstate(invalid="ignore", over="ignore"):
        x = _where_rows_hold(lp, np.clip(found.x, lp.lower, lp.upper))
    moved = int(np.count_nonzero(x != found.x))
    if not moved:
        return replace(found, certificate=found.certificate or certify(lp, x, found.y))
    certificate = certify(lp, x, found.y)
    if certificate.worst > STILL_GOOD:
        own = found.certificate or certify(lp, found.x, found.y)
        if certificate.worst > own.worst:
            return replace(found, certificate=own)
    return replace(
        found,
        x=x,
        objective=float(lp.cost @ x) + lp.offset,
        certificate=certificate,
        cleaned=moved,
    )


def _where_rows_hold(lp: LinearProgram, x: Vector) -> Vector:
    """The point with values on their bounds, less those that would push a row out of its range."""
    target = x.copy()
    for bound in (lp.upper, lp.lower):
        target = np.where(np.abs(target - bound) < HAIR, bound, target)
    moving = np.flatnonzero((target != x)[lp.entry_column])
    if not len(moving):
        return target
    row, column, value = lp.indices[moving], lp.entry_column[moving], lp.values[moving]
    terms = lp.values * x[lp.entry_column]
    activity = np.bincount(lp.indices, terms, lp.n_rows).astype(float)
    allowed = np.maximum(ROW_MISS, np.abs(_beyond(lp, activity)))
    for _ in range(ROUNDS):
        push = value * (target - x)[column]
        beyond = _beyond(lp, activity + np.bincount(row, push, lp.n_rows).astype(float))
        out = np.abs(beyond) > allowed
        if not out.any():
            return target
        guilty = out[row] & (push * beyond[row] > 0.0)
        target[column[guilty]] = x[column[guilty]]
    return x


def _beyond(lp: LinearProgram, activity: Vector) -> Vector:
    """How far each row lies above (positive) or below its range."""
    above = np.maximum(activity - lp.row_upper, 0.0)
    return above - np.maximum(lp.row_lower - activity, 0.0)
