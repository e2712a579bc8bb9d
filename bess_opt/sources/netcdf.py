"""NetCDF files: every variable over time is a column, and its attributes say unit and zone.

A time coordinate with the attribute ``timezone`` holds UTC, as this program writes it; without one
its stamps are wall times, read like those of a CSV. A variable over time and one more dimension
gives a column for each label: ``p_charge_mw[bess]``.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd

from bess_opt.errors import Fault, Place
from bess_opt.sources.files import DataFile
from bess_opt.sources.table import MOST_ROWS, Table, broken

ENDINGS = (".nc", ".nc4", ".cdf")
MOST_LABELS = 1000


def read_netcdf(file: DataFile) -> Table:
    """The table in a NetCDF file (classic, or NetCDF 4)."""
    import xarray as xr

    where = Place(file.name)
    engine = "scipy" if file.content[:3] == b"CDF" else "h5netcdf"
    try:
        with xr.open_dataset(io.BytesIO(file.content), engine=engine) as opened:
            data = opened.load()
    except Exception:  # readers of a torn file raise whatever comes first
        found, repair = "no complete NetCDF file", "was a copy interrupted?"
        return broken(file.name, Fault("E-FI-008", found, "a NetCDF file", repair, where))
    axis = next((n for n in data.dims if n in data.coords and data[n].dtype.kind == "M"), None)
    if axis is None:
        shown = ", ".join(str(name) for name in data.dims) or "none"
        found, expected = f"no coordinate holds time (dimensions: {shown})", "a time coordinate"
        return broken(file.name, Fault("E-FI-009", found, expected, "", where))
    if data.sizes[axis] == 0:
        return broken(file.name, Fault("E-TS-034", "the file has no rows", "rows", "", where))
    if data.sizes[axis] > MOST_ROWS:
        found = f"the file has {data.sizes[axis]:,} rows"
        return broken(file.name, Fault("E-FI-005", found, f"at most {MOST_ROWS:,}", "", where))
    zone = data[axis].attrs.get("timezone") or data.attrs.get("timezone")
    times = pd.DatetimeIndex(data[axis].to_numpy())
    stamps = times.tz_localize("UTC") if zone else times
    names, columns, units = ["time"], [stamps.array], [""]
    for name, values, unit in _columns(data, str(axis)):
        names.append(name)
        columns.append(values)
        units.append(unit)
    return Table(
        file.name,
        tuple(names),
        tuple(columns),
        lambda row, column: Place(
            f"{file.name}!{names[column]}!{f'row {row + 1}' if row >= 0 else 'header'}"
        ),
        file.sha256,
        stated_units=tuple(units),
        zone=None if zone is None else str(zone),
        stamps=data[axis].attrs.get("stamps"),
    )


def _columns(data: Any, axis: str) -> list[tuple[str, Any, str]]:
    """Name, values and unit of each column over time."""
    found = []
    for name in [*data.data_vars, *(c for c in data.coords if c != axis)]:
        values = data[name]
        unit = str(values.attrs.get("units", ""))
        if axis not in values.dims or values.dtype.kind not in "fiub" or values.ndim > 2:
            continue
        if values.ndim == 1:
            found.append((str(name), values.to_numpy().astype(np.float64), unit))
            continue
        (other,) = (d for d in values.dims if d != axis)
        if data.sizes[other] <= MOST_LABELS:
            for k, label in enumerate(data[other].to_numpy().tolist()):
                column = values.isel({other: k}).to_numpy().astype(np.float64)
                found.append((f"{name}[{label}]", column, unit))
    return found
