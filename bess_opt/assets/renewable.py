r"""Solar, wind and run-of-river plants: what the weather offers, less what is curtailed.

symbol      code                    unit  meaning
p_{g,t}     p_generation_mw[g, t]   MW    delivered to the bus
a_{g,t}     available_frac[g, t]    1     offered share of the rating
\bar P_g    p_rated_mw[g, y]        MW    rating, given or sized
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import TARBELA, MeanBand, capex
from bess_opt.component import Asset, Check, Rating, SeriesFrac, Shadow
from bess_opt.contract import while_available
from bess_opt.horizon import Horizon
from bess_opt.outages import Outages


class Renewable(Asset):
    """What the three kinds share."""

    is_generator: ClassVar[bool] = True
    gives_firm: ClassVar[bool] = True
    flows: ClassVar[tuple[str, ...]] = ("p_generation_mw", "p_offered_mw")
    toy: ClassVar[Mapping[str, Any]] = {"p_rated_mw": 8.0, "available_frac": 0.5}

    p_rated_mw: Rating = Field(description="Rating at the bus.")
    available_frac: SeriesFrac = Field(description="Output that the weather offers, over rating.")
    outages: Outages | None = Field(None, description="When it is out, as a calendar.")
    firm_frac: float = Field(0.0, ge=0, le=1, description="Share of the rating counted as firm.")
    renewable: bool = Field(True, description="Counts towards a renewable share.")
    clean: bool = Field(True, description="Counts towards a clean share.")

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Delivery is at most what is offered."""
        import pyomo.environ as pyo

        kind = cls.kind_name
        members, firm = getattr(m, kind), getattr(m, f"{kind}_firm")

        def offered(m: Any, g: Any, t: Any) -> Any:
            return m.p_generation_mw[g, t] <= m.available_frac[g, t] * m.p_rated_mw[g, m.year[t]]

        def firm_power(m: Any, g: Any, y: Any) -> Any:
            return m.p_firm_mw[g, y] <= m.firm_frac[g] * m.p_rated_mw[g, y]

        # p_{g,t} <= a_{g,t} P_g
        m.add_component(
            f"{kind}_offered",
            pyo.Constraint(members, m.T, rule=offered, doc=r"p_{g,t} \le a_{g,t} \bar P_g"),
        )
        # f_{g,y} <= c_g P_g
        m.add_component(
            f"{kind}_firm_power",
            pyo.Constraint(firm, m.Y, rule=firm_power, doc=r"f_{g,y} \le c_g \bar P_g"),
        )

    @classmethod
    def unscaled(cls, shadow: Shadow, price: Any, ds: Any) -> Any:
        """Nought where nothing is offered."""
        return while_available(price, ds)

    @classmethod
    def injection(cls, m: Any, a: Any, t: Any) -> Any:
        """Delivered power."""
        return m.p_generation_mw[a, t]

    def injected_mw(self, ds: Any) -> dict[str, Any]:
        """Recompute the injection from results."""
        return {self.bus: ds["p_generation_mw"].sel(component=self.name).to_numpy()}

    def offered_mw(self, ds: Any) -> Any:
        """What the weather offers in each step, shape (T,), MW."""
        at = ds.sel(component=self.name)
        rated = at["p_rated_mw"].sel(year_label=ds["year"].to_numpy()).to_numpy()
        return at["available_frac"].to_numpy() * rated

    def energy_mwh(self, ds: Any, horizon: Horizon) -> dict[str, float]:
        """Energy delivered and curtailed."""
        hours = horizon.dt_h * horizon.weight
        generated = float(self.injected_mw(ds)[self.bus] @ hours)
        return {
            "generated": generated,
            "curtailed": float(self.offered_mw(ds) @ hours) - generated,
        }

    def slack_mw(self, ds: Any) -> dict[str, Any]:
        """What is offered and not delivered."""
        left = self.offered_mw(ds) - self.injected_mw(ds)[self.bus]
        return {f"{self.kind_name}_offered": left}

    def check(self, ds: Any, horizon: Horizon) -> Iterable[Check]:
        """Delivery lies between zero and what was offered."""
        p = self.injected_mw(ds)[self.bus]
        miss = float(np.max(np.maximum(p - self.offered_mw(ds), -p)))
        yield Check("delivery within offer", self.name, miss, 1e-5, "MW")


def _offered(kind: str, what: str) -> tuple[Shadow, ...]:
    """The price of what the weather offers; nought while some of it is curtailed."""
    name = f"{kind}_offered"
    meaning = f"value of one more MW offered while {what} offers any"
    return (Shadow(name, name, "{currency}/MW/h", meaning, f"All that {what} offers is used"),)


class Solar(Renewable, kind="solar"):
    """Photovoltaic plant."""

    follows_sun: ClassVar[bool] = True
    part: ClassVar[str] = "solar"
    shadows: ClassVar[tuple[Shadow, ...]] = _offered("solar", "the sun")

    p_rated_mw: Annotated[Rating, capex(150e3, 3e6, "USD/MW for solar")] = Field(
        description="Rating at the bus."
    )
    available_frac: Annotated[
        SeriesFrac,
        MeanBand(0.08, 0.40, "for solar", "is the rating DC, or the unit percent?"),
    ] = Field(description="Output that the sun offers, over rating.")


class Wind(Renewable, kind="wind"):
    """Wind farm."""

    part: ClassVar[str] = "wind"
    shadows: ClassVar[tuple[Shadow, ...]] = _offered("wind", "the wind")

    p_rated_mw: Annotated[Rating, capex(400e3, 6e6, "USD/MW for wind")] = Field(
        description="Rating at the bus."
    )
    available_frac: Annotated[
        SeriesFrac,
        MeanBand(0.10, 0.65, "for wind", "is the unit percent, or the height that of the mast?"),
    ] = Field(description="Output that the wind offers, over rating.")


class RunOfRiver(Renewable, kind="run_of_river"):
    """Hydro plant without a pond."""

    part: ClassVar[str] = "hydro"
    shadows: ClassVar[tuple[Shadow, ...]] = _offered("run_of_river", "the river")

    p_rated_mw: Annotated[Rating, capex(500e3, 10e6, "USD/MW for hydro")] = Field(
        description="Rating at the bus."
    )
    available_frac: Annotated[
        SeriesFrac,
        MeanBand(0.10, 0.95, "for run of river", "is it a flow instead of a fraction?", TARBELA),
    ] = Field(description="Output that the river offers, over rating.")
