"""Files that a case names: inside its folder or the bundled data, there, and in the right case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bess_opt.case.document import Document, joined
from bess_opt.case.nearest import listing, nearest
from bess_opt.case.sections import Sections
from bess_opt.errors import Fault

FILES = ("file", "weather", "power_curve")
MOST_SHOWN = 60
BUNDLED = Path(__file__).resolve().parent.parent / "bundled"


def file_faults(sections: Sections, document: Document, folder: Path) -> Iterator[Fault]:
    """Faults of the files that series and the study name."""
    outside = sections.sound.get("allow_outside", False)
    named = {
        joined("series", name, field): getattr(spec, field)
        for name, spec in sections.sound.get("series", {}).items()
        for field in type(spec).model_fields
        if field in FILES and isinstance(getattr(spec, field), str)
    }
    study = sections.sound.get("study")
    if study is not None and study.calibration is not None:
        named["study.calibration.file"] = study.calibration.file
    told: set[str] = set()
    for path, file in named.items():
        if file in told or document.is_refused(path):
            continue
        code, found, expected, repair = _judged(file, folder, outside)
        if code:
            told.add(file)
            yield Fault(code, found, expected, repair, document.place(path), path)


def _judged(file: str, folder: Path, outside: bool) -> tuple[str, str, str, str]:
    """Code, found, expected and repair of one file; an empty code where all is well."""
    try:
        (folder / file).lstat()
    except (ValueError, OSError) as error:
        # A missing file is judged below; what no disk can hold has no sensible path at all.
        if not isinstance(error, FileNotFoundError | NotADirectoryError | PermissionError):
            shown = file if len(file) <= MOST_SHOWN else f"{file[:MOST_SHOWN]}..."
            return "E-FI-013", f"{shown!r} cannot be the name of a file", "", "mend the path"
    target = folder / file
    allowed = (folder.resolve(), BUNDLED)
    resolved = target.resolve()
    if not outside and not any(resolved.is_relative_to(root) for root in allowed):
        through = " through a link" if not _leaves(file) else ""
        return (
            "E-CF-015",
            f"the file '{file}' lies outside the folder of the case{through}",
            "a path inside the folder",
            "copy the file into the folder, or set allow_outside: true if that is intended",
        )
    if "\\" in file and not target.exists() and (folder / file.replace("\\", "/")).exists():
        repair = f"write {file.replace(chr(92), '/')}"
        return "E-FI-013", f"the path '{file}' holds backslashes", "slashes", repair
    if target.is_dir():
        return "E-FI-013", f"'{file}' is a folder", "a file", ""
    real = _as_on_disk(file, folder)
    if real is not None and real != Path(file).as_posix():
        found = f"'{file}' is not there, but {real} is (names are case-sensitive)"
        return "E-CF-016", found, "", f"write {real}"
    if not target.is_file():
        parent = target.parent
        held = sorted(p.name for p in parent.iterdir()) if parent.is_dir() else []
        near = nearest(target.name, held)
        expected = "" if near else (f"one of {listing(held)}" if held else "")
        repair = f"did you mean {(Path(file).parent / near).as_posix()}?" if near else ""
        return "E-FI-013", f"there is no file '{file}'", expected, repair
    return "", "", "", ""


def _leaves(file: str) -> bool:
    """Whether a path leaves its folder by what is written in it."""
    depth = 0
    for part in Path(file).parts:
        depth += -1 if part == ".." else 0 if part == "." else 1
        if depth < 0:
            return True
    return Path(file).is_absolute()


def _as_on_disk(file: str, folder: Path) -> str | None:
    """The path with each part as it is spelt on disk, None where no such file exists."""
    here, spelt = folder, list[str]()
    for part in Path(file).parts:
        if part in ("..", ".", "/"):
            here, spelt = here / part, [*spelt, part]
            continue
        held = [p.name for p in here.iterdir()] if here.is_dir() else []
        same = part if part in held else None
        same = same or next((n for n in held if n.casefold() == part.casefold()), None)
        if same is None:
            return None
        here, spelt = here / same, [*spelt, same]
    return Path(*spelt).as_posix() if spelt else None
