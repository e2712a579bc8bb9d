"""Files that are whole or absent: synced writes, hashes, and refusals a user can act on.

Every operating-system error met while writing becomes one sentence that says what could not be
written, why, and what to do; the numbers of the system's own errors never reach the user.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bess_opt.errors import EnvironmentFault, Fault, Place

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_FOLDER = {errno.ENOTDIR, errno.EEXIST}


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with plain newlines and wait until the disk has it.

    A file name that is not UTF-8 reaches us with lone surrogates; they are written as escapes.
    """
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def sync_folder(path: Path) -> None:
    """Wait until the disk has the names in a folder; systems without that notion are left alone."""
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_bytes(folder: Path) -> int:
    """Free space where ``folder`` lies or will lie, bytes."""
    here = folder
    while not here.exists() and here != here.parent:
        here = here.parent
    return shutil.disk_usage(here).free


def environment_fault(error: OSError, path: Path) -> EnvironmentFault:
    """The refusal that stands for an operating-system error met at ``path``."""
    number = error.errno
    if number is None and "No space left" in str(error):
        number = errno.ENOSPC
    if number in _FULL:
        free = free_bytes(path.parent) / 1e6
        fault = Fault(
            "E-ENV-010",
            f"the disk is full: {free:.0f} MB free",
            repair="free some space or write elsewhere with -o",
            place=Place(str(path)),
        )
    elif number in _FORBIDDEN:
        fault = Fault(
            "E-ENV-011",
            "this place is not writable",
            "permission to write here",
            "choose another folder with -o",
            Place(str(path)),
        )
    elif number in _NO_FOLDER and (blocking := _file_among(path)) is not None:
        fault = Fault(
            "E-ENV-011",
            f"{blocking} is a file",
            "a folder",
            "choose another folder with -o",
            Place(str(path)),
        )
    elif number == errno.EISDIR:
        fault = Fault("E-ENV-011", "this is a folder", "a file", "name a file", Place(str(path)))
    elif number == errno.ENAMETOOLONG:
        fault = Fault(
            "E-ENV-012",
            "the path is longer than this system allows",
            repair="choose a shorter folder with -o",
            place=Place(str(path)),
        )
    else:
        reason = error.strerror or str(error)
        fault = Fault(
            "E-ENV-013",
            f"the system refused: {reason}",
            repair="choose another folder with -o",
            place=Place(str(path)),
        )
    return EnvironmentFault(f"{path} cannot be written", [fault])


def _file_among(path: Path) -> Path | None:
    """The file that stands on a path where a folder should be."""
    return next((part for part in path.parents if part.is_file()), None)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn operating-system errors inside the block into an :class:`EnvironmentFault`.

    Raises
    ------
    EnvironmentFault
        The disk is full, the place is not writable, the path is too long.
    """
    try:
        yield
    except OSError as error:
        raise environment_fault(error, path) from error
