r"""What storage of one size is worth by stream: each alone, all together, and lost to conflict.

Let V(S) be what storage of fixed sizes saves, before its own cost, in the system that has only the
rules and contracts S of those named; both the system with storage and the one without drop the
others, and every other decision is free in both. V of none is the worth of moving energy alone.

    alone of stream i    V({i}) - V({})
    together             V(all)
    lost to conflict     V({}) + sum of all alone - V(all); negative where streams help each other
    last of stream i     V(all) - V(all but i)

The worth of one more MW, MWh or hour is found by solving again with storage that is larger by it;
at an optimum the first two equal what they cost, and where nothing is built there is no margin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bess_opt.errors import Infeasible
from bess_opt.model.ratings import ratings_of
from bess_opt.studies.system import System
from bess_opt.studies.trial import Sizes

# One more MW is told by this share of the size: small enough to be at the margin, large enough to
# stand clear of what two solves differ by.
STEP_FRAC = 0.01


def value_stack(
    system: System,
    sizes: Sizes,
    objectives: tuple[float | None, float | None],
    *,
    is_chosen: bool = True,
) -> dict[str, Any]:
    """Worth by stream and at the margin, base currency over the horizon.

    Parameters
    ----------
    sizes : dict
        Of sized storage, fixed in every solve.
    objectives : pair of float or None
        Objective without storage, and with these sizes, where known already; LP part only.
    is_chosen : bool
        Whether the sizes are those of an optimum; a trial where none is built has no margin.

    Returns
    -------
    dict
        ``sizes``; ``energy_alone``, ``streams`` (name, ``alone``, ``last``), ``together``,
        ``conflict``; ``marginal`` (``what``, ``unit``, ``step``, ``worth`` and ``cost`` per unit).
        A worth is None where the system without storage cannot meet its rules.
    """
    named = _streams(system)
    known: dict[frozenset[str], float | None] = {}

    def worth(present: Iterable[str]) -> float | None:
        own = frozenset(present)
        if own not in known:
            whole = own == frozenset(named)
            part = system if whole else _without(system, [n for n in named if n not in own])
            known[own] = _gross(part, sizes, objectives if whole else (None, None))
        return known[own]

    together, none = worth(named), worth(())
    streams = [
        {
            "name": name,
            "alone": _less(worth((name,)), none),
            "last": _less(together, worth(n for n in named if n != name)),
        }
        for name in named
    ]
    alone = [row["alone"] for row in streams]
    conflict = None
    if together is not None and none is not None and None not in alone:
        conflict = none + sum(float(v) for v in alone if v is not None) - together
    found = {
        "sizes": sizes,
        "energy_alone": none,
        "streams": streams,
        "together": together,
        "conflict": conflict,
        "marginal": _marginal(system, sizes, objectives[1]) if is_chosen else [],
        "currency": system.form.base,
    }
    system.bound({})
    return found


def _streams(system: System) -> list[str]:
    """Rules and contracts whose worth is told; every rule where the case names none."""
    study = system.case.study
    active = system.form.components
    return [n for n in (study.value_streams or system.case.policies) if n in active]


def _without(system: System, names: list[str]) -> System:
    """The same case without some rules and contracts."""
    rooms = {
        room: {n: c for n, c in getattr(system.case, room).items() if n not in names}
        for room in ("tariffs", "policies")
    }
    return System(system.case.model_copy(update=rooms), system.inputs, system.emit)


def _gross(
    system: System, sizes: Sizes, objectives: tuple[float | None, float | None]
) -> float | None:
    """What storage of these sizes saves before its own cost."""
    before, after = objectives
    try:
        if before is None:
            before = _objective(system, {n: dict.fromkeys(own, 0.0) for n, own in sizes.items()})
        if after is None:
            after = _objective(system, sizes)
    except Infeasible:
        return None
    return before - (after - system.storage_cost(sizes))


def _objective(system: System, sizes: Mapping[str, Mapping[str, float]]) -> float:
    system.bound({n: {f: (v, v) for f, v in own.items()} for n, own in sizes.items()})
    return system.solve("what storage is worth by stream").objective


def _less(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else value - other


def _marginal(system: System, sizes: Sizes, objective: float | None) -> list[dict[str, Any]]:
    """Worth and cost of a little more power, a little more energy, and of an hour more."""
    name = max(sizes, key=lambda n: sizes[n].get("e_rated_mwh", 0.0))
    own = sizes[name]
    start = _objective(system, sizes) if objective is None else objective
    steps = {
        f"one more {unit}": (unit, field, STEP_FRAC * own[field], 1.0 / (STEP_FRAC * own[field]))
        for field, unit in (("p_rated_mw", "MW"), ("e_rated_mwh", "MWh"))
        if own.get(field, 0.0) > 0.0
    }
    hour = _hour_mwh(system, name, own)
    if hour > 0 and "e_rated_mwh" in own:
        steps["one more hour"] = ("h", "e_rated_mwh", hour, 1.0)
    rows = []
    for what, (unit, field, step, per) in steps.items():
        larger = {n: dict(s) for n, s in sizes.items()}
        larger[name][field] += step
        cost = system.storage_cost(larger) - system.storage_cost(sizes)
        worth = start - (_objective(system, larger) - cost)
        rows.append(
            {"what": what, "of": name, "unit": unit, "step": step, "worth": per * worth,
             "cost": per * cost}
        )  # fmt: skip
    return rows


def _hour_mwh(system: System, name: str, own: Mapping[str, float]) -> float:
    """Nameplate energy that lets a store deliver its power for one hour longer, MWh."""
    store: Any = system.form.components[name]
    power = own.get("p_rated_mw", ratings_of(store)["p_rated_mw"].max)
    window = getattr(store, "soc_max_frac", 1.0) - getattr(store, "soc_min_frac", 0.0)
    health = getattr(store, "soh_mean_frac", 1.0)
    return float(power / (window * health * getattr(store, "eta_discharge_frac", 1.0)))
