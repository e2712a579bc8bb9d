"""``validate``: every fault of case and data in one pass."""

from __future__ import annotations

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
    from bess_opt.errors import Fault


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
    """Faults of the case, of its data and of each scenario, each told once."""
    found: dict[str, Fault] = {}
    read_series: set[str] = set()
    names = _check(path, scenario, overrides, found, read_series)
    for name in names if scenario is None else ():
        _check(path, name, overrides, found, read_series)
    return list(found.values())


def _check(
    path: Path,
    scenario: str | None,
    overrides: tuple[str, ...],
    found: dict[str, Fault],
    read_series: set[str],
) -> list[str]:
    """Add the faults of one scenario; returns the scenarios of the case."""
    from bess_opt.case.read import read_case

    case_file = read_case(path, scenario=scenario, overrides=overrides, check=False)
    for fault in case_file.faults:
        found.setdefault(str(fault), fault)
    case = case_file.case
    if case is not None:
        asked = repr((case.time, case.series))
        if asked not in read_series:
            from bess_opt.sources import load_series

            read_series.add(asked)
            inputs = load_series(
                case.time,
                case.series,
                case_file.folder,
                allow_outside=case.allow_outside,
                place=case_file.place,
            )
            for fault in inputs.faults:
                found.setdefault(str(fault), fault)
    return list(case_file.resolved.get("scenarios") or {})
