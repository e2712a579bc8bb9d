"""A weather file by itself: what it is, where it lies, and whether its light goes with the sun."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bess_opt.errors import Fault, Place
from bess_opt.sources.files import read_file
from bess_opt.sources.weather.formats import read_weather, told_by_head
from bess_opt.sources.weather.profile import late_light

SHOWN = {
    "ghi": "W/m2",
    "dni": "W/m2",
    "dhi": "W/m2",
    "poa_global": "W/m2",
    "temp_air": "degC",
    "wind_speed": "m/s",
    "pressure": "Pa",
}


def look_at_weather(path: Path) -> tuple[dict[str, Any], list[Fault]] | None:
    """What a weather file holds in plain values, and its faults; None where it is none.

    Raises
    ------
    EnvironmentFault
        pvlib is not installed (E-ENV-001).
    """
    file = read_file(path.name, path.parent, allow_outside=True, place=Place(str(path)), path="")
    if isinstance(file, Fault):
        return None
    form = told_by_head(file.content)
    if form is None or (form == "era5" and b"ssrd" not in file.content):
        return ({}, [_no_head(path)]) if path.suffix.lower() == ".epw" else None
    record = read_weather(replace(file, name=str(path)), form, None, None)
    if isinstance(record, Fault):
        return {}, [record]
    held: dict[str, Any] = {}
    for name, unit in SHOWN.items():
        values = record.values(name)
        if values is None:
            continue
        there = values[~np.isnan(values)]
        bands = (there.min(), there.mean(), there.max()) if len(there) else (None, None, None)
        least, mean, most = (None if v is None else float(v) for v in bands)
        empty = int(np.isnan(values).sum())
        held[name] = {"unit": unit, "least": least, "mean": mean, "most": most, "empty": empty}
    told = {
        "format": record.form,
        "latitude_deg": record.latitude_deg,
        "longitude_deg": record.longitude_deg,
        "altitude_m": record.altitude_m,
        "utc_offset_h": record.offset_s / 3600,
        "years": record.written_years,
        "hours": len(record.frame),
        "stamps": record.stamps,
        "columns": held,
    }
    return told, late_light(path.name, record)


def _no_head(path: Path) -> Fault:
    found, expected = "the head is of no weather format that is read", "a line LOCATION,..."
    return Fault("E-FI-009", found, expected, "download the file again", Place(str(path), 1))
