"""A site behind one meter, solved and billed, for tests that know the bill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from toy_system import Answer, answer, made

from bess_opt.component import Component
from bess_opt.horizon import Horizon
from bess_opt.runs.billing import against_ledger, bill_rows

Bill = dict[tuple[str, str, str], tuple[float, float]]


def from_(start: str, steps: int, step_h: float = 1.0, zone: str = "UTC") -> Horizon:
    """Steps from a local time."""
    return Horizon.regular(pd.Timestamp(start, tz=zone), steps, step_h, zone)


def site(
    demand_mw: Any,
    horizon: Horizon,
    *tariffs: Component,
    more: Sequence[Component] = (),
    sun_mw: Any = None,
) -> Answer:
    """A load, a connection of 1000 MW (both ways where there is sun), tariffs, and more."""
    most_out = 0.0 if sun_mw is None else 1000.0
    series = {"demand": np.broadcast_to(np.asarray(demand_mw, float), len(horizon))}
    parts = [
        made("load", "mill", demand_mw="demand"),
        made("grid", "utility", p_import_max_mw=1000.0, p_export_max_mw=most_out),
    ]
    if sun_mw is not None:
        power = np.asarray(sun_mw, float)
        series["sun"] = np.broadcast_to(power / power.max(), len(horizon))
        top = float(power.max())
        parts.append(made("solar", "roof", p_rated_mw=top, available_frac="sun"))
    return answer([*parts, *tariffs, *more], horizon, series, witnesses=0)


def tariff(kind: str, name: str, **fields: Any) -> Component:
    """A tariff on the connection."""
    fields.setdefault("assets", ["utility"])
    return made(kind, name, **fields)


def billed(found: Answer) -> Bill:
    """Quantity and amount by tariff, line and month; the ledger is asserted to say the same."""
    form = found.form
    ledger = [asdict(row) for row in found.ledger]
    rows = bill_rows("it", form.components, found.ds, form.horizon, "EUR", {})
    check = against_ledger(rows, ledger, form.components, "bill")
    assert check.passed, check
    lines: Bill = {}
    for r in rows:
        key = r["component"], r["line"], r["period"]
        quantity, amount = lines.get(key, (0.0, 0.0))
        lines[key] = quantity + r["quantity"], amount + r["amount"]
    return {key: own for key, own in lines.items() if any(own)}


def amounts(found: Answer) -> Mapping[tuple[str, str, str], float]:
    """Amounts of :func:`billed`."""
    return {key: amount for key, (_, amount) in billed(found).items()}
