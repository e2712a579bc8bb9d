"""The rhythm of a file: from its stamps to a regular grid of steps, gaps named.

The step of a file is the commonest distance between its stamps. A file of any one step is read;
stamps that lie off its grid, twice, or in disorder are faults, and steps of the grid without a row
are missing values, which the gap policy of each series treats.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, Place, count
from bess_opt.sources.clock import (
    Mask,
    Seconds,
    clock_text,
    read_wall,
    regular_starts,
    wall_of,
    wall_text,
)
from bess_opt.sources.duration import step_text
from bess_opt.sources.stamps import Stamps
from bess_opt.sources.table import Table, several


@dataclass(frozen=True)
class FileAxis:
    """The steps of a file.

    Parameters
    ----------
    starts : ndarray of int, shape (G,)
        Start of each step of the file's grid, UTC s; regular, without holes.
    length_h : ndarray, shape (G,)
        Length of each step, h.
    row : ndarray of int, shape (G,)
        Row of the table for each step, -1 where the stamp is missing.
    step_s : int
        Nominal step.
    """

    starts: Seconds
    length_h: NDArray[np.float64]
    row: Seconds
    step_s: int
    faults: tuple[Fault, ...] = field(default=())

    @property
    def end_s(self) -> int:
        """End of the last step, UTC s."""
        return int(self.starts[-1]) + round(float(self.length_h[-1]) * 3600)

    @property
    def absent(self) -> Mask:
        """Steps without a row."""
        return self.row < 0


def file_axis(
    table: Table, column: int, stamps: Stamps, *, zone: str, dst: str, at: str, step_s: int
) -> FileAxis | list[Fault]:
    """The steps of a file, or why its stamps make none.

    Parameters
    ----------
    table, column, stamps
        The column of stamps and what it reads.
    zone : str
        Zone of the clock that wrote stamps without an offset.
    dst : str
        ``local`` or ``standard``.
    at : str
        ``start`` or ``end``: which edge of its step a stamp marks.
    step_s : int
        Step of the case, for a file of one row.
    """
    wall_step = _commonest_step(stamps.seconds, step_s)
    if at != "end":
        return _read(table, column, stamps.seconds, stamps.is_aware, 0, zone, dst, step_s)
    # A stamp at the end is either an instant (the step runs up to it) or the wall time of the start
    # plus a step. They differ only around a clock change, and there only one of them makes a
    # regular file; so both are tried, and the file decides.
    as_instant = _read(
        table, column, stamps.seconds, stamps.is_aware, wall_step, zone, dst, step_s, late=True
    )
    if isinstance(as_instant, FileAxis):
        return as_instant
    wall = wall_of(stamps.seconds, zone) if stamps.is_aware else stamps.seconds
    as_wall = _read(table, column, wall - wall_step, False, 0, zone, dst, step_s)
    return as_wall if isinstance(as_wall, FileAxis) else as_instant


def _read(
    table: Table,
    column: int,
    seconds: Seconds,
    is_aware: bool,
    back_s: int,
    zone: str,
    dst: str,
    step_s: int,
    *,
    late: bool = False,
) -> FileAxis | list[Fault]:
    told: list[Fault] = []
    if is_aware:
        utc = seconds
    else:
        reading = read_wall(seconds, zone, dst)
        if not reading.is_clean:
            return _clock_faults(table, column, seconds, zone, reading.gone, reading.alone)
        utc = reading.utc_s
        if reading.paired.any():
            told.append(_paired(table, column, seconds[reading.paired], zone))
    if late:
        utc = utc - back_s
    on_clock = not is_aware and dst == "local"
    return _grid(table, column, utc, zone, step_s, on_clock, told)


def _commonest_step(seconds: Seconds, step_s: int) -> int:
    forward = np.diff(seconds)
    forward = forward[forward > 0]
    if len(forward) == 0:
        return step_s
    sizes, counts = np.unique(forward, return_counts=True)
    return int(sizes[np.argmax(counts)])


def _grid(
    table: Table,
    column: int,
    utc: Seconds,
    zone: str,
    step_s: int,
    on_clock: bool,
    told: list[Fault],
) -> FileAxis | list[Fault]:
    disorder = _disorder(table, column, utc, zone)
    if disorder:
        return disorder
    step = _commonest_step(utc, step_s)
    changed = _step_changes(table, column, utc, zone, step)
    if changed is not None:
        return [changed]
    first, last = int(utc[0]), int(utc[-1])
    starts = np.arange(first, last + 1, step, dtype=np.int64)
    if not np.isin(utc, starts).all():
        # Steps that follow the wall clock (calendar days) are as regular as equal ones.
        on_wall = _commonest_step(wall_of(utc, zone), step_s)
        by_wall = regular_starts(first, last + 1, on_wall, zone)
        if np.isin(utc, by_wall).all():
            step, starts, on_clock = on_wall, by_wall, True
    on_grid = np.isin(utc, starts)
    if not on_grid.all():
        i = int(np.argmin(on_grid))
        gap = float(utc[i] - utc[i - 1])
        return [
            Fault(
                "E-TS-010",
                f"the stamp {wall_text(int(utc[i]), zone)} comes {step_text(gap)} after the one "
                f"before; the file's step is {step_text(step)}",
                "stamps at one step",
                "correct the stamp, or bring the file to one step",
                table.place(i, column),
            )
        ]
    row = np.full(len(starts), -1, dtype=np.int64)
    row[np.searchsorted(starts, utc)] = np.arange(len(utc))
    end = int(starts[-1]) + step
    if on_clock:
        # A last calendar day may be the one of 23 or 25 hours.
        end = int(regular_starts(int(starts[-1]), end + 2 * step, step, zone)[1])
    edges = np.append(starts, end)
    return FileAxis(starts, np.diff(edges) / 3600, row, step, tuple(told))


def _disorder(table: Table, column: int, utc: Seconds, zone: str) -> list[Fault]:
    faults = []
    order = np.argsort(utc, kind="stable")
    same = np.flatnonzero(np.diff(utc[order]) == 0)
    for k in same:
        one, other = int(order[k]), int(order[k + 1])
        faults.append(
            Fault(
                "E-TS-007",
                f"the stamp {wall_text(int(utc[other]), zone)} stands twice, first at "
                f"{table.place(one, column)}",
                "each stamp once",
                "delete one row; if the hour has a column of its own, name it as clock_column",
                table.place(other, column),
            )
        )
    if faults:
        return several(faults, "stamps that stand twice")
    back = np.flatnonzero(np.diff(utc) < 0)
    if len(back):
        i = int(back[0]) + 1
        return [
            Fault(
                "E-TS-009",
                f"the stamp {wall_text(int(utc[i]), zone)} stands after "
                f"{wall_text(int(utc[i - 1]), zone)}",
                "rows in the order of time",
                "sort the rows",
                table.place(i, column),
            )
        ]
    return []


def _step_changes(table: Table, column: int, utc: Seconds, zone: str, step: int) -> Fault | None:
    """A fault where the file goes over to another step for good (four rows or more)."""
    sizes = np.diff(utc)
    other = sizes != step
    if np.count_nonzero(other) < 4:
        return None
    edges = np.flatnonzero(np.append(True, sizes[1:] != sizes[:-1]))
    runs = np.diff(np.append(edges, len(sizes)))
    long_runs = edges[(runs >= 4)]
    values = sizes[long_runs]
    if len(set(values.tolist())) < 2:
        return None
    k = next(i for i in range(1, len(values)) if values[i] != values[0])
    i = int(long_runs[k])
    return Fault(
        "E-TS-010",
        f"the step changes from {step_text(float(values[0]))} to {step_text(float(values[k]))} at "
        f"{wall_text(int(utc[i]), zone)}",
        "one step in a file",
        "bring the file to one step, or split it",
        table.place(i, column),
    )


def _clock_faults(
    table: Table, column: int, wall: Seconds, zone: str, gone: Mask, alone: Mask
) -> list[Fault]:
    faults = []
    if gone.any():
        rows = np.flatnonzero(gone)
        faults.append(
            Fault(
                "E-TS-012",
                f"{clock_text(int(wall[rows[0]]))} does not exist in {zone} (clock change); "
                f"{count(len(rows), 'row')}",
                "wall times that the clock shows",
                "if the meter stays on winter time set dst: standard; or write stamps with their "
                "offset",
                table.place(int(rows[0]), column),
            )
        )
    if alone.any():
        rows = np.flatnonzero(alone)
        faults.append(
            Fault(
                "E-TS-013",
                f"{clock_text(int(wall[rows[0]]))} occurs once; on {zone}'s clock it is shown "
                f"twice; {count(len(rows), 'row')}",
                "both hours of the clock change",
                "if the meter stays on winter time set dst: standard; or write stamps with their "
                "offset",
                table.place(int(rows[0]), column),
            )
        )
    return faults


def _paired(table: Table, column: int, wall: Seconds, zone: str) -> Fault:
    first, last = clock_text(int(wall.min())), clock_text(int(wall.max()))
    place: Place = Place(table.place(0, column).file)
    return Fault(
        "W-TS-013",
        f"stamps from {first} to {last} stand twice (clock change of {zone}); the first was read "
        "as summer time, the second as winter time",
        repair="write stamps with their offset to be certain",
        place=place,
    )
