"""How the stored energy of a period begins and ends: a type each, not a flag."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bess_opt.component import Part


class Cyclic(Part):
    """Stored energy closes on itself within each period."""

    kind: Literal["cyclic"] = "cyclic"


class From(Part):
    """Stored energy starts at a given share of what a healthy store holds; the end is free."""

    kind: Literal["from"] = "from"
    soc_start_frac: float = Field(ge=0, le=1)


class FromTo(Part):
    """Stored energy starts and ends at given shares."""

    kind: Literal["from_to"] = "from_to"
    soc_start_frac: float = Field(ge=0, le=1)
    soc_end_frac: float = Field(ge=0, le=1)


Boundary = Annotated[Cyclic | From | FromTo, Field(discriminator="kind")]
