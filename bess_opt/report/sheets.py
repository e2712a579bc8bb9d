"""What a workbook holds beside the tables of the report: inputs, ledger, hours and months.

The same content model as the page: tables of numbers, written by whoever writes workbooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from bess_opt.report.content import Cell, Column, Table, text_column
from bess_opt.report.numbers import is_number
from bess_opt.report.opened_run import Array
from bess_opt.report.reading import Reading
from bess_opt.report.small import FACTOR

TWELVE = 12
# A sheet of Excel has 1,048,576 rows; longer horizons stay in series.nc.
MOST_STEPS = 200_000
INPUT_HEADS = ("Path in the case", "Value", "Unit", "Mark", "Source")
LEDGER_TEXT = ("component", "entry", "nature", "payer", "payee", "period", "currency")


def inputs_table(reading: Reading) -> Table:
    """Every input value with unit, mark and source; monthly values, if any, in twelve columns."""
    rows: list[tuple[Cell, ...]] = []
    for row in reading.results.get("assumptions") or []:
        value = row.get("value")
        monthly = value if isinstance(value, list) and len(value) == TWELVE else [None] * TWELVE
        single: Cell = float(value) if is_number(value) else None
        if single is None and monthly[0] is None:
            single = value if isinstance(value, str | bool) else str(value)
        unit = str(row.get("unit", "")).replace("{currency}", money_of(reading, row))
        rows.append(
            (str(row.get("path", "")), single, unit, str(row.get("mark", "")),
             str(row.get("source", "")), *monthly)
        )  # fmt: skip
    own = len(INPUT_HEADS)
    is_monthly = any(value is not None for row in rows for value in row[own:])
    width = own + (TWELVE if is_monthly else 0)
    months = (Column(f"month {k}", "", 6, True) for k in range(1, width - own + 1))
    return Table(
        "Input values",
        (
            *(Column(h, "", 6, True) if h == "Value" else text_column(h) for h in INPUT_HEADS),
            *months,
        ),
        tuple(row[:width] for row in rows),
    )


def money_of(reading: Reading, row: dict[str, Any]) -> str:
    """The currency in which a value is written: its component's own, or the base."""
    parts = str(row.get("path", "")).split(".")
    component = reading.components.get(parts[1]) if len(parts) > 1 else None
    return (component.currency if component else None) or reading.currency


def ledger_table(reading: Reading) -> Table:
    """Every row of the ledger; its sum is the objective."""
    rows: list[tuple[Cell, ...]] = [
        (*(row[k] for k in LEDGER_TEXT), float(row["amount"]), float(row["amount_base"]))
        for row in reading.run.ledger_rows
    ]
    whole = sum(float(row["amount_base"]) for row in reading.run.ledger_rows)
    rows.append(("Sum", *[None] * (len(LEDGER_TEXT)), whole))
    return Table(
        "Ledger",
        (
            *(text_column(k) for k in LEDGER_TEXT),
            Column("amount", "own currency", 2),
            Column("amount_base", reading.currency, 2),
        ),
        tuple(rows),
        total=(len(rows) - 1,),
    )


def hourly_columns(reading: Reading) -> Iterator[tuple[Column, Array]]:
    """Each quantity by step: demand, power into its bus by asset, stored energy, prices.

    In kW, kWh and prices by the kWh where the page is; ``series.nc`` stays in MW.
    """
    power, energy = power_units(reading)
    for column, values in _by_step(reading):
        if column.unit in ("MW", "MWh") and reading.is_small:
            unit = power if column.unit == "MW" else energy
            yield replace(column, unit=unit), FACTOR * values
        else:
            yield column, values


def power_units(reading: Reading) -> tuple[str, str]:
    """Units of power and stored energy on the sheet of hours."""
    return ("kW", "kWh") if reading.is_small else ("MW", "MWh")


def month_unit(reading: Reading) -> str:
    """Unit of a thousandth of the sums of power times hours."""
    return "MWh" if reading.is_small else "GWh"


def _by_step(reading: Reading) -> Iterator[tuple[Column, Array]]:
    for name in reading.loads:
        yield Column(f"{reading.label(name)}, demand", "MW", 3), reading.of("demand_mw", name)
    for name in reading.assets:
        if name not in reading.loads and len(reading.assets[name].buses()) == 1:
            yield Column(f"{reading.label(name)}, into the bus", "MW", 3), reading.net_mw(name)
    for name in reading.loads:
        if reading.has("p_shed_mw", name):
            yield Column(f"{reading.label(name)}, unserved", "MW", 3), reading.of("p_shed_mw", name)
    for name in reading.assets:
        if reading.has("p_forward_mw", name):
            flow = reading.of("p_forward_mw", name) - reading.of("p_backward_mw", name)
            yield Column(f"{reading.label(name)}, forward", "MW", 3), flow
    for name in reading.storages:
        stored = Column(f"{reading.label(name)}, stored at end", "MWh", 3)
        yield stored, reading.of("soc_mwh", name)
    for bus, price in reading.prices.items():
        yield Column(f"Price at bus {bus}", reading.price_unit, 2), price * reading.price_factor


def hours_table(reading: Reading) -> Table | None:
    """The horizon step by step; None where it is longer than a sheet should be."""
    if len(reading.horizon) > MOST_STEPS:
        return None
    found = list(hourly_columns(reading))
    months = reading.horizon.month_label
    labels = [f"{m // 100}-{m % 100:02d}" for m in months.tolist()]
    stamps = reading.local.tolist()
    series = (values.tolist() for _, values in found)
    return Table(
        "Step by step",
        (
            text_column("Local time"),
            text_column("Month"),
            Column("Hours counted", "h", 3),
            *(column for column, _ in found),
        ),
        tuple(zip(stamps, labels, reading.hours.tolist(), *series, strict=True)),
    )


def month_sums(reading: Reading) -> tuple[list[str], Array]:
    """Months, and a thousandth of each power of :func:`hourly_columns` times hours, (M, n)."""
    horizon = reading.horizon
    at = np.searchsorted(horizon.months, horizon.month_label)
    sums = [
        np.bincount(at, values * reading.hours, len(horizon.months)) / 1e3
        for column, values in hourly_columns(reading)
        if column.unit == power_units(reading)[0]
    ]
    names = [f"{m // 100}-{m % 100:02d}" for m in horizon.months]
    return names, np.array(sums).T
