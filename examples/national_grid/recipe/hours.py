"""The clock of the example: 8,760 hours of 2026 in Pakistan's zone, which has no clock change.

A value stands for the hour centred on its label (13:00 is 12:30 to 13:30), because the printed
load of a clock hour is a reading at that hour. The case reads the label as the start of its step:
every series is moved by the same half hour, which no optimum can see.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

YEAR = 2026
ZONE = "Asia/Karachi"
MONTHS = range(1, 13)
QUARTER_HOUR_OFFSETS_MIN = (-22.5, -7.5, 7.5, 22.5)

Floats = npt.NDArray[np.float64]


def hour_labels() -> pd.DatetimeIndex:
    """Give the 8,760 hour labels of the year, aware of their zone."""
    return pd.date_range(f"{YEAR}-01-01", periods=8760, freq="h", tz=ZONE)


def quarter_hours(labels: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Give the midpoints of the four quarters of every centred hour, shape (4 * hours,).

    All first quarters come first, then all second quarters, so that a reshape to (4, hours)
    and a mean over the first axis gives hourly means.
    """
    parts = [labels + pd.Timedelta(minutes=offset) for offset in QUARTER_HOUR_OFFSETS_MIN]
    return parts[0].append(parts[1:])


def month_hours(labels: pd.DatetimeIndex) -> Floats:
    """Count the hours of each month, shape (12,)."""
    return np.array([(labels.month == month).sum() for month in MONTHS], dtype=float)
