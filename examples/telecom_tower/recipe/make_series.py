"""Rewrites ``examples/telecom_tower/series``; the one seed makes every run write the same bytes.

    python examples/telecom_tower/recipe/make_series.py [--out DIR]

Needs pvlib (``pip install ".[data]"``) for the clear sky. Every number here is an assumption.
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

SEED = 20_260_701
# DC load of two operators' radio and transmission equipment by hour of the day, kW.
TRAFFIC_KW = [
    2.9, 2.7, 2.6, 2.5, 2.5, 2.6, 2.8, 3.1, 3.4, 3.6, 3.7, 3.8,
    3.8, 3.8, 3.8, 3.8, 3.9, 4.0, 4.2, 4.3, 4.3, 4.2, 3.8, 3.3,
]  # fmt: skip
# Cooling of the shelter by month, kW.
COOLING_KW = [0.2, 0.3, 0.5, 0.8, 1.1, 1.2, 1.1, 1.0, 1.0, 0.7, 0.4, 0.2]
ARRAY = Array(
    latitude_deg=31.42,
    longitude_deg=73.08,
    altitude_m=185.0,
    tilt_deg=28,
    linke=[5.0, 4.8, 4.6, 4.8, 5.2, 5.6, 5.6, 5.4, 5.0, 5.2, 5.6, 5.4],
    clearness=[0.64, 0.74, 0.80, 0.82, 0.82, 0.80, 0.72, 0.74, 0.82, 0.80, 0.68, 0.62],
)


def solar_pu(clock: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    """DC output of a fixed array over its rating: clear sky (Ineichen) times drawn clearness."""
    output, clear = clear_sky_pu(ARRAY, clock), clearness(ARRAY, clock, rng, 0.10)
    return np.clip(output * np.clip(clear, 0.12, 1.02) * (1 - 0.09 * output) * 0.90, 0, 1.0)


def main() -> None:
    """Write the hourly file."""
    out, clock = folder_asked(__doc__, HERE), year_2026()
    rng = np.random.default_rng(SEED)
    sun = solar_pu(clock, rng)
    load = np.array(TRAFFIC_KW)[clock.hour] + np.array(COOLING_KW)[clock.month - 1]
    load = load * (1 + 0.03 * persistent(rng, len(clock), 0.5))
    columns = {"demand_kw": ("%.3f", load), "solar_cf": ("%.5f", sun)}
    write_hours(out / "tower_2026.csv", clock, columns)
    print(f"{load.sum() / 1000:,.1f} MWh, peak {load.max():,.2f} kW, sun {sun.mean():.1%}")


if __name__ == "__main__":
    main()
