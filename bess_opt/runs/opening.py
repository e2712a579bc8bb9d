"""A finished run read back, each file with its hash checked."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bess_opt.errors import Fault, Place, UsageError, VerificationFailed
from bess_opt.runs.directory import seal_text
from bess_opt.runs.files import sha256_of
from bess_opt.runs.ledger_csv import ledger_rows
from bess_opt.runs.manifest import SCHEMA
from bess_opt.runs.netcdf import read_dataset
from bess_opt.runs.places import COMPLETE, MANIFEST

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


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
