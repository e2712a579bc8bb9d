"""EPW, the weather file of EnergyPlus: stamps mark the end of the hour."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd

from bess_opt.errors import Fault
from bess_opt.sources.clock import seconds_of
from bess_opt.sources.files import DataFile
from bess_opt.sources.weather.record import (
    HOUR_S,
    WeatherRecord,
    record_of_ended_hours,
    refusal,
    rows_fault,
)

# Codes that stand for a missing value: EnergyPlus Auxiliary Programs (EPW), NREL/TP-581-43156.
_EPW_MISSING = {
    **dict.fromkeys(("ghi", "dni", "dhi"), 9999.0),
    "temp_air": 99.9,
    "atmospheric_pressure": 999999.0,
    "wind_speed": 999.0,
}
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def read_epw(file: DataFile, text: str, pvlib: Any) -> WeatherRecord | Fault:
    """The record of an EPW, or why it is none."""
    lines = text.split("\n")
    begun = next(
        (k for k, line in enumerate(lines) if _NUMBER.fullmatch(line.partition(",")[0])), 0
    )
    if begun != 8:
        found = f"rows begin in line {begun + 1}"
        return refusal(
            file.name, found, "a head of 8 lines", "use the EPW as downloaded", begun + 1
        )
    frame, meta = pvlib.iotools.read_epw(io.StringIO(text))
    fault = rows_fault(file.name, len(frame), 9)
    if fault is not None:
        return fault
    for name, code in _EPW_MISSING.items():
        frame[name] = frame[name].astype(float).where(frame[name] < code)
    frame = frame.rename(columns={"atmospheric_pressure": "pressure"})
    hour = frame["hour"].to_numpy()
    # The reader hands on the hour before the stamp, which is the start of the step.
    offset_s = round(meta["TZ"] * HOUR_S)
    starts = seconds_of(pd.DatetimeIndex(frame.index))
    if hour.min() < 1 or hour.max() > 24:
        return refusal(file.name, f"hours run from {hour.min()} to {hour.max()}", "1 to 24", "", 9)
    return record_of_ended_hours(file, "epw", frame, starts, offset_s, meta, 9)
