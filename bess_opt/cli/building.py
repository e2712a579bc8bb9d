"""From a case file to its compiled system, for the commands that look at it without solving."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bess_opt.cli.screen import Screen
from bess_opt.errors import DataError

if TYPE_CHECKING:
    from bess_opt.case.case_file import CaseFile
    from bess_opt.sources import Inputs
    from bess_opt.studies.system import System


def read_all(
    path: Path, scenario: str | None, overrides: tuple[str, ...], screen: Screen
) -> tuple[CaseFile, Inputs]:
    """The case and its series; warnings are shown.

    Raises
    ------
    CaseError, DataError
        With every fault of the case, or of its data.
    """
    from bess_opt.case.read import read_case
    from bess_opt.sources import load_series

    case_file = read_case(path, scenario=scenario, overrides=overrides)
    case = case_file.case
    assert case is not None, "a case that passed its checks is there"
    inputs = load_series(
        case.time,
        case.series,
        case_file.folder,
        allow_outside=case.allow_outside,
        place=case_file.place,
        uses=case_file.uses,
    )
    faults = [*case_file.faults, *inputs.faults]
    if any(fault.is_error for fault in faults):
        raise DataError(f"the data of {path} have faults", faults)
    screen.faults(faults)
    return case_file, inputs


def build_system(
    path: Path, scenario: str | None, overrides: tuple[str, ...], screen: Screen
) -> System:
    """The compiled system of a case."""
    from bess_opt.studies.system import System

    case_file, inputs = read_all(path, scenario, overrides, screen)

    def ignore(event: dict[str, Any]) -> None:
        """Building is quick; nobody needs its events."""

    return System(case_file.case, inputs, ignore)
