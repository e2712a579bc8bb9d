r"""Carbon: a cap on tonnes, a price that is paid, or a shadow price that only weighs decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from bess_opt.bands import CARBON_PRICE
from bess_opt.component import Carry, Entry, Policy, Shadow


class EmissionCap(Policy, kind="emission_cap"):
    """Most tonnes in a year."""

    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "emission_cap_year",
            "emission_cap_year",
            "{currency}/t",
            "saving from one more tonne allowed",
            "Emissions at their cap",
        ),
    )
    carries: ClassVar[tuple[Carry, ...]] = (Carry("emission_cap_year"),)
    toy: ClassVar[Mapping[str, Any]] = {"cap_t": 1e6}

    cap_t: float = Field(ge=0, description="Tonnes in a whole year.")

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Weighted emissions stay under the cap."""

        @m.Constraint(
            m.emission_cap, m.Y, doc=r"\sum_{t \in y} \omega_t \Delta_t e_t \le s_y \bar e_c"
        )
        def emission_cap_year(m: Any, c: Any, y: Any) -> Any:
            return (
                sum(m.weight[t] * m.dt_h[t] * m.emission_t_per_h[t] for t in m.steps_in_year[y])
                <= m.share_of_year[y] * m.cap_t[c]
            )


class CarbonPrice(Policy, kind="carbon_price"):
    """Price on every tonne, paid to the government."""

    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("carbon_price", "carbon_price_cost", "cash", "system", "government"),
    )
    toy: ClassVar[Mapping[str, Any]] = {"price_per_t": 10.0}

    price_per_t: Annotated[float, CARBON_PRICE] = Field(ge=0, description="Of every tonne.")

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Price times tonnes."""

        @m.Expression(m.carbon_price, m.T, doc=r"\pi_c \Delta_t e_t")
        def carbon_price_cost(m: Any, c: Any, t: Any) -> Any:
            return m.price_per_t[c] * m.dt_h[t] * m.emission_t_per_h[t]


class ShadowCarbonPrice(Policy, kind="shadow_carbon_price"):
    """Price that weighs decisions and that nobody is billed for."""

    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("shadow_carbon", "shadow_carbon_cost", "imputed", "society", "society"),
    )
    toy: ClassVar[Mapping[str, Any]] = {"price_per_t": 10.0}

    price_per_t: Annotated[float, CARBON_PRICE] = Field(ge=0, description="Of every tonne.")

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Price times tonnes."""

        @m.Expression(m.shadow_carbon_price, m.T, doc=r"\pi_c \Delta_t e_t")
        def shadow_carbon_cost(m: Any, c: Any, t: Any) -> Any:
            return m.price_per_t[c] * m.dt_h[t] * m.emission_t_per_h[t]
