"""How it was computed and where that ends: equations, and the limits of what may be concluded."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from bess_opt.report.content import Block, Code, Section, Text
from bess_opt.report.numbers import listed
from bess_opt.report.opened_run import worded
from bess_opt.report.reading import Reading

BOOKS = ("book.txt", "book.md")


def method(reading: Reading) -> Section:
    """The section."""
    blocks: list[Block] = [Text(_sentence(reading))]
    blocks += [Text(text) for text in _limits(reading)]
    book = next((name for name in BOOKS if reading.run.has(name)), None)
    if book is not None:
        return Section(
            "method",
            "Method and limits",
            tuple(blocks),
            (Section("equations", "Equations", (Code(_text(reading, book)),)),),
        )
    return Section("method", "Method and limits", tuple(blocks), (_kinds(reading),))


def _text(reading: Reading, name: str) -> str:
    return reading.run.checked(name).read_text("utf-8")


def _sentence(reading: Reading) -> str:
    rules = (reading.results.get("savings") or {}).get("without_rules") or []
    resting = f", the rule {listed([reading.label(n) for n in rules])} at rest" if rules else ""
    kinds = listed(sorted({worded(type(a).kind_name).lower() for a in reading.assets.values()}))
    return (
        "One linear program chooses all sizes and the dispatch of every step at once, at the least "
        f"cost to the system. It holds {kinds}; power balances at every bus in every step. Sized "
        "ratings cost their annuity and fixed O&M, as if each were replaced at the same price when "
        "its life ends. The baseline is the same program with sized storage fixed at zero"
        f"{resting} and every other decision free."
    )


def foresight_sentence(foresight: Mapping[str, Any]) -> str:
    """How far dispatch sees, and what it costs to see less than everything."""
    if foresight.get("kind") != "rolling":
        return (
            "Perfect foresight: dispatch knows demand, sun, wind and outages of the whole horizon. "
            "What storage earns is an upper bound of what an operator with forecasts would reach."
        )
    return (
        f"Rolling foresight: dispatch sees {foresight['window_h']:g} h and runs "
        f"{foresight['advance_h']:g} h of them, {foresight['windows']} times. Within a window the "
        "series are known; sizes, and the path along which budgets are carried, come from a plan "
        "with perfect foresight. It costs "
        f"{100 * foresight['lost_frac']:.2g} % more than that plan, from which "
        "the worth of other sizes and storage costs is told."
    )


def _limits(reading: Reading) -> list[str]:
    found = [foresight_sentence(reading.results.get("foresight") or {})]
    kinds = dict.fromkeys(type(c) for c in reading.components.values())
    buses = {bus for a in reading.assets.values() for bus in a.buses()}
    where = "one bus" if len(buses) == 1 else f"{len(buses)} buses"
    found.append(
        f"The grid is {where}: no voltages, no losses inside a bus, lines as transport with a "
        "limit each way."
    )
    found += [text for kind in kinds if (text := kind.leaves_out)]
    years = reading.horizon.years
    if len(years) == 1:
        found.append(
            f"One year ({years[0]}) of demand and weather decides: other years would give other "
            "sizes. Scenarios of dry and wet, hot and mild years tell by how much."
        )
    found.append(
        "Shadow prices are prices of this model at its optimum, not forecasts of a market."
    )
    return found


def _kinds(reading: Reading) -> Section:
    """Each kind in its own words, where the run carries no book."""
    blocks: list[Block] = []
    kinds = {type(c).kind_name: type(c) for c in reading.components.values()}
    for name, kind in sorted(kinds.items()):
        module = inspect.getmodule(kind)
        text = inspect.cleandoc(module.__doc__ or "") if module else ""
        if text:
            blocks += [Text(f"{worded(name)}:"), Code(text)]
    return Section("equations", "Kinds of component, their symbols and rules", tuple(blocks))
