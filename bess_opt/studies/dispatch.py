"""One run of a case: the same system without sized storage, with it, and what storage is worth."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from bess_opt.case.resolved import resolved_yaml
from bess_opt.component import Check
from bess_opt.errors import CaseError, Infeasible
from bess_opt.model.export import write_program
from bess_opt.runs.billing import (
    FILE,
    WITH,
    WITHOUT,
    Rows,
    against_ledger,
    bill_rows,
    bill_summary,
    bill_text,
)
from bess_opt.runs.directory import RunContent, write_run
from bess_opt.runs.files import refusing
from bess_opt.runs.recheck import balance_checks, kind_checks
from bess_opt.solve.numbers import warn_of_spread
from bess_opt.solve.solution import Solution
from bess_opt.studies.assumptions import list_assumptions
from bess_opt.studies.calibration import calibrate
from bess_opt.studies.infeasible.explain import impossible
from bess_opt.studies.infeasible.refusal import described, refused, write_refusal
from bess_opt.studies.inputs import read
from bess_opt.studies.meters import circles_used, paid_circles
from bess_opt.studies.request import Request
from bess_opt.studies.results import add_worth, assemble, given_up
from bess_opt.studies.rolling import run_rolling
from bess_opt.studies.system import Answer, Emit, System
from bess_opt.studies.without_storage import Without, at_rest, without_storage


def execute(request: Request, emit: Emit) -> dict[str, Any]:
    """Read, solve, re-check and write one run; returns its results.

    Parameters
    ----------
    request : Request
        The case, what is changed in it, and where the run goes.
    emit : callable
        Receives events of progress.

    Raises
    ------
    CaseError, DataError
        The case or its data are wrong.
    Infeasible
        There is no solution; the diagnosis is written where the run would have been.
    LimitReached, SolverError
        There is no certified answer.
    """
    events: list[dict[str, Any]] = []

    def tell(event: dict[str, Any]) -> None:
        if event.get("event") != "progress":
            events.append(event)
        emit(event)

    case_file, inputs = read(request, tell)
    case: Any = case_file.case
    system = System(case, inputs, tell)
    circles = list(paid_circles(system, case_file.place))
    if any(fault.is_error for fault in circles):
        raise CaseError("the case pays for power sent in a circle", circles)
    if request.save_lp is not None:
        with refusing(request.save_lp):
            write_program(system.program, request.save_lp)
    wide = warn_of_spread(
        system.program.linear_program(), system.program.row_name, system.program.column_name
    )
    for fault in wide:
        tell({"event": "warning", "text": str(fault)})
    findings = impossible(system)
    try:
        if findings:
            raise Infeasible("the case is infeasible (by arithmetic)")
        without = without_storage(system, request.vertex)
        baseline = without.answer
        if not system.storage_ratings() and case.study.baseline:
            if baseline is None:
                raise Infeasible("the case is infeasible")
            answer = baseline
        else:
            answer = system.read(system.solve("with storage", vertex=request.vertex))
    except Infeasible:
        told = refused(system, case_file, request, findings)
        raise write_refusal(told, case_file, inputs, request, events) from None
    used = [
        fault
        for found in (baseline, answer)
        if circles and found is not None
        for fault in circles_used(system, found.dataset, case_file.place)
    ]
    if used:
        raise CaseError("the answer sends power in a circle that pays", used)
    plan, plan_baseline = answer, baseline
    foresight: dict[str, Any] = {"kind": "perfect"}
    if case.study.foresight == "rolling":
        answer, baseline, foresight = _rolled(system, plan, without)
    results = assemble(system, answer, replace(without, answer=baseline))
    results["foresight"] = foresight
    results["assumptions"] = list_assumptions(case, case_file.origins)
    add_worth(system, plan, None if without.resting else plan_baseline, results)
    if case.study.calibration is not None:
        shown = answer if baseline is None else baseline
        results["calibration"] = calibrate(
            case.study.calibration, case_file.folder, shown.dataset, inputs.horizon
        )
    remarks = [f for c in system.form.components.values() for f in c.remarks(inputs.horizon)]
    late = given_up(results["flatness"])
    found = (*case_file.faults, *inputs.faults, *circles, *wide, *remarks, *late)
    results["warnings"] = [str(fault) for fault in found]
    bills, bill_checks = _bills(system, answer, baseline)
    results["bill"] = bill_summary(bills, system.form.components)
    checks = [
        *kind_checks(system.form.components, answer.dataset, inputs.horizon),
        *balance_checks(system.form.components, answer.dataset),
        *bill_checks,
    ]
    solution = answer.solution
    content = RunContent(
        case_yaml=str(resolved_yaml(case_file)),
        results=results,
        series=answer.dataset,
        duals=answer.duals,
        ledger=answer.ledger,
        checks=checks,
        manifest={
            **described(case_file, inputs, request),
            "solver": results["solver"],
            "residuals": {} if solution.certificate is None else solution.certificate.as_dict(),
        },
        log_lines=events,
        solver_log=_solver_log(solution),
        extra_files={FILE: bill_text(bills)},
    )
    write_run(request.out, content, replace=request.replace)
    return results


def _bills(system: System, answer: Answer, baseline: Answer | None) -> tuple[Rows, list[Check]]:
    """The bill of the answer and of the baseline, each held against its ledger."""
    form = system.form
    rows: Rows = []
    checks = []
    for name, side in ((WITH, answer), (WITHOUT, baseline)):
        if side is None:
            continue
        own = bill_rows(name, form.components, side.dataset, form.horizon, form.base, form.rates)
        ledger = [asdict(row) for row in side.ledger]
        checks.append(against_ledger(own, ledger, form.components, f"bill {name} is the ledger's"))
        rows += own
    return rows, checks


def _rolled(
    system: System, plan: Answer, without: Without
) -> tuple[Answer, Answer | None, dict[str, Any]]:
    """The plan, and the system without storage, run window by window."""
    run, foresight = run_rolling(system, plan.solution, "window by window")
    answer = system.read(run)
    baseline = without.answer
    if baseline is None or baseline is plan:
        return answer, answer if baseline is plan else None, foresight.as_dict()
    with at_rest(system, without.resting):
        none, _ = run_rolling(system, baseline.solution, "window by window without storage")
        return answer, system.read(none), foresight.as_dict()


def _solver_log(solution: Solution) -> str:
    """What the engines said, and how many values were tidied."""
    told = f"{solution.cleaned} values that missed a bound by a hair were put on it"
    return "\n".join([*filter(None, [solution.message]), *([told] if solution.cleaned else [])])
