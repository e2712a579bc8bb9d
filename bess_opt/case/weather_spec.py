"""A series that is computed from a weather file: solar and wind output over rating, temperature."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from bess_opt.case.series_spec import Mark
from bess_opt.component import Part

Model = Literal["pvwatts", "pvlib_chain", "wind_turbine", "temperature"]
Racking = Literal[
    "open_rack_glass_glass",
    "close_mount_glass_glass",
    "open_rack_glass_polymer",
    "insulated_back_glass_polymer",
]
LOSSES_FRAC = 0.14
"""Of direct current: soiling, shading, mismatch, wiring and others, Dobos 2014 table 5."""
_SOLAR = (
    *("tilt_deg", "azimuth_deg", "mounting", "racking", "dc_ac_ratio", "gamma_frac_per_k"),
    *("eta_inverter_frac", "albedo_frac", "max_angle_deg", "ground_cover_frac"),
)
_WIND = (
    *("hub_height_m", "measured_height_m", "roughness_length_m", "shear_exponent"),
    *("power_curve", "density_correction"),
)
_FIELDS = {
    "pvwatts": _SOLAR,
    "pvlib_chain": _SOLAR,
    "wind_turbine": _WIND,
    "temperature": (),
}


class WeatherSpec(Part):
    """One weather file and what is computed from it by pvlib, or by a turbine's power curve."""

    quantity_of: ClassVar[dict[str, tuple[str, str]]] = {"temperature": ("temperature", "degC")}

    weather: str = Field(min_length=1, description="Weather file, relative to the case file.")
    model: Model = Field(description="pvwatts, pvlib_chain, wind_turbine or temperature.")
    format: Literal["epw", "tmy3", "pvgis", "sam", "era5"] | None = Field(
        None, description="Told by the file's head where not given."
    )
    years: Literal["dated", "typical"] = Field(
        "dated", description="typical lays month, day and hour of the file on the horizon."
    )
    leap: Literal["error", "repeat"] = Field(
        "error", description="repeat: 28 February stands for a 29 February the file lacks."
    )
    resample: Literal["hold", "mean"] | None = Field(
        None, description="Allowed change of step: hold to a finer one, mean to a coarser one."
    )
    latitude_deg: float | None = Field(None, ge=-90, le=90, description="As in the file.")
    longitude_deg: float | None = Field(None, ge=-180, le=180, description="As in the file.")
    altitude_m: float | None = Field(None, ge=-500, le=9000, description="As in the file.")
    tilt_deg: float | None = Field(None, ge=0, le=90, description="0 is flat.")
    azimuth_deg: float | None = Field(
        None, ge=0, le=360, description="Clockwise from north: 180 faces south; or of the axis."
    )
    mounting: Literal["fixed", "single_axis"] = "fixed"
    racking: Racking = Field(
        "open_rack_glass_glass", description="Parameters of cell temperature, King et al. 2004."
    )
    dc_ac_ratio: float = Field(1.2, gt=0, le=3, description="Module over inverter rating; assumed.")
    gamma_frac_per_k: float = Field(
        -0.0035, ge=-0.02, le=0, description="Power over cell temperature; Dobos 2014, premium."
    )
    eta_inverter_frac: float = Field(0.96, gt=0, le=1, description="Nominal; Dobos 2014.")
    albedo_frac: float = Field(0.2, ge=0, le=1, description="Of the ground; Dobos 2014.")
    max_angle_deg: float = Field(60.0, gt=0, le=90, description="Of a tracker; assumed.")
    ground_cover_frac: float = Field(0.4, gt=0, le=1, description="Of tracker rows; assumed.")
    hub_height_m: float | None = Field(None, gt=0, le=300)
    measured_height_m: float | None = Field(
        None, gt=0, le=300, description="10 for EPW, TMY3 and PVGIS; 100 for ERA5 where it has it."
    )
    roughness_length_m: float | None = Field(None, gt=0, le=5, description="Logarithmic profile.")
    shear_exponent: float | None = Field(None, ge=0, le=1, description="Power law (Hellmann).")
    power_curve: str | list[list[float]] | None = Field(
        None, description="[m/s, output over rating] pairs, or a file of two columns."
    )
    density_correction: bool = Field(True, description="Stretch the curve by the air's density.")
    losses_frac: float | None = Field(
        None, ge=0, lt=1, description="Of direct current (0.14, Dobos 2014), or of the turbine."
    )
    scale: float = Field(1.0, gt=0, description="Factor on the result.")
    source: str = Field("", description="Where the file comes from.")
    mark: Mark | None = Field(None, description="How far the numbers are known.")
    description: str = ""

    @model_validator(mode="before")
    @classmethod
    def _usual_losses(cls, data: Any) -> Any:
        """Losses of PVWatts where a solar model is given none."""
        if isinstance(data, dict) and data.get("model") in ("pvwatts", "pvlib_chain"):
            return {"losses_frac": LOSSES_FRAC, **data}
        return data

    @model_validator(mode="after")
    def _fits_its_model(self) -> WeatherSpec:
        own = _FIELDS[self.model]
        for name in dict.fromkeys((*_SOLAR, *_WIND)):
            given = name in self.model_fields_set and getattr(self, name) is not None
            if given and name not in own:
                raise PydanticCustomError(
                    "E-CF-005",
                    "{name} means nothing to the model {model}",
                    {"name": name, "model": self.model, "known": "a field of that model"},
                )
        for name in self._needed():
            if getattr(self, name) is None:
                raise PydanticCustomError(
                    "E-CF-006", "the model {model} needs it", {"name": name, "model": self.model}
                )
        if self.model == "wind_turbine" and (self.roughness_length_m is None) == (
            self.shear_exponent is None
        ):
            raise PydanticCustomError(
                "E-CF-006",
                "give one of roughness_length_m and shear_exponent",
                {"name": "roughness_length_m"},
            )
        self._check_curve()
        return self

    def _needed(self) -> tuple[str, ...]:
        if self.model == "wind_turbine":
            return ("hub_height_m", "power_curve", "losses_frac")
        if self.model == "temperature":
            return ()
        faces = ("azimuth_deg", "losses_frac")
        return faces if self.mounting == "single_axis" else ("tilt_deg", *faces)

    def _check_curve(self) -> None:
        curve = self.power_curve
        if not isinstance(curve, list):
            return
        pairs = all(len(pair) == 2 for pair in curve) and len(curve) > 1
        rising = pairs and all(a[0] < b[0] for a, b in pairwise(curve))
        if not (rising and all(0 <= pair[1] <= 1 for pair in curve)):
            raise PydanticCustomError(
                "E-CF-023",
                "the power curve is not one",
                {
                    "name": "power_curve",
                    "known": "pairs of rising wind speed (m/s) and output over rating from 0 to 1",
                },
            )

    def matters(self, name: str) -> bool:
        """Whether a field means anything to the model."""
        return name in _FIELDS[self.model] or name not in (*_SOLAR, *_WIND)

    @property
    def file(self) -> str:
        """The weather file."""
        return self.weather

    @property
    def column(self) -> None:
        """A model takes the columns that it needs."""
        return None

    @property
    def unit(self) -> str:
        """Unit of the result."""
        return self.quantity_of.get(self.model, ("fraction", "1"))[1]

    @property
    def quantity(self) -> str:
        """Quantity of the result."""
        return self.quantity_of.get(self.model, ("fraction", "1"))[0]

    @property
    def currency(self) -> None:
        """Weather has no currency."""
        return None
