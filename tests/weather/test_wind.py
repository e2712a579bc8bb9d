"""Wind profiles against windpowerlib, which shares no code with ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from weather.conftest import Reader, without
from windpowerlib import ModelChain, WindTurbine

from bess_opt.sources.weather.wind import air_density, power_frac, speed_at_hub

CURVE = [[2.5, 0.0], [3.0, 0.01], [5.0, 0.1], [7.5, 0.38], [10.0, 0.8], [12.5, 1.0], [25.0, 1.0]]
HUB_M = 120.0


def windpowerlib_frac(data: pd.DataFrame, *, shear: str, density: str | None) -> np.ndarray:
    """Output over rating of the same turbine by windpowerlib."""
    turbine = WindTurbine(
        hub_height=HUB_M,
        nominal_power=1.0,
        power_curve=pd.DataFrame(CURVE, columns=["wind_speed", "value"]),
    )
    weather = pd.DataFrame(
        {
            ("wind_speed", 10): data["wind_speed"],
            ("temperature", 2): data["temp_air"] + 273.15,
            ("pressure", 2): data["pressure"],
            ("roughness_length", 0): 0.05,
        }
    )
    chain = ModelChain(
        turbine,
        wind_speed_model=shear,
        density_model=density or "barometric",
        density_correction=density is not None,
        hellman_exp=0.2,
    )
    return chain.run_model(weather).power_output.to_numpy()


def wind(read: Reader, **spec):
    """The wind series of the EPW."""
    plain = without("tilt_deg", "azimuth_deg", "model")
    usual = {
        "model": "wind_turbine",
        "hub_height_m": HUB_M,
        "power_curve": CURVE,
        "losses_frac": 0.0,
    }
    return read("site.epw", tilt_deg=None, azimuth_deg=None, **{**plain, **usual, **spec})


@pytest.fixture
def data(files: Path) -> pd.DataFrame:
    """The EPW's weather, by pvlib."""
    import pvlib

    read, _ = pvlib.iotools.read_epw(files / "site.epw")
    return read.rename(columns={"atmospheric_pressure": "pressure"})


@pytest.mark.parametrize("shear", ["logarithmic", "hellman"])
@pytest.mark.parametrize("density", [None, "barometric", "ideal_gas"])
def test_wind_is_within_one_per_cent_of_windpowerlib(
    shear: str, density: str | None, data: pd.DataFrame, read: Reader
):
    """Yearly energy and the hours themselves; without the density correction the same to 1e-9."""
    profile = {"roughness_length_m": 0.05} if shear == "logarithmic" else {"shear_exponent": 0.2}
    inputs = wind(read, density_correction=density is not None, **profile)
    ours, theirs = (
        inputs.dataset["sun"].to_numpy(),
        windpowerlib_frac(data, shear=shear, density=density),
    )
    assert ours.mean() == pytest.approx(theirs.mean(), rel=0.01)
    assert np.abs(ours - theirs).max() < 0.01
    if density is None:
        np.testing.assert_allclose(ours, theirs, atol=1e-9)
    else:
        assert (
            abs(theirs.mean() / windpowerlib_frac(data, shear=shear, density=None).mean() - 1)
            > 0.01
        )


def test_losses_and_scale(read: Reader):
    whole = wind(read, shear_exponent=0.2).dataset["sun"]
    less = wind(read, shear_exponent=0.2, losses_frac=0.15, scale=2.0).dataset["sun"]
    np.testing.assert_allclose(less.to_numpy(), whole.to_numpy() * 0.85 * 2.0)


def test_speed_by_hand():
    """5 m/s at 10 m: 100 m over 0.1 m is 5 ln(1000)/ln(100) = 7.5; by 0.2 it is 5 * 10**0.2."""
    assert speed_at_hub(np.array([5.0]), 10, 100, 0.1, None)[0] == pytest.approx(7.5)
    assert speed_at_hub(np.array([5.0]), 10, 100, None, 0.2)[0] == pytest.approx(5 * 10**0.2)


def test_density_by_hand():
    """15 degC and 101325 Pa at 2 m are 101325/(287.058*288.15) = 1.22495 kg/m3; 40 degC, 1.127."""
    assert air_density(np.array([15.0]), np.array([101_325.0]), 0, 2.0)[0] == pytest.approx(
        1.22495, abs=1e-4
    )
    assert air_density(np.array([40.0]), np.array([101_325.0]), 0, 2.0)[0] == pytest.approx(
        1.1272, abs=1e-4
    )
    assert air_density(np.array([15.0]), None, 1500, 2.0)[0] == pytest.approx(1.0224, abs=1e-3)


def test_thin_air_gives_less_and_stops_at_the_ends():
    """At 10 m/s and 1.1 kg/m3 the curve is read at about 10 * (1.1/1.225)**0.5 m/s."""
    curve = np.array(CURVE)
    thin = power_frac(np.array([10.0, 2.0, 40.0]), curve, np.array([1.1, 1.1, 1.1]))
    full = power_frac(np.array([10.0]), curve, None)
    assert thin[0] < full[0] == pytest.approx(0.8)
    assert thin[1:].tolist() == [0.0, 0.0]


def test_a_curve_in_a_file(files: Path, read: Reader):
    """The same curve in kW gives the same answer; the largest output is the rating."""
    rows = "".join(f"{v},{3600 * p}\n" for v, p in CURVE)
    (files / "curve.csv").write_text("wind_speed_m_per_s,power_kw\n" + rows)
    by_file = wind(read, shear_exponent=0.2, power_curve="curve.csv").dataset["sun"]
    np.testing.assert_allclose(
        by_file.to_numpy(), wind(read, shear_exponent=0.2).dataset["sun"].to_numpy()
    )
