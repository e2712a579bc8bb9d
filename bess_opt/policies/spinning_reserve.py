r"""Spinning reserve: power held ready to rise, with energy behind it.

    \sum_a r_{k,a,t} \ge \delta_k \sum_l d_{l,t} + R_k

``hold_h`` is how long the reserve must last (energy behind it), ``response_h`` within what time it
must be there (ramps). Each kind limits what it can hold in its own file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from bess_opt.component import Basis, Component, Policy, Shadow


class SpinningReserve(Policy, kind="spinning_reserve"):
    """One upward reserve product."""

    is_reserve: ClassVar[bool] = True
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "spinning_reserve_need",
            "spinning_reserve_need",
            "{currency}/MW/h",
            "cost of one more MW of reserve in that step",
            "Spinning reserve asked for",
        ),
    )
    toy: ClassVar[Mapping[str, Any]] = {"demand_frac": 0.1, "hold_h": 0.5}

    demand_frac: float = Field(0.0, ge=0, le=1, description="Reserve over demand.")
    fixed_mw: float = Field(0.0, ge=0, description="Reserve whatever the demand.")
    hold_h: Annotated[float, Basis("assumption: an hour, by when slower plants have come up")] = (
        Field(1.0, gt=0, description="How long the reserve must last; energy stands behind it.")
    )
    response_h: Annotated[
        float, Basis("assumption: a quarter of an hour, within reach of ramping plants")
    ] = Field(0.25, gt=0, description="Within what time it must be there; ramps limit it.")
    assets: list[str] = Field(
        default_factory=list, description="Providers; all able ones if empty."
    )

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The providers."""
        return {"assets": self.assets}

    def commits(self, components: Mapping[str, Component]) -> Iterable[str]:
        """The providers: what they hold is capacity online beside their output."""
        return self.providers(components)

    def providers(self, components: Mapping[str, Component]) -> list[str]:
        """Assets that may hold this reserve."""
        able = [a for a, x in components.items() if getattr(x, "gives_reserve", False)]
        return [a for a in able if not self.assets or a in self.assets]

    @classmethod
    def formulate(cls, m: Any) -> None:
        """The need is met in every step."""

        @m.Constraint(
            m.spinning_reserve, m.T, doc=r"\sum_a r_{k,a,t} \ge \delta_k \sum_l d_{l,t} + R_k"
        )
        def spinning_reserve_need(m: Any, k: Any, t: Any) -> Any:
            return (
                sum(m.r_up_mw[k, a, t] for a in m.reserve_providers[k])
                >= sum(m.demand_frac[k] * m.demand_mw[a, t] for a in m.consumer) + m.fixed_mw[k]
            )
