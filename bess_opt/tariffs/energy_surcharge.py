r"""Energy surcharge: so much per MWh by month, grossed up for losses; negative gives back.

    symbol      code                    unit          meaning
    q_{c,t}     metered_mw[c, t]        MW            metered flow
    \pi_{c,k}   surcharge_per_mwh[c,k]  currency/MWh  January first, or one number
    \lambda_c   loss_frac[c]            1             share of what is sent that is lost on the way

Fuel price and quarterly adjustments, levies per kWh, use of system and wheeling: wheeling is billed
on what is sent, q / (1 - \lambda), where the meter stands at the receiving end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from bess_opt.bands import SURCHARGE
from bess_opt.bill import Line, Meter, month_name
from bess_opt.component import Entry, Monthly, Tariff


class EnergySurcharge(Tariff, kind="energy_surcharge"):
    """A monthly price on energy beside its own price."""

    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("surcharge", "energy_surcharge_cost", payee="utility"),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["unit"],
        "flow": "p_generation_mw",
        "surcharge_per_mwh": [3.0, *[0.0] * 11],
        "loss_frac": 0.04,
    }

    assets: list[str] = Field(min_length=1, description="Connections that are metered.")
    flow: str = Field("p_import_mw", description="Which flow of the assets is metered.")
    surcharge_per_mwh: Annotated[Monthly, SURCHARGE] = Field(
        description="January first, or one number."
    )
    loss_frac: float = Field(0.0, ge=0, lt=1, description="Loss that the bill adds, for wheeling.")

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The metered assets."""
        return {"assets": self.assets}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Surcharge of the month times the energy sent."""

        @m.Expression(
            m.energy_surcharge, m.T, doc=r"\pi_{c,k(t)} \Delta_t q_{c,t} / (1 - \lambda_c)"
        )
        def energy_surcharge_cost(m: Any, c: Any, t: Any) -> Any:
            price = m.surcharge_per_mwh[c, m.month[t]] / (1 - m.loss_frac[c])
            return price * m.dt_h[t] * m.metered_mw[c, t]

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a month."""
        flow = meter.flow_mw(self.assets, self.flow)
        for month in meter.months:
            here = meter.in_month(month)
            sent = float(flow[here] @ meter.hours[here]) / (1 - self.loss_frac)
            yield Line(
                self.name, "surcharge", "surcharge", month_name(month), sent, "MWh",
                meter.monthly(self.surcharge_per_mwh, month), "{currency}/MWh",
                self.currency or meter.base,
            )  # fmt: skip
