"""Rewrites ``examples/wind_hybrid/series``; the one seed makes every run write the same bytes.

    python examples/wind_hybrid/recipe/make_series.py [--out DIR]

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

SEED = 20_260_501
FARM_MW = 50.0
CONNECTION_MW = 50.0
# Uncurtailed month means: 33.7 % of the year, 70 % of it from April to September.
WIND_MONTH_PU = [0.21, 0.21, 0.27, 0.38, 0.47, 0.52, 0.54, 0.50, 0.37, 0.20, 0.18, 0.18]
EVENING_SWING = [0.25, 0.25, 0.35, 0.5, 0.6, 0.5, 0.45, 0.45, 0.5, 0.4, 0.25, 0.25]
WINDIEST_HOUR = 20
# Share of days with an order to turn down, by month, and what is left of the connection.
ORDER_DAYS_FRAC = [0.8, 0.8, 0.7, 0.7, 0.8, 0.85, 0.85, 0.85, 0.7, 0.6, 0.7, 0.8]
LEAST_LEFT_FRAC, MOST_LEFT_FRAC = 0.0, 0.5
LATITUDE_DEG, LONGITUDE_DEG, ALTITUDE_M = 25.04, 67.97, 60.0
LINKE = [4.0, 4.0, 4.3, 4.6, 5.0, 5.4, 5.4, 5.2, 4.8, 4.4, 4.2, 4.0]
CLEARNESS = [0.74, 0.80, 0.84, 0.86, 0.86, 0.78, 0.66, 0.68, 0.80, 0.86, 0.80, 0.74]
HERE = Path(__file__).resolve().parent


def persistent(rng: np.random.Generator, size: int, memory: float) -> Floats:
    """First-order autoregressive noise of unit variance, shape (size,)."""
    drawn = rng.standard_normal(size)
    found = np.empty(size)
    found[0] = drawn[0]
    for k in range(1, size):
        found[k] = memory * found[k - 1] + np.sqrt(1 - memory**2) * drawn[k]
    return found


def wind_pu(clock: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    """A logistic of drawn noise and an evening rise, each month solved to its mean."""
    swing = np.array(EVENING_SWING)[clock.month - 1]
    logit = swing * np.cos(2 * np.pi * (clock.hour.to_numpy() - WINDIEST_HOUR) / 24)
    logit = (
        logit + 1.05 * persistent(rng, len(clock), 0.975) + 0.2 * persistent(rng, len(clock), 0.6)
    )
    found = np.zeros(len(clock))
    for month in range(1, 13):
        here = clock.month == month
        low, high = -8.0, 5.0
        for _ in range(60):
            middle = (low + high) / 2
            found[here] = 0.95 / (1 + np.exp(-(middle + logit[here])))
            if found[here].mean() < WIND_MONTH_PU[month - 1]:
                low = middle
            else:
                high = middle
    return found


def solar_pu(clock: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    """DC output of a fixed array over its rating: clear sky (Ineichen) times drawn clearness."""
    quarters = [clock + pd.Timedelta(minutes=m) for m in (7.5, 22.5, 37.5, 52.5)]
    output = np.zeros(len(clock))
    for naive in quarters:
        times = naive.tz_localize("Asia/Karachi")
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
            22, 180, sun["apparent_zenith"], sun["azimuth"], sky["dni"], sky["ghi"], sky["dhi"]
        )["poa_global"].fillna(0)
        output += plane.to_numpy() / 1000 / len(quarters)
    day = np.repeat(persistent(rng, len(clock) // 24, 0.5), 24)
    month = clock.month.to_numpy() - 1
    clear = np.array(CLEARNESS)[month] + 0.10 * day + 0.04 * persistent(rng, len(clock), 0.6)
    warm = 1 - 0.0037 * (28 + 25 * output - 25)
    return np.clip(output * np.clip(clear, 0.15, 1.02) * warm * 0.96, 0, 1.05)


def limit_mw(clock: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    """What the connection may send in each hour: whole, or turned down for some hours of a day.

    In winter (October to March) orders fall in the middle of the day, when rooftops empty the
    grid; from April to September at night, when the corridor's wind is highest and fills its lines.
    """
    limit = np.full(len(clock), CONNECTION_MW)
    for day in range(len(clock) // 24):
        month = int(clock.month[24 * day])
        is_ordered, length, left, shift = (
            rng.random() < ORDER_DAYS_FRAC[month - 1],
            int(rng.integers(4, 10)),
            rng.uniform(LEAST_LEFT_FRAC, MOST_LEFT_FRAC),
            int(rng.integers(-1, 2)),
        )
        if not is_ordered:
            continue
        first = 24 * day + (22 if 4 <= month <= 9 else 10) + shift
        limit[first : first + length] = CONNECTION_MW * left
    return limit


def main() -> None:
    """Write the hourly file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE.parent, help="folder of the example")
    out = parser.parse_args().out / "series"
    out.mkdir(parents=True, exist_ok=True)
    clock = pd.date_range("2026-01-01", periods=8760, freq="h")
    rng = np.random.default_rng(SEED)
    wind, sun, limit = wind_pu(clock, rng), solar_pu(clock, rng), limit_mw(clock, rng)
    table = pd.DataFrame(
        {
            "time": clock.strftime("%Y-%m-%dT%H:%M"),
            "wind_cf": np.char.mod("%.5f", wind),
            "solar_dc_cf": np.char.mod("%.5f", sun),
            "export_limit_mw": np.char.mod("%.2f", limit),
        }
    )
    table.to_csv(out / "site_2026.csv", index=False, lineterminator="\n")
    lost = np.maximum(FARM_MW * wind - limit, 0).sum() / (FARM_MW * wind).sum()
    print(
        f"wind {wind.mean():.1%}, sun {sun.mean():.1%} of DC rating, "
        f"turned down in {np.mean(limit < CONNECTION_MW):.1%} of hours, {lost:.1%} of wind lost"
    )


if __name__ == "__main__":
    main()
