"""Several runs side by side: what each builds, saves and costs, and where the energy comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bess_opt.report.assemble import subtitle
from bess_opt.report.bands import bands
from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.comparison_details import (
    bill_table,
    cost_table,
    figures_section,
    inputs_section,
    prices_section,
    steps_figure,
)
from bess_opt.report.content import (
    Block,
    Cell,
    Column,
    Figure,
    Note,
    Report,
    Section,
    Table,
    Text,
    text_column,
)
from bess_opt.report.fit import fitted
from bess_opt.report.numbers import count, is_number, listed, money, scaled
from bess_opt.report.palette import ROLES, Look
from bess_opt.report.reading import Reading
from bess_opt.report.sections.answer import build_sentence
from bess_opt.report.sections.saving import saving_sentence, unpaid_amount
from bess_opt.report.small import in_small_units
from bess_opt.runs.opening import Run

# A run of no scenario, beside others of its case.
AS_WRITTEN = "as written"
# Emissions are told in kt from so many tonnes on.
LEAST_KT = 1e5


def comparison_report(runs: Sequence[Run]) -> Report:
    """The report of several runs; those without an answer are named and left out."""
    readings = [Reading(run) for run in runs]
    solved = [r for r in readings if r.is_optimal]
    names = labels(solved)
    blocks: list[Block] = [
        Text(f"{name}: {build_sentence(r)} {saving_sentence(r)}".strip())
        for name, r in zip(names, solved, strict=True)
    ]
    missing = [r.run.path.name for r in readings if not r.is_optimal]
    if missing:
        blocks.append(Note(f"Without an answer, and left out: {listed(missing)}.", "warning"))
    sections = [Section("answer", "Side by side", tuple(blocks))]
    if solved:
        own: list[Block] = [headline_table(names, solved)]
        if len({r.currency for r in solved}) == 1:
            own.append(_cost_figure(names, solved))
        sections.append(Section("figures", "Headline figures", tuple(own)))
        if len({r.currency for r in solved}) == 1:
            steps = steps_figure(names, solved) if len(solved) > 1 else None
            costs: list[Block] = [steps] if steps else []
            costs.append(cost_table(names, solved))
            sections.append(Section("money", "Costs line by line", tuple(costs)))
        sections.append(
            Section("mix", "Where the energy comes from", (_mix_figure(names, solved),))
        )
        sections.append(Section("sizes", "Sizes", (size_table(names, solved),)))
        bills = bill_table(names, solved)
        if bills is not None:
            sections.append(Section("bill", "The bills, line by line", (bills,)))
        sections += prices_section(names, solved)
        sections += inputs_section(names, solved)
        sections += figures_section(names, solved)
    titles = list(dict.fromkeys(str(r.case.get("name", "")) for r in readings))
    about = [subtitle(r).partition(": ")[2] or r.run.path.name for r in solved]
    report = Report(
        title=listed(titles),
        subtitle=f"{count(len(readings), 'run')} side by side",
        origin=tuple(zip(names, about, strict=True)),
        sections=tuple(sections),
    )
    is_small = solved and all(r.is_small for r in solved)
    return fitted(in_small_units(report) if is_small else report)


def labels(readings: Sequence[Reading]) -> list[str]:
    """A short name a run: its scenario, or its folder where scenarios repeat."""
    is_one_case = len({str(r.case.get("name", "")) for r in readings}) == 1
    names = [
        r.scenario or (AS_WRITTEN if is_one_case else str(r.case.get("name", ""))) for r in readings
    ]
    folders = [r.run.path.name for r in readings]
    if len(set(names)) == len(names):
        return names
    return [f"{n} ({f})" for n, f in zip(names, folders, strict=True)]


def headline_table(names: Sequence[str], readings: Sequence[Reading]) -> Table:
    """The headline figures, one column a run."""
    rows: list[tuple[Cell, ...]] = []

    def add(title: str, unit: str, values: Sequence[Any], scale: float = 1.0) -> None:
        if any(is_number(v) for v in values):
            cells = [float(v) / scale if is_number(v) else None for v in values]
            rows.append((title, unit, *cells))

    def told(key: str) -> list[Any]:
        return [r.results.get(key) for r in readings]

    for name in dict.fromkeys(n for r in readings for n in r.headline_storages):
        label = next(r.label(name) for r in readings if name in r.assets)
        for field, word, unit in (
            ("p_rated_mw", "power", "MW"),
            ("e_rated_mwh", "energy", "MWh"),
            ("duration_h", "duration", "h"),
        ):
            add(f"{label}, {word}", unit, [_size(r, name, field) for r in readings])
    for currency in dict.fromkeys(r.currency for r in readings):
        own = [r if r.currency == currency else None for r in readings]
        cost = [r and r.results["objective"]["value"] for r in own]
        saving = [r and _saving(r) for r in own]
        size, unit = scaled([*cost, *saving], currency)
        add("Cost", unit, cost, size)
        sunk = [r and r.results.get("sunk") for r in own]
        if any(sunk):
            add("Of it, sunk", unit, sunk, size)
        add("Cost without storage", unit, [r and _before(r) for r in own], size)
        add("Saving by storage", unit, saving, size)
        paid = [r and _paid(r) for r in own]
        if paid != saving:
            add("Of it, paid", unit, paid, size)
    add("Renewable share", "%", told("renewable_share_frac"), 0.01)
    add("Clean share", "%", told("clean_share_frac"), 0.01)
    tonnes = [v for v in told("emissions_t") if is_number(v)]
    kilo = max(tonnes, default=0.0) >= LEAST_KT
    unit = ("kt" if kilo else "t") + " CO\N{SUBSCRIPT TWO}"
    add("Emissions", unit, told("emissions_t"), 1e3 if kilo else 1.0)
    add("Unserved energy", "GWh", [_tidy(r, "unserved_mwh") for r in readings], 1e3)
    add("Curtailed energy", "GWh", [_tidy(r, "curtailed_mwh") for r in readings], 1e3)
    add("Energy served", "GWh", told("served_mwh"), 1e3)
    return Table(
        "Headline figures",
        (
            text_column(""),
            text_column("Unit"),
            *(Column(name, "", 4, significant=True) for name in names),
        ),
        tuple(rows),
        note="A dash under a saving: there is none, or it is not distinguishable from zero.",
    )


def _tidy(reading: Reading, key: str) -> Any:
    """What rounding leaves of an energy is none."""
    mwh: Any = reading.results.get(key)
    return 0.0 if is_number(mwh) and abs(mwh) < reading.least_mwh else mwh


def _size(reading: Reading, name: str, field: str) -> float | None:
    if name not in reading.assets:
        return None
    return float(reading.size(name).get(field) or 0.0) if reading.is_built(name) else 0.0


def _before(reading: Reading) -> Any:
    return ((reading.results.get("baseline") or {}).get("objective") or {}).get("value")


def _saving(reading: Reading) -> Any:
    savings = reading.results.get("savings") or {}
    return savings.get("amount") if savings.get("distinguishable") else None


def _paid(reading: Reading) -> Any:
    """The saving less what nobody pays of it, where that is more than a trace."""
    saving = _saving(reading)
    return None if saving is None else saving - unpaid_amount(reading)


def _cost_figure(names: Sequence[str], readings: Sequence[Reading]) -> Figure:
    """Cost of each run, sunk and decided."""
    currency = readings[0].currency
    values = [float(r.results["objective"]["value"]) for r in readings]
    sunk = [float(r.results.get("sunk") or 0.0) for r in readings]
    size, unit = scaled(values, currency)
    free = [(v - s) / size for v, s in zip(values, sunk, strict=True)]
    layers = [
        Layer("bar", "decided", ROLES["discharge"], names, free, base=[s / size for s in sunk],
              unit=unit),
    ]  # fmt: skip
    if any(sunk):
        layers.insert(
            0,
            Layer("bar", "paid whatever is decided", ROLES["charge"], names,
                  [s / size for s in sunk], base=[0.0] * len(values), unit=unit),
        )  # fmt: skip
    chart = Chart(
        (Panel(tuple(layers), Axis(f"cost [{unit}]", low=0.0)),),
        Axis("", "category"),
        height_px=110 + 45 * len(names),
        horizontal=True,
    )
    order = sorted(range(len(values)), key=values.__getitem__)
    low, high = order[0], order[-1]
    title = (
        f"{names[low]} costs least ({money(values[low], currency, 4)}), {names[high]} most "
        f"({money(values[high], currency, 4)})"
    )
    table = Table(
        "Cost of each run",
        (text_column("Run"), Column("Sunk", unit, 4, True), Column("Decided", unit, 4, True),
         Column("Sum", unit, 4, True)),
        tuple(
            (n, s / size, f, v / size)
            for n, s, f, v in zip(names, sunk, free, values, strict=True)
        ),
    )  # fmt: skip
    return Figure("costs", title, f"Bars of cost by run. {title}.", chart, table, "results.json")


def _mix_figure(names: Sequence[str], readings: Sequence[Reading]) -> Figure:
    """Energy delivered by source, one bar a run."""
    looks: dict[str, Look] = {}
    gwh: dict[str, dict[int, float]] = {}
    for k, reading in enumerate(readings):
        for band in bands(reading):
            if band.is_delivered and band.is_counted:
                looks.setdefault(band.label, band.look)
                gwh.setdefault(band.label, {})[k] = reading.total(band.power_mw) / 1e3
    layers, at = [], [0.0] * len(names)
    for label, own in gwh.items():
        values = [own.get(k, 0.0) for k in range(len(names))]
        layers.append(Layer("bar", label, looks[label], names, values, base=list(at), unit="GWh"))
        at = [a + v for a, v in zip(at, values, strict=True)]
    chart = Chart(
        (Panel(tuple(layers), Axis("Energy [GWh]", low=0.0)),),
        Axis("", "category"),
        height_px=120 + 50 * len(names),
        horizontal=True,
    )
    spread = {
        label: max(own.get(k, 0.0) for k in range(len(names)))
        - min(own.get(k, 0.0) for k in range(len(names)))
        for label, own in gwh.items()
    }
    most = max(spread, key=lambda n: spread[n])
    teller = next((r for r in readings if not r.is_small), readings[0])
    title = f"{most} differs most between the runs, by {teller.energy(1e3 * spread[most])}"
    table = Table(
        "Energy delivered by source",
        (text_column("Source"), *(Column(n, "GWh") for n in names)),
        (
            *((label, *(own.get(k) for k in range(len(names)))) for label, own in gwh.items()),
            ("Sum", *at),
        ),
        total=(len(gwh),),
    )
    return Figure(
        "mix", title, f"Stacked bars of energy by source. {title}.", chart, table, "series.nc"
    )


def size_table(names: Sequence[str], readings: Sequence[Reading]) -> Table:
    """Sizes that some run sized, one column a run."""
    rows: list[tuple[Cell, ...]] = []
    sized = dict.fromkeys(
        (name, field)
        for r in readings
        for name, size in r.results.get("sizes", {}).items()
        for field in size.get("sized") or ()
    )
    for name, field in sized:
        label = next(r.label(name) for r in readings if name in r.assets)
        unit = "MWh" if field.endswith("mwh") else "MW"
        rows.append((label, unit, *(r.size(name).get(field) for r in readings)))
    return Table(
        "What was sized",
        (
            text_column("Asset"),
            text_column("Unit"),
            *(Column(n, "", 4, significant=True) for n in names),
        ),
        tuple(rows),
    )
