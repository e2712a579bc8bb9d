"""From the case's ``time`` to a :class:`Horizon`: calendar lengths, clock changes, typical weeks.

A start is a wall time of the zone and must exist exactly once. ``1 year`` runs to the same wall
time one year later, so that it has 8,784 hours where it holds a 29 February. A list of periods is
laid one after the other; each stands ``weight`` times for itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pandas as pd

from bess_opt.errors import CaseError, Fault
from bess_opt.horizon import Horizon
from bess_opt.sources.clock import (
    clock_text,
    instants,
    read_wall,
    regular_starts,
    seconds_of,
    wall_of,
)
from bess_opt.sources.duration import read_months, read_seconds, step_text
from bess_opt.sources.spec import PlaceOf, TimeSpec, nowhere

MOST_STEPS = 5_000_000
_OFFSET = re.compile(r"[+-]\d\d:\d\d")


@dataclass(frozen=True)
class _Span:
    """One period before it is cut into steps."""

    start: Any
    length: Any
    weight: float
    path: str


def make_horizon(time: TimeSpec, place: PlaceOf = nowhere) -> Horizon:
    """The time axis that a case asks for.

    Parameters
    ----------
    time : TimeSpec
        The section ``time``.
    place : callable
        Place in the case file of a dotted path.

    Raises
    ------
    CaseError
        The zone, start, step or periods cannot be read; carries every fault.
    """
    faults: list[Fault] = []

    def tell(code: str, path: str, found: str, expected: str, repair: str = "") -> None:
        faults.append(Fault(code, found, expected, repair, place(path), path))

    zone, step_s = str(time.zone), read_seconds(time.step)
    if not _zone_exists(zone):
        near = get_close_matches(zone, available_timezones(), 1, 0.6)
        tell(
            "E-TM-001",
            "time.zone",
            f"there is no time zone '{zone}'",
            "a name of the IANA list such as Europe/Berlin, or UTC",
            f"did you mean {near[0]}?" if near else "",
        )
    if step_s is None or not 60 <= step_s <= 86400 or 86400 % step_s:
        tell(
            "E-TM-002",
            "time.step",
            f"the step is {time.step!r}",
            "a length from 1min to 1 day that divides a day, such as 15min or 1h",
        )
    if faults:
        raise CaseError("The time axis cannot be made.", faults)
    assert step_s is not None
    pieces = []
    for span in _spans(time):
        try:
            starts, end = _cut(span, step_s, zone)
        except _CannotCut as fault:
            tell(fault.code, span.path, fault.found, fault.expected, fault.repair)
            continue
        pieces.append((starts, end, span))
    if not pieces and not faults:
        tell("E-TM-005", "time.periods", "time.periods is empty", "at least one period")
    for one, other in _overlaps(pieces):
        tell(
            "E-TM-007",
            other.path,
            f"the period from {other.start} overlaps the one from {one.start}",
            "periods that share no step",
            "raise the weight of one instead of listing it twice",
        )
    if faults:
        raise CaseError("The time axis cannot be made.", faults)
    return _join(pieces, step_s, zone)


class _CannotCut(Exception):
    """A period cannot be cut into steps; carries the parts of a fault."""

    def __init__(self, code: str, found: str, expected: str, repair: str = "") -> None:
        super().__init__(found)
        self.code, self.found, self.expected, self.repair = code, found, expected, repair


def _zone_exists(zone: str) -> bool:
    if _OFFSET.fullmatch(zone):
        return True
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _spans(time: TimeSpec) -> list[_Span]:
    periods = time.periods
    if isinstance(periods, Sequence) and not isinstance(periods, str):
        spans = []
        for i, item in enumerate(periods):
            parts = (
                item
                if isinstance(item, Mapping)
                else {key: getattr(item, key, None) for key in ("start", "length", "weight")}
            )
            weight = parts.get("weight")
            spans.append(
                _Span(
                    parts.get("start"),
                    parts.get("length"),
                    1.0 if weight is None else float(weight),
                    f"time.periods.{i}",
                )
            )
        return spans
    return [_Span(time.start, periods, 1.0, "time.start")]


def _cut(span: _Span, step_s: int, zone: str) -> tuple[np.ndarray, int]:
    """Starts of a period's steps and its end, UTC seconds."""
    if not (np.isfinite(span.weight) and span.weight > 0):
        raise _CannotCut("E-TM-005", f"a period has the weight {span.weight:g}", "a weight above 0")
    first_wall, first = _instant(span.start, zone)
    months, seconds = read_months(span.length), read_seconds(span.length)
    if isinstance(span.length, bool):
        months = seconds = None
    elif isinstance(span.length, int) or str(span.length).strip().isdigit():
        steps = int(span.length)
        _within_reach(steps)
        if steps < 1:
            raise _CannotCut("E-TM-004", f"a period has {steps} steps", "at least one step")
        # Two days more than enough, because a calendar day may last 25 hours.
        starts = regular_starts(first, first + (steps * step_s * 25) // 24 + 172800, step_s, zone)
        return starts[:steps], int(starts[steps])
    if months:
        end_wall = seconds_of(
            pd.DatetimeIndex([pd.Timestamp(first_wall, unit="s") + pd.DateOffset(months=months)])
        )
    elif seconds:
        whole_days, rest = divmod(seconds, 86400)
        if rest:
            return _whole(regular_starts(first, first + seconds, step_s, zone), seconds, step_s), (
                first + seconds
            )
        # Days are calendar days, so that a week ends at the wall time it began at.
        end_wall = np.array([first_wall + whole_days * 86400], dtype=np.int64)
    else:
        raise _CannotCut(
            "E-TM-004",
            f"the length of a period is {span.length!r}",
            "a length such as '1 year' or '7 days', or a number of steps",
        )
    end = int(instants(end_wall, zone)[0])
    _within_reach((end - first) // step_s)
    return regular_starts(first, end, step_s, zone), end


def _within_reach(steps: int) -> None:
    if steps > MOST_STEPS:
        raise _CannotCut(
            "E-TM-006", f"a period has {steps:,} steps", f"at most {MOST_STEPS:,} steps"
        )


def _whole(starts: np.ndarray, seconds: int, step_s: int) -> np.ndarray:
    if seconds % step_s:
        raise _CannotCut(
            "E-TM-004",
            f"a period of {step_text(seconds)} is no whole number of {step_text(step_s)} steps",
            "a whole number of steps",
        )
    return starts


def _instant(start: Any, zone: str) -> tuple[int, int]:
    """Wall time and UTC instant of a written start."""
    text = start.isoformat() if isinstance(start, datetime | date) else str(start)
    try:
        stamp = pd.Timestamp(datetime.fromisoformat(text.strip()))
    except ValueError:
        raise _CannotCut(
            "E-TM-003", f"the start is {text!r}", "a date and time such as 2025-01-01T00:00"
        ) from None
    if stamp.second or stamp.microsecond:
        raise _CannotCut("E-TM-003", f"the start is {text!r}", "a start on a whole minute")
    if stamp.tzinfo is not None:
        utc = seconds_of(pd.DatetimeIndex([stamp]))
        return int(wall_of(utc, zone)[0]), int(utc[0])
    wall = seconds_of(pd.DatetimeIndex([stamp]))
    reading = read_wall(wall, zone)
    if reading.gone[0]:
        raise _CannotCut(
            "E-TM-003",
            f"{clock_text(int(wall[0]))} does not exist in {zone} (clock change)",
            "a start that the clock shows",
        )
    if reading.alone[0]:
        raise _CannotCut(
            "E-TM-003",
            f"{clock_text(int(wall[0]))} occurs twice in {zone} (clock change)",
            "a start that the clock shows once",
            "begin an hour earlier or later",
        )
    return int(wall[0]), int(reading.utc_s[0])


def _overlaps(pieces: list[tuple[np.ndarray, int, _Span]]) -> list[tuple[_Span, _Span]]:
    ordered = sorted(pieces, key=lambda p: int(p[0][0]))
    return [(a[2], b[2]) for a, b in pairwise(ordered) if int(b[0][0]) < a[1]]


def _join(pieces: list[tuple[np.ndarray, int, _Span]], step_s: int, zone: str) -> Horizon:
    starts = np.concatenate([p[0] for p in pieces])
    lengths = np.concatenate([np.diff(np.append(p[0], p[1])) for p in pieces])
    counts = [len(p[0]) for p in pieces]
    index = pd.DatetimeIndex(starts.astype("datetime64[s]"), tz="UTC")
    # A year runs twelve months from the earliest start, so that a fiscal year is one year and
    # typical weeks of one year share one label.
    local = pd.DatetimeIndex(wall_of(starts, zone).astype("datetime64[s]"))
    first = local[int(np.argmin(starts))]
    months = (local.year - first.year) * 12 + (local.month - first.month)
    early = (local.day - first.day) * 86400 + local.hour * 3600 + local.minute * 60
    months = months - (early < first.hour * 3600 + first.minute * 60)
    return Horizon(
        index,
        step_s / 3600,
        zone,
        np.repeat([p[2].weight for p in pieces], counts).astype(float),
        np.repeat(np.arange(len(pieces)), counts).astype(np.int64),
        np.asarray(first.year + months // 12, dtype=np.int64),
        lengths / 3600,
    )
