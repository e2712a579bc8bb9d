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
from bess_opt.sources.stamp_faults import SLASHED, YEAR_FIRST, not_understood
from bess_opt.sources.table import Table, several

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.0+)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?"
)
# Hour 24, which is not the 24th minute of 00:24:00.
_MIDNIGHT = re.compile(r"(?<![\d:])24:00(?=$|[^\d])")
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
    return any(form.fullmatch(text) for form in (_ISO, SLASHED)) or bool(
        YEAR_FIRST.fullmatch(text) and not text.isdigit()
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
    plain = set(map(type, cells)) == {str}
    texts = [cell.strip() for cell in cells] if plain else [_text(cell) for cell in cells]
    if all(isinstance(cell, date) for cell in cells):
        date_format = None
    midnight = np.array(["24:00" in text and bool(_MIDNIGHT.search(text)) for text in texts])
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
        texts = [_MIDNIGHT.sub("00:00", text) for text in texts]
    read = (
        _by_format(table, column, texts, date_format)
        if date_format
        else _by_iso(table, column, texts, cells)
    )
    if isinstance(read, list):
        return None, read
    return Stamps(read.seconds + midnight * 86400, read.is_aware), []


def _text(cell: Any) -> str:
    """A cell as text; a date of a workbook counts days, off by microseconds: to the second."""
    if isinstance(cell, datetime):
        return pd.Timestamp(cell).round("s").isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


def _from_index(
    table: Table, column: int, index: pd.DatetimeIndex
) -> tuple[Stamps | None, list[Fault]]:
    # In UTC, because the doubled hour of a zone cannot be rounded on its own clock.
    index = index if index.tz is None else index.tz_convert("UTC")
    rows = np.flatnonzero(np.asarray(index.isna()))
    faults = [not_understood(table, int(row), column, "", None) for row in rows]
    exact = np.asarray(index.floor("s") == index) | np.asarray(index.isna())
    faults += [
        not_understood(table, int(row), column, str(index[int(row)]), None)
        for row in np.flatnonzero(~exact)
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
            faults.append(not_understood(table, row, column, text, cells[row]))
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
            not_understood(table, row, column, texts[row], None)
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
    aware = "%z" in date_format
    try:
        read = pd.to_datetime(list(texts), format=date_format, errors="coerce", utc=aware)
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
                f"the stamp {texts[int(row)]!r} does not have the form {date_format!r}",
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
