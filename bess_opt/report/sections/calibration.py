"""Modelled against published energy by month: whether the model is the system it speaks of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bess_opt.report.bands import generator_groups
from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Block, Cell, Column, Figure, Section, Table, Text, text_column
from bess_opt.report.numbers import fixed, listed, share, with_unit
from bess_opt.report.opened_run import worded
from bess_opt.report.palette import BLACK, ROLES, Look
from bess_opt.report.reading import Reading


@dataclass(frozen=True)
class Compared:
    """One group: its months, modelled and published energy, GWh."""

    key: str
    label: str
    months: tuple[str, ...]
    modelled: tuple[float, ...]
    published: tuple[float, ...]

    @property
    def residual(self) -> float:
        """Modelled less published over all months, GWh."""
        return math.fsum(self.modelled) - math.fsum(self.published)

    @property
    def residual_frac(self) -> float | None:
        """Residual over what was published; None where nothing was."""
        whole = math.fsum(self.published)
        return self.residual / whole if whole > 0 else None

    @property
    def month_error(self) -> float:
        """Mean absolute difference of the months, GWh."""
        pairs = zip(self.modelled, self.published, strict=True)
        return math.fsum(abs(a - b) for a, b in pairs) / max(1, len(self.months))

    @property
    def month_error_frac(self) -> float | None:
        """Mean absolute difference over the mean month published; None where nothing was."""
        whole = math.fsum(self.published)
        return self.month_error * len(self.months) / whole if whole > 0 else None

    @property
    def is_free(self) -> bool:
        """Whether the model had a choice: its months are not simply those of the table."""
        return self.month_error > 1e-3 * max(1.0, math.fsum(self.published) / len(self.months))


def compared(reading: Reading) -> list[Compared]:
    """The groups of the calibration table, largest published energy first."""
    rows: list[Mapping[str, Any]] = list(reading.results.get("calibration") or [])
    labels = {g.key: g.label for g in generator_groups(reading)}
    found = []
    for group in dict.fromkeys(str(r["group"]) for r in rows):
        own = [r for r in rows if r["group"] == group]
        found.append(
            Compared(
                group,
                labels.get(group, worded(group)),
                tuple(str(r["month"]) for r in own),
                tuple(float(r["modelled_gwh"]) for r in own),
                tuple(float(r["published_gwh"]) for r in own),
            )
        )
    return sorted(found, key=lambda c: -math.fsum(c.published))


def calibration(reading: Reading) -> Section | None:
    """The section, where the case carries a published table."""
    groups = compared(reading)
    if not groups:
        return None
    blocks: list[Block] = [
        Text(_sentence(groups), lead=True),
        Text(
            "The system without sized storage is compared with what was published, by month. A "
            "group whose months are given to the model agrees by construction and proves nothing; "
            "the groups that the model was free to choose are the test."
        ),
        _year_table(groups),
        _months_figure(groups),
        _residual_figure(groups),
        _source_table(reading),
    ]
    return Section("calibration", "Calibration", tuple(blocks))


def _sentence(groups: list[Compared]) -> str:
    free = [g for g in groups if g.is_free and g.residual_frac is not None]
    if not free:
        return "Every group agrees with its published months, because the case gives them."
    worst = max(free, key=lambda g: abs(g.residual))
    part = share(worst.residual_frac)
    sign = "+" if worst.residual > 0 else ""
    rough = max(free, key=lambda g: g.month_error_frac or 0.0)
    return (
        "Over the months compared, the groups that the model was free to choose "
        f"({listed([g.label for g in free])}) come within {fixed(abs(worst.residual))} GWh of what "
        f"was published; the furthest is {worst.label} ({sign}{part}). Month by month they are "
        f"further off: {rough.label} misses by {share(rough.month_error_frac, 0)} on average."
    )


def _year_table(groups: list[Compared]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            g.label,
            "free" if g.is_free else "given",
            len(g.months),
            math.fsum(g.modelled),
            math.fsum(g.published),
            g.residual,
            None if g.residual_frac is None else 100 * g.residual_frac,
            g.month_error,
            None if g.month_error_frac is None else 100 * g.month_error_frac,
        )
        for g in groups
    ]
    modelled = math.fsum(v for g in groups for v in g.modelled)
    published = math.fsum(v for g in groups for v in g.published)
    rows.append(
        ("Sum", "", max(len(g.months) for g in groups), modelled, published, modelled - published,
         100 * (modelled / published - 1) if published else None, None, None)
    )  # fmt: skip
    return Table(
        "Modelled and published energy",
        (
            text_column("Group"),
            text_column("In the model"),
            Column("Months"),
            Column("Modelled", "GWh"),
            Column("Published", "GWh"),
            Column("Residual", "GWh"),
            Column("Residual", "%", 1),
            Column("Mean monthly miss", "GWh"),
            Column("Mean monthly miss", "%", 1),
        ),
        tuple(rows),
        total=(len(rows) - 1,),
    )


def _months_figure(groups: list[Compared]) -> Figure:
    panels = []
    months = list(dict.fromkeys(m for g in groups for m in g.months))
    for g in groups:
        top = 1.15 * max((*g.modelled, *g.published, 1.0))
        panels.append(
            Panel(
                (
                    Layer("bar", "modelled", ROLES["discharge"], g.months, g.modelled, unit="GWh"),
                    Layer("points", "published", Look(BLACK), g.months, g.published, unit="GWh"),
                ),
                Axis("GWh", low=0.0, high=top),
                title=g.label,
            )
        )
    ticks = tuple((m, m[5:]) for m in months[::3])
    chart = Chart(
        tuple(panels), Axis("month", "category", ticks=ticks),
        height_px=170 * math.ceil(len(panels) / 3), columns=3,
    )  # fmt: skip
    free = [g for g in groups if g.is_free]
    tested = free or groups
    worst = max(tested, key=lambda g: g.month_error)
    miss = with_unit(worst.month_error, "GWh")
    title = f"{worst.label} misses its months the most, by {miss} on average"
    table = Table(
        "Month by month",
        (text_column("Group"), text_column("Month"), Column("Modelled", "GWh", 1),
         Column("Published", "GWh", 1), Column("Residual", "GWh", 1)),
        tuple(
            (g.label, m, a, b, a - b)
            for g in groups
            for m, a, b in zip(g.months, g.modelled, g.published, strict=True)
        ),
    )  # fmt: skip
    alt = (
        f"Small bar charts, one a group, of modelled monthly energy with published points. {title}."
    )
    return Figure("calibration-months", title, alt, chart, table, "results.json: calibration")


def _residual_figure(groups: list[Compared]) -> Figure:
    months = list(dict.fromkeys(m for g in groups for m in g.months))
    z = np.full((len(groups), len(months)), np.nan)
    for i, g in enumerate(groups):
        for m, a, b in zip(g.months, g.modelled, g.published, strict=True):
            z[i, months.index(m)] = a - b
    layer = Layer(
        "heat", "residual", ROLES["load"], months, [g.label for g in groups], z=z,
        scale="diverging", unit="GWh", in_legend=False,
    )  # fmt: skip
    chart = Chart(
        (Panel((layer,), Axis("", "category", reversed=True)),),
        Axis("month", "category"),
        height_px=110 + 26 * len(groups),
    )
    worst = np.unravel_index(int(np.nanargmax(np.abs(z))), z.shape)
    value = float(z[worst])
    word = "more" if value > 0 else "less"
    title = (
        f"The largest miss is {groups[int(worst[0])].label} in {months[int(worst[1])]}: "
        f"{with_unit(abs(value), 'GWh')} {word} than published"
    )
    table = Table(
        "Residual by group and month, modelled less published [GWh]",
        (text_column("Group"), *(Column(m) for m in months)),
        tuple(
            (g.label, *(None if math.isnan(v) else float(v) for v in z[i]))
            for i, g in enumerate(groups)
        ),
    )
    alt = f"Heat map of modelled less published energy by group and month. {title}."
    return Figure("calibration-residuals", title, alt, chart, table, "results.json: calibration")


def _source_table(reading: Reading) -> Table:
    rows = reading.results.get("calibration") or []
    sources: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (str(row.get("mark", "")), str(row.get("source", "")))
        sources[key] = sources.get(key, 0) + 1
    ranked = sorted(sources.items(), key=lambda item: -item[1])
    return Table(
        "Where the published figures come from",
        (text_column("Mark"), Column("Figures"), text_column("Source")),
        tuple((mark, n, source) for (mark, source), n in ranked),
    )
