"""One weather file as it was read: hours, place, and which instant each row means."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bess_opt.errors import EnvironmentFault, Fault, Place, count
from bess_opt.sources.clock import Seconds
from bess_opt.sources.files import DataFile

HOUR_S = 3600
YEARS = (8760, 8784)


@dataclass(frozen=True)
class WeatherRecord:
    """Rows of a weather file.

    Parameters
    ----------
    file : str
        As the case writes it.
    form : str
        ``epw``, ``tmy3``, ``pvgis``, ``pvgis_tmy``, ``sam`` or ``era5``.
    frame : pandas.DataFrame, N rows
        Of ``ghi, dni, dhi, poa_global, poa_direct, poa_diffuse`` (W/m2), ``temp_air`` (degC),
        ``wind_speed`` (m/s), ``pressure`` (Pa), those that the file has; NaN where missing.
    starts : ndarray of int, shape (N,)
        Start of the step that a row stands for, UTC s, by the year that the file writes.
    sun_at : ndarray of int, shape (N,)
        Instant at which the sun stands for the row, UTC s.
    step_s : int
        Length of a step.
    offset_s : int
        The file's fixed clock ahead of UTC.
    latitude_deg, longitude_deg, altitude_m : float
    wind_height_m : float or None
        Height of ``wind_speed``; None where the format does not say.
    plane_deg : tuple or None
        Tilt and azimuth (180 is south) of the ``poa_`` columns.
    first_line : int or None
        Line of the first row.
    stamps : str
        How a stamp of the file is understood, in words.
    """

    file: str
    form: str
    frame: pd.DataFrame
    starts: Seconds
    sun_at: Seconds
    step_s: int
    offset_s: int
    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    wind_height_m: float | None = None
    plane_deg: tuple[float, float] | None = None
    first_line: int | None = None
    stamps: str = ""

    def values(self, name: str) -> NDArray[np.float64] | None:
        """A column as numbers, None where the file has none."""
        if name not in self.frame:
            return None
        return np.asarray(self.frame[name].to_numpy(dtype=float))

    @property
    def sun_times(self) -> pd.DatetimeIndex:
        """Instants of the sun, UTC."""
        return pd.DatetimeIndex(self.sun_at.astype("datetime64[s]")).tz_localize("UTC")

    @property
    def written_years(self) -> list[int]:
        """Years that the file's own clock shows, each once."""
        clock = pd.DatetimeIndex((self.starts + self.offset_s).astype("datetime64[s]"))
        return sorted({int(year) for year in clock.year})

    def place(self, row: int) -> Place:
        """Place of a row."""
        return Place(self.file, None if self.first_line is None else self.first_line + row)


def need_pvlib(file: str) -> Any:
    """The module pvlib.

    Raises
    ------
    EnvironmentFault
        It is not installed (E-ENV-001).
    """
    try:
        return import_module("pvlib")
    except ImportError:
        fault = Fault(
            "E-ENV-001",
            f"reading the weather file {file} needs the extra 'data'",
            "",
            'install it: pip install "bess-opt[data]"',
        )
        raise EnvironmentFault("A package is missing.", [fault]) from None


def refusal(file: str, found: str, expected: str, repair: str = "", line: int | None = 1) -> Fault:
    """The fault of a weather file that is not what it should be (E-FI-009)."""
    return Fault("E-FI-009", found, expected, repair, Place(file, line))


def record_of(
    file: DataFile,
    form: str,
    frame: pd.DataFrame,
    starts: Any,
    sun_at: Any,
    offset_s: int,
    place: tuple[float, ...],
    **more: Any,
) -> WeatherRecord:
    """A record of rows in the order of the file; ``more`` are its further fields."""
    latitude, longitude, altitude = place
    return WeatherRecord(
        file.name,
        form,
        frame.reset_index(drop=True),
        np.asarray(starts, dtype=np.int64),
        np.asarray(sun_at, dtype=np.int64),
        more.pop("step_s", HOUR_S),
        offset_s,
        latitude,
        longitude,
        altitude,
        **more,
    )


def record_of_ended_hours(
    file: DataFile,
    form: str,
    frame: pd.DataFrame,
    starts: Seconds,
    offset_s: int,
    meta: dict[str, Any],
    first_line: int,
) -> WeatherRecord:
    """A record of hours whose stamps mark their end; ``meta`` has latitude, longitude, altitude."""
    return record_of(
        file,
        form,
        frame,
        starts,
        starts + HOUR_S // 2,
        offset_s,
        (meta["latitude"], meta["longitude"], meta["altitude"]),
        wind_height_m=10.0,
        first_line=first_line,
        stamps="stamps mark the end of the hour; the sun is taken at its middle",
    )


def rows_fault(file: str, rows: int, first_line: int | None) -> Fault | None:
    """A fault where a typical year has not the hours of a year."""
    if rows in YEARS:
        return None
    found = f"the file has {count(rows, 'hour')}"
    line = None if first_line is None else first_line + rows
    return refusal(file, found, "8,760, or 8,784 with a leap day", "download it again", line)
