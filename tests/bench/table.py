"""Rows as Markdown, and the page that holds them all."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results.md"
PACKAGES = ("highspy", "clarabel", "pypsa", "linopy", "pyomo", "numpy", "scipy")


def markdown(rows: Sequence[dict[str, str]]) -> str:
    """A table whose columns are all keys in the order of their appearance."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    lines = ["| " + " | ".join(keys) + " |", "|" + "---|" * len(keys)]
    lines += ["| " + " | ".join(row.get(key, "") for key in keys) + " |" for row in rows]
    return "\n".join(lines)


def read(text: str) -> dict[str, list[dict[str, str]]]:
    """The tables of a page by the title above them."""
    found: dict[str, list[dict[str, str]]] = {}
    for part in text.split("\n## ")[1:]:
        title, *lines = part.splitlines()
        table = [[c.strip() for c in line[1:-1].split("|")] for line in lines if line[:1] == "|"]
        keys, _, *rows = table
        found[title] = [dict(zip(keys, row, strict=True)) for row in rows]
    return found


def merged(
    old: Sequence[dict[str, str]], new: Sequence[dict[str, str]], cases: Sequence[str]
) -> list[dict[str, str]]:
    """The new rows, and the old ones of cases that are not measured anew, in the cases' order."""
    if not new or "case" not in new[0]:
        return list(new or old)
    measured = {row["case"] for row in new}
    rows = [*new, *(row for row in old if row["case"] not in measured)]
    return sorted(rows, key=lambda row: cases.index(row["case"]))


def page(sections: dict[str, Sequence[dict[str, str]]], cap_s: float, load: str) -> str:
    """The whole page: when and on what it was measured, then a table a section."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    head = [
        "# Measured beside other programs",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, Linux, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"Python {platform.python_version()}, one thread for numpy. {packages}.",
        f"{load} HiGHS and Clarabel were stopped after {cap_s:.0f} s by the clock; "
        "`>` marks what was stopped.",
        "Seconds are processor seconds. "
        "Every engine ran in a process of its own; its peak memory is that of the whole process. "
        "Ratios are medians of ratios taken run by run. The systems are synthetic "
        "(`systems.py`); `python -m tests.bench` writes this page.",
    ]
    body = [f"\n## {title}\n\n{markdown(rows)}" for title, rows in sections.items() if rows]
    return "\n".join([*head, *body, ""])
