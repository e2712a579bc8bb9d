"""Solar output per unit of installed capacity: a clear sky, then a synthetic clearness.

Clear-sky irradiance is the Ineichen-Perez model of pvlib (Ineichen and Perez, Solar Energy 73,
2002) at the sites below; the clearness of each day is drawn. Every coefficient that has no
source beside it is an assumption, and the README of the example lists them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pvlib
from hours import MONTHS, Floats, quarter_hours
from noise import autoregressive

LINKE_TURBIDITY = np.array([4.0, 4.0, 4.3, 4.6, 5.0, 5.4, 5.4, 5.2, 4.8, 4.4, 4.2, 4.0])
TILT_DEG = 20
AZIMUTH_DEG = 180
ALTITUDE_M = 200
SYSTEM_FACTOR = 0.86
POWER_LOSS_PER_DEGC = 0.0037
CELL_RISE_DEGC_PER_W_M2 = 0.025
LARGEST_PU = 0.95

ROOFTOP_CLEARNESS = np.array(
    [0.66, 0.74, 0.80, 0.82, 0.82, 0.80, 0.72, 0.74, 0.82, 0.82, 0.72, 0.64]
)
GRID_CLEARNESS = np.minimum(0.95, ROOFTOP_CLEARNESS + 0.06)
DAY_CLEARNESS_SD = np.array(
    [0.13, 0.12, 0.10, 0.09, 0.08, 0.08, 0.12, 0.12, 0.08, 0.06, 0.10, 0.13]
)
HOUR_CLEARNESS_SD = 0.04
CLEARNESS_RANGE = (0.15, 1.02)


@dataclass(frozen=True)
class Site:
    """A place and the share of the installed capacity that it stands for."""

    latitude_deg: float
    longitude_deg: float
    share_frac: float


ROOFTOP_SITES = {
    "Lahore": Site(31.55, 74.34, 0.30),
    "Faisalabad": Site(31.42, 73.08, 0.20),
    "Multan": Site(30.2, 71.45, 0.15),
    "Karachi": Site(24.9, 67.0, 0.15),
    "Peshawar": Site(34.0, 71.5, 0.10),
    "Islamabad": Site(33.7, 73.05, 0.10),
}
GRID_SITES = {
    "Bahawalpur": Site(29.32, 71.82, 0.60),
    "Sindh": Site(25.2, 67.8, 0.25),
    "Quetta": Site(30.2, 67.0, 0.15),
}


def clear_sky_pu(labels: pd.DatetimeIndex, sites: dict[str, Site]) -> Floats:
    """Give hourly AC output under a clear sky, per unit of installed capacity."""
    quarters = quarter_hours(labels)
    output = np.zeros(len(labels))
    for site in sites.values():
        irradiance_w_m2 = _plane_irradiance_w_m2(quarters, site)
        season_degc = 28 + 12 * np.sin((quarters.month.to_numpy() - 4) / 12 * 2 * np.pi)
        cell_degc = season_degc + CELL_RISE_DEGC_PER_W_M2 * irradiance_w_m2
        power = irradiance_w_m2 / 1000 * (1 - POWER_LOSS_PER_DEGC * (cell_degc - 25))
        hourly = (power * SYSTEM_FACTOR).reshape(4, -1).mean(axis=0)
        output += site.share_frac * np.clip(hourly, 0, LARGEST_PU)
    return output


def _plane_irradiance_w_m2(times: pd.DatetimeIndex, site: Site) -> Floats:
    """Give clear-sky irradiance on the fixed plane, facing south."""
    sun = pvlib.solarposition.get_solarposition(
        times, site.latitude_deg, site.longitude_deg, altitude=ALTITUDE_M
    )
    zenith = sun["apparent_zenith"]
    airmass = pvlib.atmosphere.get_absolute_airmass(pvlib.atmosphere.get_relative_airmass(zenith))
    sky = pvlib.clearsky.ineichen(
        zenith,
        airmass,
        LINKE_TURBIDITY[times.month - 1],
        altitude=ALTITUDE_M,
        dni_extra=pvlib.irradiance.get_extra_radiation(times),
    )
    plane = pvlib.irradiance.get_total_irradiance(
        TILT_DEG, AZIMUTH_DEG, zenith, sun["azimuth"], sky["dni"], sky["ghi"], sky["dhi"]
    )
    return plane["poa_global"].fillna(0).to_numpy()


def cloudy_pu(
    labels: pd.DatetimeIndex,
    rng: np.random.Generator,
    sites: dict[str, Site],
    clearness: Floats,
    calm_day: str,
) -> Floats:
    """Give hourly output under drawn clearness, per unit of installed capacity.

    ``calm_day`` (ISO date) gets no hourly noise: its load is pinned to two printed readings,
    and noise in those two hours would be read as installed capacity.
    """
    month = labels.month.to_numpy() - 1
    day_noise = np.repeat(autoregressive(rng, len(labels) // 24, 0.55), 24)
    hour_noise = autoregressive(rng, len(labels), 0.6)
    hour_noise[labels.strftime("%Y-%m-%d") == calm_day] = 0
    drawn = clearness[month] + DAY_CLEARNESS_SD[month] * day_noise + HOUR_CLEARNESS_SD * hour_noise
    return clear_sky_pu(labels, sites) * np.clip(drawn, *CLEARNESS_RANGE)


def scaled_to_months(
    output_pu: Floats, labels: pd.DatetimeIndex, mean_pu: Sequence[float] | Floats
) -> Floats:
    """Scale each month to its mean; repeated because output above 0.97 is cut each time."""
    scaled = output_pu.copy()
    for month in MONTHS:
        hours = labels.month == month
        for _ in range(30):
            factor = mean_pu[month - 1] / scaled[hours].mean()
            scaled[hours] = np.clip(scaled[hours] * factor, 0, 0.97)
    return scaled
