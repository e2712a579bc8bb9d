"""Active components of a case with their paths, and faults at the place of a path."""

from __future__ import annotations

from collections.abc import Iterator

from bess_opt.case.document import Document, joined
from bess_opt.case.schema import ROOMS
from bess_opt.case.sections import Sections
from bess_opt.component import Component
from bess_opt.errors import Fault


def located(sections: Sections) -> Iterator[tuple[str, Component]]:
    """Active components with their path."""
    for section in ROOMS:
        for name, component in sections.sound.get(section, {}).items():
            if component.active:
                yield joined(section, name), component


def fault_at(document: Document, code: str, path: str, found: str, **more: str) -> Fault:
    """A fault of the value at a dotted path, at its place in the file."""
    return Fault(code, found, place=document.place(path), path=path, **more)
