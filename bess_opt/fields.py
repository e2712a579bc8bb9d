"""What a field of a component may be: a number, a series, monthly values, a rating, a part.

A field's name ends in its unit; a value may be written with a unit of the same family. What a field
becomes in the model is told by :func:`shape_of`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bess_opt.bands import FIXED_OM_PER_MW, FIXED_OM_PER_MWH, LIFE_YEARS, NoBand
from bess_opt.units import UnitMismatch, read_quantity, unit_of

Mark = TypeVar("Mark")


@dataclass(frozen=True)
class Shape:
    """How a field spreads: over steps (``T``) or months (``M``), and the band it keeps to."""

    over: Literal["T", "M"]
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Basis:
    """Where the default of a field comes from: a source, or ``assumption`` and why.

    Defaults of nought, one and none that stand for 'not there' need none.
    """

    text: str


Series = Annotated[float | str, Shape("T")]
SeriesFrac = Annotated[float | str, Shape("T", 0.0, 1.0)]
SeriesPositive = Annotated[float | str, Shape("T", 0.0)]
Monthly = Annotated[float | list[float], Shape("M")]
MonthlyPositive = Annotated[float | list[float], Shape("M", 0.0)]


def by_month(value: float | list[float]) -> list[float]:
    """Monthly values as January to December."""
    return list(value) if isinstance(value, list) else [value] * 12


def of_year(value: float | list[float]) -> float:
    """The twelve monthly values of a year together."""
    return math.fsum(by_month(value))


class Part(BaseModel):
    """A piece of data inside a component: frozen, no unknown keys, units allowed in the value."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _read_written_units(cls, data: Any) -> Any:
        """Turn ``"50 MW"`` into 50.0 by the unit the field's name ends in; catch percentages."""
        if not isinstance(data, dict):
            return data
        return {key: _plain(key, value) for key, value in data.items()}


def _plain(name: str, value: Any) -> Any:
    unit = unit_of(name)
    if unit is None:
        return value
    if unit.dimension == "fraction" and isinstance(value, int | float) and 1 < value <= 100:
        raise PydanticCustomError(
            "E-UN-004",
            "{name} is {value}; a fraction lies between 0 and 1",
            {"name": name, "value": value, "found": str(value), "meant": value / 100},
        )
    if isinstance(value, list):
        return [_plain(name, one) if isinstance(one, str) else one for one in value]
    if isinstance(value, str):
        try:
            number = read_quantity(value, unit.dimension)
        except UnitMismatch as fault:
            code = "E-UN-001" if fault.known_dimension is None else "E-UN-002"
            raise PydanticCustomError(
                code,
                "{name} is given in {written}",
                {"name": name, "written": fault.written, "found": value, "unit": unit.symbol},
            ) from None
        return value if number is None else number
    return value


OF_OWNER = NoBand("what a MW costs is a matter of the kind, whose rating carries the band")


class Rating(Part):
    """A rating: a number, or an invitation to size between two bounds at a price.

    ``p_rated_mw: 100`` is given; ``p_rated_mw: {min: 0, max: 500, capex_per_mw: ...}`` is sized.
    The annual cost of a sized rating is ``capex * annuity(rate, life) + fixed O&M``.
    """

    min: float = Field(0.0, ge=0, description="Least size, in the unit of the rating.")
    max: float = Field(ge=0, description="Most size, in the unit of the rating.")
    capex_per_mw: Annotated[float, OF_OWNER] = Field(
        0.0, ge=0, description="Investment, of a rating in MW."
    )
    capex_per_mwh: Annotated[float, OF_OWNER] = Field(
        0.0, ge=0, description="Investment, of a rating in MWh."
    )
    fixed_om_per_mw_year: Annotated[float, FIXED_OM_PER_MW] = Field(
        0.0, ge=0, description="Operation and maintenance, of a rating in MW."
    )
    fixed_om_per_mwh_year: Annotated[float, FIXED_OM_PER_MWH] = Field(
        0.0, ge=0, description="Operation and maintenance, of a rating in MWh."
    )
    life_years: Annotated[float | None, LIFE_YEARS] = Field(
        None, gt=0, description="Years over which the investment is paid; needed with a capex."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, data: Any) -> Any:
        if isinstance(data, bool):
            return data
        if isinstance(data, int | float):
            return {"min": data, "max": data}
        return data

    @model_validator(mode="after")
    def _ordered(self) -> Rating:
        if self.min > self.max:
            raise PydanticCustomError(
                "E-PH-004",
                "min {low} lies above max {high}",
                {"low": self.min, "high": self.max, "found": f"min {self.min}, max {self.max}"},
            )
        if self.capex > 0 and self.life_years is None:
            raise PydanticCustomError(
                "E-CF-006", "a rating with a capex needs life_years", {"name": "life_years"}
            )
        return self

    @property
    def is_sized(self) -> bool:
        """Whether the optimiser may choose."""
        return self.max > self.min or self.capex > 0 or self.fixed_om > 0

    @property
    def capex(self) -> float:
        """Investment per unit of the rating, in the component's currency."""
        return self.capex_per_mw + self.capex_per_mwh

    @property
    def fixed_om(self) -> float:
        """Fixed operation and maintenance per unit of the rating and year."""
        return self.fixed_om_per_mw_year + self.fixed_om_per_mwh_year


def shape_of(cls: type[BaseModel], field: str) -> Literal["number", "rating", "T", "M"] | None:
    """How a field becomes a Param: by step, by month, as a number, as a rating, or not at all."""
    info = cls.model_fields[field]
    shape = series_shape(cls, field)
    if shape is not None:
        return shape.over
    several = get_origin(info.annotation) in (list, dict)
    kinds = {info.annotation, *(() if several else get_args(info.annotation))}
    if Rating in kinds:
        return "rating"
    if (float in kinds or int in kinds) and bool not in kinds and unit_of(field) is not None:
        return "number"
    return None


def series_shape(cls: type[BaseModel], field: str) -> Shape | None:
    """The :class:`Shape` a field is annotated with, if any."""
    return mark_of(cls, field, Shape)


def mark_of(cls: type[BaseModel], field: str, kind: type[Mark]) -> Mark | None:
    """What a field is annotated with of a kind: its shape, its band, the basis of its default."""
    info = cls.model_fields[field]
    found: list[Any] = [*info.metadata]
    for part in get_args(info.annotation):
        found.extend(getattr(part, "__metadata__", ()))
    return next((mark for mark in found if isinstance(mark, kind)), None)


def is_money(field: str) -> bool:
    """Whether a field's unit is money, so that its currency matters."""
    unit = unit_of(field)
    return unit is not None and unit.is_money
