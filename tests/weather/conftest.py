"""Weather files made once, and the reading of one series from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import making
import pytest

from bess_opt.case.time_spec import Time
from bess_opt.case.weather_spec import WeatherSpec
from bess_opt.sources import Inputs, load_series

YEAR = {"zone": "Asia/Karachi", "start": "2026-01-01T00:00", "step": "1h", "periods": "1 year"}
SUN = {"model": "pvwatts", "tilt_deg": 25.0, "azimuth_deg": 180.0, "years": "typical"}
Reader = Callable[..., Inputs]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the made-up year in every format."""
    folder = tmp_path_factory.mktemp("weather")
    made = {
        "site.epw": making.epw(),
        "tmy3.csv": making.tmy3(),
        "sam.csv": making.sam(),
        "pvgis_tmy.csv": making.pvgis_tmy(0.5),
        "pvgis.csv": making.pvgis_hourly("csv"),
        "pvgis.json": making.pvgis_hourly("json"),
        "era5.nc": making.era5(),
    }
    for name, content in made.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def read(files: Path) -> Reader:
    """``read("site.epw", tilt_deg=30)`` reads the series ``sun`` for 2026 in Karachi."""

    def reading(name: str | Path, *, time: dict[str, Any] | None = None, **spec: Any) -> Inputs:
        folder = files if isinstance(name, str) else name.parent
        asked = WeatherSpec(weather=Path(name).name, **{**SUN, **spec})
        return load_series(Time(**{**YEAR, **(time or {})}), {"sun": asked}, folder)

    return reading


def without(*names: str) -> dict[str, Any]:
    """The usual fields of a solar series less some, for other models."""
    return {name: value for name, value in SUN.items() if name not in names}
