"""What is missing in a series on the steps of its file: told, or bridged as the series asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bess_opt.errors import Fault, Place
from bess_opt.sources.clock import Mask, Seconds, wall_of, wall_text
from bess_opt.sources.duration import step_text
from bess_opt.sources.gaps import Run, bridge, runs
from bess_opt.sources.rhythm import FileAxis
from bess_opt.sources.spec import GapPolicy

DAYS_H = 48.0
"""A gap from which no filling is proposed, h; assumption."""


@dataclass(frozen=True)
class Whole:
    """A series on its file's steps with every needed gap bridged.

    Parameters
    ----------
    values : ndarray, shape (G,)
        In the file's unit; NaN only where the horizon does not look.
    filled : ndarray of bool, shape (G,)
        Values that the file does not hold.
    faults : tuple of Fault
    """

    values: NDArray[np.float64]
    filled: Mask
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Asker:
    """Who asks for a series, what the horizon needs of it, and where its rows stand."""

    name: str
    file: str
    zone: str
    needed: Mask
    place: Callable[[int], Place]

    @property
    def path(self) -> str:
        """Dotted path of the series in the case."""
        return f"series.{self.name}"


def make_whole(
    axis: FileAxis, cells: NDArray[np.float64], policy: GapPolicy, leap: str, asker: Asker
) -> Whole:
    """Lay the cells of a column on the file's steps and bridge its gaps.

    Parameters
    ----------
    axis : FileAxis
    cells : ndarray, shape (rows,)
        Values by row of the table, NaN where missing.
    policy : GapPolicy
    leap : str
        ``repeat`` lays 28 February on a 29 February that the file leaves out.
    asker : Asker
    """
    values = np.where(axis.absent, np.nan, cells[axis.row])
    missing = np.isnan(values)
    faults: list[Fault] = []
    leap_day = _absent_leap_day(axis, asker.zone)
    if leap_day.any() and (leap_day & asker.needed).any():
        if leap == "repeat":
            values, told = _repeat_leap_day(axis, values, leap_day, asker)
            faults.append(told)
        else:
            faults.append(_no_leap_day(axis, leap_day, asker))
            values = np.where(leap_day, 0.0, values)
    bridged, left = bridge(values, axis.length_h, policy)
    holes = [run for run in left if asker.needed[run.first : run.last + 1].any()]
    for code, kind in (("E-TS-008", True), ("E-TS-005", False)):
        own = [r for r in holes if bool(axis.absent[r.first : r.last + 1].any()) is kind]
        if own:
            faults.append(_hole(code, axis, own, policy, asker))
    filled = missing & ~np.isnan(bridged)
    used = filled & asker.needed & ~leap_day
    if used.any() and not any(f.is_error for f in faults):
        faults.append(_filled(axis, used, policy, asker))
    return Whole(bridged, filled, tuple(faults))


def _absent_leap_day(axis: FileAxis, zone: str) -> Mask:
    """Steps of a 29 February of which the file has none, while it goes on after it."""
    none = np.zeros(len(axis.starts), dtype=bool)
    if not axis.absent.any():
        return none
    local = pd.DatetimeIndex(wall_of(axis.starts, zone).astype("datetime64[s]"))
    leap = np.asarray((local.month == 2) & (local.day == 29))
    for year in np.unique(local.year[leap]):
        day = leap & np.asarray(local.year == year)
        if axis.absent[day].all():
            none |= day
    return none


def _repeat_leap_day(
    axis: FileAxis, values: NDArray[np.float64], leap_day: Mask, asker: Asker
) -> tuple[NDArray[np.float64], Fault]:
    out = values.copy()
    at: Seconds = np.flatnonzero(leap_day)
    source = np.searchsorted(axis.starts, axis.starts[at] - 86400)
    out[at] = values[source]
    return out, Fault(
        "W-TS-019",
        f"{asker.name} has no 29 February; 28 February is repeated",
        place=Place(asker.file),
        path=asker.path,
    )


def _no_leap_day(axis: FileAxis, leap_day: Mask, asker: Asker) -> Fault:
    day = wall_text(int(axis.starts[np.argmax(leap_day)]), asker.zone)[:10]
    return Fault(
        "E-TS-019",
        f"{asker.name} has no values on {day}",
        "every day of the horizon",
        "set leap: repeat on the series to repeat 28 February, or give the day",
        Place(asker.file),
        asker.path,
    )


def _hole(code: str, axis: FileAxis, own: list[Run], policy: GapPolicy, asker: Asker) -> Fault:
    steps = sum(run.steps for run in own)
    firsts = ", ".join(wall_text(int(axis.starts[run.first]), asker.zone) for run in own[:3])
    longest = max(own, key=lambda run: run.hours)
    what = "steps have no row" if code == "E-TS-008" else "values are missing"
    if steps == 1:
        what = "step has no row" if code == "E-TS-008" else "value is missing"
    found = (
        f"{asker.name}: {steps:,} {what} (first {firsts}; longest "
        f"{step_text(longest.hours * 3600)})"
    )
    if policy.way in ("hold", "interpolate"):
        edge = longest.first == 0 or longest.last == len(axis.starts) - 1
        why = "at an edge of the file" if edge else f"longer than {policy.way}: {policy.limit}"
        return Fault(
            code,
            f"{found}, {why}",
            "gaps within the limit",
            "",
            _place(axis, own[0], asker),
            asker.path,
        )
    return Fault(
        code,
        found,
        "a value for every step",
        "export the missing rows again; no rule should fill a gap of days"
        if longest.hours >= DAYS_H
        else "set gaps on the series: {hold: 2h}, {interpolate: 2h} or {fill: 0}",
        _place(axis, own[0], asker),
        asker.path,
    )


def _place(axis: FileAxis, run: Run, asker: Asker) -> Place:
    """Place of the first empty cell, or of the first row after a missing one."""
    after = min(run.last + 1, len(axis.row) - 1)
    row = int(axis.row[run.first]) if axis.row[run.first] >= 0 else int(axis.row[after])
    return asker.place(row) if row >= 0 else Place(asker.file)


def _filled(axis: FileAxis, used: Mask, policy: GapPolicy, asker: Asker) -> Fault:
    count, needed = int(np.count_nonzero(used)), int(np.count_nonzero(asker.needed))
    share = 100 * count / max(1, needed)
    gaps = runs(used, axis.length_h)
    longest = max(gaps, key=lambda run: run.hours)
    way = f"fill: {policy.value:g}" if policy.way == "fill" else f"{policy.way}: {policy.limit}"
    return Fault(
        "W-TS-032",
        f"{asker.name}: {count:,} of {needed:,} steps "
        f"({share:.2g} %) bridged by {way}; longest {step_text(longest.hours * 3600)} from "
        f"{wall_text(int(axis.starts[longest.first]), asker.zone)}",
        place=Place(asker.file),
        path=asker.path,
    )
