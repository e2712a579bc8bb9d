r"""Demand charge: so much per MW of the month's highest demand, or of a floor beneath it.

    symbol       code                          unit               meaning
    q_{c,t}      metered_mw[c, t]              MW                 metered flow
    P_{c,k}      p_peak_mw[c, k]               MW                 highest demand inside the windows
    D_{c,k}      p_billed_mw[c, k]             MW                 billed demand
    \rho_c       ratchet_frac[c]               1                  share of earlier peaks
    \bar D_c     demand_floor_mw[c, k]         MW                 sanctioned share, peaks before k_0
    \kappa_c     charge_per_mw_month[c, k]     currency/MW/month  charge

The ratchet refers to measured peaks, never to billed demand, or it would compound. The charge
pushes D and P down, so no binary is needed. A step that a window touches counts whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import DEMAND_CHARGE
from bess_opt.bill import Line, Meter, month_name, months_between
from bess_opt.component import (
    Basis,
    Carry,
    Derived,
    Entry,
    Fields,
    MonthlyPositive,
    Part,
    Shadow,
)
from bess_opt.horizon import Horizon
from bess_opt.peaks import PeakTariff


class PastPeak(Part):
    """A measured peak of a month before the horizon."""

    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="Such as 2025-12.")
    peak_mw: float = Field(ge=0, description="Highest demand of that month.")

    @property
    def label(self) -> int:
        """Such as 202512."""
        return int(self.month.replace("-", ""))


class DemandCharge(PeakTariff, kind="demand_charge"):
    """A charge on the highest demand of a month."""

    entries: ClassVar[tuple[Entry, ...]] = (Entry("demand", "demand_charge_cost", payee="utility"),)
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "demand_charge_peak",
            "demand_charge_peak",
            "{currency}/MW",
            "saving on the month's charge from one MW less of demand in that step",
            "Highest demand of the month",
        ),
    )
    carries: ClassVar[tuple[Carry, ...]] = (
        Carry("demand_charge_peak", settles="p_peak_mw", is_planned=True),
        Carry("demand_charge_billed", settles="p_billed_mw", is_planned=True),
        Carry("demand_charge_ratchet"),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["unit"],
        "flow": "p_generation_mw",
        "charge_per_mw_month": 900.0,
        "windows": [{"hours": "06:00-22:00"}],
        "ratchet_frac": 0.8,
        "ratchet_months": 2,
        "sanctioned_mw": 12.0,
        "sanctioned_frac": 0.5,
        "past": [{"month": "2025-12", "peak_mw": 9.0}],
    }

    charge_per_mw_month: Annotated[MonthlyPositive, DEMAND_CHARGE] = Field(
        description="January first, or one number."
    )
    ratchet_frac: float = Field(0.0, ge=0, le=1, description="Share of earlier peaks billed.")
    ratchet_months: Annotated[int, Basis("assumption: the eleven months before, a year in all")] = (
        Field(11, ge=1, description="Months that the ratchet looks back.")
    )
    past: list[PastPeak] = Field(
        default_factory=list, description="Peaks measured before the horizon, for the ratchet."
    )

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Which steps count, what each ratchet looks back at, and the floors."""
        months = horizon.months
        size = len(members), len(months)
        back = np.zeros((*size, len(months)))
        floor = np.zeros(size)
        for n, c in enumerate(members.values()):
            for k, month in enumerate(months):
                past = [
                    p.peak_mw
                    for p in c.past
                    if 0 < months_between(p.label, month) <= c.ratchet_months
                ]
                held = c.ratchet_frac * max(past, default=0.0)
                floor[n, k] = max(held, c.sanctioned_least_mw)
                for j, earlier in enumerate(months):
                    if 0 < months_between(earlier, month) <= c.ratchet_months:
                        back[n, k, j] = c.ratchet_frac
        return {
            "demand_counts_factor": (("T",), cls.counted(members, horizon)),
            "ratchet_back_factor": (("M", "M"), back),
            "demand_floor_mw": (("M",), floor),
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Peaks over the steps, billed demand over peaks, ratchets and floors."""
        import pyomo.environ as pyo

        m.p_peak_mw = pyo.Var(
            m.demand_charge, m.M, within=pyo.NonNegativeReals, doc="P_{c,k}: highest demand"
        )
        m.p_billed_mw = pyo.Var(
            m.demand_charge,
            m.M,
            bounds=lambda m, c, k: (m.demand_floor_mw[c, k], None),
            doc=r"D_{c,k} \ge \bar D_{c,k}: billed demand",
        )

        @m.Constraint(m.demand_charge, m.T, doc=r"P_{c,k(t)} \ge w_{c,t} q_{c,t}")
        def demand_charge_peak(m: Any, c: Any, t: Any) -> Any:
            return m.p_peak_mw[c, m.month[t]] >= m.demand_counts_factor[c, t] * m.metered_mw[c, t]

        @m.Constraint(m.demand_charge, m.M, doc=r"D_{c,k} \ge P_{c,k}")
        def demand_charge_billed(m: Any, c: Any, k: Any) -> Any:
            return m.p_billed_mw[c, k] >= m.p_peak_mw[c, k]

        @m.Constraint(m.demand_charge, m.M, m.M, doc=r"D_{c,k} \ge \rho_c P_{c,n}, n \in L(k)")
        def demand_charge_ratchet(m: Any, c: Any, k: Any, n: Any) -> Any:
            return m.p_billed_mw[c, k] >= m.ratchet_back_factor[c, k, n] * m.p_peak_mw[c, n]

        @m.Expression(m.demand_charge, m.M, doc=r"s_k \kappa_{c,k} D_{c,k}")
        def demand_charge_cost(m: Any, c: Any, k: Any) -> Any:
            return m.share_of_month[k] * m.charge_per_mw_month[c, k] * m.p_billed_mw[c, k]

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a month; it says what the billed demand rests on."""
        flow = meter.flow_mw(self.assets, self.flow)
        counts = self.counted_on(meter)
        peaks: dict[int, float] = {p.label: p.peak_mw for p in self.past}
        for month in meter.months:
            here = meter.in_month(month) & counts
            peak = float(flow[here].max(initial=0.0))
            floor = self.sanctioned_frac * (self.sanctioned_mw or 0.0)
            held = [
                self.ratchet_frac * p
                for earlier, p in peaks.items()
                if 0 < months_between(earlier, month) <= self.ratchet_months
            ]
            billed = max(peak, floor, *held)
            peaks[month] = peak
            yield Line(
                self.name, "demand", "demand", month_name(month), billed, "MW",
                meter.monthly(self.charge_per_mw_month, month)
                * meter.horizon.share_of_month[month],
                "{currency}/MW", self.currency or meter.base,
            )  # fmt: skip
