"""What storage saves, and against which system: the sentence of page one."""

from __future__ import annotations

import math

from bess_opt.report.numbers import is_number, listed, money, share
from bess_opt.report.reading import Reading

# What nobody pays is told from this share of the saving on.
TOLD_FRAC = 0.01


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
    if savings.get("without_rules"):
        return _saving_without_rules(reading, amount, whose)
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
        f"is already counted, and every other decision was free in both runs.{unpaid(reading)}"
    )


def unpaid_amount(reading: Reading) -> float:
    """What of a saving nobody pays, base currency; nought where it is a trace of the saving."""
    savings = reading.results.get("savings") or {}
    total = math.fsum((savings.get("imputed") or {}).values())
    return total if abs(total) >= TOLD_FRAC * abs(float(savings.get("amount") or 0.0)) else 0.0


def unpaid(reading: Reading) -> str:
    """What of a saving is a value that nobody pays, where that is more than a trace."""
    total = unpaid_amount(reading)
    if not total:
        return ""
    savings = reading.results["savings"]
    parts, amount = savings["imputed"], float(savings["amount"])
    name = max(parts, key=lambda entry: abs(parts[entry])).replace("_", " ")
    paid, currency = amount - total, savings["currency"]
    less = f"of it {money(total, currency)} is {name} avoided"
    more = f"{money(-total, currency)} of {name} is counted against it"
    value = less if total > 0 else more
    return (
        f" {value[0].upper()}{value[1:]}, a value that nobody pays: what is paid "
        f"{'falls' if paid >= 0 else 'rises'} by {money(abs(paid), currency)}."
    )


def _saving_without_rules(reading: Reading, amount: float, whose: str) -> str:
    """The difference to a system that need not keep the rules that only storage can keep."""
    savings = reading.results["savings"]
    rules = listed([reading.label(n) for n in savings["without_rules"]])
    told = money(abs(amount), savings["currency"])
    word = "saves" if amount >= 0 else "costs"
    found = f"it {word} {told} {'' if amount >= 0 else 'more '}{reading.period_words}, {whose}"
    if not savings.get("distinguishable", True):
        found = f"the difference of {told} is not distinguishable from zero, {whose}"
    return (
        f"Without storage nothing can keep the rule {rules}, so no system that does the same can "
        f"be compared with. Against the system as it would be without storage and without that "
        f"rule, {found}; what it is worth to keep the rule is not in this figure.{unpaid(reading)}"
    )
