"""Capacity payments: what is paid for, what is used, and what a used kWh then costs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Column, Figure, Note, Section, Table, Text, text_column
from bess_opt.report.numbers import money, scaled, share, with_unit
from bess_opt.report.palette import ROLES
from bess_opt.report.reading import Reading


@dataclass(frozen=True)
class Payment:
    """One contract: what it pays, for how much, and what the plants delivered."""

    label: str
    paid: float
    contracted_mw: float
    generated_mwh: float
    hours: float

    @property
    def used_frac(self) -> float:
        """Energy delivered over what the contracted capacity could deliver."""
        whole = self.contracted_mw * self.hours
        return min(1.0, self.generated_mwh / whole) if whole > 0 else 0.0


def payments(reading: Reading) -> list[Payment]:
    """Every capacity payment of the case, dearest first."""
    hours = float(reading.hours.sum())
    flows = reading.results.get("energy_mwh", {})
    found = []
    for name, tariff in reading.tariffs.items():
        if type(tariff).kind_name != "capacity_payment":
            continue
        paid = math.fsum(
            float(r["amount_base"])
            for r in reading.ledger_rows(component=name, entry="capacity_payment")
        )
        assets = list(getattr(tariff, "assets", ()))
        contracted = getattr(tariff, "contracted_mw", None)
        if getattr(tariff, "exit_allowed", False) or contracted is None:
            contracted = sum(reading.size(a).get("p_rated_mw") or 0.0 for a in assets)
        generated = math.fsum(flows.get(a, {}).get("generated", 0.0) for a in assets)
        found.append(Payment(_label(reading, name, assets), paid, contracted, generated, hours))
    return sorted(found, key=lambda p: -p.paid)


def _label(reading: Reading, name: str, assets: list[str]) -> str:
    own = reading.tariffs[name].label
    return own or ", ".join(reading.label(a) for a in assets)


def capacity(reading: Reading) -> Section | None:
    """The section, where the case pays for capacity."""
    found = payments(reading)
    if not found:
        return None
    currency = reading.currency
    paid = math.fsum(p.paid for p in found)
    idle = math.fsum(p.paid * (1 - p.used_frac) for p in found)
    generated = math.fsum(p.generated_mwh for p in found)
    size, unit = scaled([p.paid for p in found], currency)
    part = idle / paid if paid else 0.0
    each = with_unit(_per_kwh(paid, generated), f"{currency}/kWh")
    text = Text(
        f"Capacity payments come to {money(paid, currency, 4)} {reading.period_words}. By energy, "
        f"{share(part)} of it ({money(idle, currency)}) pays for capacity that stood idle, and "
        f"each kWh delivered carries {each} of it."
    )
    same = Note(_same_words(reading))
    names = [p.label for p in found]
    used = [p.paid * p.used_frac / size for p in found]
    idles = [p.paid * (1 - p.used_frac) / size for p in found]
    layers = (
        Layer("bar", "used", ROLES["discharge"], names, used, base=[0.0] * len(found), unit=unit),
        Layer("bar", "idle", ROLES["charge"], names, idles, base=used, unit=unit),
    )  # fmt: skip
    axis = f"paid {reading.period_words} [{unit}]"
    chart = Chart((Panel(layers, Axis(axis, low=0.0)),), Axis("", "category"),
                  height_px=100 + 32 * len(found), horizontal=True)  # fmt: skip
    worst = max(found, key=lambda p: p.paid * (1 - p.used_frac))
    title = f"{share(part, 0)} of capacity payments pay for idle capacity, most at {worst.label}"
    table = Table(
        "Capacity payments",
        (
            text_column("For"),
            Column("Contracted", "MW"),
            Column("Paid", unit, 4, True),
            Column("Delivered", "GWh"),
            Column("Used", "% of contracted energy", 1),
            Column("Paid for idle", unit, 4, True),
            Column("Per used kWh", f"{currency}/kWh", 3, True),
        ),
        (
            *(
                (p.label, p.contracted_mw, p.paid / size, p.generated_mwh / 1e3, 100 * p.used_frac,
                 p.paid * (1 - p.used_frac) / size, _per_kwh(p.paid, p.generated_mwh))
                for p in found
            ),
            ("Sum", math.fsum(p.contracted_mw for p in found), paid / size, generated / 1e3, None,
             idle / size, _per_kwh(paid, generated)),
        ),
        total=(len(found),),
    )  # fmt: skip
    alt = f"Bars of capacity payments by plant, split into used and idle. {title}."
    figure = Figure("capacity", title, alt, chart, table, "ledger.csv, results.json")
    return Section("capacity", "Capacity payments", (text, figure, same))


def _same_words(reading: Reading) -> str:
    exits = any(getattr(t, "exit_allowed", False) for t in reading.tariffs.values())
    if exits:
        return "Contracts with exit_allowed may be left: what they are paid is decided."
    return "These payments are sunk: storage changes none of them, only how much of them is used."


def _per_kwh(paid: float, generated_mwh: float) -> float | None:
    return paid / generated_mwh / 1e3 if generated_mwh > 0 else None
