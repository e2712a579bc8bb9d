"""Text formats of weather, read by pvlib after a look at head and rows: EPW, TMY3, PVGIS, SAM CSV.

Which instant a stamp means differs: EPW and TMY3 stamp the end of the hour, SAM CSV its middle (the
minute says so), PVGIS the instant of the satellite picture (its minute, or the offset that a
typical year's head states). Radiation is placed accordingly, and the reading is kept in words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bess_opt.errors import Fault
from bess_opt.sources.files import DataFile
from bess_opt.sources.weather.epw import read_epw
from bess_opt.sources.weather.era5 import read_era5
from bess_opt.sources.weather.pvgis import read_pvgis
from bess_opt.sources.weather.record import WeatherRecord, need_pvlib, refusal
from bess_opt.sources.weather.sam import read_sam
from bess_opt.sources.weather.tmy3 import read_tmy3

Reader = Callable[[DataFile, str, Any], WeatherRecord | Fault]


def read_weather(
    file: DataFile, form: str | None, latitude_deg: float | None, longitude_deg: float | None
) -> WeatherRecord | Fault:
    """The record in a weather file, or why there is none.

    Parameters
    ----------
    file : DataFile
    form : str, optional
        Format; told by the head of the file where None.
    latitude_deg, longitude_deg : float, optional
        Which point of a grid is meant (ERA5).

    Raises
    ------
    EnvironmentFault
        pvlib is not installed.
    """
    pvlib = need_pvlib(file.name)
    known = form or told_by_head(file.content)
    if known == "era5":
        return read_era5(file, latitude_deg, longitude_deg)
    if known is None:
        return refusal(
            file.name,
            "the head is of no weather format that is read",
            "EPW, TMY3, PVGIS (CSV or JSON), SAM CSV or ERA5 (NetCDF)",
            "set format, or download the file again",
        )
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = file.content.decode("latin-1")
    text = text.replace("\r\n", "\n")
    try:
        return _READERS[known](file, text, pvlib)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, StopIteration) as reason:
        words = " ".join(str(reason).split())[:120] or type(reason).__name__
        found = f"the file cannot be read as {known.upper()} ({words})"
        return refusal(file.name, found, f"a complete file of {known.upper()}", "download it again")


def told_by_head(content: bytes) -> str | None:
    """Format of a weather file by its first lines, None where it is none that is read."""
    head = content[:4000].lstrip(b"\xef\xbb\xbf")
    if head[:4] in (b"\x89HDF", b"CDF\x01", b"CDF\x02"):
        return "era5"
    text = head.decode("latin-1")
    lines = text.splitlines() or [""]
    if lines[0].upper().startswith("LOCATION,"):
        return "epw"
    is_json = text.lstrip().startswith("{")
    if lines[0].lower().startswith("latitude (decimal") or (is_json and '"inputs"' in text):
        return "pvgis"
    if len(lines) > 1 and lines[1].startswith("Date (MM/DD/YYYY)"):
        return "tmy3"
    if "latitude" in lines[0].lower() and len(lines) > 2 and lines[2].lower().startswith("year"):
        return "sam"
    return None


_READERS: dict[str, Reader] = {
    "epw": read_epw,
    "tmy3": read_tmy3,
    "pvgis": read_pvgis,
    "sam": read_sam,
}
