"""An interior solution tidied: values that miss a bound by a hair are put on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import certify
from bess_opt.solve.problem import Solution

# MW, MWh or whatever a column counts; rows are held to 1e-5 MW elsewhere.
HAIR = 1e-6

# A tidied point may not be worse than this, or than what it was.
STILL_GOOD = 1e-7


def clean(lp: LinearProgram, found: Solution) -> Solution:
    """Put values within 1e-6 of a bound on it, if the certificate stays; the message says so."""
    if found.certificate is None:
        return found
    x = np.clip(found.x, lp.lower, lp.upper)
    for bound in (lp.upper, lp.lower):
        x = np.where(np.abs(x - bound) < HAIR, bound, x)
    moved = int(np.count_nonzero(x != found.x))
    if not moved:
        return found
    certificate = certify(lp, x, found.y)
    if certificate.worst > max(STILL_GOOD, found.certificate.worst):
        return found
    told = f"{moved} values within {HAIR:.0e} of a bound were put on it"
    return replace(
        found,
        x=x,
        objective=float(lp.cost @ x) + lp.offset,
        certificate=certificate,
        message="; ".join(filter(None, [found.message, told])),
    )
