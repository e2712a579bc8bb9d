"""A case as it was written: plain values, and the place of every key and value.

Places are kept beside the data, by dotted path, so that the data stay plain dicts and lists. A path
that has no place of its own stands where its nearest ancestor stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bess_opt.errors import Fault, Place


@dataclass(frozen=True)
class Spot:
    """Where a value and its key stand (1-based), under what heading, and as what it was written.

    ``file`` is the file, or the command-line option; ``origin`` says in which layer the value was
    set, where that is not the file itself (``scenario dry``, ``-S``). ``key_file`` is the address
    of the heading that a cell of a workbook stands under.
    """

    file: str
    line: int | None = None
    column: int | None = None
    key_line: int | None = None
    key_column: int | None = None
    written: str | None = None
    origin: str = ""
    key_file: str = ""

    def of_value(self) -> Place:
        """Place of the value."""
        return Place(self.file, self.line, self.column)

    def of_key(self) -> Place:
        """Place of the key, or of the value where there is none (in a list)."""
        if self.key_file:
            return Place(self.key_file)
        if self.key_line is None:
            return self.of_value()
        return Place(self.file, self.key_line, self.key_column)


@dataclass
class Document:
    """What a text holds.

    Parameters
    ----------
    file : str
        Name as the user wrote it, for places.
    data : Any
        Dicts, lists and scalars; a mapping at the top of a case.
    spots : dict
        By dotted path; the empty path is the whole.
    faults : list of Fault
        What the reading already found.
    refused : set of str
        Paths whose value was refused, so that no second fault is told about them.
    replaced : set of str
        Texts that an overlay put something else for: what only they name is not forgotten.
    """

    file: str
    data: Any = None
    spots: dict[str, Spot] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)

    def spot(self, path: str) -> Spot:
        """The spot of a path, or of its nearest ancestor."""
        for candidate in ancestry(path):
            if candidate in self.spots:
                return self.spots[candidate]
        return Spot(self.file)

    def place(self, path: str) -> Place:
        """Place of the value at a path."""
        return self.spot(path).of_value()

    def key_place(self, path: str) -> Place:
        """Place of the key at a path."""
        return self.spot(path).of_key()

    def is_refused(self, path: str) -> bool:
        """Whether a fault about this path, or about what holds it, was already told."""
        return any(candidate in self.refused for candidate in ancestry(path))

    def copy(self) -> Document:
        """A copy that overlays may change; the data themselves are never changed in place."""
        return Document(
            self.file,
            self.data,
            dict(self.spots),
            list(self.faults),
            set(self.refused),
            set(self.replaced),
        )

    def under(self, path: str) -> Iterator[tuple[str, Spot]]:
        """Paths and spots below and at ``path``; the paths relative to it."""
        for name, spot in self.spots.items():
            if name == path or name.startswith(path + "."):
                yield name[len(path) :].lstrip("."), spot


def ancestry(path: str) -> Iterator[str]:
    """A dotted path, then each path that holds it, down to the empty one.

    >>> list(ancestry("a.b"))
    ['a.b', 'a', '']
    """
    while path:
        yield path
        path = path.rpartition(".")[0]
    yield ""


def joined(*parts: object) -> str:
    """Dotted path of its parts, empty ones left out."""
    return ".".join(str(part) for part in parts if str(part) != "")


def texts(value: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def at(data: Any, path: str) -> Any:
    """The value at a dotted path of plain data, None where there is none."""
    for part in path.split(".") if path else ():
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and part.isdigit() and int(part) < len(data):
            data = data[int(part)]
        else:
            return None
    return data
