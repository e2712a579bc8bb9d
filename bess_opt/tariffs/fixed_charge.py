r"""Fixed charge: so much a month, and so much per MW of sanctioned load, whatever is taken.

    symbol      code                     unit               meaning
    \phi_c      charge_per_month         currency/month     meter rent, service charge
    \kappa_k    charge_per_mw_month      currency/MW/month  on the sanctioned load
    \bar D_c    sanctioned_mw            MW                 load that the utility sanctioned

No decision changes it, so it is sunk: s_k (\phi_c + \kappa_k \bar D_c) stands in the ledger of both
runs and stays out of the LP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import DEMAND_CHARGE, NoBand
from bess_opt.bill import Line, Meter, month_name
from bess_opt.component import MonthlyPositive, Row, Tariff
from bess_opt.fields import by_month
from bess_opt.horizon import Horizon


class FixedCharge(Tariff, kind="fixed_charge"):
    """Paid every month."""

    toy: ClassVar[Mapping[str, Any]] = {
        "charge_per_month": 1000.0,
        "charge_per_mw_month": 1250.0,
        "sanctioned_mw": 10.0,
    }

    charge_per_month: Annotated[
        float, NoBand("a meter's rent and a substation's share no size")
    ] = Field(0.0, ge=0, description="Meter rent, service charge.")
    charge_per_mw_month: Annotated[MonthlyPositive, DEMAND_CHARGE] = Field(
        0.0, description="On the sanctioned load: January first, or one number."
    )
    sanctioned_mw: float | None = Field(None, ge=0, description="Load that the utility sanctioned.")

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """A charge per MW needs the MW, and some charge is given."""
        if np.any(self.charge_per_mw_month) and self.sanctioned_mw is None:
            yield (
                "charge_per_mw_month",
                "E-CF-006",
                "a charge per MW of sanctioned load needs sanctioned_mw",
                "add sanctioned_mw",
            )
        if self.charge_per_month == 0 and not np.any(self.charge_per_mw_month):
            yield (
                "",
                "E-CF-006",
                "a fixed charge needs charge_per_month or charge_per_mw_month",
                "add one of them",
            )

    def sunk_rows(self, horizon: Horizon, base: str, rate: float) -> Iterable[Row]:
        """One row a month."""
        charges = by_month(self.charge_per_mw_month)
        for label in horizon.months:
            on_load = charges[label % 100 - 1] * (self.sanctioned_mw or 0.0)
            amount = (self.charge_per_month + on_load) * horizon.share_of_month[label]
            yield Row(
                self.name, "fixed", "sunk", "system", "utility", month_name(label),
                self.currency or base, amount, amount * rate,
            )  # fmt: skip

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """A line a month for each part."""
        for month in meter.months:
            share = meter.horizon.share_of_month[month]
            for line, quantity, unit, price, per in (
                ("fixed", share, "month", self.charge_per_month, "{currency}/month"),
                (
                    "sanctioned load",
                    (self.sanctioned_mw or 0.0) * share,
                    "MW month",
                    meter.monthly(self.charge_per_mw_month, month),
                    "{currency}/MW/month",
                ),
            ):
                if price:
                    yield Line(
                        self.name, "fixed", line, month_name(month), quantity, unit, price, per,
                        self.currency or meter.base,
                    )  # fmt: skip
