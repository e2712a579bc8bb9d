"""What a report says, apart from how it is written: sections of text, figures, tables and notes.

Every writer (HTML now, workbook and paper later) walks the same frozen tree; none computes. Text is
plain text: a writer escapes it, so that no name in a case can become markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bess_opt.report.chart import Chart

Cell = str | float | int | bool | datetime | None
Level = Literal["info", "warning", "error"]


@dataclass(frozen=True)
class Text:
    """A paragraph; ``lead`` makes it the sentence that a reader in a hurry takes away."""

    body: str
    lead: bool = False


@dataclass(frozen=True)
class Code:
    """Preformatted text, such as the equations of a formulation."""

    body: str


@dataclass(frozen=True)
class Note:
    """A remark that must not be overlooked."""

    body: str
    level: Level = "info"


@dataclass(frozen=True)
class Fact:
    """One figure of the answer: what it is, its value as printed, and what it is set against."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True)
class Facts:
    """The figures of the answer, in the order in which they are read."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Column:
    """A column: its title, unit, and how its numbers are printed.

    ``digits`` are decimals, or significant figures where ``significant``.
    """

    title: str
    unit: str = ""
    digits: int = 0
    significant: bool = False
    is_number: bool = True


@dataclass(frozen=True)
class Table:
    """Rows under columns; ``total`` names the rows that are sums, by number."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    total: tuple[int, ...] = ()
    flagged: tuple[int, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A chart whose title states the finding, with its alternative text and its data as a table."""

    key: str
    title: str
    alt: str
    chart: Chart
    table: Table
    source: str = ""


Block = Text | Code | Note | Facts | Table | Figure


@dataclass(frozen=True)
class Section:
    """A part of the report; ``key`` is its anchor."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Block]:
        """Every block, in reading order."""
        yield from self.blocks
        for section in self.sections:
            yield from section.walk()

    def rewritten(self, change: Callable[[Block], Block]) -> Section:
        """The same section with every block put through ``change``."""
        blocks = tuple(change(block) for block in self.blocks)
        inner = tuple(section.rewritten(change) for section in self.sections)
        return replace(self, blocks=blocks, sections=inner)


@dataclass(frozen=True)
class Report:
    """A whole report: title, what it is about, where it comes from, and its sections."""

    title: str
    subtitle: str
    origin: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    def figures(self) -> dict[str, Figure]:
        """Every figure by its key."""
        blocks = (block for section in self.sections for block in section.walk())
        return {block.key: block for block in blocks if isinstance(block, Figure)}

    def rewritten(self, change: Callable[[Block], Block]) -> Report:
        """The same report with every block put through ``change``."""
        return replace(self, sections=tuple(s.rewritten(change) for s in self.sections))


def text_column(title: str) -> Column:
    """A column of words."""
    return Column(title, is_number=False)
