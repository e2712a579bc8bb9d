"""A made-up year of weather at one place, written in the formats that weather comes in.

The contents are synthetic; heads, columns and stamps are those of real files. The sun is that of
the place, so that a file whose stamps are misread by an hour does not fit it.
"""

# ruff: noqa: E501  (a line of a file is a line)

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pvlib
import xarray as xr

LATITUDE, LONGITUDE, ALTITUDE_M = 24.9, 67.1, 22.0
ZONE_H = 5
MONTH_YEARS = (2007, 2012, 2009, 2015, 2006, 2010, 2008, 2014, 2011, 2013, 2005, 2016)


def weather(times: pd.DatetimeIndex, longitude: float = LONGITUDE) -> pd.DataFrame:
    """Weather at instants (UTC): clear mornings, cloud by day of the year, wind from the sea."""
    sun = pvlib.location.Location(LATITUDE, longitude).get_solarposition(times)
    cosine = np.cos(np.radians(sun["zenith"].to_numpy())).clip(0)
    day = times.day_of_year.to_numpy()
    hour = times.hour.to_numpy() + times.minute.to_numpy() / 60 + ZONE_H
    cloud = 0.7 + 0.3 * np.sin(day * 2.3)
    dni = np.where(cosine > 0.03, 820.0 * cloud * cosine**0.25, 0.0)
    dhi = np.where(cosine > 0, 110.0 * cosine**0.6, 0.0)
    return pd.DataFrame(
        {
            "ghi": dni * cosine + dhi,
            "dni": dni,
            "dhi": dhi,
            "temp_air": 26 + 7 * np.sin((day - 110) / 58) + 4 * np.sin((hour - 9) / 24 * 2 * np.pi),
            "wind_speed": 5.5 + 3.5 * np.sin(day / 9) + 1.5 * np.sin((hour - 11) / 24 * 2 * np.pi),
            "pressure": 100_900 + 600 * np.cos(day / 58),
        },
        index=times,
    )


def local_starts(zone_h: float = ZONE_H) -> pd.DatetimeIndex:
    """Starts of the 8,760 hours of a year stitched from months of different years, local clock."""
    parts = [
        pd.date_range(
            f"{year}-{month:02d}-01",
            periods=pd.Period(f"2007-{month}").days_in_month * 24,
            freq="h",
        )
        for month, year in enumerate(MONTH_YEARS, 1)
    ]
    return parts[0].append(parts[1:])


def utc(local: pd.DatetimeIndex, zone_h: float = ZONE_H) -> pd.DatetimeIndex:
    """Instants of a fixed clock."""
    return (local - pd.Timedelta(hours=zone_h)).tz_localize("UTC")


def epw(**changes: float) -> str:
    """An EPW file: a head of 8 lines, 35 columns, hours 1 to 24, radiation of the hour before."""
    zone = changes.get("zone_h", ZONE_H)
    start = local_starts()
    middle = utc(start + pd.Timedelta(minutes=30))
    data = weather(middle)
    head = [
        f"LOCATION,Karachi,SD,PAK,SRC-TMYx,417800,{LATITUDE},{LONGITUDE},{zone:.1f},{ALTITUDE_M}",
        "DESIGN CONDITIONS,0",
        "TYPICAL/EXTREME PERIODS,0",
        "GROUND TEMPERATURES,0",
        "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
        "COMMENTS 1,made up for a test",
        "COMMENTS 2,no real weather",
        "DATA PERIODS,1,1,Data,Sunday,1/1,12/31",
    ]
    lines = [
        f"{s.year},{s.month},{s.day},{s.hour + 1},60,?9?9?9,{w.temp_air:.3f},18.0,60,{w.pressure:.0f},"
        f"0,0,350,{w.ghi:.3f},{w.dni:.3f},{w.dhi:.3f},0,0,0,0,240,{w.wind_speed:.3f},3,3,10,2000,9,"
        "999999999,20,0.3,0,88,0.2,0.0,0.0"
        for s, w in zip(start, data.itertuples(), strict=True)
    ]
    return "\r\n".join([*head, *lines]) + "\r\n"


def tmy3() -> str:
    """A TMY3 file: two lines of head, hours 01:00 to 24:00, pressure in mbar."""
    start = local_starts()
    data = weather(utc(start + pd.Timedelta(minutes=30)))
    head = (
        f'417800,"KARACHI",PK,{ZONE_H:.1f},{LATITUDE},{LONGITUDE},{ALTITUDE_M:.0f}\n'
        "Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),ETRN (W/m^2),GHI (W/m^2),DNI (W/m^2),"
        "DHI (W/m^2),Dry-bulb (C),Dew-point (C),RHum (%),Pressure (mbar),Wdir (degrees),Wspd (m/s),"
        "Alb (unitless),Pwat (cm)\n"
    )
    lines = [
        f"{s:%m/%d/%Y},{s.hour + 1:02d}:00,0,0,{w.ghi:.3f},{w.dni:.3f},{w.dhi:.3f},{w.temp_air:.3f},"
        f"18,60,{w.pressure / 100:.3f},240,{w.wind_speed:.3f},0.2,2.0"
        for s, w in zip(start, data.itertuples(), strict=True)
    ]
    return head + "\n".join(lines) + "\n"


def sam(zone_h: float = ZONE_H, minute: int = 30) -> str:
    """A SAM CSV as the NSRDB writes it: names and values of the head, stamps at the half hour."""
    start = local_starts()
    data = weather(utc(start + pd.Timedelta(minutes=minute), zone_h))
    head = (
        "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time Zone\n"
        f"NSRDB,1,-,-,-,{LATITUDE},{LONGITUDE},{zone_h:g},{ALTITUDE_M:g},{zone_h:g}\n"
        "Year,Month,Day,Hour,Minute,DHI,DNI,GHI,Temperature,Pressure,Wind Speed\n"
    )
    lines = [
        f"{s.year},{s.month},{s.day},{s.hour},{minute},{w.dhi:.3f},{w.dni:.3f},{w.ghi:.3f},"
        f"{w.temp_air:.3f},{w.pressure / 100:.3f},{w.wind_speed:.3f}"
        for s, w in zip(start, data.itertuples(), strict=True)
    ]
    return head + "\n".join(lines) + "\n"


def pvgis_tmy(offset_h: float | None = None) -> str:
    """A typical year of PVGIS: UTC, full hours, the years of its months in the head."""
    start = local_starts()
    data = weather((start + pd.Timedelta(hours=offset_h or 0.0)).tz_localize("UTC"))
    head = [
        f"Latitude (decimal degrees): {LATITUDE:.3f}",
        f"Longitude (decimal degrees): {LONGITUDE:.3f}",
        f"Elevation (m): {ALTITUDE_M}",
        *([] if offset_h is None else [f"Irradiance Time Offset (h): {offset_h}"]),
        "month,year",
        *(f"{month},{year}" for month, year in enumerate(MONTH_YEARS, 1)),
        "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP",
    ]
    lines = [
        f"{s:%Y%m%d:%H%M},{w.temp_air:.3f},60.0,{w.ghi:.3f},{w.dni:.3f},{w.dhi:.3f},350,"
        f"{w.wind_speed:.3f},240,{w.pressure:.0f}"
        for s, w in zip(start, data.itertuples(), strict=True)
    ]
    tail = [
        "",
        "T2m: 2-m air temperature (degree Celsius)",
        "",
        "PVGIS (c) European Union, 2001-2024",
    ]
    return "\r\n".join([*head, *lines, *tail]) + "\r\n"


def pvgis_hourly(kind: str, tilt: float = 0.0, azimuth: float = 180.0, minute: int = 10) -> str:
    """Hourly light in a plane from PVGIS for 2019, as CSV or JSON; instants at a minute (UTC)."""
    times = pd.date_range("2019-01-01", periods=8760, freq="h", tz="UTC") + pd.Timedelta(
        minutes=minute
    )
    data = weather(times)
    sun = pvlib.location.Location(LATITUDE, LONGITUDE).get_solarposition(times)
    plane = pvlib.irradiance.get_total_irradiance(
        tilt, azimuth, sun["zenith"], sun["azimuth"], data["dni"], data["ghi"], data["dhi"]
    ).fillna(0.0)
    rows = [
        (f"{t:%Y%m%d:%H%M}", *(round(float(v), 3) for v in (d, s, g, 90 - z, a, w)))
        for t, d, s, g, z, a, w in zip(
            times,
            plane["poa_direct"],
            plane["poa_sky_diffuse"],
            plane["poa_ground_diffuse"],
            sun["zenith"],
            data["temp_air"],
            data["wind_speed"],
            strict=True,
        )
    ]
    names = ("time", "Gb(i)", "Gd(i)", "Gr(i)", "H_sun", "T2m", "WS10m", "Int")
    if kind == "json":
        place = {"latitude": LATITUDE, "longitude": LONGITUDE, "elevation": ALTITUDE_M}
        fixed = {"slope": {"value": tilt, "optimal": False}, "azimuth": {"value": azimuth - 180}}
        hourly = [dict(zip(names, (*row, 0.0), strict=True)) for row in rows]
        inputs = {"location": place, "mounting_system": {"fixed": fixed}}
        return json.dumps({"inputs": inputs, "outputs": {"hourly": hourly}, "meta": {"inputs": {}}})
    head = [
        f"Latitude (decimal degrees): {LATITUDE:.3f}",
        f"Longitude (decimal degrees): {LONGITUDE:.3f}",
        f"Elevation (m): {ALTITUDE_M}",
        "Radiation database: PVGIS-SARAH3",
        f"Slope: {tilt:g} deg.",
        f"Azimuth: {azimuth - 180:g} deg.",
        ",".join(names),
    ]
    lines = [",".join(map(str, (*row, 0.0))) for row in rows]
    return "\n".join([*head, *lines, "", "T2m: 2-m air temperature"]) + "\n"


def era5(year: int = 2019, *, points: bool = False, beam: bool = True, land: bool = False) -> bytes:
    """ERA5 single levels for a year: sums of the hour before the stamp, K, Pa, wind components."""
    ends = pd.date_range(f"{year}-01-01T01:00", periods=8760, freq="h")
    middle = weather((ends - pd.Timedelta(minutes=30)).tz_localize("UTC"))
    at_end = weather(ends.tz_localize("UTC"))
    sun = pvlib.location.Location(LATITUDE, LONGITUDE).get_solarposition(middle.index)
    ssrd = middle["ghi"].to_numpy() * 3600
    if land:
        ssrd = ssrd.reshape(-1, 24).cumsum(axis=1).ravel()
    values = {
        "ssrd": ssrd,
        "fdir": middle["dni"].to_numpy()
        * np.cos(np.radians(sun["zenith"])).clip(0).to_numpy()
        * 3600,
        "t2m": at_end["temp_air"].to_numpy() + 273.15,
        "sp": at_end["pressure"].to_numpy(),
        "u100": 0.6 * at_end["wind_speed"].to_numpy(),
        "v100": 0.8 * at_end["wind_speed"].to_numpy(),
    }
    if not beam:
        del values["fdir"]
    latitudes = [25.25, 25.0, 24.75] if points else [LATITUDE]
    longitudes = [67.0, 67.25] if points else [LONGITUDE]
    shape = (1, len(latitudes), len(longitudes))
    data = xr.Dataset(
        {
            n: (("valid_time", "latitude", "longitude"), np.tile(v[:, None, None], shape))
            for n, v in values.items()
        },
        coords={"valid_time": ends, "latitude": latitudes, "longitude": longitudes},
    )
    target = io.BytesIO()
    data.to_netcdf(target, engine="h5netcdf")
    return target.getvalue()
