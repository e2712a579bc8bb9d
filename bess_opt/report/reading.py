"""A finished run as reports see it: flows, demand, sizes, prices, and how these are told.

Everything here is read or summed from the run's files; nothing is solved and nothing is typed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bess_opt.dust import NOTHING_FRAC
from bess_opt.report.numbers import KW_BELOW_MW, energy, is_number, power, with_unit
from bess_opt.report.opened_run import Array, OpenedRun
from bess_opt.units import SMALL_MW, by_the_kw

DUST_FRAC = 1e-6
# Energy below this is what rounding leaves: at most so many MWh, or this share of the demand.
LEAST_MWH, LEAST_FRAC = 0.5, 1e-6
_MEGA = re.compile(r"\bM(?=Wh?\b)")


@dataclass(frozen=True)
class Reading(OpenedRun):
    """A run with what sections ask of it, each figure computed once."""

    @cached_property
    def injected_mw(self) -> dict[str, dict[str, Array]]:
        """Power into each bus by asset, ``{asset: {bus: array (T,)}}``."""
        return {
            name: {
                bus: np.nan_to_num(np.asarray(p)) for bus, p in asset.injected_mw(self.ds).items()
            }
            for name, asset in self.assets.items()
        }

    def net_mw(self, name: str) -> Array:
        """Power of an asset into all buses, shape (T,)."""
        return np.asarray(sum(self.injected_mw[name].values()), dtype=float)

    def has(self, variable: str, name: str) -> bool:
        """Whether the series hold a variable for a component."""
        return (
            variable in self.ds
            and "component" in self.ds[variable].dims
            and not bool(self.ds[variable].sel(component=name).isnull().all())
        )

    def of(self, variable: str, name: str) -> Array:
        """A variable of a component by step, shape (T,); zero where there is none."""
        if not self.has(variable, name):
            return np.zeros(len(self.horizon))
        found = self.ds[variable].sel(component=name).to_numpy()
        values: Array = np.nan_to_num(np.asarray(found, dtype=float))
        by_step: Array = values.reshape(len(self.horizon), -1).sum(axis=1)
        return by_step

    def rating(self, field: str, name: str) -> Array:
        """A rating in each step, by the step's year, shape (T,)."""
        if not self.has(field, name):
            return np.zeros(len(self.horizon))
        by_year = self.ds[field].sel(component=name, year_label=self.horizon.year)
        values: Array = np.nan_to_num(np.asarray(by_year.to_numpy(), dtype=float))
        return values

    def added(self, powers_mw: Iterable[Array]) -> Array:
        """Sum of powers by step, shape (T,); zero where there are none."""
        return np.asarray(sum(powers_mw, np.zeros(len(self.horizon))), dtype=float)

    def total(self, power_mw: Array) -> float:
        """Weighted energy of a power over the horizon, MWh."""
        return float(power_mw @ self.hours)

    @cached_property
    def loads(self) -> list[str]:
        """Assets whose demand is served."""
        return [n for n in self.assets if self.has("demand_mw", n)]

    @cached_property
    def demand_mw(self) -> Array:
        """Demand over all buses, shape (T,)."""
        return self.added(self.of("demand_mw", n) for n in self.loads)

    @cached_property
    def largest_mw(self) -> float:
        """The largest flow of any asset in any step, MW."""
        flows = (p for buses in self.injected_mw.values() for p in buses.values())
        return max((float(np.max(np.abs(p), initial=0.0)) for p in flows), default=0.0)

    @property
    def is_small(self) -> bool:
        """Whether the system is told in kW."""
        return 0.0 < self.largest_mw < SMALL_MW

    def power(self, mw: Any, beside: Any = 0.0) -> str:
        """A power as this system is told."""
        return power(mw, beside, SMALL_MW if self.is_small else KW_BELOW_MW)

    def energy(self, mwh: Any, least: float = 0.0, beside: Any = 0.0) -> str:
        """An energy as this system is told."""
        return energy(mwh, least, beside, SMALL_MW if self.is_small else KW_BELOW_MW)

    @property
    def price_unit(self) -> str:
        """Unit in which prices of energy are told."""
        return f"{self.currency}/{'kWh' if self.is_small else 'MWh'}"

    @property
    def price_factor(self) -> float:
        """What turns a price per MWh (or MW) into one per :attr:`price_unit`."""
        return 1e-3 if self.is_small else 1.0

    @property
    def price_digits(self) -> int:
        """Decimals of a price of energy in a table."""
        return 2 if self.is_small else 0

    def price(self, per_mwh: Any, figures: int = 4) -> str:
        """A price of energy as this system is told."""
        told = per_mwh * self.price_factor if is_number(per_mwh) else None
        return with_unit(told, self.price_unit, figures)

    def told_price(self, value: Any, unit: str) -> tuple[Any, str]:
        """A price by the MW or MWh with its unit as this system is told; any other as it is."""
        unit = unit.replace("{currency}", self.currency)
        small = by_the_kw(unit) if self.is_small else None
        if small is None:
            return value, unit
        return (value * 1e-3 if is_number(value) else value), small

    def told_words(self, meaning: str) -> str:
        """The meaning of a price, by the unit in which the price is told."""
        return _MEGA.sub("k", meaning) if self.is_small else meaning

    @cached_property
    def least_mwh(self) -> float:
        """Energy below which a sum over the horizon says nothing."""
        return min(LEAST_MWH, LEAST_FRAC * self.total(self.demand_mw))

    @cached_property
    def storages(self) -> list[str]:
        """Assets that store."""
        return [n for n, a in self.assets.items() if type(a).is_storage]

    @cached_property
    def headline_storages(self) -> list[str]:
        """The stores that the study speaks of; all where it names none."""
        named = (self.case.get("study") or {}).get("headline") or []
        return [n for n in self.storages if not named or n in named]

    def size(self, name: str) -> Mapping[str, Any]:
        """Ratings of an asset."""
        found: Mapping[str, Any] = self.results.get("sizes", {}).get(name, {})
        return found

    def is_built(self, name: str) -> bool:
        """Whether an asset is there at all."""
        least = self.results.get("nothing_mw", NOTHING_FRAC * self.largest_mw)
        return bool((self.size(name).get("p_rated_mw") or 0.0) > least)

    @cached_property
    def unbuilt(self) -> list[str]:
        """Assets that were sized at nothing."""
        return [
            n
            for n in self.assets
            if self.size(n).get("sized") and "p_rated_mw" in self.size(n) and not self.is_built(n)
        ]

    @cached_property
    def offered_mw(self) -> dict[str, Array]:
        """What sun, wind and river could deliver, by asset, shape (T,)."""
        flows = self.results.get("energy_mwh", {})
        return {
            n: self.of("available_frac", n) * self.rating("p_rated_mw", n)
            for n in self.assets
            if "curtailed" in flows.get(n, {}) and self.has("available_frac", n)
        }

    @cached_property
    def residual_mw(self) -> Array:
        """Demand less what sun, wind and river could deliver, shape (T,)."""
        return np.asarray(self.demand_mw - self.added(self.offered_mw.values()))

    @cached_property
    def prices(self) -> dict[str, Array]:
        """Shadow price of energy by bus, currency per MWh, shape (T,)."""
        if "power_balance" not in self.run.duals:
            return {}
        dual = self.run.duals["power_balance"]
        values = dual.to_numpy().astype(float)
        # An interior point leaves dust where a price is zero; it must not be read as a figure.
        dust = DUST_FRAC * float(np.max(np.abs(values), initial=0.0))
        tidy = dual.where(abs(dual) > dust, 0.0)
        return {str(n): tidy.sel(bus=n).to_numpy().astype(float) for n in dual["bus"].to_numpy()}

    @cached_property
    def price_bus(self) -> str:
        """The bus whose price storage sees: its own, or that of the largest demand."""
        for name in self.headline_storages:
            if self.assets[name].bus in self.prices:
                return self.assets[name].bus
        demand = {n: self.total(self.of("demand_mw", n)) for n in self.loads}
        largest = max(demand, key=lambda n: demand[n], default="")
        return self.assets[largest].bus if largest else next(iter(self.prices), "")

    def flow(self, name: str, word: str) -> float:
        """Energy of one flow of an asset over the horizon, MWh; zero where it has none."""
        return float(self.results.get("energy_mwh", {}).get(name, {}).get(word, 0.0))

    @cached_property
    def costs(self) -> dict[str, dict[str, float]]:
        """``{component: {entry: amount}}``, base currency."""
        return dict(self.results.get("costs", {}))

    def ledger_rows(self, **wanted: str) -> Iterable[Mapping[str, Any]]:
        """Rows of the ledger whose columns hold these values."""
        return (r for r in self.run.ledger_rows if all(r[k] == v for k, v in wanted.items()))


def summed(entries: Mapping[str, float]) -> float:
    """Sum of the amounts of a component."""
    return math.fsum(float(v) for v in entries.values())
