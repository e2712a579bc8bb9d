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
from pydantic import Field, field_validator

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
    Tariff,
)
from bess_opt.errors import CaseError, Fault
from bess_opt.horizon import Horizon
from bess_opt.windows import Season, Window, holiday_dates, season_faults, shares


class PastPeak(Part):
    """A measured peak of a month before the horizon."""

    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="Such as 2025-12.")
    peak_mw: float = Field(ge=0, description="Highest demand of that month.")

    @property
    def label(self) -> int:
        """Such as 202512."""
        return int(self.month.replace("-", ""))


class DemandCharge(Tariff, kind="demand_charge"):
    """A charge on the highest demand of a month."""

    entries: ClassVar[tuple[Entry, ...]] = (Entry("demand", "demand_charge_cost", payee="utility"),)
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "demand_charge_peak",
            "demand_charge_peak",
            "{currency}/MW",
            "saving on the month's charge from one MW less of demand in that step",
        ),
    )
    carries: ClassVar[tuple[Carry, ...]] = (
        Carry("demand_charge_peak", settles="p_peak_mw"),
        Carry("demand_charge_billed", settles="p_billed_mw"),
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

    assets: list[str] = Field(min_length=1, description="Connections that are metered.")
    flow: str = Field("p_import_mw", description="Which flow of the assets is metered.")
    charge_per_mw_month: Annotated[MonthlyPositive, DEMAND_CHARGE] = Field(
        description="January first, or one number."
    )
    windows: list[Window] = Field(
        default_factory=list, description="Hours in which demand counts; all where empty."
    )
    seasons: dict[str, Season] = Field(default_factory=dict, description="Seasons by name.")
    holidays: list[str] = Field(default_factory=list, description="Dates such as 2026-03-23.")
    ratchet_frac: float = Field(0.0, ge=0, le=1, description="Share of earlier peaks billed.")
    ratchet_months: Annotated[int, Basis("assumption: the eleven months before, a year in all")] = (
        Field(11, ge=1, description="Months that the ratchet looks back.")
    )
    past: list[PastPeak] = Field(
        default_factory=list, description="Peaks measured before the horizon, for the ratchet."
    )
    sanctioned_mw: float | None = Field(None, ge=0, description="Load that the utility sanctioned.")
    sanctioned_frac: float = Field(
        0.0, ge=0, le=1, description="Share of it that is billed at least, such as 0.5."
    )
    metering_h: float | None = Field(
        None, gt=0, le=24, description="Interval over which the meter averages, such as 0.5."
    )
    true_peak_included: bool = Field(
        False, description="The periods hold each month's true peak, although they are weighted."
    )

    _dates = field_validator("holidays")(holiday_dates)

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The metered assets."""
        return {"assets": self.assets}

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """Seasons are described; a share of the sanctioned load needs the load."""
        yield from season_faults(self.windows, self.seasons)
        if self.sanctioned_frac > 0 and self.sanctioned_mw is None:
            yield (
                "sanctioned_frac",
                "E-CF-006",
                "a share of the sanctioned load needs sanctioned_mw",
                "add sanctioned_mw",
            )

    def remarks(self, horizon: Horizon) -> Iterable[Fault]:
        """Where the meter averages over less than a step."""
        step_h = float(np.max(horizon.dt_h))
        if self.metering_h is not None and self.metering_h < step_h - 1e-9:
            yield Fault(
                "W-TF-005",
                f"{self.name} is metered over {60 * self.metering_h:g} minutes and the case has "
                f"steps of {60 * step_h:g}, so that true peaks are higher and the demand charge "
                "and what storage saves of it are uncertain",
                repair="solve on the interval of the meter, with a load measured on it",
                path=f"tariffs.{self.name}.metering_h",
            )

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Which steps count, what each ratchet looks back at, and the floors.

        Raises
        ------
        CaseError
            Periods are weighted and nothing says that the true peak is among them.
        """
        months = horizon.months
        size = len(members), len(months)
        inside = np.ones((len(members), len(horizon)))
        back = np.zeros((*size, len(months)))
        floor = np.zeros(size)
        for n, (name, c) in enumerate(members.items()):
            if horizon.is_weighted and not c.true_peak_included:
                raise CaseError(f"{name} needs every step of the month", [_weighted(name)])
            if c.windows:
                touched = shares(c.windows, c.seasons, c.holidays, horizon)[:-1].sum(axis=0)
                inside[n] = touched > 0
            for k, month in enumerate(months):
                past = [
                    p.peak_mw
                    for p in c.past
                    if 0 < months_between(p.label, month) <= c.ratchet_months
                ]
                held = c.ratchet_frac * max(past, default=0.0)
                floor[n, k] = max(held, c.sanctioned_frac * (c.sanctioned_mw or 0.0))
                for j, earlier in enumerate(months):
                    if 0 < months_between(earlier, month) <= c.ratchet_months:
                        back[n, k, j] = c.ratchet_frac
        return {
            "demand_counts_factor": (("T",), inside),
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
        counts = np.ones(len(flow), dtype=bool)
        if self.windows:
            counts = np.array([any(n >= 0 for n in s) for s in meter.parts_of_steps(self)])
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


def _weighted(name: str) -> Fault:
    return Fault(
        "E-TF-004",
        f"{name} bills the highest demand of a month, and the periods of the case are weighted",
        "every step of each month, or periods that hold its true peak",
        f"take whole months, or set tariffs.{name}.true_peak_included: true once the true peak "
        "is among them",
        path=f"tariffs.{name}",
    )
