"""Wind output over rating: speed at hub height, density of the air, power curve.

Speed grows by the logarithmic profile or the power law of Hellmann. Air is an ideal gas; its
temperature falls by 6.5 K/km (ISO 2533) and its pressure with the column's weight. The curve, which
holds at 1.225 kg/m3, is stretched along speed by ``(1.225 / density) ** k`` with k from 1/3 below
7.5 m/s to 2/3 above 12.5 m/s (Svenningsen 2010), the form that windpowerlib uses too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault
from bess_opt.sources.weather.record import WeatherRecord, refusal

Values = NDArray[np.float64]

GAS_J_PER_KG_K = 287.058
GRAVITY_M_PER_S2 = 9.80665
LAPSE_K_PER_M = 0.0065
CURVE_DENSITY_KG_PER_M3 = 1.225
SEA_LEVEL_PA = 101_325.0
KELVIN = 273.15
_MEASURED_AT_M = 2.0
"""Height of temperature and pressure in all formats that are read."""


def wind_frac(record: WeatherRecord, spec: Any, curve: Values) -> Values | Fault:
    """Turbine output over rating, row by row of the record.

    Parameters
    ----------
    record : WeatherRecord
    spec : WeatherSpec
        With ``hub_height_m`` and one of ``roughness_length_m`` and ``shear_exponent``.
    curve : ndarray, shape (K, 2)
        Wind speed, m/s, rising, and output over rating.
    """
    speed = record.values("wind_speed")
    if speed is None:
        return refusal(record.file, "the file has no wind speed", "a column of it", "", None)
    height = spec.measured_height_m or record.wind_height_m
    if height is None:
        found = "the file does not say at which height its wind was measured"
        repair = "set measured_height_m on the series (NSRDB: 2)"
        return refusal(record.file, found, "a height", repair, None)
    at_hub = speed_at_hub(
        speed, height, spec.hub_height_m, spec.roughness_length_m, spec.shear_exponent
    )
    density = None
    if spec.density_correction:
        temperature = record.values("temp_air")
        if temperature is None:
            found = "the file has no air temperature to correct the density by"
            repair = "set density_correction: false, or give another file"
            return refusal(record.file, found, "a column of it", repair, None)
        density = air_density(
            temperature, record.values("pressure"), record.altitude_m, spec.hub_height_m
        )
    return np.asarray(power_frac(at_hub, curve, density) * (1.0 - spec.losses_frac))


def speed_at_hub(
    speed: Values, height_m: float, hub_m: float, roughness_m: float | None, shear: float | None
) -> Values:
    """Wind speed at hub height, m/s: ``v ln(h/z0)/ln(h0/z0)``, or ``v (h/h0)^alpha``.

    >>> speed_at_hub(np.array([5.0]), 10.0, 100.0, None, 0.0)
    array([5.])
    """
    if roughness_m is not None:
        return np.asarray(speed * (np.log(hub_m / roughness_m) / np.log(height_m / roughness_m)))
    return np.asarray(speed * (hub_m / height_m) ** float(shear or 0.0))


def air_density(
    temp_air_c: Values, pressure_pa: Values | None, altitude_m: float, hub_m: float
) -> Values:
    """Density at hub height, kg/m3; the standard atmosphere stands in for a missing pressure."""
    rise = hub_m - _MEASURED_AT_M
    kelvin = temp_air_c + KELVIN - LAPSE_K_PER_M * rise
    if pressure_pa is None:
        base = SEA_LEVEL_PA * (1.0 - LAPSE_K_PER_M * altitude_m / 288.15) ** 5.25588
        pressure_pa = np.full(len(temp_air_c), base)
    middle = temp_air_c + KELVIN - LAPSE_K_PER_M * rise / 2
    at_hub = pressure_pa * np.exp(-GRAVITY_M_PER_S2 * rise / (GAS_J_PER_KG_K * middle))
    return np.asarray(at_hub / (GAS_J_PER_KG_K * kelvin))


def power_frac(speed: Values, curve: Values, density: Values | None) -> Values:
    """Output over rating of each speed; nothing below the first and above the last speed."""
    speeds, output = curve[:, 0], curve[:, 1]
    if density is None:
        return np.asarray(np.interp(speed, speeds, output, left=0.0, right=0.0))
    power = np.interp(speeds, [7.5, 12.5], [1 / 3, 2 / 3])
    stretch = (CURVE_DENSITY_KG_PER_M3 / density)[:, None] ** power[None, :] * speeds[None, :]
    return np.array(
        [
            np.interp(v, along, output, left=0.0, right=0.0)
            for v, along in zip(speed, stretch, strict=True)
        ]
    )
