"""A benchmark system as components of this project, and the whole way to its results."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bess_opt.component import REGISTER, Component, load_register
from bess_opt.horizon import Horizon
from bess_opt.model.build import Formulation, formulate
from bess_opt.model.program import Program, compile_model
from tests.bench.systems import (
    LINE_LOSS_FRAC,
    LINE_MW,
    LOST_LOAD_PER_MWH,
    PEAK_CHARGE_PER_MW_MONTH,
    RATE_FRAC,
    START,
    System,
)

load_register()
KINDS = {kind: cls for room in REGISTER.values() for kind, cls in room.items()}
EMPTY_AT_FIRST = {"kind": "from", "soc_start_frac": 0.0}
TIER = {"name": "all", "share_frac": 1.0, "lost_load_per_mwh": LOST_LOAD_PER_MWH}


def _made(kind: str, name: str, **fields: Any) -> Component:
    return KINDS[kind](name=name, kind=kind, **fields)


def horizon_of(system: System) -> Horizon:
    """The steps, all of one year label so that one size serves them all."""
    start = pd.Timestamp(START, tz="UTC")
    return Horizon.regular(start, system.steps, system.step_h, "UTC")


def parts_of(system: System, horizon: Horizon) -> list[Component]:
    """Assets and tariffs."""
    parts: list[Component] = []
    for zone in system.buses:
        parts.append(
            _made("load", f"load_{zone}", bus=zone, demand_mw=f"demand_{zone}", tiers=[TIER])
        )
        parts += [
            _made(kind, own, bus=zone, p_rated_mw=rated, available_frac=own)
            for kind, own, rated in system.weather(zone)
        ]
    for plant in system.plants():
        ramp = plant.ramp_frac_per_h if system.ramps else None
        parts.append(
            _made(
                "thermal",
                plant.name,
                bus=plant.zone,
                p_rated_mw=plant.p_rated_mw,
                ramp_frac_per_h=ramp,
            )
        )
        parts.append(
            _made(
                "fuel",
                f"{plant.name}_fuel",
                assets=[plant.name],
                fuel_price_per_mwh=plant.price_per_mwh,
            )
        )
        if plant.take_frac:
            parts.append(
                _made(
                    "take_or_pay",
                    f"{plant.name}_contract",
                    assets=[plant.name],
                    take_frac=plant.take_frac,
                    contract_mwh_per_month=plant.p_rated_mw * 730,
                    pay_price_per_mwh=plant.pay_price_per_mwh,
                    settlement=system.settlement,
                )
            )
    for k, store in enumerate(system.stores()):
        p: Any = {
            "min": 0,
            "max": store.p_max_mw,
            "capex_per_mw": store.capex_per_mw,
            "life_years": store.life_years,
        }
        e: Any = {
            "min": 0,
            "max": store.e_max_mwh,
            "capex_per_mwh": store.capex_per_mwh,
            "life_years": store.life_years,
        }
        if system.sizes:
            p, e = system.sizes[k]
        parts.append(
            _made(
                "battery",
                store.name,
                bus=store.zone,
                p_rated_mw=p,
                e_rated_mwh=e,
                eta_charge_frac=store.eta_frac,
                eta_discharge_frac=store.eta_frac,
                boundary={"kind": "cyclic"} if system.cyclic else EMPTY_AT_FIRST,
            )
        )
    if system.zones > 1:
        parts.append(
            _made("line", "line", to_bus="far", p_rated_mw=LINE_MW, loss_frac=LINE_LOSS_FRAC)
        )
    if system.monthly_peak:
        parts.append(
            _made(
                "demand_charge",
                "peak",
                flow="p_generation_mw",
                assets=["gas"],
                charge_per_mw_month=PEAK_CHARGE_PER_MW_MONTH,
            )
        )
    return parts


def formulated(system: System, series: dict[str, Any] | None = None) -> Formulation:
    """The formulation over a fresh time axis."""
    horizon = horizon_of(system)
    return formulate(
        {part.name: part for part in parts_of(system, horizon)},
        horizon,
        system.series() if series is None else series,
        base="USD",
        rates={},
        discount_rate_real_frac=RATE_FRAC,
    )


def compiled(system: System, series: dict[str, Any] | None = None) -> tuple[Formulation, Program]:
    """Formulated and compiled, witnesses on as in every run."""
    form = formulated(system, series)
    return form, compile_model(form.model, time=form.model.T)
