"""The page for a reader in a hurry: what to build, what it saves, what binds, what to trust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from bess_opt.component import PRICE_SIGN
from bess_opt.report.content import (
    Block,
    Column,
    Fact,
    Facts,
    Note,
    Section,
    Table,
    Text,
    text_column,
)
from bess_opt.report.numbers import (
    NONE,
    count,
    fixed,
    is_number,
    listed,
    money,
    share,
    significant,
    with_unit,
)
from bess_opt.report.reading import Reading
from bess_opt.report.sections.curves import duration
from bess_opt.report.sections.service import foresight_cautions
from bess_opt.report.sections.shadow_prices import (
    binds_in,
    left_out_sentence,
    page_one_limits,
    peak,
    told_sentence,
)
from bess_opt.report.sections.worth import (
    break_even_sentence,
    flat_sentence,
    price_sentence,
    trial_sentence,
)

MOST_BINDING = 6
# A rise of emissions smaller than this share is not worth a place on page one.
NOTICED_FRAC = 1e-3
# Unserved energy from this share of the demand on is told as a share too.
UNSERVED_FRAC = 1e-3
SAME_SHARE = 5e-4


def answer(reading: Reading) -> Section:
    """The section."""
    blocks: list[Block] = [Text(build_sentence(reading), lead=True)]
    blocks += [Text(s) for s in (saving_sentence(reading), *_worth(reading)) if s]
    blocks.append(Facts(tuple(_facts(reading))))
    blocks += [Note(text, "warning") for text in _cautions(reading)]
    blocks += _binding(reading)
    blocks.append(Text(trust_sentence(reading)))
    return Section("answer", "The answer", tuple(blocks))


def build_sentence(reading: Reading) -> str:
    """What storage to build."""
    pays = (reading.results.get("headline") or {}).get("storage_pays")
    named = reading.headline_storages
    built = [n for n in named if reading.is_built(n)]
    if not named:
        return "This case holds no storage."
    if pays is None and not any(reading.size(n).get("sized") for n in named):
        sizes = listed([f"{reading.label(n)} {size_words(reading, n)}" for n in named])
        return f"The storage of this case is given, not sized: {sizes}."
    if not built and all(_is_shut(reading, n) for n in named):
        return f"Build no storage: the case allows none of {_names(reading)}."
    if not built:
        return f"Build no storage: at the costs of this case, {_names(reading)} does not pay."
    sizes = listed([f"{size_words(reading, n)} of {reading.label(n)}" for n in built])
    return f"Build {sizes}."


def _is_shut(reading: Reading, name: str) -> bool:
    """Whether the case bounds a size of a store at nothing, which says nothing of its worth."""
    sized = reading.size(name).get("sized") or ()
    return any(getattr(reading.assets[name], field).max == 0 for field in sized)


def size_words(reading: Reading, name: str) -> str:
    """``2,310 MW / 9,120 MWh (7,390 MWh deliverable, 3.2 h at full power)``."""
    size = reading.size(name)
    if not reading.is_built(name):
        return "none"
    text = f"{reading.power(size.get('p_rated_mw'))} / {reading.energy(size.get('e_rated_mwh'))}"
    if is_number(size.get("duration_h")):
        of_it = size.get("e_deliverable_mwh")
        own = f"{reading.energy(of_it)} deliverable, " if is_number(of_it) else ""
        text += f" ({own}{fixed(size['duration_h'], 1)} h at full power)"
    return text


def saving_sentence(reading: Reading) -> str:
    """What it saves against the same system without it."""
    results = reading.results
    refused = results.get("baseline_refused") or []
    if refused:
        return (
            "Without sized storage the system cannot meet its rules, so no saving is printed: "
            f"{listed([str(r).rstrip('.') for r in refused[:3]])}."
        )
    savings = results.get("savings")
    if not savings or not is_number(savings.get("amount")):
        return ""
    side = savings["perspective"]
    whose = "for the system as a whole" if side == "system" else f"as the {side} sees it"
    amount, currency = float(savings["amount"]), savings["currency"]
    if not savings.get("distinguishable", True):
        built = any(reading.is_built(n) for n in reading.headline_storages)
        if not built:
            value = float(results["objective"]["value"])
            word = "costs" if value >= 0 else "earns"
            return (
                f"The system {word} the same with the choice of storage as without it: "
                f"{money(abs(value), currency, 4)} {reading.period_words}, {whose}."
            )
        return (
            f"Against the same system without it, the difference of {money(amount, currency)} "
            f"{reading.period_words} is not distinguishable from zero at the accuracy of the two "
            f"solves ({money(savings.get('blur'), currency)})."
        )
    before = float(results["objective"]["value"]) + amount
    part = f", {share(amount / abs(before))} of what the system costs without it" if before else ""
    return (
        f"It saves {money(amount, currency)} {reading.period_words}{part}, {whose}; its own cost "
        "is already counted, and every other decision was free in both runs."
    )


def _worth(reading: Reading) -> Iterator[str]:
    yield break_even_sentence(reading)
    yield trial_sentence(reading)
    yield flat_sentence(reading)
    yield price_sentence(reading)


def _facts(reading: Reading) -> Iterator[Fact]:
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
        _tonnes(results.get("emissions_t")),
        against(_tonnes(before.get("emissions_t"))),
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


def emissions_sentence(reading: Reading) -> str:
    """Why storage raises emissions, where it does: a reader would not expect it."""
    before, after = reading.results.get("baseline") or {}, reading.results
    if not (is_number(before.get("emissions_t")) and is_number(after.get("emissions_t"))):
        return ""
    was, now = float(before["emissions_t"]), float(after["emissions_t"])
    if now - was <= NOTICED_FRAC * abs(was):
        return ""
    flows = before.get("energy_mwh") or {}
    rise = {
        name: reading.flow(name, "generated") - float(flows.get(name, {}).get("generated", 0.0))
        for name, asset in reading.assets.items()
        if getattr(asset, "emission_t_per_mwh", 0.0) > 0
    }
    most = max(rise, key=lambda n: rise[n], default="")
    text = f"Storage raises emissions by {_tonnes(now - was)} {reading.period_words}"
    if most and rise[most] > 0:
        text += f": it lets {reading.label(most)} run {reading.energy(rise[most])} more"
    return (
        f"{text}. Nothing in this case charges for them." if not _is_priced(reading) else f"{text}."
    )


def _is_priced(reading: Reading) -> bool:
    """Whether a policy bills for emissions; a cap does not, and a shadow price is nobody's bill."""
    entries = [entry for p in reading.policies.values() for entry in type(p).entries]
    return any(entry.nature == "cash" for entry in entries)


def _tonnes(value: Any) -> str:
    if is_number(value) and value >= 1e6:
        return with_unit(value / 1e6, "Mt CO\N{SUBSCRIPT TWO}")
    return with_unit(value, "t CO\N{SUBSCRIPT TWO}")


def _cautions(reading: Reading) -> Iterator[str]:
    """What page one must not keep quiet about."""
    for name in reading.headline_storages:
        health = getattr(reading.assets[name], "soh_mean_frac", None)
        if health == 1.0:
            yield (
                f"{reading.label(name)} is counted at full health over its whole life "
                "(soh_mean_frac 1): a real store fades, so its worth is overstated."
            )
    overlap = reading.results.get("overlap_hours") or 0.0
    if is_number(overlap) and overlap > 0:
        yield f"Storage charges and discharges at once in {significant(overlap)} hours."
    yield from foresight_cautions(reading)
    crossing = reading.results.get("import_export_hours") or 0.0
    if is_number(crossing) and crossing > 0:
        yield f"A connection imports and exports at once in {significant(crossing)} hours."
    opposed = reading.results.get("opposed_hours") or 0.0
    if opposed > 0:
        yield f"In {significant(opposed)} hours one store charges while another discharges."
    emissions = emissions_sentence(reading)
    if emissions:
        yield emissions
    circling = reading.results.get("inverter_overlap_hours") or 0.0
    if is_number(circling) and circling > 0:
        yield f"An inverter works both ways at once in {significant(circling)} hours."
    failed = [c for c in reading.checks if not c["passed"]]
    if failed:
        yield f"{count(len(failed), 'check')} failed; see Checks before using any figure."


def _binding(reading: Reading) -> Iterator[Block]:
    rows = page_one_limits(reading)[:MOST_BINDING]
    if rows:
        yield _binding_table(reading, rows)
    sentences = [*(told_sentence(reading, r) for r in rows), left_out_sentence(reading)]
    yield from (Text(s) for s in sentences if s)


def _binding_table(reading: Reading, rows: list[dict[str, Any]]) -> Table:
    return Table(
        "What binds: rules and contracts first, then the limits of plants and lines",
        (
            text_column("Limit"),
            text_column("Of"),
            text_column("Binds in"),
            Column("Mean price while it binds", "", 4, significant=True),
            Column("Highest price", "", 4, significant=True),
            text_column("Unit"),
            text_column("Meaning"),
        ),
        tuple(
            (
                r["title"],
                r["of"],
                binds_in(r),
                reading.told_price(float(r.get("mean") or 0.0), r["unit"])[0],
                *reading.told_price(peak(r), r["unit"]),
                reading.told_words(r["meaning"]),
            )
            for r in rows
        ),
        note=PRICE_SIGN,
    )


def trust_sentence(reading: Reading) -> str:
    """How far to trust it."""
    checks, solver = reading.checks, reading.results.get("solver") or {}
    passed = sum(bool(c["passed"]) for c in checks)
    parts = [f"{passed} of {len(checks)} checks of the results passed"]
    residuals = [solver.get(k) for k in ("primal_residual", "dual_residual", "gap")]
    known = [float(r) for r in residuals if r is not None]
    if known:
        parts.append(f"the optimum is certified to {max(known):.0e} relative")
    marks = [row.get("mark") for row in reading.results.get("assumptions") or []]
    weak = sum(m in ("assumed", "synthetic", "default") for m in marks)
    if marks:
        parts.append(f"{weak} of {count(len(marks), 'input value')} are assumptions or synthetic")
    warnings = reading.results.get("warnings") or []
    if warnings:
        parts.append(f"{count(len(warnings), 'warning')} on the data")
    body = "; ".join(parts)
    foresight = reading.results.get("foresight") or {}
    if foresight.get("kind") == "rolling":
        sight = (
            f"Dispatch sees {foresight['window_h']:g} h ahead, without errors of forecast; sizes "
            "are those of a plan that knows the whole horizon."
        )
    else:
        sight = (
            "Dispatch knows the whole horizon in advance, so what storage earns is an upper bound "
            "of what an operator would."
        )
    return f"How far to trust it: {body}. {sight}"


def _names(reading: Reading) -> str:
    return listed([reading.label(n) for n in reading.headline_storages])
