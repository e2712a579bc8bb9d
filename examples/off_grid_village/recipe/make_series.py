"""Rewrites ``examples/off_grid_village/series``; the one seed makes every run write the same bytes.

    python examples/off_grid_village/recipe/make_series.py [--out DIR]

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
    by_day,
    clear_sky_pu,
    clearness,
    folder_asked,
    persistent,
    write_hours,
    year_2026,
)

SEED = 20_260_601
HOMES = 400
# Mean use of a home by hour of the day, W; fans and coolers add to it from May to September.
HOME_W = [
    35, 30, 30, 30, 40, 70, 90, 80, 60, 50, 50, 55,
    60, 55, 50, 55, 70, 110, 180, 200, 190, 150, 90, 50,
]  # fmt: skip
FAN_W = [
    50, 45, 40, 40, 30, 20, 20, 30, 40, 55, 65, 75,
    85, 90, 90, 85, 75, 65, 65, 65, 65, 65, 60, 55,
]  # fmt: skip
FAN_BY_MONTH = [0, 0, 0.1, 0.4, 0.8, 1.0, 1.0, 1.0, 0.8, 0.3, 0, 0]
# A water pump (six hours from 09:00), a clinic and a school, a flour mill and a welding shop, kW.
PUMP_KW, CLINIC_KW, SCHOOL_KW, WORKSHOP_KW = 11.0, 3.0, 4.0, 15.0
ARRAY = Array(
    latitude_deg=29.55,
    longitude_deg=66.02,
    altitude_m=1000.0,
    tilt_deg=28,
    linke=[3.2, 3.3, 3.6, 4.0, 4.4, 4.8, 5.0, 4.8, 4.2, 3.7, 3.4, 3.2],
    clearness=[0.80, 0.80, 0.82, 0.86, 0.90, 0.90, 0.86, 0.88, 0.93, 0.94, 0.88, 0.82],
)
# Quetta, mean of the day's high and low, plus 4 degrees for 700 m less height.
TEMPERATURE_C = [7.7, 10.0, 15.1, 20.6, 25.0, 29.6, 31.9, 30.4, 25.2, 18.7, 13.2, 9.1]


def solar_pu(clock: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    """AC output of a fixed array over its rating: clear sky (Ineichen) times drawn clearness."""
    output, clear = clear_sky_pu(ARRAY, clock), clearness(ARRAY, clock, rng, 0.09)
    cell_c = np.array(TEMPERATURE_C)[clock.month - 1] + 4 + 25 * output
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
    noise = 1 + 0.05 * by_day(rng, clock, 0.4) + 0.04 * persistent(rng, len(clock), 0.3)
    return np.maximum(HOMES * homes / 1000 + pump + clinic + school + shops, 5.0) * noise / 1000


def main() -> None:
    """Write the hourly file."""
    out, clock = folder_asked(__doc__, HERE), year_2026()
    rng = np.random.default_rng(SEED)
    sun, demand = solar_pu(clock, rng), demand_mw(clock, rng)
    columns = {"demand_kw": ("%.2f", demand * 1000), "solar_cf": ("%.5f", sun)}
    write_hours(out / "village_2026.csv", clock, columns)
    print(f"{demand.sum():,.0f} MWh, peak {demand.max() * 1000:,.0f} kW, sun {sun.mean():.1%}")


if __name__ == "__main__":
    main()
