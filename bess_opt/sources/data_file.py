"""A data file by itself, without a case: its columns on its own steps, and what is wrong with it.

``bess-opt data`` looks at files before a case is written; what a case would say (zone, stamps,
units) is said by options, by the file itself, or is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, Place
from bess_opt.sources.cells import read_numbers
from bess_opt.sources.files import DataFile, read_file
from bess_opt.sources.rhythm import FileAxis, file_axis
from bess_opt.sources.shelf import open_table
from bess_opt.sources.stamps import read_stamps, time_column
from bess_opt.sources.table import Table
from bess_opt.sources.units_row import as_unit, split_units_row
from bess_opt.units import WRITTEN, unit_of

USUAL_STEP_S = 3600


@dataclass(frozen=True)
class Asked:
    """What is said of a file beside its name; None where it is left to the file."""

    zone: str | None = None
    stamps: str | None = None
    dst: str = "local"
    sheet: str | None = None
    delimiter: str | None = None
    decimal: str = "."
    date_format: str | None = None
    time_column: str | None = None
    units: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Columns:
    """Columns of a file on its steps.

    Parameters
    ----------
    file : str
    zone, stamps : str
        Clock of the stamps, and the edge of a step that they mark.
    axis : FileAxis
    values : dict
        By column, on the steps of ``axis``; NaN where the file holds nothing.
    units : dict
        By column; empty where nobody says.
    """

    file: str
    zone: str
    stamps: str
    axis: FileAxis
    values: dict[str, NDArray[np.float64]]
    units: dict[str, str] = field(default_factory=dict)


def read_columns(path: Path, asked: Asked) -> tuple[Columns | None, list[Fault]]:
    """Every column of numbers of a file, and all faults that can be told without a case.

    Raises
    ------
    EnvironmentFault
        Reading needs an extra that is not installed.
    """
    file = read_file(path.name, path.parent, allow_outside=True, place=Place(str(path)), path="")
    if isinstance(file, Fault):
        return None, [replace(file, place=Place(str(path)))]
    table = split_units_row(open_table(_named(file, path), asked.sheet, asked.delimiter, None, ""))
    faults = list(table.faults)
    if table.is_broken:
        return None, faults
    column = _stamp_column(table, asked, faults)
    axis, zone, stamps = None, "", ""
    if column is not None:
        axis, zone, stamps = _axis(table, column, asked, faults)
    values = {}
    for k, name in enumerate(table.names):
        if k == column or not name:
            continue
        cells, told = read_numbers(table, k, asked.decimal)
        faults += told
        if axis is not None and not any(f.is_error for f in told):
            values[name] = np.where(axis.absent, np.nan, cells[axis.row])
    if axis is None or any(f.is_error for f in faults):
        return None, faults
    faults += _gaps(table, axis, values)
    units = _units(table, asked, values, faults)
    return Columns(str(path), zone, stamps, axis, values, units), faults


def _named(file: DataFile, path: Path) -> DataFile:
    """The file under the name that the user wrote, for places."""
    return replace(file, name=str(path))


def _stamp_column(table: Table, asked: Asked, faults: list[Fault]) -> int | None:
    place = table.place(-1, 0)
    if asked.time_column is not None:
        found = table.find(asked.time_column)
        if found is None:
            text = f"the file has no column '{asked.time_column}'"
            faults.append(Fault("E-TS-001", text, f"one of {', '.join(table.names)}", "", place))
        return found
    found = time_column(table)
    if found is None:
        text = "no column holds time stamps"
        repair = "name it with --time-column, or give the file one"
        faults.append(Fault("E-TS-029", text, "a column of stamps", repair, place))
    return found


def _axis(
    table: Table, column: int, asked: Asked, faults: list[Fault]
) -> tuple[FileAxis | None, str, str]:
    """The file's steps with the zone and the edge they were read with."""
    at = asked.stamps or table.stamps or "start"
    stamps, told = read_stamps(table, column, asked.date_format, at)
    faults += told
    if stamps is None:
        return None, "", at
    zone = asked.zone or table.zone or ("UTC" if stamps.is_aware else None)
    if zone is None:
        found = "neither the stamps nor the file say of which zone they are"
        repair = "say --zone, such as --zone Asia/Karachi or --zone UTC"
        faults.append(Fault("E-TS-037", found, "a zone", repair, table.place(0, column)))
        return None, "", at
    axis = file_axis(table, column, stamps, zone=zone, dst=asked.dst, at=at, step_s=USUAL_STEP_S)
    if isinstance(axis, FileAxis):
        faults += axis.faults
        return axis, zone, at
    faults += axis
    return None, zone, at


def _gaps(table: Table, axis: FileAxis, values: dict[str, Any]) -> list[Fault]:
    """Missing rows and cells, as warnings: whether they matter is for the case to say."""
    faults = []
    rows = int(np.count_nonzero(axis.absent))
    if rows:
        found = f"{rows:,} of {len(axis.starts):,} steps have no row"
        faults.append(Fault("W-TS-038", found, "", "", Place(table.file)))
    for name, held in values.items():
        cells = int(np.count_nonzero(np.isnan(held) & ~axis.absent))
        if cells:
            first = int(np.argmax(np.isnan(held) & ~axis.absent))
            place = table.place(int(axis.row[first]), table.names.index(name))
            found = f"column '{name}' has {cells:,} empty cells"
            faults.append(Fault("W-TS-038", found, "", "", place))
    return faults


def _units(
    table: Table, asked: Asked, values: dict[str, Any], faults: list[Fault]
) -> dict[str, str]:
    """Unit of each column: as asked, as the file states, or as the name ends."""
    said = dict(asked.units)
    for name in said:
        if name not in values:
            found = f"--unit names the column '{name}', which the file does not have"
            faults.append(Fault("E-TS-001", found, f"one of {', '.join(values)}", "", None))
    units = {}
    for name in values:
        k = table.names.index(name)
        stated = table.stated_units[k] if table.stated_units else ""
        below = table.units[k] if table.units else ""
        # Where the file says its zone, the row was written as units; else only a known one is.
        below = below if table.zone is not None else as_unit(below)
        units[name] = said.get(name) or stated or below or _by_name(name)
    return units


def _by_name(name: str) -> str:
    """The unit that a column's name ends in, where it is one that files are in."""
    bare = name.partition("[")[0].strip()
    ending = bare.rpartition("_")[2].casefold()
    for dimension in ("power", "energy"):
        for unit in WRITTEN[dimension]:
            if unit.casefold() == ending and len(unit) > 1:
                return unit
    found = unit_of(bare)
    return found.symbol if found is not None and not found.is_money else ""
