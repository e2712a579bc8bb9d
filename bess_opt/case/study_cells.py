"""Cells and sheets of a study workbook, and what gathers on them while a case is laid out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bess_opt.case.document import joined

Style = Literal["title", "head", "unit", "input", "label", "note"]


@dataclass(frozen=True)
class Cell:
    """A cell: what stands in it, how it looks, and what is said about it."""

    value: Any = ""
    style: Style = "input"
    comment: str = ""
    choices: tuple[str, ...] = ()


@dataclass
class Sheet:
    """A sheet: its rows, and the widths of its columns in characters."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    widths: tuple[int, ...] = ()
    frozen: int = 0


@dataclass
class Layout:
    """A case, and the rows that its components leave to sheets of their own."""

    data: Mapping[str, Any]
    ratings: list[list[Cell]] = field(default_factory=list)
    parts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    monthly: list[list[Cell]] = field(default_factory=list)
    sources: list[list[Cell]] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Code of the base currency."""
        return str(self.data["currency"]["base"])


def heads(*names: str) -> list[Cell]:
    """A row of headings."""
    return [Cell(name, "head") for name in names]


def in_cell(value: Any, as_list: bool = False) -> Any:
    """A value as one cell holds it: lists of names with commas, anything deeper in brackets."""
    if value is None:
        return ""
    if isinstance(value, list) and as_list and all(_is_word(one) for one in value):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value != "" and not set(value) & set(',[]{}"')


def take_sources(layout: Layout, own: str, given: dict[str, Any]) -> None:
    """Move the sources of a component, or of a section, to their sheet."""
    for key, text in (given.pop("sources", None) or {}).items():
        mark, _, source = str(text).partition(":")
        path = own if key == "*" else joined(own, key)
        layout.sources.append([Cell(path), Cell(mark.strip()), Cell(source.strip())])
