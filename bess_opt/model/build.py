"""Case and data to a flat Pyomo model; knows no component by name.

Declares what kinds share (time, buses, fields, ratings, generation, reserve, firm power, metered
flows), lets every kind formulate itself over the set of its members, and joins them in the two
places where components meet: the power balance and the objective.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo

from bess_opt.component import Asset, Component, Derived, Entry, Fields, is_money
from bess_opt.horizon import Horizon
from bess_opt.model.fields import rate_of, resolve_fields
from bess_opt.model.ratings import declare_ratings
from bess_opt.model.sets import chosen_above_zero, given, grouped, subset
from bess_opt.model.shared import declare_emissions, declare_meters, declare_shared, set_name


@dataclass(frozen=True)
class Formulation:
    """A flat abstract model, and what is needed to read its solution.

    Attributes
    ----------
    model : pyomo.environ.AbstractModel
    components : dict
        Active components by name, assets first.
    kinds : tuple
        Kinds in use, in the order of their formulation.
    entries : tuple of Entry
        Ledger entries, each naming an Expression of the model.
    fields : dict
        Resolved field arrays.
    """

    model: Any
    horizon: Horizon
    components: Mapping[str, Component]
    kinds: tuple[type[Component], ...]
    entries: tuple[Entry, ...]
    fields: Fields
    shapes: Mapping[str, str]
    base: str
    rates: Mapping[str, float]


def formulate(
    components: Mapping[str, Component],
    horizon: Horizon,
    series: Mapping[str, Any],
    *,
    base: str,
    rates: Mapping[str, float],
    discount_rate_real_frac: float = 0.0,
) -> Formulation:
    """Declare the whole LP; nothing is expanded yet.

    Parameters
    ----------
    components : dict of str to Component
        Assets, tariffs and policies; inactive ones are left out.
    horizon : Horizon
    series : mapping of str to array (T,)
        Named series in our units and their own currency.
    base, rates : str, dict
        Base currency, and its units per unit of other currencies.
    discount_rate_real_frac : float
        For the annuities of what is sized.
    """
    active = {n: c for n, c in components.items() if c.active}
    kinds = tuple(dict.fromkeys(type(c) for c in active.values()))
    fields, shapes = resolve_fields(active, series, horizon, base, rates)
    m = pyo.AbstractModel()
    m.parts = active
    _declare_time(m, horizon)
    _declare_members(m, active, kinds)
    _declare_fields(m, active, kinds, fields, shapes, horizon)
    entries = declare_ratings(m, active, discount_rate_real_frac, base, rates)
    declare_shared(m, active)
    _derive(m, active, kinds, fields, horizon, base, rates)
    _declare_sunk(m, active, horizon, base, rates)
    for kind in kinds:
        if issubclass(kind, Asset):
            kind.formulate(m)
    declare_emissions(m, kinds)
    declare_meters(m, active)
    for kind in sorted(kinds, key=lambda k: k.formulation_rank):
        if not issubclass(kind, Asset):
            kind.formulate(m)
    _join_in_balance(m, kinds)
    entries += [entry for kind in kinds for entry in kind.entries]
    _join_in_objective(m, entries)
    return Formulation(m, horizon, active, kinds, tuple(entries), fields, shapes, base, dict(rates))


def _declare_time(m: Any, horizon: Horizon) -> None:
    steps = len(horizon)
    m.T = pyo.RangeSet(0, steps - 1)
    m.year_labels = horizon.years
    m.Y = pyo.Set(dimen=1, initialize=horizon.years, doc="years")
    m.M = pyo.Set(dimen=1, initialize=horizon.months, doc="months")
    m.D = pyo.RangeSet(0, len(horizon.days) - 1)
    m.T_last = subset(m.T, horizon.is_last)
    m.T_inner = subset(m.T, ~horizon.is_first)
    m.dt_h = given(horizon.dt_h, m.T)
    m.weight = given(horizon.weight, m.T)
    m.before = given(horizon.before, m.T)
    m.year = given(horizon.year, m.T)
    m.month = given(horizon.month_label, m.T)
    m.year_of_day = given(horizon.year[np.unique(horizon.day, return_index=True)[1]], m.D)
    m.steps_in_year = grouped(horizon.year, m.Y, m.T)
    m.steps_in_month = grouped(horizon.month_label, m.M, m.T)
    m.steps_in_day = grouped(horizon.day, m.D, m.T)
    first = [np.argmax(horizon.month_label == k) for k in horizon.months]
    m.months_in_year = grouped(horizon.year[first], m.Y, m.M)
    m.share_of_year = given(np.array(list(horizon.share_of_year.values())), m.Y)
    m.share_of_month = given(np.array(list(horizon.share_of_month.values())), m.M)


def _declare_members(
    m: Any, active: Mapping[str, Component], kinds: tuple[type[Component], ...]
) -> None:
    assets = {n: c for n, c in active.items() if isinstance(c, Asset)}
    m.N = pyo.Set(
        dimen=1, initialize=list(dict.fromkeys(b for a in assets.values() for b in a.buses()))
    )
    m.asset = pyo.Set(dimen=1, initialize=list(assets))
    m.generator = pyo.Set(dimen=1, initialize=[n for n, a in assets.items() if a.is_generator])
    m.consumer = pyo.Set(dimen=1, initialize=[n for n, a in assets.items() if a.is_demand])
    for kind in kinds:
        own = kind.members(active)
        members = pyo.Set(dimen=1, initialize=list(own))
        m.add_component(set_name(kind.kind_name), members)
        for field in kind.model_fields:
            if field == "bus" or field.endswith("_bus"):
                at = [getattr(c, field) for c in own.values()]
                suffix = "at_bus" if field == "bus" else field
                m.add_component(f"{kind.kind_name}_{suffix}", grouped(at, m.N, members))
        if "assets" in kind.model_fields:
            wanted = {n: [a for a in c.assets if a in assets] for n, c in own.items()}
            m.add_component(
                f"{kind.kind_name}_assets",
                pyo.Set(members, dimen=1, within=m.asset, initialize=wanted),
            )
        for name, names in kind.subsets(own, active).items():
            if m.component(name) is None:
                reads = kind.subsets_read().get(name, ())
                zero = {n for n, c in own.items() if not any(getattr(c, r) > 0 for r in reads)}
                m.add_component(name, chosen_above_zero(names, zero - set(names), reads))


def _declare_fields(
    m: Any,
    active: Mapping[str, Component],
    kinds: tuple[type[Component], ...],
    fields: Fields,
    shapes: Mapping[str, str],
    horizon: Horizon,
) -> None:
    for field, shape in shapes.items():
        shelf = fields[field]
        members = pyo.Set(dimen=1, initialize=list(shelf), doc=f"components with {field}")
        m.add_component(f"with_{field}", members)
        over = {"T": (m.T,), "M": (m.M,), "number": ()}[shape]
        size = tuple({"T": len(horizon), "M": len(horizon.months)}[shape] for _ in over)
        values = np.array(list(shelf.values())).reshape(len(shelf), *size)
        m.add_component(field, given(values, members, *over))
    if "demand_mw" not in shapes:
        m.demand_mw = given(np.zeros((0, len(horizon))), m.consumer, m.T)


def _derive(
    m: Any,
    active: Mapping[str, Component],
    kinds: tuple[type[Component], ...],
    fields: Fields,
    horizon: Horizon,
    base: str,
    rates: Mapping[str, float],
) -> None:
    """Declare the arrays that kinds compute from data, over their members and further axes."""
    for kind in kinds:
        own = kind.members(active)
        for name, items in kind.axes(own).items():
            m.add_component(name, pyo.Set(dimen=1, initialize=items))
        arrays: Derived = kind.derive(own, fields, horizon)
        exchange = np.array([rate_of(c, base, rates) for c in own.values()])
        for name, (axes, raw) in arrays.items():
            values = np.asarray(raw, dtype=float)
            if is_money(name):
                values = values * exchange.reshape(-1, *([1] * (values.ndim - 1)))
            over = [m.component(axis) for axis in axes]
            m.add_component(name, given(values, m.component(set_name(kind.kind_name)), *over))


def _declare_sunk(
    m: Any, active: Mapping[str, Component], horizon: Horizon, base: str, rates: Mapping[str, float]
) -> None:
    """Money of each month that no decision changes, for tariffs that rest on others' lines."""
    rows = [
        row
        for c in active.values()
        for row in c.sunk_rows(horizon, base, rate_of(c, base, rates))
        if "-" in row.period
    ]
    owners = list(dict.fromkeys(row.component for row in rows))
    table = np.zeros((len(owners), len(horizon.months)))
    for row in rows:
        month = horizon.months.index(int(row.period.replace("-", "")))
        table[owners.index(row.component), month] += row.amount_base
    m.sunk_owner = pyo.Set(dimen=1, initialize=owners, doc="components with sunk money")
    m.sunk_amount = given(table, m.sunk_owner, m.M)


def _join_in_balance(m: Any, kinds: tuple[type[Component], ...]) -> None:
    @m.Constraint(m.N, m.T, doc=r"\sum_{a \in n} i_{a,t} = 0")
    def power_balance(m: Any, n: Any, t: Any) -> Any:
        total = 0.0
        for kind in kinds:
            if issubclass(kind, Asset):
                total = total + kind.balance_term(m, n, t)
        return total == 0


def _join_in_objective(m: Any, entries: list[Entry]) -> None:
    # Names, not sets: the compiler and create_instance evaluate the rule on a copy of the model.
    over = {}
    for entry in entries:
        owner, axis = m.component(entry.expression).index_set().subsets()
        owner.construct()
        if len(owner):
            over[entry.expression] = (owner.name, axis.name)

    @m.Objective(doc="all entries of the ledger that a decision can change")
    def cost(m: Any) -> Any:
        total = 0.0
        for name, (owner, axis) in over.items():
            expression, owners = m.component(name), m.component(owner)
            if axis == "T":
                total = total + sum(m.weight[t] * expression[c, t] for c in owners for t in m.T)
            else:
                total = total + sum(expression[c, k] for c in owners for k in m.component(axis))
        return total
