r"""Annual demand charge: so much per MW of a year's highest demand, or of a floor beneath it.

    symbol       code                       unit              meaning
    q_{c,t}      metered_mw[c, t]           MW                metered flow
    w_{c,t}      year_counts_factor[c, t]   1                 1 inside the windows
    D_{c,y}      p_billed_year_mw[c, y]     MW                highest demand of the year, billed
    \bar D_c     demand_least_mw[c]         MW                share of the sanctioned load
    \lambda_c    charge_per_mw_year[c]      currency/MW/year  charge

A year is one of the horizon: twelve months from its start, and it counts by the share of it that
the horizon covers. A charge on the highest demand of the last twelve months, billed each month, is
a `demand_charge` with a ratchet of 1 over eleven months instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import DEMAND_CHARGE_YEAR
from bess_opt.bill import Line, Meter
from bess_opt.component import Carry, Derived, Entry, Fields, Shadow
from bess_opt.errors import Fault
from bess_opt.horizon import Horizon
from bess_opt.peaks import PeakTariff

WHOLE_YEAR_FRAC = 1e-6


class AnnualDemandCharge(PeakTariff, kind="annual_demand_charge"):
    """A charge on the highest demand of a year."""

    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("demand", "annual_demand_charge_cost", payee="utility"),
    )
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "annual_demand_charge_peak",
            "annual_demand_charge_peak",
            "{currency}/MW",
            "saving on the year's charge from one MW less of demand in that step",
            "Highest demand of the year",
        ),
    )
    carries: ClassVar[tuple[Carry, ...]] = (
        Carry("annual_demand_charge_peak", settles="p_billed_year_mw", is_planned=True),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["unit"],
        "flow": "p_generation_mw",
        "charge_per_mw_year": 9000.0,
        "windows": [{"hours": "06:00-22:00"}],
        "sanctioned_mw": 12.0,
        "sanctioned_frac": 0.5,
    }

    charge_per_mw_year: Annotated[float, DEMAND_CHARGE_YEAR] = Field(
        ge=0, description="Of a MW of the year's highest demand."
    )

    @property
    def months_stand_alone(self) -> bool:
        """A month is billed for the highest demand of all."""
        return False

    def remarks(self, horizon: Horizon) -> Iterable[Fault]:
        """Where the meter is finer than the steps, and where a year is not whole."""
        yield from super().remarks(horizon)
        for year, share in horizon.share_of_year.items():
            if share < 1.0 - WHOLE_YEAR_FRAC:
                yield Fault(
                    "W-TF-010",
                    f"{self.name} bills the highest demand of a year, and the case holds "
                    f"{share:.1%} of {year}: billed is the highest of these hours, by that share",
                    repair="take whole years, so that the year's highest demand is among them",
                    path=f"tariffs.{self.name}",
                )

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Which steps count, and what is billed at least."""
        least = np.array([c.sanctioned_least_mw for c in members.values()])
        return {
            "year_counts_factor": (("T",), cls.counted(members, horizon)),
            "demand_least_mw": ((), least),
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """The year's peak over its steps and its floor; the charge pushes it down."""
        import pyomo.environ as pyo

        m.p_billed_year_mw = pyo.Var(
            m.annual_demand_charge,
            m.Y,
            bounds=lambda m, c, y: (m.demand_least_mw[c], None),
            doc=r"D_{c,y} \ge \bar D_c: billed demand",
        )

        @m.Constraint(m.annual_demand_charge, m.T, doc=r"D_{c,y(t)} \ge w_{c,t} q_{c,t}")
        def annual_demand_charge_peak(m: Any, c: Any, t: Any) -> Any:
            return (
                m.p_billed_year_mw[c, m.year[t]] >= m.year_counts_factor[c, t] * m.metered_mw[c, t]
            )

        @m.Expression(m.annual_demand_charge, m.Y, doc=r"s_y \lambda_c D_{c,y}")
        def annual_demand_charge_cost(m: Any, c: Any, y: Any) -> Any:
            return m.share_of_year[y] * m.charge_per_mw_year[c] * m.p_billed_year_mw[c, y]

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a year; the rate is that of the year, by the share that is covered."""
        flow = np.where(self.counted_on(meter), meter.flow_mw(self.assets, self.flow), 0.0)
        floor = self.sanctioned_frac * (self.sanctioned_mw or 0.0)
        for year, share in meter.horizon.share_of_year.items():
            highest = float(flow[meter.horizon.year == year].max())
            yield Line(
                self.name, "demand", "demand", str(year), max(highest, floor), "MW",
                self.charge_per_mw_year * share, "{currency}/MW", self.currency or meter.base,
            )  # fmt: skip
