"""Every registered kind in a small town, from its own ``toy``, with sizes and prices to turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from toy_system import KINDS, made

from bess_opt.component import Asset, Component
from bess_opt.units import unit_of

SIZES = ("MW", "MWh", "MWh/month", "t")
ASSETS = sorted(k for k, cls in KINDS.items() if issubclass(cls, Asset))
DAY = np.arange(24)
SERIES = {
    "demand": 9.0 + 4.0 * np.sin(DAY / 24 * 2 * np.pi),
    "price": 40.0 + 25.0 * np.cos(DAY / 12 * 2 * np.pi),
}
TIER = {"name": "all", "share_frac": 1.0, "lost_load_per_mwh": 3000.0}
Turn = Callable[[str, Any], Any]
Plan = dict[str, tuple[str, dict[str, Any]]]


def plan_of(kind: str | None) -> Plan:
    """A load and two plants, what the kind's toy refers to, and the toy itself as ``it``."""
    plan: Plan = {
        "town": ("load", {"demand_mw": "demand", "tiers": [TIER]}),
        "unit": ("thermal", dict(KINDS["thermal"].toy)),
        "coal": ("fuel", {"assets": ["unit"], "fuel_price_per_mwh": "price"}),
        "peaker": ("thermal", {"p_rated_mw": 20.0, "emission_t_per_mwh": 0.9}),
        "oil": ("fuel", {"assets": ["peaker"], "fuel_price_per_mwh": 60.0}),
        "sun": ("solar", {"p_rated_mw": 2.0, "available_frac": 0.5}),
    }
    if kind in ("line", "inverter"):
        plan["village"] = ("load", {"demand_mw": 3.0, "bus": "other", "tiers": [TIER]})
    if kind == "outage_reserve":
        plan["store"] = ("battery", dict(KINDS["battery"].toy))
    if kind is not None:
        plan["it"] = (kind, dict(KINDS[kind].toy))
    return plan


def parts_of(plan: Plan, turn: Turn = lambda name, value: value) -> list[Component]:
    """The components of a plan, every number passed through ``turn``."""
    return [made(kind, name, **_turned(fields, turn)) for name, (kind, fields) in plan.items()]


def _turned(value: Any, turn: Turn, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _turned(own, turn, key) for key, own in value.items()}
    if isinstance(value, list):
        return [_turned(own, turn, name) for own in value]
    return turn(name, value) if isinstance(value, float | int) else value


def sized_by(factor: float) -> Turn:
    """Multiply powers, energies and tonnes."""

    def turn(name: str, value: Any) -> Any:
        unit = unit_of(name)
        return value * factor if unit is not None and unit.symbol in SIZES else value

    return turn


def priced_by(factor: float) -> Turn:
    """Multiply money."""

    def turn(name: str, value: Any) -> Any:
        unit = unit_of(name)
        return value * factor if unit is not None and unit.is_money else value

    return turn
