"""Durations as people write them: ``15min``, ``2h``, ``7 days``, ``1 year``."""

from __future__ import annotations

import re
from datetime import timedelta

_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86400),
    **dict.fromkeys(("w", "week", "weeks"), 604800),
}
_MONTHS = {
    **dict.fromkeys(("month", "months"), 1),
    **dict.fromkeys(("year", "years", "a"), 12),
}
_WRITTEN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*")


def _parts(text: str) -> tuple[float, str] | None:
    match = _WRITTEN.fullmatch(text)
    return None if match is None else (float(match[1]), match[2].lower())


def read_seconds(written: object) -> int | None:
    """Whole seconds of a written duration, or None where it is none.

    >>> read_seconds("15min"), read_seconds("7 days"), read_seconds("1 year")
    (900, 604800, None)
    """
    if isinstance(written, timedelta):
        seconds = written.total_seconds()
    else:
        parts = _parts(str(written))
        if parts is None or parts[1] not in _SECONDS:
            return None
        seconds = parts[0] * _SECONDS[parts[1]]
    return int(seconds) if seconds == int(seconds) else None


def read_months(written: object) -> int | None:
    """Calendar months of ``1 year`` or ``3 months``, or None where it is no calendar length."""
    parts = _parts(str(written))
    if parts is None or parts[1] not in _MONTHS:
        return None
    months = parts[0] * _MONTHS[parts[1]]
    return int(months) if months == int(months) else None


def step_text(seconds: float) -> str:
    """A step as printed: minutes up to a day, then days.

    >>> step_text(3600), step_text(86400), step_text(1)
    ('60 min', '1 day', '1 s')
    """
    if seconds and seconds % 86400 == 0:
        days = int(seconds // 86400)
        return f"{days} day" if days == 1 else f"{days} days"
    if seconds % 60 == 0:
        return f"{int(seconds // 60)} min"
    return f"{seconds:g} s"
