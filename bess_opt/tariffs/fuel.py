r"""Fuel bought for thermal plants, and the variable O&M that their output costs.

symbol      code                       unit          meaning
f_{g,t}     p_fuel_mw[g, t]            MW            full-load output that burns as much fuel
p_{g,t}     p_generation_mw[g, t]      MW            output
\pi_{c,t}   fuel_price_per_mwh[c, t]   currency/MWh  fuel cost of a MWh at full load
v_c         variable_om_per_mwh[c]     currency/MWh  variable O&M of a MWh delivered
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pydantic import Field

from bess_opt.component import Entry, Series, Tariff


class Fuel(Tariff, kind="fuel"):
    """The energy part of a power purchase agreement with a thermal plant."""

    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("fuel", "fuel_cost", payee="fuel supplier"),
        Entry("variable_om", "fuel_variable_om_cost", payee="plant"),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["unit"],
        "fuel_price_per_mwh": 40.0,
        "variable_om_per_mwh": 2.0,
    }

    assets: list[str] = Field(min_length=1)
    fuel_price_per_mwh: Series
    variable_om_per_mwh: float = 0.0

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The plants."""
        return {"assets": self.assets}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Fuel by what is burnt, O&M by what is delivered."""

        @m.Expression(m.fuel, m.T, doc=r"\pi_{c,t} \Delta_t \sum_{g \in c} f_{g,t}")
        def fuel_cost(m: Any, c: Any, t: Any) -> Any:
            return sum(
                m.fuel_price_per_mwh[c, t] * m.dt_h[t] * m.p_fuel_mw[g, t] for g in m.fuel_assets[c]
            )

        @m.Expression(m.fuel, m.T, doc=r"v_c \Delta_t \sum_{g \in c} p_{g,t}")
        def fuel_variable_om_cost(m: Any, c: Any, t: Any) -> Any:
            return sum(
                m.variable_om_per_mwh[c] * m.dt_h[t] * m.p_generation_mw[g, t]
                for g in m.fuel_assets[c]
            )
