"""``validate``: every fault of case and data in one pass."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bess_opt.cli.frame import (
    Outcome,
    case_argument,
    case_path,
    overrides_option,
    scenario_option,
)
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.cli.wording import count

if TYPE_CHECKING:
    from bess_opt.case import CaseFile
    from bess_opt.errors import Fault
    from bess_opt.sources import Inputs


@make_command("validate")
@case_argument
@scenario_option
@overrides_option
def command(
    screen: Screen, case: Path, scenario: str | None, overrides: tuple[str, ...]
) -> Outcome:
    """Tell every fault of a case and its data.

    Each comes with its place and its repair.
    Without --scenario the case and all its scenarios are checked. Exit code 1 if there are errors.
    """
    path = case_path(case)
    faults = collect(path, scenario, overrides)
    errors = sum(fault.is_error for fault in faults)
    warnings = len(faults) - errors
    verdict = f"{path}: {count(errors, 'error')}, {count(warnings, 'warning')}"
    screen.say(verdict, fg="red" if errors else "green", bold=True)
    screen.faults(faults)
    data = {
        "case": str(path),
        "errors": errors,
        "warnings": warnings,
        "faults": [fault.as_dict() for fault in faults],
    }
    return Outcome(data, 1 if errors else 0)


def collect(path: Path, scenario: str | None, overrides: tuple[str, ...]) -> list[Fault]:
    """Faults of the case, its scenarios and the data of each, every fault once."""
    from bess_opt.case import read_case

    case_file = read_case(path, scenario=scenario, overrides=overrides, check=False)
    found = list(case_file.faults)
    inputs = data_of(case_file)
    read_already = {repr((case_file.time, case_file.series)): inputs}
    found += [*(() if inputs is None else inputs.faults), *meter_faults(case_file, inputs)]
    told = {str(fault): fault for fault in found}
    for name in (case_file.resolved.get("scenarios") or {}) if scenario is None else ():
        laid = read_case(path, scenario=name, overrides=overrides, check=False)
        asked, own = repr((laid.time, laid.series)), None
        if asked not in read_already:
            read_already[asked] = own = data_of(laid)
        read = () if own is None else own.faults
        for fault in (*read, *meter_faults(laid, read_already[asked])):
            if str(fault) not in told:
                told[str(fault)] = replace(fault, found=f"in scenario {name}: {fault.found}")
    return list(told.values())


def meter_faults(case_file: CaseFile, inputs: Inputs | None) -> list[Fault]:
    """Meters that pay for power sent in a circle; of a case without errors, which is compiled."""
    if inputs is None or inputs.has_errors or case_file.case is None or case_file.errors:
        return []
    from bess_opt.cli.silence import stdout_silenced
    from bess_opt.studies.meters import has_two_ways, paid_circles
    from bess_opt.studies.system import System

    if not has_two_ways(case_file.case.assets):
        return []
    with stdout_silenced():
        system = System(case_file.case, inputs, lambda event: None)
        return list(paid_circles(system, case_file.place))


def data_of(case_file: CaseFile) -> Inputs | None:
    """The series that a case declares soundly, with their faults, even where it has errors."""
    if case_file.time is None:
        return None
    from bess_opt.sources import load_series

    return load_series(
        case_file.time,
        case_file.series,
        case_file.folder,
        allow_outside=case_file.allow_outside,
        place=case_file.place,
        uses=case_file.uses,
    )
