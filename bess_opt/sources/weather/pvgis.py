"""PVGIS, years of hours and typical years, as CSV or JSON: stamps are instants of a picture."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd

from bess_opt.errors import Fault
from bess_opt.sources.clock import seconds_of
from bess_opt.sources.files import DataFile
from bess_opt.sources.weather.record import HOUR_S, WeatherRecord, record_of, rows_fault

_OFFSET = re.compile(r"Irradiance Time Offset \(h\):\s*([-+.\d]+)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def read_pvgis(file: DataFile, text: str, pvlib: Any) -> WeatherRecord | Fault:
    """The record of a PVGIS file, or why it is none."""
    is_json = text.lstrip()[:1] == "{"
    typical = "tmy_hourly" in text if is_json else "time(UTC)" in text
    kind = "json" if is_json else "csv"
    if typical:
        return _pvgis_typical(file, text, kind, pvlib)
    source = io.StringIO(text)
    frame, meta = pvlib.iotools.read_pvgis_hourly(source, pvgis_format=kind)
    inputs = meta["inputs"]
    place = inputs["location"] if is_json else inputs
    at = seconds_of(pd.DatetimeIndex(frame.index))
    step_s = HOUR_S
    starts = at // step_s * step_s
    minute = int((at[0] % HOUR_S) // 60)
    plane = _plane(inputs, is_json)
    direct = frame.get("poa_direct")
    if direct is not None:
        diffuse = frame["poa_sky_diffuse"] + frame["poa_ground_diffuse"]
        frame = frame.assign(poa_diffuse=diffuse, poa_global=direct + diffuse)
    return record_of(
        file,
        "pvgis",
        frame,
        starts,
        at,
        0,
        tuple(float(place[key]) for key in ("latitude", "longitude", "elevation")),
        wind_height_m=10.0,
        plane_deg=plane,
        first_line=None if is_json else _line_of(text, "time,") + 1,
        stamps=f"instants at minute {minute} of each hour (UTC) stand for their hour",
    )


def _pvgis_typical(file: DataFile, text: str, kind: str, pvlib: Any) -> WeatherRecord | Fault:
    source: Any = io.BytesIO(text.encode()) if kind == "csv" else io.StringIO(text)
    frame, meta = pvlib.iotools.read_pvgis_tmy(source, pvgis_format=kind)
    first_line = None if kind == "json" else _line_of(text, "time(UTC)") + 1
    fault = rows_fault(file.name, len(frame), first_line)
    if fault is not None:
        return fault
    offset = _OFFSET.search(text)
    place = meta["inputs"].get("location", meta["inputs"])
    if offset is None and "irradiance_time_offset" in place:
        ahead_h = float(place["irradiance_time_offset"])
    else:
        ahead_h = 0.0 if offset is None else float(offset[1])
    starts = seconds_of(pd.DatetimeIndex(frame.index))
    minutes = round(ahead_h * 60)
    told = f"{minutes} min after the stamp, as the head says" if minutes else "at the stamp"
    return record_of(
        file,
        "pvgis_tmy",
        frame,
        starts,
        starts + round(ahead_h * HOUR_S),
        0,
        tuple(float(place[key]) for key in ("latitude", "longitude", "elevation")),
        wind_height_m=10.0,
        first_line=first_line,
        stamps=f"stamps mark the start of the hour (UTC); the sun is taken {told}",
    )


def _plane(inputs: Any, is_json: bool) -> tuple[float, float] | None:
    """Tilt and azimuth of a PVGIS file; its azimuth counts from south."""
    if is_json:
        fixed = (inputs.get("mounting_system") or {}).get("fixed")
        if fixed is None:
            return None
        return float(fixed["slope"]["value"]), (float(fixed["azimuth"]["value"]) + 180.0) % 360.0
    found = [_NUMBER.search(str(inputs.get(key, ""))) for key in ("Slope", "Azimuth")]
    if found[0] is None or found[1] is None:
        return None
    return float(found[0][0]), (float(found[1][0]) + 180.0) % 360.0


def _line_of(text: str, start: str) -> int:
    return next(k for k, line in enumerate(text.split("\n"), 1) if line.startswith(start))
