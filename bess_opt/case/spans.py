"""Lengths of time as people write them: ``15min``, ``2 h``, ``7 days``, ``1 year``."""

from __future__ import annotations

import re

_SPAN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*")
_HOURS = {
    "min": 1 / 60,
    "minute": 1 / 60,
    "minutes": 1 / 60,
    "h": 1.0,
    "hour": 1.0,
    "hours": 1.0,
    "day": 24.0,
    "days": 24.0,
    "week": 168.0,
    "weeks": 168.0,
}
_CALENDAR = {"month": "months", "months": "months", "year": "years", "years": "years"}


def read_span(text: str) -> tuple[float, str] | None:
    """A written length as (hours, ``"hours"``), or (count, ``"months"`` or ``"years"``).

    None where the text is no length. Months and years are not hours: their length depends on where
    they begin.

    >>> read_span("7 days"), read_span("1 year"), read_span("soon")
    ((168.0, 'hours'), (1.0, 'years'), None)
    """
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    count, unit = float(match[1]), match[2].lower()
    if unit in _HOURS:
        return round(count * _HOURS[unit], 9), "hours"
    if unit in _CALENDAR and count == int(count):
        return count, _CALENDAR[unit]
    return None


def hours_of(text: str) -> float | None:
    """A written length in hours, None where it is none or is counted by the calendar."""
    span = read_span(text)
    return span[0] if span is not None and span[1] == "hours" else None
