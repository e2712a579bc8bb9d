"""The ``series`` section: where a series is found in a file, and what its numbers mean."""

from __future__ import annotations

import functools
import re
from typing import Any, Literal

from pydantic import Field, field_validator, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from bess_opt.case.nearest import nearest
from bess_opt.case.spans import hours_of
from bess_opt.case.time_spec import Dst, Stamps
from bess_opt.component import Part
from bess_opt.units import WRITTEN

Quantity = Literal["power", "energy", "price", "fraction", "temperature", "number"]
Mark = Literal["cited", "derived", "assumed", "synthetic"]
GapKind = Literal["error", "hold", "interpolate", "fill"]

# Dimension of a written unit, and the quantities that may carry it.
_QUANTITIES: dict[str, tuple[Quantity, ...]] = {
    "power": ("power",),
    "energy": ("energy",),
    "money_per_energy": ("price",),
    "fraction": ("fraction", "number"),
    "temperature": ("temperature",),
}
_MONEY = re.compile(r"([A-Z]{3})(/.+)")


class Gaps(Part):
    """What to do where values are missing; at most one policy, and none means refuse."""

    hold: str | None = Field(None, description="Repeat the last value for at most this long.")
    interpolate: str | None = Field(None, description="Straight line over at most this long.")
    fill: float | None = Field(None, description="Put this number, in the unit of the file.")

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, data: Any) -> Any:
        if data == "error":
            return {}
        if isinstance(data, str):
            raise PydanticCustomError(
                "E-CF-021",
                "'{found}' is not a way to treat gaps",
                {"found": data, "known": "error, {hold: 2h}, {interpolate: 2h} or {fill: 0}"},
            )
        return data

    @field_validator("hold", "interpolate")
    @classmethod
    def _is_length(cls, value: str | None) -> str | None:
        if value is not None and hours_of(value) is None:
            raise PydanticCustomError(
                "E-CF-007", "'{found}' is not a length of time", {"found": value, "meant": "2h"}
            )
        return value

    @model_validator(mode="after")
    def _only_one(self) -> Gaps:
        given = [
            name for name in ("hold", "interpolate", "fill") if getattr(self, name) is not None
        ]
        if len(given) > 1:
            raise PydanticCustomError(
                "E-CF-021",
                "gaps are treated in more than one way: {found}",
                {"found": ", ".join(given), "known": "one of them"},
            )
        return self

    @model_serializer
    def _as_written(self) -> Any:
        if self.kind == "error":
            return "error"
        return {self.kind: getattr(self, self.kind)}

    @property
    def kind(self) -> GapKind:
        """The policy that was given."""
        if self.hold is not None:
            return "hold"
        if self.interpolate is not None:
            return "interpolate"
        return "error" if self.fill is None else "fill"


class SeriesSpec(Part):
    """One column of one file. ``quantity`` follows from the unit where it is not given."""

    file: str = Field(min_length=1, description="Path, relative to the case file.")
    column: str | None = Field(None, description="Heading; needed where the file has several.")
    sheet: str | None = Field(None, description="Sheet of a workbook.")
    time_column: str | None = Field(None, description="Heading of the stamps; first by default.")
    clock_column: str | None = Field(
        None, description="Heading of the time of day, where it stands apart from the date."
    )
    unit: str = Field(description="Unit in the file: MW, kW, MWh, 1, %, PKR/MWh, degC.")
    quantity: Quantity = Field(description="Energy is turned into power by the step.")
    stamps: Stamps | None = Field(None, description="As time.stamps where not given.")
    dst: Dst | None = Field(None, description="As time.dst where not given.")
    zone: str | None = Field(None, description="Zone of the stamps; as time.zone where not given.")
    date_format: str | None = Field(None, description="Such as %d/%m/%Y %H:%M.")
    decimal: Literal[".", ","] | None = None
    delimiter: str | None = Field(None, min_length=1, max_length=1)
    gaps: Gaps = Gaps()
    resample: Literal["hold", "mean", "sum"] | None = Field(
        None, description="Allowed change of step: hold to a finer one, mean to a coarser one."
    )
    leap: Literal["error", "drop", "repeat"] = "error"
    scale: float = Field(1.0, description="Factor on the values, after units.")
    currency: str | None = Field(None, description="Of a price; follows from the unit.")
    source: str = Field("", description="Where the numbers come from.")
    mark: Mark | None = Field(None, description="How far the numbers are known.")
    description: str = ""

    @model_validator(mode="before")
    @classmethod
    def _by_unit(cls, data: Any) -> Any:
        """Take quantity and currency from the unit where they are not given."""
        if not isinstance(data, dict) or not isinstance(data.get("unit"), str):
            return data
        dimension, currency, _ = unit_in_file(data["unit"])
        quantities = _QUANTITIES.get(dimension, ("number",))
        filled = {"quantity": quantities[0], **data}
        if currency is not None:
            filled.setdefault("currency", currency)
        return filled

    @field_validator("unit")
    @classmethod
    def _is_unit(cls, value: str) -> str:
        dimension, _, _ = unit_in_file(value)
        if not dimension:
            raise PydanticCustomError(
                "E-UN-001",
                "the unit '{found}' is not known",
                {"found": value, "meant": nearest_unit(value), "known": "MW, MWh, 1, USD/MWh"},
            )
        return value

    @model_validator(mode="after")
    def _agrees(self) -> SeriesSpec:
        dimension, currency, _ = unit_in_file(self.unit)
        quantities = _QUANTITIES.get(dimension, ("number",))
        if self.quantity not in quantities:
            raise PydanticCustomError(
                "E-UN-002",
                "the quantity is {quantity} and the unit is {found}",
                {
                    "name": "quantity",
                    "quantity": self.quantity,
                    "found": self.unit,
                    "known": " or ".join(quantities),
                },
            )
        if currency is not None and self.currency != currency:
            raise PydanticCustomError(
                "E-UN-008",
                "the unit says {unit} and the currency {found}",
                {"name": "currency", "unit": currency, "found": self.currency, "meant": currency},
            )
        return self


def unit_in_file(unit: str) -> tuple[str, str | None, float]:
    """Dimension, currency and size in our unit; the dimension is empty where unknown.

    >>> unit_in_file("PKR/kWh")
    ('money_per_energy', 'PKR', 1000.0)
    """
    if unit == "1":
        return "fraction", None, 1.0
    money = _MONEY.fullmatch(unit)
    currency, tail = (money[1], money[2]) if money else (None, unit)
    for dimension, table in WRITTEN.items():
        if tail in table and dimension.startswith("money") == (money is not None):
            return dimension, currency, table[tail]
    return "", None, 1.0


def nearest_unit(unit: str) -> str | None:
    """The known unit that was meant: same letters in another case first (``Mwh``)."""
    known = _known_units()
    money = _MONEY.fullmatch(unit.strip())
    prefix, tail = (money[1], money[2]) if money else ("", unit.strip())
    same = [u for u in known if u.casefold() == tail.casefold()]
    found = same[0] if same else nearest(tail, known)
    return None if found is None else prefix + found


@functools.cache
def _known_units() -> tuple[str, ...]:
    preferred = ("MW", "MWh", "kW", "kWh", "%")
    return (*preferred, *(u for table in WRITTEN.values() for u in table if u not in preferred))
