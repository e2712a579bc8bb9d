"""The case and its data as one run needs them, or every fault of both at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bess_opt.case.case_file import CaseFile
from bess_opt.case.read import read_case
from bess_opt.errors import CaseError, DataError, count
from bess_opt.sources.load import Inputs, load_series
from bess_opt.studies.request import Request


def read(request: Request, emit: Callable[[dict[str, Any]], None]) -> tuple[CaseFile, Inputs]:
    """A sound case and its series.

    Raises
    ------
    CaseError, DataError
        The case or its data are wrong.
    """
    emit({"event": "stage", "stage": "read"})
    case_file = read_case(
        request.case_path, scenario=request.scenario, overrides=request.changes, check=True
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
    if inputs.has_errors:
        wrong = count(sum(fault.is_error for fault in inputs.faults), "fault")
        raise DataError(f"the data have {wrong}", [*case_file.faults, *inputs.faults])
    for fault in (*case_file.faults, *inputs.faults):
        emit({"event": "warning", "text": str(fault)})
    return case_file, inputs
