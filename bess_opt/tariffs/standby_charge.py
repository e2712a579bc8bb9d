r"""Standby charge: so much per MW and month of own generation that the grid stands behind.

symbol        code                         unit               meaning
\bar P_a      p_rated_mw[a, y]             MW                 rating of the site's own plant
\kappa_{c,k}  charge_per_mw_month[c, k]    currency/MW/month  charge of a calendar month

Unlike a fixed charge it follows a size, so a plant that is sized pays it for what is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import DEMAND_CHARGE
from bess_opt.bill import Line, Meter
from bess_opt.component import Derived, Entry, Fields, MonthlyPositive, Tariff
from bess_opt.fields import of_year
from bess_opt.horizon import Horizon


class StandbyCharge(Tariff, kind="standby_charge"):
    """A charge on the ratings of plants."""

    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("standby", "standby_charge_cost", payee="utility"),
    )
    toy: ClassVar[Mapping[str, Any]] = {"assets": ["sun"], "charge_per_mw_month": 400.0}

    assets: list[str] = Field(min_length=1, description="Own plants that the grid stands behind.")
    charge_per_mw_month: Annotated[MonthlyPositive, DEMAND_CHARGE] = Field(
        description="Of a MW of their rating: January first, or one number."
    )

    @property
    def months_stand_alone(self) -> bool:
        """It is one line a year."""
        return False

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The plants behind the meter."""
        return {"assets": self.assets}

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """The charges of a whole year together."""
        charges = [of_year(x.charge_per_mw_month) for x in members.values()]
        return {"standby_charge_per_mw_year": ((), np.array(charges))}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """A year's charges on the rating, by the year's share."""

        @m.Expression(
            m.standby_charge,
            m.Y,
            doc=r"s_y \sum_k \kappa_{c,k} \sum_{a \in c} \bar P_{a,y}",
        )
        def standby_charge_cost(m: Any, c: Any, y: Any) -> Any:
            return sum(
                m.share_of_year[y] * m.standby_charge_per_mw_year[c] * m.p_rated_mw[a, y]
                for a in m.standby_charge_assets[c]
            )

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a year."""
        for year in meter.horizon.years:
            at = meter.ds["p_rated_mw"].sel(year_label=year)
            rated = sum(float(at.sel(component=a)) for a in self.assets)
            yield Line(
                self.name, "standby", "standby", str(year),
                12 * meter.horizon.share_of_year[year] * rated, "MW month",
                of_year(self.charge_per_mw_month) / 12,
                "{currency}/MW/month", self.currency or meter.base,
            )  # fmt: skip
