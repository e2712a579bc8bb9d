"""Text formats of weather, read by pvlib after a look at head and rows: EPW, TMY3, PVGIS, SAM CSV.

Which instant a stamp means differs: EPW and TMY3 stamp the end of the hour, SAM CSV its middle (the
minute says so), PVGIS the instant of the satellite picture (its minute, or the offset that a
typical year's head states). Radiation is placed accordingly, and the reading is kept in words.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from bess_opt.errors import Fault, count
from bess_opt.sources.clock import seconds_of
from bess_opt.sources.files import DataFile
from bess_opt.sources.weather.era5 import read_era5
from bess_opt.sources.weather.record import HOUR_S, WeatherRecord, need_pvlib, refusal

YEARS = (8760, 8784)
# Codes that stand for a missing value: EnergyPlus Auxiliary Programs (EPW), NREL/TP-581-43156.
_EPW_MISSING = {
    **dict.fromkeys(("ghi", "dni", "dhi"), 9999.0),
    "temp_air": 99.9,
    "atmospheric_pressure": 999999.0,
    "wind_speed": 999.0,
}
_TMY3_MISSING = -9900.0
_OFFSET = re.compile(r"Irradiance Time Offset \(h\):\s*([-+.\d]+)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")

Reader = Callable[[DataFile, str, Any], WeatherRecord | Fault]


def read_weather(
    file: DataFile, form: str | None, latitude_deg: float | None, longitude_deg: float | None
) -> WeatherRecord | Fault:
    """The record in a weather file, or why there is none.

    Parameters
    ----------
    file : DataFile
    form : str, optional
        Format; told by the head of the file where None.
    latitude_deg, longitude_deg : float, optional
        Which point of a grid is meant (ERA5).

    Raises
    ------
    EnvironmentFault
        pvlib is not installed.
    """
    pvlib = need_pvlib(file.name)
    known = form or told_by_head(file.content)
    if known == "era5":
        return read_era5(file, latitude_deg, longitude_deg)
    if known is None:
        return refusal(
            file.name,
            "the head is of no weather format that is read",
            "EPW, TMY3, PVGIS (CSV or JSON), SAM CSV or ERA5 (NetCDF)",
            "set format, or download the file again",
        )
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = file.content.decode("latin-1")
    text = text.replace("\r\n", "\n")
    try:
        return _READERS[known](file, text, pvlib)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, StopIteration) as reason:
        words = " ".join(str(reason).split())[:120] or type(reason).__name__
        found = f"the file cannot be read as {known.upper()} ({words})"
        return refusal(file.name, found, f"a complete file of {known.upper()}", "download it again")


def told_by_head(content: bytes) -> str | None:
    """Format of a weather file by its first lines, None where it is none that is read."""
    head = content[:4000].lstrip(b"\xef\xbb\xbf")
    if head[:4] in (b"\x89HDF", b"CDF\x01", b"CDF\x02"):
        return "era5"
    text = head.decode("latin-1")
    lines = text.splitlines() or [""]
    if lines[0].upper().startswith("LOCATION,"):
        return "epw"
    is_json = text.lstrip().startswith("{")
    if lines[0].lower().startswith("latitude (decimal") or (is_json and '"inputs"' in text):
        return "pvgis"
    if len(lines) > 1 and lines[1].startswith("Date (MM/DD/YYYY)"):
        return "tmy3"
    if "latitude" in lines[0].lower() and len(lines) > 2 and lines[2].lower().startswith("year"):
        return "sam"
    return None


def _rows_fault(file: str, rows: int, first_line: int | None) -> Fault | None:
    """A fault where a typical year has not the hours of a year."""
    if rows in YEARS:
        return None
    found = f"the file has {count(rows, 'hour')}"
    line = None if first_line is None else first_line + rows
    return refusal(file, found, "8,760, or 8,784 with a leap day", "download it again", line)


def _epw(file: DataFile, text: str, pvlib: Any) -> WeatherRecord | Fault:
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
    fault = _rows_fault(file.name, len(frame), 9)
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
    return _record(
        file,
        "epw",
        frame,
        starts,
        starts + HOUR_S // 2,
        offset_s,
        (meta["latitude"], meta["longitude"], meta["altitude"]),
        wind_height_m=10.0,
        first_line=9,
        stamps="stamps mark the end of the hour; the sun is taken at its middle",
    )


def _tmy3(file: DataFile, text: str, pvlib: Any) -> WeatherRecord | Fault:
    frame, meta = pvlib.iotools.read_tmy3(io.StringIO(text))
    fault = _rows_fault(file.name, len(frame), 3)
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
    return _record(
        file,
        "tmy3",
        frame,
        starts,
        starts + HOUR_S // 2,
        offset_s,
        (meta["latitude"], meta["longitude"], meta["altitude"]),
        wind_height_m=10.0,
        first_line=3,
        stamps="stamps mark the end of the hour; the sun is taken at its middle",
    )


def _sam(file: DataFile, text: str, pvlib: Any) -> WeatherRecord | Fault:
    rows = list(csv.reader(io.StringIO("\n".join(text.split("\n")[:3]))))
    meta = dict(zip((n.strip() for n in rows[0]), (v.strip() for v in rows[1]), strict=False))
    zone_h = float(meta["Time Zone"])
    # The reader takes whole hours only, so it is handed UTC and the zone is kept here.
    plain = {**meta, "Time Zone": "0", "Local Time Zone": "0"}
    plain["Elevation"] = str(round(float(meta["Elevation"])))
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerows([plain.keys(), plain.values()])
    body = text.split("\n", 2)[2]
    frame, _ = pvlib.iotools.read_nsrdb_psm4(io.StringIO(head.getvalue() + body))
    offset_s = round(zone_h * HOUR_S)
    at = seconds_of(pd.DatetimeIndex(frame.index)) - offset_s
    minutes = sorted({int(m) for m in frame["Minute"]})
    step_s = HOUR_S // max(1, len(minutes))
    starts = (at + offset_s) // step_s * step_s - offset_s
    if "pressure" in frame:
        frame["pressure"] = frame["pressure"] * 100.0
    middle = minutes[0] * 60 == step_s // 2
    words = "the middle of the step" if middle else f"minute {minutes[0]} of its step"
    return _record(
        file,
        "sam",
        frame,
        starts,
        at if middle else starts + step_s // 2,
        offset_s,
        (float(meta["Latitude"]), float(meta["Longitude"]), float(meta["Elevation"])),
        step_s=step_s,
        first_line=4,
        stamps=f"stamps mark {words}; the sun is taken at the middle",
    )


def _pvgis(file: DataFile, text: str, pvlib: Any) -> WeatherRecord | Fault:
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
    return _record(
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
    fault = _rows_fault(file.name, len(frame), first_line)
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
    return _record(
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


def _record(
    file: DataFile,
    form: str,
    frame: pd.DataFrame,
    starts: Any,
    sun_at: Any,
    offset_s: int,
    place: tuple[float, ...],
    **more: Any,
) -> WeatherRecord:
    latitude, longitude, altitude = place
    return WeatherRecord(
        file.name,
        form,
        frame.reset_index(drop=True),
        np.asarray(starts, dtype=np.int64),
        np.asarray(sun_at, dtype=np.int64),
        more.pop("step_s", HOUR_S),
        offset_s,
        latitude,
        longitude,
        altitude,
        **more,
    )


_READERS: dict[str, Reader] = {"epw": _epw, "tmy3": _tmy3, "pvgis": _pvgis, "sam": _sam}
