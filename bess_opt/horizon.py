"""The time axis: steps, their length and weight, months, days, years, zone, and the step before.

A step is labelled by its start, in UTC; power is constant inside a step and stored energy is meant
at its end. The axis may consist of several *periods* (typical weeks) that stand for more than
themselves: a period has a weight, and storage closes on itself within each period. A year is a
label on the steps, so that many years are one flat axis.

Steps are equal in length, with one exception: a step longer than the clock's change (a day in
Europe, an hour on Lord Howe) follows the wall clock, and the step that holds the change is shorter
or longer. Laws therefore read :attr:`Horizon.dt_h`, never ``step_h``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    # Kinds import this module and the schema imports kinds: pandas would cost a second at start-up.
    import pandas as pd


@dataclass(frozen=True)
class Horizon:
    """Steps of a case.

    Parameters
    ----------
    start : pandas.DatetimeIndex
        Start of each step, UTC, increasing within a period.
    step_h : float
        Nominal length of a step, h; divides a day.
    zone : str
        IANA name of the zone in which days, months and tariff hours are counted.
    weight : ndarray, shape (T,)
        How many times each step stands in its year.
    period : ndarray of int, shape (T,)
        Number of the period that each step belongs to.
    year : ndarray of int, shape (T,)
        Label of the year for which sizes and annual rows hold.
    length_h : ndarray, shape (T,), optional
        Length of each step, h, where they differ.
    """

    start: pd.DatetimeIndex
    step_h: float
    zone: str
    weight: NDArray[np.float64]
    period: NDArray[np.int64]
    year: NDArray[np.int64]
    length_h: NDArray[np.float64] | None = None

    @classmethod
    def regular(cls, start: pd.Timestamp, steps: int, step_h: float, zone: str) -> Horizon:
        """One period of equal steps from ``start`` (aware, any zone), whose year is the start's."""
        import pandas as pd

        first = start.tz_convert("UTC")
        index = pd.date_range(first, periods=steps, freq=pd.Timedelta(hours=step_h), unit="s")
        label = start.tz_convert(zone).year
        return cls(
            index,
            step_h,
            zone,
            np.ones(steps),
            np.zeros(steps, dtype=np.int64),
            np.full(steps, label, dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def local(self) -> pd.DatetimeIndex:
        """Start of each step in the case's zone."""
        return self.start.tz_convert(self.zone)

    @cached_property
    def dt_h(self) -> NDArray[np.float64]:
        """Length of each step, h."""
        if self.length_h is not None:
            return self.length_h
        return np.full(len(self), self.step_h)

    @cached_property
    def years(self) -> list[int]:
        """Year labels in order of appearance."""
        return list(dict.fromkeys(self.year.tolist()))

    @cached_property
    def month_label(self) -> NDArray[np.int64]:
        """Calendar month of each step in the local zone as ``year * 100 + month``."""
        return np.asarray(self.local.year * 100 + self.local.month, dtype=np.int64)

    @cached_property
    def months(self) -> list[int]:
        """Month labels in order of appearance, such as 202601."""
        return list(dict.fromkeys(self.month_label.tolist()))

    @cached_property
    def month_of_year(self) -> NDArray[np.int64]:
        """Calendar month (1 to 12) of each member of :attr:`months`."""
        return np.array([label % 100 for label in self.months], dtype=np.int64)

    @cached_property
    def day(self) -> NDArray[np.int64]:
        """Number of the local day (from 0, in order of appearance) that each step belongs to."""
        import pandas as pd

        date = self.local.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
        span = int(np.ptp(date)) + 1
        key = self.period * span + (date - date.min())
        return np.asarray(pd.factorize(key)[0], dtype=np.int64)

    @cached_property
    def days(self) -> list[int]:
        """Day numbers."""
        return list(range(int(self.day.max()) + 1))

    @cached_property
    def before(self) -> NDArray[np.int64]:
        """The step before each step, cyclic within its period."""
        previous = np.arange(len(self)) - 1
        first = self.is_first
        last = np.flatnonzero(np.append(first[1:], True))
        previous[first] = last
        return previous

    @cached_property
    def is_first(self) -> NDArray[np.bool_]:
        """Whether a step opens its period."""
        return np.append(True, self.period[1:] != self.period[:-1])

    @cached_property
    def is_last(self) -> NDArray[np.bool_]:
        """Whether a step closes its period."""
        return np.append(self.is_first[1:], True)

    @cached_property
    def share_of_year(self) -> dict[int, float]:
        """Weighted hours of the horizon in each year over the hours of that year.

        The year runs twelve months from the first step that carries its label, so that a fiscal
        year counts as one whole year and a week as 168/8760.
        """
        import pandas as pd

        share = {}
        for label in self.years:
            here = self.year == label
            first = self.local[int(np.argmax(here))].tz_localize(None)
            hours = ((first + pd.DateOffset(years=1)) - first) / pd.Timedelta(hours=1)
            share[label] = float((self.dt_h * self.weight)[here].sum() / hours)
        return share

    @cached_property
    def share_of_month(self) -> dict[int, float]:
        """Weighted hours of the horizon in each month over the hours of that local month."""
        import pandas as pd

        share = {}
        for label in self.months:
            here = self.month_label == label
            first = pd.Timestamp(year=label // 100, month=label % 100, day=1, tz=self.zone)
            hours = ((first + pd.DateOffset(months=1)) - first) / pd.Timedelta(hours=1)
            share[label] = float((self.dt_h * self.weight)[here].sum() / hours)
        return share

    @cached_property
    def end(self) -> pd.Timestamp:
        """End of the last step, UTC."""
        import pandas as pd

        return self.start[-1] + pd.Timedelta(hours=float(self.dt_h[-1]))

    @cached_property
    def clock_changes(self) -> list[str]:
        """Local time of the first step after each change of the clock within a period."""
        naive = self.local.tz_localize(None).to_numpy()
        offset = naive - self.start.tz_localize(None).to_numpy()
        changed = np.append(False, offset[1:] != offset[:-1]) & ~self.is_first
        return [f"{self.local[int(i)]:%Y-%m-%d %H:%M}" for i in np.flatnonzero(changed)]

    @property
    def is_weighted(self) -> bool:
        """Whether any step stands for more, or less, than itself."""
        return bool(np.any(self.weight != 1.0))
