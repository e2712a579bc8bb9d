"""The whole of one run, as the worker process does it: solve, re-check from files, report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bess_opt.studies.request import Request

Emit = Callable[[dict[str, Any]], None]
TASK = "bess_opt.cli.finishing:solve_and_report"


def solve_and_report(request: Request, emit: Emit) -> dict[str, Any]:
    """Solve the case into ``request.out``, verify what was written, and write its report.

    Returns
    -------
    dict
        ``run``, ``results``, ``checks`` and ``reports``, as plain values.
    """
    from bess_opt.cli.silence import stdout_silenced
    from bess_opt.report import write_report
    from bess_opt.runs.directory import check_row
    from bess_opt.runs.opening import open_run
    from bess_opt.runs.verify import verify_run
    from bess_opt.studies.dispatch import execute

    with stdout_silenced():
        execute(request, emit)
    path = request.out
    emit({"event": "stage", "stage": "verify"})
    checks = [check_row(check) for check in verify_run(path)]
    emit({"event": "stage", "stage": "report"})
    run = open_run(path)
    reports = write_report(run)
    emit({"event": "done"})
    return {
        "run": str(path),
        "results": run.results,
        "checks": checks,
        "reports": [str(report) for report in reports],
    }
