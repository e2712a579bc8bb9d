"""Every section of a case against its model; one that fails does not hide the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from bess_opt.case.document import Document, joined
from bess_opt.case.nearest import listing, nearest
from bess_opt.case.parts import validate
from bess_opt.case.schema import (
    NAME,
    ROOMS,
    SCHEMA,
    VERSION,
    Carbon,
    Case,
    Currency,
    Finance,
    Scenario,
    Solver,
    Study,
    Time,
    kinds,
    series_models,
)
from bess_opt.component import Component
from bess_opt.errors import Fault

SINGLE: dict[str, type[BaseModel]] = {
    "currency": Currency,
    "time": Time,
    "finance": Finance,
    "carbon": Carbon,
    "study": Study,
    "solver": Solver,
}
REQUIRED = ("schema", "name", "currency", "time", "assets")


@dataclass
class Sections:
    """What of a case is sound, and what is not.

    Parameters
    ----------
    sound : dict
        By section: a model, a plain value, or a dict of models by name (only those that are sound).
    faults : list of Fault
        What is wrong.
    named : dict
        Names that a section holds, sound or not, so that a reference to a faulty one is no
        second fault.
    """

    sound: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    named: dict[str, set[str]] = field(default_factory=dict)

    @property
    def components(self) -> dict[str, Component]:
        """Sound components of all rooms, by name."""
        return {name: c for room in ROOMS for name, c in self.sound.get(room, {}).items()}

    def tell(self, code: str, path: str, document: Document, found: str, **more: str) -> None:
        """Add a fault about the value at a path, unless one was told already."""
        if not document.is_refused(path):
            self.faults.append(Fault(code, found, place=document.place(path), path=path, **more))


def read_sections(document: Document) -> Sections:
    """Validate each section, and each series, component and scenario, by itself."""
    sections = Sections()
    data = document.data
    if not isinstance(data, dict):
        found = "the file is empty" if data is None else "the file holds no mapping of sections"
        fault = Fault("E-CF-003", found, f"first the line schema: {SCHEMA}")
        sections.faults.append(Fault(fault.code, found, fault.expected, place=document.place("")))
        return sections
    _top(document, sections)
    for name, model in SINGLE.items():
        if name in data:
            built, faults = validate(model, data[name], name, document, what=f"'{name}'")
            sections.faults.extend(faults)
            if built is not None:
                sections.sound[name] = built
        elif name not in REQUIRED:
            sections.sound[name] = model()
    for section, what in (("series", "a series"), ("scenarios", "a scenario")):
        members = _members(section, document, sections)
        sections.sound[section] = {}
        for name, value in members.items():
            held = value if isinstance(value, dict) else {}
            model = series_models(held)[0] if section == "series" else Scenario
            built, faults = validate(model, value, joined(section, name), document, what=what)
            sections.faults.extend(faults)
            if built is not None:
                sections.sound[section][name] = built
    for section in ROOMS:
        sections.sound[section] = {}
        for name, value in _members(section, document, sections).items():
            _component(section, name, value, document, sections)
    return sections


def _top(document: Document, sections: Sections) -> None:
    """The top level: required and unknown sections, the schema's version, plain values."""
    data = document.data
    known = [info.alias or name for name, info in Case.model_fields.items()]
    for key in data:
        if key not in known and not document.is_refused(key):
            near = nearest(key, known)
            place = document.key_place(key)
            repair = f"did you mean {near}?" if near else ""
            expected = "" if near else f"one of {listing(known, 20)}"
            fault = Fault(
                "E-CF-005", f"'{key}' is not a section of a case", expected, repair, place, key
            )
            sections.faults.append(fault)
    for key in REQUIRED:
        if key not in data and key not in document.refused:
            repair = f"begin the file with schema: {SCHEMA}" if key == "schema" else f"add {key}"
            place = document.place("")
            found = f"the case has no '{key}'"
            sections.faults.append(Fault("E-CF-006", found, "", repair, place, key))
    for key, kind, word in (
        ("name", str, "text"),
        ("description", str, "text"),
        ("allow_outside", bool, "true or false"),
    ):
        if key in data and not isinstance(data[key], kind):
            sections.tell("E-CF-007", key, document, f"{key} is {data[key]}", expected=word)
        elif key in data:
            sections.sound[key] = data[key]
    if sections.sound.get("name") == "":
        sections.tell("E-CF-006", "name", document, "the name of the case is empty")
    if "schema" in data:
        _version(document, sections)


def _version(document: Document, sections: Sections) -> None:
    written = document.data["schema"]
    stem, _, number = str(written).rpartition("/")
    if stem != SCHEMA.rpartition("/")[0] or not number.isdigit():
        repair = f"write schema: {SCHEMA}"
        found = f"the schema is '{written}'"
        sections.tell("E-CF-014", "schema", document, found, expected=SCHEMA, repair=repair)
    elif int(number) > VERSION:
        found = f"the case is written for {written}; this program reads up to {SCHEMA}"
        sections.tell("E-CF-014", "schema", document, found, repair="use a newer bess-opt")
    elif int(number) < VERSION:
        found = f"the case is written for {written}, which is older than {SCHEMA}"
        repair = "read the change log and write the newer schema"
        sections.tell("W-CF-014", "schema", document, found, repair=repair)


def _members(section: str, document: Document, sections: Sections) -> dict[str, Any]:
    """A section that maps names to mappings; names that cannot serve are told."""
    value = document.data.get(section)
    if value is None:
        if section in document.data and section in ROOMS and section in REQUIRED:
            sections.tell("E-CF-006", section, document, f"'{section}' is empty")
        return {}
    if not isinstance(value, dict):
        found = f"'{section}' is {type(value).__name__ if isinstance(value, list) else value}"
        sections.tell("E-CF-007", section, document, found, expected="a mapping of names")
        return {}
    sections.named[section] = set(value)
    for name in value:
        own = joined(section, name)
        if not NAME.fullmatch(name) and not document.is_refused(own):
            repair = "give a short name here and the long one in label"
            expected = "letters, digits, '_' and '-', a letter first, at most 64"
            found = f"'{name}' cannot serve as a name"
            place = document.key_place(own)
            sections.faults.append(Fault("E-CF-024", found, expected, repair, place, own))
    return dict(value)


def _component(section: str, name: str, value: Any, document: Document, sections: Sections) -> None:
    own = joined(section, name)
    shelf = kinds(ROOMS[section])
    singular = {"assets": "an asset", "tariffs": "a tariff", "policies": "a policy"}[section]
    if isinstance(value, dict):
        kind = value.get("kind")
        if "kind" not in value:
            place = document.key_place(own)
            expected = f"one of {listing(shelf, 24)}"
            if joined(own, "kind") not in document.refused:
                sections.faults.append(
                    Fault("E-CF-006", f"{own} has no kind", expected, "add kind", place, own)
                )
            return
        if not isinstance(kind, str) or kind not in shelf:
            _unknown_kind(section, own, kind, document, sections)
            return
        article = "an" if str(kind)[0] in "aeiou" else "a"
        what = f"{article} {kind}"
        built, faults = validate(shelf[kind], {**value, "name": name}, own, document, what=what)
    else:
        built, faults = validate(Component, value, own, document, what=singular)
    sections.faults.extend(faults)
    if built is not None:
        sections.sound[section][name] = built


def _unknown_kind(
    section: str, own: str, kind: Any, document: Document, sections: Sections
) -> None:
    shelf = kinds(ROOMS[section])
    near = nearest(str(kind), shelf)
    found = f"there is no {ROOMS[section]} of kind '{kind}'"
    repair = f"did you mean {near}?" if near else ""
    for other, room in ROOMS.items():
        if other != section and isinstance(kind, str) and kind in kinds(room):
            repair = f"a {kind} is a {room}; move it under {other}"
    path = joined(own, "kind")
    sections.tell(
        "E-CF-021", path, document, found, expected=f"one of {listing(shelf, 24)}", repair=repair
    )
