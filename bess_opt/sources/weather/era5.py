"""ERA5 reanalysis (NetCDF): radiation summed over the hour before the stamp, one point of a grid.

Short names are those of the Climate Data Store. ``ssrd`` and ``fdir`` are J/m2 over the hour that
ends at the stamp; without ``fdir`` the beam is estimated from the sum by Erbs et al. 1982.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd

from bess_opt.errors import Fault
from bess_opt.sources.clock import Seconds, seconds_of
from bess_opt.sources.files import DataFile
from bess_opt.sources.weather.record import HOUR_S, WeatherRecord, refusal

KELVIN = 273.15
_NAMES = ("ssrd", "fdir", "t2m", "sp", "u10", "v10", "u100", "v100")


def read_era5(
    file: DataFile, latitude_deg: float | None, longitude_deg: float | None
) -> WeatherRecord | Fault:
    """The record at the grid point nearest to a place, or why there is none.

    Parameters
    ----------
    file : DataFile
    latitude_deg, longitude_deg : float, optional
        Needed where the file has more than one point.
    """
    import xarray as xr

    try:
        engine = "scipy" if file.content[:3] == b"CDF" else "h5netcdf"
        with xr.open_dataset(io.BytesIO(file.content), engine=engine) as opened:
            data = opened.load()
    except (OSError, ValueError, KeyError, TypeError) as reason:
        words = " ".join(str(reason).split())[:100]
        found = f"the file is no complete NetCDF file ({words})"
        return refusal(file.name, found, "a NetCDF file", "was a copy interrupted?", None)
    point = _point(file.name, data, latitude_deg, longitude_deg)
    if isinstance(point, Fault):
        return point
    time = next((name for name in ("valid_time", "time") if name in point.coords), None)
    if time is None or not any(name in point for name in _NAMES):
        known = ", ".join(str(name) for name in list(data.data_vars)[:8])
        expected = f"a time and some of {', '.join(_NAMES)}"
        return refusal(file.name, f"the file holds {known or 'nothing'}", expected, "", None)
    ends = seconds_of(pd.DatetimeIndex(point[time].to_numpy()))
    steps = set(np.diff(ends).tolist())
    if steps != {HOUR_S}:
        found = "its stamps are not hourly and in order"
        return refusal(file.name, found, "every hour once", "download every hour", None)
    return _record(file, point, ends)


def _point(
    file: str, data: Any, latitude_deg: float | None, longitude_deg: float | None
) -> Any | Fault:
    """The data at one point of the grid."""
    axes = {
        short: name for name in data.dims for short in ("lat", "lon") if str(name).startswith(short)
    }
    point = data.squeeze([d for d in data.dims if d not in axes.values() and data.sizes[d] == 1])
    for short, wanted in (("lat", latitude_deg), ("lon", longitude_deg)):
        name = axes.get(short)
        if name is None:
            continue
        places = point[name].to_numpy()
        if wanted is None and len(places) > 1:
            found = f"the file has {len(places)} points along {name}"
            field = "latitude_deg" if short == "lat" else "longitude_deg"
            return refusal(file, found, f"{field} on the series", f"set {field}", None)
        at = 0 if wanted is None else int(np.argmin(np.abs(places - wanted)))
        reach = abs(float(places[1] - places[0])) if len(places) > 1 else 1.0
        if wanted is not None and abs(float(places[at]) - wanted) > reach:
            span = f"{places.min():g} to {places.max():g}"
            found = f"{name} runs from {span}, the site lies at {wanted:g}"
            return refusal(file, found, "a file that holds the site", "", None)
        point = point.isel({name: at})
    return point


def _record(file: DataFile, point: Any, ends: Seconds) -> WeatherRecord | Fault:
    starts = ends - HOUR_S
    held = {str(n): np.asarray(point[n].to_numpy(), dtype=float) for n in _NAMES if n in point}
    frame = pd.DataFrame(index=range(len(ends)))
    if "ssrd" in held:
        if _sums_over_the_day(held["ssrd"], ends):
            found = "its radiation grows through the day, as that of ERA5-Land"
            return refusal(file.name, found, "sums over each hour (ERA5)", "download ERA5", None)
        frame["ghi"] = np.maximum(held["ssrd"], 0.0) / HOUR_S
    if "fdir" in held:
        frame["beam_horizontal"] = np.maximum(held["fdir"], 0.0) / HOUR_S
    if "t2m" in held:
        frame["temp_air"] = held["t2m"] - KELVIN
    if "sp" in held:
        frame["pressure"] = held["sp"]
    height = next((h for h in (100, 10) if f"u{h}" in held and f"v{h}" in held), None)
    if height is not None:
        frame["wind_speed"] = np.hypot(held[f"u{height}"], held[f"v{height}"])
    latitude, longitude = (
        float(point[next(n for n in point.coords if str(n).startswith(short))])
        for short in ("lat", "lon")
    )
    return WeatherRecord(
        file.name,
        "era5",
        frame,
        starts,
        starts + HOUR_S // 2,
        HOUR_S,
        0,
        latitude,
        longitude,
        0.0,
        wind_height_m=None if height is None else float(height),
        stamps="radiation is that of the hour before the stamp (UTC), wind and temperature are "
        f"instants at its end; grid point {latitude:g}, {longitude:g}",
    )


def _sums_over_the_day(ssrd: np.ndarray, ends: Seconds) -> bool:
    """Whether a sum never falls from one hour to the next but at one hour of the day."""
    falls = np.flatnonzero(np.diff(ssrd) < -1.0) + 1
    if len(falls) < 2:
        return False
    return len({int(h) for h in (ends[falls] // HOUR_S) % 24}) == 1
