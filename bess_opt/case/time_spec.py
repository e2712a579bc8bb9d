"""The ``time`` section: zone, start, step and periods of the axis that a case is solved on."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from bess_opt.case.nearest import nearest
from bess_opt.case.spans import hours_of, read_span
from bess_opt.component import Part

Stamps = Literal["start", "end"]
Dst = Literal["local", "standard"]


class Period(Part):
    """A stretch of the axis that stands for more than itself, such as a typical week."""

    start: str = Field(description="Local date and time, such as 2026-01-05T00:00.")
    length: str | int = Field(description="Such as '7 days', or a number of steps.")
    weight: float = Field(1.0, gt=0, description="How many times the period stands in its year.")

    @field_validator("start")
    @classmethod
    def _is_local_time(cls, value: str) -> str:
        return local_time(value)

    @field_validator("length")
    @classmethod
    def _is_length(cls, value: str | int) -> str | int:
        return length_of_axis(value)


class Time(Part):
    """The axis. A step is labelled by its start; power is constant inside a step."""

    zone: str = Field(description="IANA name such as Asia/Karachi, UTC, or an offset: +05:00.")
    start: str = Field(description="Local date and time of the first step: 2026-01-01T00:00.")
    step: str = Field("1h", description="Length of a step, such as 1h or 15min; divides a day.")
    periods: str | int | list[Period] = Field(
        "1 year", description="Such as '1 year', '7 days', a number of steps, or a list."
    )
    stamps: Stamps = Field("start", description="Whether files label a step by its start or end.")
    dst: Dst = Field(
        "local", description="Whether files keep summer time (local) or not (standard)."
    )

    @field_validator("zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if not is_zone(value):
            near = nearest(value, _zones())
            raise PydanticCustomError(
                "E-CF-021",
                "'{found}' is not a time zone",
                {"found": value, "meant": near, "known": "Asia/Karachi, UTC or +05:00"},
            )
        return value

    @field_validator("start")
    @classmethod
    def _is_local_time(cls, value: str) -> str:
        return local_time(value)

    @field_validator("step")
    @classmethod
    def _divides_a_day(cls, value: str) -> str:
        hours = hours_of(value)
        if hours is None:
            raise PydanticCustomError(
                "E-CF-007", "'{found}' is not a length of time", {"found": value, "meant": "1h"}
            )
        minutes = round(hours * 60, 6)
        if minutes != round(minutes) or not 1 <= minutes <= 1440 or 1440 % round(minutes):
            raise PydanticCustomError(
                "E-CF-023",
                "a step of {found} does not divide a day into equal parts of whole minutes",
                {"found": value, "known": "1min to 1 day, such as 15min, 30min or 1h"},
            )
        return value

    @field_validator("periods")
    @classmethod
    def _is_length(cls, value: str | int | list[Period]) -> str | int | list[Period]:
        return value if isinstance(value, list) else length_of_axis(value)

    @property
    def step_h(self) -> float:
        """Length of a step, h."""
        hours = hours_of(self.step)
        if hours is None:
            raise ValueError(self.step)
        return hours


def local_time(value: str) -> str:
    """Pass a local ISO date and time, refuse another.

    Raises
    ------
    PydanticCustomError
        The text is no date, or carries an offset.
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError(
            "E-CF-007",
            "'{found}' is not a date and time",
            {"found": value, "known": "one such as 2026-01-01T00:00"},
        ) from None
    if moment.tzinfo is not None:
        raise PydanticCustomError(
            "E-CF-007",
            "'{found}' carries an offset",
            {"found": value, "known": "local time of time.zone, without an offset"},
        )
    return value


def length_of_axis(value: str | int) -> str | int:
    """Pass a number of steps or a written length, refuse another.

    Raises
    ------
    PydanticCustomError
        The length is none, or is not positive.
    """
    span = read_span(value) if isinstance(value, str) else (value, "steps")
    if span is None or span[0] <= 0:
        raise PydanticCustomError(
            "E-CF-007",
            "'{found}' is not a length of the axis",
            {"found": value, "known": "'1 year', '7 days', or a number of steps"},
        )
    return value


def is_zone(name: str) -> bool:
    """Whether a name is an IANA zone, or an offset such as ``+05:00``."""
    if name[:1] in "+-" and name[1:]:
        try:
            datetime.fromisoformat(f"2026-01-01T00:00{name}")
        except ValueError:
            return False
        return True
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@functools.cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))
