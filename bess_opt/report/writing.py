"""Reports onto the disk: beside the run, with a manifest of their own; the run is not touched."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bess_opt.errors import Fault, UsageError
from bess_opt.runs.files import refusing, sha256_of, write_bytes
from bess_opt.runs.manifest import hashed
from bess_opt.runs.opening import Run
from bess_opt.runs.places import MANIFEST

if TYPE_CHECKING:
    from bess_opt.report.content import Report

FOLDER = "report"
SCHEMA = "bess_opt/report/1"


def _html(report: Report, _: Run | None = None) -> bytes:
    from bess_opt.report.html import html_text

    return html_text(report).encode()


def _xlsx(report: Report, run: Run) -> bytes:
    from bess_opt.report.workbook import workbook_bytes

    return workbook_bytes(report, run)


WRITERS: Mapping[str, tuple[str, Callable[[Report, Run], bytes]]] = {
    "html": ("report.html", _html),
    "xlsx": ("workbook.xlsx", _xlsx),
}


def write_report(run: Run, formats: Sequence[str] = ("html",)) -> list[Path]:
    """Write reports of a run into its folder ``report``; the same run gives the same bytes.

    Returns
    -------
    list of Path
        The files written, in the order of ``formats``.

    Raises
    ------
    UsageError
        A format is not known.
    EnvironmentFault
        The folder cannot be written.
    """
    from bess_opt.report.assemble import run_report

    _refuse_unknown(formats)
    report = run_report(run)
    folder = run.path / FOLDER
    written = []
    with refusing(folder):
        for name in dict.fromkeys(formats):
            file, write = WRITERS[name]
            written.append(_replace(folder / file, write(report, run)))
        outputs = hashed(
            sorted(p for file, _ in WRITERS.values() if (p := folder / file).exists()), folder
        )
        body = {
            "schema": SCHEMA,
            "run": {"manifest.json": sha256_of(run.path / MANIFEST)},
            "outputs": outputs,
        }
        _replace(folder / MANIFEST, (json.dumps(body, indent=2) + "\n").encode())
    return written


def write_comparison(runs: Sequence[Run], target: Path) -> Path:
    """Write several runs side by side as one HTML page.

    Raises
    ------
    UsageError
        Fewer than two runs.
    EnvironmentFault
        The page cannot be written.
    """
    from bess_opt.report.comparison import comparison_report

    if len(runs) < 2:
        fault = Fault("E-CL-001", f"{len(runs)} run named", "at least two runs")
        raise UsageError("a comparison needs at least two runs", [fault])
    target = Path(target).absolute()
    with refusing(target):
        return _replace(target, _html(comparison_report(runs)))


def _refuse_unknown(formats: Sequence[str]) -> None:
    for name in formats:
        if name not in WRITERS:
            fault = Fault(
                "E-RP-001", f"there is no report format '{name}'", f"one of {', '.join(WRITERS)}"
            )
            raise UsageError(f"'{name}' is not a format of reports", [fault])


def _replace(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all; an earlier one gives way only when the new one is there."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write_bytes(temporary, content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
