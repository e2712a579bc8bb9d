"""The case as data: one frozen model per section.

A case is given as YAML (or JSON, TOML) and read by :mod:`bess_opt.case.read`, which tells every
fault with its place. Built from Python (``Case.model_validate(mapping)``), pydantic's own error is
raised, and what only the whole case can tell is not looked at.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ConfigDict, Field, SerializeAsAny, field_validator
from pydantic_core import PydanticCustomError

from bess_opt.case.series_spec import Gaps, SeriesSpec
from bess_opt.case.time_spec import Period, Time
from bess_opt.case.weather_spec import WeatherSpec
from bess_opt.component import (
    REGISTER,
    Asset,
    Component,
    Part,
    Policy,
    Room,
    Tariff,
    load_register,
)

SCHEMA = "bess_opt/case/1"
VERSION = 1
ROOMS: Mapping[str, Room] = {"assets": "asset", "tariffs": "tariff", "policies": "policy"}
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


class Currency(Part):
    """Base currency, its price year, and what other currencies are worth in it."""

    base: str = Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code, such as PKR.")
    price_year: int = Field(ge=1950, le=2150, description="Money is real money of this year.")
    rates: dict[str, float] = Field(
        default_factory=dict, description="Units of the base currency for one unit of another."
    )
    sources: dict[str, str] = Field(default_factory=dict)

    @field_validator("rates")
    @classmethod
    def _are_positive(cls, value: dict[str, float]) -> dict[str, float]:
        for name, rate in value.items():
            if rate <= 0 or not re.fullmatch(r"[A-Z]{3}", name):
                raise PydanticCustomError(
                    "E-CF-023",
                    "the rate of {name} is {found}",
                    {
                        "name": name,
                        "found": rate,
                        "known": "a positive number of base units for one unit of a currency"
                        " with a code of three capitals",
                    },
                )
        return value


class Finance(Part):
    """What money costs over time."""

    discount_rate_real_frac: float | None = Field(
        None, ge=0, lt=1, description="Real rate a year; needed as soon as anything has a capex."
    )
    sources: dict[str, str] = Field(default_factory=dict)


class Carbon(Part):
    """Reserved for carbon accounting; prices and caps on carbon are policies."""

    description: str = ""


class Calibration(Part):
    """Printed energy by month that results are compared with."""

    file: str = Field(min_length=1)
    month_column: str = "month"
    group_column: str = "asset_group"
    energy_column: str = "energy_gwh"
    unit: Literal["MWh", "GWh", "TWh"] = "GWh"
    groups: dict[str, list[str]] = Field(
        default_factory=dict, description="Assets that make up each printed group."
    )


class Trial(Part):
    """A given size of storage, asked for where none pays."""

    p_rated_mw: float = Field(gt=0)
    e_rated_mwh: float = Field(gt=0)


class Study(Part):
    """What is computed beside the optimum itself, and from whose side it is told."""

    perspective: Literal["system", "utility", "owner", "consumer"] = "system"
    baseline: bool = Field(True, description="Solve again with sized storage fixed at zero.")
    break_even: bool = Field(True, description="Find the storage cost at which the first MWh pays.")
    flatness: bool = Field(True, description="Find the sizes within 1 % of the least cost.")
    value_stack: bool = Field(
        False, description="Tell what storage is worth by stream, and what one more MW or MWh is."
    )
    value_streams: list[str] = Field(
        default_factory=list,
        description="Rules and tariffs told as streams; all rules where empty.",
    )
    trial: Trial | None = Field(
        None,
        description="Size whose worth is told where none pays; else 2 % of the highest load, or of "
        "what can be exported where that is more, for 4 h.",
    )
    headline: list[str] = Field(
        default_factory=list, description="Storage to speak of; all storage where empty."
    )
    calibration: Calibration | None = None
    foresight: Literal["perfect", "rolling"] = Field(
        "perfect", description="How far dispatch sees; sizes are always those of the long plan."
    )
    window_h: float = Field(48.0, gt=0, description="Hours that a rolling dispatch sees.")
    advance_h: float = Field(24.0, gt=0, description="Hours of each window that are run.")


class Solver(Part):
    """How the program is solved; nothing here changes the optimum."""

    name: Literal["auto", "highs", "structured"] = "auto"
    time_limit_s: float | None = Field(None, gt=0)
    threads: int = Field(1, ge=1)


class Scenario(Part):
    """Named changes: values by dotted path, after those of the scenarios it extends."""

    description: str = ""
    extends: list[str] = Field(default_factory=list)
    overlay: dict[str, Any] = Field(
        default_factory=dict, description="Such as 'assets.bess.p_rated_mw: 100'."
    )

    @field_validator("extends", mode="before")
    @classmethod
    def _from_one_name(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class Case(Part):
    """A validated case."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal["bess_opt/case/1"] = Field("bess_opt/case/1", alias="schema")
    name: str = Field(min_length=1)
    description: str = ""
    currency: Currency
    time: Time
    series: dict[str, SeriesSpec | WeatherSpec] = Field(default_factory=dict)
    assets: dict[str, SerializeAsAny[Asset]]
    tariffs: dict[str, SerializeAsAny[Tariff]] = Field(default_factory=dict)
    policies: dict[str, SerializeAsAny[Policy]] = Field(default_factory=dict)
    finance: Finance = Finance()
    carbon: Carbon = Carbon()
    study: Study = Study()
    solver: Solver = Solver()
    scenarios: dict[str, Scenario] = Field(default_factory=dict)
    allow_outside: bool = Field(
        False, description="Whether files may lie outside the folder of the case."
    )

    @field_validator(*ROOMS, mode="before")
    @classmethod
    def _by_kind(cls, value: Any, info: Any) -> Any:
        """Turn each mapping into the component of its kind."""
        if not isinstance(value, dict):
            return value
        room = ROOMS[info.field_name]
        return {name: component_of(room, name, data) for name, data in value.items()}

    @property
    def components(self) -> dict[str, Component]:
        """Assets, tariffs and policies by name, inactive ones included."""
        return {**self.assets, **self.tariffs, **self.policies}


def series_models(data: Mapping[str, Any]) -> tuple[type[Part], ...]:
    """The model that an entry of the section ``series`` is read with."""
    return (WeatherSpec,) if "weather" in data else (SeriesSpec,)


def kinds(room: Room) -> dict[str, type[Component]]:
    """Registered kinds of a room; fills the register on first use."""
    _fill_register()
    return REGISTER[room]


@functools.cache
def _fill_register() -> None:
    load_register()


def component_of(room: Room, name: str, data: Any) -> Any:
    """The component that a mapping describes.

    Raises
    ------
    PydanticCustomError
        Its kind is not registered.
    ValidationError
        Its fields are wrong.
    """
    if not isinstance(data, dict):
        return data
    kind = data.get("kind")
    shelf = kinds(room)
    if not isinstance(kind, str) or kind not in shelf:
        raise PydanticCustomError(
            "E-CF-021",
            "there is no kind '{found}'",
            {"found": kind, "known": ", ".join(shelf)},
        )
    return shelf[kind].model_validate({**data, "name": name}, strict=True)


__all__ = [
    "NAME",
    "ROOMS",
    "SCHEMA",
    "VERSION",
    "Calibration",
    "Carbon",
    "Case",
    "Currency",
    "Finance",
    "Gaps",
    "Period",
    "Scenario",
    "SeriesSpec",
    "Solver",
    "Study",
    "Time",
    "WeatherSpec",
    "component_of",
    "kinds",
]
