"""NetCDF as a source: the same day as in CSV, zone and units by attribute, labels as columns."""

# ruff: noqa: E501  (a fault is one line, however long)

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from series_reading import codes, csv_text, read

HOURS = pd.date_range("2025-01-01", periods=24, freq="h")
VALUES = np.arange(100.0, 124.0)


def netcdf(zone: str | None = None, unit: str = "", engine: str = "h5netcdf", **time: Any) -> bytes:
    """A day of 100 to 123 in ``mw`` and two plants in ``p_mw(time, plant)``."""
    at = HOURS.tz_localize(zone).tz_convert("UTC").tz_localize(None) if zone else HOURS
    data = xr.Dataset(
        {
            "mw": ("time", VALUES, {"units": unit} if unit else {}),
            "p_mw": (("time", "plant"), np.column_stack([VALUES, 2 * VALUES])),
            "capacity": ("plant", [1.0, 2.0]),
        },
        coords={"time": at, "plant": ["a", "b"]},
    )
    data["time"].attrs.update({"timezone": zone} if zone else {}, **time)
    return bytes(data.to_netcdf(engine=engine))


@pytest.mark.parametrize("engine", ["h5netcdf", "scipy"])
@pytest.mark.parametrize("zone", [None, "Asia/Karachi"])
def test_a_day_in_netcdf(zone: str | None, engine: str, tmp_path: Path):
    """UTC with the zone as attribute (19:00 UTC is midnight in Karachi), or wall times."""
    inputs = read(tmp_path, netcdf(zone, engine=engine), {"file": "load.nc"}, {})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == VALUES.tolist()


def test_a_label_is_a_column(tmp_path: Path):
    inputs = read(tmp_path, netcdf(), {"file": "load.nc", "column": "p_mw[b]"}, {})
    assert inputs.dataset["load"].to_numpy().tolist() == (2 * VALUES).tolist()


# fmt: off
@pytest.mark.parametrize(("content", "spec", "code", "words"), [
    (netcdf(), {"column": "mws"}, "E-TS-001", "one of time, mw, p_mw[a], p_mw[b]"),
    (netcdf(unit="kW"), {}, "E-TS-030", "the file says that 'mw' is in kW, the case says MW"),
    (netcdf("Asia/Karachi"), {"zone": "UTC"}, "E-TS-036", "the file says zone: Asia/Karachi, the series zone: UTC"),
    (netcdf("Asia/Karachi", stamps="end"), {}, "E-TS-020", "the horizon from"),
    (netcdf()[:2000], {}, "E-FI-008", "no complete NetCDF file"),
    (b"", {}, "E-FI-008", "no complete NetCDF file"),
    (bytes(xr.Dataset({"mw": ("x", VALUES)}).to_netcdf(engine="h5netcdf")), {}, "E-FI-009", "no coordinate holds time"),
])  # fmt: skip
def test_what_is_wrong_is_told(content: bytes, spec: dict[str, Any], code: str, words: str, tmp_path: Path):
    inputs = read(tmp_path, content, {"file": "load.nc", **spec}, {})
    assert codes(inputs) == [code], [str(f) for f in inputs.faults]
    assert words in str(inputs.faults[0])


def test_a_gap_has_its_row(tmp_path: Path):
    data = xr.Dataset({"mw": ("time", np.where(VALUES == 105, np.nan, VALUES))}, coords={"time": HOURS})
    inputs = read(tmp_path, bytes(data.to_netcdf(engine="h5netcdf")), {"file": "load.nc"}, {})
    assert [(f.code, str(f.place)) for f in inputs.faults] == [("E-TS-005", "load.nc!mw!row 6")]


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e300])
def test_what_cannot_be_computed_with_has_its_row(value: float, tmp_path: Path):
    data = xr.Dataset(
        {"mw": ("time", np.where(VALUES == 105, value, VALUES))}, coords={"time": HOURS}
    )
    inputs = read(tmp_path, bytes(data.to_netcdf(engine="h5netcdf")), {"file": "load.nc"}, {})
    assert [(f.code, str(f.place)) for f in inputs.faults] == [("E-TS-006", "load.nc!mw!row 6")]


def test_a_csv_may_say_its_own_clock(tmp_path: Path):
    """Lines above the header are heard, and a series that says otherwise is refused."""
    text = "# zone: UTC\n# stamps: end\n" + csv_text(HOURS - pd.Timedelta(hours=4), VALUES)
    assert read(tmp_path, text, {}, {}).dataset["load"].to_numpy().tolist() == VALUES.tolist()
    assert codes(read(tmp_path, text, {"stamps": "start"}, {})) == ["E-TS-036"]
