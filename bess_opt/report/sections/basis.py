"""What the answer rests on: every input value with its mark and source, and the data's state."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from bess_opt.report.content import Block, Cell, Column, Note, Section, Table, Text, text_column
from bess_opt.report.numbers import count, is_number, listed, significant
from bess_opt.report.reading import Reading

WEAK = ("default", "assumed", "synthetic")
# A report is forwarded: it names the file of a warning, not the folders of whoever ran the case.
PLACE = re.compile(r"^(?:[^:]*[/\\])?([^/\\:]+:)")
MEANINGS = {
    "cited": "printed by the source named",
    "derived": "computed from what the source prints",
    "assumed": "chosen by whoever wrote the case",
    "synthetic": "drawn by a seeded program",
    "given": "written in the case without a source",
    "default": "not written in the case; the program's own value",
}


def basis(reading: Reading) -> Section:
    """The section."""
    rows = list(reading.results.get("assumptions") or [])
    blocks: list[Block] = []
    if rows:
        counts = {m: sum(r.get("mark") == m for r in rows) for m in MEANINGS}
        said = [f"{n} {m} ({MEANINGS[m]})" for m, n in counts.items() if n]
        blocks.append(Text(f"The case holds {count(len(rows), 'value')}: {listed(said)}."))
        blocks.append(_assumptions(reading, rows))
    blocks += _data(reading)
    return Section("basis", "What the answer rests on", tuple(blocks))


def _assumptions(reading: Reading, rows: list[dict[str, Any]]) -> Table:
    body: list[tuple[Cell, ...]] = []
    flagged: list[int] = []
    for row in rows:
        if row.get("mark") in WEAK:
            flagged.append(len(body))
        body.append(
            (
                _where(reading, str(row.get("path", ""))),
                _value(row.get("value"), is_year=str(row.get("path", "")).endswith("price_year")),
                str(row.get("unit", "")).replace("{currency}", _money_of(reading, row)),
                str(row.get("mark", "")),
                str(row.get("source", "")),
            )
        )
    return Table(
        "Input values, with where they come from",
        tuple(text_column(t) for t in ("Value of", "Value", "Unit", "Mark", "Source")),
        tuple(body),
        note="Shaded rows are assumptions, drawn series and defaults.",
        flagged=tuple(flagged),
    )


def _money_of(reading: Reading, row: dict[str, Any]) -> str:
    """The currency in which a value is written: its component's own, or the base."""
    parts = str(row.get("path", "")).split(".")
    component = reading.components.get(parts[1]) if len(parts) > 1 else None
    return (component.currency if component else None) or reading.currency


def _where(reading: Reading, path: str) -> str:
    parts = path.split(".")
    if len(parts) < 3 or parts[0] not in ("assets", "tariffs", "policies"):
        return path
    return f"{reading.label(parts[1])}: {'.'.join(parts[2:])}"


def _value(value: Any, *, is_year: bool = False) -> str:
    """A value as the case holds it; a long list by its ends, a year without a comma."""
    if isinstance(value, list):
        if len(value) > 3 and all(is_number(v) for v in value):
            low, high = (significant(f(value), 5) for f in (min, max))
            return f"{len(value)} values, {low} to {high}"
        return ", ".join(_value(v) for v in value)
    if is_number(value) and not is_year:
        return f"{value:,.10g}"
    return str(value)


def _data(reading: Reading) -> list[Block]:
    """Series used, and what the program noticed about them."""
    blocks: list[Block] = []
    series = reading.case.get("series") or {}
    if series:
        blocks.append(_series_table(reading, series))
    horizon = reading.horizon
    changes = horizon.clock_changes
    text = (
        f"The time axis has {count(len(horizon), 'step')} of {horizon.step_h:g} h from "
        f"{horizon.local[0]:%Y-%m-%d %H:%M} in {horizon.zone}; "
    )
    text += f"the clock changes at {listed(changes)}" if changes else "the clock does not change"
    text += "; periods are weighted." if horizon.is_weighted else "; every step counts once."
    blocks.append(Text(text))
    warnings = [PLACE.sub(r"\1", str(w)) for w in reading.results.get("warnings") or []]
    if warnings:
        blocks.append(
            Table(
                f"{count(len(warnings), 'warning')} on case and data",
                (text_column("Warning"),),
                tuple((w,) for w in warnings),
            )
        )
    else:
        blocks.append(Note("Nothing about the case or its data called for a warning."))
    return blocks


def _series_table(reading: Reading, series: dict[str, dict[str, Any]]) -> Table:
    """Each series as the model used it, where it can be found again under a field."""
    rows = []
    for name, spec in series.items():
        users = _users(reading, name)
        values = [reading.of(field, owner) for owner, field in users if reading.has(field, owner)]
        low = min((float(np.min(v)) for v in values), default=None)
        high = max((float(np.max(v)) for v in values), default=None)
        mean = float(values[0] @ reading.hours / reading.hours.sum()) if values else None
        used = listed([f"{reading.label(o)} ({f})" for o, f in users]) or "nothing in this run"
        rows.append(
            (name, used, str(spec.get("unit", "")), low, mean, high, _gaps(spec.get("gaps")),
             str(spec.get("mark") or "given"), str(spec.get("source") or ""))
        )  # fmt: skip
    numbers = [Column(t, "", 4, significant=True) for t in ("Lowest", "Mean", "Highest")]
    return Table(
        "Series",
        (
            text_column("Series"),
            text_column("Used by"),
            text_column("File's unit"),
            *numbers,
            text_column("Gaps"),
            text_column("Mark"),
            text_column("Source"),
        ),
        tuple(rows),
        note="Lowest, mean and highest are those of the model, in its units (MW, fractions).",
    )


def _users(reading: Reading, series: str) -> list[tuple[str, str]]:
    """Components and fields that name a series."""
    return [
        (name, field)
        for name, component in reading.components.items()
        for field in type(component).model_fields
        if getattr(component, field) == series and field not in ("name", "label", "bus", "to_bus")
    ]


def _gaps(policy: Any) -> str:
    if isinstance(policy, dict):
        return ", ".join(f"{k} {v}" for k, v in policy.items() if v is not None)
    return "none allowed" if policy in (None, "error") else str(policy)
