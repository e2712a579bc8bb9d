r"""What storage is worth: from which cost the first of it pays, and how flat the optimum is.

Let V be the yearly saving that sizes of annual cost C bring before their own cost is counted.
Storage at ``f`` times its cost pays where some size has ``V / C >= f``. Starting from a given size,
a solve just above its own ratio lets the optimiser choose a better size, whose ratio is higher;
where it chooses none, the ratio is the break-even, and a last solve just below it is the check that
storage is built there (Dinkelbach, "On nonlinear fractional programming", Management Science 13,
1967). The first MWh pays best: what it saves per MWh only falls with size.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from bess_opt.errors import LimitReached, SolverError
from bess_opt.solve.near_optimal import near_optimal_twin
from bess_opt.solve.solution import Solution
from bess_opt.studies.system import System
from bess_opt.studies.trial import Sizes, trial_basis, trial_sizes

# Costs within this share of the least count as the same for a planner.
FLAT_FRAC = 0.01
# "The first of it" is this share of the trial size, at most: what it saves per MWh falls with size.
FIRST_FRAC = 0.01
# The break-even is bracketed: storage is built just below it and none this much above it.
BELOW, ABOVE = 0.999, 1.01
MOST_ROUNDS = 6
# Savings below this share of the whole cost are within what two solves differ by.
NOISE_FRAC = 1e-8
# Storage that costs less than this share of the first of it is none.
NONE_FRAC = 1e-2
# A size this near to a bound of the case, as a share of it or of the optimum's, is at it.
AT_BOUND_FRAC = 1e-6


def chosen_sizes(system: System, dataset: Any) -> Sizes:
    """Sized storage as the optimiser chose it."""
    label = system.form.horizon.years[-1]
    return {
        name: {f: float(dataset[f].sel(component=name, year_label=label)) for f in own}
        for name, own in system.storage_ratings().items()
    }


def break_even(system: System, baseline_cost: float) -> dict[str, Any]:
    """The share of the case's storage cost at which the first storage pays.

    Parameters
    ----------
    baseline_cost : float
        Objective without sized storage, LP part only.

    Returns
    -------
    dict
        ``trial``: a given size, its ``basis`` (`trial_basis`), what it saves before its own cost,
        what it costs and its ratio;
        ``factor``: the break-even share; ``checked``: sizes built at a cost just below it;
        ``none_at``: the share at which the solve found none worth building (None where the last
        round still found some).
    """
    trial = trial_sizes(system)
    # A hair of room keeps the sizes columns of the program, like in every other solve.
    limits = {n: {f: (v, 1.001 * v) for f, v in own.items()} for n, own in trial.items()}
    gross, cost = _gross_value(system, limits, baseline_cost, "a given size")
    if abs(gross) < NOISE_FRAC * abs(baseline_cost):
        gross = 0.0
    ratio = gross / cost if cost > 0 and gross > 0 else 0.0
    result: dict[str, Any] = {
        "trial": {
            "sizes": trial,
            "basis": trial_basis(system),
            "saves_per_year": gross,
            "costs_per_year": cost,
            "ratio": ratio,
        },
        "factor": ratio,
        "checked": None,
        "none_at": None,
    }
    if ratio <= 0:
        return result
    first = {n: {f: (0.0, FIRST_FRAC * v) for f, v in own.items()} for n, own in trial.items()}
    system.bound(first)
    last: Solution | None = None
    for _ in range(MOST_ROUNDS):
        price = ABOVE * result["factor"]
        _, paid, saving = _built_at(system, price, baseline_cost, last)
        if paid < NONE_FRAC * FIRST_FRAC * cost or saving <= price * paid:
            result["none_at"] = price
            break
        result["factor"], last = saving / paid, system.session.last
    just_below = BELOW * result["factor"]
    built, _, _ = _built_at(system, just_below, baseline_cost, last)
    result["checked"] = {"factor": just_below, "sizes": built}
    system.price_storage(1.0)
    system.bound({})
    return result


def _built_at(
    system: System, factor: float, baseline_cost: float, warm: Solution | None
) -> tuple[Sizes, float, float]:
    """Sizes at so many times the storage's cost, their cost at the case's, and what they save."""
    system.price_storage(factor)
    solution = system.solve(f"storage at {100 * factor:.3g} % of its cost", warm=warm)
    built = _sizes_of(system, solution.x)
    paid = system.storage_cost(built)
    return built, paid, baseline_cost - (solution.objective - factor * paid)


def flatness(
    system: System,
    best: Solution,
    cost: float,
    sizes: Sizes,
    patience_s: float,
    none_cost: float | None = None,
) -> list[dict[str, Any]]:
    """The least and the most storage within 1 % of the least cost, all else free.

    An end that stands at the bounds of the case, such as no storage at all, may leave some of the
    1 % unspent, and a solve for size alone then wastes it somewhere. What such an end costs is
    found by a solve for cost with its sizes held.

    Parameters
    ----------
    best : Solution
        The optimum: where both ends are sought from, at no price, since theirs are others.
    cost : float
        Its objective with sunk rows: 1 % is taken of this.
    sizes : dict
        Of the optimum.
    patience_s : float
        For each end; one that takes longer is left out.
    none_cost : float, optional
        Objective without sized storage, LP part only, where known.

    Returns
    -------
    list of dict
        ``end``: ``least`` (the smallest annual storage cost), ``optimum``, ``most``; its sizes,
        and what the system costs more than at the optimum.
    """
    lp = system.program.linear_program()
    spent = system.rating_costs()
    room = FLAT_FRAC * abs(cost)
    start = replace(best, y=np.zeros(lp.n_rows + 1))
    rows = [{"end": "optimum", "sizes": sizes, "excess": 0.0, "excess_frac": 0.0}]
    for place, end, focus in ((0, "least", spent), (2, "most", -spent)):
        twin = near_optimal_twin(lp, focus, best.objective + room)
        stage = f"the {end} storage within {FLAT_FRAC:.0%} of the cost"
        try:
            solution = system.solve(stage, program=twin, warm=start, patience_s=patience_s)
            found = _sizes_of(system, solution.x)
            held = _held_at_bounds(system, found, sizes, end)
            if held is None:
                reached = float(lp.cost @ solution.x) + lp.offset
            elif none_cost is not None and not any(
                v for own in held.values() for v in own.values()
            ):
                found, reached = held, none_cost
            else:
                found, reached = held, _cost_of(system, held, f"{stage}, at its cost", patience_s)
        except (LimitReached, SolverError):
            system.emit({"event": "stage", "stage": f"{stage}: not found in {patience_s:.0f} s"})
            continue
        excess = reached - best.objective
        rows.insert(
            min(place, len(rows)),
            {
                "end": end,
                "sizes": found,
                "excess": excess,
                "excess_frac": excess / abs(cost) if cost else 0.0,
            },
        )
    return rows


def _held_at_bounds(system: System, found: Sizes, best: Sizes, end: str) -> Sizes | None:
    """The bounds of the case where every size of an end is at its own; None where one is not."""
    held: Sizes = {}
    for name, own in system.storage_ratings().items():
        held[name] = {f: r.min if end == "least" else r.max for f, r in own.items()}
        for field, bound in held[name].items():
            least = AT_BOUND_FRAC * best[name][field]
            if not math.isclose(found[name][field], bound, rel_tol=AT_BOUND_FRAC, abs_tol=least):
                return None
    return held


def _cost_of(system: System, sizes: Sizes, stage: str, patience_s: float) -> float:
    """Least cost with storage of these sizes, LP part only."""
    system.bound({n: {f: (v, v) for f, v in own.items()} for n, own in sizes.items()})
    try:
        return system.solve(stage, patience_s=patience_s).objective
    finally:
        system.bound({})


def _gross_value(
    system: System,
    limits: Mapping[str, Mapping[str, tuple[float, float]]],
    baseline_cost: float,
    stage: str,
) -> tuple[float, float]:
    system.bound(limits)
    solution = system.solve(stage)
    cost = system.storage_cost(_sizes_of(system, solution.x))
    system.bound({})
    return baseline_cost - (solution.objective - cost), cost


def _sizes_of(system: System, x: Any) -> Sizes:
    found: Sizes = {}
    for name, own in system.storage_ratings().items():
        found[name] = {}
        for field in own:
            members = system.program.members(field)[0]
            found[name][field] = float(system.program.array(field, x)[members.index(name), -1])
    return found
