"""Labelled arrays to and from NetCDF: compressed, in UTC, with units on every variable.

Time is stored as whole seconds since 1970 in UTC and the zone as an attribute, because neither CF
nor NetCDF knows time zones; a time axis that carries a zone is refused instead of being shifted
silently.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bess_opt.errors import Fault, ModelError, Place, VerificationFailed
from bess_opt.runs.files import write_bytes
from bess_opt.units import unit_of

if TYPE_CHECKING:
    import xarray as xr

_EPOCH = "seconds since 1970-01-01"


def write_dataset(ds: xr.Dataset, path: Path, currency: str = "") -> None:
    """Write ``ds`` with compression and wait until the disk has it.

    Variables without a ``units`` attribute get the one that their name ends in.

    Raises
    ------
    ModelError
        A time axis carries a zone.
    """
    import pandas as pd

    ready = ds.copy()
    encoding: dict[str, dict[str, Any]] = {}
    for name in list(ready.variables):
        values = ready[name]
        if isinstance(values.dtype, pd.DatetimeTZDtype):
            raise ModelError(f"'{name}' carries a time zone; results are stored in UTC")
        label = str(name)
        if values.dtype.kind == "M":
            encoding[label] = {"units": _EPOCH, "dtype": "int64"}
            continue
        if values.dtype.kind not in "biuf":
            ready[name] = values.astype(object)
            continue
        unit = unit_of(label)
        told = values.attrs.get("units", "" if unit is None else unit.symbol)
        if told and name not in ready.dims:
            ready[name].attrs["units"] = str(told).replace("{currency}", currency or "currency")
        if values.ndim:
            encoding[label] = {"zlib": True, "complevel": 4, "shuffle": True, "_FillValue": None}
    # Made in memory: HDF5 itself meets a full disk with errors that nothing can catch.
    write_bytes(path, bytes(ready.to_netcdf(engine="h5netcdf", encoding=encoding)))


def read_dataset(path: Path) -> xr.Dataset:
    """Read a dataset whole and close its file.

    Raises
    ------
    VerificationFailed
        The file is not a whole NetCDF file.
    """
    import xarray as xr

    try:
        with xr.open_dataset(path, engine="h5netcdf") as ds:
            return ds.load()
    except (OSError, ValueError, KeyError) as error:
        fault = Fault(
            "E-RN-003",
            "not a whole NetCDF file",
            repair="run the case again, or copy the run again",
            place=Place(str(path)),
        )
        raise VerificationFailed(f"{path.name} cannot be read", [fault]) from error
