"""Random small systems, written a second time in PyPSA: the same optimal cost.

Two buses, 48 hours, load with shedding, sun, wind, two thermal plants (one with ramps), a battery
of given size and a line with losses. The battery is a StorageUnit in one half of the systems, and
a Store between two Links in the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from toy_system import answer, hours, made

STEPS = 48
LOST = 2000.0


@dataclass(frozen=True)
class Drawn:
    """Numbers of one random system."""

    town: Any
    village: Any
    light: Any
    breeze: Any
    coal_price: Any
    sun_mw: float
    wind_mw: float
    coal_mw: float
    gas_mw: float
    gas_price: float
    ramp: float
    p_mw: float
    e_mwh: float
    eta_c: float
    eta_d: float
    soh: float
    leak: float
    line_mw: float
    loss: float


def _drawn(seed: int) -> Drawn:
    random = np.random.default_rng(seed)
    at = np.arange(STEPS)
    power = random.uniform(4, 40)
    return Drawn(
        town=random.uniform(40, 100) * (1 + 0.3 * np.sin(at / 4 + random.uniform(0, 6))),
        village=random.uniform(10, 30) * random.uniform(0.7, 1.3, STEPS),
        light=np.clip(np.sin((at % 24 - 6) / 12 * np.pi), 0, 1) * random.uniform(0.5, 1, STEPS),
        breeze=random.uniform(0, 1, STEPS),
        coal_price=random.uniform(20, 60) * random.uniform(0.8, 1.2, STEPS),
        sun_mw=random.uniform(20, 150),
        wind_mw=random.uniform(10, 60),
        coal_mw=random.uniform(30, 90),
        gas_mw=random.uniform(10, 50),
        gas_price=random.uniform(50, 150),
        ramp=random.uniform(0.05, 0.4),
        p_mw=power,
        e_mwh=power * random.uniform(1, 6),
        eta_c=random.uniform(0.85, 1),
        eta_d=random.uniform(0.85, 1),
        soh=random.uniform(0.7, 1),
        leak=random.uniform(0, 0.002),
        line_mw=random.uniform(5, 30),
        loss=random.uniform(0, 0.06),
    )


def _ours(d: Drawn) -> float:
    tier = {"name": "all", "share_frac": 1.0, "lost_load_per_mwh": LOST}
    parts = [
        made("load", "town", demand_mw="town", tiers=[tier]),
        made("load", "village", demand_mw="village", tiers=[tier], bus="far"),
        made("solar", "sun", p_rated_mw=d.sun_mw, available_frac="light"),
        made("wind", "wind", p_rated_mw=d.wind_mw, available_frac="breeze", bus="far"),
        made("thermal", "coal", p_rated_mw=d.coal_mw, ramp_frac_per_h=d.ramp),
        made("thermal", "gas", p_rated_mw=d.gas_mw, bus="far"),
        made("fuel", "coal bill", assets=["coal"], fuel_price_per_mwh="coal_price"),
        made("energy_price", "gas bill", assets=["gas"], price_per_mwh=d.gas_price),
        made(
            "battery", "bess", p_rated_mw=d.p_mw, e_rated_mwh=d.e_mwh, eta_charge_frac=d.eta_c,
            eta_discharge_frac=d.eta_d, soh_mean_frac=d.soh, self_discharge_frac_per_h=d.leak,
        ),
        made("line", "wire", p_rated_mw=d.line_mw, to_bus="far", loss_frac=d.loss),
    ]  # fmt: skip
    series = {k: getattr(d, k) for k in ("town", "village", "light", "breeze", "coal_price")}
    return answer(parts, hours(STEPS), series).cost


def _theirs(d: Drawn, as_store: bool) -> float:
    pypsa = pytest.importorskip("pypsa")
    n = pypsa.Network()
    n.set_snapshots(range(STEPS))
    for bus, demand in (("main", d.town), ("far", d.village)):
        n.add("Bus", bus)
        n.add("Load", f"load {bus}", bus=bus, p_set=demand)
        peak = demand.max()
        n.add(
            "Generator", f"shed {bus}", bus=bus, p_nom=peak, p_max_pu=demand / peak,
            marginal_cost=LOST,
        )  # fmt: skip
    n.add("Generator", "sun", bus="main", p_nom=d.sun_mw, p_max_pu=d.light)
    n.add("Generator", "wind", bus="far", p_nom=d.wind_mw, p_max_pu=d.breeze)
    n.add(
        "Generator", "coal", bus="main", p_nom=d.coal_mw, marginal_cost=d.coal_price,
        ramp_limit_up=d.ramp, ramp_limit_down=d.ramp,
    )  # fmt: skip
    n.add("Generator", "gas", bus="far", p_nom=d.gas_mw, marginal_cost=d.gas_price)
    for name, start, end in (("there", "main", "far"), ("back", "far", "main")):
        n.add("Link", name, bus0=start, bus1=end, p_nom=d.line_mw, efficiency=1 - d.loss)
    held = d.soh * d.e_mwh
    if as_store:
        n.add("Bus", "cells")
        n.add("Store", "bess", bus="cells", e_nom=held, e_cyclic=True, standing_loss=d.leak)
        n.add("Link", "in", bus0="main", bus1="cells", p_nom=d.p_mw, efficiency=d.eta_c)
        n.add("Link", "out", bus0="cells", bus1="main", p_nom=d.p_mw / d.eta_d, efficiency=d.eta_d)
    else:
        n.add(
            "StorageUnit", "bess", bus="main", p_nom=d.p_mw, max_hours=held / d.p_mw,
            efficiency_store=d.eta_c, efficiency_dispatch=d.eta_d, standing_loss=d.leak,
            cyclic_state_of_charge=True,
        )  # fmt: skip
    status, condition = n.optimize(solver_name="highs", output_flag=False)
    assert (status, condition) == ("ok", "optimal")
    return float(n.objective)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_pypsa_finds_the_same_cost(seed):
    drawn = _drawn(seed)
    assert _ours(drawn) == pytest.approx(_theirs(drawn, as_store=bool(seed % 2)), rel=1e-6)
