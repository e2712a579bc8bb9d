"""TMY3, typical years of the NREL: stamps mark the end of the hour."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from bess_opt.errors import Fault
from bess_opt.sources.clock import seconds_of
from bess_opt.sources.files import DataFile
from bess_opt.sources.weather.record import HOUR_S, WeatherRecord, record_of_ended_hours, rows_fault

_TMY3_MISSING = -9900.0


def read_tmy3(file: DataFile, text: str, pvlib: Any) -> WeatherRecord | Fault:
    """The record of a TMY3 file, or why it is none."""
    frame, meta = pvlib.iotools.read_tmy3(io.StringIO(text))
    fault = rows_fault(file.name, len(frame), 3)
    if fault is not None:
        return fault
    offset_s = round(meta["TZ"] * HOUR_S)
    # The reader moves the last hour of a 28 February in leap years; the columns are as written.
    day = pd.to_datetime(frame["Date (MM/DD/YYYY)"], format="%m/%d/%Y")
    hour = frame["Time (HH:MM)"].str.partition(":")[0].astype(int).to_numpy()
    starts = seconds_of(pd.DatetimeIndex(day)) + (hour - 1) * HOUR_S - offset_s
    names = ("ghi", "dni", "dhi", "temp_air", "wind_speed", "pressure")
    frame = frame[[name for name in names if name in frame]].astype(float)
    frame = frame.where(frame > _TMY3_MISSING)
    if "pressure" in frame:
        frame["pressure"] = frame["pressure"] * 100.0
    return record_of_ended_hours(file, "tmy3", frame, starts, offset_s, meta, 3)
