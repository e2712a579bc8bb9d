"""What one child process measures: a function per kind of job, figures out as a mapping.

Seconds are processor seconds of the child, so that a busy machine blurs them less. Imports, and a
small warm-up of what only the first call pays, lie outside of every time.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from bess_opt.model.linear_program import LinearProgram
from tests.bench.systems import System

Figures = dict[str, Any]
WARM_UP_HOURS = 168


def case_to_results(system: System, repeats: int = 1) -> Figures:
    """Case in memory to results in memory, by this project."""
    from bess_opt.model.program import compile_model
    from bess_opt.model.results import read_dataset, read_duals, read_ledger
    from bess_opt.solve.engine import solve
    from tests.bench import ours

    def once(which: System) -> Figures:
        series = which.series()
        began = time.process_time()
        form = ours.formulated(which, series)
        program = compile_model(form.model, time=form.model.T)
        compiled = time.process_time()
        found = solve(program.linear_program())
        solved = time.process_time()
        ledger = read_ledger(form, program, found.x)
        ds = read_dataset(form, program, found.x)
        read_duals(form, program, found.y, form.base, ds)
        ended = time.process_time()
        return {
            "seconds": ended - began,
            "compile_s": compiled - began,
            "solve_s": solved - compiled,
            "read_s": ended - solved,
            "objective": ledger.total(),
            "iterations": found.iterations,
            "engine": found.engine,
        }

    once(system.with_hours(WARM_UP_HOURS))
    return _median([once(system) for _ in range(repeats)])


def pypsa(system: System, cap_s: float, way: str = "HiGHS") -> Figures:
    """A network in memory to its results, by PyPSA with HiGHS."""
    from tests.bench.pypsa_twin import network_of, optimum

    warm_up = system.with_hours(24)
    optimum(network_of(warm_up, warm_up.series()), warm_up)
    n = network_of(system, system.series())
    began = time.process_time()
    cost = optimum(n, system, way, time_limit=3 * cap_s)
    return {"seconds": time.process_time() - began, "objective": cost}


def arrays(system: System, path: str) -> Figures:
    """This project's arrays of a system, for the engines."""
    from tests.bench import ours

    return _saved(ours.compiled(system)[1].linear_program(), path)


def example_arrays(example: str, scenario: str, path: str) -> Figures:
    """The same of a bundled example."""
    from bess_opt.studies.inputs import read
    from bess_opt.studies.request import Request
    from bess_opt.studies.system import System as Study

    request = Request(Path("examples", example, "case.yaml"), scenario=scenario)
    case_file, inputs = read(request, lambda event: None)
    study = Study(case_file.case, inputs, lambda event: None)
    return _saved(study.program.linear_program(), path)


def _saved(lp: LinearProgram, path: str) -> Figures:
    np.savez(path, **{each.name: getattr(lp, each.name) for each in fields(lp)})
    return {"rows": lp.n_rows, "columns": lp.n_columns, "entries": lp.n_entries}


def engine(path: str, name: str, cap_s: float) -> Figures:
    """One engine on saved arrays."""
    from tests.bench.engines import ENGINES

    with np.load(path) as saved:
        lp = LinearProgram(**{key: v.item() if v.ndim == 0 else v for key, v in saved.items()})
    warm_up = _toy()
    ENGINES[name](warm_up, 10.0)
    return vars(ENGINES[name](lp, cap_s))


def compiling(hours: int, repeats: int) -> Figures:
    """Compile and patch by this project, and the same program built by linopy."""
    from bess_opt.solve.structured.memory import hold_freed_memory
    from tests.bench import linopy_twin, ours

    hold_freed_memory()  # as a session does
    system = System(hours=hours)
    series = system.series()
    own, patch, other = [], [], []
    _, program = ours.compiled(system, series)
    linopy_twin.arrays_of(linopy_twin.built(system, series))
    demand = program.reader.tables["demand_mw"].values
    for k in range(repeats):
        own.append(_timed(lambda: ours.compiled(system, series)))
        patch.append(_timed(lambda k=k: program.update(demand_mw=(1 + 0.01 * (k + 1)) * demand)))
        other.append(_timed(lambda: linopy_twin.arrays_of(linopy_twin.built(system, series))))
    lp = program.linear_program()
    return {
        "rows": lp.n_rows,
        "columns": lp.n_columns,
        "entries": lp.n_entries,
        "ours_s": statistics.median(own),
        "patch_s": statistics.median(patch),
        "linopy_s": statistics.median(other),
        "ratio": statistics.median(b / a for a, b in zip(own, other, strict=True)),
    }


def rolling_ours(system: System, window_h: int, advance_h: int) -> Figures:
    """A year in windows, given sizes; the long plan is not counted, PyPSA has none."""
    from bess_opt.solve.engine import solve
    from bess_opt.solve.rolling import roll
    from tests.bench import ours

    program = ours.compiled(system)[1]
    lp = program.linear_program()
    plan = solve(lp)
    none = np.zeros(0, np.int64)
    roll(lp, plan.x, none, window_h, advance_h)
    began = time.process_time()
    found = roll(lp, plan.x, none, window_h, advance_h)
    seconds = time.process_time() - began
    cost = float(lp.cost @ found.x) + lp.offset
    return {"seconds": seconds, "windows": found.windows, "objective": cost}


def rolling_pypsa(system: System, window_h: int, advance_h: int) -> Figures:
    """The same by PyPSA's rolling horizon; the cost is that of what was run."""
    from tests.bench.pypsa_twin import network_of

    n = network_of(system, system.series())
    began = time.process_time()
    n.optimize.optimize_with_rolling_horizon(
        horizon=window_h, overlap=window_h - advance_h, solver_name="highs",
        solver_options={"output_flag": False}, include_objective_constant=False,
    )  # fmt: skip
    seconds = time.process_time() - began
    cost = float((n.generators_t.p * n.generators.marginal_cost).to_numpy().sum())
    return {
        "seconds": seconds,
        "windows": max(1, (system.hours - window_h) // advance_h + 1),
        "objective": cost,
    }


def resolving(hours: int, count: int, others: int, cap_s: float) -> Figures:
    """Re-solves with other prices: a session of this project, and others from the start."""
    from bess_opt.studies.session import Session
    from tests.bench import ours
    from tests.bench.engines import clarabel, highs_ipx, highs_simplex

    program = ours.compiled(System(hours=hours))[1]
    session = Session(program)
    first = session.solve()
    prices = program.reader.tables["fuel_price_per_mwh"].values
    random = np.random.default_rng(1)
    own, cold, misses = [], [], []
    rivals: dict[str, list[float]] = {"HiGHS ipx": [], "HiGHS simplex": [], "Clarabel": []}
    for k in range(count):
        turned = prices * random.uniform(0.95, 1.05, (len(prices), 1))
        began = time.process_time()
        session.update(fuel_price_per_mwh=turned)
        found = session.solve(warm=first)
        own.append(time.process_time() - began)
        if k >= others:
            continue
        lp = program.linear_program()
        cold.append(_timed(lambda: session.solve()))
        for name, rival in zip(rivals, (highs_ipx, highs_simplex, clarabel), strict=True):
            ran = rival(lp, cap_s)
            rivals[name].append(ran.seconds)
            misses.append(abs(ran.objective - found.objective) / abs(found.objective))
    return {
        "ours_s": statistics.median(own),
        "ours_cold_s": statistics.median(cold),
        "total_s": sum(own),
        "count": count,
        "others": {name: statistics.median(taken) for name, taken in rivals.items()},
        "miss": max(misses),
    }


def _toy() -> LinearProgram:
    from tests.bench import ours

    return ours.compiled(System(hours=24))[1].linear_program()


def _timed(call: Callable[[], Any]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def _median(runs: list[Figures]) -> Figures:
    """The run in the middle by its seconds."""
    return sorted(runs, key=lambda run: run["seconds"])[(len(runs) - 1) // 2]


JOBS: dict[str, Callable[..., Figures]] = {
    job.__name__: job
    for job in (
        case_to_results, pypsa, arrays, example_arrays, engine, compiling, rolling_ours,
        rolling_pypsa, resolving,
    )
}  # fmt: skip


def main() -> None:
    """Run the job of the command line's JSON; print its figures as the last line."""
    asked = json.loads(sys.argv[1])
    system = asked.pop("system", None)
    if system is not None:
        system["sizes"] = tuple(map(tuple, system["sizes"]))
        asked["system"] = System(**system)
    figures = JOBS[asked.pop("job")](**asked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write("\n" + json.dumps(figures | {"peak_mb": peak}) + "\n")


if __name__ == "__main__":
    main()
