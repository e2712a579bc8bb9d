"""The bill of a site: every line over the year without and with storage, and month by month.

The lines were recomputed from the meters, apart from the optimisation, and equal the ledger.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bess_opt.report.content import Block, Cell, Column, Section, Table, Text, text_column
from bess_opt.report.numbers import is_number, money, scaled
from bess_opt.report.reading import Reading
from bess_opt.report.sections.money import entry_words
from bess_opt.report.small import FACTOR, SMALLER
from bess_opt.runs.billing import FILE, WITH, read_bill

Lines = Sequence[Mapping[str, Any]]
# Two bills nearer than this are the same, to what an interior point leaves.
SAME_FRAC = 1e-7


def bill(reading: Reading) -> Section | None:
    """The section, where a connection is billed."""
    lines: Lines = reading.results.get("bill") or ()
    if not lines or not reading.run.has(FILE):
        return None
    rows = read_bill(reading.run.checked(FILE).read_text("utf-8"))
    blocks: list[Block] = [Text(_lead(lines, reading), lead=True), line_table(lines, reading)]
    blocks.append(month_table([r for r in rows if r["system"] == WITH], reading))
    rates = (reading.case.get("currency") or {}).get("rates") or {}
    if rates:
        blocks.append(currency_table(lines, reading, rates))
    return Section("bill", "The bill", tuple(blocks))


def total(lines: Lines, side: str) -> float | None:
    """Sum of the lines on one side, base currency; None where that system was not solved."""
    amounts = [line[side]["amount_base"] for line in lines if side in line]
    return math.fsum(amounts) if amounts else None


def _lead(lines: Lines, reading: Reading) -> str:
    before, after = total(lines, "without"), total(lines, "with")
    earns = after is not None and after < 0
    text = f"The bills and fuel {'bring in' if earns else 'come to'} "
    text += money(abs(after or 0.0), reading.currency, 4) + f" {reading.period_words}"
    if before is not None and after is not None:
        if abs(before - after) <= SAME_FRAC * abs(before):
            text += ", as much as without storage"
        else:
            word = "less" if (after <= before) is not earns else "more"
            text += f", {money(abs(before - after), reading.currency)} {word} than without storage"
    return (
        f"{text}. What storage itself costs is not in it. Every line was computed again from the "
        "meters, without the optimisation, and equals the ledger."
    )


def bill_scale(totals: Sequence[float | None], currency: str) -> tuple[float, str]:
    """Size and unit in which lines are read: two steps of ten below the whole bill."""
    return scaled([t / 100 for t in totals if t is not None], currency)


def line_table(lines: Lines, reading: Reading) -> Table:
    """Every line over the horizon, without and with storage."""
    size, unit = bill_scale([total(lines, s) for s in ("without", "with")], reading.currency)
    rows: list[tuple[Cell, ...]] = []
    for line in _without_dust(lines):
        money_ = [_over((line.get(s) or {}).get("amount_base"), size) for s in ("without", "with")]
        rows.append(
            (
                reading.label(str(line["component"])), entry_words(str(line["line"])),
                *quantities_and_price(line, reading, size, unit), *money_, _difference(*money_),
            )
        )  # fmt: skip
    sums = [_over(total(lines, side), size) for side in ("without", "with")]
    rows.append(("Sum", "", None, None, "", None, "", *sums, _difference(*sums)))
    columns = (
        text_column("Tariff"), text_column("Line"),
        Column("Quantity without storage", "", 4, significant=True),
        Column("with storage", "", 4, significant=True), text_column("Unit"),
        Column("Mean price", "", 4, significant=True), text_column("Price in"),
        Column("Amount without storage", unit, 4, significant=True),
        Column("with storage", unit, 4, significant=True),
        Column("difference", unit, 3, significant=True),
    )  # fmt: skip
    return Table(
        f"The bill {reading.period_words}, line by line", columns, tuple(rows),
        note=_line_note(lines, reading),
        total=(len(rows) - 1,),
    )  # fmt: skip


def _without_dust(lines: Lines) -> Iterator[Mapping[str, Any]]:
    """The lines, with nought where a side holds no more than what an interior point leaves."""
    sums = [total(lines, side) or 0.0 for side in ("without", "with")]
    least = SAME_FRAC * max(map(abs, sums), default=0.0)
    for line in lines:
        sides = {s: line[s] for s in ("without", "with") if s in line}
        tidy = {
            s: dict.fromkeys(own, 0.0) if abs(own["amount_base"]) < least else own
            for s, own in sides.items()
        }
        yield {**line, **tidy}


def month_table(rows: Lines, reading: Reading) -> Table:
    """Amount of each tariff in each month, with storage."""
    size, unit = bill_scale([math.fsum(r["amount_base"] for r in rows)], reading.currency)
    names = list(dict.fromkeys(str(r["component"]) for r in rows))
    periods = sorted({str(r["period"]) for r in rows})
    table: dict[tuple[str, str], float] = {}
    for row in rows:
        key = str(row["period"]), str(row["component"])
        table[key] = table.get(key, 0.0) + row["amount_base"] / size
    least = SAME_FRAC * abs(math.fsum(table.values()))
    table = {key: 0.0 if abs(amount) < least else amount for key, amount in table.items()}
    body: list[tuple[Cell, ...]] = [
        (p, *(table.get((p, n)) for n in names), math.fsum(table.get((p, n), 0.0) for n in names))
        for p in periods
    ]
    sums = [math.fsum(table.get((p, n), 0.0) for p in periods) for n in names]
    body.append(("Sum", *sums, math.fsum(sums)))
    columns = [text_column("Month")]
    columns += [Column(reading.label(n), unit, 4, significant=True) for n in names]
    columns.append(Column("Sum", unit, 4, significant=True))
    return Table(
        "The bill month by month, with storage", tuple(columns), tuple(body),
        note="Every line of every month, without storage too, stands in bill.csv.",
        total=(len(body) - 1,),
    )  # fmt: skip


def currency_table(lines: Lines, reading: Reading, rates: Mapping[str, float]) -> Table:
    """The headline amounts in the base currency and in the others."""
    results, savings = reading.results, reading.results.get("savings") or {}
    amounts = [
        ("Bill without storage", total(lines, "without")),
        ("Bill with storage", total(lines, "with")),
        ("Cost of the system", results["objective"]["value"]),
        ("Saving by storage", savings.get("amount") if savings.get("distinguishable") else None),
    ]
    known = [(title, float(x)) for title, x in amounts if is_number(x)]
    scales = {c: scaled([x / r for _, x in known], c) for c, r in rates.items()}
    size, unit = scaled([x for _, x in known], reading.currency)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (title, x / size, *(x / rates[c] / scales[c][0] for c in scales)) for title, x in known
    )
    columns = (
        text_column(""), Column(reading.currency, unit, 4, significant=True),
        *(Column(c, word, 4, significant=True) for c, (_, word) in scales.items()),
    )  # fmt: skip
    told = ", ".join(f"{rate:g} {reading.currency} for one {c}" for c, rate in rates.items())
    return Table("In other currencies", columns, rows, note=f"At {told}.")


def quantities_and_price(
    line: Mapping[str, Any], reading: Reading, size: float, money_unit: str
) -> tuple[Cell, Cell, str, Cell, str]:
    """Quantity without and with storage, its unit, the mean price and its unit, as they are told.

    A tax is a percentage of money, and told as one.
    """
    unit, price_unit, price = str(line["unit"]), str(line["price_unit"]), mean_price(line)
    quantities = [(line.get(side) or {}).get("quantity") for side in ("without", "with")]
    if price_unit == "1":
        rate = None if price is None else 100.0 * price
        return (*(_over(q, size) for q in quantities), money_unit, rate, "%")  # type: ignore[return-value]
    price, price_unit = reading.told_price(price, price_unit)
    if reading.is_small and unit in SMALLER:
        quantities = [_over(q, 1.0 / FACTOR) for q in quantities]
        unit = SMALLER[unit]
    return (*quantities, unit, price, price_unit)  # type: ignore[return-value]


def _line_note(lines: Lines, reading: Reading) -> str:
    """How to read the quantities that are no energy."""
    units = {str(line["unit"]) for line in lines}
    notes = []
    if "MW" in units:
        text = "Demand is the sum of the months' billed MW, each with its share of the month."
        notes.append(reading.told_words(text))
    if any(str(line["price_unit"]) == "1" for line in lines):
        notes.append("A tax is a percentage of the lines that it is on.")
    return " ".join(notes)


def mean_price(line: Mapping[str, Any]) -> float | None:
    """Amount over quantity, of the system with storage where it has any."""
    for side in (line.get("with") or {}, line.get("without") or {}):
        if side.get("quantity"):
            return float(side["amount"] / side["quantity"])
    return None


def _over(amount: Any, size: float) -> float | None:
    return float(amount) / size if is_number(amount) else None


def _difference(before: float | None, after: float | None) -> float | None:
    if before is None or after is None:
        return None
    change = after - before
    return 0.0 if abs(change) <= SAME_FRAC * abs(before) else change
