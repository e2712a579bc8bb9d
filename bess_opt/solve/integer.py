"""Programs with whole-valued columns: HiGHS branches, then the rest is certified as usual.

Branch and bound has no duals. Its whole values are fixed, the program that is left is solved and
certified like any other, and its objective carries HiGHS's own proof of the gap between whole
values: the one figure of this package that is taken on an engine's word, and the message says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bess_opt.errors import SolverError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.attempts import Wishes
from bess_opt.solve.highs import solve_highs
from bess_opt.solve.solution import Solution, Status

SolveContinuous = Callable[[LinearProgram, Wishes, float | None], Solution]

# How far a value may lie from a whole number.
WHOLE = 1e-5


def solve_integer(
    lp: LinearProgram,
    wishes: Wishes,
    time_limit_s: float | None,
    solve_continuous: SolveContinuous,
) -> Solution:
    """Branch with HiGHS, fix the whole values, certify what is left.

    Raises
    ------
    SolverError
        The values found are not whole, or the rest cannot be certified.
    """
    found = solve_highs(
        lp,
        algorithm="choose",
        time_limit_s=time_limit_s,
        threads=wishes.threads,
        progress=wishes.progress,
        should_stop=wishes.should_stop,
    )
    if found.status is not Status.OPTIMAL:
        return replace(found, certificate=None)
    whole = np.where(lp.integer, np.round(found.x), found.x)
    if np.any(np.abs(whole - found.x) > WHOLE):
        raise SolverError("HiGHS gave values that should be whole and are not")
    fixed = replace(
        lp,
        lower=np.where(lp.integer, whole, lp.lower),
        upper=np.where(lp.integer, whole, lp.upper),
        integer=np.zeros(lp.n_columns, dtype=bool),
    )
    rest = solve_continuous(fixed, replace(wishes, engine="highs", warm=None), time_limit_s)
    count = int(np.count_nonzero(lp.integer))
    return replace(
        rest,
        algorithm=f"branch and bound, then {rest.algorithm}",
        seconds=found.seconds + rest.seconds,
        message=f"{count} whole values found by HiGHS within its own gap, then held; "
        "duals and certificate are those of the program with these values held",
    )
