"""The benchmark systems as plain numbers, synthetic and the same every time.

A system of 12 to 27 GW with sun, wind and run-of-river, four thermal groups under yearly
take-or-pay contracts, and a battery that is sized. The variants settle the contracts by month, add
a second battery, a second zone behind a line, a charge on the monthly peak of a plant, ramps,
shorter steps, or more years.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

START = "2026-01-01"
LOST_LOAD_PER_MWH = 3000.0
RATE_FRAC = 0.07
PEAK_CHARGE_PER_MW_MONTH = 4000.0
LINE_MW, LINE_LOSS_FRAC = 2500.0, 0.03


@dataclass(frozen=True)
class Plant:
    """A thermal group."""

    name: str
    p_rated_mw: float
    price_per_mwh: float
    ramp_frac_per_h: float
    take_frac: float = 0.0
    pay_price_per_mwh: float = 0.0
    zone: str = "main"


@dataclass(frozen=True)
class Store:
    """A battery to be sized."""

    name: str
    eta_frac: float
    capex_per_mw: float
    capex_per_mwh: float
    life_years: float
    p_max_mw: float = 60000.0
    e_max_mwh: float = 600000.0
    zone: str = "main"


@dataclass(frozen=True)
class System:
    """One benchmark system; shape of a system of ``hours`` hours in steps of ``step_h``."""

    hours: int = 8760
    step_h: float = 1.0
    batteries: int = 1
    zones: int = 1
    ramps: bool = False
    monthly_peak: bool = False
    contracts: bool = True
    settlement: str = "annual"
    cyclic: bool = True
    seed: int = 7
    sizes: tuple[tuple[float, float], ...] = ()  # MW and MWh of each battery; sized where empty

    @property
    def steps(self) -> int:
        """Number of steps."""
        return round(self.hours / self.step_h)

    @property
    def buses(self) -> tuple[str, ...]:
        """Zones by name."""
        return ("main", "far")[: self.zones]

    def plants(self) -> list[Plant]:
        """Thermal groups of all zones."""
        every = []
        for k, zone in enumerate(self.buses):
            scale, mark = (1.0, "") if k == 0 else (0.4, "_far")
            every += [
                Plant(f"nuclear{mark}", 3000 * scale, 8.0, 0.05, 0.8, 4.0, zone),
                Plant(f"coal{mark}", 7000 * scale, 41.0 + 3 * k, 0.3, 0.5, 20.0, zone),
                Plant(f"gas{mark}", 9000 * scale, 63.0 + 4 * k, 0.6, 0.25, 30.0, zone),
                Plant(f"oil{mark}", 6000 * scale, 118.0 + 5 * k, 1.0, 0.02, 50.0, zone),
            ]
        return every if self.contracts else [replace(p, take_frac=0.0) for p in every]

    def stores(self) -> list[Store]:
        """Batteries of all zones."""
        every = []
        for k, zone in enumerate(self.buses):
            mark = "" if k == 0 else "_far"
            every.append(Store(f"bess{mark}", 0.94, 90e3, 65e3, 20, zone=zone))
            if self.batteries > 1:
                every.append(Store(f"second{mark}", 0.86, 60e3, 48e3, 15, zone=zone))
        return every

    def series(self) -> dict[str, Any]:
        """Demand and availabilities by name, shape (steps,)."""
        made: dict[str, Any] = {}
        at = (np.arange(self.steps) + 0.5) * self.step_h
        for k, zone in enumerate(self.buses):
            random = np.random.default_rng(self.seed + 100 * k)
            size = 19000.0 if k == 0 else 7600.0
            made[f"demand_{zone}"] = size * _demand(at, random, self.step_h)
            made[f"sun_{zone}"] = _sun(at, random)
            made[f"wind_{zone}"] = _wind(at, random, self.step_h)
            made[f"river_{zone}"] = 0.45 + 0.3 * np.sin(2 * np.pi * (at / 8760 - 0.3))
        return made

    def weather(self, zone: str) -> list[tuple[str, str, float]]:
        """Plants that follow the weather: kind, series and rating (MW)."""
        scale = 1.0 if zone == "main" else 0.4
        return [
            ("solar", f"sun_{zone}", 24000 * scale),
            ("wind", f"wind_{zone}", 6000 * scale),
            ("run_of_river", f"river_{zone}", 4000 * scale),
        ]

    def with_hours(self, hours: int) -> System:
        """The same system over another span."""
        return replace(self, hours=hours)


def _noise(random: Any, steps: int, step_h: float, reach_h: float) -> Any:
    """Values of mean zero and deviation one that forget themselves over ``reach_h`` hours."""
    every = max(1, round(reach_h / step_h))
    knots = random.standard_normal(steps // every + 3)
    return np.interp(np.arange(steps) / every, np.arange(len(knots)), knots)


def _demand(at: Any, random: Any, step_h: float) -> Any:
    day = 0.12 * np.sin(2 * np.pi * (at / 24 - 0.35)) + 0.06 * np.sin(4 * np.pi * (at / 24 - 0.1))
    season = 0.16 * np.sin(2 * np.pi * (at / 8760 - 0.25))
    return 1 + day + season + 0.025 * _noise(random, len(at), step_h, 3)


def _sun(at: Any, random: Any) -> Any:
    day = np.maximum(np.sin(np.pi * ((at % 24) - 6) / 12), 0.0)
    clouds = random.uniform(0.45, 1.0, int(at[-1] // 24) + 1)[(at // 24).astype(int)]
    return np.round(0.85 * day**1.2 * clouds, 6)


def _wind(at: Any, random: Any, step_h: float) -> Any:
    season = 0.15 * np.sin(2 * np.pi * (at / 8760 - 0.2))
    return np.clip(0.34 + season + 0.2 * _noise(random, len(at), step_h, 9), 0.0, 1.0)
