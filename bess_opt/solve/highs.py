"""HiGHS, the reference engine: arrays in one call, costs scaled, never believed on its word."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import certify
from bess_opt.solve.problem import Solution, Status

Progress = Callable[[dict[str, Any]], None]

# Above this many columns the interior point method wins on hourly sizing LPs (measured).
INTERIOR_FROM_COLUMNS = 20_000


def cost_scale(lp: LinearProgram) -> float:
    """Power of two that brings the typical cost near one: money in rupees has 1e4 a MWh."""
    nonzero = np.abs(lp.cost[lp.cost != 0])
    return 1.0 if nonzero.size == 0 else float(2.0 ** -np.round(np.log2(np.median(nonzero))))


def solve_highs(
    lp: LinearProgram,
    *,
    algorithm: str = "auto",
    crossover: bool = False,
    time_limit_s: float | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> Solution:
    """Solve with HiGHS.

    Parameters
    ----------
    algorithm : {"auto", "simplex", "ipx", "hipo"}
        ``auto`` takes simplex for small programs and the interior point method for large ones.
    crossover : bool
        Ask the interior point method for a vertex.
    progress : callable, optional
        Called with ``{"iteration", "seconds"}`` while the solve runs.
    """
    import highspy

    start = time.perf_counter()
    if algorithm == "auto":
        algorithm = "ipx" if lp.n_columns > INTERIOR_FROM_COLUMNS else "simplex"
    scale = cost_scale(lp)
    highs = highspy.Highs()
    options: dict[str, Any] = {
        "output_flag": False,
        "solver": algorithm,
        "run_crossover": "on" if crossover else "off",
        "threads": threads,
        "primal_feasibility_tolerance": 1e-7,
        "dual_feasibility_tolerance": 1e-7,
        "ipm_optimality_tolerance": 1e-9,
    }
    if time_limit_s is not None:
        options["time_limit"] = time_limit_s
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(
        lp.n_columns,
        lp.n_rows,
        lp.n_entries,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        lp.cost * scale,
        _infinite(lp.lower, highspy.kHighsInf),
        _infinite(lp.upper, highspy.kHighsInf),
        _infinite(lp.row_lower, highspy.kHighsInf),
        _infinite(lp.row_upper, highspy.kHighsInf),
        lp.indptr.astype(np.int32),
        lp.indices.astype(np.int32),
        lp.values,
        lp.integer.astype(np.int32),
    )
    highs.run()
    status = _status(highs, highspy)
    info, found = highs.getInfo(), highs.getSolution()
    x, y = np.array(found.col_value), np.array(found.row_dual) / scale
    has_point = x.size == lp.n_columns and status in (Status.OPTIMAL, Status.LIMIT, Status.ERROR)
    if not has_point:
        x, y = np.full(lp.n_columns, np.nan), np.full(lp.n_rows, np.nan)
    certificate = certify(lp, x, y) if has_point else None
    iterations = max(info.ipm_iteration_count, 0) + max(info.simplex_iteration_count, 0)
    if progress is not None:
        progress({"iteration": iterations, "seconds": time.perf_counter() - start})
    return Solution(
        status=status,
        x=x,
        y=y,
        objective=float(lp.cost @ x) + lp.offset if has_point else float("nan"),
        iterations=iterations,
        engine="highs",
        algorithm=algorithm + (" with crossover" if crossover else ""),
        version=highs.version(),
        seconds=time.perf_counter() - start,
        certificate=certificate,
    )


def _infinite(values: Any, infinity: float) -> Any:
    return np.clip(values, -infinity, infinity)


def _status(highs: Any, highspy: Any) -> Status:
    kinds = highspy.HighsModelStatus
    known = {
        kinds.kOptimal: Status.OPTIMAL,
        kinds.kInfeasible: Status.INFEASIBLE,
        kinds.kUnbounded: Status.UNBOUNDED,
        kinds.kTimeLimit: Status.LIMIT,
        kinds.kIterationLimit: Status.LIMIT,
        kinds.kInterrupt: Status.INTERRUPTED,
        kinds.kModelEmpty: Status.OPTIMAL,
        kinds.kUnboundedOrInfeasible: Status.INFEASIBLE,
    }
    return known.get(highs.getModelStatus(), Status.ERROR)
