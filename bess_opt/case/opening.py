"""From a path to the text of a case: the file is found, and its bytes are UTF-8."""

from __future__ import annotations

from pathlib import Path

from bess_opt.case.nearest import listing, nearest
from bess_opt.errors import Fault, Place

MOST_BYTES = 5_000_000
MOST_WORKBOOK_BYTES = 200_000_000
ENDINGS = (".yaml", ".yml", ".json", ".toml", ".xlsx")
NAMES = (*(f"case{ending}" for ending in ENDINGS), "study.xlsx")
_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def find_case(path: Path) -> Path | Fault:
    """The case file that a path means: itself, or the one in a folder."""
    place = Place(str(path))
    try:
        path.lstat()
    except (ValueError, OSError) as error:
        if not isinstance(error, FileNotFoundError | NotADirectoryError | PermissionError):
            shown = Place(f"{str(path)[:60]!r}")
            return Fault("E-CF-001", "this cannot be the name of a file", "", "mend it", shown)
    if path.is_dir():
        for name in NAMES:
            if (path / name).is_file():
                return path / name
        held = sorted(p.name for p in path.iterdir() if p.suffix in ENDINGS)
        found = "the folder holds no case.yaml"
        if held:
            repair = f"name the file: {path / held[0]}" if len(held) == 1 else "name one of them"
            return Fault("E-CF-002", f"{found}, but {listing(held)}", "", repair, place)
        return Fault("E-CF-002", found, "", f"create one: bess-opt init {path / 'my_case'}", place)
    if path.is_file():
        return path
    if path.is_symlink():
        found = f"the link leads to {path.readlink()}, where there is no file"
        return Fault("E-CF-001", found, "", "mend the link", place)
    if path.exists():
        return Fault("E-CF-001", "this is no file but a device or a pipe", "a file", "", place)
    repair = "create one: bess-opt init DIR"
    folder = path.parent
    if folder.is_dir():
        near = nearest(path.name, [p.name for p in folder.iterdir()])
        deeper = sorted(folder.glob(f"*/{path.name}"))
        if near is not None:
            repair = f"did you mean {folder / near}?"
        elif deeper:
            repair = f"did you mean {deeper[0]}?"
    return Fault("E-CF-001", "there is no such file", "", repair, place)


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes | Fault:
    """The bytes of a case file, or why there are none."""
    place = Place(str(path))
    try:
        size = path.stat().st_size
        if size > most:
            found = f"the file has {size / 1e6:.1f} MB"
            expected = f"at most {most / 1e6:.0f} MB"
            repair = "keep series in files of their own"
            return Fault("E-CF-012", found, expected, repair, place)
        return path.read_bytes()
    except OSError as error:
        found = f"the file cannot be read: {(error.strerror or 'no reason given').lower()}"
        return Fault("E-CF-001", found, "", "mend its permissions", place)


def read_text(path: Path) -> tuple[bytes, str | Fault]:
    """The bytes of a case file, and their text, or why they are none."""
    raw = read_bytes(path)
    return (b"", raw) if isinstance(raw, Fault) else (raw, decode(raw, str(path)))


def decode(raw: bytes, file: str) -> str | Fault:
    """Text of UTF-8 bytes, with or without a byte-order mark; or the fault that tells why not."""
    repair = "save the file as UTF-8"
    for mark, name in _MARKS:
        if raw.startswith(mark):
            found = f"the file is not UTF-8 (byte 0x{raw[0]:02x} at 0; it looks like {name})"
            return Fault("E-CF-013", found, "", repair, Place(file, 1, 1))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        found = f"the file is not UTF-8 (byte 0x{raw[error.start]:02x} at {error.start})"
        return Fault("E-CF-013", found, "", repair, Place(file, line, column))
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        found = "the file holds a NUL character, so it is no text"
        return Fault("E-CF-013", found, "", repair, Place(file, line))
    return text
