"""Other engines on this project's arrays, at their own defaults and tolerances."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from bess_opt.model.linear_program import LinearProgram


@dataclass(frozen=True)
class Ran:
    """How an engine ended; ``status`` is ``optimal`` or what stopped it, seconds of processor."""

    status: str
    objective: float
    seconds: float
    iterations: int


def structured(lp: LinearProgram, cap_s: float) -> Ran:
    """This project's engine, with the certificate that every answer gets."""
    from bess_opt.solve.engine import solve

    began = time.process_time()
    found = solve(lp, engine="structured", time_limit_s=cap_s)
    seconds = time.process_time() - began
    own = found.engine == "structured"
    status = str(found.status) if own else f"{found.status} by {found.engine}"
    return Ran(status, found.objective, seconds, found.iterations)


def highs_ipx(lp: LinearProgram, cap_s: float) -> Ran:
    """HiGHS's interior point method without crossover."""
    return _highs(lp, cap_s, "ipx")


def highs_simplex(lp: LinearProgram, cap_s: float) -> Ran:
    """HiGHS's dual simplex method."""
    return _highs(lp, cap_s, "simplex")


def _highs(lp: LinearProgram, cap_s: float, algorithm: str) -> Ran:
    import highspy

    from bess_opt.solve.highs import cost_scale, pass_model

    began, scale = time.process_time(), cost_scale(lp)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("solver", algorithm)
    highs.setOptionValue("run_crossover", "off")
    highs.setOptionValue("time_limit", cap_s)
    pass_model(highs, lp, scale)
    highs.run()
    seconds = time.process_time() - began
    status = highs.modelStatusToString(highs.getModelStatus()).lower()
    x = np.array(highs.getSolution().col_value)
    cost = float(lp.cost @ x) + lp.offset if x.size else float("nan")
    info = highs.getInfo()
    count = max(info.ipm_iteration_count, 0) + max(info.simplex_iteration_count, 0)
    return Ran(status, cost, seconds, count)


def clarabel(lp: LinearProgram, cap_s: float) -> Ran:
    """Clarabel, equations in the zero cone and every finite limit a row of the nonnegative one."""
    import clarabel as solver
    from scipy import sparse

    began = time.process_time()
    matrix, right, equal = _conic(lp)
    settings = solver.DefaultSettings()
    settings.verbose = False
    settings.time_limit = cap_s
    cones = [solver.ZeroConeT(equal), solver.NonnegativeConeT(len(right) - equal)]
    nothing = sparse.csc_matrix((lp.n_columns, lp.n_columns))
    found = solver.DefaultSolver(nothing, lp.cost, matrix, right, cones, settings).solve()
    seconds = time.process_time() - began
    status = "optimal" if str(found.status) == "Solved" else str(found.status)
    cost = float(lp.cost @ np.array(found.x)) + lp.offset
    return Ran(status, cost, seconds, int(found.iterations))


def _conic(lp: LinearProgram) -> tuple[Any, Any, int]:
    """Rows of ``A x + s = b``: equations first, then upper and lower limits of rows and columns."""
    from scipy import sparse

    shape = (lp.n_rows, lp.n_columns)
    rows = sparse.csc_matrix((lp.values, lp.indices, lp.indptr), shape=shape).tocsr()
    columns = sparse.identity(lp.n_columns, format="csr")
    low = np.concatenate((lp.row_lower, lp.lower))
    high = np.concatenate((lp.row_upper, lp.upper))
    every = sparse.vstack((rows, columns), format="csr")
    equal = low == high
    above, below = np.isfinite(high) & ~equal, np.isfinite(low) & ~equal
    stacked = sparse.vstack((every[equal], every[above], -every[below]), format="csc")
    right = np.concatenate((high[equal], high[above], -low[below]))
    return stacked, right, int(equal.sum())


ENGINES = {
    "structured": structured,
    "HiGHS ipx": highs_ipx,
    "HiGHS simplex": highs_simplex,
    "Clarabel": clarabel,
}
