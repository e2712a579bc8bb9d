"""How the stored energy of a period begins and ends: a type each, not a flag."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bess_opt.component import Part


class Cyclic(Part):
    """Stored energy closes on itself within each period."""

    kind: Literal["cyclic"] = Field("cyclic", description="Ends as it begins.")


class From(Part):
    """Stored energy starts at a given share of what a healthy store holds; the end is free."""

    kind: Literal["from"] = Field("from", description="Begins as given, ends freely.")
    soc_start_frac: float = Field(ge=0, le=1, description="Stored at the start, over mean health.")


class FromTo(Part):
    """Stored energy starts and ends at given shares."""

    kind: Literal["from_to"] = Field("from_to", description="Begins and ends as given.")
    soc_start_frac: float = Field(ge=0, le=1, description="Stored at the start, over mean health.")
    soc_end_frac: float = Field(ge=0, le=1, description="Stored at the end, over mean health.")


Boundary = Annotated[Cyclic | From | FromTo, Field(discriminator="kind")]
