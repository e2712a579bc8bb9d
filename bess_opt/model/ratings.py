"""Ratings as variables: given by equal bounds, or sized between bounds at an annual cost.

A rating named ``p_rated_mw`` brings the variable ``p_rated_mw[a, y]``, its bounds as patchable
data ``p_rated_min_mw`` and ``p_rated_max_mw``, and two entries: annuity of capex and fixed O&M.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyomo.environ as pyo

from bess_opt.component import Component, Entry, Rating
from bess_opt.finance.annuity import annuity_factor
from bess_opt.model.fields import rate_of
from bess_opt.model.sets import given


def ratings_of(component: Component) -> dict[str, Rating]:
    """The rating fields of a component."""
    return {
        f: getattr(component, f)
        for f in type(component).model_fields
        if isinstance(getattr(component, f), Rating)
    }


def bound_name(field: str, which: str) -> str:
    """Name of a rating's bound: ``p_rated_mw``, ``max`` gives ``p_rated_max_mw``."""
    stem, unit = field.rsplit("_", 1)
    return f"{stem}_{which}_{unit}"


def declare_ratings(
    m: Any,
    components: Mapping[str, Component],
    rate_frac: float,
    base: str,
    rates: Mapping[str, float],
) -> list[Entry]:
    """Declare all rating variables with bounds and costs; returns their ledger entries."""
    owners: dict[str, list[str]] = {}
    for name, component in components.items():
        for field in ratings_of(component):
            owners.setdefault(field, []).append(name)
    entries: list[Entry] = []
    for field, names in owners.items():
        entries += _declare(m, field, {n: components[n] for n in names}, rate_frac, base, rates)
    return entries


def annual_cost(rating: Rating, rate_frac: float, exchange: float) -> tuple[float, float]:
    """Annuity and fixed O&M of one unit of a rating, base currency per year."""
    annuity = 0.0
    if rating.capex > 0 and rating.life_years is not None:
        annuity = rating.capex * exchange * annuity_factor(rate_frac, rating.life_years)
    return annuity, rating.fixed_om * exchange


def _declare(
    m: Any,
    field: str,
    owners: Mapping[str, Component],
    rate_frac: float,
    base: str,
    rates: Mapping[str, float],
) -> list[Entry]:
    members = pyo.Set(dimen=1, initialize=list(owners), doc=f"assets with {field}")
    m.add_component(f"with_{field}", members)
    rating = [getattr(c, field) for c in owners.values()]
    exchange = [rate_of(c, base, rates) for c in owners.values()]
    years = len(list(m.year_labels))

    def per_year(values: list[float]) -> Any:
        return np.repeat(np.array(values)[:, None], years, axis=1)

    low, high = bound_name(field, "min"), bound_name(field, "max")
    m.add_component(low, given(per_year([r.min for r in rating]), members, m.Y))
    m.add_component(high, given(per_year([r.max for r in rating]), members, m.Y))

    def bounds(m: Any, a: Any, y: Any) -> Any:
        return (getattr(m, low)[a, y], getattr(m, high)[a, y])

    m.add_component(field, pyo.Var(members, m.Y, bounds=bounds, doc=f"{field} of an asset"))
    unit = field.rsplit("_", 1)[1]
    stem = field.rsplit("_", 1)[0]
    costs = [annual_cost(r, rate_frac, x) for r, x in zip(rating, exchange, strict=True)]
    entries = []
    for word, place in (("annuity", 0), ("fixed_om", 1)):
        price, amount = f"{stem}_{word}_per_{unit}_year", f"{field}_{word}_cost"
        m.add_component(price, given(np.array([c[place] for c in costs]), members))

        def cost(m: Any, a: Any, y: Any, price: str = price) -> Any:
            return m.share_of_year[y] * getattr(m, price)[a] * getattr(m, field)[a, y]

        m.add_component(
            amount, pyo.Expression(members, m.Y, rule=cost, doc=r"s_y c_a \bar R_{a,y}")
        )
        entries.append(Entry(f"{word} of {field}", amount, "cash", "owner", "supplier"))
    return entries
