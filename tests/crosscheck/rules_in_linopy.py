"""Rules of the flagship that PyPSA has no component for, written on its linopy model.

Online capacity with no-load fuel and start charges, months and days of the reservoir, the common
converter of the battery, take-or-pay, energy budgets and share policies. Where it is asked for, a
battery also charges into the room, and discharges from the energy, that the hour before left: what
holds of every battery that does one thing at a time, and limits one that burns surplus by doing
both.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from flagship_in_pypsa import Flagship, only


def add_rules(flagship: Flagship, n: Any, one_at_a_time: bool = False) -> None:
    """Complete the linopy model ``n.model`` of the flagship's network."""
    _Rules(flagship, n, one_at_a_time).add()


class _Rules:
    def __init__(self, flagship: Flagship, n: Any, one_at_a_time: bool) -> None:
        self.f, self.m, self.one_at_a_time = flagship, n.model, one_at_a_time
        self.at = [n.snapshots.rename("snapshot")]
        self.month = self._label("month", flagship.month)
        self.day = self._label("day", flagship.day)

    def _label(self, name: str, values: Any) -> xr.DataArray:
        return xr.DataArray(values, coords=self.at, dims="snapshot", name=name)

    def _hourly(self, values: Any) -> xr.DataArray:
        return xr.DataArray(values, coords=self.at, dims="snapshot")

    def _months(self, twelve: Any) -> xr.DataArray:
        label = np.unique(self.f.month)
        values = np.broadcast_to(np.asarray(twelve, float), 12)[label - 1]
        return xr.DataArray(values, coords={"month": label}, dims="month")

    def _flow(self, variable: str, member: str) -> Any:
        return self.m.variables[variable].sel(name=member, drop=True)

    def add(self) -> None:
        for name, plant in self.f.thermal.items():
            self._commit(name, plant)
        for name, plant in self.f.reservoir.items():
            self._release(name, plant)
        for name, plant in self.f.battery.items():
            self._convert(name, plant)
        for name, tariff in self.f.tariffs.items():
            getattr(self, f"_{tariff['kind']}")(name, tariff)
        for name, policy in self.f.policies.items():
            getattr(self, f"_{policy['kind']}")(name, policy)

    def _commit(self, name: str, a: dict[str, Any]) -> None:
        """Least output, no-load fuel and starts of the capacity that runs; hour -1 is the last."""
        p = self._flow("Generator-p", name)
        on = self.m.add_variables(0, self._hourly(a["available_mw"]), name=f"{name} online")
        self.m.add_constraints(p - on <= 0, name=f"{name} most")
        self.m.add_constraints(p - a["p_min_frac"] * on >= 0, name=f"{name} least")
        self.m.objective += (a["no_load_frac"] * self.f.fuel_price.get(name, 0.0) * on).sum()
        if name in self.f.start_charge:
            up = self.m.add_variables(0, np.inf, coords=self.at, name=f"{name} start")
            self.m.add_constraints(up - on + on.roll(snapshot=1) >= 0, name=f"{name} rise")
            self.m.objective += (self.f.start_charge[name] * up).sum()

    def _release(self, name: str, a: dict[str, Any]) -> None:
        """All water of a month is released; a day takes what its month's mean day allows."""
        release = self._flow("Generator-p", f"{name} release")
        share = self._share_of_month()
        self.m.add_constraints(
            release.groupby(self.month).sum() == share * self._months(a["energy_mwh_per_month"]),
            name=f"{name} months",
        )
        daily = release.groupby(self.day).sum()
        mean = self._hourly(a["mean_mw"]).groupby(self.day).sum()
        self.m.add_constraints(daily <= (1 + a["flex_frac"]) * mean, name=f"{name} day most")
        self.m.add_constraints(daily >= (1 - a["flex_down_frac"]) * mean, name=f"{name} day least")

    def _share_of_month(self) -> xr.DataArray:
        return self._hourly(1.0 / self.f.month_h).groupby(self.month).sum()

    def _convert(self, name: str, a: dict[str, Any]) -> None:
        """One converter serves both directions, rated at the AC bus."""
        there, back = (self._flow("Link-p", f"{name} {w}") for w in ("charge", "discharge"))
        size = self.m.variables["Link-p_nom"]
        rated, inner = (size.sel(name=f"{name} {w}", drop=True) for w in ("charge", "discharge"))
        eta = a["eta_discharge_frac"]
        self.m.add_constraints(eta * inner - rated == 0, name=f"{name} one rating")
        self.m.add_constraints(there + eta * back - rated <= 0, name=f"{name} converter")
        if self.one_at_a_time:
            before = self._flow("Store-e", name).roll(snapshot=1)
            held = a["soh_mean_frac"] * self.m.variables["Store-e_nom"].sel(name=name, drop=True)
            room = before + a["eta_charge_frac"] * there - held
            self.m.add_constraints(room <= 0, name=f"{name} room")
            self.m.add_constraints(before - back >= 0, name=f"{name} energy")

    def _fuel(self, name: str, t: dict[str, Any]) -> None:
        only(t, "assets", "fuel_price_per_mwh")

    def _energy_price(self, name: str, t: dict[str, Any]) -> None:
        only(t, "assets", "price_per_mwh", "flow")
        if t.get("flow", "p_generation_mw") not in ("p_generation_mw", "p_outlet_mw"):
            raise NotImplementedError(t["flow"])

    def _start_charge(self, name: str, t: dict[str, Any]) -> None:
        only(t, "assets", "charge_per_mw_start")

    def _capacity_payment(self, name: str, t: dict[str, Any]) -> None:
        only(t, "assets", "contracted_mw", "charge_per_mw_month")

    def _take_or_pay(self, name: str, t: dict[str, Any]) -> None:
        """Energy below the month's floor is paid for though it is not taken."""
        only(t, "assets", "take_frac", "contract_mwh_per_month", "pay_price_per_mwh")
        floor = t["take_frac"] * self._share_of_month() * self._months(t["contract_mwh_per_month"])
        untaken = self.m.add_variables(0, floor, name=f"{name} untaken")
        taken = self._monthly_energy(t["assets"])
        self.m.add_constraints(taken + untaken >= floor, name=name)
        self.m.objective += (t["pay_price_per_mwh"] * untaken).sum()

    def _monthly_energy(self, plants: list[str]) -> Any:
        return sum(self._flow(*self.f.output[plant]).groupby(self.month).sum() for plant in plants)

    def _energy_budget(self, name: str, p: dict[str, Any]) -> None:
        only(p, "assets", "least_mwh_per_month", "most_mwh_per_month")
        energy, share = self._monthly_energy(p["assets"]), self._share_of_month()
        if "least_mwh_per_month" in p:
            least = share * self._months(p["least_mwh_per_month"])
            self.m.add_constraints(energy >= least, name=f"{name} least")
        if "most_mwh_per_month" in p:
            most = share * self._months(p["most_mwh_per_month"])
            self.m.add_constraints(energy <= most, name=f"{name} most")

    def _renewable_share(self, name: str, p: dict[str, Any]) -> None:
        self._share(name, p, "renewable")

    def _clean_share(self, name: str, p: dict[str, Any]) -> None:
        self._share(name, p, "clean")

    def _share(self, name: str, p: dict[str, Any], counts: str) -> None:
        """What does not count is at most the rest of what loads are served."""
        only(p, "share_frac", "excluded", "boundary")
        left_out = p.get("excluded", ())
        others = [g for g, told in self.f.counts.items() if not told[counts] or g in left_out]
        rest = sum(self._flow(*self.f.output[g]).sum() for g in others)
        demand = float(
            sum(self.f.series(self.f.case["assets"][x]["demand_mw"]).sum() for x in self.f.load)
        )
        unserved = sum(self._flow("Generator-p", f"{x} unserved").sum() for x in self.f.load)
        left = 1 - p["share_frac"]
        self.m.add_constraints(rest + left * unserved <= left * demand, name=name)
