r"""Fuel bought for thermal plants, and the variable O&M that their output costs.

symbol      code                       unit          meaning
f_{g,t}     p_fuel_mw[g, t]            MW            full-load output that burns as much fuel
p_{g,t}     p_generation_mw[g, t]      MW            output
\pi_{c,t}   fuel_price_per_mwh[c, t]   currency/MWh  fuel cost of a MWh at full load
l_{c,t}     fuel_price_per_l[c, t]     currency/l    or price of a litre of it
F_g         fuel_full_l_per_mwh[g]     l/MWh         litres at full load
v_c         variable_om_per_mwh[c]     currency/MWh  variable O&M of a MWh delivered
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from bess_opt.bands import FUEL_PRICE, FUEL_PRICE_PER_L, VARIABLE_OM
from bess_opt.bill import Line, Meter, priced_lines
from bess_opt.component import Component, Entry, Series, Tariff


class Fuel(Tariff, kind="fuel"):
    """The energy part of a power purchase agreement with a thermal plant."""

    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("fuel", "fuel_cost", payee="fuel supplier"),
        Entry("variable_om", "fuel_variable_om_cost", payee="plant"),
    )
    draws_on: ClassVar[tuple[str, ...]] = ("p_fuel_mw",)
    single_prices: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "fuel": ("fuel_price_per_mwh", "fuel_price_per_l"),
        "variable O&M": ("variable_om_per_mwh",),
    }
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["unit"],
        "fuel_price_per_mwh": 40.0,
        "variable_om_per_mwh": 2.0,
    }

    assets: list[str] = Field(min_length=1, description="Plants that burn it.")
    fuel_price_per_mwh: Annotated[Series, FUEL_PRICE] = Field(
        0.0, description="Of the fuel of a MWh delivered at full load."
    )
    fuel_price_per_l: Annotated[Series, FUEL_PRICE_PER_L] = Field(
        0.0, description="Of a litre; for plants that count litres."
    )
    variable_om_per_mwh: Annotated[float, VARIABLE_OM] = Field(
        0.0, description="Operation and maintenance of a MWh delivered."
    )

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The plants."""
        return {"assets": self.assets}

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """Some price is given."""
        if not {"fuel_price_per_mwh", "fuel_price_per_l"} & self.model_fields_set:
            yield (
                "fuel_price_per_mwh",
                "E-CF-006",
                "a fuel needs fuel_price_per_mwh or fuel_price_per_l",
                "add one of them; 0 is a price too",
            )

    def faults_among(
        self, components: Mapping[str, Component]
    ) -> Iterable[tuple[str, str, str, str]]:
        """A price by the litre needs plants that count litres."""
        if self.fuel_price_per_l == 0:
            return
        for name in self.assets:
            if getattr(components.get(name), "fuel_full_l_per_mwh", 1.0) <= 0:
                yield (
                    "fuel_price_per_l",
                    "E-PH-018",
                    f"the litres that '{name}' burns are not given",
                    f"add assets.{name}.fuel_full_l_per_mwh, or price the fuel per MWh",
                )

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Fuel by what is burnt, O&M by what is delivered."""

        @m.Expression(m.fuel, m.T, doc=r"\Delta_t \sum_{g \in c} (\pi_{c,t} + l_{c,t} F_g) f_{g,t}")
        def fuel_cost(m: Any, c: Any, t: Any) -> Any:
            return sum(
                (m.fuel_price_per_mwh[c, t] + m.fuel_price_per_l[c, t] * m.fuel_full_l_per_mwh[g])
                * m.dt_h[t]
                * m.p_fuel_mw[g, t]
                for g in m.fuel_assets[c]
            )

        @m.Expression(m.fuel, m.T, doc=r"v_c \Delta_t \sum_{g \in c} p_{g,t}")
        def fuel_variable_om_cost(m: Any, c: Any, t: Any) -> Any:
            return sum(
                m.variable_om_per_mwh[c] * m.dt_h[t] * m.p_generation_mw[g, t]
                for g in m.fuel_assets[c]
            )

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """Fuel and variable O&M, a line a month each."""
        plants = [meter.components[a] for a in self.assets if a in meter.components]
        per_l = meter.price("fuel_price_per_l", self.name)
        price = meter.price("fuel_price_per_mwh", self.name)
        burnt = [(plant, plant.fuel_mw(meter.ds)) for plant in plants]
        litres = {plant.fuel_full_l_per_mwh for plant in plants}
        if len(litres) == 1 or not per_l.any():
            price = price + per_l * max(litres, default=0.0)
            yield from priced_lines(
                meter, self, "fuel", sum((f for _, f in burnt), 0 * price), price
            )
        else:
            for plant, flow in burnt:
                own = price + per_l * plant.fuel_full_l_per_mwh
                yield from priced_lines(meter, self, "fuel", flow, own, plant.name)
        if self.variable_om_per_mwh:
            delivered = meter.flow_mw(self.assets, "p_generation_mw")
            price = 0 * price + self.variable_om_per_mwh * meter.rate(self.currency)
            yield from priced_lines(meter, self, "variable_om", delivered, price)
