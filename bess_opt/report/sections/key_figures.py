"""The figures of page one: what is built, what it costs, and what changes beside the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from bess_opt.report.content import Fact
from bess_opt.report.numbers import (
    NONE,
    fixed,
    is_number,
    listed,
    money,
    share,
    significant,
    tonnes,
)
from bess_opt.report.reading import Reading
from bess_opt.report.sections.curves import duration
from bess_opt.report.sections.sizes import size_words

# Unserved energy from this share of the demand on is told as a share too.
UNSERVED_FRAC = 1e-3
SAME_SHARE = 5e-4


def key_figures(reading: Reading) -> Iterator[Fact]:
    """Sizes, cost, shares, emissions, energy not served, cycles and price, beside the baseline."""
    results, before = reading.results, reading.results.get("baseline") or {}
    currency, words = reading.currency, reading.period_words

    def against(value: Any) -> str:
        return f"{value} without storage" if before else ""

    for name in reading.headline_storages:
        size = reading.size(name)
        how = "sized" if size.get("sized") else "given"
        detail = how
        if reading.is_built(name):
            detail += f"; {reading.energy(size.get('e_deliverable_mwh'))} deliverable"
        yield Fact(reading.label(name), size_words(reading, name).split(" (")[0], detail)
    yield from _others_sized(reading)
    cost, value = (before.get("objective") or {}).get("value"), results["objective"]["value"]
    sign = -1.0 if value < 0 and (cost or 0.0) <= 0 else 1.0
    yield Fact(
        f"{'Cost' if sign > 0 else 'Net income'} {words}",
        money(sign * value, currency, 4),
        against(money(None if cost is None else sign * cost, currency, 4)),
    )
    sunk = results.get("sunk") or 0.0
    if sunk:
        yield Fact("Of it, paid whatever is decided", money(sunk, currency), "capacity payments")
    for key, title in (("renewable_share_frac", "Renewable"), ("clean_share_frac", "Clean")):
        is_told = key == "clean_share_frac" and _same_shares(results, before)
        if is_number(results.get(key)) and not is_told:
            was = share(before.get(key))
            yield Fact(f"{title} share of energy served", share(results[key]), against(was))
    yield from _rules(reading)
    yield Fact(
        "Emissions",
        tonnes(results.get("emissions_t")),
        against(tonnes(before.get("emissions_t"))),
    )
    for key, title in (("unserved_mwh", "Unserved energy"), ("curtailed_mwh", "Curtailed energy")):
        if is_number(results.get(key)):
            ends = [results[key], before.get(key)]
            least, most = reading.least_mwh, max(abs(v) for v in ends if is_number(v))
            if not most and key == "curtailed_mwh":
                continue
            now, was = (reading.energy(v, least, most) for v in ends)
            wanted = reading.total(reading.demand_mw)
            if key == "unserved_mwh" and results[key] > UNSERVED_FRAC * wanted > 0:
                now += f", {share(results[key] / wanted)} of demand"
            yield Fact(title, now, against(was))
    for name, cycles in (results.get("full_cycles_per_year") or {}).items():
        if name in reading.headline_storages and reading.is_built(name):
            label, most = f"Full cycles of {reading.label(name)}", _cycles_allowed(reading, name)
            yield Fact(label, f"{significant(cycles)} a year", most)
    price = reading.prices.get(reading.price_bus)
    if price is not None:
        low, middle, high = duration(price, reading.hours, np.array([0.95, 0.5, 0.05])).tolist()
        span = " and ".join(significant(v * reading.price_factor, 4) for v in (low, high))
        title = f"Median price of energy, bus {reading.price_bus}"
        yield Fact(title, reading.price(middle), f"90 % of hours between {span}")


def _cycles_allowed(reading: Reading, name: str) -> str:
    """What the case allows a store, and how long it is paid for: both decide what it is worth."""
    store = reading.assets[name]
    most, size = getattr(store, "cycles_max_per_year", None), getattr(store, "e_rated_mwh", None)
    life = getattr(size, "life_years", None)
    parts = [f"at most {significant(most)} are allowed"] if is_number(most) else []
    if is_number(life) and reading.size(name).get("sized"):
        parts.append(f"paid for over {fixed(life)} years, then replaced at the same price")
    return "; ".join(parts)


def _same_shares(*parts: Any) -> bool:
    """Whether all that is clean is renewable, so that a second figure would say nothing."""
    pairs = [[part.get(f"{word}_share_frac") for word in ("clean", "renewable")] for part in parts]
    return all(a == b or abs(a - b) < SAME_SHARE for a, b in pairs if is_number(a) and is_number(b))


def _others_sized(reading: Reading) -> Iterator[Fact]:
    """What else the optimum builds: its size belongs to the answer."""
    before = (reading.results.get("baseline") or {}).get("sizes") or {}
    for name, size in reading.results.get("sizes", {}).items():
        if name in reading.headline_storages or "p_rated_mw" not in (size.get("sized") or ()):
            continue
        mw, was = size.get("p_rated_mw"), (before.get(name) or {}).get("p_rated_mw")
        detail = "sized" + (f"; {reading.power(was, mw)} without storage" if before else "")
        yield Fact(reading.label(name), reading.power(mw, was or 0.0), detail)


def _rules(reading: Reading) -> Iterator[Fact]:
    """Each share that is asked for, measured as its rule measures it."""
    for policy in reading.policies.values():
        counts = getattr(type(policy), "counts", "")
        wanted = getattr(policy, "share_frac", None)
        if not counts or not is_number(wanted):
            continue
        left_out = [a for a in getattr(policy, "excluded", ()) if a in reading.assets]
        rest = sum(
            reading.flow(name, "generated")
            for name, asset in reading.assets.items()
            if not getattr(asset, counts, False) or name in left_out
        )
        served = float(reading.results.get("served_mwh") or 0.0)
        detail = f"at least {share(wanted)} is asked for"
        if left_out:
            detail += f"; {listed([reading.label(a) for a in left_out])} does not count"
        value = share(1.0 - rest / served) if served else NONE
        yield Fact(f"Rule: {reading.label(policy.name)}", value, detail)
