"""Writes series/hours_2026.csv: load and sun of a made-up island, by closed forms and a seed.

Nothing here is measured. The load has a small morning and a large evening peak and is a quarter
higher in summer; the sun is the height of the sun at 25 degrees north times a cloud factor by day.
"""

import csv
from datetime import datetime, timedelta
from math import asin, cos, exp, pi, radians, sin
from pathlib import Path
from random import Random

LATITUDE = radians(25.0)
MEAN_MW, SUMMER_FRAC = 10.0, 0.25


def load_mw(day: int, hour: float, noise: float) -> float:
    """Load, MW."""
    season = 1.0 + SUMMER_FRAC * cos(2 * pi * (day - 190) / 365)
    morning = 0.25 * exp(-(((hour - 8.5) / 2.0) ** 2))
    evening = 0.65 * exp(-(((hour - 20.0) / 2.5) ** 2))
    return MEAN_MW * season * (0.72 + morning + evening) * (1.0 + 0.03 * noise)


def sun_frac(day: int, hour: float, clear: float) -> float:
    """Output over rating of a fixed array, 1."""
    tilt = radians(23.45) * sin(2 * pi * (day + 284) / 365)
    angle = pi * (hour - 12.0) / 12.0
    height = asin(sin(LATITUDE) * sin(tilt) + cos(LATITUDE) * cos(tilt) * cos(angle))
    return 0.88 * clear * max(0.0, sin(height)) ** 1.15


def main() -> None:
    """Write the year."""
    random = Random(2026)
    start = datetime(2026, 1, 1)
    target = Path(__file__).parents[1] / "series" / "hours_2026.csv"
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["time", "load_mw", "sun"])
        for day in range(365):
            clear = min(1.0, 0.55 + 0.6 * random.random())
            for step in range(24):
                stamp = start + timedelta(hours=24 * day + step)
                load = load_mw(day, step + 0.5, random.gauss(0.0, 1.0))
                sun = sun_frac(day, step + 0.5, clear)
                writer.writerow([f"{stamp:%Y-%m-%dT%H:%M}", f"{load:.3f}", f"{sun:.4f}"])


if __name__ == "__main__":
    main()
