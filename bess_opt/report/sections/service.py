"""How demand is served by tier, what outages there are, what is clipped, and litres of fuel."""

from __future__ import annotations

from bess_opt.component import REGISTER, Component, Policy
from bess_opt.report.content import Block, Column, Note, Section, Table, text_column
from bess_opt.report.numbers import count, listed, significant
from bess_opt.report.reading import Reading

SAID = {True: "announced", False: "not announced", None: "not said"}


def service(reading: Reading) -> Section | None:
    """The section; None where the case has neither tiers, outages, a shared inverter nor litres."""
    tables = (_tiers(reading), _outages(reading), _clipping(reading), _fuel(reading))
    blocks: list[Block] = [table for table in tables if table is not None]
    if not blocks:
        return None
    notes = [Note(text, "warning") for text in foresight_cautions(reading)]
    return Section("service", "Service, outages and fuel", (*notes, *blocks))


def foresight_cautions(reading: Reading) -> list[str]:
    """What must be said of outages that nobody announces and dispatch foresees all the same."""
    told = []
    for name, own in (reading.results.get("outages") or {}).items():
        if own["announced"]:
            continue
        how = "come unannounced" if own["announced"] is False else "are not said to be announced"
        told.append(
            f"Outages of {reading.label(name)} ({significant(own['hours'], 4)} h in "
            f"{count(own['events'], 'event')}) {how}, and dispatch foresees every one of them: "
            f"storage stands charged when they begin, {_held(reading)}."
        )
    return told


def _held(reading: Reading) -> str:
    """What that foresight is worth, by whether a rule has storage hold energy at any time."""
    rules = [reading.label(n) for n, p in reading.policies.items() if type(p).needs_of_storage]
    if rules:
        return (
            f"which overstates what it is worth beyond what {listed(rules)} has it hold at any time"
        )
    kinds = [name for name, kind in REGISTER["policy"].items() if _is_held(kind)]
    return (
        "which overstates what it is worth; a rule of kind "
        f"{' or '.join(kinds)} would have it hold energy at any time"
    )


def _is_held(kind: type[Component]) -> bool:
    return issubclass(kind, Policy) and bool(kind.needs_of_storage)


def _tidy(mwh: float, reading: Reading) -> float:
    """What an interior point leaves of none is none."""
    return 0.0 if abs(mwh) < reading.least_mwh else mwh


def _told(per_mwh: float | None, reading: Reading) -> float | None:
    """A price of energy as the system is told; None of what cannot be shed."""
    return None if per_mwh is None else per_mwh * reading.price_factor


def _mwh(title: str) -> Column:
    return Column(title, "MWh", 4, significant=True)


def _tiers(reading: Reading) -> Table | None:
    found = reading.results.get("tiers") or {}
    rows = [
        (
            reading.label(load),
            row["tier"],
            100.0 * row["share_frac"],
            _told(row["lost_load_per_mwh"], reading),
            row["demand_mwh"],
            row["served_mwh"],
            _tidy(row["shed_mwh"], reading),
            row["shed_hours"],
            row["demand_in_outages_mwh"],
            _tidy(row["shed_in_outages_mwh"], reading),
        )
        for load, own in found.items()
        for row in own
    ]
    if not rows or (len(rows) == len(found) and not any(row[6] > 0 for row in rows)):
        return None
    return Table(
        f"Demand by tier, {reading.period_words}",
        (
            text_column("Load"),
            text_column("Tier"),
            Column("Share", "%", 0),
            Column("Value of lost load", reading.price_unit, 4, significant=True),
            _mwh("Demand"),
            _mwh("Served"),
            _mwh("Unserved"),
            Column("Hours unserved", "h", 1),
            _mwh("Demand while a connection is cut"),
            _mwh("Unserved of it"),
        ),
        tuple(rows),
    )


def _outages(reading: Reading) -> Table | None:
    found = reading.results.get("outages") or {}
    if not found:
        return None
    return Table(
        f"Outages, {reading.period_words}",
        (text_column("Of"), Column("Hours cut", "h", 1), Column("Events"), text_column("Notice")),
        tuple(
            (reading.label(name), own["hours"], own["events"], SAID[own["announced"]])
            for name, own in found.items()
        ),
        note="Hours count by the share that is cut. Dispatch foresees all of them.",
    )


def _clipping(reading: Reading) -> Table | None:
    found = reading.results.get("clipping") or {}
    if not found:
        return None
    return Table(
        f"Sun beyond the inverter, {reading.period_words}",
        (
            text_column("Inverter"),
            _mwh("Offered beyond its reach"),
            _mwh("Of it stored"),
            _mwh("Clipped"),
        ),
        tuple(
            (
                reading.label(name),
                own["beyond_inverter_mwh"],
                own["recovered_mwh"],
                own["clipped_mwh"],
            )
            for name, own in found.items()
        ),
        note="At the DC bus, step by step. Peaks within a step are averaged out, so that true "
        "clipping is higher.",
    )


def _fuel(reading: Reading) -> Table | None:
    found = reading.results.get("fuel_l") or {}
    if not found:
        return None
    before = (reading.results.get("baseline") or {}).get("fuel_l") or {}
    return Table(
        f"Litres of fuel, {reading.period_words}",
        (text_column("Plant"), Column("Burnt", "l", 0), Column("Without storage", "l", 0)),
        tuple((reading.label(name), own, before.get(name)) for name, own in found.items()),
    )
