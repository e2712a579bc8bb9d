"""What a run leaves behind where there is no solution: its diagnosis, in a run directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bess_opt.errors import Infeasible
from bess_opt.runs.manifest import hashed
from bess_opt.runs.plain import results_text
from bess_opt.runs.refused import write_refused
from bess_opt.solve.arithmetic import Impossible
from bess_opt.solve.solution import Status
from bess_opt.studies.infeasible.explain import explained, unbounded
from bess_opt.studies.request import Request
from bess_opt.studies.system import System


def refused(
    system: System, case_file: Any, request: Request, findings: Sequence[Impossible]
) -> Infeasible:
    """The diagnosis of a case that arithmetic or an engine found to have no solution."""
    solution = system.unanswered
    if solution is not None and solution.status is Status.UNBOUNDED:
        return unbounded(system, solution, case_file.place)
    system.emit({"event": "stage", "stage": "diagnosis", "text": "looks for what would help"})
    system.bound({})

    def reread(overrides: Sequence[str]) -> System:
        from bess_opt.case.read import read_case
        from bess_opt.sources import load_series

        changed = read_case(
            request.case_path,
            scenario=request.scenario,
            overrides=[*request.overrides, *overrides],
        )
        case, inputs = changed.case, system.inputs
        assert case is not None
        if (case.time, case.series) != (system.case.time, system.case.series):
            inputs = load_series(case.time, case.series, changed.folder)
        return System(case, inputs, lambda event: None)

    return explained(system, reread, case_file.place, findings)


def write_refusal(
    told: Infeasible,
    case_file: Any,
    inputs: Any,
    request: Request,
    events: Sequence[Mapping[str, Any]],
) -> Infeasible:
    """Write the diagnosis where the run would have been; hands back the refusal that says so."""
    from bess_opt.case.resolved import resolved_yaml

    target = request.out
    status = "unbounded" if any(f.code == "E-IN-002" for f in told.faults) else "infeasible"
    results = {
        "schema": "bess_opt/results/1",
        "status": status,
        "diagnosis": {
            "message": told.message,
            "faults": [fault.as_dict() for fault in told.faults],
            "changes": list(told.changes),
        },
    }
    files = {
        "case.resolved.yaml": str(resolved_yaml(case_file)),
        "results.json": results_text(results),
        "diagnosis.txt": "\n".join([f"{told.message}.", "", *map(str, told.faults)]) + "\n",
    }
    manifest = {**described(case_file, inputs, request), "outcome": status}
    write_refused(target, files, manifest, events, replace=request.replace)
    message = f"{told.message}; the diagnosis is in {target / 'diagnosis.txt'}"
    return Infeasible(message, told.faults, told.changes)


def described(case_file: Any, inputs: Any, request: Request) -> dict[str, Any]:
    """What the manifest of any run says of the case it was made from."""
    return {
        "case": case_file.case.name,
        "scenario": request.scenario,
        "overrides": list(request.overrides),
        "argv": list(request.argv),
        "threads": case_file.case.solver.threads,
        "inputs": hashed([case_file.path, *inputs.files], case_file.folder),
    }
