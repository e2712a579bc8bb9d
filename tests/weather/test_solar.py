"""Solar profiles equal what pvlib gives by hand, and all formats of one year agree."""

from __future__ import annotations

from pathlib import Path

import making
import numpy as np
import pandas as pd
import pvlib
import pytest
from weather.conftest import Reader

FORMATS = ("tmy3.csv", "sam.csv", "pvgis_tmy.csv")


def values(inputs) -> np.ndarray:
    """The series, or its faults as the failure."""
    assert "sun" in inputs.dataset, [str(f) for f in inputs.faults]
    return inputs.dataset["sun"].to_numpy()


def epw_by_hand(path: Path) -> tuple[pd.DataFrame, pvlib.location.Location]:
    """The EPW by pvlib, its index moved to the middle of the hour."""
    data, meta = pvlib.iotools.read_epw(path)
    data.index = data.index + pd.Timedelta(minutes=30)
    return data, pvlib.location.Location(
        meta["latitude"], meta["longitude"], altitude=meta["altitude"]
    )


def test_pvwatts_equals_pvlib_by_hand(files: Path, read: Reader):
    """EPW in local standard time, horizon in local time without clock changes: row for row."""
    data, place = epw_by_hand(files / "site.epw")
    sun = place.get_solarposition(data.index)
    light = pvlib.irradiance.get_total_irradiance(
        30, 170, sun["apparent_zenith"], sun["azimuth"], data["dni"], data["ghi"], data["dhi"],
        dni_extra=pvlib.irradiance.get_extra_radiation(data.index), albedo=0.2, model="haydavies",
    )["poa_global"]  # fmt: skip
    made = pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"]["close_mount_glass_glass"]
    cell = pvlib.temperature.sapm_cell(light, data["temp_air"], data["wind_speed"], **made)
    dc = pvlib.pvsystem.pvwatts_dc(light, cell, 1.6, -0.004) * 0.9
    ac = pvlib.inverter.pvwatts(dc, 1 / 0.97, eta_inv_nom=0.97)
    inputs = read(
        "site.epw", tilt_deg=30, azimuth_deg=170, racking="close_mount_glass_glass",
        dc_ac_ratio=1.6, gamma_frac_per_k=-0.004, losses_frac=0.1, eta_inverter_frac=0.97,
    )  # fmt: skip
    np.testing.assert_allclose(values(inputs), ac.clip(0, 1).to_numpy(), atol=1e-12)
    assert 0.15 < values(inputs).mean() < 0.25
    assert values(inputs).max() == pytest.approx(1.0), "a ratio of 1.6 clips at noon"


@pytest.mark.parametrize("mounting", ["fixed", "single_axis"])
def test_the_chain_equals_a_chain_by_hand(mounting: str, files: Path, read: Reader):
    data, place = epw_by_hand(files / "site.epw")
    mount = (
        pvlib.pvsystem.FixedMount(25, 180)
        if mounting == "fixed"
        else pvlib.pvsystem.SingleAxisTrackerMount(0, 180, max_angle=60, backtrack=True, gcr=0.4)
    )
    made = pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"]["open_rack_glass_glass"]
    array = pvlib.pvsystem.Array(
        mount,
        albedo=0.2,
        module_parameters={"pdc0": 1.2 * 0.86, "gamma_pdc": -0.0035},
        temperature_model_parameters=made,
    )
    system = pvlib.pvsystem.PVSystem(
        arrays=[array], inverter_parameters={"pdc0": 1 / 0.96, "eta_inv_nom": 0.96}
    )
    # Losses of 14 % on a linear module are a module of 86 %.
    chain = pvlib.modelchain.ModelChain(
        system, place, aoi_model="physical", spectral_model="no_loss", temperature_model="sapm",
        losses_model="no_loss",
    ).run_model(data)  # fmt: skip
    tilt = {"tilt_deg": 25} if mounting == "fixed" else {"tilt_deg": None}
    inputs = read("site.epw", model="pvlib_chain", mounting=mounting, **tilt)
    by_hand = chain.results.ac.fillna(0).clip(0, 1).to_numpy()
    np.testing.assert_allclose(values(inputs), by_hand, atol=1e-12)


def test_a_tracker_by_pvwatts_gains_on_a_fixed_plane(read: Reader):
    fixed = values(read("site.epw")).mean()
    tracked = values(read("site.epw", mounting="single_axis", tilt_deg=None)).mean()
    assert 1.05 < tracked / fixed < 1.4


@pytest.mark.parametrize("name", FORMATS)
def test_formats_that_stamp_differently_agree(name: str, read: Reader):
    """The end of the hour, its middle, or a stated offset: the same light on the same hour.

    One hour off moves the middle of the sunshine by an hour, and the largest difference to 0.3.
    Files are written to a thousandth, of W/m2 and of degrees.
    """
    np.testing.assert_allclose(values(read(name)), values(read("site.epw")), atol=2e-5)


def test_era5_agrees_but_for_its_years(read: Reader):
    """Weather of 2019 instead of many years, temperature at the end of the hour: within 1 %."""
    inputs = read("era5.nc")
    one, other = values(inputs), values(read("site.epw"))
    assert one.mean() == pytest.approx(other.mean(), rel=0.01)
    # After February a leap year's clouds are a day apart; July and December are of leap years.
    same = ~inputs.horizon.local.month.isin((7, 12))
    assert np.corrcoef(one[same], other[same])[0, 1] > 0.999


def test_era5_without_its_beam_is_parted(tmp_path: Path, read: Reader):
    """Erbs gives another split of beam and diffuse light, so energy stays within a few per cent."""
    (tmp_path / "era5.nc").write_bytes(making.era5(beam=False))
    parted = values(read(tmp_path / "era5.nc"))
    assert parted.mean() == pytest.approx(values(read("era5.nc")).mean(), rel=0.06)


def test_pvgis_instants_stand_for_their_hour(files: Path, read: Reader):
    """Minute 10: the light of 06:10 UTC is the value of the hour from 11:00 in Karachi."""
    csv, js = read("pvgis.csv"), read("pvgis.json")
    np.testing.assert_array_equal(values(csv), values(js))
    assert "minute 10" in csv.dataset["sun"].attrs["read_as"]
    hours = csv.horizon.local
    noon = values(csv)[(hours.hour == 11)].mean()
    at_0610 = making.weather(pd.date_range("2026-01-01T06:10", periods=365, freq="D", tz="UTC"))
    at_0630 = making.weather(pd.date_range("2026-01-01T06:30", periods=365, freq="D", tz="UTC"))
    earlier = at_0610["ghi"].mean() / at_0630["ghi"].mean()
    assert noon / values(read("site.epw"))[hours.hour == 11].mean() == pytest.approx(
        earlier, abs=0.01
    )


def test_light_in_the_plane_of_the_file_is_used_as_it_is(tmp_path: Path, read: Reader):
    """A file made for 25 degrees to the south: PVWatts on its sum, without transposition."""
    (tmp_path / "plane.csv").write_text(making.pvgis_hourly("csv", tilt=25.0))
    data, _ = pvlib.iotools.read_pvgis_hourly(tmp_path / "plane.csv")
    light = data["poa_direct"] + data["poa_sky_diffuse"] + data["poa_ground_diffuse"]
    made = pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"]["open_rack_glass_glass"]
    cell = pvlib.temperature.sapm_cell(light, data["temp_air"], data["wind_speed"], **made)
    dc = pvlib.pvsystem.pvwatts_dc(light, cell, 1.2, -0.0035) * 0.86
    ac = pvlib.inverter.pvwatts(dc, 1 / 0.96, eta_inv_nom=0.96).clip(0, 1).to_numpy()
    inputs = read(tmp_path / "plane.csv")
    # 00:00 in Karachi is 19:00 UTC of the day before: the file is turned by five hours.
    np.testing.assert_allclose(values(inputs), np.roll(ac, 5), atol=1e-12)


def test_temperature_is_handed_on(files: Path, read: Reader):
    data, _ = pvlib.iotools.read_epw(files / "site.epw")
    inputs = read("site.epw", model="temperature", tilt_deg=None, azimuth_deg=None)
    np.testing.assert_allclose(values(inputs), data["temp_air"].to_numpy())
    assert inputs.dataset["sun"].attrs["unit"] == "degC"


def test_a_case_declares_weather_like_any_series(files: Path, tmp_path: Path):
    """The series is read, resolved and used by a solar plant; the file is an input of the run."""
    from bess_opt.case import read_case
    from bess_opt.sources import load_series

    (tmp_path / "site.epw").write_bytes((files / "site.epw").read_bytes())
    (tmp_path / "case.yaml").write_text(
        "schema: bess_opt/case/1\nname: Sun\ncurrency: {base: USD, price_year: 2026}\n"
        "time: {zone: Asia/Karachi, start: 2026-03-01T00:00, periods: 2 days}\n"
        "series:\n  sun: {weather: site.epw, model: pvwatts, tilt_deg: 25, azimuth_deg: 180, "
        "years: typical, mark: synthetic}\n"
        "assets:\n  pv: {kind: solar, p_rated_mw: 5, available_frac: sun}\n"
        "  town: {kind: load, demand_mw: 1}\n"
    )
    case_file = read_case(tmp_path)
    assert case_file.resolved["series"]["sun"]["albedo_frac"] == 0.2
    inputs = load_series(case_file.case.time, case_file.case.series, tmp_path)
    assert [f.code for f in inputs.faults] == ["W-TS-022"]
    assert inputs.dataset["sun"].shape == (48,)
    assert [p.name for p in inputs.files] == ["site.epw"]
