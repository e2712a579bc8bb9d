"""How the system runs: typical and extreme weeks, the store through the year, the day's price."""

from __future__ import annotations

import numpy as np

from bess_opt.report.bands import Band, bands, visible
from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Block, Cell, Column, Figure, Section, Table, Text, text_column
from bess_opt.report.numbers import share, with_unit
from bess_opt.report.opened_run import Array
from bess_opt.report.palette import ROLES, Look, line_look, price_look
from bess_opt.report.reading import Reading
from bess_opt.report.weeks import Week, chosen_weeks

DAY_FORMAT = "%a %d %b"


# Within this share of its usable window of either end a store counts as empty or full.
NEAR_EDGE_FRAC = 0.05
# Unserved energy of a week is told from this share of its demand on.
UNSERVED_FRAC = 1e-3


def operation(reading: Reading) -> Section:
    """The section: one figure a week, then heat maps of the store and of the price."""
    stack = bands(reading)
    weeks = tuple(
        Section(f"week-{k + 1}", heading(week), (week_figure(reading, week, stack, k + 1),))
        for k, week in enumerate(chosen_weeks(reading))
    )
    intro = Text(
        "Bands above the axis are delivered, bands below it drawn; the black line is demand. Weeks "
        "are runs of seven days from the first day of the horizon, by the local clock. Residual "
        "load is demand less what sun, wind and river could deliver."
    )
    blocks: list[Block] = [intro]
    maps = heat_maps(reading)
    return Section(
        "operation",
        "How the system runs",
        tuple(blocks),
        (*weeks, *((Section("maps", "Through the year", maps),) if maps else ())),
    )


def heading(week: Week) -> str:
    """The reasons as a heading."""
    text = "; ".join(week.reasons)
    return text[:1].upper() + text[1:]


def week_figure(reading: Reading, week: Week, stack: list[Band], number: int) -> Figure:
    """Stack, stored energy and price of one week."""
    here = week.steps
    stamps = reading.local[here]
    ends = stamps + np.asarray(reading.horizon.dt_h[here] * 3600.0, dtype="timedelta64[s]")
    layers = [
        Layer(
            "area", band.label, band.look, stamps,
            band.power_mw[here] if band.is_delivered else -band.power_mw[here],
            stack="up" if band.is_delivered else "down", unit="MW",
        )
        for band in visible(stack, reading, here)
    ]  # fmt: skip
    demand = reading.demand_mw[here]
    layers.append(Layer("line", "Demand", Look("#000000", width=2.2), stamps, demand, stack="step",
                        unit="MW"))  # fmt: skip
    panels = [Panel(tuple(layers), Axis("Power [MW]"), share=3.0)]
    stores = [n for n in reading.storages if reading.is_built(n)]
    if stores:
        lines = tuple(
            Layer("line", f"{reading.label(n)} stored", line_look(k), ends,
                  reading.of("soc_mwh", n)[here], unit="MWh")
            for k, n in enumerate(stores)
        )  # fmt: skip
        panels.append(Panel(lines, Axis("Stored [MWh]", low=0.0)))
    if reading.prices:
        lines = tuple(
            Layer("line", f"Price, bus {bus}", price_look(k), stamps,
                  price[here] * reading.price_factor, stack="step",
                  unit=reading.price_unit)
            for k, (bus, price) in enumerate(reading.prices.items())
        )  # fmt: skip
        panels.append(Panel(lines, Axis(f"Price [{reading.price_unit}]")))
    chart = Chart(tuple(panels), Axis("local time", "time"), height_px=240 + 130 * len(panels))
    title = _finding(reading, here)
    first, last = reading.horizon.local[here][0], reading.horizon.local[here][-1]
    alt = (
        f"Stacked generation, demand, stored energy and price from {first:%d %B %Y} to "
        f"{last:%d %B %Y}, hour by hour. {title}."
    )
    return Figure(f"week-{number}", title, alt, chart, _week_table(reading, here, stack),
                  "series.nc, duals.nc")  # fmt: skip


def _finding(reading: Reading, here: slice) -> str:
    """What the week shows, in one sentence."""
    local = reading.horizon.local[here]
    residual = reading.residual_mw[here]
    top = int(np.argmax(residual))
    span = f"{local[0]:%d %b} to {local[-1]:%d %b %Y}"
    if residual[top] <= 0:
        low = int(np.argmin(residual))
        text = f"{span}: sun, wind and river exceed demand throughout, most by "
        text += f"{reading.power(-residual[low])} on {local[low]:{DAY_FORMAT}} {local[low]:%H:%M}"
    else:
        text = f"{span}: residual load peaks at {reading.power(residual[top])} "
        text += f"on {local[top]:{DAY_FORMAT}} {local[top]:%H:%M}"
    hours = reading.hours[here] / reading.horizon.weight[here]
    discharged = sum(float(reading.of("p_discharge_mw", n)[here] @ hours) for n in reading.storages)
    shed = sum(float(reading.of("p_shed_mw", n)[here] @ hours) for n in reading.loads)
    if any(reading.is_built(n) for n in reading.storages):
        text += f"; storage delivers {reading.energy(discharged, reading.least_mwh)}"
    if shed > max(reading.least_mwh, UNSERVED_FRAC * float(reading.demand_mw[here] @ hours)):
        text += f"; {reading.energy(shed, reading.least_mwh)} stay unserved"
    return text


def _week_table(reading: Reading, here: slice, stack: list[Band]) -> Table:
    """The figure's numbers, one row a step."""
    used = visible(stack, reading, here)
    columns = [text_column("Local time"), Column("Demand", "MW")]
    series: list[Array] = [reading.demand_mw[here]]
    for band in used:
        columns.append(Column(band.label, "MW"))
        series.append(band.power_mw[here] if band.is_delivered else -band.power_mw[here])
    for name in reading.storages:
        if reading.is_built(name):
            columns.append(Column(f"{reading.label(name)} stored", "MWh"))
            series.append(reading.of("soc_mwh", name)[here])
    for bus, price in reading.prices.items():
        columns.append(Column(f"Price, {bus}", reading.price_unit, reading.price_digits))
        series.append(price[here] * reading.price_factor)
    stamps = reading.horizon.local[here].strftime("%d %b %H:%M")
    rows = zip(stamps, *(s.tolist() for s in series), strict=True)
    return Table("Hour by hour", tuple(columns), tuple(rows))


def heat_maps(reading: Reading) -> tuple[Block, ...]:
    """State of charge of each built store, and the price of its bus, day by hour."""
    if len(reading.horizon.days) < 3:
        return ()
    blocks: list[Block] = []
    for name in reading.headline_storages:
        if reading.is_built(name):
            blocks.append(_charge_map(reading, name))
    price = reading.prices.get(reading.price_bus)
    if price is not None:
        blocks.append(_price_map(reading, price))
    return tuple(blocks)


def by_day(reading: Reading, values: Array) -> tuple[list[str], list[str], Array]:
    """Values as an array of clock time by day; (days, times, array); NaN where there is no step."""
    horizon = reading.horizon
    clock = np.round(reading.clock_hour * 60).astype(int)
    times = np.unique(clock)
    day = horizon.day
    grid = np.full((len(times), len(horizon.days)), np.nan)
    grid[np.searchsorted(times, clock), day] = values
    first = np.unique(day, return_index=True)[1]
    days = [f"{stamp:%Y-%m-%d}" for stamp in horizon.local[first]]
    return days, [f"{m // 60:02d}:{m % 60:02d}" for m in times], grid


def _charge_map(reading: Reading, name: str) -> Figure:
    store = reading.assets[name]
    rated = reading.rating("e_rated_mwh", name) * float(getattr(store, "soh_mean_frac", 1.0))
    frac = 100.0 * reading.of("soc_mwh", name) / np.where(rated > 0, rated, 1.0)
    days, times, grid = by_day(reading, frac)
    floor = 100.0 * float(getattr(store, "soc_min_frac", 0.0))
    ceiling = 100.0 * float(getattr(store, "soc_max_frac", 1.0))
    edge = NEAR_EDGE_FRAC * (ceiling - floor)
    low = np.nanmin(grid, axis=0) <= floor + edge
    high = np.nanmax(grid, axis=0) >= ceiling - edge
    both = float(np.mean(low & high))
    label = reading.label(name)
    title = f"{label} is both full and empty on {share(both, 0)} of days"
    mean = np.nanmean(grid, axis=1)
    fullest, emptiest = times[int(np.argmax(mean))], times[int(np.argmin(mean))]
    alt = (
        f"Heat map of the state of charge of {label}, days across and hours up. On average it is "
        f"fullest after the step at {fullest} and emptiest after that at {emptiest}."
    )
    return _map_figure(f"charge-{name}", title, alt, (days, times, grid), "% of healthy energy", 1)


def _price_map(reading: Reading, price: Array) -> Figure:
    days, times, grid = by_day(reading, price * reading.price_factor)
    mean = np.nanmean(grid, axis=1)
    unit = reading.price_unit
    top, bottom = int(np.argmax(mean)), int(np.argmin(mean))
    title = (
        f"Energy is dearest at {times[top]} ({with_unit(mean[top], unit, 4)} on average) and "
        f"cheapest at {times[bottom]} ({with_unit(mean[bottom], unit, 4)})"
    )
    alt = f"Heat map of the shadow price of energy at bus {reading.price_bus} in {unit}. {title}."
    return _map_figure("price-map", title, alt, (days, times, grid), unit, reading.price_digits)


def _map_figure(
    key: str, title: str, alt: str, data: tuple[list[str], list[str], Array], unit: str, digits: int
) -> Figure:
    days, times, grid = data
    layer = Layer("heat", title, ROLES["load"], days, times, z=grid, unit=unit, in_legend=False)
    ticks = tuple((t, t) for t in times if t.endswith(":00") and int(t[:2]) % 6 == 0)
    chart = Chart(
        (Panel((layer,), Axis("hour of the local day", "category", ticks=ticks)),),
        Axis("day", "time"),
        height_px=330,
    )
    months, at = np.unique([d[:7] for d in days], return_inverse=True)
    rows: list[tuple[Cell, ...]] = [
        (str(m), *(float(v) for v in np.nanmean(grid[:, at == k], axis=1)))
        for k, m in enumerate(months)
    ]
    columns = (text_column("Month"), *(Column(t, "", digits) for t in times))
    table = Table(f"Mean by month and hour of the day [{unit}]", columns, tuple(rows))
    return Figure(key, title, alt, chart, table, "series.nc, duals.nc")
