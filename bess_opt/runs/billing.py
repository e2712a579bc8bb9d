"""Bills recomputed from a run's series, held against the ledger, and kept as ``bill.csv``."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bess_opt.bill import Line, Meter, bill_of
from bess_opt.component import Asset, Check, Component, Tariff
from bess_opt.runs.ledger_csv import plain_cell, safe_cell

if TYPE_CHECKING:
    import xarray as xr

    from bess_opt.horizon import Horizon

FILE = "bill.csv"
WITH, WITHOUT = "with storage", "without storage"
COLUMNS = (
    "system", "component", "entry", "line", "period", "quantity", "unit", "price", "price_unit",
    "currency", "amount", "amount_base",
)  # fmt: skip
NUMBERS = ("quantity", "price", "amount", "amount_base")
# A peak is met to the engine's feasibility, so a bill is no better known than the dispatch.
TOLERANCE_FRAC = 1e-6
# A tariff counts as this share of all bills at least: what a solve leaves is a share of the whole.
LEAST_FRAC = 1e-3
ARITHMETIC_FRAC = 1e-9
Key = tuple[str, str, str]
Rows = list[dict[str, Any]]


def bill_rows(
    system: str,
    components: Mapping[str, Component],
    ds: xr.Dataset,
    horizon: Horizon,
    base: str,
    rates: Mapping[str, float],
) -> Rows:
    """Lines of all tariffs as plain values, with the amount in the base currency too."""
    meter = Meter(ds, horizon, base, rates, components)
    return [_row(system, line, meter) for line in bill_of(meter)]


def _row(system: str, line: Line, meter: Meter) -> dict[str, Any]:
    return {
        "system": system,
        "component": line.component,
        "entry": line.entry,
        "line": line.line,
        "period": line.period,
        "quantity": line.quantity,
        "unit": line.unit.replace("{currency}", line.currency),
        "price": line.price,
        "price_unit": line.price_unit.replace("{currency}", line.currency),
        "currency": line.currency,
        "amount": line.amount,
        "amount_base": line.amount * meter.rate(line.currency),
    }


def bill_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """``bill.csv``."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(
            [repr(float(row[c])) if c in NUMBERS else safe_cell(str(row[c])) for c in COLUMNS]
        )
    return stream.getvalue()


def read_bill(text: str) -> Rows:
    """Rows of ``bill.csv`` as plain values."""
    return [
        {c: float(v) if c in NUMBERS else plain_cell(v) for c, v in row.items()}
        for row in csv.DictReader(io.StringIO(text))
    ]


def against_ledger(
    rows: Rows, ledger: Sequence[Mapping[str, Any]], components: Mapping[str, Component], name: str
) -> Check:
    """Every tariff's bill against its rows of the ledger, by entry and period.

    The figure is the largest miss as a share of what the tariff costs in all, which counts as a
    thousandth of all bills at least: what a solve leaves is a share of the whole cost.
    """
    tariffs = {n for n, c in components.items() if isinstance(c, Tariff)}
    billed = _summed(rows, tariffs)
    owed = _summed((r for r in ledger if r["nature"] != "imputed"), tariffs)
    size: dict[str, float] = {}
    for (component, _, _), amount in owed.items():
        size[component] = size.get(component, 0.0) + abs(amount)
    least = max(1.0, LEAST_FRAC * math.fsum(size.values()))
    worst, where = 0.0, ""
    for key in {*billed, *owed}:
        miss = abs(billed.get(key, 0.0) - owed.get(key, 0.0)) / max(least, size.get(key[0], 0.0))
        if miss > worst:
            worst, where = miss, ".".join(key)
    return Check(name, where if worst > TOLERANCE_FRAC else "", worst, TOLERANCE_FRAC, "1")


def _summed(rows: Iterable[Mapping[str, Any]], tariffs: set[str]) -> dict[Key, float]:
    table: dict[Key, list[float]] = {}
    for row in rows:
        if row["component"] in tariffs:
            key = row["component"], row["entry"], row["period"]
            table.setdefault(key, []).append(float(row["amount_base"]))
    return {key: math.fsum(amounts) for key, amounts in table.items()}


def bill_file_checks(
    rows: Rows, recomputed: Rows, results: Mapping[str, Any], components: Mapping[str, Component]
) -> Iterator[Check]:
    """``bill.csv`` against itself, against the series, and against the baseline's costs."""
    size = max(1.0, math.fsum(abs(r["amount"]) for r in rows))
    miss = max((abs(r["quantity"] * r["price"] - r["amount"]) for r in rows), default=0.0)
    yield Check("bill: quantity times price is the amount", "", miss / size, ARITHMETIC_FRAC, "1")
    tariffs = {n for n, c in components.items() if isinstance(c, Tariff)}
    told = _summed((r for r in rows if r["system"] == WITH), tariffs)
    found = _summed(recomputed, tariffs)
    miss = max((abs(told.get(k, 0.0) - found.get(k, 0.0)) for k in {*told, *found}), default=0.0)
    yield Check("bill told is that of the series", "", miss / size, ARITHMETIC_FRAC, "1")
    costs = (results.get("baseline") or {}).get("costs")
    before = [r for r in rows if r["system"] == WITHOUT]
    if costs is None or not before:
        return
    by_entry: dict[tuple[str, str], float] = {}
    for (component, entry, _), amount in _summed(before, tariffs).items():
        by_entry[component, entry] = by_entry.get((component, entry), 0.0) + amount
    sizes = {c: math.fsum(map(abs, (costs.get(c) or {}).values())) for c in tariffs}
    least = max(1.0, LEAST_FRAC * math.fsum(sizes.values()))
    worst = max(
        abs(amount - (costs.get(component) or {}).get(entry, 0.0)) / max(least, sizes[component])
        for (component, entry), amount in by_entry.items()
    )
    yield Check("bill without storage is the baseline's cost", "", worst, TOLERANCE_FRAC, "1")


def bill_summary(rows: Rows, components: Mapping[str, Component]) -> list[dict[str, Any]]:
    """Lines over all months, both systems side by side; none where no connection is billed."""
    connections = [c for c in components.values() if isinstance(c, Asset) and c.is_connection]
    metered = {flow for c in connections for flow in c.flows}
    if not any(getattr(c, "flow", "") in metered for c in components.values()):
        return []
    table: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        key = row["component"], row["entry"], row["line"]
        blank = {
            "component": key[0], "entry": key[1], "line": key[2], "unit": row["unit"],
            "price_unit": row["price_unit"], "currency": row["currency"],
        }  # fmt: skip
        own = table.setdefault(key, blank)
        side = own.setdefault(
            "with" if row["system"] == WITH else "without",
            {"quantity": 0.0, "amount": 0.0, "amount_base": 0.0},
        )
        for field in side:
            side[field] += row[field]
    return list(table.values())
