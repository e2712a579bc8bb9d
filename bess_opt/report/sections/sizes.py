"""Sizes of every asset, and which of them the optimiser chose."""

from __future__ import annotations

from bess_opt.report.content import Cell, Column, Section, Table, Text, text_column
from bess_opt.report.numbers import count, fixed, is_number
from bess_opt.report.opened_run import worded
from bess_opt.report.reading import Reading


def sizes(reading: Reading) -> Section:
    """The section."""
    before = (reading.results.get("baseline") or {}).get("sizes") or {}
    rows: list[tuple[Cell, ...]] = []
    flagged: list[int] = []
    for name, size in reading.results.get("sizes", {}).items():
        chosen = size.get("sized") or []
        if chosen:
            flagged.append(len(rows))
        kind = type(reading.assets[name]).kind_name if name in reading.assets else ""
        was = before.get(name, {})
        rows.append(
            (
                reading.label(name),
                worded(kind),
                "sized" if chosen else "given",
                size.get("p_rated_mw"),
                was.get("p_rated_mw") if chosen else None,
                size.get("e_rated_mwh"),
                size.get("e_deliverable_mwh"),
                size.get("duration_h"),
            )
        )
    text = Text(
        f"{len(flagged)} of {count(len(rows), 'asset')} {'was' if len(flagged) == 1 else 'were'} "
        "sized. Energy is nameplate at the "
        "cells when new; deliverable energy is what reaches the bus at mean health, within the "
        "window of charge and after the loss of discharging; duration is deliverable energy over "
        "rated power."
    )
    table = Table(
        "Sizes",
        (
            text_column("Asset"),
            text_column("Kind"),
            text_column("Size is"),
            Column("Power", "MW", 1),
            Column("without storage", "MW", 1),
            Column("Energy", "MWh", 0),
            Column("Deliverable", "MWh", 0),
            Column("Duration", "h", 2),
        ),
        tuple(rows),
        flagged=tuple(flagged),
    )
    return Section("sizes", "Sizes", (text, table))


def size_words(reading: Reading, name: str) -> str:
    """``2,310 MW / 9,120 MWh (7,390 MWh deliverable, 3.2 h at full power)``."""
    size = reading.size(name)
    if not reading.is_built(name):
        return "none"
    text = f"{reading.power(size.get('p_rated_mw'))} / {reading.energy(size.get('e_rated_mwh'))}"
    if is_number(size.get("duration_h")):
        of_it = size.get("e_deliverable_mwh")
        own = f"{reading.energy(of_it)} deliverable, " if is_number(of_it) else ""
        text += f" ({own}{fixed(size['duration_h'], 1)} h at full power)"
    return text
