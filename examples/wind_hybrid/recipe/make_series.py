"""Rewrites ``examples/wind_hybrid/series``; the one seed makes every run write the same bytes.

    python examples/wind_hybrid/recipe/make_series.py [--out DIR]

Needs pvlib (``pip install ".[data]"``) for the clear sky. Every number that the README does not
call cited is an assumption.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "site_recipe"))

from hourly import (
    Array,
    Floats,
    clear_sky_pu,
    clearness,
    folder_asked,
    persistent,
    write_hours,
    year_2026,
)

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
ARRAY = Array(
    latitude_deg=25.04,
    longitude_deg=67.97,
    altitude_m=60.0,
    tilt_deg=22,
    linke=[4.0, 4.0, 4.3, 4.6, 5.0, 5.4, 5.4, 5.2, 4.8, 4.4, 4.2, 4.0],
    clearness=[0.74, 0.80, 0.84, 0.86, 0.86, 0.78, 0.66, 0.68, 0.80, 0.86, 0.80, 0.74],
)


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
    output, clear = clear_sky_pu(ARRAY, clock), clearness(ARRAY, clock, rng, 0.10)
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
    out, clock = folder_asked(__doc__, HERE), year_2026()
    rng = np.random.default_rng(SEED)
    wind, sun, limit = wind_pu(clock, rng), solar_pu(clock, rng), limit_mw(clock, rng)
    columns = {
        "wind_cf": ("%.5f", wind),
        "solar_dc_cf": ("%.5f", sun),
        "export_limit_mw": ("%.2f", limit),
    }
    write_hours(out / "site_2026.csv", clock, columns)
    lost = np.maximum(FARM_MW * wind - limit, 0).sum() / (FARM_MW * wind).sum()
    print(
        f"wind {wind.mean():.1%}, sun {sun.mean():.1%} of DC rating, "
        f"turned down in {np.mean(limit < CONNECTION_MW):.1%} of hours, {lost:.1%} of wind lost"
    )


if __name__ == "__main__":
    main()
