r"""Thermal plant: a group of units of which a continuous share is online.

    symbol     code                     unit  meaning
    p_{g,t}    p_generation_mw[g, t]    MW    delivered to the bus
    u_{g,t}    p_online_mw[g, t]        MW    capacity that runs
    f_{g,t}    p_fuel_mw[g, t]          MW    full-load output that would burn as much fuel
    \nu_g      idle_fuel_frac[g]        1     share of full-load fuel burnt at zero output

Commitment is continuous, which describes a group of units and not a single one; a group of three
650 MW units cannot run 900 MW of capacity, and the model does not know.

Diesel sets give their fuel in litres at full and at half load, as data sheets do. The straight line
through the two is the fuel curve: with F and H litres per MWh, a share ``nu = H / F - 1`` of the
full-load fuel is burnt at zero output, and the rest in proportion to the output.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import EMISSION, THAR_COAL, Band, capex
from bess_opt.component import Asset, Basis, Check, Derived, Fields, Rating, SeriesFrac, Shadow
from bess_opt.contract import while_available
from bess_opt.horizon import Horizon
from bess_opt.outages import Outages


class Thermal(Asset, kind="thermal"):
    """Coal, gas, oil, diesel: anything that burns fuel and can be called."""

    is_generator: ClassVar[bool] = True
    gives_reserve: ClassVar[bool] = True
    gives_firm: ClassVar[bool] = True
    emits: ClassVar[bool] = True
    is_callable: ClassVar[bool] = True
    part: ClassVar[str] = "thermal"
    leaves_out: ClassVar[str] = (
        "Thermal plants are groups of units whose online capacity varies continuously; single "
        "units, their minimum up and down times and forced outages by hour are not modelled."
    )
    flows: ClassVar[tuple[str, ...]] = ("p_generation_mw", "p_fuel_mw", "p_online_mw")
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "thermal_available",
            "thermal_available",
            "{currency}/MW/h",
            "value of one more MW of capacity while any is available",
            "Plant at full capacity",
        ),
        Shadow(
            "thermal_ramp_up",
            "thermal_ramp_up",
            "{currency}/MW/h",
            "value of one more MW that output may rise by into that step",
            "Output rises as fast as it may",
        ),
        Shadow(
            "thermal_ramp_down",
            "thermal_ramp_down",
            "{currency}/MW/h",
            "value of one more MW that output may fall by into that step",
            "Output falls as fast as it may",
        ),
        Shadow(
            "thermal_online_ramp",
            "thermal_online_ramp",
            "{currency}/MW/h",
            "value of one more MW of capacity that may start into that step",
            "Units start as fast as they may",
        ),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "p_rated_mw": 40.0,
        "p_min_frac": 0.3,
        "no_load_frac": 0.1,
        "emission_t_per_mwh": 0.5,
    }

    p_rated_mw: Annotated[Rating, capex(100e3, 8e6, "USD/MW for thermal", THAR_COAL)] = Field(
        description="Rating of all units together."
    )
    available_frac: SeriesFrac = Field(1.0, description="Share of the rating that can be used.")
    outages: Outages | None = Field(None, description="When it is out, as a calendar.")
    p_min_frac: Annotated[
        float, Band(0.0, 0.9, "of rated power", "is it the part that is left?")
    ] = Field(0.0, ge=0, le=1, description="Least output over online capacity.")
    no_load_frac: float = Field(
        0.0, ge=0, lt=1, description="Share of full-load fuel burnt at zero output."
    )
    fuel_full_l_per_mwh: float = Field(0.0, ge=0, description="Litres per MWh at full load.")
    fuel_half_l_per_mwh: float | None = Field(
        None, gt=0, description="Litres per MWh at half load; in place of no_load_frac."
    )
    ramp_frac_per_h: float | None = Field(None, gt=0, description="Change of output over rating.")
    emission_t_per_mwh: Annotated[float, EMISSION] = Field(0.0, ge=0, description="At full load.")
    firm_frac: Annotated[
        float, Basis("assumption: the whole rating, without a margin for forced outages")
    ] = Field(1.0, ge=0, le=1, description="Share of the rating counted as firm.")
    renewable: bool = Field(False, description="Counts towards a renewable share.")
    clean: bool = Field(False, description="Counts towards a clean share.")

    @property
    def idle_fuel_frac(self) -> float:
        """Share of full-load fuel that a running set burns at zero output."""
        if self.fuel_half_l_per_mwh is None or self.fuel_full_l_per_mwh <= 0:
            return self.no_load_frac
        return self.fuel_half_l_per_mwh / self.fuel_full_l_per_mwh - 1.0

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """A fuel curve has two points, rises, and is given once."""
        half, full = self.fuel_half_l_per_mwh, self.fuel_full_l_per_mwh
        if half is None:
            return
        if self.no_load_frac > 0:
            found, repair = "no_load_frac and fuel_half_l_per_mwh both say it", "delete one"
        elif full <= 0:
            found, repair = "half load without full load", "add fuel_full_l_per_mwh"
        elif not full <= half < 2 * full:
            found = f"{half:g} l/MWh at half load and {full:g} at full load"
            repair = "half load takes more per MWh, and less than twice as much"
        else:
            return
        yield ("fuel_half_l_per_mwh", "E-PH-017", found, repair)

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Fuel burnt at zero output."""
        return {"idle_fuel_frac": ((), np.array([x.idle_fuel_frac for x in members.values()]))}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Physics of all thermal groups."""
        import pyomo.environ as pyo

        m.p_online_mw = pyo.Var(
            m.thermal, m.T, within=pyo.NonNegativeReals, doc="u_{g,t}: capacity that runs"
        )

        @m.Expression(m.thermal, m.T, doc=r"f_{g,t} = \nu_g u_{g,t} + (1 - \nu_g) p_{g,t}")
        def p_fuel_mw(m: Any, g: Any, t: Any) -> Any:
            return (
                m.idle_fuel_frac[g] * m.p_online_mw[g, t]
                + (1 - m.idle_fuel_frac[g]) * m.p_generation_mw[g, t]
            )

        @m.Constraint(m.thermal, m.T, doc=r"u_{g,t} \le a_{g,t} \bar P_g")
        def thermal_available(m: Any, g: Any, t: Any) -> Any:
            return m.p_online_mw[g, t] <= m.available_frac[g, t] * m.p_rated_mw[g, m.year[t]]

        @m.Constraint(m.thermal, m.T, doc=r"p_{g,t} + \sum_k r_{k,g,t} \le u_{g,t}")
        def thermal_most(m: Any, g: Any, t: Any) -> Any:
            return m.p_generation_mw[g, t] + m.r_held_mw[g, t] <= m.p_online_mw[g, t]

        @m.Constraint(m.thermal, m.T, doc=r"p_{g,t} \ge \pi_g u_{g,t}")
        def thermal_least(m: Any, g: Any, t: Any) -> Any:
            return m.p_generation_mw[g, t] >= m.p_min_frac[g] * m.p_online_mw[g, t]

        @m.Constraint(
            m.with_ramp_frac_per_h,
            m.T_inner,
            doc=r"p_{g,t} - p_{g,t-1} \le \rho_g \Delta_t \bar P_g",
        )
        def thermal_ramp_up(m: Any, g: Any, t: Any) -> Any:
            return (
                m.p_generation_mw[g, t] - m.p_generation_mw[g, m.before[t]]
                <= m.ramp_frac_per_h[g] * m.dt_h[t] * m.p_rated_mw[g, m.year[t]]
            )

        @m.Constraint(
            m.with_ramp_frac_per_h,
            m.T_inner,
            doc=r"p_{g,t-1} - p_{g,t} \le \rho_g \Delta_t \bar P_g",
        )
        def thermal_ramp_down(m: Any, g: Any, t: Any) -> Any:
            return (
                m.p_generation_mw[g, m.before[t]] - m.p_generation_mw[g, t]
                <= m.ramp_frac_per_h[g] * m.dt_h[t] * m.p_rated_mw[g, m.year[t]]
            )

        @m.Constraint(
            m.thermal_committed_ramped,
            m.T_inner,
            doc=r"u_{g,t} - u_{g,t-1} \le \rho_g \Delta_t \bar P_g",
        )
        def thermal_online_ramp(m: Any, g: Any, t: Any) -> Any:
            return (
                m.p_online_mw[g, t] - m.p_online_mw[g, m.before[t]]
                <= m.ramp_frac_per_h[g] * m.dt_h[t] * m.p_rated_mw[g, m.year[t]]
            )

        @m.Constraint(
            m.thermal_reserve_ramped,
            m.product,
            m.T,
            doc=r"r_{k,g,t} \le \rho_g \theta_k u_{g,t}",
        )
        def thermal_reserve_ramp(m: Any, g: Any, k: Any, t: Any) -> Any:
            return (
                m.r_up_mw[k, g, t] <= m.ramp_frac_per_h[g] * m.response_h[k] * m.p_online_mw[g, t]
            )

        @m.Constraint(m.thermal_firm, m.Y, doc=r"f_{g,y} \le c_g \bar P_g")
        def thermal_firm_power(m: Any, g: Any, y: Any) -> Any:
            return m.p_firm_mw[g, y] <= m.firm_frac[g] * m.p_rated_mw[g, y]

    @classmethod
    def subsets(
        cls, members: Mapping[str, Any], components: Mapping[str, Any]
    ) -> dict[str, list[str]]:
        """Members with a ramp that hold reserve, and those whose online capacity matters.

        Where a running plant has no least output, no fuel at zero output, no reserve and no charge
        on starts, u = p meets every rule that p meets, and a ramp of u says nothing.
        """
        products = [c for c in components.values() if getattr(c, "is_reserve", False)]
        held = {a for c in products for a in c.providers(components)}
        ramped = [g for g, x in members.items() if x.ramp_frac_per_h is not None and g in held]
        committed = {a for c in components.values() for a in c.commits(components)}
        committed |= {g for g, x in members.items() if x.p_min_frac > 0 or x.idle_fuel_frac > 0}
        with_ramp = [g for g, x in members.items() if x.ramp_frac_per_h is not None]
        return {
            "thermal_reserve_ramped": ramped,
            "thermal_committed_ramped": [g for g in with_ramp if g in committed],
        }

    @classmethod
    def subsets_read(cls) -> dict[str, tuple[str, ...]]:
        """A least output, or fuel at zero output, makes online capacity matter."""
        return {"thermal_committed_ramped": ("p_min_frac", "no_load_frac", "idle_fuel_frac")}

    @classmethod
    def unscaled(cls, shadow: Shadow, price: Any, ds: Any) -> Any:
        """Nought for capacity of which none is available."""
        return while_available(price, ds) if shadow.name == "thermal_available" else price

    @classmethod
    def injection(cls, m: Any, a: Any, t: Any) -> Any:
        """Delivered power."""
        return m.p_generation_mw[a, t]

    @classmethod
    def emission(cls, m: Any, a: Any, t: Any) -> Any:
        """Emission of the fuel burnt."""
        return m.emission_t_per_mwh[a] * m.p_fuel_mw[a, t]

    def injected_mw(self, ds: Any) -> dict[str, Any]:
        """Recompute the injection from results."""
        return {self.bus: ds["p_generation_mw"].sel(component=self.name).to_numpy()}

    def fuel_mw(self, ds: Any) -> Any:
        """Full-load output that burns as much fuel, recomputed from results, shape (T,)."""
        at, nu = ds.sel(component=self.name), self.idle_fuel_frac
        return nu * at["p_online_mw"].to_numpy() + (1 - nu) * at["p_generation_mw"].to_numpy()

    def energy_mwh(self, ds: Any, horizon: Horizon) -> dict[str, float]:
        """Energy generated, and the full-load output its fuel would have given."""
        hours = horizon.dt_h * horizon.weight
        return {
            "generated": float(self.injected_mw(ds)[self.bus] @ hours),
            "fuel_equivalent": float(self.fuel_mw(ds) @ hours),
        }

    def use_figures(self, ds: Any, horizon: Horizon, nothing_mw: float = 0.0) -> dict[str, float]:
        """Litres of fuel over the horizon, where the fuel is given in litres."""
        if self.fuel_full_l_per_mwh <= 0:
            return {}
        burnt = self.energy_mwh(ds, horizon)["fuel_equivalent"]
        return {"fuel_l": self.fuel_full_l_per_mwh * burnt}

    def emissions_t(self, ds: Any, horizon: Horizon) -> float:
        """Emission of the fuel burnt over the horizon."""
        return self.emission_t_per_mwh * self.energy_mwh(ds, horizon)["fuel_equivalent"]

    def slack_mw(self, ds: Any) -> dict[str, Any]:
        """Capacity that is available and not online."""
        at = ds.sel(component=self.name)
        rated = at["p_rated_mw"].sel(year_label=ds["year"].to_numpy()).to_numpy()
        left = at["available_frac"].to_numpy() * rated - at["p_online_mw"].to_numpy()
        return {"thermal_available": left}

    def check(self, ds: Any, horizon: Horizon) -> Iterable[Check]:
        """Output between least and online, online within what is available, ramps."""
        at = ds.sel(component=self.name)
        p, online = at["p_generation_mw"].to_numpy(), at["p_online_mw"].to_numpy()
        rated = at["p_rated_mw"].sel(year_label=ds["year"].to_numpy()).to_numpy()
        available = at["available_frac"].to_numpy() * rated
        miss = np.max([p - online, self.p_min_frac * online - p, online - available, -p])
        yield Check("output within online capacity", self.name, float(miss), 1e-5, "MW")
        if self.ramp_frac_per_h is not None:
            inner = ~horizon.is_first
            step = np.abs(np.diff(p, prepend=p[0]))[inner]
            allowed = (self.ramp_frac_per_h * horizon.dt_h * rated)[inner]
            yield Check("ramp", self.name, float(np.max(step - allowed, initial=-1.0)), 1e-5, "MW")
