"""The order of a report: the answer first, what supports it next, what it rests on last."""

from __future__ import annotations

from bess_opt.report.content import Note, Report, Section
from bess_opt.report.fit import fitted
from bess_opt.report.reading import Reading
from bess_opt.report.sections.answer import answer
from bess_opt.report.sections.balance import balance
from bess_opt.report.sections.basis import basis
from bess_opt.report.sections.bill import bill
from bess_opt.report.sections.calibration import calibration
from bess_opt.report.sections.capacity import capacity
from bess_opt.report.sections.curves import curves
from bess_opt.report.sections.method import method
from bess_opt.report.sections.money import money_section
from bess_opt.report.sections.operation import operation
from bess_opt.report.sections.service import service
from bess_opt.report.sections.shadow_prices import shadow_prices
from bess_opt.report.sections.sizes import sizes
from bess_opt.report.sections.storage import storage
from bess_opt.report.sections.trust import trust
from bess_opt.report.sections.value_stack import value_stack
from bess_opt.report.sections.worth import worth
from bess_opt.report.small import in_small_units
from bess_opt.runs.opening import Run

SECTIONS = (
    answer, worth, value_stack, bill, operation, storage, curves, money_section, capacity,
    balance, service, sizes, shadow_prices, calibration, trust, basis, method,
)  # fmt: skip


def run_report(run: Run) -> Report:
    """The report of one run."""
    reading = Reading(run)
    if not reading.is_optimal:
        return _without_answer(reading)
    found = (section(reading) for section in SECTIONS)
    report = Report(
        title=str(reading.case.get("name", "")),
        subtitle=subtitle(reading),
        origin=origin(reading),
        sections=tuple(section for section in found if section is not None),
    )
    return fitted(in_small_units(report) if reading.is_small else report)


def subtitle(reading: Reading) -> str:
    """The scenario, and what it says of itself."""
    described = (reading.case.get("scenarios") or {}).get(reading.scenario) or {}
    parts = [reading.scenario, str(described.get("description", ""))]
    return ": ".join(part for part in parts if part)


def origin(reading: Reading) -> tuple[tuple[str, str], ...]:
    """What tells this report from any other."""
    manifest = reading.run.manifest
    version = (manifest.get("versions") or {}).get("bess_opt", "")
    return (
        ("Run", reading.run.path.name),
        ("Made", str(manifest.get("created", ""))),
        ("By", f"bess_opt {version}".strip()),
    )


def _without_answer(reading: Reading) -> Report:
    status = str(reading.results.get("status"))
    note = Note(f"This run has no answer: its status is {status}. See log/run.jsonl.", "error")
    section = Section("answer", "No answer", (note,))
    return Report(str(reading.case.get("name", "")), "", origin(reading), (section,))
