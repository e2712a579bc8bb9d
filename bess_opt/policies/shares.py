r"""Renewable and clean shares, as caps on the rest.

``sum of other generation and imports <= (1 - share) * energy served``. Served energy is what loads
take, net of any surplus outlet, so that burning curtailed solar in losses or in an outlet earns
nothing. Which assets count is data of the asset (``renewable``, ``clean``); nuclear is clean and
not renewable. An import counts by the factor stated at its connection (``renewable_frac``,
``clean_frac``), zero if none is; an export earns nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from bess_opt.component import Carry, Component, Policy, Shadow
from bess_opt.horizon import Horizon


class Share(Policy):
    """What both kinds share."""

    counts: ClassVar[str] = ""
    toy: ClassVar[Mapping[str, Any]] = {"share_frac": 0.2}

    share_frac: float = Field(ge=0, le=1, description="Least share of the energy served.")
    boundary: str = Field("", description="What the share is measured over, in words.")
    excluded: list[str] = Field(
        default_factory=list, description="Assets that do not count, whatever they are."
    )

    @classmethod
    def subsets(
        cls, members: Mapping[str, Any], components: Mapping[str, Component]
    ) -> dict[str, list[str]]:
        """Generators and connections that do not count in full, the same for all members."""
        excluded = {a for x in members.values() for a in x.excluded}
        rest = [
            a
            for a, x in components.items()
            if getattr(x, "is_generator", False)
            and (not getattr(x, cls.counts, False) or a in excluded)
        ]
        importing = [a for a, x in components.items() if getattr(x, "is_connection", False)]
        return {
            f"not_{cls.counts}": rest,
            f"not_{cls.counts}_import": [a for a in importing if a in excluded],
            f"partly_{cls.counts}_import": [a for a in importing if a not in excluded],
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Cap on the rest, by year."""
        import pyomo.environ as pyo

        def rest(m: Any, t: Any) -> Any:
            total = sum(m.p_generation_mw[a, t] for a in m.component(f"not_{cls.counts}"))
            if m.component("p_import_mw") is None:
                return total
            counted = m.component(f"{cls.counts}_frac")
            whole, part = (f"{word}_{cls.counts}_import" for word in ("not", "partly"))
            total = total + sum(m.p_import_mw[a, t] for a in m.component(whole))
            return total + sum((1 - counted[a]) * m.p_import_mw[a, t] for a in m.component(part))

        def cap(m: Any, c: Any, y: Any) -> Any:
            return sum(m.weight[t] * m.dt_h[t] * rest(m, t) for t in m.steps_in_year[y]) <= sum(
                (1 - m.share_frac[c]) * m.weight[t] * m.dt_h[t] * m.p_served_mw[a, t]
                for a in m.consumer
                for t in m.steps_in_year[y]
            )

        # sum over the rest of p <= (1 - share) * sum of served demand
        m.add_component(
            f"{cls.kind_name}_cap",
            pyo.Constraint(
                getattr(m, cls.kind_name),
                m.Y,
                rule=cap,
                doc=r"\sum_{a \notin S,t} \omega_t \Delta_t p_{a,t}"
                r" \le (1 - \sigma_c) \sum_t \omega_t \Delta_t d^s_t",
            ),
        )

    def told_price(self, price: Any, ds: Any, horizon: Horizon) -> dict[str, Any] | None:
        """Cost of one percentage point more: the price times a hundredth of what is served.

        The cap is ``rest <= (1 - share) * served``, so that the cost rises with the share by the
        price times the energy served in that year, and by a hundredth of it with a point.
        """
        served = ds["demand_mw"].sum("component").to_numpy()
        if "p_shed_mw" in ds:
            served = served - ds["p_shed_mw"].sum(("component", "tier")).to_numpy()
        by_step = served * horizon.dt_h * horizon.weight
        amount = sum(
            0.01 * float(own) * float(by_step[horizon.year == year].sum())
            for year, own in zip(price["year_label"].to_numpy(), price.to_numpy(), strict=True)
        )
        return {
            "amount": amount,
            "meaning": f"cost of one percentage point more of {self.counts} energy",
        }


class RenewableShare(Share, kind="renewable_share"):
    """Least share of renewable energy in what is served."""

    counts: ClassVar[str] = "renewable"
    carries: ClassVar[tuple[Carry, ...]] = (Carry("renewable_share_cap"),)
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "renewable_share_cap",
            "renewable_share_cap",
            "{currency}/MWh",
            "cost of one MWh less of other generation and imports in the year",
            "Renewable share asked for",
        ),
    )


class CleanShare(Share, kind="clean_share"):
    """Least share of clean energy (renewable and nuclear) in what is served."""

    counts: ClassVar[str] = "clean"
    carries: ClassVar[tuple[Carry, ...]] = (Carry("clean_share_cap"),)
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "clean_share_cap",
            "clean_share_cap",
            "{currency}/MWh",
            "cost of one MWh less of other generation and imports in the year",
            "Clean share asked for",
        ),
    )
