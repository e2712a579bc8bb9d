"""Where a run may be written: vacant targets, temporary names, what a killed run left behind.

A run is filled under a temporary name beside its target and renamed last, so that a directory
either is a whole result or is not there. The temporary name carries host and process, so that what
a killed process left behind is known as such and removed by the next run.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import time
from pathlib import Path

from bess_opt.errors import EnvironmentFault, Fault, Place, UsageError
from bess_opt.runs.files import free_bytes, refusing

COMPLETE = "COMPLETE"
MANIFEST = "manifest.json"
# A full-size run with its reports takes some 30 MB; below this we refuse before the solve.
LEAST_FREE_BYTES = 100_000_000
_TEMPORARY = re.compile(r"^\.(?:tmp|old)-(?P<host>[\w-]+)-(?P<pid>\d+)-[0-9a-f]{8}$")
_DAY_S = 86_400.0


def refuse_occupied(target: Path, *, replace: bool = False) -> None:
    """Refuse a target that holds something.

    A finished run is replaced only when asked for; anything that is not a run is never replaced.

    Raises
    ------
    UsageError
        The target is a file, a foreign folder with content, or a run that may not be replaced.
    """
    place = Place(str(target))
    if target.is_dir():
        if not any(target.iterdir()):
            return
        if not (target / MANIFEST).is_file():
            fault = Fault(
                "E-RN-004",
                "the folder holds files that are not a run",
                repair="name another folder",
                place=place,
            )
            raise UsageError(f"{target} is not empty", [fault])
        if not replace:
            fault = Fault(
                "E-RN-005",
                "a run is already there",
                repair="name another folder, or replace it with --force",
                place=place,
            )
            raise UsageError(f"{target} holds a run", [fault])
    elif target.exists():
        fault = Fault("E-RN-004", "this is a file", repair="name a folder", place=place)
        raise UsageError(f"{target} is a file", [fault])


def prepare(target: Path, *, replace: bool = False) -> list[Path]:
    """Make sure, before anything is solved, that a run can be written at ``target``.

    Creates the parent folder and removes what killed runs left in it.

    Returns
    -------
    list of Path
        Left-overs that were removed.

    Raises
    ------
    UsageError
        The target is occupied.
    EnvironmentFault
        The parent is not writable, or the disk is nearly full.
    """
    target = target.absolute()
    parent = target.parent
    with refusing(target):
        refuse_occupied(target, replace=replace)
        parent.mkdir(parents=True, exist_ok=True)
        trial = temporary_name(parent)
        trial.mkdir()
        trial.rmdir()
    free = free_bytes(parent)
    if free < LEAST_FREE_BYTES:
        fault = Fault(
            "E-ENV-010",
            f"the disk is nearly full: {free / 1e6:.0f} MB free",
            f"at least {LEAST_FREE_BYTES / 1e6:.0f} MB",
            "free some space or write elsewhere with -o",
            Place(str(parent)),
        )
        raise EnvironmentFault(f"{target} cannot be written", [fault])
    return remove_leftovers(parent)


def temporary_name(parent: Path, prefix: str = "tmp") -> Path:
    """A name beside the target that says who made it."""
    return parent / f".{prefix}-{_host()}-{os.getpid()}-{secrets.token_hex(4)}"


def remove_leftovers(parent: Path) -> list[Path]:
    """Remove temporary folders whose process is gone; those of other machines are left alone."""
    removed = []
    for entry in sorted(parent.iterdir()):
        match = _TEMPORARY.match(entry.name)
        if match is None or match["host"] != _host() or _is_alive(int(match["pid"]), entry):
            continue
        shutil.rmtree(entry, ignore_errors=True)
        removed.append(entry)
    return removed


def _host() -> str:
    return re.sub(r"\W", "_", socket.gethostname()) or "host"


def _is_alive(pid: int, entry: Path) -> bool:
    if os.name != "posix":
        # Elsewhere signal 0 would end the process; a day is longer than any run.
        return time.time() - entry.stat().st_mtime < _DAY_S
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
