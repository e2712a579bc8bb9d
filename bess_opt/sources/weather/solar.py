"""Solar output over the inverter's rating, by pvlib: PVWatts step by step, or its ModelChain.

Both transpose by Hay and Davies 1980, take the cell temperature of King et al. 2004 (SAPM), and the
module, loss and inverter models of PVWatts 5 (Dobos 2014, NREL/TP-6A20-62641). The ModelChain adds
reflection off the glass (``physical``, De Soto et al. 2006). Irradiance that the file already gives
in the plane asked for is used as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bess_opt.errors import Fault
from bess_opt.sources.weather.record import WeatherRecord, need_pvlib, refusal

NEAR_DEG = 1.0
CALM_M_PER_S = 1.0
"""Wind where the file has none, as PVGIS takes it; assumption."""
_LOSSES = (
    *("soiling", "shading", "snow", "mismatch", "wiring", "connections", "lid"),
    *("nameplate_rating", "age", "availability"),
)


def solar_frac(record: WeatherRecord, spec: Any) -> NDArray[np.float64] | Fault:
    """Alternating-current output over rating, row by row of the record.

    Parameters
    ----------
    record : WeatherRecord
    spec : WeatherSpec
        ``model`` is ``pvwatts`` or ``pvlib_chain``.
    """
    pvlib = need_pvlib(record.file)
    location = pvlib.location.Location(
        record.latitude_deg, record.longitude_deg, altitude=record.altitude_m
    )
    times = record.sun_times
    sun = location.get_solarposition(times)
    weather = _weather(record, spec, sun, pvlib)
    if isinstance(weather, Fault):
        return weather
    weather.index = times
    chained = spec.model == "pvlib_chain"
    frac = (
        _chain(weather, location, spec, pvlib) if chained else _pvwatts(weather, sun, spec, pvlib)
    )
    # What is missing stays missing, by night as by day.
    return np.where(weather.isna().any(axis=1).to_numpy(), np.nan, frac)


def _weather(record: WeatherRecord, spec: Any, sun: Any, pvlib: Any) -> pd.DataFrame | Fault:
    """Irradiance (of the plane, or to be transposed), temperature and wind of each row."""
    if "temp_air" not in record.frame:
        return refusal(record.file, "the file has no air temperature", "a column of it", "", None)
    wind = record.values("wind_speed")
    frame = pd.DataFrame(
        {
            "temp_air": record.values("temp_air"),
            "wind_speed": np.full(len(record.frame), CALM_M_PER_S) if wind is None else wind,
        }
    )
    if record.plane_deg is not None or "poa_global" in record.frame:
        plane = _planar(record, spec, sun, frame)
        return plane
    ghi, dni, dhi = (record.values(name) for name in ("ghi", "dni", "dhi"))
    if ghi is None:
        return refusal(record.file, "the file has no radiation", "global radiation", "", None)
    if dni is None or dhi is None:
        dni, dhi = _parted(record, ghi, sun, pvlib)
    return frame.assign(ghi=ghi, dni=dni, dhi=dhi)


def _parted(
    record: WeatherRecord, ghi: NDArray[np.float64], sun: Any, pvlib: Any
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Beam and diffuse of a global sum: from the beam on the ground, or by Erbs et al. 1982."""
    beam = record.values("beam_horizontal")
    zenith = sun["zenith"].to_numpy()
    if beam is None:
        parts = pvlib.irradiance.erbs(ghi, zenith, record.sun_times)
        return np.asarray(parts["dni"], dtype=float), np.asarray(parts["dhi"], dtype=float)
    cosine = np.maximum(np.cos(np.radians(zenith)), np.cos(np.radians(87.0)))
    return np.where(zenith < 90, beam / cosine, 0.0), np.maximum(ghi - beam, 0.0)


def _planar(
    record: WeatherRecord, spec: Any, sun: Any, frame: pd.DataFrame
) -> pd.DataFrame | Fault:
    """Irradiance of a file that gives it in a plane: the one asked for, or the flat one."""
    tilt, azimuth = record.plane_deg or (None, None)
    parts = {name: record.values(f"poa_{name}") for name in ("global", "direct", "diffuse")}
    fixed = spec.mounting == "fixed"
    turned = abs((azimuth or 0.0) - (spec.azimuth_deg or 0.0) + 180.0) % 360.0 - 180.0
    same = tilt is not None and abs(tilt - (spec.tilt_deg or 0.0)) <= NEAR_DEG
    if fixed and same and (abs(turned) <= NEAR_DEG or tilt == 0) and parts["global"] is not None:
        held = {f"poa_{name}": values for name, values in parts.items() if values is not None}
        if spec.model == "pvlib_chain" and len(held) < 3:
            found = "the file gives the sum of beam and diffuse light only"
            repair = "download it with 'radiation components', or take model: pvwatts"
            return refusal(record.file, found, "both apart", repair, None)
        return frame.assign(**held)
    if tilt == 0 and parts["direct"] is not None and parts["diffuse"] is not None:
        cosine = np.cos(np.radians(sun["zenith"].to_numpy()))
        dni = np.where(cosine > 0.05, parts["direct"] / np.maximum(cosine, 0.05), 0.0)
        return frame.assign(ghi=parts["global"], dni=dni, dhi=parts["diffuse"])
    where = "a plane that is not named" if tilt is None else f"tilt {tilt:g}, azimuth {azimuth:g}"
    asked = f"tilt {spec.tilt_deg}, azimuth {spec.azimuth_deg}" if fixed else "a tracker"
    found = f"the file gives the light on {where}, the series asks for {asked}"
    repair = "download it for that plane, or flat with 'radiation components'"
    return refusal(record.file, found, "the plane of the series", repair, None)


def _mount(spec: Any, pvlib: Any) -> Any:
    if spec.mounting == "single_axis":
        return pvlib.pvsystem.SingleAxisTrackerMount(
            axis_tilt=0.0,
            axis_azimuth=spec.azimuth_deg,
            max_angle=spec.max_angle_deg,
            backtrack=True,
            gcr=spec.ground_cover_frac,
        )
    return pvlib.pvsystem.FixedMount(surface_tilt=spec.tilt_deg, surface_azimuth=spec.azimuth_deg)


def _pvwatts(weather: pd.DataFrame, sun: Any, spec: Any, pvlib: Any) -> NDArray[np.float64]:
    if "poa_global" in weather:
        plane = weather["poa_global"]
    else:
        zenith, azimuth = sun["apparent_zenith"], sun["azimuth"]
        facing = _mount(spec, pvlib).get_orientation(zenith, azimuth)
        plane = pvlib.irradiance.get_total_irradiance(
            facing["surface_tilt"],
            facing["surface_azimuth"],
            zenith,
            azimuth,
            weather["dni"],
            weather["ghi"],
            weather["dhi"],
            dni_extra=pvlib.irradiance.get_extra_radiation(weather.index),
            albedo=spec.albedo_frac,
            model="haydavies",
        )["poa_global"]
    # A tracker's plane is not known at night, when there is no light to fall on it.
    plane = plane.where(~(plane.isna() & (sun["apparent_zenith"] > 90)), 0.0)
    made = pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"][spec.racking]
    cell = pvlib.temperature.sapm_cell(plane, weather["temp_air"], weather["wind_speed"], **made)
    dc = pvlib.pvsystem.pvwatts_dc(plane, cell, spec.dc_ac_ratio, spec.gamma_frac_per_k)
    dc = dc * (1.0 - spec.losses_frac)
    eta = spec.eta_inverter_frac
    ac = pvlib.inverter.pvwatts(dc, 1.0 / eta, eta_inv_nom=eta)
    return np.asarray(np.clip(ac.to_numpy(dtype=float), 0.0, 1.0))


def _chain(weather: pd.DataFrame, location: Any, spec: Any, pvlib: Any) -> NDArray[np.float64]:
    eta = spec.eta_inverter_frac
    array = pvlib.pvsystem.Array(
        _mount(spec, pvlib),
        albedo=spec.albedo_frac,
        module_parameters={"pdc0": spec.dc_ac_ratio, "gamma_pdc": spec.gamma_frac_per_k},
        temperature_model_parameters=pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"][
            spec.racking
        ],
    )
    system = pvlib.pvsystem.PVSystem(
        arrays=[array],
        inverter_parameters={"pdc0": 1.0 / eta, "eta_inv_nom": eta},
        losses_parameters={name: 0.0 for name in _LOSSES} | {"soiling": 100 * spec.losses_frac},
    )
    chain = pvlib.modelchain.ModelChain(
        system,
        location,
        transposition_model="haydavies",
        aoi_model="physical",
        spectral_model="no_loss",
        temperature_model="sapm",
        losses_model="pvwatts",
    )
    if "poa_global" in weather:
        chain.run_model_from_poa(weather)
    else:
        chain.run_model(weather)
    ac = np.asarray(chain.results.ac.to_numpy(dtype=float))
    return np.asarray(np.clip(np.nan_to_num(ac), 0.0, 1.0))
