"""Runs side by side in detail: costs line by line, prices, and every input that is not the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import (
    Block,
    Cell,
    Column,
    Figure,
    Section,
    Table,
    Text,
    text_column,
)
from bess_opt.report.numbers import count, is_number, money, scaled, with_unit
from bess_opt.report.palette import line_look
from bess_opt.report.reading import Reading, summed
from bess_opt.report.sections.bill import bill_scale, total
from bess_opt.report.sections.curves import POINTS, TABLE_SHARES, duration
from bess_opt.report.sections.money import entry_words, step_words
from bess_opt.report.waterfall import waterfall
from bess_opt.runs.compare import compare_opened

MOST_STEPS = 12
SMALL_FRAC = 0.002
MOST_WORDS = 60


def cost_table(names: Sequence[str], readings: Sequence[Reading]) -> Table:
    """Every entry of every component, one column a run, and the last run less the first."""
    currency = readings[0].currency
    size, unit = scaled(
        [a for r in readings for own in r.costs.values() for a in own.values()], currency
    )
    keys = dict.fromkeys((c, e) for r in readings for c, own in r.costs.items() for e in own)
    lines: list[tuple[str, str, list[float]]] = []
    for component, entry in keys:
        values = [float(r.costs.get(component, {}).get(entry, 0.0)) / size for r in readings]
        label = next(r.label(component) for r in readings if component in r.costs)
        lines.append((label, entry_words(entry), values))
    lines.sort(key=lambda line: -abs(line[2][-1] - line[2][0]))
    rows: list[tuple[Cell, ...]] = [
        (label, entry, *values, values[-1] - values[0]) for label, entry, values in lines
    ]
    totals = [math.fsum(line[2][k] for line in lines) for k in range(len(readings))]
    rows.append(("Sum", "", *totals, totals[-1] - totals[0]))
    return Table(
        "Costs by component and entry, the largest difference first",
        (
            text_column("Component"),
            text_column("Entry"),
            *(Column(name, unit, 4, significant=True) for name in names),
            Column("last less first", unit, 3, significant=True),
        ),
        tuple(rows),
        total=(len(rows) - 1,),
    )


def steps_figure(names: Sequence[str], readings: Sequence[Reading]) -> Figure | None:
    """From the cost of the first run to that of the last, by component."""
    first, last = readings[0], readings[-1]
    before, after = (float(r.results["objective"]["value"]) for r in (first, last))
    change = {
        c: summed(last.costs.get(c, {})) - summed(first.costs.get(c, {}))
        for c in dict.fromkeys((*first.costs, *last.costs))
    }
    least = SMALL_FRAC * max((abs(v) for v in change.values()), default=0.0)
    ranked = sorted(change, key=lambda c: -abs(change[c]))
    kept = [c for c in ranked[:MOST_STEPS] if abs(change[c]) > least]
    if not kept:
        return None
    steps = [(step_words(last if c in last.costs else first, c), change[c]) for c in kept]
    steps.sort(key=lambda step: step[1])
    rest = (after - before) - math.fsum(v for _, v in steps)
    if abs(rest) > 1e-9 * abs(before):
        steps.append(("All else", rest))
    word = "more" if after > before else "less"
    title = f"{names[-1]} costs {money(abs(after - before), last.currency)} {word} than {names[0]}"
    ends = (names[0], before), (names[-1], after)
    return waterfall("steps", title, ends, steps, last.currency, last.period_words,
                     "results.json: costs")  # fmt: skip


def prices_section(names: Sequence[str], readings: Sequence[Reading]) -> list[Section]:
    """Price of energy at the bus that storage sees, as duration curves."""
    priced = [(n, r) for n, r in zip(names, readings, strict=True) if r.prices]
    if not priced or len({r.currency for _, r in priced}) > 1:
        return []
    teller = next((r for _, r in priced if not r.is_small), priced[0][1])
    unit, factor = teller.price_unit, teller.price_factor
    curves = [(n, r.prices[r.price_bus] * factor, r.hours) for n, r in priced]
    shares = np.linspace(0.0, 1.0, POINTS + 1)
    layers = tuple(
        Layer("line", name, line_look(k), 100.0 * shares, duration(price, hours, shares), unit=unit)
        for k, (name, price, hours) in enumerate(curves)
    )
    chart = Chart((Panel(layers, Axis(f"price [{unit}]")),),
                  Axis("share of hours at or above [%]", low=0.0, high=100.0))  # fmt: skip
    means = {n: float(p @ h / h.sum()) for n, p, h in curves}
    high, low = max(means, key=lambda n: means[n]), min(means, key=lambda n: means[n])
    title = (
        f"Energy is dearest in {high}, {with_unit(means[high], unit, 4)} on average, and cheapest "
        f"in {low}, {with_unit(means[low], unit, 4)}"
    )
    marks = np.array(TABLE_SHARES)
    table = Table(
        "Price that is met or exceeded",
        (
            Column("Share of hours", "%", 1),
            *(Column(n, unit, teller.price_digits) for n, *_ in curves),
        ),
        tuple(
            zip(
                (100.0 * marks).tolist(),
                *(duration(p, h, marks).tolist() for _, p, h in curves),
                strict=True,
            )
        ),
        note=f"At bus {', '.join(dict.fromkeys(r.price_bus for _, r in priced))}.",
    )
    alt = f"Duration curves of the price of energy by run. {title}."
    figure = Figure("prices", title, alt, chart, table, "duals.nc: power_balance")
    return [Section("prices", "Prices of energy", (figure,))]


def inputs_section(names: Sequence[str], readings: Sequence[Reading]) -> list[Section]:
    """Every input value that is not the same in all runs."""
    found = compare_opened([r.run for r in readings]).inputs
    if not found:
        return [Section("inputs", "Inputs", (Text("All runs were made of the same inputs."),))]
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        first, last = one.values[0], one.values[-1]
        change = ""
        if is_number(first) and is_number(last) and first:
            change = f"{100.0 * (last / first - 1.0):+.1f} %".replace("-", "\N{MINUS SIGN}")
        rows.append((one.path, *(_short(v) for v in one.values), change))
    text = Text(f"{count(len(rows), 'input')} differ between the runs; all others are the same.")
    table = Table(
        "Inputs that differ",
        tuple(text_column(t) for t in ("Path in the case", *names, "Last against first")),
        tuple(rows),
    )
    return [Section("inputs", "Inputs that differ", (text, table))]


def figures_section(names: Sequence[str], readings: Sequence[Reading]) -> list[Section]:
    """Every figure of the answer that is not the same in all runs."""
    found = compare_opened([r.run for r in readings]).differing
    if not found:
        return []
    blocks: list[Block] = [
        Table(
            "Figures that differ, as results.json names them",
            (
                text_column("Figure"),
                text_column("Unit"),
                *(Column(name, "", 6, significant=True) for name in names),
                Column("last less first", "", 4, significant=True),
                Column("relative", "%", 2),
            ),
            tuple(
                (f.path, f.unit, *f.values, f.difference,
                 None if f.relative is None else 100.0 * f.relative)
                for f in found
            ),
        )
    ]  # fmt: skip
    return [Section("differing", "Every figure that differs", tuple(blocks))]


def _short(value: Any) -> str:
    if value is None:
        return "absent"
    if isinstance(value, Mapping | list):
        return "present"
    text = f"{value:,.10g}" if is_number(value) else str(value)
    return text if len(text) <= MOST_WORDS else f"{text[: MOST_WORDS - 3]}..."


def bill_table(names: Sequence[str], readings: Sequence[Reading]) -> Table | None:
    """Amount of every line of the bill with storage, one column a run; None without a bill."""
    billed = [r.results.get("bill") or [] for r in readings]
    if not any(billed) or len({r.currency for r in readings}) > 1:
        return None
    lines = dict.fromkeys((b["component"], b["line"]) for own in billed for b in own)
    found = [{(b["component"], b["line"]): b.get("with") or {} for b in own} for own in billed]
    totals = [total(own, "with") for own in billed]
    size, unit = bill_scale(totals, readings[0].currency)

    def amounts(key: tuple[str, str]) -> list[Cell]:
        values = [own.get(key, {}).get("amount_base") for own in found]
        return [None if v is None else float(v) / size for v in values]

    rows: list[tuple[Cell, ...]] = []
    for component, line in lines:
        label = next((r.label(component) for r in readings if component in r.tariffs), component)
        rows.append((label, entry_words(line), *amounts((component, line))))
    rows.append(("Sum", "", *(None if t is None else t / size for t in totals)))
    before = [total(own, "without") for own in billed]
    rows.append(("Sum without storage", "", *(None if t is None else t / size for t in before)))
    return Table(
        "Bills with storage",
        (text_column("Tariff"), text_column("Line"), *(Column(n, unit, 4, True) for n in names)),
        tuple(rows),
        note="A dash: the line is not in this run's tariff. What storage itself costs is not in "
        "the bills.",
        total=(len(rows) - 2, len(rows) - 1),
    )
