"""A run made by hand: four hours in which a battery moves solar energy into the evening.

    hour        0    1    2    3
    demand      4    4    4    4   MW
    offered     0   10    5    0   MW, solar of 10 MW
    solar       0    9    4    0   MW, so 1 + 1 MWh are curtailed
    gas         4    0    0    2   MW at 30 USD/MWh
    charge      0    5    0    0   MW, all of the converter
    discharge   0    0    0    2   MW
    stored      0    4    4    0   MWh: 5 * 0.8 in, 2 / 0.5 out

Cost 30 * (4 + 2) = 180 USD; without the battery 30 * (4 + 4) = 240, so it saves 60. Renewable
share 1 - 6/16 = 0.625, emissions 6 * 0.5 = 3 t. One more MW of converter in hour 1 brings
0.8 * 0.5 * 30 = 12 USD. Deliverable energy 20 * 0.5 = 10 MWh, two hours at 5 MW.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from bess_opt.component import Check
from bess_opt.ledger import Ledger, Row
from bess_opt.runs import RunContent, write_run

CASE = """\
schema: bess_opt/case/1
name: Four hours by hand
assets:
  town: {kind: load, demand_mw: demand}
  sun: {kind: solar, p_rated_mw: 10.0, available_frac: offered}
  gas: {kind: thermal, p_rated_mw: 10.0, emission_t_per_mwh: 0.5}
  store: {kind: battery, p_rated_mw: 5.0, e_rated_mwh: 20.0, eta_charge_frac: 0.8,
    eta_discharge_frac: 0.5}
tariffs:
  fuel: {kind: energy_price, assets: [gas], price_per_mwh: 30.0}
policies: {}
"""
PARTS = ["town", "sun", "gas", "store", "fuel"]
HOURS = 8760 / 4


def _by_part(**own: list[float]) -> Any:
    """An array (time, component) with the given columns and NaN elsewhere."""
    data = np.full((4, len(PARTS)), np.nan)
    for name, values in own.items():
        data[:, PARTS.index(name)] = values
    return (("time", "component"), data)


def _by_year(**own: float) -> Any:
    data = np.full((1, len(PARTS)), np.nan)
    for name, value in own.items():
        data[0, PARTS.index(name)] = value
    return (("year_label", "component"), data)


def coords() -> dict[str, Any]:
    """Four hours of 2026 in Pakistan, stored in UTC."""
    first = np.datetime64("2025-12-31T19:00:00", "ns")
    return {
        "time": (
            "time",
            first + np.arange(4) * np.timedelta64(1, "h"),
            {"timezone": "Asia/Karachi"},
        ),
        "year": ("time", np.full(4, 2026)),
        "weight": ("time", np.ones(4)),
        "period": ("time", np.zeros(4, dtype=int)),
        "dt_h": ("time", np.ones(4)),
    }


def series() -> xr.Dataset:
    """Every quantity by hour."""
    return xr.Dataset(
        {
            "demand_mw": _by_part(town=[4, 4, 4, 4]),
            "available_frac": _by_part(sun=[0, 1, 0.5, 0], gas=[1, 1, 1, 1], store=[1, 1, 1, 1]),
            "p_generation_mw": _by_part(sun=[0, 9, 4, 0], gas=[4, 0, 0, 2]),
            "p_online_mw": _by_part(gas=[4, 0, 0, 2]),
            "p_charge_mw": _by_part(store=[0, 5, 0, 0]),
            "p_discharge_mw": _by_part(store=[0, 0, 0, 2]),
            "soc_mwh": _by_part(store=[0, 4, 4, 0]),
            "p_rated_mw": _by_year(sun=10, gas=10, store=5),
            "e_rated_mwh": _by_year(store=20),
        },
        coords={**coords(), "component": PARTS, "year_label": [2026]},
    )


def duals() -> xr.Dataset:
    """Price of energy, and what the converter is worth."""
    return xr.Dataset(
        {
            "power_balance": (("time", "bus"), [[30.0], [0.0], [0.0], [30.0]]),
            "battery_converter_limit": (
                ("battery_converter_limit_component", "time"),
                [[0.0, 12.0, 0.0, 0.0]],
            ),
        },
        coords={
            **coords(),
            "bus": ["main"],
            "battery_converter_limit_component": ["store"],
        },
    )


def results() -> dict[str, Any]:
    """What the study would tell."""
    return {
        "status": "optimal",
        "objective": {"value": 180.0, "currency": "USD", "basis": "over the horizon"},
        "sizes": {
            "sun": {"p_rated_mw": 10.0, "sized": []},
            "gas": {"p_rated_mw": 10.0, "sized": []},
            "store": {
                "p_rated_mw": 5.0,
                "e_rated_mwh": 20.0,
                "e_deliverable_mwh": 10.0,
                "duration_h": 2.0,
                "sized": ["e_rated_mwh", "p_rated_mw"],
            },
        },
        "energy_mwh": {
            "town": {"demand": 16.0, "served": 16.0, "shed": 0.0},
            "sun": {"generated": 13.0, "curtailed": 2.0},
            "gas": {"generated": 6.0, "fuel_equivalent": 6.0},
            "store": {"charged": 5.0, "discharged": 2.0, "auxiliaries": 0.0},
        },
        "costs": {"fuel": {"energy": 180.0}},
        "baseline": {"objective": {"value": 240.0, "currency": "USD"}},
        "savings": {
            "amount": 60.0,
            "currency": "USD",
            "perspective": "system",
            "distinguishable": True,
        },
        "binding": [
            {
                "name": "battery_converter_limit",
                "plain": "Battery at full power",
                "component": "store",
                "unit": "USD/MW/h",
                "meaning": "value of one more MW of converter in that step",
                "is_limit": True,
                "mean": 12.0,
                "min": 12.0,
                "max": 12.0,
                "rows_binding": 1,
                "rows": 4,
                "hours_binding": 1.0,
                "hours": 4.0,
            }
        ],
        "emissions_t": 3.0,
        "renewable_share_frac": 0.625,
        "clean_share_frac": 0.625,
        "unserved_mwh": 0.0,
        "full_cycles_per_year": {"store": 4 / 20 * HOURS},
        "overlap_hours": 0.0,
        "solver": {
            "name": "highs",
            "version": "1",
            "iterations": 3,
            "build_s": 0.1,
            "solve_s": 0.1,
            "primal_residual": 0.0,
            "dual_residual": 0.0,
            "gap": 1e-12,
        },
    }


def content(**changes: Any) -> RunContent:
    """All of the run; ``changes`` replace parts of it."""
    rows = [
        Row("fuel", "energy", "cash", "system", "supplier", "2026-01", "USD", 120.0, 120.0),
        Row("fuel", "energy", "cash", "system", "supplier", "2026-01", "USD", 60.0, 60.0),
    ]
    given: dict[str, Any] = {
        "case_yaml": CASE,
        "results": deepcopy(results()),
        "series": series(),
        "duals": duals(),
        "ledger": Ledger(rows),
        "checks": [Check("soc recursion", "store", 0.0, 1e-5, "MWh")],
        "manifest": {"case": "case.yaml", "inputs": {"series.csv": {"sha256": "ab", "bytes": 1}}},
        "log_lines": [{"event": "stage", "stage": "model"}],
        "solver_log": "solved\n",
    }
    return RunContent(**{**given, **changes})


def make_run(folder: Path, **changes: Any) -> Path:
    """Write the run into ``folder``."""
    return write_run(folder, content(**changes))
