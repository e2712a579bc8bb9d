"""Small files and cases for the tests of the sources room."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bess_opt.case.series_spec import SeriesSpec
from bess_opt.case.time_spec import Time
from bess_opt.sources import Inputs, load_series


def a_time(**changes: Any) -> Time:
    """One winter day in Karachi, hour by hour, with ``changes``."""
    plain: dict[str, Any] = {
        "zone": "Asia/Karachi",
        "start": "2025-01-01T00:00",
        "step": "1h",
        "periods": "1 day",
    }
    return Time(**{**plain, **changes})


def a_spec(**changes: Any) -> SeriesSpec:
    """Column ``mw`` of ``load.csv`` in MW, with ``changes``."""
    return SeriesSpec(**{"file": "load.csv", "column": "mw", "unit": "MW", **changes})


def read(
    folder: Path, content: str | bytes, spec: Mapping[str, Any], time: Mapping[str, Any]
) -> Inputs:
    """Write one file and read the series ``load`` from it."""
    asked = a_spec(**spec)
    data = content.encode() if isinstance(content, str) else content
    (folder / asked.file).write_bytes(data)
    return load_series(a_time(**time), {"load": asked}, folder)


def csv_text(index: pd.DatetimeIndex, values: Any, form: str = "%Y-%m-%dT%H:%M") -> str:
    """A file of stamps and values, ``time,mw``."""
    lines = [
        f"{stamp},{float(value)!r}"
        for stamp, value in zip(index.strftime(form), values, strict=True)
    ]
    return "\n".join(["time,mw", *lines]) + "\n"


def codes(inputs: Inputs) -> list[str]:
    """Codes that were told, in order."""
    return [fault.code for fault in inputs.faults]
