"""From the hours of a weather file to the steps of the horizon: by date, or as a typical year.

A typical year is stitched from months of several years, or is one year that stands for others. Its
month, day and hour are laid on the horizon on the file's own fixed clock, only where the series
says ``years: typical``, and that is always told.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bess_opt.errors import Fault, Place
from bess_opt.sources.clock import Mask, Seconds, wall_text
from bess_opt.sources.placing import Frame
from bess_opt.sources.rhythm import FileAxis
from bess_opt.sources.weather.record import WeatherRecord

DAY_S = 86400


def lay_years(
    record: WeatherRecord, frame: Frame, name: str, *, typical: bool, leap: str
) -> tuple[FileAxis | None, list[Fault]]:
    """The steps of a record on the years of the horizon, and what is to be told of it."""
    return _typical(record, frame, name, leap) if typical else _dated(record, frame, name)


def _dated(record: WeatherRecord, frame: Frame, name: str) -> tuple[FileAxis | None, list[Fault]]:
    starts, step = record.starts, record.step_s
    regular = bool(np.all(np.diff(starts) == step))
    covers = regular and starts[0] <= frame.starts.min() and starts[-1] + step >= frame.ends.max()
    if covers:
        rows = np.arange(len(starts), dtype=np.int64)
        return FileAxis(starts, np.full(len(starts), step / 3600), rows, step), []
    years = record.written_years
    zone = frame.horizon.zone
    if regular or len(years) == 1:
        first, last = wall_text(int(starts.min()), zone), wall_text(int(starts.max()) + step, zone)
        found = f"{name} runs from {first} to {last}, the horizon from {frame.span()} ({zone})"
    else:
        found = f"{name}: the months of {record.file} come from the years {_listed(years)}"
    repair = "set years: typical to lay month, day and hour of the file on the horizon"
    place = Place(record.file)
    fault = Fault("E-TS-020", found, "a file of the horizon", repair, place, f"series.{name}")
    return None, [fault]


def _typical(
    record: WeatherRecord, frame: Frame, name: str, leap: str
) -> tuple[FileAxis | None, list[Fault]]:
    step = record.step_s
    phase = int(record.starts[0]) % step
    first = (int(frame.starts.min()) - phase) // step * step + phase
    starts = np.arange(first, int(frame.ends.max()), step, dtype=np.int64)
    keys, leap_day = _keys(record.starts + record.offset_s)
    wanted, wanted_leap = _keys(starts + record.offset_s)
    order = np.argsort(keys, kind="stable")
    at = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    rows = np.where(keys[order][at] == wanted, order[at], -1).astype(np.int64)
    told: list[Fault] = []
    path, place = f"series.{name}", Place(record.file)
    if wanted_leap.any() and not leap_day.any():
        if leap != "repeat":
            day = wall_text(int(starts[np.argmax(wanted_leap)]), frame.horizon.zone)[:10]
            found = f"{name} has no values on {day}"
            repair = "set leap: repeat on the series to repeat 28 February"
            return None, [Fault("E-TS-019", found, "every day of the horizon", repair, place, path)]
        rows[wanted_leap] = rows[np.flatnonzero(wanted_leap) - DAY_S // step]
        found = f"{name} has no 29 February; 28 February is repeated"
        told.append(Fault("W-TS-019", found, place=place, path=path))
    if (rows < 0).any():
        missing = int(np.argmax(rows < 0))
        found = (
            f"{name}: {np.count_nonzero(rows < 0):,} hours of the year have no row "
            f"(first {wall_text(int(starts[missing]), frame.horizon.zone)})"
        )
        return None, [Fault("E-TS-008", found, "every hour of a year", "", place, path)]
    told.append(_said(record, frame, name))
    return FileAxis(starts, np.full(len(starts), step / 3600), rows, step), told


def _keys(clock_s: Seconds) -> tuple[Seconds, Mask]:
    """Month, day and second of the day as one number, and which lie on a 29 February."""
    clock = pd.DatetimeIndex(clock_s.astype("datetime64[s]"))
    month, day = np.asarray(clock.month), np.asarray(clock.day)
    keys = (month.astype(np.int64) * 32 + day) * DAY_S + clock_s % DAY_S
    return keys, (month == 2) & (day == 29)


def _said(record: WeatherRecord, frame: Frame, name: str) -> Fault:
    """The warning that hours of other years stand for those of the horizon."""
    years = record.written_years
    horizon = sorted({int(y) for y in frame.horizon.local.year})
    path, place = f"series.{name}", Place(record.file)
    if len(years) > 2 or record.form == "pvgis_tmy":
        found = (
            f"{name}: a typical year, its months from {_listed(years)}, is laid on "
            f"{_listed(horizon)} by month, day and hour of the file's clock "
            f"(UTC{record.offset_s / 3600:+g} h)"
        )
        repair = "its weather is of no one year; prices and loads of a real year do not follow it"
        return Fault("W-TS-022", found, "", repair, place, path)
    found = (
        f"{name}: weather of {_listed(years)} is laid on {_listed(horizon)} by month, day and "
        f"hour of the file's clock (UTC{record.offset_s / 3600:+g} h)"
    )
    repair = "prices and loads of another year do not follow this weather"
    return Fault("W-TS-021", found, "", repair, place, path)


def _listed(years: list[int]) -> str:
    if len(years) < 4:
        return ", ".join(str(year) for year in years)
    return f"{len(years)} years from {years[0]} to {years[-1]}"
