"""What is wrong with a weather file or with what is asked of it, told; and how years are laid."""

# ruff: noqa: E501  (a fault is one line, however long)

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import making
import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from weather.conftest import SUN, Reader

from bess_opt.case import read_case
from bess_opt.case.weather_spec import WeatherSpec
from bess_opt.errors import EnvironmentFault
from bess_opt.sources.weather.look import look_at_weather
from bess_opt.studies.assumptions import list_assumptions

EPW = making.epw()


def changed(line: int, edit: Callable[[str], str]) -> str:
    """The EPW with one line edited."""
    lines = EPW.split("\r\n")
    lines[line - 1] = edit(lines[line - 1])
    return "\r\n".join(lines)


def fields(line: int, **new: str) -> str:
    """The EPW with fields of a row replaced (by their number from 0)."""

    def edit(text: str) -> str:
        parts = text.split(",")
        for number, value in new.items():
            parts[int(number[1:])] = value
        return ",".join(parts)

    return changed(line, edit)


# fmt: off
ROWS = [
    ("no head", "site.epw", EPW.split("\r\n", 1)[1], {}, "E-FI-009", "site.epw:1", "no weather format"),
    ("head too short", "site.epw", EPW.replace("COMMENTS 2,no real weather\r\n", ""), {}, "E-FI-009", "site.epw:8", "a head of 8 lines"),
    ("hours missing", "site.epw", "\r\n".join(EPW.split("\r\n")[:-2]), {}, "E-FI-009", "site.epw:8768", "8,759 hours"),
    ("TMY3 hours missing", "site.csv", "\n".join(making.tmy3().split("\n")[:-2]) + "\n", {}, "E-FI-009", "site.csv:8762", "8,759 hours"),
    ("place unreadable", "site.epw", changed(1, lambda line: line.replace("24.9", "north")), {}, "E-FI-009", "site.epw:1", "cannot be read as EPW"),
    ("radiation missing", "site.epw", fields(12, f13="9999", f14="9999", f15="9999"), {}, "E-TS-005", "site.epw:12", "1 hours have no value (ghi, dni, dhi missing)"),
    ("temperature missing", "site.epw", fields(4000, f6="99.9"), {}, "E-TS-005", "site.epw:4000", "temp_air missing"),
    ("years not said", "site.epw", EPW, {"years": "dated"}, "E-TS-020", "site.epw", "come from the years 12 years from 2005 to 2016"),
    ("another year not said", "site.csv", making.pvgis_hourly("csv"), {"years": "dated"}, "E-TS-020", "site.csv", "set years: typical"),
    ("typical, told", "site.epw", EPW, {}, "W-TS-022", "site.epw", "is laid on 2026 by month, day and hour"),
    ("other year, told", "site.csv", making.pvgis_hourly("csv"), {}, "W-TS-021", "site.csv", "weather of 2019 is laid on"),
    ("zone of the head wrong", "site.epw", making.epw(zone_h=8.0), {}, "W-TS-015", "site.epw", "3 h later than its stamps say"),
    ("zone left at UTC", "site.epw", making.epw(zone_h=0.0), {}, "W-TS-015", "site.epw", "5 h earlier than its stamps say"),
    ("stamps at the other edge", "site.csv", making.tmy3().replace(",5.0,24.9", ",6.0,24.9"), {}, "W-TS-015", "site.csv", "1 h later"),
    ("another plane", "site.csv", making.pvgis_hourly("csv", tilt=10.0), {}, "E-FI-009", "site.csv", "light on tilt 10, azimuth 180, the series asks for tilt 25"),
    ("step too fine", "site.epw", EPW, {"time": {"step": "15min"}}, "E-TS-011", "site.epw", "set resample: hold"),
    ("half an hour off", "site.csv", making.pvgis_tmy(), {"time": {"zone": "Asia/Kolkata"}}, "E-TS-031", "site.csv", "its steps begin at"),
    ("leap day", "site.epw", EPW, {"time": {"start": "2028-01-01T00:00"}}, "E-TS-019", "site.epw", "no values on 2028-02-29"),
    ("leap day repeated", "site.epw", EPW, {"time": {"start": "2028-01-01T00:00"}, "leap": "repeat"}, "W-TS-019", "site.epw", "28 February is repeated"),
    ("grid without a place", "site.nc", making.era5(points=True), {}, "E-FI-009", "site.nc", "3 points along latitude"),
    ("grid elsewhere", "site.nc", making.era5(points=True), {"latitude_deg": 40.0, "longitude_deg": 67.0}, "E-FI-009", "site.nc", "runs from 24.75 to 25.25, the site lies at 40"),
    ("sums of a day", "site.nc", making.era5(land=True), {}, "E-FI-009", "site.nc", "ERA5-Land"),
    ("torn NetCDF", "site.nc", making.era5()[:5000], {}, "E-FI-009", "site.nc", "no complete NetCDF file"),
    ("no wind height", "site.csv", making.sam(), {"model": "wind_turbine", "tilt_deg": None, "azimuth_deg": None, "hub_height_m": 100.0, "shear_exponent": 0.2, "losses_frac": 0.1, "power_curve": [[3, 0], [12, 1]]}, "E-FI-009", "site.csv", "at which height"),
]
# fmt: on


@pytest.mark.parametrize(
    ("name", "content", "spec", "code", "place", "words"),
    [r[1:] for r in ROWS],
    ids=[r[0] for r in ROWS],
)
def test_a_fault_is_told(
    name: str,
    content: Any,
    spec: dict[str, Any],
    code: str,
    place: str,
    words: str,
    tmp_path: Path,
    read: Reader,
):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    inputs = read(tmp_path / name, **spec)
    mine = [f for f in inputs.faults if f.code == code and str(f.place) == place]
    assert mine, [str(f) for f in inputs.faults]
    assert words.lower() in str(mine[0]).lower()
    assert ("sun" in inputs.dataset) == (not code.startswith("E"))


def test_nothing_is_told_of_a_good_file_but_its_years(read: Reader):
    """Every format: only that its year is typical or another, never that its sun is late."""
    for name in ("site.epw", "tmy3.csv", "sam.csv", "pvgis_tmy.csv", "pvgis.csv", "era5.nc"):
        assert {f.code for f in read(name).faults} <= {"W-TS-021", "W-TS-022"}, name


def test_dated_weather_lies_on_its_own_hours(tmp_path: Path, read: Reader):
    """ERA5 of 2019 on three days of June 2019, stamps UTC: the very hours, nothing to be told."""
    (tmp_path / "era5.nc").write_bytes(making.era5(2019))
    june = {"start": "2019-06-10T00:00", "periods": "3 days"}
    inputs = read(tmp_path / "era5.nc", years="dated", time=june)
    assert inputs.faults == ()
    typical = read(tmp_path / "era5.nc", time={"start": "2021-06-10T00:00", "periods": "3 days"})
    np.testing.assert_array_equal(
        inputs.dataset["sun"].to_numpy(), typical.dataset["sun"].to_numpy()
    )


def test_a_leap_day_of_the_horizon_is_the_day_before(read: Reader):
    inputs = read(
        "site.epw", leap="repeat", time={"start": "2028-02-28T00:00", "periods": "3 days"}
    )
    sun = inputs.dataset["sun"].to_numpy()
    np.testing.assert_array_equal(sun[:24], sun[24:48])
    assert not np.array_equal(sun[24:48], sun[48:])


def test_summer_time_moves_the_sun_on_the_clock(tmp_path: Path, read: Reader):
    """The file's clock is fixed; on the clock of a zone with summer time noon moves by an hour."""
    (tmp_path / "berlin.epw").write_text(EPW.replace(",67.1,5.0,", ",7.1,1.0,"))
    inputs = read(tmp_path / "berlin.epw", time={"zone": "Europe/Berlin"})
    sun, local = inputs.dataset["sun"].to_numpy(), inputs.horizon.local
    middle = {}
    for month in (1, 7):
        at = local.month == month
        middle[month] = np.average(local.hour[at] + 0.5, weights=sun[at])
    assert middle[7] - middle[1] == pytest.approx(1.0, abs=0.15)


def test_a_zone_of_half_hours_is_kept(tmp_path: Path, read: Reader):
    """SAM CSV of a place with +5.5 h: laid on Asia/Kolkata hour by hour; pvlib takes whole hours."""
    (tmp_path / "sam.csv").write_text(making.sam(zone_h=5.5))
    inputs = read(tmp_path / "sam.csv", time={"zone": "Asia/Kolkata"})
    assert {f.code for f in inputs.faults} == {"W-TS-022"}
    sun, hour = inputs.dataset["sun"].to_numpy(), inputs.horizon.local.hour + 0.5
    noon = 12 - (67.1 - 82.5) / 15
    assert np.average(hour, weights=sun) == pytest.approx(noon, abs=0.2)


def test_finer_and_coarser_steps(read: Reader):
    whole = read("site.epw").dataset["sun"].to_numpy()
    quarter = read("site.epw", resample="hold", time={"step": "15min"}).dataset["sun"].to_numpy()
    np.testing.assert_array_equal(quarter, np.repeat(whole, 4))
    three = read("site.epw", resample="mean", time={"step": "3h"}).dataset["sun"].to_numpy()
    np.testing.assert_allclose(three, whole.reshape(-1, 3).mean(axis=1))


# fmt: off
MISFITS = [
    ({"tilt_deg": None}, "E-CF-006", "the model pvwatts needs it"),
    ({"hub_height_m": 100.0}, "E-CF-005", "hub_height_m means nothing to the model pvwatts"),
    ({"model": "wind_turbine", "tilt_deg": ...}, "E-CF-005", "azimuth_deg means nothing"),
    ({"model": "wind_turbine", "tilt_deg": ..., "azimuth_deg": ..., "hub_height_m": 100.0, "power_curve": [[1, 0], [2, 1]]}, "E-CF-006", "the model wind_turbine needs it"),
    ({"model": "wind_turbine", "tilt_deg": ..., "azimuth_deg": ..., "hub_height_m": 100.0, "losses_frac": 0.1, "power_curve": [[1, 0], [2, 1]]}, "E-CF-006", "one of roughness_length_m and shear_exponent"),
    ({"model": "wind_turbine", "tilt_deg": ..., "azimuth_deg": ..., "hub_height_m": 100.0, "losses_frac": 0.1, "shear_exponent": 0.1, "power_curve": [[2, 0], [1, 1]]}, "E-CF-023", "the power curve is not one"),
]
# fmt: on


@pytest.mark.parametrize(("change", "code", "words"), MISFITS)
def test_fields_that_do_not_fit_the_model(change: dict[str, Any], code: str, words: str):
    data = {"weather": "a.epw", **SUN, **change}
    with pytest.raises(ValidationError) as raised:
        WeatherSpec(**{name: value for name, value in data.items() if value is not ...})
    (error,) = raised.value.errors()
    assert error["type"] == code
    assert words in error["msg"]


def test_a_slip_in_a_case_has_its_line(tmp_path: Path):
    (tmp_path / "site.epw").write_text("")
    (tmp_path / "case.yaml").write_text(
        "schema: bess_opt/case/1\nname: Sun\ncurrency: {base: USD, price_year: 2026}\n"
        "time: {zone: Asia/Karachi, start: 2026-03-01T00:00}\n"
        "series:\n  sun:\n    weather: site.epw\n    model: pvwats\n    tilt_dg: 25\n    azimuth_deg: 180\n"
        "  wind:\n    weather: sight.epw\n    model: temperature\n"
        "assets:\n  town: {kind: load, demand_mw: 1}\n"
    )
    told = {(f.code, f.place.line): str(f) for f in read_case(tmp_path, check=False).faults}
    assert "Did you mean pvwatts?" in told["E-CF-021", 8]
    assert "Did you mean tilt_deg?" in told["E-CF-005", 9]
    assert "Did you mean site.epw?" in told["E-FI-013", 12]


def test_weather_without_its_extra(read: Reader, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pvlib", None)
    with pytest.raises(EnvironmentFault) as raised:
        read("site.epw")
    assert raised.value.exit_code == 6
    assert 'pip install "bess-opt[data]"' in str(raised.value.faults[0])


def test_stamps_of_the_made_files_are_as_told():
    """The making itself: the EPW's first row is 01:00 of 1 January for the hour before it."""
    first = EPW.split("\r\n")[8].split(",")
    assert first[:5] == ["2007", "1", "1", "1", "60"]
    assert making.local_starts()[0] == pd.Timestamp("2007-01-01")


@pytest.mark.parametrize(
    ("name", "form"),
    [("site.epw", "epw"), ("tmy3.csv", "tmy3"), ("sam.csv", "sam"), ("pvgis.json", "pvgis"),
     ("pvgis_tmy.csv", "pvgis_tmy"), ("era5.nc", "era5")],
)  # fmt: skip
def test_a_weather_file_is_looked_at_by_itself(name: str, form: str, files: Path):
    looked = look_at_weather(files / name)
    assert looked is not None
    told, faults = looked
    assert (told["format"], told["hours"], faults) == (form, 8760, [])
    assert told["columns"]["temp_air"]["mean"] == pytest.approx(26.0, abs=0.1)


def test_what_is_no_weather_is_left_to_others(tmp_path: Path):
    (tmp_path / "load.csv").write_text("time,mw\n2026-01-01T00:00,1\n")
    assert look_at_weather(tmp_path / "load.csv") is None
    (tmp_path / "site.epw").write_text("time,mw\n")
    assert [f.code for f in look_at_weather(tmp_path / "site.epw")[1]] == ["E-FI-009"]
    (tmp_path / "late.epw").write_text(making.epw(zone_h=8.0))
    assert [f.code for f in look_at_weather(tmp_path / "late.epw")[1]] == ["W-TS-015"]


def test_what_a_model_assumes_is_listed(tmp_path: Path):
    """Every number of a weather series stands in the list of assumptions, defaults as such."""
    (tmp_path / "site.epw").write_text(EPW)
    (tmp_path / "case.yaml").write_text(
        "schema: bess_opt/case/1\nname: Sun\ncurrency: {base: USD, price_year: 2026}\n"
        "time: {zone: Asia/Karachi, start: 2026-03-01T00:00}\n"
        "series:\n  sun: {weather: site.epw, model: pvwatts, tilt_deg: 25, azimuth_deg: 180}\n"
        "assets:\n  pv: {kind: solar, p_rated_mw: 5, available_frac: sun}\n"
    )
    case_file = read_case(tmp_path)
    rows = {row["path"]: row for row in list_assumptions(case_file.case, case_file.origins)}
    assert (rows["series.sun.tilt_deg"]["value"], rows["series.sun.tilt_deg"]["mark"]) == (
        25,
        "given",
    )
    assert rows["series.sun.albedo_frac"]["mark"] == "default"
    assert rows["series.sun.losses_frac"]["value"] == 0.14
    assert rows["series.sun.losses_frac"]["mark"] == "default"
    assert not any(path.startswith("series.sun.max") and "height" in path for path in rows)
    assert rows["series.sun.gamma_frac_per_k"]["unit"] == "1/K"
