"""Rewrites ``examples/telecom_tower/series``; the one seed makes every run write the same bytes.

    python examples/telecom_tower/recipe/make_series.py [--out DIR]

Needs pvlib (``pip install ".[data]"``) for the clear sky. Every number here is an assumption.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
import pvlib
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEED = 20_260_701
# DC load of two operators' radio and transmission equipment by hour of the day, kW.
TRAFFIC_KW = [
    2.9,
    2.7,
    2.6,
    2.5,
    2.5,
    2.6,
    2.8,
    3.1,
    3.4,
    3.6,
    3.7,
    3.8,
    3.8,
    3.8,
    3.8,
    3.8,
    3.9,
    4.0,
    4.2,
    4.3,
    4.3,
    4.2,
    3.8,
    3.3,
]
# Cooling of the shelter by month, kW.
COOLING_KW = [0.2, 0.3, 0.5, 0.8, 1.1, 1.2, 1.1, 1.0, 1.0, 0.7, 0.4, 0.2]
LATITUDE_DEG, LONGITUDE_DEG, ALTITUDE_M = 31.42, 73.08, 185.0
LINKE = [5.0, 4.8, 4.6, 4.8, 5.2, 5.6, 5.6, 5.4, 5.0, 5.2, 5.6, 5.4]
CLEARNESS = [0.64, 0.74, 0.80, 0.82, 0.82, 0.80, 0.72, 0.74, 0.82, 0.80, 0.68, 0.62]
HERE = Path(__file__).resolve().parent


def persistent(rng: np.random.Generator, size: int, memory: float) -> Floats:
    """First-order autoregressive noise of unit variance, shape (size,)."""
    drawn = rng.standard_normal(size)
    found = np.empty(size)
    found[0] = drawn[0]
    for k in range(1, size):
        found[k] = memory * found[k - 1] + np.sqrt(1 - memory**2) * drawn[k]
    return found


def solar_pu(clock: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    """DC output of a fixed array over its rating: clear sky (Ineichen) times drawn clearness."""
    output = np.zeros(len(clock))
    for minutes in (7.5, 22.5, 37.5, 52.5):
        times = (clock + pd.Timedelta(minutes=minutes)).tz_localize("Asia/Karachi")
        sun = pvlib.solarposition.get_solarposition(
            times, LATITUDE_DEG, LONGITUDE_DEG, altitude=ALTITUDE_M
        )
        airmass = pvlib.atmosphere.get_absolute_airmass(
            pvlib.atmosphere.get_relative_airmass(sun["apparent_zenith"])
        )
        sky = pvlib.clearsky.ineichen(
            sun["apparent_zenith"], airmass, np.array(LINKE)[times.month - 1],
            altitude=ALTITUDE_M, dni_extra=pvlib.irradiance.get_extra_radiation(times),
        )  # fmt: skip
        plane = pvlib.irradiance.get_total_irradiance(
            28, 180, sun["apparent_zenith"], sun["azimuth"], sky["dni"], sky["ghi"], sky["dhi"]
        )["poa_global"].fillna(0)
        output += plane.to_numpy() / 1000 / 4
    month = clock.month.to_numpy() - 1
    day = np.repeat(persistent(rng, len(clock) // 24, 0.5), 24)
    clear = np.array(CLEARNESS)[month] + 0.10 * day + 0.04 * persistent(rng, len(clock), 0.6)
    return np.clip(output * np.clip(clear, 0.12, 1.02) * (1 - 0.09 * output) * 0.90, 0, 1.0)


def main() -> None:
    """Write the hourly file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE.parent, help="folder of the example")
    out = parser.parse_args().out / "series"
    out.mkdir(parents=True, exist_ok=True)
    clock = pd.date_range("2026-01-01", periods=8760, freq="h")
    rng = np.random.default_rng(SEED)
    sun = solar_pu(clock, rng)
    load = np.array(TRAFFIC_KW)[clock.hour] + np.array(COOLING_KW)[clock.month - 1]
    load = load * (1 + 0.03 * persistent(rng, len(clock), 0.5))
    table = pd.DataFrame(
        {
            "time": clock.strftime("%Y-%m-%dT%H:%M"),
            "demand_kw": np.char.mod("%.3f", load),
            "solar_cf": np.char.mod("%.5f", sun),
        }
    )
    table.to_csv(out / "tower_2026.csv", index=False, lineterminator="\n")
    print(f"{load.sum() / 1000:,.1f} MWh, peak {load.max():,.2f} kW, sun {sun.mean():.1%}")


if __name__ == "__main__":
    main()
