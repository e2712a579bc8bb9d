"""What each store does: at which prices, at which power and level, how deep, what it loses."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Block, Cell, Column, Figure, Section, Table, text_column
from bess_opt.report.numbers import fixed, share
from bess_opt.report.opened_run import Array
from bess_opt.report.palette import ROLES
from bess_opt.report.reading import Reading
from bess_opt.report.sections.curves import POINTS, TABLE_SHARES, duration

DEPTHS = 10
MOST_CLASSES = 12
LEAST_DEPTH_FRAC = 0.01


def storage(reading: Reading) -> Section | None:
    """The section, where a store is there."""
    blocks: list[Block] = []
    for name in reading.headline_storages:
        if not reading.is_built(name) or not reading.has("soc_mwh", name):
            continue
        if reading.prices.get(reading.assets[name].bus) is not None:
            blocks.append(_price_figure(reading, name))
        blocks += [_use_figure(reading, name), _depth_figure(reading, name), _losses(reading, name)]
    return Section("storage", "What storage does", tuple(blocks)) if blocks else None


def weighted_price(reading: Reading, name: str, flow: str) -> float | None:
    """Mean price of the store's bus over its charge or discharge, currency per MWh."""
    power, price = reading.of(flow, name), reading.prices[reading.assets[name].bus]
    whole = reading.total(power)
    return float((power * price) @ reading.hours) / whole if whole > 0 else None


def healthy_mwh(reading: Reading, name: str) -> Array:
    """Energy that the store holds at its mean state of health, by step, shape (T,)."""
    health = float(getattr(reading.assets[name], "soh_mean_frac", 1.0))
    return np.asarray(reading.rating("e_rated_mwh", name) * health, dtype=float)


def round_edges(low: float, high: float) -> Array:
    """Even classes from ``low`` to ``high``, at most twelve, with round limits.

    >>> round_edges(0.0, 30396.0).tolist()[:3]
    [0.0, 5000.0, 10000.0]
    """
    span = max(high - low, 1.0)
    unit = 10.0 ** math.floor(math.log10(span))
    step = next(f * unit for f in (0.1, 0.2, 0.25, 0.5, 1.0) if span / (f * unit) <= MOST_CLASSES)
    first, last = math.floor(low / step), max(math.ceil(high / step), math.floor(low / step) + 1)
    return np.asarray(np.arange(first, last + 1) * step, dtype=float)


def _price_figure(reading: Reading, name: str) -> Figure:
    """Energy charged and discharged by price."""
    price, label = reading.prices[reading.assets[name].bus], reading.label(name)
    unit, told = reading.price_unit, price * reading.price_factor
    edges = round_edges(float(told.min()), float(told.max()))
    at = np.clip(np.searchsorted(edges, told, side="right") - 1, 0, len(edges) - 2)
    names = [f"{fixed(a)} to {fixed(b)}" for a, b in pairwise(edges)]
    sums = {
        flow: np.bincount(at, reading.of(flow, name) * reading.hours, len(names)) / 1e3
        for flow in ("p_charge_mw", "p_discharge_mw")
    }
    layers = (
        Layer("bar", "charged", ROLES["charge"], names, sums["p_charge_mw"].tolist(), unit="GWh"),
        Layer("bar", "discharged", ROLES["discharge"], names, sums["p_discharge_mw"].tolist(),
              unit="GWh"),
    )  # fmt: skip
    chart = Chart(
        (Panel(layers, Axis("energy [GWh]", low=0.0)),),
        Axis(f"price at bus {reading.assets[name].bus} [{unit}]", "category"),
        height_px=360,
    )
    paid, earned = (weighted_price(reading, name, f) for f in ("p_charge_mw", "p_discharge_mw"))
    title = (
        f"{label} charges where energy is worth {reading.price(paid)} and discharges where it is "
        f"worth {reading.price(earned)}, on average"
    )
    rows = tuple(
        (n, float(c), float(d))
        for n, c, d in zip(names, sums["p_charge_mw"], sums["p_discharge_mw"], strict=True)
    )
    whole = [float(values.sum()) for values in sums.values()]
    table = Table(
        "Energy by price",
        (
            text_column(f"Price [{unit}]"),
            Column("Charged", "GWh", 1),
            Column("Discharged", "GWh", 1),
        ),
        (*rows, ("Sum", *whole)),
        total=(len(rows),),
    )
    alt = f"Bars of energy charged and discharged by classes of price. {title}."
    return Figure(f"trade-{name}", title, alt, chart, table, "series.nc, duals.nc")


def _use_figure(reading: Reading, name: str) -> Figure:
    """Power and stored energy as duration curves, over their ratings."""
    net = reading.of("p_discharge_mw", name) - reading.of("p_charge_mw", name)
    rated = reading.rating("p_rated_mw", name)
    power = 100.0 * net / np.where(rated > 0, rated, 1.0)
    whole = healthy_mwh(reading, name)
    level = 100.0 * reading.of("soc_mwh", name) / np.where(whole > 0, whole, 1.0)
    shares = np.linspace(0.0, 1.0, POINTS + 1)
    lines = (
        ("Power, discharging positive", power, "discharge"),
        ("State of charge", level, "load"),
    )
    panels = tuple(
        Panel(
            (Layer("line", title, ROLES[role], 100.0 * shares,
                   duration(values, reading.hours, shares), unit="%", in_legend=False),),
            Axis(axis),
            title=title,
        )
        for (title, values, role), axis in zip(
            lines, ("% of rated power", "% of healthy energy"), strict=True
        )
    )  # fmt: skip
    chart = Chart(panels, Axis("share of hours at or above [%]", low=0.0, high=100.0),
                  height_px=280, columns=2)  # fmt: skip
    busy = float(reading.hours[np.abs(power) > 1.0].sum() / reading.hours.sum())
    full = float(reading.hours[np.abs(power) > 99.0].sum() / reading.hours.sum())
    title = (
        f"{reading.label(name)} is at work in {share(busy, 0)} of hours, at full power in "
        f"{share(full, 0)}"
    )
    marks = np.array(TABLE_SHARES)
    table = Table(
        "Value that is met or exceeded",
        (Column("Share of hours", "%", 1), Column("Power", "% of rated", 1),
         Column("State of charge", "% of healthy energy", 1)),
        tuple(
            zip(
                (100.0 * marks).tolist(),
                *(duration(values, reading.hours, marks).tolist() for _, values, _ in lines),
                strict=True,
            )
        ),
    )  # fmt: skip
    alt = f"Duration curves of power and state of charge of {reading.label(name)}. {title}."
    return Figure(f"use-{name}", title, alt, chart, table, "series.nc")


def half_cycles(level: Array) -> list[tuple[float, float]]:
    """Depths of the cycles of a level, with 1 for a whole and 0.5 for a half cycle.

    Rainflow counting after ASTM E1049-85, section 5.4.4, over turning points.

    >>> half_cycles(np.array([0.0, 10.0, 4.0, 6.0, 0.0]))
    [(2.0, 1.0), (10.0, 0.5), (10.0, 0.5)]
    """
    steps = np.diff(level)
    moved = np.concatenate([[True], steps != 0.0])
    points = level[moved]
    slope = np.diff(points)
    turning = [0, *(np.flatnonzero(slope[:-1] * slope[1:] < 0) + 1), len(points) - 1]
    stack: list[float] = []
    counted: list[tuple[float, float]] = []
    for point in points[np.unique(turning)].tolist():
        stack.append(point)
        while len(stack) >= 3:
            last, before = abs(stack[-1] - stack[-2]), abs(stack[-2] - stack[-3])
            if last < before:
                break
            if len(stack) == 3:
                counted.append((before, 0.5))
                stack.pop(0)
            else:
                counted.append((before, 1.0))
                del stack[-3:-1]
    counted += [(abs(b - a), 0.5) for a, b in pairwise(stack)]
    return counted


def _depth_figure(reading: Reading, name: str) -> Figure:
    """How deep the cycles are, by rainflow counting."""
    whole = healthy_mwh(reading, name)
    level = reading.of("soc_mwh", name) / np.where(whole > 0, whole, 1.0)
    counts = np.zeros(DEPTHS)
    for period in np.unique(reading.horizon.period):
        here = reading.horizon.period == period
        weight = float(reading.horizon.weight[here][0])
        for depth, cycles in half_cycles(level[here]):
            if depth >= LEAST_DEPTH_FRAC:
                counts[min(DEPTHS - 1, int(depth * DEPTHS))] += weight * cycles
    names = [f"{10 * k} to {10 * k + 10}" for k in range(DEPTHS)]
    layer = Layer("bar", "cycles", ROLES["discharge"], names, counts.tolist(), in_legend=False)
    chart = Chart((Panel((layer,), Axis("cycles", low=0.0)),),
                  Axis("depth [% of healthy energy]", "category"), height_px=300)  # fmt: skip
    deep = float(counts[-2:].sum())
    title = (
        f"{fixed(deep)} of {fixed(float(counts.sum()))} cycles of {reading.label(name)} are deeper "
        "than 80 %"
    )
    table = Table(
        "Cycles by depth",
        (text_column("Depth [% of healthy energy]"), Column("Cycles", "", 1)),
        (*zip(names, counts.tolist(), strict=True), ("Sum", float(counts.sum()))),
        total=(DEPTHS,),
        note="Counted by the rainflow rules of ASTM E1049-85; depths below 1 % are left out.",
    )
    alt = f"Bars of the number of cycles by depth of discharge. {title}."
    return Figure(f"depth-{name}", title, alt, chart, table, "series.nc")


def _losses(reading: Reading, name: str) -> Table:
    """Where the energy between charge and discharge stays; the parts sum to the difference."""
    store = reading.assets[name]
    charged = reading.total(reading.of("p_charge_mw", name))
    discharged = reading.total(reading.of("p_discharge_mw", name))
    own = max(0.0, discharged - charged - reading.total(reading.net_mw(name)))
    into = float(getattr(store, "eta_charge_frac", 1.0))
    out = float(getattr(store, "eta_discharge_frac", 1.0))
    charging, discharging = (1.0 - into) * charged, (1.0 / out - 1.0) * discharged
    rest = charged - discharged - charging - discharging
    parts = (
        ("Lost in charging", charging),
        ("Lost in discharging", discharging),
        ("Self-discharge, and what is left in the store", rest),
        ("Auxiliaries, drawn from the bus", own),
    )
    rows: list[tuple[Cell, ...]] = [
        (word, mwh / 1e3, 100.0 * mwh / charged if charged else None) for word, mwh in parts
    ]
    whole = math.fsum(mwh for _, mwh in parts)
    rows.append(("Sum", whole / 1e3, 100.0 * whole / charged if charged else None))
    turn = discharged / (charged + own) if charged + own > 0 else None
    return Table(
        f"Losses of {reading.label(name)}: {reading.energy(whole)}, round trip {share(turn)}",
        (text_column("Part"), Column("Energy", "GWh", 1), Column("Of energy charged", "%", 2)),
        tuple(rows),
        total=(len(rows) - 1,),
    )
