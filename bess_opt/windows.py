"""Hours of a tariff: windows by clock, kind of day and season, and the share of a step in each.

The first window that fits wins; what fits none is the rest. A window that crosses midnight belongs
to the day on which it began, and so does its season: a weekday's 22:00-06:00 ends on Saturday
morning. Times are of the local clock. A step that a window cuts counts in parts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from bess_opt.fields import Part
from bess_opt.horizon import Horizon

DAY_MIN = 1440
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
KINDS_OF_DAY = ("all", "weekday", "weekend")
_HOURS = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)")


class Season(Part):
    """A part of the year, from a first to a last day, both in it; may run over New Year."""

    first: str = Field(description="Month and day, such as 04-01.")
    last: str = Field(description="Month and day, such as 10-15.")

    @field_validator("first", "last")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        try:
            date.fromisoformat(f"2024-{value}")
        except ValueError:
            raise PydanticCustomError(
                "E-CF-007",
                "'{found}' is not a day of the year",
                {"found": value, "known": "month and day, such as 04-01"},
            ) from None
        return value


class Window(Part):
    """Hours of some days in some seasons."""

    name: str = Field("", description="As it stands on the bill, such as peak.")
    hours: str | list[str] = Field(
        "00:00-24:00", description="Such as '18:30-22:30' or '22:00-06:00'; or a list."
    )
    days: str | list[str] = Field(
        "all",
        description="all, weekday (Monday to Friday less holidays), weekend (the rest), or a list "
        "of days, which holds holidays where it names holiday.",
    )
    seasons: list[str] = Field(default_factory=list, description="Names; all seasons where empty.")

    @field_validator("hours")
    @classmethod
    def _are_hours(cls, value: str | list[str]) -> str | list[str]:
        for text in [value] if isinstance(value, str) else value:
            minutes_of(text)
        return value

    @field_validator("days")
    @classmethod
    def _are_days(cls, value: str | list[str]) -> str | list[str]:
        known = KINDS_OF_DAY if isinstance(value, str) else DAYS
        for text in _listed(value):
            if text not in known:
                raise PydanticCustomError(
                    "E-CF-021",
                    "'{found}' is no kind of day",
                    {"found": text, "known": f"{', '.join(KINDS_OF_DAY)}, or a list of "
                     f"{', '.join(DAYS)}"},
                )  # fmt: skip
        return value

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Begin and end in minutes after midnight; the end may lie on the next day."""
        return [minutes_of(text) for text in _listed(self.hours)]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def minutes_of(text: str) -> tuple[int, int]:
    """Begin and end of a written span of hours.

    Raises
    ------
    PydanticCustomError
        The text is none.

    >>> minutes_of("22:00-06:00")
    (1320, 1800)
    """
    match = _HOURS.fullmatch(text.strip())
    begin, end = (0, 0) if match is None else (_minute(match, 1), _minute(match, 3))
    is_clock = match is not None and int(match[2]) < 60 and int(match[4]) < 60
    if not is_clock or begin >= DAY_MIN or end > DAY_MIN or begin == end:
        raise PydanticCustomError(
            "E-CF-007",
            "'{found}' is not a span of hours",
            {"found": text, "known": "one such as 18:30-22:30, or 22:00-06:00 over midnight"},
        )
    return begin, end if end > begin else end + DAY_MIN


def _minute(match: re.Match[str], group: int) -> int:
    return 60 * int(match[group]) + int(match[group + 1])


def holiday_dates(value: list[str]) -> list[str]:
    """Pass ISO dates, refuse another text (a validator of the field ``holidays``).

    Raises
    ------
    PydanticCustomError
        A text is no date.
    """
    for text in value:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise PydanticCustomError(
                "E-CF-007",
                "'{found}' is not a date",
                {"found": text, "known": "dates such as 2026-03-23"},
            ) from None
    return value


def season_faults(
    windows: Sequence[Window], seasons: Mapping[str, Season], field: str = "windows"
) -> list[tuple[str, str, str, str]]:
    """Windows that name a season which is not described."""
    return [
        (
            f"{field}.{number}.seasons",
            "E-TF-002",
            f"the season '{name}' is not described",
            f"describe it under seasons.{name}: {{first: 04-01, last: 10-15}}",
        )
        for number, window in enumerate(windows)
        for name in window.seasons
        if name not in seasons
    ]


def shares(
    windows: Sequence[Window],
    seasons: Mapping[str, Season],
    holidays: Sequence[str],
    horizon: Horizon,
) -> NDArray[np.float64]:
    """Share of each step that lies in each window, and in none.

    Returns
    -------
    ndarray, shape (windows + 1, T)
        The last row is the rest; columns add up to 1.
    """
    step, minute, day, dates = _grains(windows, horizon)
    open_ = np.ones(len(minute), dtype=bool)
    per_step = np.bincount(step, minlength=len(horizon)).astype(float)
    table = np.zeros((len(windows) + 1, len(horizon)))
    for row, window in enumerate(windows):
        fits = _days_of(window, seasons, holidays, dates)
        inside = np.zeros(len(minute), dtype=bool)
        for begin, end in window.spans:
            inside |= fits[day] & (minute >= begin) & (minute < end)
            inside |= fits[day - 1] & (minute + DAY_MIN < end)
        inside &= open_
        open_ &= ~inside
        table[row] = np.bincount(step, inside, len(horizon)) / per_step
    table[-1] = np.bincount(step, open_, len(horizon)) / per_step
    return table


def _grains(windows: Sequence[Window], horizon: Horizon) -> tuple[Any, Any, Any, Any]:
    """Equal grains of time that no window cuts: step, local minute, place of the day, all days.

    ``days`` begins one day before the first, so that ``fits[day - 1]`` is always there.
    """
    import pandas as pd

    length = np.rint(horizon.dt_h * 60).astype(np.int64)
    clock = np.asarray(horizon.local.hour * 60 + horizon.local.minute, dtype=np.int64)
    bounds = [m for w in windows for span in w.spans for m in span]
    grain = int(np.gcd.reduce(np.concatenate([length, clock, bounds, [DAY_MIN]]).astype(np.int64)))
    count = length // grain
    step = np.repeat(np.arange(len(horizon)), count)
    within = np.arange(len(step)) - np.repeat(np.cumsum(count) - count, count)
    offset = pd.to_timedelta(within * grain, unit="min").as_unit("s")
    local = (horizon.start.as_unit("s")[step] + offset).tz_convert(horizon.zone)
    midnight = local.normalize().tz_localize(None)
    days = pd.date_range(midnight.min() - pd.Timedelta(days=1), midnight.max(), freq="D")
    day = ((midnight - days[0]) // pd.Timedelta(days=1)).to_numpy()
    return step, np.asarray(local.hour * 60 + local.minute), day, days


def _days_of(
    window: Window, seasons: Mapping[str, Season], holidays: Sequence[str], days: Any
) -> NDArray[np.bool_]:
    """Which days a window belongs to."""
    import pandas as pd

    off = np.asarray(days.isin(pd.to_datetime(list(holidays))))
    weekday = np.asarray(days.day_of_week)
    if window.days == "all":
        fits = np.ones(len(days), dtype=bool)
    elif window.days == "weekday":
        fits = (weekday < 5) & ~off
    elif window.days == "weekend":
        fits = (weekday >= 5) | off
    else:
        named = np.array([name in window.days for name in DAYS])
        fits = np.where(off, named[7], named[weekday])
    if window.seasons:
        key = np.asarray(days.month * 100 + days.day)
        within = np.zeros(len(days), dtype=bool)
        for name in window.seasons:
            first, last = (int(t.replace("-", "")) for t in
                           (seasons[name].first, seasons[name].last))  # fmt: skip
            both = (key >= first) & (key <= last)
            within |= both if first <= last else (key >= first) | (key <= last)
        fits &= within
    return fits
