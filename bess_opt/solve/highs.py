"""HiGHS, the reference engine: arrays in one call, costs scaled, never believed on its word.

Costs are scaled by a power of two, which changes no digit: with prices of 1e4 a MWh and annuities
of 1e6 a MW, HiGHS's absolute tolerance on reduced costs would ask for eleven digits. Rows stay in
MW, so that its absolute 1e-7 on rows means 1e-7 MW.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bess_opt.errors import SolverError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import certify
from bess_opt.solve.highs_log import Listener, Progress
from bess_opt.solve.solution import Solution, Status

StopQuestion = Callable[[], bool]

# Above this many columns the interior point method wins on hourly sizing programs. Measured on the
# benchmark's systems: the simplex method is 1.2 to 10 times as fast up to 140,000 columns, one
# year of one battery; with two batteries, 158,000, it is the slower one.
INTERIOR_FROM_COLUMNS = 150_000


def cost_scale(lp: LinearProgram) -> float:
    """Power of two that brings the typical cost near one: money in rupees has 1e4 a MWh."""
    return float(2.0 ** -np.round(np.log2(lp.typical_cost)))


def solve_highs(
    lp: LinearProgram,
    *,
    algorithm: str = "auto",
    crossover: bool = False,
    tolerance: float = 1e-7,
    presolve: bool = True,
    time_limit_s: float | None = None,
    threads: int = 1,
    progress: Progress | None = None,
    should_stop: StopQuestion | None = None,
) -> Solution:
    """Solve with HiGHS.

    Parameters
    ----------
    algorithm : {"auto", "simplex", "ipx", "hipo"}
        ``auto`` takes simplex for small programs and the interior point method for large ones.
    crossover : bool
        Ask the interior point method for a vertex.
    tolerance : float
        Feasibility of rows, bounds and reduced costs; the interior point method is asked for a
        hundredth of it in its relative gap.
    presolve : bool
        Whether HiGHS may reduce the program first; without, it has a ray for what it calls
        infeasible or unbounded.
    progress : callable, optional
        Called with ``{"iteration", "seconds", ...}`` while the solve runs.
    should_stop : callable, optional
        Asked while the solve runs; True ends it with status ``interrupted``.

    Raises
    ------
    SolverError
        HiGHS refuses an option or the arrays.
    """
    import highspy

    start = time.perf_counter()
    if algorithm == "auto":
        algorithm = "ipx" if lp.n_columns > INTERIOR_FROM_COLUMNS else "simplex"
    scale = cost_scale(lp)
    highs = highspy.Highs()
    options: dict[str, Any] = {
        "log_to_console": False,
        "solver": algorithm,
        "presolve": "choose" if presolve else "off",
        "run_crossover": "on" if crossover else "off",
        "threads": threads,
        "primal_feasibility_tolerance": tolerance,
        "dual_feasibility_tolerance": tolerance,
        "ipm_optimality_tolerance": tolerance / 100,
    }
    if time_limit_s is not None:
        options["time_limit"] = max(time_limit_s, 0.0)
    for name, value in options.items():
        if highs.setOptionValue(name, value) == highspy.HighsStatus.kError:
            raise SolverError(f"HiGHS {highs.version()} does not know {name} = {value}")
    listener = Listener(progress)
    highs.cbLogging += listener.hear
    if should_stop is not None:
        _let_stop(highs, should_stop)
    pass_model(highs, lp, scale)
    if highs.run() == highspy.HighsStatus.kError:
        # HiGHS's threads are the process's: someone else started another number of them before.
        highs.resetGlobalScheduler(True)
        highs.run()
    return _solution(highs, lp, scale, algorithm, crossover, start, listener)


def pass_model(highs: Any, lp: LinearProgram, cost_factor: float = 1.0) -> None:
    """Hand whole arrays over in one call; setting the fields of a HighsLp is seven times slower.

    Raises
    ------
    SolverError
        HiGHS refuses the arrays.
    """
    import highspy

    far = highspy.kHighsInf
    status = highs.passModel(
        lp.n_columns,
        lp.n_rows,
        lp.n_entries,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        lp.cost * cost_factor,
        np.clip(lp.lower, -far, far),
        np.clip(lp.upper, -far, far),
        np.clip(lp.row_lower, -far, far),
        np.clip(lp.row_upper, -far, far),
        lp.indptr.astype(np.int32),
        lp.indices.astype(np.int32),
        lp.values,
        lp.integer.astype(np.int32),
    )
    if status == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refused the arrays of the program")


def _let_stop(highs: Any, should_stop: StopQuestion) -> None:
    def ask(event: Any) -> None:
        if should_stop():
            event.data_in.user_interrupt = True

    for callback in (highs.cbSimplexInterrupt, highs.cbIpmInterrupt, highs.cbMipInterrupt):
        callback.subscribe(ask)


def _solution(
    highs: Any,
    lp: LinearProgram,
    scale: float,
    algorithm: str,
    crossover: bool,
    start: float,
    listener: Listener,
) -> Solution:
    status = _status(highs)
    info, found = highs.getInfo(), highs.getSolution()
    x, y = np.array(found.col_value), np.array(found.row_dual) / scale
    certificate = None
    if x.size == lp.n_columns and status in (Status.OPTIMAL, Status.LIMIT, Status.ERROR):
        y = y if y.size == lp.n_rows else np.full(lp.n_rows, np.nan)
        certificate = certify(lp, x, y)
    else:
        x, y = _rays(highs, lp, status)
    return Solution(
        status=status,
        x=x,
        y=y,
        objective=float("nan") if certificate is None else float(lp.cost @ x) + lp.offset,
        iterations=max(info.ipm_iteration_count, 0) + max(info.simplex_iteration_count, 0),
        engine="highs",
        algorithm=algorithm + (" with crossover" if crossover else ""),
        version=highs.version(),
        seconds=time.perf_counter() - start,
        certificate=certificate,
        log=listener.text,
    )


def _rays(highs: Any, lp: LinearProgram, status: Status) -> tuple[Any, Any]:
    """The direction and the proof that HiGHS may have; not a number where it has none."""
    x, y = np.full(lp.n_columns, np.nan), np.full(lp.n_rows, np.nan)
    if status is Status.INFEASIBLE:
        _, has_ray, ray = highs.getDualRay()
        y = np.array(ray) if has_ray else y
    if status is Status.UNBOUNDED:
        _, has_ray, ray = highs.getPrimalRay()
        x = np.array(ray) if has_ray else x
    return x, y


def _status(highs: Any) -> Status:
    import highspy

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
