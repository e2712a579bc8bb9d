r"""Most unserved energy in a year, as a share of the demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from bess_opt.component import Carry, Policy, Shadow


class UnservedLimit(Policy, kind="unserved_limit"):
    """A reliability standard on energy."""

    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "unserved_limit_year",
            "unserved_limit_year",
            "{currency}/MWh",
            "saving from one more unserved MWh allowed",
            "Unserved energy at its limit",
        ),
    )
    carries: ClassVar[tuple[Carry, ...]] = (Carry("unserved_limit_year"),)
    toy: ClassVar[Mapping[str, Any]] = {"share_frac": 0.5}

    share_frac: float = Field(ge=0, le=1, description="Most unserved energy over demand.")

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Shed energy stays under its share."""

        @m.Constraint(
            m.unserved_limit,
            m.Y,
            doc=r"\sum_t \omega_t \Delta_t (d_t - d^s_t - \epsilon_c d_t) \le 0",
        )
        def unserved_limit_year(m: Any, c: Any, y: Any) -> Any:
            return (
                sum(
                    m.weight[t]
                    * m.dt_h[t]
                    * ((1 - m.share_frac[c]) * m.demand_mw[a, t] - m.p_served_mw[a, t])
                    for a in m.consumer
                    for t in m.steps_in_year[y]
                )
                <= 0
            )
