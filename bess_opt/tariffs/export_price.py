r"""Export price: what is delivered is paid for, whatever is taken in the same month.

symbol      code                   unit          meaning
q_{c,t}     metered_mw[c, t]       MW            metered flow
\pi_{c,t}   paid_per_mwh[c, t]     currency/MWh  price paid to the site

Net billing pays for ``p_export_mw``, a feed-in tariff for all of a plant's ``p_generation_mw``.
The payment is money and does not net energy; that is the kind ``net_metering``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from bess_opt.bands import ENERGY_PRICE
from bess_opt.bill import Line, Meter, priced_lines
from bess_opt.component import Entry, SeriesPositive, Tariff


class ExportPrice(Tariff, kind="export_price"):
    """Net billing, or a feed-in tariff."""

    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("export", "export_price_cost", payer="utility", payee="system"),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["sun"],
        "flow": "p_generation_mw",
        "paid_per_mwh": 8.0,
    }

    assets: list[str] = Field(min_length=1, description="Connections or plants that export.")
    flow: str = Field("p_export_mw", description="Which flow of the assets is paid for.")
    paid_per_mwh: Annotated[SeriesPositive, ENERGY_PRICE] = Field(
        description="Received for what is exported."
    )

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The metered assets."""
        return {"assets": self.assets}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Less is paid by what is delivered."""

        @m.Expression(m.export_price, m.T, doc=r"-\pi_{c,t} \Delta_t q_{c,t}")
        def export_price_cost(m: Any, c: Any, t: Any) -> Any:
            return -m.paid_per_mwh[c, t] * m.dt_h[t] * m.metered_mw[c, t]

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a month, at the month's mean price of what was delivered."""
        sent = -meter.flow_mw(self.assets, self.flow)
        yield from priced_lines(meter, self, "export", sent, meter.price("paid_per_mwh", self.name))
