"""Date in one column and time of day in another, as meters export them: joined to one stamp."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import numpy as np

from bess_opt.sources.table import Table

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:\.0+)?)?")
_MINUTES, _SECONDS = " %H:%M", " %H:%M:%S"


def joined_clock(
    table: Table, column: int, clock: int, date_format: str | None
) -> tuple[Table, str | None]:
    """The table with the time of day put behind the date, and the form of what then stands there.

    A time of day is 7:15, 07:15:00, a cell of that kind, or a whole hour. What is none of these
    stays as it is written, so that it is refused at its place like any other stamp.

    Parameters
    ----------
    column, clock : int
        Columns of the date and of the time of day.
    date_format : str, optional
        Form of the date in strptime's codes, with or without that of the time of day.
    """
    times = [_clock(cell) for cell in _plain(table.columns[clock])]
    whole = all(text.endswith(":00") for text in times)
    times = [text[:-3] for text in times] if whole else times
    cells = [
        f"{_day(day)} {text}"
        for day, text in zip(_plain(table.columns[column]), times, strict=True)
    ]
    columns = (*table.columns[:column], cells, *table.columns[column + 1 :])
    if date_format is not None and "%H" not in date_format:
        date_format += _MINUTES if whole else _SECONDS
    return replace(table, columns=columns), date_format


def _plain(cells: Any) -> list[Any]:
    return cells.tolist() if isinstance(cells, np.ndarray) else list(cells)


def _day(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _clock(cell: Any) -> str:
    """A time of day as ``07:15:00``; other cells as they are written."""
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        return cell.isoformat("seconds")
    text = str(cell).strip()
    if isinstance(cell, float) and cell.is_integer():
        text = str(int(cell))
    found = _CLOCK.fullmatch(text)
    if found is None:
        return text
    hour, minute, second = (int(part or 0) for part in found.groups())
    return f"{hour:02d}:{minute:02d}:{second:02d}"
