"""The headline figures of several runs in columns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bess_opt.cli.answer_lines import UNPAID_FRAC, Results, is_nothing, is_small, storage
from bess_opt.cli.wording import money, number, share, table

DUST_MWH = 1e-3


def side_by_side(runs: Mapping[str, Results]) -> str:
    """The headline figures of several runs in columns."""
    names = dict.fromkeys(n for results in runs.values() for n in storage(results))
    small = all(is_small(results) for results in runs.values())
    size, mega, tonnes, giga = (1e3, "k", "t", "MWh") if small else (1.0, "M", "kt", "GWh")
    rows = [["", *runs]]
    for name in names:
        sizes = [_shown(storage(results).get(name, {}), results) for results in runs.values()]
        for field, unit in (("p_rated_mw", "W"), ("e_rated_mwh", "Wh")):
            rows.append([f"{name} [{mega}{unit}]", *(_times(s.get(field), size) for s in sizes)])
        rows.append([f"{name} [h]", *(_tenths(s.get("duration_h")) for s in sizes)])
    every = list(runs.values())
    rows.append(["cost", *(_money(r.get("objective"), "value") for r in every)])
    rows.append(["saving", *(_saving(r.get("savings")) for r in every)])
    if any(_unpaid(r.get("savings")) for r in every):
        rows.append(["of it, paid", *(_paid(r.get("savings")) for r in every)])
    rows += bill_rows(every)
    rows.append(["renewable share", *(share(r.get("renewable_share_frac")) for r in every)])
    rows.append(
        [f"emissions [{tonnes}]", *(_times(r.get("emissions_t"), size / 1e3) for r in every)]
    )
    rows.append([f"unserved [{giga}]", *(_times(_or_none(r), size / 1e3) for r in every)])
    return table(rows, right=range(1, len(rows[0])))


def bill_rows(runs: list[Results]) -> list[list[str]]:
    """Lines of the bills with storage, where there are bills."""
    bills = [
        {f"{b['component']}, {b['line']}": (b.get("with") or {}) for b in r.get("bill") or []}
        for r in runs
    ]
    currencies = [str((r.get("objective") or {}).get("currency", "")) for r in runs]
    return [
        [
            f"bill: {line}",
            *(
                _money({"amount": own[line]["amount_base"], "currency": code}, "amount")
                if line in own
                else ""
                for own, code in zip(bills, currencies, strict=True)
            ),
        ]
        for line in dict.fromkeys(line for own in bills for line in own)
    ]


def _shown(size: Mapping[str, Any], results: Results) -> Mapping[str, Any]:
    """A size, zero where nothing is built."""
    return dict.fromkeys(size, 0.0) if size and is_nothing(size, results) else size


def _money(part: Mapping[str, Any] | None, key: str) -> str:
    return "n/a" if not part else money(part.get(key), str(part.get("currency", "")))


def _saving(part: Mapping[str, Any] | None) -> str:
    """The saving; one within the accuracy of the two solves is none."""
    if part and not part.get("distinguishable", True):
        return "none"
    return _money(part, "amount")


def _unpaid(part: Mapping[str, Any] | None) -> float:
    """What of a saving nobody pays; nought where it is a trace of it."""
    total = math.fsum(((part or {}).get("imputed") or {}).values())
    least = UNPAID_FRAC * abs(float((part or {}).get("amount") or 0.0))
    return total if abs(total) >= least else 0.0


def _paid(part: Mapping[str, Any] | None) -> str:
    """A saving less what nobody pays of it."""
    if not part or not part.get("distinguishable", True):
        return _saving(part)
    return _money({**part, "amount": part["amount"] - _unpaid(part)}, "amount")


def _or_none(results: Results) -> Any:
    """Unserved energy, MWh; less than a kWh is what an interior point leaves of none."""
    value = results.get("unserved_mwh")
    return 0.0 if isinstance(value, int | float) and abs(value) < DUST_MWH else value


def _times(value: Any, size: float) -> str:
    return number(size * value) if isinstance(value, int | float) else "n/a"


def _tenths(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, int | float) else "n/a"
