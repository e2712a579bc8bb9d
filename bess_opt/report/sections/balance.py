"""Where the energy comes from and goes to: month by month, and as a table that sums."""

from __future__ import annotations

import math

import numpy as np

from bess_opt.report.bands import bands
from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Column, Figure, Section, Table, text_column
from bess_opt.report.numbers import share
from bess_opt.report.opened_run import Array, worded
from bess_opt.report.palette import ROLES
from bess_opt.report.reading import Reading

# A source of a smaller share is not named in the title.
LEAST_SHARE = 0.005


def balance(reading: Reading) -> Section:
    """The section."""
    return Section(
        "energy",
        "Energy balance",
        (_month_figure(reading), _balance_table(reading), _flows(reading)),
    )


def monthly_gwh(reading: Reading, power_mw: Array) -> Array:
    """Weighted energy by month, GWh, shape (M,)."""
    horizon = reading.horizon
    at = np.searchsorted(horizon.months, horizon.month_label)
    return np.bincount(at, power_mw * reading.hours, len(horizon.months)) / 1e3


def month_names(reading: Reading) -> list[str]:
    """Months as printed: ``2026-01``."""
    return [f"{m // 100}-{m % 100:02d}" for m in reading.horizon.months]


def _month_figure(reading: Reading) -> Figure:
    months = month_names(reading)
    stack = [b for b in bands(reading) if b.is_delivered and b.is_counted]
    used = [(b, monthly_gwh(reading, b.power_mw)) for b in stack]
    layers, at = [], np.zeros(len(months))
    for band, gwh in used:
        layers.append(
            Layer("bar", band.label, band.look, months, gwh.tolist(), base=at.tolist(), unit="GWh")
        )
        at = at + gwh
    wanted = monthly_gwh(reading, reading.demand_mw)
    layers.append(Layer("points", "Demand", ROLES["load"], months, wanted.tolist(), unit="GWh"))
    chart = Chart(
        (Panel(tuple(layers), Axis("Energy [GWh]", low=0.0)),),
        Axis("month", "category"),
        height_px=400,
    )
    totals = {b.label: float(g.sum()) for b, g in used if b.key not in ("discharge", "unserved")}
    whole = math.fsum(totals.values())
    first = sorted(totals, key=lambda n: -totals[n])[:2]
    title = (
        " and ".join(
            f"{n} gives {share(totals[n] / whole, 0)}"
            for n in first
            if totals[n] >= LEAST_SHARE * whole
        )
        if whole
        else ""
    )
    title = f"{title} of the energy supplied, {reading.energy(whole * 1e3)} in all"
    table = Table(
        "Energy delivered by month",
        (text_column("Source"), *(Column(m, "GWh") for m in months), Column("Sum", "GWh")),
        (
            *((b.label, *g.tolist(), float(g.sum())) for b, g in used),
            ("Sum", *at.tolist(), float(at.sum())),
            ("Demand", *wanted.tolist(), float(wanted.sum())),
        ),
        total=(len(used),),
    )
    alt = f"Stacked bars of energy delivered by source, month by month, with demand. {title}."
    return Figure("months", title, alt, chart, table, "series.nc")


def _balance_table(reading: Reading) -> Table:
    """Delivered and drawn; the two sums agree."""
    rows: list[tuple[str, float | None, float | None]] = []
    delivered: list[float] = []
    drawn: list[float] = []
    for band in (b for b in bands(reading) if b.is_counted and b.key != "unserved"):
        gwh = float(reading.total(band.power_mw)) / 1e3
        (delivered if band.is_delivered else drawn).append(gwh)
        rows.append(
            (band.label, gwh if band.is_delivered else None, None if band.is_delivered else gwh)
        )
    served = _served(reading)
    drawn.append(served)
    rows.append(("Demand served", None, served))
    rows.append(("Sum", math.fsum(delivered), math.fsum(drawn)))
    return Table(
        f"Energy balance {reading.period_words}",
        (text_column("Flow"), Column("Delivered", "GWh", 1), Column("Drawn", "GWh", 1)),
        tuple(rows),
        note=_closing(delivered, drawn, reading),
        total=(len(rows) - 1,),
    )


def _served(reading: Reading) -> float:
    flows = reading.results.get("energy_mwh", {})
    return math.fsum(flows.get(n, {}).get("served", 0.0) for n in reading.loads) / 1e3


def _closing(delivered: list[float], drawn: list[float], reading: Reading) -> str:
    miss, least = math.fsum(delivered) - math.fsum(drawn), reading.least_mwh
    unserved, curtailed = (
        float(reading.results.get(key) or 0.0) for key in ("unserved_mwh", "curtailed_mwh")
    )
    return (
        f"Delivered less drawn: {reading.energy(miss * 1e3, least)}. Besides, "
        f"{reading.energy(unserved, least)} of demand stayed unserved and "
        f"{reading.energy(curtailed, least)} of sun, wind and river were "
        "not taken."
    )


def _flows(reading: Reading) -> Table:
    flows = reading.results.get("energy_mwh", {})
    rows = [
        (reading.label(name), worded(flow), float(mwh) / 1e3)
        for name, own in flows.items()
        for flow, mwh in own.items()
        if abs(float(mwh)) >= reading.least_mwh
    ]
    return Table(
        f"Every flow of every asset, {reading.period_words}",
        (text_column("Asset"), text_column("Flow"), Column("Energy", "GWh", 1)),
        tuple(rows),
        note=f"Flows under {reading.energy(reading.least_mwh)} are left out. Fuel equivalent is "
        "the full-load output that the fuel burnt would have given: more than was generated, where "
        "plants run in part.",
    )
