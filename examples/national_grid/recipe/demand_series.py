r"""Grid load: what people use less what their own roofs make, pinned to printed figures.

Underlying demand is U = a_month x shape x day factor and grid load is L = U - rooftop. The month
level a_month makes the sum of L equal the printed energy. Three numbers are solved for:

* effective rooftop capacity and the level of one January day, from its two printed readings;
* the size of day-to-day noise from May to September, so that the year's highest hour is the
  assumed peak.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from hours import MONTHS, YEAR, Floats
from noise import autoregressive

ANCHOR_DAY = "2026-01-14"
ANCHOR_LOW_HOUR, ANCHOR_LOW_MW = 13, 8_650.0
ANCHOR_HIGH_HOUR, ANCHOR_HIGH_MW = 18, 15_669.0
PEAK_MW = 25_500.0

# Weight of the winter, spring, summer and autumn shape at the middle of each month.
SEASON_WEIGHTS = np.array(
    [
        [1, 0, 0, 0],
        [0.75, 0.25, 0, 0],
        [0.25, 0.75, 0, 0],
        [0, 1, 0, 0],
        [0, 0.5, 0.5, 0],
        [0, 0, 1, 0],
        [0, 0, 1, 0],
        [0, 0, 1, 0],
        [0, 0, 0.5, 0.5],
        [0, 0, 0, 1],
        [0.5, 0, 0, 0.5],
        [1, 0, 0, 0],
    ]
)
DAY_SD = np.array(
    [0.035, 0.035, 0.035, 0.045, 0.055, 0.060, 0.065, 0.055, 0.050, 0.040, 0.030, 0.035]
)
DAY_PERSISTENCE = 0.75
COOL_MONTHS_NOISE = 0.8
SUNDAY, SUNDAY_FACTOR = 6, 0.955
FRIDAY, FRIDAY_FACTOR = 4, 0.985
HOLIDAY_FACTOR = 0.95
HOLIDAYS = [
    "2026-02-05",
    "2026-03-20",
    "2026-03-21",
    "2026-03-22",
    "2026-03-23",
    "2026-05-01",
    "2026-05-27",
    "2026-05-28",
    "2026-05-29",
    "2026-06-25",
    "2026-06-26",
    "2026-08-14",
    "2026-12-25",
]


@dataclass(frozen=True)
class Demand:
    """One year of demand, hourly arrays in MW, and the numbers that were solved for."""

    underlying_mw: Floats
    rooftop_mw: Floats
    rooftop_effective_mw: float
    summer_noise: float

    @property
    def grid_load_mw(self) -> Floats:
        """What the grid must serve, at the generators' busbar."""
        return self.underlying_mw - self.rooftop_mw


def shape_pu(labels: pd.DatetimeIndex, season_shapes: pd.DataFrame) -> Floats:
    """Blend the seasonal day shapes over the year, linearly between mid-months.

    The winter sample is of mid-December, whose peak comes before that of January, so it is moved
    half an hour later (mean of an hour and the one before).
    """
    shapes = season_shapes.to_numpy().T.copy()
    shapes[0] = 0.5 * shapes[0] + 0.5 * np.roll(shapes[0], 1)
    shapes /= shapes.mean(axis=1, keepdims=True)
    days = [f"{YEAR - 1}-12-15", *(f"{YEAR}-{m:02d}-15" for m in MONTHS), f"{YEAR + 1}-01-15"]
    middles_s = pd.DatetimeIndex(days).to_numpy().astype("datetime64[s]").astype(float)
    clock_s = labels.tz_localize(None).to_numpy().astype("datetime64[s]").astype(float)
    weights = np.vstack([SEASON_WEIGHTS[-1], SEASON_WEIGHTS, SEASON_WEIGHTS[0]])
    blended = [np.interp(clock_s, middles_s, weights[:, season]) for season in range(4)]
    return (np.array(blended) * shapes[:, labels.hour]).sum(axis=0)


def rooftop_effective_mw(labels: pd.DatetimeIndex, shape: Floats, rooftop_pu: Floats) -> float:
    """Solve the two readings of the anchor day for the rooftop capacity that the grid feels.

    level x shape - effective x rooftop_pu equals the reading, at the low and at the high hour.
    """
    low, high = _anchor_hours(labels)
    rows = [[shape[low], -rooftop_pu[low]], [shape[high], -rooftop_pu[high]]]
    _, effective_mw = np.linalg.solve(rows, [ANCHOR_LOW_MW, ANCHOR_HIGH_MW])
    return float(effective_mw)


def demand_2026(
    labels: pd.DatetimeIndex,
    rng: np.random.Generator,
    shape: Floats,
    rooftop_pu: Floats,
    month_gwh: Floats,
) -> Demand:
    """Make the demand of 2026 that meets the month energies, the anchor day and the peak."""
    day_noise = autoregressive(rng, len(labels) // 24, DAY_PERSISTENCE)
    effective_mw = rooftop_effective_mw(labels, shape, rooftop_pu)
    rooftop_mw = effective_mw * rooftop_pu

    def underlying_at(summer_noise: float) -> Floats:
        daily = np.repeat(_day_factor(labels, day_noise, summer_noise), 24)
        return _with_month_energy(labels, shape * daily, rooftop_mw, month_gwh)

    low, high = 0.2, 3.0
    for _ in range(50):
        summer_noise = (low + high) / 2
        reached_mw = (underlying_at(summer_noise) - rooftop_mw).max()
        low, high = (summer_noise, high) if reached_mw < PEAK_MW else (low, summer_noise)
    underlying_mw = _with_anchor_day(labels, underlying_at(summer_noise), shape, rooftop_mw)
    return Demand(underlying_mw, rooftop_mw, effective_mw, summer_noise)


def demand_grown(
    labels: pd.DatetimeIndex,
    today: Demand,
    month_gwh: Floats,
    growth: float,
    rooftop_factor: float,
) -> Demand:
    """Grow grid energy by ``growth`` while rooftop output grows by ``rooftop_factor``.

    The energy taken from the grid is given, so underlying demand of each month rises by one
    factor that covers both; more roofs then deepen midday and lift the evening.
    """
    rooftop_mw = today.rooftop_mw * rooftop_factor
    underlying_mw = _with_month_energy(labels, today.underlying_mw, rooftop_mw, month_gwh * growth)
    effective_mw = today.rooftop_effective_mw * rooftop_factor
    return Demand(underlying_mw, rooftop_mw, effective_mw, today.summer_noise)


def _anchor_hours(labels: pd.DatetimeIndex) -> tuple[int, int]:
    """Give the positions of the two printed readings."""
    first = int(np.flatnonzero(labels.strftime("%Y-%m-%d") == ANCHOR_DAY)[0])
    return first + ANCHOR_LOW_HOUR, first + ANCHOR_HIGH_HOUR


def _day_factor(labels: pd.DatetimeIndex, day_noise: Floats, summer_noise: float) -> Floats:
    """Give one factor per day: weather noise, weekday and public holiday."""
    days = labels[::24]
    month = days.month.to_numpy()
    spread = np.where((month >= 5) & (month <= 9), summer_noise, COOL_MONTHS_NOISE)
    factor = 1 + DAY_SD[month - 1] * day_noise * spread
    factor *= np.where(days.dayofweek == SUNDAY, SUNDAY_FACTOR, 1.0)
    factor *= np.where(days.dayofweek == FRIDAY, FRIDAY_FACTOR, 1.0)
    return factor * np.where(days.strftime("%Y-%m-%d").isin(HOLIDAYS), HOLIDAY_FACTOR, 1.0)


def _with_month_energy(
    labels: pd.DatetimeIndex, underlying: Floats, rooftop_mw: Floats, month_gwh: Floats
) -> Floats:
    """Scale underlying demand month by month so that what the grid serves sums to the print."""
    scaled_mw = underlying.copy()
    for month in MONTHS:
        hours = labels.month == month
        needed_mwh = month_gwh[month - 1] * 1e3 + rooftop_mw[hours].sum()
        scaled_mw[hours] *= needed_mwh / underlying[hours].sum()
    return scaled_mw


def _with_anchor_day(
    labels: pd.DatetimeIndex, underlying_mw: Floats, shape: Floats, rooftop_mw: Floats
) -> Floats:
    """Put the anchor day at its printed level; the month's other days carry the difference."""
    low, _ = _anchor_hours(labels)
    level = (ANCHOR_LOW_MW + rooftop_mw[low]) / shape[low]
    day = labels.strftime("%Y-%m-%d") == ANCHOR_DAY
    others = (labels.month == pd.Timestamp(ANCHOR_DAY).month) & ~day
    pinned_mw = underlying_mw.copy()
    pinned_mw[day] = level * shape[day]
    shifted_mwh = underlying_mw[day].sum() - pinned_mw[day].sum()
    pinned_mw[others] *= 1 + shifted_mwh / underlying_mw[others].sum()
    return pinned_mw
