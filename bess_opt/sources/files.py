"""Data files: found inside the case's folder, read once, hashed before and after.

What is parsed is the bytes that were hashed; at the end each file is hashed again on disk, so that
a file which was being written while it was read is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bess_opt.errors import Fault, Place

MOST_BYTES = 1_000_000_000


@dataclass(frozen=True)
class DataFile:
    """A file as it was when it was read.

    Parameters
    ----------
    name : str
        As the case writes it.
    path : Path
        Where it was found.
    content : bytes
    sha256 : str
    """

    name: str
    path: Path
    content: bytes
    sha256: str


def read_file(
    name: str, folder: Path, *, allow_outside: bool, place: Place | None, path: str
) -> DataFile | Fault:
    """Bytes of a data file, or why it cannot be read.

    Parameters
    ----------
    name : str
        Path relative to ``folder``.
    folder : Path
        Folder of the case.
    allow_outside : bool
        Whether a file may lie outside ``folder`` and the package's bundled data.
    place, path : Place, str
        Where the case names the file.
    """
    target = folder / name
    if not allow_outside and not _is_inside(target, folder):
        return Fault(
            "E-CF-015",
            f"the data file '{name}' lies outside the case folder",
            "a file inside it",
            "copy the file there, or set allow_outside: true",
            place,
            path,
        )
    try:
        if target.is_dir():
            return Fault("E-FI-013", f"'{name}' is a folder", "a file", "", place, path)
        if not target.is_file():
            return _absent(name, target, place, path)
        if target.stat().st_size > MOST_BYTES:
            size = target.stat().st_size / 1e9
            return Fault(
                "E-FI-005",
                f"{name} has {size:.1f} GB",
                f"at most {MOST_BYTES / 1e9:.0f} GB",
                "keep the columns and years that are needed, or convert it to Parquet",
                Place(name),
                path,
            )
        content = target.read_bytes()
    except OSError as reason:
        return Fault(
            "E-FI-013",
            f"'{name}' cannot be read ({reason.strerror or reason})",
            "a file that can be read",
            "",
            place,
            path,
        )
    return DataFile(name, target, content, hashlib.sha256(content).hexdigest())


def _is_inside(target: Path, folder: Path) -> bool:
    resolved = target.resolve()
    bundled = Path(__file__).resolve().parents[1] / "bundled"
    return resolved.is_relative_to(folder.resolve()) or resolved.is_relative_to(bundled)


def _absent(name: str, target: Path, place: Place | None, path: str) -> Fault:
    here = target.parent
    present = sorted(p.name for p in here.iterdir()) if here.is_dir() else []
    twin = next((n for n in present if n.lower() == target.name.lower()), None)
    if twin is not None:
        return Fault(
            "E-CF-016",
            f"{target.name} is not there; {twin} is",
            "the name with its capitals (they count on Linux)",
            f"write {str(Path(name).with_name(twin))!r}",
            place,
            path,
        )
    near = get_close_matches(target.name, present, 1, 0.6)
    return Fault(
        "E-FI-013",
        f"there is no file '{name}'",
        "a file relative to the case",
        f"did you mean {str(Path(name).with_name(near[0]))!r}?" if near else "",
        place,
        path,
    )


def changed_files(files: Iterable[DataFile]) -> list[Fault]:
    """A fault for each file whose bytes are no longer those that were read."""
    faults = []
    for file in files:
        try:
            now = hashlib.sha256(file.path.read_bytes()).hexdigest()
        except OSError:
            now = ""
        if now != file.sha256:
            faults.append(
                Fault(
                    "E-FI-012",
                    f"{file.name} changed while it was read",
                    "a file that nothing writes to",
                    "wait until it is complete, then run again",
                    Place(file.name),
                )
            )
    return faults
