"""Ways out of an infeasible case: a lever moved up or down, load shed, surplus let go.

Each way knows what it does to the program, and the ``-S`` texts that do the same to the case.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.component import REGISTER, Asset
from bess_opt.model.linear_program import LinearProgram
from bess_opt.studies.infeasible.effects import effect_of
from bess_opt.studies.infeasible.levers import Lever, levers_of
from bess_opt.studies.infeasible.relaxed import Give
from bess_opt.studies.system import System
from bess_opt.units import unit_of

Vector = NDArray[np.float64]

# How unwelcome shedding and new outlets are, over the peak load; assumption, as in `levers`.
OF_SHEDDING, OF_OUTLET = 3.0, 2.0
# A price for shedding where the case has none: so many times its dearest energy; assumption.
TIMES_DEAREST = 10.0
# Extra room over the least move, so that the case is not feasible by a hair only.
ROOM = 1e-4


@dataclass(frozen=True)
class Way:
    """A way out.

    Parameters
    ----------
    path : str
        What is changed.
    give : Give
        What a unit of it does to the program.
    texts : callable
        Overrides that make a move of this size in the case.
    tell : callable
        The same in words.
    """

    path: str
    give: Give
    texts: Callable[[float], list[str]]
    tell: Callable[[float], str]
    lever: Lever | None = None
    sign: int = 0


def ways_of(system: System, x: Vector) -> list[Way]:
    """Every way out that could matter.

    Parameters
    ----------
    x : ndarray, shape (n_columns,)
        Point at which changes of the matrix are read.
    """
    lp = system.program.linear_program()
    peak = _peak_mw(system)
    ways: list[Way] = []
    for lever in levers_of(system.form.components, system.form.horizon.months):
        if lever.is_rating:
            ways += _by_bound(system, lever, peak)
        else:
            effect = effect_of(system, lever, x)
            if effect is not None and np.any(effect):
                ways += _by_rows(lever, effect, peak)
    return [*ways, *_by_shedding(system, lp, peak), *_by_outlet(system, lp, peak)]


def _peak_mw(system: System) -> float:
    demand = [d for d in system.form.fields.get("demand_mw", {}).values()]
    return max(float(np.max(np.sum(demand, axis=0))), 1.0) if demand else 1.0


def _size(unit: str, peak: float) -> float:
    """What counts as a whole unit of change in a system of this size; assumption."""
    sizes = {"MW": peak, "MWh": 4 * peak, "MWh/month": 730 * peak, "t": 4000 * peak}
    return sizes.get(unit, 365.0 if unit == "1/year" else 1.0)


def _by_bound(system: System, lever: Lever, peak: float) -> Iterator[Way]:
    part = system.program.columns[lever.field]
    years = system.form.horizon.years
    columns = tuple(part.where.start + part.grid.ordinal((lever.component, y)) for y in years)
    signs = {"max": (1,), "min": (-1,), "": (1, -1)}[lever.bound]
    for sign in signs:
        price = lever.unwelcome / _size(lever.unit, peak)
        most = lever.high - lever.value if sign > 0 else lever.value - lever.low
        if most > 0:
            give = Give(price, most, columns=columns, sign=sign)
            yield _moving(lever, sign, give)


def _by_rows(lever: Lever, effect: Vector, peak: float) -> Iterator[Way]:
    # Water and fuel are what they are: a change is measured by what there is.
    is_nature = lever.field == "energy_mwh_per_month"
    size = abs(lever.value) if is_nature and lever.value else _size(lever.unit, peak)
    price = lever.unwelcome / size
    for sign in (1, -1):
        most = lever.high - lever.value if sign > 0 else lever.value - lever.low
        if most > 0:
            yield _moving(lever, sign, Give(price, most, rows=sign * effect))


def _moving(lever: Lever, sign: int, give: Give) -> Way:
    def after(move: float) -> float:
        return rounded_out(lever.value, sign * move, lever.low, lever.high)

    def texts(move: float) -> list[str]:
        return [f"{lever.path}={number(after(move))}"]

    def tell(move: float) -> str:
        unit = f" {lever.unit}" if lever.unit else ""
        least = lever.value + sign * move
        least = 0.0 if abs(least) < 1e-9 * max(abs(lever.value), 1.0) else least
        word = "at least" if sign > 0 else "at most"
        return (
            f"{lever.path} from {number(lever.value)} to {number(after(move))}{unit} "
            f"({word} {least:.6g})"
        )

    return Way(lever.path, give, texts, tell, lever, sign)


def rounded_out(value: float, by: float, low: float, high: float) -> float:
    """A value moved by ``by``, a little further to a round number, within its limits.

    >>> rounded_out(100, 4.9731, 0, 1e9)
    104.98
    """
    if by == 0:
        return value
    step = 10.0 ** (math.floor(math.log10(abs(by))) - 2)
    moved = (value + by * (1 + ROOM)) / step
    outward = (math.ceil if by > 0 else math.floor)(moved) * step
    return min(max(float(f"{outward:.12g}"), low), high)


def number(value: float) -> str:
    """A number as it is written after ``-S``."""
    return f"{value:.12g}"


def _by_shedding(system: System, lp: LinearProgram, peak: float) -> Iterator[Way]:
    """Let a load shed more than its tiers allow."""
    balance = system.program.rows.get("power_balance")
    if balance is None:
        return
    for name, load in system.form.components.items():
        demand = system.form.fields.get("demand_mw", {}).get(name)
        tiers = getattr(load, "tiers", None)
        if demand is None or tiers is None:
            continue
        held = sum(t.share_frac for t in tiers)
        if held >= 1 - 1e-9:
            continue
        rows = _balance_rows(balance, load.bus, len(demand))  # type: ignore[attr-defined]
        steps = tuple(
            (row, 1.0, float((1 - held) * d)) for row, d in zip(rows, demand, strict=True) if d > 0
        )
        if not steps:
            continue
        yield _shedding(system, name, tiers, held, steps, OF_SHEDDING / peak)


def _balance_rows(balance: Any, bus: str, n_steps: int) -> list[int]:
    first = balance.where.start + balance.grid.ordinal((bus, 0))
    return list(range(first, first + n_steps))


def _shedding(
    system: System,
    name: str,
    tiers: list[Any],
    held: float,
    steps: tuple[tuple[int, float, float], ...],
    price: float,
) -> Way:
    lost = max((t.lost_load_per_mwh for t in tiers), default=0.0) or _lost_load(system)
    path = f"assets.{name}.tiers"

    def share(move: float) -> float:
        return min(1.0 - held, math.ceil(100 * (1 - held) * move * (1 + ROOM)) / 100)

    def texts(move: float) -> list[str]:
        every = [(t.name, t.share_frac, t.lost_load_per_mwh) for t in tiers]
        every.append(("sheddable", share(move), lost))
        written = ", ".join(
            f"{{name: {n}, share_frac: {number(s)}, lost_load_per_mwh: {number(v)}}}"
            for n, s, v in every
        )
        return [f"{path}=[{written}]"]

    def tell(move: float) -> str:
        return (
            f"{name} sheds up to {number(share(move))} of its demand at {number(lost)} "
            f"{system.form.base}/MWh (put your own value of lost load)"
        )

    return Way(path, Give(price, np.inf, steps=steps), texts, tell)


def _lost_load(system: System) -> float:
    """A value of lost load out of the case's own prices."""
    loads = [c for c in system.form.components.values() if getattr(c, "tiers", None)]
    own = [t.lost_load_per_mwh for c in loads for t in c.tiers]  # type: ignore[attr-defined]
    if own:
        return float(max(own))
    fields = system.form.fields
    dearest = [
        float(np.max(v))
        for field, shelf in fields.items()
        if (unit := unit_of(field)) is not None and unit.symbol == "{currency}/MWh"
        for v in shelf.values()
    ]
    return float(f"{TIMES_DEAREST * max(dearest, default=100.0):.2g}")


def _by_outlet(system: System, lp: LinearProgram, peak: float) -> Iterator[Way]:
    """Put an outlet on a bus that has none."""
    balance = system.program.rows.get("power_balance")
    assets = [c for c in system.form.components.values() if isinstance(c, Asset)]
    buses = list(dict.fromkeys(b for a in assets for b in a.buses()))
    with_outlet = {a.bus for a in assets if a.takes_surplus}
    for bus in buses if balance is not None else ():
        if bus in with_outlet:
            continue
        rows = _balance_rows(balance, bus, len(system.form.horizon))
        steps = tuple((row, -1.0, np.inf) for row in rows)
        yield _letting_go(system, bus, steps, OF_OUTLET / peak)


def _letting_go(
    system: System, bus: str, steps: tuple[tuple[int, float, float], ...], price: float
) -> Way:
    kind = next(k for k, cls in REGISTER["asset"].items() if getattr(cls, "takes_surplus", False))
    name = f"surplus_{bus}"
    while name in system.components:
        name += "_"

    def rated(move: float) -> str:
        return number(rounded_out(0.0, move, 0.0, np.inf))

    def texts(move: float) -> list[str]:
        return [f"assets.{name}={{kind: {kind}, bus: {bus}, p_rated_mw: {rated(move)}}}"]

    def tell(move: float) -> str:
        return f"a new outlet of {rated(move)} MW for surplus at bus {bus} (least {move:,.6g})"

    return Way(f"assets.{name}", Give(price, np.inf, steps=steps), texts, tell)
