"""Half-hourly load, rooftop output and supply of a mill that does not exist, from a seed.

Run from this folder: ``python make_series.py``; it writes ``../series/half_hours_2026.csv``. Every
coefficient is an assumption; the README says what each stands for.
"""

from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20260211
STEP_H = 0.5
LATITUDE_DEG = 31.4
TARGET = Path(__file__).resolve().parents[1] / "series" / "half_hours_2026.csv"

SPINNING_MW = 3.4
FINISHING_MW = 1.5
COOLING_MW = 0.6
IDLE_MW = 0.4
SUNDAY_SHARE = 0.7
SHIFT_CHANGES_H = (6.0, 14.0, 22.0)
# Eid holidays of 2026 as calendars foresee them; the moon decides.
CLOSED = ("2026-03-20", "2026-03-21", "2026-03-22", "2026-05-27", "2026-05-28", "2026-05-29")

CLEARNESS = (0.62, 0.70, 0.76, 0.79, 0.79, 0.77, 0.69, 0.71, 0.79, 0.79, 0.69, 0.60)
ROOF_FACTOR = 0.80
LARGEST_FRAC = 0.92

# Outages a day, and their length in half hours, by month.
OUTAGES_PER_DAY = (0.5, 0.4, 0.4, 0.6, 1.0, 1.3, 1.3, 1.2, 1.0, 0.6, 0.4, 0.5)
OUTAGE_STEPS = (1, 2, 3, 4)
OUTAGE_ODDS = (0.35, 0.40, 0.15, 0.10)


def noise(rng: np.random.Generator, count: int, persistence: float) -> np.ndarray:
    """Correlated noise of unit variance, shape (count,)."""
    shocks = rng.standard_normal(count) * np.sqrt(1 - persistence**2)
    path = np.empty(count)
    path[0] = rng.standard_normal()
    for step in range(1, count):
        path[step] = persistence * path[step - 1] + shocks[step]
    return path


def load_mw(when: pd.DatetimeIndex, rng: np.random.Generator) -> np.ndarray:
    """Three shifts of spinning, one of finishing, and cooling that follows the season."""
    hour = when.hour + when.minute / 60
    works = when.day_of_week < 6
    finishing = np.clip(np.minimum(hour - 7.5, 17.5 - hour), 0, 1) * works
    season = np.clip(np.sin((when.day_of_year - 100) / 190 * np.pi), 0, None)
    season = season * (when.day_of_year > 100) * (when.day_of_year < 290)
    cooling = season * (0.6 + 0.4 * np.cos((hour - 15.5) / 12 * np.pi))
    power = SPINNING_MW * (1 + 0.03 * noise(rng, len(when), 0.9))
    for change in SHIFT_CHANGES_H:
        power = power * np.where(np.abs(hour - change) < 0.1, 0.88, 1.0)
    power = power * np.where(works, 1.0, SUNDAY_SHARE)
    power = power + FINISHING_MW * finishing * (1 + 0.08 * noise(rng, len(when), 0.5))
    power = power + COOLING_MW * cooling
    closed = np.isin(when.strftime("%Y-%m-%d"), CLOSED)
    return np.where(closed, IDLE_MW * (1 + 0.05 * rng.standard_normal(len(when))), power)


def roof_frac(when: pd.DatetimeIndex, rng: np.random.Generator) -> np.ndarray:
    """Height of the sun times a drawn clearness, per unit of rated power."""
    middle = when + pd.Timedelta(minutes=15)
    declination = np.radians(23.45) * np.sin(2 * np.pi * (middle.day_of_year + 284) / 365)
    # Asia/Karachi keeps the time of 75 degrees east; Faisalabad lies at 73.
    solar_h = middle.hour + middle.minute / 60 - 2 * 4 / 60
    angle = np.radians(15 * (solar_h - 12))
    latitude = np.radians(LATITUDE_DEG - 10)  # a roof tilted 10 degrees to the south
    height = np.sin(latitude) * np.sin(declination)
    height = height + np.cos(latitude) * np.cos(declination) * np.cos(angle)
    clear = np.array(CLEARNESS)[when.month - 1]
    day = np.repeat(noise(rng, len(when) // 48, 0.5), 48)
    clear = np.clip(clear + 0.10 * day + 0.05 * noise(rng, len(when), 0.7), 0.1, 1.0)
    return np.clip(np.maximum(height, 0) * clear * ROOF_FACTOR, 0, LARGEST_FRAC)


def supply_frac(when: pd.DatetimeIndex, rng: np.random.Generator) -> np.ndarray:
    """1 where the feeder is live, 0 where load is shed."""
    live = np.ones(len(when))
    hours = np.arange(48) / 2
    odds = 1 + 1.5 * np.exp(-(((hours - 20) / 2.5) ** 2)) + np.exp(-(((hours - 14) / 3) ** 2))
    for day in range(len(when) // 48):
        month = when[48 * day].month - 1
        for _ in range(rng.poisson(OUTAGES_PER_DAY[month])):
            begin = 48 * day + int(rng.choice(48, p=odds / odds.sum()))
            live[begin : begin + int(rng.choice(OUTAGE_STEPS, p=OUTAGE_ODDS))] = 0
    return live


def main() -> None:
    """Write the table."""
    rng = np.random.default_rng(SEED)
    when = pd.date_range("2026-01-01", "2026-12-31 23:30", freq="30min")
    table = pd.DataFrame(
        {
            "mill_mw": load_mw(when, rng).round(3),
            "roof_frac": roof_frac(when, rng).round(4),
            "supply_frac": supply_frac(when, rng).astype(int),
        },
        index=pd.Index(when.strftime("%Y-%m-%dT%H:%M"), name="time"),
    )
    table.to_csv(TARGET, lineterminator="\n")


if __name__ == "__main__":
    main()
