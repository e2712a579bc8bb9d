"""Time stamps as written, read as wall times or instants; an order of day and month is not guessed.

ISO 8601 (``2025-03-30T02:00``, with or without an offset) is read as it stands. Any other form
needs ``date_format`` on the series, because ``03/04/2025`` is two days.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from bess_opt.errors import Fault
from bess_opt.sources.clock import Seconds, seconds_of
from bess_opt.sources.table import Table, several

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.0+)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?"
)
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(.*)")
_YEAR_FIRST = re.compile(r"\d{4}([/.])\d{1,2}\1\d{1,2}.*|\d{8}([ T]?\d{4,6})?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
NAMES = frozenset(
    (
        *("time", "times", "timestamp", "datetime", "date_time", "date", "local_time"),
        *("utc", "utc_time", "utc_timestamp", "timestamp_utc", "time_utc"),
        *("period_start", "interval_start", "snapshot", "snapshots", "__index_level_0__"),
    )
)


@dataclass(frozen=True)
class Stamps:
    """A column of time stamps.

    Parameters
    ----------
    seconds : ndarray of int, shape (N,)
        Wall times, or UTC instants where ``is_aware``.
    is_aware : bool
        Whether the stamps carry their offset.
    """

    seconds: Seconds
    is_aware: bool


def looks_like_stamp(cell: Any) -> bool:
    """Whether a cell is written as a date or a date and time."""
    if isinstance(cell, datetime | date | pd.Timestamp):
        return True
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    return any(form.fullmatch(text) for form in (_ISO, _SLASHED)) or bool(
        _YEAR_FIRST.fullmatch(text) and not text.isdigit()
    )


def time_column(table: Table) -> int | None:
    """The column of time stamps where the series names none: the first, by its name or cells."""
    if not table.columns or table.rows == 0:
        return None
    if table.names[0].strip().lower().replace(" ", "_") in NAMES:
        return 0
    for column in range(len(table.names)):
        if table.names[column] == "__index_level_0__":
            return column
    return 0 if looks_like_stamp(table.columns[0][0]) else None


def read_stamps(
    table: Table, column: int, date_format: str | None, stamps: str
) -> tuple[Stamps | None, list[Fault]]:
    """Stamps of a column, or the faults of its cells.

    Parameters
    ----------
    table, column : Table, int
    date_format : str, optional
        Form of the stamps in strptime's codes, such as ``%d/%m/%Y %H:%M``.
    stamps : str
        ``start`` or ``end``; only an end may read ``24:00``.
    """
    cells = table.columns[column]
    if isinstance(cells, pd.api.extensions.ExtensionArray):
        return _from_index(table, column, pd.DatetimeIndex(cells))
    if isinstance(cells, np.ndarray):
        cells = cells.tolist()
    texts: list[str] = []
    for cell in cells:
        if isinstance(cell, datetime):
            # A date in a workbook is a count of days, off by microseconds: round to the second.
            rounded = pd.Timestamp(cell).round("s")
            texts.append(rounded.strftime(date_format) if date_format else rounded.isoformat())
        elif isinstance(cell, date):
            stamp = pd.Timestamp(cell)
            texts.append(stamp.strftime(date_format) if date_format else cell.isoformat())
        else:
            texts.append("" if cell is None else str(cell).strip())
    midnight = np.array(["24:00" in text for text in texts])
    if midnight.any():
        if stamps != "end":
            rows = np.flatnonzero(midnight)
            return None, several(
                [
                    Fault(
                        "E-TS-016",
                        f"the stamp {texts[row]!r} reads 24:00",
                        "00:00 of the next day where stamps mark the start of a step",
                        "set stamps: end if a stamp marks the end of its step",
                        table.place(int(row), column),
                    )
                    for row in rows
                ],
                "such stamps",
            )
        texts = [text.replace("24:00", "00:00") for text in texts]
    read = (
        _by_format(table, column, texts, date_format)
        if date_format
        else _by_iso(table, column, texts, cells)
    )
    if isinstance(read, list):
        return None, read
    return Stamps(read.seconds + midnight * 86400, read.is_aware), []


def _from_index(
    table: Table, column: int, index: pd.DatetimeIndex
) -> tuple[Stamps | None, list[Fault]]:
    rows = np.flatnonzero(index.isna())
    faults = [_not_understood(table, int(row), column, "", None) for row in rows]
    exact = index.floor("s") == index
    faults += [
        _not_understood(table, int(row), column, str(index[row]), None)
        for row in np.flatnonzero(~exact & ~index.isna())
    ]
    if faults:
        return None, several(faults, "such stamps")
    return Stamps(seconds_of(index), index.tz is not None), []


def _by_iso(
    table: Table, column: int, texts: Sequence[str], cells: Sequence[Any]
) -> Stamps | list[Fault]:
    plain: list[str] = []
    offsets: list[str] = []
    faults = []
    for row, text in enumerate(texts):
        match = _ISO.fullmatch(text)
        if match is None:
            faults.append(_not_understood(table, row, column, text, cells[row]))
            continue
        day, clock, offset = match.groups()
        plain.append(f"{day}T{clock}" if clock else day)
        offsets.append(offset or "")
    if faults:
        return several(faults, "such stamps")
    try:
        wall = np.array(plain, dtype="datetime64[s]").astype(np.int64)
    except ValueError:
        faults = [
            _not_understood(table, row, column, texts[row], None)
            for row, text in enumerate(plain)
            if not _exists(text)
        ]
        return several(faults, "such stamps")
    kinds = set(offsets)
    if "" in kinds and len(kinds) > 1:
        bare = offsets.index("")
        other = next(i for i, o in enumerate(offsets) if o)
        row = max(bare, other)
        return [
            Fault(
                "E-TS-017",
                f"{texts[bare]!r} has no offset from UTC and {texts[other]!r} has one",
                "an offset on every stamp, or on none",
                "write each stamp in ISO 8601 with its offset, or in UTC",
                table.place(row, column),
            )
        ]
    if kinds == {""}:
        return Stamps(wall, False)
    shift = {text: _offset_s(text) for text in kinds}
    return Stamps(wall - np.array([shift[o] for o in offsets], dtype=np.int64), True)


def _by_format(
    table: Table, column: int, texts: Sequence[str], date_format: str
) -> Stamps | list[Fault]:
    try:
        read = pd.to_datetime(pd.Series(texts), format=date_format, errors="coerce", utc=None)
        if read.dtype == object:
            read = pd.to_datetime(pd.Series(texts), format=date_format, errors="coerce", utc=True)
    except ValueError:
        try:
            read = pd.to_datetime(pd.Series(texts), format=date_format, errors="coerce", utc=True)
        except ValueError as reason:
            return [
                Fault(
                    "E-TS-029",
                    f"date_format {date_format!r} cannot be used ({reason})",
                    "codes of strptime, such as '%d/%m/%Y %H:%M'",
                    "",
                    table.place(-1, column),
                )
            ]
    index = pd.DatetimeIndex(read)
    rows = np.flatnonzero(index.isna())
    if len(rows):
        faults = [
            Fault(
                "E-TS-029",
                f"the stamp {texts[row]!r} does not have the form {date_format!r}",
                "stamps of one form",
                "correct date_format or the cell",
                table.place(int(row), column),
            )
            for row in rows
        ]
        return several(faults, "such stamps")
    return Stamps(seconds_of(index), index.tz is not None)


def _exists(text: str) -> bool:
    try:
        np.datetime64(text, "s")
    except ValueError:
        return False
    return True


def _offset_s(text: str) -> int:
    if text in ("Z", "UTC"):
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if text[0] == "-" else seconds


def _not_understood(table: Table, row: int, column: int, text: str, cell: Any) -> Fault:
    place = table.place(row, column)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Fault(
            "E-FI-001",
            f"the time column holds the plain number {text}",
            "cells formatted as date and time",
            "format the column as date and time in the spreadsheet; the count of days since 1900 "
            "or 1904 is not guessed",
            place,
        )
    slashed = _SLASHED.fullmatch(text)
    if slashed is not None:
        return _ambiguous(table, column, text, slashed, place)
    if _YEAR_FIRST.fullmatch(text):
        return Fault(
            "E-TS-029",
            f"the stamp {text!r} is not ISO 8601",
            "a stamp such as 2025-03-30T02:00",
            "give date_format, such as '%Y/%m/%d %H:%M'",
            place,
        )
    if not text:
        return Fault("E-TS-029", "the stamp is missing", "a stamp on every row", "", place)
    return Fault(
        "E-TS-029",
        f"the stamp {text!r} is not understood",
        "a stamp such as 2025-03-30T02:00",
        "correct it, or give date_format",
        place,
    )


def _ambiguous(table: Table, column: int, text: str, match: re.Match[str], place: Any) -> Fault:
    first, mark, second, year, rest = match.groups()
    clock = "" if not rest.strip() else rest[0] + ("%H:%M:%S" if rest.count(":") == 2 else "%H:%M")
    y = "%Y" if len(year) == 4 else "%y"
    by_day, by_month = f"%d{mark}%m{mark}{y}{clock}", f"%m{mark}%d{mark}{y}{clock}"
    read = [_slashed_days(str(c)) for c in _some(table.columns[column])]
    known = [pair for pair in read if pair is not None]
    a, b = int(first), int(second)
    if max((p[0] for p in known), default=0) > 12:
        meant = f"its days go above 12 in the first place: date_format: '{by_day}'"
    elif max((p[1] for p in known), default=0) > 12:
        meant = f"its days go above 12 in the second place: date_format: '{by_month}'"
    else:
        meant = f"give date_format: '{by_day}' or '{by_month}'"
    if 1 <= a <= 12 and 1 <= b <= 12 and a != b:
        found = f"{text!r} may be {a} {_MONTHS[b - 1]} or {b} {_MONTHS[a - 1]}"
    else:
        found = f"the order of day and month in {text!r} is not stated"
    return Fault("E-TS-018", found, "ISO 8601, or date_format on the series", meant, place)


def _some(cells: Any) -> list[Any]:
    return list(cells[:: max(1, len(cells) // 400)])


def _slashed_days(text: str) -> tuple[int, int] | None:
    match = _SLASHED.fullmatch(text.strip())
    return None if match is None else (int(match[1]), int(match[3]))
