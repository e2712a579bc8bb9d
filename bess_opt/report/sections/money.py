"""Where the money goes: from the baseline to the optimum by component, and every entry."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bess_opt.report.content import Block, Column, Figure, Section, Table, Text, text_column
from bess_opt.report.numbers import money, scaled
from bess_opt.report.reading import Reading, summed
from bess_opt.report.waterfall import waterfall

MOST_STEPS = 10
SMALL_FRAC = 0.002
# The accuracy to which the ledger sums to the objective.
DUST_FRAC = 1e-9
WORDS = {
    "p_rated_mw": "power",
    "e_rated_mwh": "energy",
    "fixed_om": "fixed O&M",
    "fixed om": "fixed O&M",
    "variable_om": "variable O&M",
    "variable om": "variable O&M",
    "untaken": "paid for but not taken",
    "lost_load": "value of unserved energy",
    "lost load": "value of unserved energy",
}


def money_section(reading: Reading) -> Section:
    """The section."""
    blocks: list[Block] = []
    bridge = bridge_figure(reading)
    if bridge is not None:
        blocks.append(bridge)
    blocks += [
        Text(
            "Cash is paid by one party to another, sunk money is paid whatever is decided, imputed "
            "money is a value that nobody is billed for (unserved energy, tie-breaks), and "
            "transfers stay within the system. All of them sum to the cost of the system."
        ),
        _cost_table(reading),
    ]
    return Section("money", "Where the money goes", tuple(blocks))


def differences(reading: Reading) -> list[tuple[str, float]]:
    """Cost of each component with storage less without, largest first; small ones as one."""
    before: Mapping[str, Mapping[str, float]] = (reading.results.get("baseline") or {}).get(
        "costs"
    ) or {}
    after = reading.costs
    change = {
        name: summed(after.get(name, {})) - summed(before.get(name, {}))
        for name in dict.fromkeys((*before, *after))
    }
    ranked = sorted(change.items(), key=lambda item: -abs(item[1]))
    least = SMALL_FRAC * max((abs(v) for v in change.values()), default=0.0)
    kept = [(step_words(reading, n), v) for n, v in ranked[:MOST_STEPS] if abs(v) > least]
    rest = math.fsum(v for _, v in ranked) - math.fsum(v for _, v in kept)
    kept.sort(key=lambda item: item[1])
    return [*kept, ("All else", rest)] if abs(rest) > 1e-9 * max(1.0, least) else kept


def bridge_figure(reading: Reading) -> Figure | None:
    """From the cost without storage to the cost with it."""
    without = ((reading.results.get("baseline") or {}).get("objective") or {}).get("value")
    after = float(reading.results["objective"]["value"])
    steps = differences(reading)
    is_same = not (reading.results.get("savings") or {}).get("distinguishable", True)
    if without is None or is_same or not steps:
        return None
    before = float(without)
    title = _bridge_title(reading, before, after, steps)
    ends = ("Without storage", before), ("With storage", after)
    return waterfall("bridge", title, ends, steps, reading.currency, reading.period_words,
                     "results.json: baseline.costs and costs")  # fmt: skip


def _bridge_title(
    reading: Reading, before: float, after: float, steps: list[tuple[str, float]]
) -> str:
    saved = [(n, v) for n, v in steps if v < 0 and n != "All else"]
    text = f"Storage takes the cost from {money(before, reading.currency, 4)} to "
    text += money(after, reading.currency, 4)
    if saved:
        name, amount = min(saved, key=lambda item: item[1])
        text += f"; most is saved on {name} ({money(-amount, reading.currency)})"
    return text


def entry_words(entry: str) -> str:
    """An entry as people say it: ``annuity of p_rated_mw`` becomes ``annuity of power``.

    >>> entry_words("variable_om"), entry_words("fixed_om_of_p_rated_mw")
    ('variable O&M', 'fixed O&M of power')
    """
    for code, word in WORDS.items():
        entry = entry.replace(code, word)
    return entry.replace("_", " ")


def step_words(reading: Reading, name: str) -> str:
    """What a component's cost is for: a tariff says so itself, an asset by its entries."""
    label = reading.label(name)
    if name not in reading.assets:
        return label
    before = ((reading.results.get("baseline") or {}).get("costs") or {}).get(name, {})
    entries = list(dict.fromkeys((*before, *reading.costs.get(name, {}))))
    if entries and all(" of " in entry or entry == "tie_break" for entry in entries):
        return f"{label}, yearly cost"
    return f"{label}: {entry_words(entries[0])}" if len(entries) == 1 else label


def _tidy(amount: float, whole: float) -> float:
    """What rounding leaves of an amount is none."""
    return 0.0 if abs(amount) < DUST_FRAC * abs(whole) else amount


def _cost_table(reading: Reading) -> Table:
    natures = ("cash", "sunk", "imputed", "transfer")
    sums: dict[tuple[str, str], dict[str, list[float]]] = {}
    for row in reading.run.ledger_rows:
        own = sums.setdefault((row["component"], row["entry"]), {})
        own.setdefault(row["nature"], []).append(float(row["amount_base"]))
    value = float(reading.results["objective"]["value"])
    entries = [math.fsum(v for own in parts.values() for v in own) for parts in sums.values()]
    size, unit = scaled([value, *entries], reading.currency)
    used = [n for n in natures if any(n in own for own in sums.values())]
    rows: list[tuple[str | float | None, ...]] = []
    ranked = sorted(
        sums.items(), key=lambda item: -abs(math.fsum(v for own in item[1].values() for v in own))
    )
    for (component, entry), own in ranked:
        amounts = [_tidy(math.fsum(own[n]), value) / size if n in own else None for n in used]
        if not any(amounts):
            continue
        rows.append(
            (
                reading.label(component),
                entry_words(entry),
                *amounts,
                math.fsum(a for a in amounts if a),
            )
        )
    totals = [math.fsum(v for own in sums.values() for v in own.get(n, ())) / size for n in used]
    rows.append(("Sum, which is the cost of the system", "", *totals, math.fsum(totals)))
    columns = [text_column("Component"), text_column("Entry")]
    columns += [Column(n, unit, 4, significant=True) for n in (*used, "sum")]
    return Table(
        f"Costs {reading.period_words}, by component and entry", tuple(columns), tuple(rows),
        note="Every month stands in ledger.csv; entries of nothing are left out.",
        total=(len(rows) - 1,),
    )  # fmt: skip
