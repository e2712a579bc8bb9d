r"""Time of use: a price by season, kind of day and hour, on a metered flow.

    symbol          code                          unit          meaning
    q_{c,t}         metered_mw[c, t]              MW            metered flow
    \sigma_{w,c,t}  share of step t in window w   1             the first that fits; else the rest
    \pi_{w,c,k}     windows[w].price_per_mwh      currency/MWh  price in the window, by month
    \pi_{c,t}       time_of_use_per_mwh[c, t]     currency/MWh  \sum_w \sigma_{w,c,t} \pi_{w,c,k(t)}

Power is constant inside a step, so a step that a window cuts costs exactly its shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field, field_validator

from bess_opt.bands import ENERGY_PRICE
from bess_opt.bill import Line, Meter, month_name
from bess_opt.component import Derived, Entry, Fields, Monthly, Tariff
from bess_opt.fields import by_month
from bess_opt.horizon import Horizon
from bess_opt.windows import Season, Window, holiday_dates, season_faults, shares


class PricedWindow(Window):
    """Hours at a price of their own."""

    price_per_mwh: Annotated[Monthly, ENERGY_PRICE] = Field(
        description="January first, or one number."
    )


class TimeOfUse(Tariff, kind="time_of_use"):
    """An energy price by the clock and the calendar."""

    entries: ClassVar[tuple[Entry, ...]] = (Entry("energy", "time_of_use_cost", payee="utility"),)
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["unit"],
        "flow": "p_generation_mw",
        "off_peak_per_mwh": 20.0,
        "windows": [{"name": "peak", "hours": "17:30-01:00", "price_per_mwh": 35.0}],
    }

    assets: list[str] = Field(min_length=1, description="Connections that are metered.")
    flow: str = Field("p_import_mw", description="Which flow of the assets is metered.")
    off_peak_per_mwh: Annotated[Monthly, ENERGY_PRICE] = Field(
        description="Price outside all windows: January first, or one number."
    )
    rest: str = Field("off-peak", description="Name of the hours outside all windows.")
    windows: list[PricedWindow] = Field(
        min_length=1, description="Hours at another price; the first that fits wins."
    )
    seasons: dict[str, Season] = Field(default_factory=dict, description="Seasons by name.")
    holidays: list[str] = Field(default_factory=list, description="Dates such as 2026-03-23.")

    _dates = field_validator("holidays")(holiday_dates)

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The metered assets."""
        return {"assets": self.assets}

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """Seasons that windows name are described."""
        return season_faults(self.windows, self.seasons)

    @property
    def prices(self) -> list[float | list[float]]:
        """Price of each window, the rest last."""
        return [*(w.price_per_mwh for w in self.windows), self.off_peak_per_mwh]

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Price of each step."""
        month = horizon.month_label % 100 - 1
        prices = [
            np.sum(
                np.array([by_month(p) for p in c.prices])[:, month]
                * shares(c.windows, c.seasons, c.holidays, horizon),
                axis=0,
            )
            for c in members.values()
        ]
        return {"time_of_use_per_mwh": (("T",), np.array(prices))}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Price times metered energy."""

        @m.Expression(m.time_of_use, m.T, doc=r"\pi_{c,t} \Delta_t q_{c,t}")
        def time_of_use_cost(m: Any, c: Any, t: Any) -> Any:
            return m.time_of_use_per_mwh[c, t] * m.dt_h[t] * m.metered_mw[c, t]

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a window and month."""
        table = meter.energy_by_window(meter.flow_mw(self.assets, self.flow), self)
        names = [w.name or f"window {k + 1}" for k, w in enumerate(self.windows)]
        for month, energies in table.items():
            for number in sorted(energies, key=lambda n: (n < 0, n)):
                yield Line(
                    self.name, "energy", self.rest if number < 0 else names[number],
                    month_name(month), energies[number], "MWh",
                    meter.monthly(self.prices[number], month), "{currency}/MWh",
                    self.currency or meter.base,
                )  # fmt: skip
