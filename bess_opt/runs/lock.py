"""One writer per run: a lock that the operating system drops when its holder dies.

We lock an open file instead of writing a name down, so that no lock outlives its process and nobody
has to unlock by hand. The alternative, a file that merely exists, survives a kill.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bess_opt.errors import EnvironmentFault, Fault, Place
from bess_opt.runs.files import refusing


@contextmanager
def holding(target: Path) -> Iterator[None]:
    """Hold the right to write ``target`` while the block runs.

    Raises
    ------
    EnvironmentFault
        Another process holds it; the message says which and since when.
    """
    target = target.absolute()
    path = target.parent / f".lock-{target.name}"
    handle = _acquire(target, path)
    try:
        _sign(handle)
        yield
    finally:
        # The name goes while we still hold the lock, so that no lock file is left lying about.
        path.unlink(missing_ok=True)
        os.close(handle)


def _acquire(target: Path, path: Path) -> int:
    """An open handle on the locked file that bears the name."""
    while True:
        with refusing(target):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if not _take(handle):
            os.close(handle)
            raise _held(target, path)
        # Its last holder may have removed the name between our opening and our locking.
        if _is_named(handle, path):
            return handle
        os.close(handle)


def _is_named(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _take(handle: int) -> bool:
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True


def _sign(handle: int) -> None:
    note = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    os.truncate(handle, 0)
    os.write(handle, json.dumps(note).encode())


def _held(target: Path, path: Path) -> EnvironmentFault:
    try:
        note = json.loads(path.read_text("utf-8"))
        who = f"process {note['pid']} on {note['host']} since {note['since']}"
    except (OSError, ValueError, KeyError):
        who = "another process"
    fault = Fault(
        "E-ENV-020",
        f"{who} is writing this run",
        repair="wait for it, or name another folder with -o",
        place=Place(str(target)),
    )
    return EnvironmentFault(f"{target} is locked", [fault])
