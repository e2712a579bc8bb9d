"""How a stamp that cannot be read is told: what it may mean, and what to write instead."""

from __future__ import annotations

import re
from typing import Any

from bess_opt.errors import Fault, Place
from bess_opt.sources.table import Table

SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(.*)")
YEAR_FIRST = re.compile(r"\d{4}([/.])\d{1,2}\1\d{1,2}.*|\d{8}([ T]?\d{4,6})?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def not_understood(table: Table, row: int, column: int, text: str, cell: Any) -> Fault:
    """The fault of a stamp that is not ISO 8601, with what would make it readable."""
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
    slashed = SLASHED.fullmatch(text)
    if slashed is not None:
        return _ambiguous(table, column, text, slashed, place)
    if YEAR_FIRST.fullmatch(text):
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


def _ambiguous(table: Table, column: int, text: str, match: re.Match[str], place: Place) -> Fault:
    """The fault of a stamp whose day and month cannot be told apart, with the form to give."""
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
    match = SLASHED.fullmatch(text.strip())
    return None if match is None else (int(match[1]), int(match[3]))
