"""SAM CSV, as SAM and the NSRDB write it: the minute says which instant a stamp marks."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd

from bess_opt.errors import Fault
from bess_opt.sources.clock import seconds_of
from bess_opt.sources.files import DataFile
from bess_opt.sources.weather.record import HOUR_S, WeatherRecord, record_of


def read_sam(file: DataFile, text: str, pvlib: Any) -> WeatherRecord | Fault:
    """The record of a SAM CSV, or why it is none."""
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
    return record_of(
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
