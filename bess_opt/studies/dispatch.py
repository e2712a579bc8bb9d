"""One run of a case: the same system without sized storage, with it, and what storage is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bess_opt.component import Check
from bess_opt.errors import CaseError, DataError, Infeasible
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
from bess_opt.solve.problem import Solution
from bess_opt.studies.assumptions import list_assumptions
from bess_opt.studies.calibration import calibrate
from bess_opt.studies.figures import binding, energy, sizes, system_figures
from bess_opt.studies.infeasible.explain import impossible, in_short
from bess_opt.studies.infeasible.refusal import described, refused, write_refusal
from bess_opt.studies.meters import paid_circles
from bess_opt.studies.rolling import run_rolling
from bess_opt.studies.system import Answer, Emit, System
from bess_opt.studies.value_stack import value_stack
from bess_opt.studies.worth import break_even, chosen_sizes, flatness, trial_sizes

# An end of the flat range is given up after this, or after so many times the optimum's own solve.
PATIENCE_S, PATIENCE_FACTOR = 60.0, 5.0


def execute(payload: Mapping[str, Any], emit: Emit) -> dict[str, Any]:
    """Read, solve, re-check and write one run; returns its results.

    Parameters
    ----------
    payload : mapping
        ``case_path``, ``out`` and, optional, ``scenario``, ``overrides``, ``solver``, ``vertex``,
        ``time_limit_s``, ``foresight``, ``save_lp``, ``replace``, ``argv``.
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

    case_file, inputs = read(payload, tell)
    case = case_file.case
    system = System(case, inputs, tell)
    circles = list(paid_circles(system, case_file.place))
    if circles:
        raise CaseError("the case pays for power sent in a circle", circles)
    if payload.get("save_lp"):
        from bess_opt.model.export import write_lp

        with refusing(Path(payload["save_lp"])):
            write_lp(system.program, Path(payload["save_lp"]))
    vertex = bool(payload.get("vertex"))
    findings = impossible(system)
    try:
        if findings:
            raise Infeasible("the case is infeasible (by arithmetic)")
        baseline, refusal = _baseline(system, vertex)
        if not system.storage_ratings() and case.study.baseline:
            if baseline is None:
                raise Infeasible("the case is infeasible")
            answer = baseline
        else:
            answer = system.read(system.solve("with storage", vertex=vertex))
    except Infeasible:
        told = refused(system, case_file, payload, findings)
        raise write_refusal(told, case_file, inputs, payload, events) from None
    plan, plan_baseline = answer, baseline
    foresight: dict[str, Any] = {"kind": "perfect"}
    if case.study.foresight == "rolling":
        answer, baseline, foresight = _rolled(system, plan, plan_baseline)
    results = assemble(system, answer, baseline, refusal)
    results["foresight"] = foresight
    results["assumptions"] = list_assumptions(case, case_file.origins)
    _worth(system, plan, plan_baseline, results)
    if case.study.calibration is not None:
        shown = answer if baseline is None else baseline
        results["calibration"] = calibrate(
            case.study.calibration, case_file.folder, shown.dataset, inputs.horizon
        )
    remarks = [f for c in system.form.components.values() for f in c.remarks(inputs.horizon)]
    faults = [*case_file.faults, *inputs.faults, *remarks]
    results["warnings"] = [*(str(f) for f in faults), *_given_up(results["flatness"])]
    bills, bill_checks = _bills(system, answer, baseline)
    results["bill"] = bill_summary(bills, system.form.components)
    checks = [
        *kind_checks(system.form.components, answer.dataset, inputs.horizon),
        *balance_checks(system.form.components, answer.dataset),
        *bill_checks,
    ]
    solution = answer.solution
    content = RunContent(
        case_yaml=_resolved(case_file),
        results=results,
        series=answer.dataset,
        duals=answer.duals,
        ledger=answer.ledger,
        checks=checks,
        manifest={
            **described(case_file, inputs, payload),
            "solver": results["solver"],
            "residuals": {} if solution.certificate is None else solution.certificate.as_dict(),
        },
        log_lines=events,
        solver_log=_solver_log(solution),
        extra_files={FILE: bill_text(bills)},
    )
    write_run(Path(payload["out"]), content, replace=bool(payload.get("replace")))
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


def read(payload: Mapping[str, Any], emit: Emit) -> tuple[Any, Any]:
    """The case and its data, or every fault of both at once."""
    from bess_opt.case.read import read_case
    from bess_opt.sources import load_series

    emit({"event": "stage", "stage": "read"})
    overrides = list(payload.get("overrides") or ())
    for option, path in (
        ("solver", "solver.name"),
        ("time_limit_s", "solver.time_limit_s"),
        ("foresight", "study.foresight"),
        ("value_stack", "study.value_stack"),
    ):
        if payload.get(option) is not None:
            overrides.append(f"{path}={payload[option]}")
    case_file = read_case(
        Path(payload["case_path"]),
        scenario=payload.get("scenario"),
        overrides=overrides,
        check=True,
    )
    case = case_file.case
    if case is None:
        raise CaseError("the case has faults", case_file.faults)
    inputs = load_series(
        case.time,
        case.series,
        case_file.folder,
        allow_outside=case.allow_outside,
        place=case_file.place,
        uses=case_file.uses,
    )
    wrong = [f for f in inputs.faults if f.is_error]
    if wrong:
        raise DataError(f"the data have {len(wrong)} faults", [*case_file.faults, *inputs.faults])
    for fault in (*case_file.faults, *inputs.faults):
        emit({"event": "warning", "text": str(fault)})
    return case_file, inputs


def _baseline(system: System, vertex: bool) -> tuple[Answer | None, list[str]]:
    """The system with sized storage at zero; or the rules that it cannot meet."""
    if not system.case.study.baseline:
        return None, []
    none = {n: dict.fromkeys(own, (0.0, 0.0)) for n, own in system.storage_ratings().items()}
    system.bound(none)
    found: Answer | None = None
    refusal = in_short(system)
    if not refusal:
        try:
            found = system.read(system.solve("without storage", vertex=vertex))
        except Infeasible:
            refusal = in_short(system)
    system.bound({})
    return found, refusal


def _rolled(
    system: System, plan: Answer, baseline: Answer | None
) -> tuple[Answer, Answer | None, dict[str, Any]]:
    """The plan, and the system without storage, run window by window."""
    run, foresight = run_rolling(system, plan.solution, "window by window")
    answer = system.read(run)
    if baseline is None or baseline is plan:
        return answer, answer if baseline is plan else None, foresight.as_dict()
    without, _ = run_rolling(system, baseline.solution, "window by window without storage")
    return answer, system.read(without), foresight.as_dict()


def assemble(
    system: System, answer: Answer, baseline: Answer | None, refusal: list[str]
) -> dict[str, Any]:
    """``results.json`` of an answer beside its baseline."""
    form, base = system.form, system.form.base
    results = _part(system, answer)
    solution = answer.solution
    certificate = solution.certificate
    residuals = {"primal": 0.0, "dual": 0.0, "gap": 0.0}
    if certificate is not None:
        residuals = {
            "primal": certificate.primal,
            "dual": certificate.dual,
            "gap": certificate.gap,
        }
    results |= {
        "status": str(solution.status),
        "solver": {
            "name": solution.engine,
            "algorithm": solution.algorithm,
            "version": solution.version,
            "iterations": solution.iterations,
            "build_s": system.build_s,
            "solve_s": solution.seconds,
            "primal_residual": residuals["primal"],
            "dual_residual": residuals["dual"],
            "gap": residuals["gap"],
            "message": solution.message,
            "cleaned": solution.cleaned,
        },
        "binding": binding(answer.duals, form.horizon, form.components),
        "baseline": None if baseline is None else _part(system, baseline),
        "baseline_refused": refusal,
        "savings": None,
    }
    if baseline is not None:
        amount = baseline.cost - answer.cost
        blur = 10 * sum(
            abs(a.solution.objective)
            * (a.solution.certificate.gap if a.solution.certificate else 0)
            for a in (baseline, answer)
        )
        results["savings"] = {
            "amount": amount,
            "currency": base,
            "perspective": system.case.study.perspective,
            "distinguishable": bool(amount > blur),
            "blur": blur,
        }
    return results


def _part(system: System, answer: Answer) -> dict[str, Any]:
    form = system.form
    shares = sum(form.horizon.share_of_year.values())
    return {
        "objective": {
            "value": answer.cost,
            "currency": form.base,
            "basis": "per year" if abs(shares - 1) < 1e-9 else "over the horizon",
        },
        "sizes": sizes(answer.dataset, form.components, form.horizon),
        "energy_mwh": energy(answer.dataset, form.components, form.horizon),
        "costs": answer.ledger.by_component(),
        "sunk": answer.ledger.total("sunk"),
        "imputed": answer.ledger.total("imputed"),
        **system_figures(answer.dataset, form.components, form.horizon),
    }


def _worth(
    system: System, answer: Answer, baseline: Answer | None, results: dict[str, Any]
) -> None:
    """Break-even where storage does not pay; neighbouring sizes where it does."""
    results["break_even"] = results["flatness"] = None
    if baseline is None or not system.storage_ratings():
        results["headline"] = {"storage_pays": None}
        return
    chosen = chosen_sizes(system, answer.dataset)
    pays = any(own.get("p_rated_mw", 0.0) > results["nothing_mw"] for own in chosen.values())
    given = {
        n: {f: results["sizes"][n][f] for f in ("p_rated_mw", "e_rated_mwh", "duration_h")}
        for n in chosen
    }
    results["headline"] = {"storage_pays": pays, "storage": given}
    study = system.case.study
    if not pays and study.break_even:
        found = break_even(system, baseline.solution.objective)
        results["break_even"] = found | {"currency": system.form.base}
    if study.value_stack:
        results["value_stack"] = value_stack(
            system,
            chosen if pays else trial_sizes(system),
            (baseline.solution.objective, answer.solution.objective if pays else None),
        )
    if pays and study.flatness:
        patience_s = max(PATIENCE_S, PATIENCE_FACTOR * answer.solution.seconds)
        results["flatness"] = flatness(
            system, answer.solution.objective, answer.cost, chosen, patience_s
        )


def _solver_log(solution: Solution) -> str:
    """What the engines said, and how many values were tidied."""
    told = f"{solution.cleaned} values that missed a bound by a hair were put on it"
    return "\n".join([*filter(None, [solution.message]), *([told] if solution.cleaned else [])])


def _given_up(rows: list[dict[str, Any]] | None) -> list[str]:
    """Ends of the flat range that were not found in time."""
    found = {row["end"] for row in rows or ()}
    missing = [end for end in ("least", "most") if rows is not None and end not in found]
    return [
        f"W-NU-004 the {end} storage within 1 % of the least cost was not found in time, so how "
        "flat the optimum is on that side is not known"
        for end in missing
    ]


def _resolved(case_file: Any) -> str:
    from bess_opt.case.resolved import resolved_yaml

    return str(resolved_yaml(case_file))
