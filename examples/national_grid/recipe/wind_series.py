"""Wind output per unit of installed capacity: a drawn logistic series with a given month mean.

No measured hourly wind of the Gharo-Jhimpir corridor could be used, so the series is synthetic.
Its month means are printed figures; its evening rise and persistence are assumptions.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from hours import MONTHS, Floats
from noise import autoregressive

LARGEST_PU = 0.95
EVENING_SWING = np.array([0.25, 0.25, 0.35, 0.5, 0.6, 0.5, 0.45, 0.45, 0.5, 0.4, 0.25, 0.25])
WINDIEST_HOUR = 20
SYNOPTIC_WEIGHT = 1.05
GUST_WEIGHT = 0.2


def wind_pu(
    labels: pd.DatetimeIndex, rng: np.random.Generator, mean_pu: Sequence[float] | Floats
) -> Floats:
    r"""Draw hourly output whose month means equal ``mean_pu`` (shape (12,)).

    .. math:: w_t = 0.95 / (1 + e^{-(m_{month} + A_{month} \cos(2\pi (h_t - 20)/24)
              + 1.05 x_t + 0.2 y_t)})

    with x and y autoregressive (0.975 and 0.6 per hour) and m found for each month by bisection.
    """
    synoptic = autoregressive(rng, len(labels), 0.975)
    gusts = autoregressive(rng, len(labels), 0.6)
    swing = EVENING_SWING[labels.month - 1]
    daily = swing * np.cos(2 * np.pi * (labels.hour.to_numpy() - WINDIEST_HOUR) / 24)
    logit = daily + SYNOPTIC_WEIGHT * synoptic + GUST_WEIGHT * gusts
    output = np.zeros(len(labels))
    for month in MONTHS:
        hours = labels.month == month
        output[hours] = _logistic_with_mean(logit[hours], mean_pu[month - 1])
    return output


def _logistic_with_mean(logit: Floats, mean_pu: float) -> Floats:
    """Shift the logit until the mean output is the one asked for."""
    low, high = -8.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        output = LARGEST_PU / (1 + np.exp(-(middle + logit)))
        low, high = (middle, high) if output.mean() < mean_pu else (low, middle)
    return output
