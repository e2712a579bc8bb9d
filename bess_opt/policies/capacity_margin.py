r"""Capacity margin: derated capacity over the highest demand.

    \sum_a f_{a,y} \ge (1 + \mu) \hat d_y

Each asset's firm power ``p_firm_mw`` is limited by its own kind: a share of the rating for plants,
deliverable energy over ``firm_duration_h`` for storage.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.component import Derived, Fields, Policy, Shadow
from bess_opt.horizon import Horizon


class CapacityMargin(Policy, kind="capacity_margin"):
    """Least firm capacity over the peak."""

    counts_firm: ClassVar[bool] = True
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "capacity_margin_firm",
            "capacity_margin_firm",
            "{currency}/MW/year",
            "cost of one more MW of firm capacity",
            "Firm capacity asked for",
        ),
    )
    toy: ClassVar[Mapping[str, Any]] = {"margin_frac": 0.1}

    margin_frac: float = Field(ge=0, le=1, description="Firm capacity above the highest demand.")

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Highest total demand of each year."""
        demand = np.zeros(len(horizon))
        for own in fields.get("demand_mw", {}).values():
            demand = demand + own
        peak = [float(np.max(demand[horizon.year == y])) for y in horizon.years]
        return {"p_peak_mw": (("Y",), np.tile(peak, (len(members), 1)))}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Firm power covers the peak and the margin."""

        @m.Constraint(m.capacity_margin, m.Y, doc=r"\sum_a f_{a,y} \ge (1 + \mu_c) \hat d_y")
        def capacity_margin_firm(m: Any, c: Any, y: Any) -> Any:
            return (
                sum(m.p_firm_mw[a, y] for a in m.firm_asset)
                >= (1 + m.margin_frac[c]) * m.p_peak_mw[c, y]
            )
