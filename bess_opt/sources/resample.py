"""Columns brought to another step: power averaged, energy summed, nothing made up unless asked.

To a coarser step, power, prices, fractions and temperatures take the mean weighted by time, and
energy per step is summed, so that the energy is the same. To a finer one a file holds nothing: only
where it is asked for, power is held and energy is shared out evenly.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, Place, count
from bess_opt.sources.clock import regular_starts, wall_of, wall_text
from bess_opt.sources.convert import Conversion, conversion
from bess_opt.sources.data_file import Columns
from bess_opt.sources.duration import step_text
from bess_opt.sources.rhythm import FileAxis


def resampled(columns: Columns, step_s: int, *, hold: bool) -> tuple[Columns | None, list[Fault]]:
    """Columns on steps of another length, or why they cannot be.

    Parameters
    ----------
    columns : Columns
    step_s : int
        New step, s; divides a day.
    hold : bool
        Whether a finer step may be made by holding (E-TS-039 else).
    """
    faults = [*_unknown_units(columns)]
    axis = columns.axis
    if step_s < axis.step_s and not hold:
        found = (
            f"the file has steps of {step_text(axis.step_s)}, and {step_text(step_s)} is asked for"
        )
        expected = "a coarser step: the file does not say what happens inside its steps"
        repair = "add --hold to hold power and share energy out evenly"
        faults.append(Fault("E-TS-039", found, expected, repair, Place(columns.file)))
    starts = _new_starts(columns, step_s)
    if isinstance(starts, Fault):
        faults.append(starts)
    if faults or isinstance(starts, Fault):
        return None, faults
    edges = np.append(starts, axis.end_s)
    finer = step_s < axis.step_s
    into = (
        np.searchsorted(axis.starts, starts, side="right") - 1
        if finer
        else np.searchsorted(starts, axis.starts, side="right") - 1
    )
    new = FileAxis(starts, np.diff(edges) / 3600, np.arange(len(starts), dtype=np.int64), step_s)
    values = {}
    for name, held in columns.values.items():
        is_energy = _quantity(columns.units[name]) == "energy"
        values[name] = (
            _finer(held, into, axis, new, is_energy)
            if finer
            else _coarser(held, into, axis, new, is_energy)
        )
        empty = int(np.count_nonzero(np.isnan(values[name])))
        if empty:
            found = f"column '{name}' has {count(empty, 'step')} with a part missing, left empty"
            faults.append(Fault("W-TS-038", found, "", "", Place(columns.file)))
    return replace(columns, axis=new, values=values), faults


def _quantity(unit: str) -> str:
    # Only the quantity is asked for; XXX is the code that ISO 4217 keeps for no currency.
    found = conversion(unit, None, "XXX" if unit[:1] == "/" else None)
    return found.quantity if isinstance(found, Conversion) else ""


def _unknown_units(columns: Columns) -> list[Fault]:
    """Columns of which nobody says whether they are summed or averaged."""
    return [
        Fault(
            "E-UN-001",
            f"the unit of column '{name}' is {unit!r}" if unit else f"column '{name}' has no unit",
            "a unit, for energy is summed and power averaged",
            f"say --unit {name}=MW, MWh, 1, degC or USD/MWh",
            Place(columns.file),
        )
        for name, unit in columns.units.items()
        if not unit or not _quantity(unit)
    ]


def _new_starts(columns: Columns, step_s: int) -> NDArray[np.int64] | Fault:
    """Starts of the new steps, which must fit the file from its first to its last."""
    axis, zone = columns.axis, columns.zone
    first, end = int(axis.starts[0]), axis.end_s
    wall = wall_of(np.array([first, end], dtype=np.int64), zone)
    starts = regular_starts(first, end, step_s, zone)
    fits = np.isin(starts, axis.starts).all()
    whole = bool(fits) and all(int(w) % step_s == 0 for w in wall)
    if step_s < axis.step_s:
        whole = bool(np.isin(axis.starts, starts).all()) and axis.step_s % step_s == 0
    if whole:
        return starts
    found = (
        f"the file runs from {wall_text(first, zone)} to {wall_text(end, zone)} ({zone}) in steps "
        f"of {step_text(axis.step_s)}"
    )
    expected = f"whole steps of {step_text(step_s)}"
    return Fault("E-TS-031", found, expected, "cut the file to whole steps", Place(columns.file))


def _coarser(
    held: NDArray[np.float64],
    into: NDArray[np.int64],
    axis: FileAxis,
    new: FileAxis,
    is_energy: bool,
) -> NDArray[np.float64]:
    weight = np.ones(len(held)) if is_energy else axis.length_h
    total = np.bincount(into, weight * held, len(new.starts))
    return np.asarray(total if is_energy else total / new.length_h, dtype=np.float64)


def _finer(
    held: NDArray[np.float64],
    into: NDArray[np.int64],
    axis: FileAxis,
    new: FileAxis,
    is_energy: bool,
) -> NDArray[np.float64]:
    values = held[into]
    return np.asarray(values * new.length_h / axis.length_h[into]) if is_energy else values
