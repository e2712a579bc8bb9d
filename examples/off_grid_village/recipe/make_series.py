"""Rewrites ``examples/off_grid_village/series``; the one seed makes every run write the same bytes.

    python examples/off_grid_village/recipe/make_series.py [--out DIR]

Needs pvlib (``pip install ".[data]"``) for the clear sky. Every number that the README does not
call cited is an assumption.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
import pvlib
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEED = 20_260_601
HOMES = 400
# Mean use of a home by hour of the day, W; fans and coolers add to it from May to September.
HOME_W = [
    35,
    30,
    30,
    30,
    40,
    70,
    90,
    80,
    60,
    50,
    50,
    55,
    60,
    55,
    50,
    55,
    70,
    110,
    180,
    200,
    190,
    150,
    90,
    50,
]
FAN_W = [
    50,
    45,
    40,
    40,
    30,
    20,
    20,
    30,
    40,
    55,
    65,
    75,
    85,
    90,
    90,
    85,
    75,
    65,
    65,
    65,
    65,
    65,
    60,
    55,
]
FAN_BY_MONTH = [0, 0, 0.1, 0.4, 0.8, 1.0, 1.0, 1.0, 0.8, 0.3, 0, 0]
# A water pump (six hours from 09:00), a clinic and a school, a flour mill and a welding shop, kW.
PUMP_KW, CLINIC_KW, SCHOOL_KW, WORKSHOP_KW = 11.0, 3.0, 4.0, 15.0
LATITUDE_DEG, LONGITUDE_DEG, ALTITUDE_M = 29.55, 66.02, 1000.0
LINKE = [3.2, 3.3, 3.6, 4.0, 4.4, 4.8, 5.0, 4.8, 4.2, 3.7, 3.4, 3.2]
CLEARNESS = [0.80, 0.80, 0.82, 0.86, 0.90, 0.90, 0.86, 0.88, 0.93, 0.94, 0.88, 0.82]
# Quetta, mean of the day's high and low, plus 4 degrees for 700 m less height.
TEMPERATURE_C = [7.7, 10.0, 15.1, 20.6, 25.0, 29.6, 31.9, 30.4, 25.2, 18.7, 13.2, 9.1]
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
    """AC output of a fixed array over its rating: clear sky (Ineichen) times drawn clearness."""
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
    clear = np.array(CLEARNESS)[month] + 0.09 * day + 0.04 * persistent(rng, len(clock), 0.6)
    cell_c = np.array(TEMPERATURE_C)[month] + 4 + 25 * output
    return np.clip(
        output * np.clip(clear, 0.12, 1.02) * (1 - 0.0037 * (cell_c - 25)) * 0.88, 0, 0.95
    )


def demand_mw(clock: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    """Homes, pump, clinic, school and workshops; Friday is the day of rest."""
    hour, month = clock.hour.to_numpy(), clock.month.to_numpy() - 1
    homes = np.array(HOME_W)[hour] + np.array(FAN_BY_MONTH)[month] * np.array(FAN_W)[hour]
    is_rest = clock.day_of_week.to_numpy() == 4
    pump = PUMP_KW * ((hour >= 9) & (hour < 15))
    clinic = CLINIC_KW * np.where((hour >= 8) & (hour < 18), 1.0, 0.4)
    school = SCHOOL_KW * ((hour >= 8) & (hour < 14) & ~is_rest)
    shops = WORKSHOP_KW * ((hour >= 9) & (hour < 17) & ~is_rest)
    day = np.repeat(persistent(rng, len(clock) // 24, 0.4), 24)
    noise = 1 + 0.05 * day + 0.04 * persistent(rng, len(clock), 0.3)
    return np.maximum(HOMES * homes / 1000 + pump + clinic + school + shops, 5.0) * noise / 1000


def main() -> None:
    """Write the hourly file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE.parent, help="folder of the example")
    out = parser.parse_args().out / "series"
    out.mkdir(parents=True, exist_ok=True)
    clock = pd.date_range("2026-01-01", periods=8760, freq="h")
    rng = np.random.default_rng(SEED)
    sun, demand = solar_pu(clock, rng), demand_mw(clock, rng)
    table = pd.DataFrame(
        {
            "time": clock.strftime("%Y-%m-%dT%H:%M"),
            "demand_kw": np.char.mod("%.2f", demand * 1000),
            "solar_cf": np.char.mod("%.5f", sun),
        }
    )
    table.to_csv(out / "village_2026.csv", index=False, lineterminator="\n")
    print(f"{demand.sum():,.0f} MWh, peak {demand.max() * 1000:,.0f} kW, sun {sun.mean():.1%}")


if __name__ == "__main__":
    main()
