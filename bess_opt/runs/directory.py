"""The run directory: written whole or not at all.

We fill a temporary directory, hash every file into the manifest, write ``COMPLETE`` last and
rename. The alternative, writing in place with a state file, leaves half a result under the final
name when the process dies. We would change if results outgrew what one rename can move.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bess_opt.component import Check
from bess_opt.ledger import Ledger
from bess_opt.runs.files import refusing, sha256_of, sync_folder, write_bytes, write_text
from bess_opt.runs.ledger_csv import ledger_text
from bess_opt.runs.manifest import hashed, make_manifest, manifest_text
from bess_opt.runs.netcdf import write_dataset
from bess_opt.runs.places import COMPLETE, MANIFEST, refuse_occupied, temporary_name
from bess_opt.runs.plain import plain, results_text

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class RunContent:
    """All that a run directory holds.

    Parameters
    ----------
    case_yaml : str
        The resolved case.
    results : dict
        ``results.json`` without its ``schema``.
    series, duals : xarray.Dataset
        Every quantity by step, and shadow prices; time in UTC without zone, attribute ``timezone``.
    ledger : Ledger
        Rows that sum to the objective.
    checks : list of Check
        What was re-checked after the solve.
    manifest : dict
        What the study knows for the manifest; see :func:`bess_opt.runs.manifest.make_manifest`.
    log_lines : iterable of dict
        Events of the run, one JSON object per line.
    solver_log : str
        What the engine printed.
    extra_files : mapping
        Further files by relative name.
    """

    case_yaml: str
    results: Mapping[str, Any]
    series: xr.Dataset
    duals: xr.Dataset
    ledger: Ledger
    checks: list[Check]
    manifest: Mapping[str, Any] = field(default_factory=dict)
    log_lines: Iterable[Mapping[str, Any]] = ()
    solver_log: str = ""
    extra_files: Mapping[str, bytes | str] = field(default_factory=dict)


def write_run(target: Path, content: RunContent, *, replace: bool = False) -> Path:
    """Write a run so that it is there whole or not at all.

    Returns
    -------
    Path
        The absolute path of the run.

    Raises
    ------
    UsageError
        The target is occupied; with ``replace``, only where it is no run.
    EnvironmentFault
        Disk full, no permission, path too long; nothing is left behind and nothing was touched.
    """
    target = Path(target).absolute()
    refuse_occupied(target, replace=replace)
    temporary = temporary_name(target.parent)
    try:
        with refusing(target):
            temporary.mkdir(parents=True)
            _fill(temporary, content)
            seal(temporary, content.manifest)
            publish(temporary, target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return target


def _fill(folder: Path, content: RunContent) -> None:
    currency = str(content.results.get("objective", {}).get("currency", ""))
    write_text(folder / "case.resolved.yaml", content.case_yaml)
    results = {"schema": "bess_opt/results/1", **content.results}
    write_text(folder / "results.json", results_text(results))
    write_dataset(content.series, folder / "series.nc", currency)
    write_dataset(content.duals, folder / "duals.nc", currency)
    write_text(folder / "ledger.csv", ledger_text(content.ledger))
    write_text(folder / "checks.json", checks_text(content.checks))
    lines = [json.dumps(plain(line), ensure_ascii=False) + "\n" for line in content.log_lines]
    write_text(folder / "log" / "run.jsonl", "".join(lines))
    write_text(folder / "log" / "solver.log", content.solver_log)
    for name, body in content.extra_files.items():
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise ValueError(f"'{name}' lies outside the run")
        write_bytes(path, body.encode() if isinstance(body, str) else body)


def seal(folder: Path, given: Mapping[str, Any]) -> None:
    """Write the manifest over all files, then ``COMPLETE`` over the manifest."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    write_text(folder / MANIFEST, manifest_text(make_manifest(plain(given), hashed(files, folder))))
    write_text(folder / COMPLETE, seal_text(sha256_of(folder / MANIFEST)))
    for path in (folder / "log", folder):
        sync_folder(path)


def seal_text(manifest_sha256: str) -> str:
    """``COMPLETE``: the manifest's hash, and a hash of that line, so each vouches for itself."""
    line = f"{MANIFEST} {manifest_sha256}"
    return f"{line}\n{hashlib.sha256(line.encode()).hexdigest()}\n"


def publish(temporary: Path, target: Path) -> None:
    """Give the filled directory its name; a run that it replaces goes only once it is there."""
    old = None
    if target.exists():
        old = temporary_name(target.parent, "old")
        target.rename(old)
    try:
        temporary.rename(target)
    except OSError:
        if old is not None:
            old.rename(target)
        raise
    with suppress(OSError):
        # The run is whole and there; a disk that cannot vouch for the name is no reason to fail it.
        sync_folder(target.parent)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


def checks_text(checks: Iterable[Check]) -> str:
    """``checks.json``."""
    return json.dumps([check_row(check) for check in checks], indent=2, ensure_ascii=False) + "\n"


def check_row(check: Check) -> dict[str, Any]:
    """A check as plain values."""
    return {
        "name": check.name,
        "component": check.component,
        "figure": plain(float(check.figure)),
        "tolerance": float(check.tolerance),
        "unit": check.unit,
        "passed": bool(check.passed),
    }
