"""The run directory: written whole or not at all, and read back with its hashes checked.

We fill a temporary directory, hash every file into the manifest, write ``COMPLETE`` last and
rename. The alternative, writing in place with a state file, leaves half a result under the final
name when the process dies. We would change if results outgrew what one rename can move.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bess_opt.component import Check
from bess_opt.errors import Fault, Place, UsageError, VerificationFailed
from bess_opt.ledger import Ledger
from bess_opt.runs.files import refusing, sha256_of, sync_folder, write_bytes, write_text
from bess_opt.runs.ledger_csv import ledger_rows, ledger_text
from bess_opt.runs.manifest import SCHEMA, hashed, make_manifest, manifest_text
from bess_opt.runs.netcdf import read_dataset, write_dataset
from bess_opt.runs.places import COMPLETE, MANIFEST, refuse_occupied, temporary_name
from bess_opt.runs.plain import plain, results_text

if TYPE_CHECKING:
    import pandas as pd
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


@dataclass(frozen=True)
class Run:
    """A finished run; each file is read when asked for, after its hash was checked."""

    path: Path
    manifest: dict[str, Any]

    def checked(self, name: str) -> Path:
        """Path of a file of the run whose hash is that of the manifest.

        Raises
        ------
        VerificationFailed
            The file is absent or differs from what was written.
        """
        path = self.path / name
        listed = self.manifest.get("outputs", {}).get(name)
        if listed is None or not path.is_file():
            raise damaged(path, "the file is missing")
        if sha256_of(path) != listed["sha256"]:
            raise damaged(path, "the file differs from what the run wrote")
        return path

    def has(self, name: str) -> bool:
        """Whether the run wrote a file of this name."""
        return name in self.manifest.get("outputs", {})

    @cached_property
    def results(self) -> dict[str, Any]:
        """``results.json``."""
        loaded: dict[str, Any] = json.loads(self.checked("results.json").read_text("utf-8"))
        return loaded

    @cached_property
    def series(self) -> xr.Dataset:
        """Every quantity by step."""
        return read_dataset(self.checked("series.nc"))

    @cached_property
    def duals(self) -> xr.Dataset:
        """Shadow prices."""
        return read_dataset(self.checked("duals.nc"))

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Rows of the ledger, one column per field of :class:`bess_opt.ledger.Row`."""
        import pandas as pd

        from bess_opt.ledger import COLUMNS

        return pd.DataFrame(self.ledger_rows, columns=list(COLUMNS))

    @cached_property
    def ledger_rows(self) -> list[dict[str, Any]]:
        """Rows of the ledger as plain values."""
        return ledger_rows(self.checked("ledger.csv").read_text("utf-8"))

    @cached_property
    def checks(self) -> list[dict[str, Any]]:
        """What was re-checked when the run was made."""
        loaded: list[dict[str, Any]] = json.loads(self.checked("checks.json").read_text("utf-8"))
        return loaded

    @cached_property
    def case(self) -> dict[str, Any]:
        """The resolved case as plain values."""
        from ruamel.yaml import YAML

        with self.checked("case.resolved.yaml").open(encoding="utf-8") as stream:
            loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(stream)
        return loaded


def damaged(path: Path, found: str) -> VerificationFailed:
    """The refusal to read a file that is not what the run wrote."""
    fault = Fault(
        "E-RN-001",
        found,
        repair="run the case again, or copy the run again",
        place=Place(str(path)),
    )
    return VerificationFailed(f"{path.name} is not what the run wrote", [fault])


def open_run(path: Path | str) -> Run:
    """Open a finished run.

    Raises
    ------
    UsageError
        There is no run at ``path``.
    VerificationFailed
        The run is not complete, or its manifest was changed.
    Infeasible
        The run ended without a solution.
    """
    folder = Path(path)
    place = Place(str(folder))
    if not folder.is_dir() or not (folder / MANIFEST).is_file():
        found = "no such folder" if not folder.exists() else "this is no run directory"
        fault = Fault(
            "E-RN-002", found, "a folder that bess-opt run wrote", "check the path", place
        )
        raise UsageError(f"there is no run at {os.fspath(path)}", [fault])
    if not (folder / COMPLETE).is_file():
        fault = Fault(
            "E-RN-006", "the run is not complete", repair="run the case again", place=place
        )
        raise VerificationFailed(f"{folder} holds no finished run", [fault])
    checkseal(folder)
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    if manifest.get("schema") != SCHEMA:
        fault = Fault(
            "E-RN-007",
            f"the run's schema is {manifest.get('schema')}",
            SCHEMA,
            "read it with the version of bess-opt that wrote it",
            place,
        )
        raise VerificationFailed(f"{folder} is of another version", [fault])
    from bess_opt.runs.refused import refuse_unanswered

    refuse_unanswered(folder, manifest)
    return Run(folder.absolute(), manifest)


def checkseal(folder: Path) -> None:
    """Check ``COMPLETE`` against itself, then the manifest against ``COMPLETE``.

    Raises
    ------
    VerificationFailed
        One of the two was changed; the message names which.
    """
    written = (folder / COMPLETE).read_bytes().decode("utf-8", "replace")
    line = written.partition("\n")[0]
    digest = line.rpartition(" ")[2]
    if written != seal_text(digest):
        raise damaged(folder / COMPLETE, "the seal differs from what the run wrote")
    if sha256_of(folder / MANIFEST) != digest:
        raise damaged(folder / MANIFEST, "the manifest differs from what the run wrote")
