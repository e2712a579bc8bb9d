"""What kinds share on the model: generation, reserve, firm power, emissions, metered flows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyomo.environ as pyo

from bess_opt.component import Asset, Component, Policy
from bess_opt.model.ratings import ratings_of
from bess_opt.model.sets import given

# Sets of a Pyomo block that a kind may not shadow get a trailing underscore.
_RESERVED = set(dir(pyo.AbstractModel()))


def set_name(kind: str) -> str:
    """Name of the set of a kind's members on the model."""
    return f"{kind}_" if kind in _RESERVED else kind


def declare_shared(m: Any, active: Mapping[str, Component]) -> None:
    """Variables that several kinds use: generation, reserve held, firm power."""
    m.p_generation_mw = pyo.Var(
        m.generator, m.T, within=pyo.NonNegativeReals, doc="p_{g,t}: power delivered to the bus"
    )
    policies = {n: c for n, c in active.items() if isinstance(c, Policy)}
    products = {n: c for n, c in policies.items() if c.is_reserve}
    able = [n for n, c in active.items() if getattr(c, "gives_reserve", False)]
    m.product = pyo.Set(dimen=1, initialize=list(products), doc="reserve products")
    m.reserve_able = pyo.Set(dimen=1, initialize=able)
    givers = {k: c.providers(active) for k, c in products.items()}
    provides = np.array([[float(a in givers[k]) for a in able] for k in products])
    most = [max((ratings_of(active[a])["p_rated_mw"].max,), default=0.0) for a in able]
    m.provides_mw = given(
        provides.reshape(len(products), len(able)) * np.array(most), m.product, m.reserve_able
    )
    m.reserve_providers = pyo.Set(m.product, dimen=1, initialize=givers)
    m.r_up_mw = pyo.Var(
        m.product,
        m.reserve_able,
        m.T,
        bounds=lambda m, k, a, t: (0, m.provides_mw[k, a]),
        doc="r_{k,a,t}: power held ready to rise",
    )

    @m.Expression(m.reserve_able, m.T, doc=r"\sum_k r_{k,a,t}")
    def r_held_mw(m: Any, a: Any, t: Any) -> Any:
        return sum(m.r_up_mw[k, a, t] for k in m.product)

    holding = {a for names in givers.values() for a in names}
    counted = any(c.counts_firm for c in policies.values())
    firm = [n for n, c in active.items() if counted and getattr(c, "gives_firm", False)]
    m.firm_asset = pyo.Set(dimen=1, initialize=firm)
    m.p_firm_mw = pyo.Var(
        m.firm_asset, m.Y, within=pyo.NonNegativeReals, doc="f_{a,y}: derated capacity"
    )
    for kind in dict.fromkeys(type(c) for c in active.values() if isinstance(c, Asset)):
        own = kind.members(active)
        for word, chosen in (("reserve", holding), ("firm", firm)):
            m.add_component(
                f"{kind.kind_name}_{word}",
                pyo.Set(dimen=1, initialize=[n for n in own if n in chosen]),
            )


def declare_emissions(m: Any, kinds: tuple[type[Component], ...]) -> None:
    """Carbon dioxide of all kinds that emit, t/h by step."""
    emitting = [k for k in kinds if issubclass(k, Asset) and k.emits]

    @m.Expression(m.T, doc=r"e_t = \sum_a \epsilon_a f_{a,t}")
    def emission_t_per_h(m: Any, t: Any) -> Any:
        total = 0.0
        for kind in emitting:
            members = m.component(set_name(kind.kind_name))
            total = total + sum(kind.emission(m, a, t) for a in members)
        return total


def declare_meters(m: Any, active: Mapping[str, Component]) -> None:
    """The flow that each tariff or budget meters, summed over its assets; and its export."""
    _declare_meter(m, active, "metered", "flow", "assets")
    if any("export_flow" in type(c).model_fields for c in active.values()):
        _declare_meter(m, active, "exported", "export_flow", "exporters")


def _declare_meter(
    m: Any, active: Mapping[str, Component], word: str, field: str, who: str
) -> None:
    """``m.<word>_mw[c, t]``: the flow that ``field`` names, summed over the assets in ``who``."""
    meters = {n: c for n, c in active.items() if field in type(c).model_fields}
    owner = pyo.Set(dimen=1, initialize=list(meters))
    m.add_component("meter" if word == "metered" else f"{word}_meter", owner)
    own_flow = {n: str(getattr(c, field)) for n, c in meters.items()}
    flows = list(dict.fromkeys(own_flow.values()))
    for flow in flows:
        wanted = {
            n: [a for a in getattr(c, who) if a in active] if own_flow[n] == flow else []
            for n, c in meters.items()
        }
        m.add_component(
            f"{word}_{flow}", pyo.Set(owner, dimen=1, within=m.asset, initialize=wanted)
        )

    def metered(m: Any, c: Any, t: Any) -> Any:
        total = 0.0
        for flow in flows:
            owners = m.component(f"{word}_{flow}")
            total = total + sum(m.component(flow)[a, t] for a in owners[c])
        return total

    doc = r"q_{c,t} = \sum_{a \in c} p_{a,t}"
    m.add_component(f"{word}_mw", pyo.Expression(owner, m.T, rule=metered, doc=doc))
