"""The answer of a run in lines: what to build, what it saves, what binds, how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bess_opt.cli.wording import count, money, number, power, share, verdict
from bess_opt.units import SMALL_MW, by_the_kw

MOST_RULES, MOST_OTHERS = 2, 2
# Unserved energy from this share of the demand on is told with the answer.
UNSERVED_FRAC = 1e-3
# What nobody pays is told from this share of the saving on.
UNPAID_FRAC = 0.01
Results = Mapping[str, Any]


def unserved_lines(results: Results) -> list[str]:
    """Demand that is not served, where it is more than a trace: a planner asks for it first."""
    unserved, served = results.get("unserved_mwh"), results.get("served_mwh")
    if not isinstance(unserved, int | float) or not isinstance(served, int | float):
        return []
    wanted = served + unserved
    if wanted <= 0 or unserved < UNSERVED_FRAC * wanted:
        return []
    return [f"{power(unserved, 'MWh')} unserved, {share(unserved / wanted)} of what is wanted"]


def storage(results: Results) -> dict[str, Any]:
    """Sizes of the assets that store energy."""
    return {n: s for n, s in (results.get("sizes") or {}).items() if "duration_h" in s}


def is_nothing(size: Mapping[str, Any], results: Results) -> bool:
    """Whether a size is what an engine leaves of a decision not taken."""
    return float(size.get("p_rated_mw") or 0.0) <= float(results.get("nothing_mw") or 0.0)


def build_lines(results: Results) -> list[str]:
    """What storage to build, one line per store."""
    lines, below = [], in_kw_below(results)
    for name, size in storage(results).items():
        how = "sized" if size.get("sized") else "given"
        if is_nothing(size, results):
            lines.append(f"{name}: none ({how})")
            continue
        lines.append(
            f"{name}: {power(size['p_rated_mw'], 'MW', below)}, "
            f"{power(size['e_rated_mwh'], 'MWh', below)}"
            f"{_deliverable(size, below)}, {size['duration_h']:.1f} h at full power ({how})"
        )
    return [*lines, *worth_lines(results)] if lines else ["no storage in this case"]


def is_small(results: Results) -> bool:
    """Whether a system is told in kW, kWh and prices by the kWh, as its page is."""
    largest = results.get("largest_mw")
    return isinstance(largest, int | float) and 0 < largest < SMALL_MW


def in_kw_below(results: Results) -> float:
    """Below which MW (or MWh) a figure of these results is told in kW."""
    return SMALL_MW if is_small(results) else 1.0


def _deliverable(size: Mapping[str, Any], below: float) -> str:
    """What of the nameplate reaches the bus, on which the hours rest."""
    e_deliverable_mwh = size.get("e_deliverable_mwh")
    if e_deliverable_mwh is None:
        return ""
    return f" nameplate, {power(e_deliverable_mwh, 'MWh', below)} deliverable"


def worth_lines(results: Results) -> list[str]:
    """Zero is an answer: from which cost storage pays; else, how flat the optimum is."""
    found = results.get("break_even") or {}
    currency, below = (results.get("objective") or {}).get("currency", ""), in_kw_below(results)
    lines = []
    if found:
        factor = found.get("factor") or 0.0
        lines.append(
            f"the first of it would pay at {share(factor)} of its cost in the case"
            if factor > 0
            else "it would not pay even if it cost nothing"
        )
    trial = found.get("trial")
    if trial:
        saves, costs = (money(trial[f"{word}_per_year"], currency) for word in ("saves", "costs"))
        lines.append(
            f"{sizes_text(trial['sizes'], below)} would save {saves} and cost {costs} a year"
        )
    ends = {row.get("end"): row for row in results.get("flatness") or []}
    if "least" in ends and "most" in ends:
        least, most = (sizes_text(ends[end]["sizes"], below) for end in ("least", "most"))
        worst = max(row["excess_frac"] for row in ends.values())
        lines.append(f"from {least} to {most}, the whole costs at most {100 * worst:.2g} % more")
    return lines


def sizes_text(sizes: Mapping[str, Mapping[str, float]], below: float) -> str:
    """Power and energy of every store."""
    return ", ".join(
        f"{power(own.get('p_rated_mw'), 'MW', below)} and "
        f"{power(own.get('e_rated_mwh'), 'MWh', below)}"
        for own in sizes.values()
    )


def saving_lines(results: Results) -> list[str]:
    """What the storage saves against the same system without it."""
    saving = results.get("savings")
    if not saving or saving.get("amount") is None:
        return ["not known: no system without the storage to compare with"]
    if storage(results) and all(is_nothing(size, results) for size in storage(results).values()):
        return ["nothing, for none is built"]
    objective = results.get("objective") or {}
    line = f"{money(saving['amount'], saving.get('currency', ''))} {_basis(results)}"
    value = objective.get("value")
    if isinstance(value, int | float) and value + saving["amount"]:
        line += (
            f", {share(saving['amount'] / abs(value + saving['amount']))} of the cost without it"
        )
    line += f" ({saving.get('perspective', 'system')})"
    if not saving.get("distinguishable", True):
        line += "; not distinguishable from zero"
    return [line, *_like_for_like(saving), *_unpaid(saving)]


def _like_for_like(saving: Mapping[str, Any]) -> list[str]:
    """That the system compared with keeps fewer rules, where it does."""
    rules = saving.get("without_rules") or []
    if not rules:
        return []
    return [f"against a system without storage that does not keep {', '.join(rules)} either"]


def _unpaid(saving: Mapping[str, Any]) -> list[str]:
    """What of the saving is a value that nobody pays, where that is more than a trace."""
    parts, amount = saving.get("imputed") or {}, float(saving["amount"])
    total = sum(parts.values())
    if not parts or abs(total) < UNPAID_FRAC * abs(amount):
        return []
    name = max(parts, key=lambda entry: abs(parts[entry])).replace("_", " ")
    currency, paid = saving.get("currency", ""), amount - total
    return [
        f"of it {money(total, currency)} is {name}, which nobody pays; what is paid "
        f"{'falls' if paid >= 0 else 'rises'} by {money(abs(paid), currency)}"
    ]


def binding_lines(results: Results) -> list[str]:
    """Rules and contracts first, then the dearest limits.

    Balances are left out, whose duals are prices, and what is not built. A rule has one row a year
    or month and a line one a step, so their sums say nothing of which matters more. What plants can
    give comes last: a cheap one is at its limit in most hours.
    """
    unbuilt = {
        name
        for name, size in (results.get("sizes") or {}).items()
        if size.get("sized") and "p_rated_mw" in size and is_nothing(size, results)
    }
    rows = [
        row
        for row in results.get("binding") or []
        if row.get("is_limit", True) and row.get("component") not in unbuilt
    ]
    flows = results.get("energy_mwh") or {}
    rules = [row for row in rows if row.get("room") in ("policy", "tariff")]
    rules.sort(key=lambda row: (row["rows"], -max(abs(row["min"]), abs(row["max"]))))
    others = [row for row in rows if row not in rules]
    others.sort(key=lambda row: "generated" in flows.get(row.get("component"), {}))
    lines = [_binding_line(row, results) for row in [*rules[:MOST_RULES], *others[:MOST_OTHERS]]]
    return lines or ["nothing"]


def _binding_line(row: Mapping[str, Any], results: Results) -> str:
    """A limit, how long it binds, and its price while it does."""
    currency = (results.get("objective") or {}).get("currency", "")
    where = f" ({row['component']})" if row.get("component") else ""
    plain = row.get("plain") or str(row.get("name", "")).replace("_", " ")
    line = f"{plain[:1].lower()}{plain[1:]}{where}"
    if "hours_binding" in row:
        line += f" in {row['hours_binding']:,.6g} of {row['hours']:,.6g} h"
    elif row.get("rows", 0) > 1:
        line += f" in {row['rows_binding']:,} of {row['rows']:,}"
    mean, peak = row.get("mean"), row.get("max")
    unit = str(row.get("unit", "")).replace("{currency}", currency)
    small = by_the_kw(unit) if is_small(results) else None
    if small is not None:
        unit = small
        mean, peak = (v / 1e3 if isinstance(v, int | float) else v for v in (mean, peak))
    if isinstance(mean, int | float) and isinstance(peak, int | float):
        line += f", then priced at {number(mean)} {unit}"
        if row.get("rows_binding", 1) > 1:
            line += f" (at most {number(peak)})"
    told = row.get("told")
    if told:
        line += f"; {told['meaning']}: {money(told['amount'], currency)} {_basis(results)}"
    return line


def _basis(results: Results) -> str:
    basis = str((results.get("objective") or {}).get("basis", ""))
    return {"per year": "a year"}.get(basis, basis)


def trust_line(results: Results, checks: list[dict[str, Any]]) -> str:
    """How far to trust it: checks from the files, the certificate, warnings."""
    parts = [verdict(checks)]
    solver = results.get("solver") or {}
    residuals = [solver.get(key) for key in ("primal_residual", "dual_residual", "gap")]
    known = [abs(r) for r in residuals if isinstance(r, int | float)]
    if known:
        parts.append(f"certificate {max(known):.0e}")
    if solver.get("message") not in (None, "", "certified"):
        parts.append(f"solver: {solver['message']}")
    foresight = results.get("foresight") or {}
    if foresight.get("kind") == "rolling":
        parts.append(
            f"run in windows of {foresight['window_h']:g} h, "
            f"{100 * foresight['lost_frac']:.2g} % dearer than with perfect foresight"
        )
    warnings = results.get("warnings") or []
    if warnings:
        parts.append(f"{count(len(warnings), 'warning')}, listed in the report")
    return "; ".join(parts)
