"""Capacity payments: what is paid for, what is used, and what a used kWh then costs.

A payment is split by what its capacity could do in the hours of the horizon: delivered, able to
deliver but not called, and unable (no water, wind or sun, or on outage). Only the second part is
capacity that stood idle; a solar park is not idle at night.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Column, Figure, Note, Section, Table, Text, text_column
from bess_opt.report.numbers import money, scaled, share, with_unit
from bess_opt.report.palette import ROLES
from bess_opt.report.reading import Reading

# What a payment is for, in the order in which its bar is stacked.
PARTS = ("paid for energy delivered", "paid for plants not called", "paid for what could not run")


@dataclass(frozen=True)
class Payment:
    """One contract: what it pays, for how much, and what its plants delivered and could have."""

    label: str
    paid: float
    contracted_mw: float
    generated_mwh: float
    able_mwh: float
    hours: float

    @property
    def used_frac(self) -> float:
        """Energy delivered over what the contracted capacity could deliver in every hour."""
        whole = self.contracted_mw * self.hours
        return min(1.0, self.generated_mwh / whole) if whole > 0 else 0.0

    @property
    def idle_frac(self) -> float:
        """The same of energy that could have been delivered and was not called."""
        whole = self.contracted_mw * self.hours
        spare = max(0.0, self.able_mwh - self.generated_mwh)
        return min(1.0 - self.used_frac, spare / whole) if whole > 0 else 0.0

    @property
    def parts(self) -> tuple[float, float, float]:
        """Of what is paid: for energy delivered, for energy not called, for what could not run."""
        used, idle = self.paid * self.used_frac, self.paid * self.idle_frac
        return used, idle, self.paid - used - idle


def payments(reading: Reading) -> list[Payment]:
    """Every capacity payment of the case, dearest first."""
    hours = float(reading.hours.sum())
    found = []
    for name, tariff in reading.tariffs.items():
        if not type(tariff).pays_capacity:
            continue
        paid = math.fsum(float(r["amount_base"]) for r in reading.ledger_rows(component=name))
        assets = list(getattr(tariff, "assets", ()))
        contracted = getattr(tariff, "contracted_mw", None)
        if getattr(tariff, "exit_allowed", False) or contracted is None:
            contracted = sum(reading.size(a).get("p_rated_mw") or 0.0 for a in assets)
        generated = math.fsum(reading.flow(a, "generated") for a in assets)
        able = math.fsum(able_mwh(reading, a) for a in assets)
        label = reading.tariffs[name].label or ", ".join(reading.label(a) for a in assets)
        found.append(Payment(label, paid, contracted, generated, able, hours))
    return sorted(found, key=lambda p: -p.paid)


def able_mwh(reading: Reading, name: str) -> float:
    """Energy that a plant could have delivered: what it did, and what was left or held back."""
    generated = reading.flow(name, "generated")
    left = reading.flow(name, "curtailed") + reading.flow(name, "spilled")
    if not type(reading.assets[name]).is_callable:
        return generated + left
    could = reading.of("available_frac", name) * reading.rating("p_rated_mw", name)
    return float(np.maximum(could, 0.0) @ reading.hours)


def capacity(reading: Reading) -> Section | None:
    """The section, where the case pays for capacity."""
    found = payments(reading)
    if not found:
        return None
    currency = reading.currency
    paid = math.fsum(p.paid for p in found)
    idle = math.fsum(p.parts[1] for p in found)
    generated = math.fsum(p.generated_mwh for p in found)
    part = idle / paid if paid else 0.0
    each = with_unit(per_kwh(paid, generated), f"{currency}/kWh")
    text = Text(
        f"Capacity payments come to {money(paid, currency, 4)} {reading.period_words}. By energy, "
        f"{share(part)} of it ({money(idle, currency)}) pays for plants that could have run and "
        f"were not called, and each kWh delivered carries {each} of it. Plants without water, wind "
        "or sun, or on outage, are not counted as idle."
    )
    return Section(
        "capacity", "Capacity payments", (text, _figure(reading, found, part), _note(reading))
    )


def _figure(reading: Reading, found: Sequence[Payment], part: float) -> Figure:
    currency = reading.currency
    size, unit = scaled([p.paid for p in found], currency)
    names = [p.label for p in found]
    used, idle, unable = ([p.parts[k] / size for p in found] for k in range(3))
    layers = (
        Layer("bar", PARTS[0], ROLES["discharge"], names, used, base=[0.0] * len(found),
              unit=unit),
        Layer("bar", PARTS[1], ROLES["charge"], names, idle, base=used,
              unit=unit),
        Layer("bar", PARTS[2], ROLES["losses"], names, unable,
              base=[a + b for a, b in zip(used, idle, strict=True)], unit=unit),
    )  # fmt: skip
    axis = f"paid {reading.period_words} [{unit}]"
    chart = Chart((Panel(layers, Axis(axis, low=0.0)),), Axis("", "category"),
                  height_px=100 + 32 * len(found), horizontal=True)  # fmt: skip
    worst = max(found, key=lambda p: p.parts[1])
    title = (
        f"{share(part, 0)} of capacity payments pay for plants that could have run and were not "
        f"called, most at {worst.label}"
    )
    alt = f"Bars of capacity payments by plant: delivered, not called, could not run. {title}."
    return Figure("capacity", title, alt, chart, _table(found, size, unit, currency),
                  "ledger.csv, results.json, series.nc")  # fmt: skip


def _table(found: Sequence[Payment], size: float, unit: str, currency: str) -> Table:
    rows = [
        (p.label, p.contracted_mw, p.paid / size, p.generated_mwh / 1e3, 100 * p.used_frac,
         *(v / size for v in p.parts), per_kwh(p.paid, p.generated_mwh))
        for p in found
    ]  # fmt: skip
    paid = math.fsum(p.paid for p in found)
    generated = math.fsum(p.generated_mwh for p in found)
    total = (
        "Sum", math.fsum(p.contracted_mw for p in found), paid / size, generated / 1e3, None,
        *(math.fsum(p.parts[k] for p in found) / size for k in range(3)), per_kwh(paid, generated),
    )  # fmt: skip
    return Table(
        "Capacity payments",
        (
            text_column("For"),
            Column("Contracted", "MW"),
            Column("Paid", unit, 2),
            Column("Delivered", "GWh"),
            Column("Used", "% of contracted energy", 1),
            *(Column(part, unit, 2) for part in PARTS),
            Column("Per used kWh", f"{currency}/kWh", 2),
        ),
        (*rows, total),
        total=(len(rows),),
    )


def _note(reading: Reading) -> Note:
    exits = any(getattr(t, "exit_allowed", False) for t in reading.tariffs.values())
    if exits:
        return Note("Contracts with exit_allowed may be left: what they are paid is decided.")
    return Note(
        "These payments are sunk: storage changes none of them, only how much of them is used."
    )


def per_kwh(paid: float, generated_mwh: float) -> float | None:
    """What each kWh delivered carries; None where nothing was delivered."""
    return paid / generated_mwh / 1e3 if generated_mwh > 0 else None
