"""A weather series on the horizon: read, laid on its years, computed, and looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, Place
from bess_opt.sources.cells import read_numbers
from bess_opt.sources.files import DataFile
from bess_opt.sources.placing import lay, rows_of_steps
from bess_opt.sources.shelf import Shelf
from bess_opt.sources.spec import option
from bess_opt.sources.suspicion import suspicions
from bess_opt.sources.table import Table
from bess_opt.sources.weather.calendar import lay_years
from bess_opt.sources.weather.formats import read_weather
from bess_opt.sources.weather.record import WeatherRecord, need_pvlib, refusal
from bess_opt.sources.weather.solar import solar_frac
from bess_opt.sources.weather.wind import wind_frac

Values = NDArray[np.float64]
NEEDED = {
    "pvwatts": ("temp_air", "wind_speed"),
    "pvlib_chain": ("temp_air", "wind_speed"),
    "wind_turbine": ("wind_speed",),
    "temperature": ("temp_air",),
}
LEAST_HOURS = 240
LATE_H = 1.0
"""Shift of the sunshine against the sun, h, from which it is told."""


def weather_profile(name: str, spec: Any, shelf: Shelf) -> tuple[Values | None, dict[str, Any]]:
    """Values of a weather series on the horizon, and its attributes; faults are told the shelf.

    Raises
    ------
    EnvironmentFault
        pvlib is not installed (E-ENV-001).
    """
    nothing: tuple[None, dict[str, Any]] = (None, {})
    file = shelf.file(str(spec.weather), f"series.{name}.weather")
    if file is None:
        return nothing
    record = _record(file, spec, shelf)
    if isinstance(record, Fault):
        shelf.tell(replace(record, path=f"series.{name}"))
        return nothing
    axis, told = lay_years(
        record, shelf.frame, name, typical=spec.years == "typical", leap=str(spec.leap)
    )
    shelf.tell(*told)
    computed = _computed(name, record, spec, shelf)
    if isinstance(computed, Fault):
        shelf.tell(replace(computed, path=f"series.{name}"))
        return nothing
    if axis is None or computed is None:
        return nothing
    onto = lay(shelf.frame, axis, option(spec, "resample"), name, record.file)
    if isinstance(onto, Fault):
        shelf.tell(onto)
        return nothing
    values = onto(computed[axis.row]) * spec.scale
    missing = np.flatnonzero(np.isnan(values))
    if len(missing):
        shelf.tell(_missing(name, record, spec, computed, axis.row, len(missing)))
        return nothing
    if spec.model not in ("wind_turbine", "temperature"):
        shelf.tell(*late_light(name, record))
    horizon = shelf.frame.horizon
    rows = rows_of_steps(shelf.frame, axis)

    def line(step: int) -> Place:
        return record.place(int(rows[step])) if rows[step] >= 0 else Place(record.file)

    shelf.tell(*suspicions(name, spec.quantity, spec.unit, values, horizon, record.file, line))
    return values, {
        "unit": spec.unit,
        "units": spec.unit,
        "quantity": spec.quantity,
        "currency": "",
        "source": str(spec.source),
        "mark": str(spec.mark or ""),
        "long_name": str(spec.description) or name,
        "read_as": f"{spec.model} from {record.form}; {record.stamps}",
        "file": record.file,
        "column": spec.model,
        "sha256": file.sha256,
        "filled_share_frac": 0.0,
        "file_span": f"{record.latitude_deg:g}, {record.longitude_deg:g}; years "
        f"{record.written_years[0]} to {record.written_years[-1]}",
    }


def _record(file: DataFile, spec: Any, shelf: Shelf) -> WeatherRecord | Fault:
    """The record of a file, read once for all series that share it."""
    key = (file.name, spec.format, spec.latitude_deg, spec.longitude_deg)
    if key not in shelf.records:
        shelf.records[key] = read_weather(file, spec.format, spec.latitude_deg, spec.longitude_deg)
    record = shelf.records[key]
    if isinstance(record, Fault):
        return record
    assert isinstance(record, WeatherRecord)
    given = {
        name: getattr(spec, name)
        for name in ("latitude_deg", "longitude_deg", "altitude_m")
        if getattr(spec, name) is not None
    }
    return replace(record, **given)


def _computed(name: str, record: WeatherRecord, spec: Any, shelf: Shelf) -> Values | Fault | None:
    """The quantity of the model, row by row of the record."""
    if spec.model == "temperature":
        values = record.values("temp_air")
        if values is None:
            return refusal(
                record.file, "the file has no air temperature", "a column of it", "", None
            )
        return values
    if spec.model != "wind_turbine":
        return solar_frac(record, spec)
    curve = _curve(name, spec, shelf)
    return None if curve is None else wind_frac(record, spec, curve)


def _curve(name: str, spec: Any, shelf: Shelf) -> Values | None:
    """Pairs of wind speed and output over rating, from the case or from a file of two columns."""
    if not isinstance(spec.power_curve, str):
        return np.asarray(spec.power_curve, dtype=float)
    path = f"series.{name}.power_curve"
    file = shelf.file(spec.power_curve, path)
    table = None if file is None else shelf.table_in(file, None, None, shelf.place(path), path)
    if table is None:
        return None
    if len(table.names) != 2:
        found = f"the power curve has {len(table.names)} columns"
        expected = "two: wind speed in m/s, and output over rating or in kW"
        shelf.tell(Fault("E-FI-009", found, expected, "", Place(table.file), path))
        return None
    columns = [read_numbers(table, column) for column in (0, 1)]
    faults = [fault for _, told in columns for fault in told]
    shelf.tell(*faults)
    speeds, output = (values for values, _ in columns)
    if any(fault.is_error for fault in faults):
        return None
    return _checked(table, speeds, output, path, shelf)


def _checked(
    table: Table, speeds: Values, output: Values, path: str, shelf: Shelf
) -> Values | None:
    rising = bool(np.all(np.diff(speeds) > 0))
    if "kw" in table.names[1].lower() or "mw" in table.names[1].lower():
        output = output / np.max(output)
    if not rising or np.isnan(output).any() or output.min() < 0 or output.max() > 1:
        found = f"the power curve in {table.file} is not one"
        expected = "rising wind speeds, and output over rating from 0 to 1 or in kW"
        shelf.tell(Fault("E-FI-009", found, expected, "", Place(table.file), path))
        return None
    return np.column_stack([speeds, output])


def _missing(
    name: str, record: WeatherRecord, spec: Any, computed: Values, rows: Any, count: int
) -> Fault:
    """The fault of hours whose weather the file does not hold."""
    used = np.unique(rows[np.isnan(computed[rows])])
    row = int(used[0])
    columns = [
        str(column)
        for column in record.frame.columns
        if column in (*NEEDED[spec.model], "ghi", "dni", "dhi", "pressure")
        and np.isnan(record.frame[column].to_numpy(dtype=float)[row])
    ]
    found = f"{name}: {count:,} hours have no value ({', '.join(columns) or spec.model} missing)"
    expected, repair = "weather in every hour", "mend the file, or take another"
    return Fault("E-TS-005", found, expected, repair, record.place(row), f"series.{name}")


def late_light(name: str, record: WeatherRecord) -> list[Fault]:
    """A warning where the sunshine of a file goes better with the sun of another hour."""
    light = next((v for v in map(record.values, ("ghi", "poa_global")) if v is not None), None)
    if light is None or len(light) < LEAST_HOURS or np.nanmax(light) <= 0:
        return []
    shift_h = sunshine_shift_h(record, np.nan_to_num(light))
    if abs(shift_h) < LATE_H:
        return []
    found = (
        f"{name}: the sunshine of {record.file} goes best with the sun {abs(shift_h):g} h "
        f"{'later' if shift_h > 0 else 'earlier'} than its stamps say"
    )
    repair = "look at the file's time zone, and whether its stamps mark start or end of the hour"
    return [Fault("W-TS-015", found, "", repair, Place(record.file), f"series.{name}")]


def sunshine_shift_h(record: WeatherRecord, light: Values) -> float:
    """Shift of the sun, h, at which it goes best with the light of a file; 0 where stamps agree."""
    pvlib = need_pvlib(record.file)
    times = record.sun_times
    best: tuple[float, float] = (-np.inf, 0.0)
    for half_hours in range(-24, 25):
        moved = times + np.timedelta64(half_hours * 30, "m")
        day = np.asarray(moved.day_of_year, dtype=float)
        hour = np.asarray(moved.hour + moved.minute / 60.0)
        solar = hour + record.longitude_deg / 15.0 + _equation_of_time_min(day, pvlib) / 60.0
        decline = pvlib.solarposition.declination_spencer71(day)
        latitude = np.radians(record.latitude_deg)
        angle = np.radians(15.0 * (solar - 12.0))
        height = np.sin(latitude) * np.sin(decline) + np.cos(latitude) * np.cos(decline) * np.cos(
            angle
        )
        fit = float(np.corrcoef(np.maximum(height, 0.0), light)[0, 1])
        if fit > best[0] + 1e-9:
            best = (fit, half_hours / 2)
    return best[1]


def _equation_of_time_min(day: Values, pvlib: Any) -> Values:
    return np.asarray(pvlib.solarposition.equation_of_time_spencer71(day))
