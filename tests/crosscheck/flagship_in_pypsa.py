"""The flagship's case file, read a second time and built as a PyPSA network.

Shares no code with bess_opt: plain YAML and pandas give the data, PyPSA's own components the power
balance, and :mod:`rules_in_linopy` what PyPSA lacks. A key of the case that is not read here is
an error, so that a new rule of the case cannot be left out unseen.

Hydro is a bus of water: a source releases it, a link is the turbines, a sink is the spillway. The
battery is a bus of cells between two links. A sized rating is one that PyPSA may extend, and the
annual cost of its share of the year is its capital cost.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pypsa
import yaml

Case = dict[str, Any]
YEAR_H = 8760
TOLD = {"kind", "label", "active", "sources", "bus"}


def read(folder: Path, scenario: str, changes: Mapping[str, Any] | None = None) -> Case:
    """The case with a scenario, and then further changes by dotted path, laid over it."""
    case = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    for path, value in [*_overlay(case["scenarios"], scenario), *(changes or {}).items()]:
        *way, last = path.split(".")
        at = case
        for key in way:
            at = at[key]
        at[last] = value
    tables = {}
    for name, spec in case["series"].items():
        table = tables.setdefault(spec["file"], pd.read_csv(folder / spec["file"], index_col=0))
        case["series"][name] = table[spec["column"]].to_numpy()
    case["hours"] = pd.DatetimeIndex(next(iter(tables.values())).index)
    return case


def _overlay(scenarios: Case, name: str) -> list[tuple[str, Any]]:
    before = [
        item for base in scenarios[name].get("extends", ()) for item in _overlay(scenarios, base)
    ]
    return [*before, *scenarios[name].get("overlay", {}).items()]


class Flagship:
    """A network and what :func:`rules_in_linopy.add_rules` has to know beside it.

    Attributes
    ----------
    network : pypsa.Network
    thermal, reservoir, battery : dict of str to dict
        Members of the three kinds that PyPSA lacks a part of, with their data.
    tariffs, policies : dict
        Those that are active, as written.
    sunk : float
        Capacity payments, which no decision moves.
    output : dict of str to (str, str)
        By generator: PyPSA's variable and member that is its output.
    size : dict of (str, str) to (str, str)
        By asset and field: PyPSA's variable and member that is its rating.
    counts : dict of str to dict of str to bool
        By generator: whether it is renewable, whether clean.
    """

    def __init__(self, case: Case, hours: int = YEAR_H) -> None:
        self.case, self.hours = case, case["hours"][:hours]
        self.years = hours / YEAR_H
        self.month = self.hours.month.to_numpy()
        self.day = self.hours.day_of_year.to_numpy()
        month_h = pd.Series(case["hours"].month).value_counts().sort_index().to_numpy()
        self.month_h = month_h[self.month - 1]
        self.thermal: dict[str, Case] = {}
        self.reservoir: dict[str, Case] = {}
        self.battery: dict[str, Case] = {}
        self.load: list[str] = []
        self.output: dict[str, tuple[str, str]] = {}
        self.size: dict[tuple[str, str], tuple[str, str]] = {}
        self.counts: dict[str, dict[str, bool]] = {}
        self.tariffs = _active(case["tariffs"])
        self.policies = _active(case["policies"])
        self.sunk = self._sunk()
        self.price, self.fuel_price, self.start_charge = self._prices()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            self.network = pypsa.Network()
            self.network.add("Carrier", "AC")
            self.network.set_snapshots(self.hours)
            assets = _active(case["assets"])
            for bus in dict.fromkeys(a["bus"] for a in assets.values()):
                self.network.add("Bus", bus)
            for name, asset in assets.items():
                getattr(self, f"_add_{asset['kind']}")(name, dict(asset))

    def _prices(self) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
        """Price of output, price of fuel and charge per start, by plant."""
        energy: dict[str, float] = {}
        fuel: dict[str, float] = {}
        start: dict[str, float] = {}
        for tariff in self.tariffs.values():
            for plant in tariff["assets"]:
                if tariff["kind"] == "energy_price":
                    energy[plant] = energy.get(plant, 0.0) + tariff["price_per_mwh"]
                if tariff["kind"] == "fuel":
                    fuel[plant] = fuel.get(plant, 0.0) + tariff["fuel_price_per_mwh"]
                if tariff["kind"] == "start_charge":
                    start[plant] = start.get(plant, 0.0) + tariff["charge_per_mw_start"]
        return energy, fuel, start

    def _sunk(self) -> float:
        """Capacity payments of the hours looked at; no decision moves them."""
        paid = [t for t in self.tariffs.values() if t["kind"] == "capacity_payment"]
        a_month = sum(t["contracted_mw"] * t["charge_per_mw_month"] for t in paid)
        return float(a_month * (1 / self.month_h).sum())

    def series(self, value: Any) -> Any:
        """A number, or the hours of a named series."""
        if isinstance(value, str):
            return self.case["series"][value][: len(self.hours)]
        return np.full(len(self.hours), float(value))

    def monthly(self, value: Any) -> Any:
        """Twelve numbers, or one, spread over the hours."""
        return np.broadcast_to(np.asarray(value, float), 12)[self.month - 1]

    def rating(self, given: Any, energy: bool = False) -> Case:
        """A rating as PyPSA's attributes, with its annual cost over the hours looked at."""
        if not isinstance(given, Mapping):
            given = {"min": given, "max": given}
        unit, stem = ("mwh", "e_nom") if energy else ("mw", "p_nom")
        only(given, "min", "max", "life_years", f"capex_per_{unit}", f"fixed_om_per_{unit}_year")
        annual = given.get(f"fixed_om_per_{unit}_year", 0.0)
        if given.get(f"capex_per_{unit}"):
            rate = self.case["finance"]["discount_rate_real_frac"]
            worth_of_a_rupee_a_year = sum(
                (1 + rate) ** -n for n in range(1, given["life_years"] + 1)
            )
            annual += given[f"capex_per_{unit}"] / worth_of_a_rupee_a_year
        return {
            f"{stem}_extendable": True,
            f"{stem}_min": given["min"],
            f"{stem}_max": given["max"],
            "capital_cost": annual * self.years,
        }

    def _add_load(self, name: str, a: Case) -> None:
        only(a, "demand_mw", "tiers")
        (tier,) = a["tiers"]
        demand = self.series(a["demand_mw"])
        self.network.add("Load", name, bus=a["bus"], p_set=demand)
        self.network.add(
            "Generator", f"{name} unserved", bus=a["bus"], p_nom=demand.max(),
            p_max_pu=tier["share_frac"] * demand / demand.max(),
            marginal_cost=tier["lost_load_per_mwh"],
        )  # fmt: skip
        self.load.append(name)

    def _add_must_run(self, name: str, a: Case) -> None:
        only(a, "energy_mwh_per_month", "emission_t_per_mwh", "clean", "renewable")
        flat = self.monthly(a["energy_mwh_per_month"]) / self.month_h
        self.network.add(
            "Generator", name, bus=a["bus"], p_nom=flat.max(), p_min_pu=flat / flat.max(),
            p_max_pu=flat / flat.max(), marginal_cost=self.price.get(name, 0.0),
        )  # fmt: skip
        self._counts(name, a, "Generator-p", False, False)

    def _add_solar(self, name: str, a: Case) -> None:
        only(a, "p_rated_mw", "available_frac")
        self.network.add(
            "Generator", name, bus=a["bus"], p_max_pu=self.series(a["available_frac"]),
            marginal_cost=self.price.get(name, 0.0), **self.rating(a["p_rated_mw"]),
        )  # fmt: skip
        self.size[name, "p_rated_mw"] = ("Generator-p_nom", name)
        self._counts(name, a, "Generator-p", True, True)

    _add_wind = _add_solar

    def _add_thermal(self, name: str, a: Case) -> None:
        only(a, "p_rated_mw", "available_frac", "p_min_frac", "no_load_frac", "emission_t_per_mwh")
        a["available_mw"] = a["p_rated_mw"] * self.series(a["available_frac"])
        self.network.add(
            "Generator", name, bus=a["bus"], p_nom=a["p_rated_mw"],
            p_max_pu=self.series(a["available_frac"]),
            marginal_cost=self.price.get(name, 0.0)
            + (1 - a["no_load_frac"]) * self.fuel_price.get(name, 0.0),
        )  # fmt: skip
        self.thermal[name] = a
        self._counts(name, a, "Generator-p", False, False)

    def _add_reservoir(self, name: str, a: Case) -> None:
        only(
            a, "p_rated_mw", "energy_mwh_per_month", "flex_frac", "flex_down_frac",
            "flow_min_factor", "flow_max_factor",
        )  # fmt: skip
        mean = self.monthly(a["energy_mwh_per_month"]) / self.month_h
        a["mean_mw"] = mean
        most = 24 * (1 + a["flex_frac"]) * mean.max()
        turbines = np.minimum(a["p_rated_mw"], self.monthly(a["flow_max_factor"]) * mean)
        water = f"{name} water"
        self.network.add("Bus", water)
        self.network.add(
            "Generator", f"{name} release", bus=water, p_nom=most,
            p_min_pu=self.monthly(a["flow_min_factor"]) * mean / most,
        )  # fmt: skip
        self.network.add("Generator", f"{name} spill", bus=water, sign=-1, p_nom=most)
        self.network.add(
            "Link", name, bus0=water, bus1=a["bus"], p_nom=a["p_rated_mw"],
            p_max_pu=turbines / a["p_rated_mw"], marginal_cost=self.price.get(name, 0.0),
        )  # fmt: skip
        self.reservoir[name] = a
        self._counts(name, a, "Link-p", True, True)

    def _add_line(self, name: str, a: Case) -> None:
        only(a, "p_rated_mw", "to_bus")
        self.network.add(
            "Link", name, bus0=a["bus"], bus1=a["to_bus"], p_nom=a["p_rated_mw"], p_min_pu=-1
        )

    def _add_outlet(self, name: str, a: Case) -> None:
        only(a, "p_rated_mw")
        self.network.add(
            "Generator", name, bus=a["bus"], sign=-1, p_nom=a["p_rated_mw"],
            marginal_cost=self.price.get(name, 0.0),
        )  # fmt: skip

    def _add_battery(self, name: str, a: Case) -> None:
        only(
            a, "p_rated_mw", "e_rated_mwh", "eta_charge_frac", "eta_discharge_frac",
            "soh_mean_frac", "tie_break_per_mwh",
        )  # fmt: skip
        cells, idle = f"{name} cells", a["tie_break_per_mwh"]
        power, out = self.rating(a["p_rated_mw"]), a["eta_discharge_frac"]
        self.network.add("Bus", cells)
        self.network.add(
            "Store", name, bus=cells, e_cyclic=True, e_max_pu=a["soh_mean_frac"],
            **self.rating(a["e_rated_mwh"], energy=True),
        )  # fmt: skip
        self.network.add(
            "Link", f"{name} charge", bus0=a["bus"], bus1=cells, efficiency=a["eta_charge_frac"],
            marginal_cost=idle, **power,
        )  # fmt: skip
        self.network.add(
            "Link", f"{name} discharge", bus0=cells, bus1=a["bus"], efficiency=out,
            marginal_cost=idle * out, p_nom_extendable=True, p_nom_max=power["p_nom_max"] / out,
        )  # fmt: skip
        self.battery[name] = a
        self.size[name, "p_rated_mw"] = ("Link-p_nom", f"{name} charge")
        self.size[name, "e_rated_mwh"] = ("Store-e_nom", name)

    def _counts(self, name: str, a: Case, variable: str, renewable: bool, clean: bool) -> None:
        self.counts[name] = {
            "renewable": a.get("renewable", renewable),
            "clean": a.get("clean", clean),
        }
        self.output[name] = (variable, name)


def only(written: Mapping[str, Any], *keys: str) -> None:
    """Refuse keys that this reading of the case does not know."""
    strange = set(written) - set(keys) - TOLD
    if strange:
        raise NotImplementedError(f"the PyPSA twin does not know {sorted(strange)}")


def _active(components: Case) -> Case:
    return {name: c for name, c in components.items() if c.get("active", True)}
