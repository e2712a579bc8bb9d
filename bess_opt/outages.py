"""Outages as data: hours by the clock and the calendar, or dates, and what of an asset is left.

A calendar multiplies the asset's availability. Times are of the local clock, a window may cross
midnight, and a step that an outage cuts counts in parts. Dispatch knows the whole horizon in
advance: for an announced outage (a load-shedding roster) that is what happens; for one that comes
unannounced it overstates what storage is worth, and page one says so.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from bess_opt.fields import Part
from bess_opt.horizon import Horizon
from bess_opt.windows import Season, Window, holiday_dates, season_faults, shares

# Fields that an outage cuts, where a kind has them.
CUT = ("available_frac", "forward_frac", "backward_frac")


class OutageWindow(Window):
    """Hours that come back day after day."""

    left_frac: float = Field(0.0, ge=0, lt=1, description="Share of the asset that is left.")


class OutageSpan(Part):
    """One stretch of time."""

    first: str = Field(description="Local date and time, such as 2026-07-10T22:00.")
    until: str = Field(description="End, not in it, such as 2026-07-11T03:00.")
    left_frac: float = Field(0.0, ge=0, lt=1, description="Share of the asset that is left.")

    @field_validator("first", "until")
    @classmethod
    def _is_local_time(cls, value: str) -> str:
        from datetime import datetime

        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None:
            raise PydanticCustomError(
                "E-CF-007",
                "'{found}' is not a local date and time",
                {"found": value, "known": "one such as 2026-07-10T22:00, without an offset"},
            )
        return value

    @model_validator(mode="after")
    def _ordered(self) -> OutageSpan:
        if self.until <= self.first:
            raise PydanticCustomError(
                "E-PH-004",
                "the outage ends at {until} and begins at {first}",
                {
                    "first": self.first,
                    "until": self.until,
                    "found": f"first {self.first}, until {self.until}",
                },
            )
        return self


class Outages(Part):
    """When an asset is out, and whether that is known in advance."""

    announced: bool = Field(True, description="false: dispatch still foresees them, and says so.")
    windows: list[OutageWindow] = Field(
        default_factory=list, description="Hours by day and season; the first that fits wins."
    )
    spans: list[OutageSpan] = Field(default_factory=list, description="Stretches between dates.")
    seasons: dict[str, Season] = Field(default_factory=dict, description="Seasons by name.")
    holidays: list[str] = Field(default_factory=list, description="Dates such as 2026-03-23.")

    _dates = field_validator("holidays")(holiday_dates)

    def faults(self) -> list[tuple[str, str, str, str]]:
        """Seasons that windows name are described."""
        return season_faults(self.windows, self.seasons, "outages.windows")

    def left_frac(self, horizon: Horizon) -> NDArray[np.float64]:
        """Share of the asset that the calendar leaves in each step, shape (T,)."""
        left = np.ones(len(horizon))
        if self.windows:
            part = shares(self.windows, self.seasons, self.holidays, horizon)
            left = np.array([*(w.left_frac for w in self.windows), 1.0]) @ part
        for span in self.spans:
            left = left * (1.0 - (1.0 - span.left_frac) * _covered(span, horizon))
        return left


def _covered(span: OutageSpan, horizon: Horizon) -> Any:
    """Share of each step that lies between two local times, shape (T,)."""
    import pandas as pd

    first, until = (
        pd.Timestamp(text)
        .tz_localize(horizon.zone, ambiguous=True, nonexistent="shift_forward")
        .tz_convert("UTC")
        for text in (span.first, span.until)
    )
    hour = pd.Timedelta(hours=1)
    begin = ((horizon.start - first) / hour).to_numpy()
    length = (until - first) / hour
    over = np.minimum(begin + horizon.dt_h, length) - np.maximum(begin, 0.0)
    return np.clip(over / horizon.dt_h, 0.0, 1.0)
