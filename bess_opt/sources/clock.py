"""Clocks: from wall time to UTC and back, with the hour that is missing and the hour that is twice.

Instants and wall times are whole seconds since 1970-01-01 00:00 of their own clock, as int64
arrays. A wall time in the autumn hour is taken as the earlier instant at its first occurrence in a
file and as the later one at its second; a wall time in the spring hour exists on no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Seconds = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Reading:
    """Wall times read as instants.

    Parameters
    ----------
    utc_s : ndarray of int, shape (N,)
        Instants; meaningless where ``gone``.
    gone : ndarray of bool, shape (N,)
        Wall times skipped by the clock in spring.
    alone : ndarray of bool, shape (N,)
        Wall times of the doubled hour that occur only once, so that the instant is not known.
    paired : ndarray of bool, shape (N,)
        Wall times of the doubled hour that occur twice and were told apart by their order.
    """

    utc_s: Seconds
    gone: Mask
    alone: Mask
    paired: Mask

    @property
    def is_clean(self) -> bool:
        """Whether each wall time named exactly one instant."""
        return not (self.gone.any() or self.alone.any())


def _index(seconds: Seconds) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(seconds.astype("datetime64[s]"))


def seconds_of(index: pd.DatetimeIndex) -> Seconds:
    """Whole seconds since 1970 of an index (UTC instants where it is aware)."""
    plain = index if index.tz is None else index.tz_convert("UTC").tz_localize(None)
    return np.asarray(plain.to_numpy().astype("datetime64[s]").astype(np.int64))


def wall_of(utc_s: Seconds, zone: str) -> Seconds:
    """Wall time in ``zone`` of UTC instants."""
    return seconds_of(_index(utc_s).tz_localize("UTC").tz_convert(zone).tz_localize(None))


def wall_text(utc_s: int, zone: str) -> str:
    """An instant as printed, on the clock of ``zone``: ``2025-03-30 01:00``."""
    return clock_text(int(wall_of(np.array([utc_s], dtype=np.int64), zone)[0]))


def clock_text(wall_s: int) -> str:
    """A wall time as printed; seconds only where there are any."""
    text = str(np.datetime64(wall_s, "s")).replace("T", " ")
    return text[:-3] if text.endswith(":00") else text


@lru_cache(maxsize=256)
def standard_offset_s(zone: str, year: int) -> int:
    """Offset of standard (winter) time from UTC in a year, s: the smallest that its days show."""
    days = pd.date_range(f"{year}-01-01T12:00", f"{year}-12-31T12:00", freq="D", unit="s")
    utc = seconds_of(days)
    return int((wall_of(utc, zone) - utc).min())


def read_wall(wall_s: Seconds, zone: str, dst: str = "local") -> Reading:
    """Instants of wall times on the clock of ``zone``.

    Parameters
    ----------
    wall_s : ndarray of int, shape (N,)
    zone : str
        IANA name.
    dst : str
        ``local`` for a clock that is moved, ``standard`` for one that stays on winter time.
    """
    none = np.zeros(len(wall_s), dtype=bool)
    index = _index(wall_s)
    if dst == "standard":
        shift = np.zeros(len(wall_s), dtype=np.int64)
        for year in np.unique(index.year):
            shift[index.year == year] = standard_offset_s(zone, int(year))
        return Reading(wall_s - shift, none, none, none)
    everywhere = np.ones(len(wall_s), dtype=bool)
    one = index.tz_localize(zone, ambiguous=everywhere, nonexistent="NaT")
    other = index.tz_localize(zone, ambiguous=~everywhere, nonexistent="NaT")
    gone = np.asarray(one.isna())
    a, b = seconds_of(one), seconds_of(other)
    early, late = np.minimum(a, b), np.maximum(a, b)
    doubled = (early != late) & ~gone
    if not doubled.any():
        return Reading(early, gone, none, none)
    occurrence = np.zeros(len(wall_s), dtype=np.int64)
    count = np.ones(len(wall_s), dtype=np.int64)
    groups = pd.Series(wall_s[doubled]).groupby(wall_s[doubled])
    occurrence[doubled] = groups.cumcount().to_numpy()
    count[doubled] = groups.transform("size").to_numpy()
    utc = np.where(doubled & (occurrence > 0), late, early)
    return Reading(utc, gone, doubled & (count == 1), doubled & (count > 1))


def regular_starts(first_s: int, end_s: int, step_s: int, zone: str) -> Seconds:
    """Starts of the steps from ``first_s`` up to ``end_s`` (excluded), both UTC.

    Steps are equal where the clock's changes are whole steps (or there are none). Where a step is
    longer than a change (a day in Europe, an hour on Lord Howe), it follows the wall clock, so that
    a day is a calendar day of 23, 24 or 25 hours.
    """
    equal = np.arange(first_s, end_s, step_s, dtype=np.int64)
    if len(equal) == 0:
        return equal
    ends = np.append(equal, end_s)
    wall = wall_of(ends, zone)
    offset = wall - ends
    if np.all((offset - offset[0]) % step_s == 0):
        return equal
    walls = np.arange(wall[0], wall[-1], step_s, dtype=np.int64)
    starts = np.unique(instants(walls, zone))
    return starts[(starts >= first_s) & (starts < end_s)]


def instants(wall_s: Seconds, zone: str) -> Seconds:
    """Instants of wall times: the earlier where there are two, the end of the gap where none is."""
    index = _index(wall_s)
    everywhere = np.ones(len(wall_s), dtype=bool)
    one = index.tz_localize(zone, ambiguous=everywhere, nonexistent="NaT")
    other = index.tz_localize(zone, ambiguous=~everywhere, nonexistent="NaT")
    gone = np.flatnonzero(one.isna())
    utc = np.minimum(seconds_of(one), seconds_of(other))
    for i in gone:
        utc[i] = _end_of_gap(int(wall_s[i]), zone)
    return utc


def _end_of_gap(wall_s: int, zone: str) -> int:
    """Instant at which the clock jumps over ``wall_s``; found by halving, to the second.

    pandas can shift forward too, but lands on the next whole hour (seen with the half-hour change
    of Lord Howe).
    """
    low, high = wall_s - 86400 * 2, wall_s + 86400 * 2
    while high - low > 1:
        middle = (low + high) // 2
        shown = int(wall_of(np.array([middle], dtype=np.int64), zone)[0])
        low, high = (middle, high) if shown < wall_s else (low, middle)
    return high
