"""Duration curves: demand that sun and wind leave over, before and after storage, and prices."""

from __future__ import annotations

import numpy as np

from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Block, Column, Figure, Section, Table
from bess_opt.report.numbers import share, significant, with_unit
from bess_opt.report.opened_run import Array
from bess_opt.report.palette import BLACK, BLUE, VERMILION, Look, price_look
from bess_opt.report.reading import Reading

POINTS = 400
TABLE_SHARES = (
    0.0,
    0.001,
    0.01,
    0.02,
    0.05,
    *(k / 10 for k in range(1, 10)),
    0.95,
    0.98,
    0.99,
    1.0,
)


def curves(reading: Reading) -> Section:
    """The section."""
    blocks: list[Block] = [_load_figure(reading)]
    if reading.prices:
        blocks.append(_price_figure(reading))
    return Section("curves", "Duration curves", tuple(blocks))


def duration(values: Array, hours: Array, shares: Array) -> Array:
    """Value that is met or exceeded for each share of the hours, shape of ``shares``."""
    order = np.argsort(-values, kind="stable")
    passed = np.cumsum(hours[order]) / hours.sum()
    at = np.minimum(np.searchsorted(passed, shares - 1e-12), len(values) - 1)
    return np.asarray(values[order][at], dtype=float)


def _load_figure(reading: Reading) -> Figure:
    stored = sum(
        (reading.of("p_charge_mw", n) - reading.of("p_discharge_mw", n) for n in reading.storages),
        np.zeros(len(reading.horizon)),
    )
    before, after = reading.residual_mw, reading.residual_mw + stored
    lines = [("Demand", reading.demand_mw, Look(BLACK), 0.2)]
    # Without sun, wind or river the two are one line, and one name is enough.
    word = "demand"
    if not np.allclose(before, reading.demand_mw, atol=1e-9):
        lines.append(("Residual load", before, Look(BLUE, dash="dash"), 0.45))
        word = "residual load"
    has_storage = any(reading.is_built(n) for n in reading.storages)
    if has_storage:
        lines.append(("after storage", after, Look(VERMILION, dash="dot", width=2.4), 0.75))
    top, top_after = float(before.max()), float(after.max())
    low, low_after = float(before.min()), float(after.min())
    widest = max(abs(v) for v in (top, top_after, low, low_after))

    def told(mw: float) -> str:
        return reading.power(mw, widest)

    if has_storage:
        title = (
            f"Storage {_moves(top, top_after)} the peak of {word} from {told(top)} to "
            f"{told(top_after)} and {_moves(low, low_after)} its floor from {told(low)} to "
            f"{told(low_after)}"
        )
    else:
        title = f"{word.capitalize()} runs from {told(low)} to {told(top)}"
    meaning = (
        "Residual load is demand less what sun, wind and river could deliver; series.nc"
        if word == "residual load"
        else "series.nc"
    )
    return _figure(reading, "residual", title, lines, "Power [MW]", "MW", meaning)


def _moves(was: float, now: float) -> str:
    return "lifts" if now > was else "lowers"


def _price_figure(reading: Reading) -> Figure:
    unit, factor = reading.price_unit, reading.price_factor
    looks = [price_look(k) for k in range(len(reading.prices))]
    lines = [
        (f"Bus {bus}", price * factor, looks[k], 0.25 + 0.4 * k)
        for k, (bus, price) in enumerate(reading.prices.items())
    ]
    own = reading.prices[reading.price_bus] * factor
    low, middle, high = (
        float(v) for v in duration(own, reading.hours, np.array([0.95, 0.5, 0.05]))
    )
    zero = float(reading.hours[own <= 1e-6].sum() / reading.hours.sum())
    title = (
        f"At bus {reading.price_bus} energy costs {with_unit(middle, unit, 4)} in the median hour, "
        f"and {significant(low, 4)} to {significant(high, 4)} in nine hours of ten"
    )
    if zero > 0.001:
        title += f"; it is free in {share(zero)} of hours"
    return _figure(reading, "price-duration", title, lines, f"Price [{unit}]", unit,
                   "Shadow price of the power balance; duals.nc")  # fmt: skip


def _digits(reading: Reading, unit: str) -> int:
    return reading.price_digits if unit == reading.price_unit else 0


def _figure(
    reading: Reading,
    key: str,
    title: str,
    lines: list[tuple[str, Array, Look, float]],
    axis: str,
    unit: str,
    source: str,
) -> Figure:
    shares = np.linspace(0.0, 1.0, POINTS + 1)
    layers = tuple(
        Layer("line", name, look, 100.0 * shares, duration(values, reading.hours, shares),
              label_at=place, unit=unit)
        for name, values, look, place in lines
    )  # fmt: skip
    chart = Chart(
        (Panel(layers, Axis(axis)),), Axis("share of hours at or above [%]", low=0.0, high=100.0)
    )
    marks = np.array(TABLE_SHARES)
    table = Table(
        "Value that is met or exceeded",
        (
            Column("Share of hours", "%", 1),
            *(Column(name, unit, _digits(reading, unit)) for name, *_ in lines),
        ),
        tuple(
            zip(
                (100.0 * marks).tolist(),
                *(duration(values, reading.hours, marks).tolist() for _, values, *_ in lines),
                strict=True,
            )
        ),
    )
    names = ", ".join(name for name, *_ in lines)
    return Figure(key, title, f"Duration curves of {names}. {title}.", chart, table, source)
