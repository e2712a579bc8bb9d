"""Rounding that keeps a month's energy: the sum of the rounded hours is the sum asked for."""

import numpy as np
import pandas as pd
from hours import MONTHS, Floats

STEP_MW = 0.1


def rounded_with_month_sums(
    labels: pd.DatetimeIndex, power_mw: Floats, month_mwh: Floats
) -> Floats:
    """Round to tenths of a MW by the largest-remainder rule, month by month.

    Every hour is rounded down, then the hours with the largest remainders get one step more until
    the month is full; no hour moves by more than one step.
    """
    rounded = np.empty_like(power_mw)
    for month in MONTHS:
        hours = np.flatnonzero(labels.month == month)
        # A value within rounding error of a whole step counts as that step.
        steps = np.round(power_mw[hours] / STEP_MW, 6)
        whole = np.floor(steps)
        missing = round(month_mwh[month - 1] / STEP_MW - whole.sum())
        fullest = np.argsort(whole - steps, kind="stable")[:missing]
        whole[fullest] += 1
        rounded[hours] = np.round(whole * STEP_MW, 1)
    return rounded
