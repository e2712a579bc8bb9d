"""What the recipes of the sites share: the hours of a year, noise that lasts, sun, and the file.

A recipe holds what is particular to its site; every number that its README does not call cited is
an assumption.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pvlib
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Array:
    """A fixed solar array facing south, and the sky above it.

    ``linke`` and ``clearness`` go by month: turbidity of a clear sky, and the mean share of it that
    clouds leave.
    """

    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    tilt_deg: float
    linke: list[float]
    clearness: list[float]


def year_2026() -> pd.DatetimeIndex:
    """The starts of its hours, by the local clock."""
    return pd.date_range("2026-01-01", periods=8760, freq="h")


def persistent(rng: np.random.Generator, size: int, memory: float) -> Floats:
    """First-order autoregressive noise of unit variance, shape (size,)."""
    drawn = rng.standard_normal(size)
    found = np.empty(size)
    found[0] = drawn[0]
    for k in range(1, size):
        found[k] = memory * found[k - 1] + np.sqrt(1 - memory**2) * drawn[k]
    return found


def by_day(rng: np.random.Generator, clock: pd.DatetimeIndex, memory: float) -> Floats:
    """Noise that holds for a day, shape (T,)."""
    return np.repeat(persistent(rng, len(clock) // 24, memory), 24)


def clear_sky_pu(array: Array, clock: pd.DatetimeIndex) -> Floats:
    """Irradiance on the array under a clear sky (Ineichen), kW/m2, mean of four quarters."""
    found = np.zeros(len(clock))
    for minutes in (7.5, 22.5, 37.5, 52.5):
        times = (clock + pd.Timedelta(minutes=minutes)).tz_localize("Asia/Karachi")
        sun = pvlib.solarposition.get_solarposition(
            times, array.latitude_deg, array.longitude_deg, altitude=array.altitude_m
        )
        airmass = pvlib.atmosphere.get_absolute_airmass(
            pvlib.atmosphere.get_relative_airmass(sun["apparent_zenith"])
        )
        sky = pvlib.clearsky.ineichen(
            sun["apparent_zenith"], airmass, np.array(array.linke)[times.month - 1],
            altitude=array.altitude_m, dni_extra=pvlib.irradiance.get_extra_radiation(times),
        )  # fmt: skip
        plane = pvlib.irradiance.get_total_irradiance(
            array.tilt_deg, 180, sun["apparent_zenith"], sun["azimuth"],
            sky["dni"], sky["ghi"], sky["dhi"],
        )["poa_global"].fillna(0)  # fmt: skip
        found += plane.to_numpy() / 1000 / 4
    return found


def clearness(
    array: Array, clock: pd.DatetimeIndex, rng: np.random.Generator, spread: float
) -> Floats:
    """Drawn share of the clear sky: the month's mean, days apart by ``spread``, passing cloud."""
    day = by_day(rng, clock, 0.5)
    mean = np.array(array.clearness)[clock.month.to_numpy() - 1]
    return mean + spread * day + 0.04 * persistent(rng, len(clock), 0.6)


def folder_asked(doc: str, here: Path) -> Path:
    """Folder of the series: that of the example, or the one after ``--out``."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--out", type=Path, default=here.parent, help="folder of the example")
    out = parser.parse_args().out / "series"
    out.mkdir(parents=True, exist_ok=True)
    return out


def write_hours(
    path: Path, clock: pd.DatetimeIndex, columns: dict[str, tuple[str, Floats]]
) -> None:
    """Write columns, each with its format, under local stamps; the same bytes each time."""
    table = {name: np.char.mod(digits, values) for name, (digits, values) in columns.items()}
    stamps = clock.strftime("%Y-%m-%dT%H:%M")
    pd.DataFrame({"time": stamps} | table).to_csv(path, index=False, lineterminator="\n")
