r"""Energy price: so much per MWh of a metered flow, flat or by series.

symbol      code                  unit          meaning
q_{c,t}     metered_mw[c, t]      MW            flow of the metered assets
\pi_{c,t}   price_per_mwh[c, t]   currency/MWh  positive is paid by the system
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from bess_opt.bands import ENERGY_PRICE
from bess_opt.bill import Line, Meter, priced_lines
from bess_opt.component import Component, Entry, Series, Tariff


class EnergyPrice(Tariff, kind="energy_price"):
    """A price on one flow of one or more assets."""

    entries: ClassVar[tuple[Entry, ...]] = (Entry("energy", "energy_price_cost"),)
    toy: ClassVar[Mapping[str, Any]] = {"assets": ["unit"], "price_per_mwh": 50.0}

    assets: list[str] = Field(min_length=1, description="Plants or connections that are metered.")
    flow: str = Field("p_generation_mw", description="Which flow of the assets is metered.")
    price_per_mwh: Annotated[Series, ENERGY_PRICE] = Field(description="Paid for what is metered.")

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The metered assets."""
        return {"assets": self.assets}

    def faults_among(
        self, components: Mapping[str, Component]
    ) -> Iterable[tuple[str, str, str, str]]:
        """An income is negative here: an export that costs and that nothing pays for is a slip."""
        price = self.price_per_mwh
        if self.flow != "p_export_mw" or not isinstance(price, int | float) or price <= 0:
            return
        others = [c for n, c in components.items() if n != self.name and c.active]
        for asset in self.assets:
            if not any(_may_pay(other, asset, self.flow) for other in others):
                yield (
                    "price_per_mwh",
                    "W-TF-011",
                    f"what {asset} exports costs {price:g} per MWh, and nothing pays for it",
                    f"for an income write {-price:g}, or kind: export_price with "
                    f"paid_per_mwh: {price:g}",
                )

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Price times metered energy."""

        @m.Expression(m.energy_price, m.T, doc=r"\pi_{c,t} \Delta_t q_{c,t}")
        def energy_price_cost(m: Any, c: Any, t: Any) -> Any:
            return m.price_per_mwh[c, t] * m.dt_h[t] * m.metered_mw[c, t]

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a month, at the month's mean price of what was metered."""
        flow = meter.flow_mw(self.assets, self.flow)
        price = meter.price("price_per_mwh", self.name)
        yield from priced_lines(meter, self, "energy", flow, price)


def _may_pay(other: Component, asset: str, flow: str) -> bool:
    """Whether another tariff meters the same flow, under whatever name it has for it."""
    meters = (("flow", "assets"), ("export_flow", "exporters"))
    return isinstance(other, Tariff) and any(
        getattr(other, field, "") == flow and asset in getattr(other, who) for field, who in meters
    )
