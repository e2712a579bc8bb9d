"""YAML text to a :class:`~bess_opt.case.document.Document`, with the place of every key and value.

We read the parser's events and build plain data ourselves. The alternative was ruamel's round-trip
objects, which keep places too; but events see every duplicate with both lines, every tag, the depth
before it hurts and the size of an alias before it is expanded. We would change if ruamel refused
these by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bess_opt.case.document import Document, Spot, joined
from bess_opt.case.scalars import odd_key, resolve
from bess_opt.errors import Fault, Place

MOST_DEPTH = 50
MOST_NODES = 100_000


class _Refused(Exception):
    """The text cannot be read on."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


@dataclass
class _Anchored:
    value: Any
    size: int


@dataclass
class _Builder:
    document: Document
    events: Iterator[Any]
    anchors: dict[str, _Anchored] = field(default_factory=dict)
    nodes: int = 0
    depth: int = 0

    def here(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.document.file, mark.line + 1, mark.column + 1)

    def tell(self, code: str, event: Any, path: str, found: str, repair: str = "") -> None:
        place = self.here(event)
        self.document.faults.append(Fault(code, found, repair=repair, place=place, path=path))
        if code.startswith("E"):
            self.document.refused.add(path)

    def refuse(self, code: str, event: Any, found: str, repair: str = "") -> _Refused:
        return _Refused(Fault(code, found, repair=repair, place=self.here(event)))

    def count(self, event: Any, size: int = 1) -> None:
        self.nodes += size
        if self.nodes > MOST_NODES:
            found = f"the text expands to more than {MOST_NODES:,} values"
            raise self.refuse("E-CF-012", event, found, "keep series in files of their own")

    def build(self, event: Any, path: str) -> Any:
        """The value that begins with ``event``."""
        name = type(event).__name__
        self.count(event)
        if name == "AliasEvent":
            return self.alias(event)
        if getattr(event, "tag", None) is not None:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            found = f"the tag {tag} stands before the value; tags are not allowed"
            self.tell("E-CF-011", event, path, found, "delete it")
        before = self.nodes
        if name == "ScalarEvent":
            value = self.scalar(event, path)
        else:
            self.depth += 1
            if self.depth > MOST_DEPTH:
                found = f"values are nested more than {MOST_DEPTH} deep"
                raise self.refuse("E-CF-012", event, found, "write it flatter")
            value = (self.mapping if name == "MappingStartEvent" else self.sequence)(event, path)
            self.depth -= 1
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(value, self.nodes - before + 1)
        return value

    def alias(self, event: Any) -> Any:
        held = self.anchors.get(event.anchor)
        if held is None:
            found = f"*{event.anchor} refers to nothing that is finished above it"
            raise self.refuse("E-CF-003", event, found, f"write &{event.anchor} before a value")
        self.count(event, held.size)
        return held.value

    def scalar(self, event: Any, path: str) -> Any:
        if event.style is not None:
            return event.value
        value, odd = resolve(event.value)
        if odd is not None:
            self.tell(odd.code, event, path, odd.found, odd.repair)
        return value

    def sequence(self, event: Any, path: str) -> list[Any]:
        values: list[Any] = []
        for item in self.events:
            if type(item).__name__ == "SequenceEndEvent":
                break
            own = joined(path, len(values))
            self.document.spots[own] = self.spot(item)
            values.append(self.build(item, own))
        return values

    def mapping(self, event: Any, path: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        merged: dict[str, Any] = {}
        for key in self.events:
            if type(key).__name__ == "MappingEndEvent":
                break
            name, item = self.key(key), next(self.events)
            own = joined(path, name)
            if name == "<<" and key.style is None:
                below = self.build(item, own)
                for layer in below if isinstance(below, list) else [below]:
                    merged = {**(layer if isinstance(layer, dict) else {}), **merged}
                continue
            odd = odd_key(name)
            if odd is not None:
                self.tell(odd.code, key, own, odd.found, odd.repair)
            if name in lines:
                found = f"'{name}' appears twice, first in line {lines[name]}"
                self.tell("E-CF-004", key, "", found, "delete one")
                self.document.refused.discard("")
                kept = dict(self.document.spots), set(self.document.refused)
                self.build(item, own)
                self.document.spots, self.document.refused = kept
                continue
            lines[name] = key.start_mark.line + 1
            self.document.spots[own] = self.spot(item, key)
            values[name] = self.build(item, own)
        return {**merged, **values} if merged else values

    def key(self, event: Any) -> str:
        if type(event).__name__ != "ScalarEvent":
            raise self.refuse("E-CF-003", event, "a key is not a plain word", "write key: value")
        return str(event.value)

    def spot(self, event: Any, key: Any = None) -> Spot:
        mark = event.start_mark
        written = event.value if type(event).__name__ == "ScalarEvent" else None
        spot = Spot(self.document.file, mark.line + 1, mark.column + 1, written=written)
        if key is None:
            return spot
        own = key.start_mark
        return Spot(spot.file, spot.line, spot.column, own.line + 1, own.column + 1, written)


def read_yaml(text: str, file: str) -> Document:
    """Read a text that holds one YAML document.

    Faults of writing are collected in the document; where the text cannot be parsed at all, its
    data are None.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    document = Document(file, spots={"": Spot(file, 1, 1)})
    parser = YAML(typ="safe", pure=True)
    try:
        builder = _Builder(document, iter(parser.parse(text)))
        for event in builder.events:
            name = type(event).__name__
            if name in {"StreamStartEvent", "DocumentEndEvent", "StreamEndEvent"}:
                continue
            if name == "DocumentStartEvent":
                if document.data is not None:
                    found = "a second document begins here"
                    raise builder.refuse("E-CF-003", event, found, "keep one case in one file")
                continue
            document.data = builder.build(event, "")
    except _Refused as refusal:
        document.data = None
        document.faults.append(refusal.fault)
    except MarkedYAMLError as error:
        document.data = None
        document.faults.append(_syntax(error, text, file))
    except (YAMLError, ValueError) as error:
        document.data = None
        found = " ".join(str(error).split())
        document.faults.append(
            Fault("E-CF-003", f"the text is not YAML: {found}", place=Place(file))
        )
    return document


def _syntax(error: Any, text: str, file: str) -> Fault:
    """A parser's complaint in our words."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Fault("E-CF-003", f"the text is not YAML: {error.problem}", place=Place(file))
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    place = Place(file, mark.line + 1, mark.column + 1)
    indent = line[: len(line) - len(line.lstrip())]
    problem = str(error.problem or "")
    if "\t" in indent:
        place = Place(file, mark.line + 1, indent.index("\t") + 1)
        found = "a tab is used for indentation; YAML needs spaces"
        return Fault("E-CF-003", found, repair="replace the tab by spaces", place=place)
    for sign, found, repair in _COMPLAINTS:
        if sign in problem:
            return Fault("E-CF-003", found, repair=repair, place=place)
    context = f" {error.context}" if error.context else ""
    return Fault("E-CF-003", f"the text is not YAML: {problem}{context}", place=place)


_COMPLAINTS = (
    (
        "mapping values are not allowed",
        "a second ':' stands in this line, or the line is indented too far",
        "put text that holds ': ' in quotes, and align the keys of one mapping",
    ),
    (
        "expected <block end>",
        "this line does not align with those above it",
        "align the keys of one mapping in one column",
    ),
    (
        "could not find expected ':'",
        "a ':' is missing after a key here or in the line above",
        "write key: value, with a space after the colon",
    ),
    (
        "expected ',' or",
        "a bracket or brace is not closed, or a comma is missing",
        "write [a, b] and {a: 1, b: 2}",
    ),
    (
        "found unexpected end of stream",
        "a quote is not closed before the file ends",
        "close the quote",
    ),
    (
        "cannot start any token",
        "this character cannot begin a value",
        "put the value in quotes; indent with spaces",
    ),
    (
        "found undefined alias",
        "an alias refers to nothing above it",
        "write &name before the value it means",
    ),
)
