"""What storage is worth: from which cost it pays where it does not, and how flat the optimum is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Block, Column, Figure, Section, Table, Text, text_column
from bess_opt.report.numbers import fixed, is_number, money, scaled, share, significant
from bess_opt.report.palette import ROLES
from bess_opt.report.reading import Reading
from bess_opt.report.sections.curves import duration

SAME_PRICE_FRAC = 0.02


def worth(reading: Reading) -> Section | None:
    """The section, where the study asked the question."""
    blocks: list[Block] = []
    trial = _trial(reading)
    if trial is not None:
        sentences = (break_even_sentence(reading), trial_sentence(reading))
        blocks += [Text(s) for s in sentences if s]
        blocks.append(_trial_figure(reading, trial))
        checked = _checked_sentence(reading)
        if checked:
            blocks.append(Text(checked))
    rows = reading.results.get("flatness") or []
    if len(rows) > 1:
        sentence = flat_sentence(reading)
        blocks += [*([Text(sentence)] if sentence else []), _flat_figure(reading, rows)]
    if not blocks:
        return None
    title = "From which cost storage pays" if trial is not None else "How flat the optimum is"
    return Section("worth", title, tuple(blocks))


def _trial(reading: Reading) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] = (reading.results.get("break_even") or {}).get("trial") or {}
    return found if is_number(found.get("saves_per_year")) else None


def break_even_sentence(reading: Reading) -> str:
    """At which storage cost the first of it would pay."""
    found = reading.results.get("break_even") or {}
    factor = found.get("factor")
    if factor is None:
        return ""
    if factor <= 0:
        return "No price above zero would make it pay: the system finds no use for it."
    text = f"The first of it would pay at {share(factor)} of the cost assumed here"
    costs = unit_costs(reading)
    if costs:
        now, unit = costs
        text += f", {significant(now * factor)} instead of {significant(now)} {unit}"
    return f"{text}."


def unit_costs(reading: Reading) -> tuple[float, str] | None:
    """Investment per kWh of nameplate for the trial size, all-in, and its unit."""
    trial = _trial(reading)
    if trial is None:
        return None
    sizes = {n: s for n, s in trial["sizes"].items() if s.get("e_rated_mwh")}
    name = next(iter(sizes), None)
    if name is None or name not in reading.assets:
        return None
    asset, size = reading.assets[name], sizes[name]
    total = sum(
        getattr(asset, field).capex * value
        for field, value in size.items()
        if hasattr(getattr(asset, field, None), "capex")
    )
    if total <= 0:
        return None
    currency = asset.currency or reading.currency
    hours = size["e_rated_mwh"] / size["p_rated_mw"] if size.get("p_rated_mw") else 0.0
    kind = f" all-in for {fixed(hours, 1)} h" if hours else ""
    return total / size["e_rated_mwh"] / 1e3, f"{currency} per kWh of nameplate{kind}"


def _size(trial: Mapping[str, Any], reading: Reading) -> str:
    total = {
        field: sum(own.get(field, 0.0) for own in trial["sizes"].values())
        for field in ("p_rated_mw", "e_rated_mwh")
    }
    return f"{reading.power(total['p_rated_mw'])} / {reading.energy(total['e_rated_mwh'])}"


def trial_sentence(reading: Reading) -> str:
    """What a given size would save and cost."""
    trial = _trial(reading)
    if trial is None:
        return ""
    currency = reading.currency
    saves, costs = float(trial["saves_per_year"]), float(trial["costs_per_year"])
    verdict = "a net loss" if costs > saves else "a net gain"
    basis = trial_words(reading, trial.get("basis"))
    return (
        f"Built all the same, {_size(trial, reading)}{basis} would save {money(saves, currency)} "
        f"{reading.period_words} in running the system and cost {money(costs, currency)}: "
        f"{verdict} of {money(abs(costs - saves), currency)}."
    )


def trial_words(reading: Reading, basis: Mapping[str, Any] | None) -> str:
    """What a trial size rests on, in brackets; nothing where the run does not say."""
    if not basis:
        return ""
    of, held = basis["of"], ", within the bounds of the case" if basis.get("is_bounded") else ""
    if of == "case":
        return f" (the trial that the study names{held})"
    if of == "nothing":
        return f" (a trial size, for a case with neither load nor export{held})"
    what = "highest load" if of == "load" else "most that the site can export"
    part = f"{share(basis['share_frac'], 0)} of the {what}, {reading.power(basis['mw'])}"
    return f" (a trial size: {part}, for {fixed(basis['hours'])} h{held})"


def _checked_sentence(reading: Reading) -> str:
    found = reading.results.get("break_even") or {}
    checked = found.get("checked")
    if not checked:
        return ""
    built = {
        field: sum(own.get(field, 0.0) for own in checked["sizes"].values())
        for field in ("p_rated_mw", "e_rated_mwh")
    }
    none_at = found.get("none_at")
    above = f", and at {share(none_at, 2)} none" if none_at else ""
    return (
        f"Checked by solving again with storage at {share(checked['factor'], 2)} of its cost: the "
        f"optimum then builds {reading.power(built['p_rated_mw'])} / "
        f"{reading.energy(built['e_rated_mwh'])}{above}."
    )


def price_sentence(reading: Reading) -> str:
    """Why prices leave storage little, or much, to do."""
    price = reading.prices.get(reading.price_bus)
    if price is None or reading.results.get("break_even") is None:
        return ""
    middle = float(duration(price, reading.hours, np.array([0.5]))[0])
    near = np.abs(price - middle) <= SAME_PRICE_FRAC * max(abs(middle), 1e-9)
    part = float(reading.hours[near].sum() / reading.hours.sum())
    value = reading.price(middle)
    return (
        f"In {share(part, 0)} of hours the price of energy is within {share(SAME_PRICE_FRAC, 0)} "
        f"of its median of {value}: between those hours storage earns nothing."
    )


def flat_sentence(reading: Reading) -> str:
    """Between which sizes the whole costs nearly the same."""
    rows = {str(row.get("end")): row for row in reading.results.get("flatness") or []}
    if not {"least", "optimum", "most"} <= set(rows):
        return ""
    least, most = (_pair(rows[end], reading) for end in ("least", "most"))
    spans = [_sum(rows[end], "e_rated_mwh") for end in ("least", "optimum", "most")]
    wide = spans[2] - spans[0] > spans[1]
    worst = max(float(row["excess_frac"]) for row in rows.values())
    return (
        f"From {least} to {most}, all else at its best, the whole costs at most "
        f"{share(worst, 2)} more than the least: "
        + (
            "the optimum is flat, and the size may be settled by other reasons."
            if wide
            else "the size is well determined."
        )
    )


def _pair(row: Mapping[str, Any], reading: Reading) -> str:
    p_rated_mw, e_rated_mwh = (_sum(row, field) for field in ("p_rated_mw", "e_rated_mwh"))
    return f"{reading.power(p_rated_mw)} / {reading.energy(e_rated_mwh)}"


def _sum(row: Mapping[str, Any], field: str) -> float:
    return float(sum(own.get(field, 0.0) for own in row["sizes"].values()))


def _trial_figure(reading: Reading, trial: Mapping[str, Any]) -> Figure:
    saves, costs = float(trial["saves_per_year"]), float(trial["costs_per_year"])
    size, unit = scaled([saves, costs], reading.currency)
    words = [f"{_size(trial, reading)} saves in running", "and costs"]
    values = [saves, costs]
    layers = tuple(
        Layer(
            "bar", word, ROLES[role], [word], [value / size],
            text=[money(value, reading.currency)], in_legend=False, base=[0.0],
        )
        for word, value, role in zip(words, values, ("discharge", "charge"), strict=True)
    )  # fmt: skip
    axis = f"{unit} {reading.period_words}"
    top = 1.3 * max(values) / size
    chart = Chart(
        (Panel(layers, Axis(axis, low=min(0.0, min(values) / size), high=top)),),
        Axis("", "category"),
        height_px=170,
        horizontal=True,
    )
    ratio = saves / costs if costs else 0.0
    title = f"A given size would earn {share(ratio, 0)} of what it costs"
    table = Table(
        "What a given size saves and costs",
        (text_column("Of the given size"), Column("Amount", axis, 4, significant=True)),
        tuple((w, v / size) for w, v in zip(words, values, strict=True)),
    )
    amounts = [money(v, reading.currency) for v in values]
    alt = f"Two bars: {words[0]} {amounts[0]}; its cost {amounts[1]}."
    return Figure("trial", title, alt, chart, table, "results.json: break_even.trial")


def _flat_figure(reading: Reading, rows: list[Mapping[str, Any]]) -> Figure:
    words = {"least": "least storage", "optimum": "least cost", "most": "most storage"}
    names = [words[str(row["end"])] for row in rows]
    stored = [_sum(row, "e_rated_mwh") for row in rows]
    size, unit = (1e3, "GWh") if max(stored) >= 1e3 else (1.0, "MWh")
    values = [value / size for value in stored]
    # Sizes stand in the names and not behind the bars, where a phone has no room for them.
    named = [f"{name}, {_pair(row, reading)}" for name, row in zip(names, rows, strict=True)]
    layer = Layer("bar", "energy", ROLES["discharge"], named, values,
                  base=[0.0] * len(rows), in_legend=False)  # fmt: skip
    chart = Chart(
        (Panel((layer,), Axis(f"nameplate energy [{unit}]", low=0.0, high=1.1 * max(values))),),
        Axis("", "category"),
        height_px=90 + 45 * len(rows),
        horizontal=True,
    )
    worst = max(float(row["excess_frac"]) for row in rows)
    title = (
        f"Storage of {reading.energy(min(stored))} to {reading.energy(max(stored))} costs within "
        f"{share(worst, 0)} of the least"
    )
    table = Table(
        f"The least and the most storage that cost within {share(worst, 0)} of the least",
        (
            text_column("Size"),
            Column("Power", "MW", 1),
            Column("Energy", "MWh", 1),
            Column("Cost above the least", f"{reading.currency} {reading.period_words}", 4, True),
            Column("Cost above the least", "%", 3),
        ),
        tuple(
            (n, _sum(r, "p_rated_mw"), _sum(r, "e_rated_mwh"), r["excess"],
             100.0 * float(r["excess_frac"]))
            for n, r in zip(names, rows, strict=True)
        ),
    )  # fmt: skip
    alt = "; ".join(f"{n}: {_pair(r, reading)}" for n, r in zip(names, rows, strict=True))
    return Figure("flatness", title, alt + ".", chart, table, "results.json: flatness")
