r"""Lithium iron phosphate battery: one energy store behind one converter.

    symbol        code                                  unit  meaning
    E_t           soc_mwh[b, t]                         MWh   energy stored at the END of step t
    p^c_t, p^d_t  p_charge_mw, p_discharge_mw           MW    at the bus, both >= 0
    \bar P, \bar E  p_rated_mw, e_rated_mwh             MW, MWh  nameplate; energy at the cells, new
    \eta^c, \eta^d  eta_charge_frac, eta_discharge_frac  1    one-way, bus to cells and back
    h             soh_mean_frac                         1     mean state of health over the life
    \kappa        kept_frac                             1     energy kept over one step

No binary forbids charging while discharging. Two families of valid cuts (``soc_ceiling`` and
``soc_floor``, which bound the step by what was stored before it) and the joint converter limit
remove nearly all of it; what remains is detected after the solve and reported. The cuts hold for
every dispatch that does one thing at a time, and imply the window on the stored energy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.assets.battery.boundary import Boundary, Cyclic, FromTo
from bess_opt.assets.battery.limits import hold_reserve, limit_cycles, limit_duration
from bess_opt.assets.battery.recheck import recheck
from bess_opt.assets.battery.store import keep_energy, price_wear
from bess_opt.bands import CONVERTERS, PACKS, TIE_BREAK, WEAR, Band, capex
from bess_opt.component import (
    Asset,
    Basis,
    Carry,
    Check,
    Component,
    Derived,
    Entry,
    Fields,
    Rating,
    SeriesFrac,
    Shadow,
)
from bess_opt.dust import OVERLAP_FRAC
from bess_opt.horizon import Horizon
from bess_opt.outages import Outages


class Battery(Asset, kind="battery"):
    """LFP storage; power and energy are sized apart."""

    is_storage: ClassVar[bool] = True
    gives_reserve: ClassVar[bool] = True
    gives_firm: ClassVar[bool] = True
    part: ClassVar[str] = "discharge"
    leaves_out: ClassVar[str] = (
        "Storage keeps one mean state of health over its life; ageing does not answer to how it "
        "is used."
    )
    flows: ClassVar[tuple[str, ...]] = ("p_charge_mw", "p_discharge_mw")
    misnomers: ClassVar[Mapping[str, str]] = {
        "round": "give eta_charge_frac and eta_discharge_frac, each one way: the square root of "
        "the round trip where no more is known, 0.927 for 0.86",
    }
    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("wear", "battery_wear_cost", "imputed", "owner", "owner"),
        Entry("tie_break", "battery_tie_break_cost", "imputed", "system", "system"),
    )
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "battery_converter_limit",
            "battery_converter_limit",
            "{currency}/MW/h",
            "value of one more MW of charging and discharging power in that step",
            "Battery at full power",
        ),
        Shadow(
            "battery_soc_ceiling",
            "battery_soc_ceiling",
            "{currency}/MWh",
            "value of one more MWh of room in the store at the end of that step",
            "Battery full",
        ),
        Shadow(
            "battery_soc_floor",
            "battery_soc_floor",
            "{currency}/MWh",
            "value of one MWh less that must stay in the store at the end of that step",
            "Battery at its lowest charge",
        ),
        Shadow(
            "battery_energy_balance",
            "battery_energy_balance",
            "{currency}/MWh",
            "value of one more MWh in the store at the end of that step",
            "Energy in the battery",
            is_limit=False,
        ),
    )
    carries: ClassVar[tuple[Carry, ...]] = (
        Carry("battery_cycles_per_day"),
        Carry("battery_cycles_per_year"),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "p_rated_mw": 5.0,
        "e_rated_mwh": 12.0,
        "eta_charge_frac": 0.9,
        "eta_discharge_frac": 0.8,
        "soh_mean_frac": 0.9,
        "tie_break_per_mwh": 0.01,
    }

    p_rated_mw: Annotated[Rating, capex(10e3, 1e6, "USD/MW for storage", CONVERTERS)] = Field(
        description="Power of the converter, both ways, at the bus."
    )
    e_rated_mwh: Annotated[Rating, capex(30e3, 800e3, "USD/MWh for storage", PACKS)] = Field(
        description="Energy at the cells, new."
    )
    duration_min_h: float | None = Field(
        None, gt=0, description="Least deliverable energy over power; no limit where absent."
    )
    duration_max_h: float | None = Field(
        None, gt=0, description="Most deliverable energy over power; no limit where absent."
    )
    eta_charge_frac: float = Field(gt=0, le=1, description="The bus to cells, one way.")
    eta_discharge_frac: float = Field(gt=0, le=1, description="Cells to the bus, one way.")
    soc_min_frac: float = Field(
        0.0, ge=0, le=1, description="Least energy kept, over energy at mean health."
    )
    soc_max_frac: float = Field(
        1.0, ge=0, le=1, description="Most energy kept, over energy at mean health."
    )
    soh_mean_frac: Annotated[
        float, Band(0.6, 1.0, "of new capacity", "is it the fade instead of what is left?")
    ] = Field(1.0, gt=0, le=1, description="Mean state of health over the life it is paid for.")
    self_discharge_frac_per_h: Annotated[
        float, Band(0.0, 0.001, "per hour", "is it per day or per month?")
    ] = Field(0.0, ge=0, lt=1, description="Share of the stored energy lost in an hour.")
    available_frac: SeriesFrac = Field(1.0, description="Share of the rating that can be used.")
    outages: Outages | None = Field(None, description="When it is out, as a calendar.")
    aux_frac: float = Field(0.0, ge=0, lt=1, description="Auxiliary power over rated power.")
    aux_mw_per_mwh: float = Field(0.0, ge=0, description="Auxiliary power over rated energy.")
    cycles_max_per_day: float | None = Field(
        None, ge=0, description="Most full cycles of healthy energy in a day."
    )
    cycles_max_per_year: float | None = Field(
        None, ge=0, description="Most full cycles of healthy energy in a year."
    )
    firm_duration_h: Annotated[
        float, Basis("assumption: four hours, as capacity markets often ask of storage")
    ] = Field(4.0, gt=0, description="Hours a firm MW must last.")
    wear_per_mwh: Annotated[float, WEAR] = Field(
        0.0, ge=0, description="Full wear price, for given sizes only."
    )
    tie_break_per_mwh: Annotated[float, TIE_BREAK] = Field(
        0.0, ge=0, description="Small price against idle cycling."
    )
    boundary: Boundary = Field(Cyclic(), description="Stored energy at both ends of a period.")

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """SoC window, boundary and double counting of wear."""
        if self.soc_min_frac >= self.soc_max_frac:
            yield (
                "soc_min_frac",
                "E-PH-001",
                f"soc_min_frac {self.soc_min_frac} is not below soc_max_frac {self.soc_max_frac}",
                "leave a window between them",
            )
        for field in ("soc_start_frac", "soc_end_frac"):
            value = getattr(self.boundary, field, None)
            if value is not None and not self.soc_min_frac <= value <= self.soc_max_frac:
                yield (
                    "boundary",
                    "E-PH-002",
                    f"{field} {value} lies outside {self.soc_min_frac} to {self.soc_max_frac}",
                    "move it into the window",
                )
        if self.wear_per_mwh > 0 and (self.p_rated_mw.capex > 0 or self.e_rated_mwh.capex > 0):
            yield (
                "wear_per_mwh",
                "E-PH-013",
                "wear is priced and the battery is also paid for by its annuity",
                "set wear_per_mwh to 0 and limit cycles instead, or give the size",
            )

    @classmethod
    def subsets(
        cls, members: Mapping[str, Any], components: Mapping[str, Component]
    ) -> dict[str, list[str]]:
        """Members whose store ends at a given level."""
        closing = [b for b, x in members.items() if isinstance(x.boundary, FromTo)]
        return {"battery_closing": closing}

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Energy kept from the step before, and energy that the boundary puts in at the start."""
        kept = np.empty((len(members), len(horizon)))
        opening = np.zeros_like(kept)
        closing = np.zeros(len(members))
        for k, b in enumerate(members.values()):
            kept[k] = (1.0 - b.self_discharge_frac_per_h) ** horizon.dt_h
            if not isinstance(b.boundary, Cyclic):
                opening[k] = np.where(horizon.is_first, kept[k] * b.boundary.soc_start_frac, 0.0)
                kept[k] = np.where(horizon.is_first, 0.0, kept[k])
            closing[k] = getattr(b.boundary, "soc_end_frac", 0.0)
        return {
            "kept_frac": (("T",), kept),
            "opening_frac": (("T",), opening),
            "closing_frac": ((), closing),
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Physics of all batteries."""
        keep_energy(m)
        limit_duration(m)
        limit_cycles(m)
        hold_reserve(m)
        price_wear(m)

    @classmethod
    def injection(cls, m: Any, a: Any, t: Any) -> Any:
        """Discharge less charge less auxiliaries."""
        return m.p_discharge_mw[a, t] - m.p_charge_mw[a, t] - m.p_aux_mw[a, t]

    def injected_mw(self, ds: Any) -> dict[str, Any]:
        """Recompute the injection from results."""
        at = ds.sel(component=self.name)
        own = at["p_discharge_mw"].to_numpy() - at["p_charge_mw"].to_numpy()
        p, e = self.sizes(ds)
        return {self.bus: own - self.aux_frac * p - self.aux_mw_per_mwh * e}

    def sizes(self, ds: Any) -> tuple[Any, Any]:
        """Rated power and energy in each step, by its year label."""
        sizes = ds.sel(component=self.name, year_label=ds["year"].to_numpy())
        return sizes["p_rated_mw"].to_numpy(), sizes["e_rated_mwh"].to_numpy()

    def energy_mwh(self, ds: Any, horizon: Horizon) -> dict[str, float]:
        """Energy charged, discharged and lost (stored energy at the ends included)."""
        at, hours = ds.sel(component=self.name), horizon.dt_h * horizon.weight
        charged = float(at["p_charge_mw"].to_numpy() @ hours)
        discharged = float(at["p_discharge_mw"].to_numpy() @ hours)
        return {
            "charged": charged,
            "discharged": discharged,
            "auxiliaries": -float(self.injected_mw(ds)[self.bus] @ hours) + discharged - charged,
        }

    def size_figures(
        self, ratings: Mapping[str, float], nothing_mw: float = 0.0
    ) -> dict[str, float]:
        """Deliverable energy at the bus, MWh, and the hours it lasts at full power."""
        window = self.soc_max_frac - self.soc_min_frac
        kept = window * self.soh_mean_frac * self.eta_discharge_frac
        e_deliverable_mwh, power = kept * ratings["e_rated_mwh"], ratings["p_rated_mw"]
        return {
            "e_deliverable_mwh": e_deliverable_mwh,
            "duration_h": e_deliverable_mwh / power if power > nothing_mw else 0.0,
        }

    def use_figures(self, ds: Any, horizon: Horizon, nothing_mw: float = 0.0) -> dict[str, float]:
        """Energy drawn from healthy cells in full cycles; hours of charge beside discharge."""
        at, energy = ds.sel(component=self.name), self.energy_mwh(ds, horizon)
        least = np.minimum(at["p_charge_mw"].to_numpy(), at["p_discharge_mw"].to_numpy())
        power, stored = self.sizes(ds)
        is_both = least > np.maximum(OVERLAP_FRAC * power, nothing_mw)
        healthy = float(stored[-1]) * self.soh_mean_frac
        is_built = float(power[-1]) > nothing_mw and healthy > 0.0
        years = sum(horizon.share_of_year.values())
        drawn = energy["discharged"] / self.eta_discharge_frac
        return {
            "full_cycles_per_year": drawn / healthy / years if is_built else 0.0,
            "overlap_hours": float(is_both @ (horizon.dt_h * horizon.weight)),
        }

    def slack_mw(self, ds: Any) -> dict[str, Any]:
        """What is left of the converter."""
        at = ds.sel(component=self.name)
        used = at["p_charge_mw"].to_numpy() + at["p_discharge_mw"].to_numpy()
        left = at["available_frac"].to_numpy() * self.sizes(ds)[0] - used
        return {"battery_converter_limit": left}

    def check(self, ds: Any, horizon: Horizon) -> Iterable[Check]:
        """SoC recursion, window, converter limit and cycle caps, step by step."""
        return recheck(self, ds, horizon)
