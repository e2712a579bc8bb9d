"""A file without time stamps: its rows are laid on the steps in order, if there are as many.

Nothing else could tell which hour a row means, so the count must match exactly, and the reading is
always told.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bess_opt.errors import Fault, Place, count
from bess_opt.sources.clock import Mask, Seconds
from bess_opt.sources.duration import step_text
from bess_opt.sources.placing import Frame
from bess_opt.sources.rhythm import FileAxis
from bess_opt.sources.table import Table


def rows_in_order(
    table: Table, frame: Frame, leap: str, name: str, place: Place | None
) -> tuple[FileAxis | None, list[Fault]]:
    """The horizon's own steps as the file's, or the fault of the count.

    Parameters
    ----------
    table : Table
    frame : Frame
    leap : str
        ``drop`` leaves out the 29 February of a file that has one day more than the horizon;
        ``repeat`` lays 28 February on the 29 February of the horizon where the file has none.
    name, place : str, Place
        Of the series.
    """
    rows, steps = table.rows, len(frame.starts)
    path = f"series.{name}"
    order = np.arange(rows)
    note = ""
    per_day = round(86400 / frame.step_s)
    if rows != steps and rows - steps == per_day and leap == "drop":
        order, note = _without_leap_day(frame, order, per_day), "; its 29 February is left out"
    elif rows != steps and steps - rows == per_day and leap == "repeat":
        day = _leap_day(frame)
        if day.any():
            first = int(np.argmax(day))
            order = np.concatenate((order[:first], order[first - per_day : first], order[first:]))
            note = "; 28 February is repeated on the 29th"
    if len(order) != steps:
        return None, [_wrong_count(table, frame, per_day, name, path)]
    told = Fault(
        "W-TS-033",
        f"{name}: {table.file} has no time stamps; its {rows:,} rows are laid on the steps in order"
        f"{note}",
        "",
        "give the file a column of time stamps to have them checked",
        place or Place(table.file),
        path,
    )
    by_time = np.argsort(frame.starts)
    starts, ends = frame.starts[by_time], frame.ends[by_time]
    # Between typical periods the axis has holes; they count as steps that nothing asks for.
    axis = _closed(starts, ends, order[by_time].astype(np.int64), frame.step_s)
    return axis, [told]


def _closed(starts: Seconds, ends: Seconds, row: Seconds, step_s: int) -> FileAxis:
    hole = np.flatnonzero(starts[1:] != ends[:-1])
    all_starts = np.insert(starts, hole + 1, ends[hole])
    all_rows = np.insert(row, hole + 1, -1)
    edges = np.append(all_starts, ends[-1])
    return FileAxis(all_starts, np.diff(edges) / 3600, all_rows, step_s)


def _leap_day(frame: Frame) -> Mask:
    local: pd.DatetimeIndex = frame.horizon.local
    return np.asarray((local.month == 2) & (local.day == 29))


def _without_leap_day(frame: Frame, order: Seconds, per_day: int) -> Seconds:
    """Rows without those of the 29 February that follows the horizon's 28 February."""
    local = frame.horizon.local
    after = np.flatnonzero(np.asarray((local.month == 3) & (local.day == 1)))
    if len(after) == 0 or _leap_day(frame).any():
        return order
    first = int(after[0])
    return np.delete(order, np.arange(first, first + per_day))


def _wrong_count(table: Table, frame: Frame, per_day: int, name: str, path: str) -> Fault:
    rows, steps = table.rows, len(frame.starts)
    repair = "give the file a column of time stamps, or exactly one row for each step"
    code = "E-TS-011"
    if rows - steps == per_day:
        code, repair = "E-TS-019", "if the file has a 29 February, set leap: drop on the series"
    elif steps - rows == per_day and _leap_day(frame).any():
        code, repair = "E-TS-019", "set leap: repeat on the series to repeat 28 February"
    return Fault(
        code,
        f"{name}: {table.file} has {count(rows, 'row')} and no time stamps, the case "
        f"{count(steps, 'step')} ({step_text(frame.step_s)})",
        "as many rows as steps",
        repair,
        Place(table.file),
        path,
    )
