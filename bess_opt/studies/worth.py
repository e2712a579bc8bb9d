r"""What storage is worth: from which cost the first of it pays, and how flat the optimum is.

Let V be the yearly saving that sizes of annual cost C bring before their own cost is counted.
Storage at ``f`` times its cost pays where some size has ``V / C >= f``. Starting from a given size,
one solve at its own ratio lets the optimiser choose a better size: its ratio is the break-even, and
the solve itself is the check that storage is built at a cost just below it (Dinkelbach's method).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bess_opt.studies.system import System

# Share of the storage's cost at which the neighbouring optima are taken.
NEIGHBOURS = (0.7, 1.5)
TRIAL_POWER_MW = 500.0
TRIAL_HOURS = 4.0

Sizes = dict[str, dict[str, float]]


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
        ``trial``: a given size, what it saves before its own cost, what it costs and its ratio;
        ``factor``: the break-even share; ``checked``: sizes built at a cost just below it.
    """
    trial = _trial_sizes(system)
    # A hair of room keeps the sizes columns of the program, like in every other solve.
    limits = {n: {f: (v, 1.001 * v) for f, v in own.items()} for n, own in trial.items()}
    gross, cost = _gross_value(system, limits, baseline_cost, "a given size")
    ratio = gross / cost
    result: dict[str, Any] = {
        "trial": {"sizes": trial, "saves_per_year": gross, "costs_per_year": cost, "ratio": ratio},
        "factor": ratio,
        "checked": None,
    }
    if ratio <= 0:
        return result
    just_below = 0.999 * ratio
    caps = {n: {f: (0.0, v) for f, v in own.items()} for n, own in trial.items()}
    system.bound(caps)
    system.price_storage(just_below)
    solution = system.solve("break-even")
    x = solution.x
    built = _sizes_of(system, x)
    paid = system.storage_cost(built)
    saving = baseline_cost - (solution.objective - just_below * paid)
    system.price_storage(1.0)
    system.bound({})
    result["checked"] = {"factor": just_below, "sizes": built}
    if paid > 0:
        result["factor"] = max(ratio, saving / paid)
    return result


def flatness(system: System, least_cost: float, sizes: Sizes) -> list[dict[str, Any]]:
    """Sizes that are optimal at other storage costs, and what they cost more at today's.

    Every row is a system whose yearly cost lies ``excess_frac`` above the least.
    """
    rows = [{"price_factor": 1.0, "sizes": sizes, "excess": 0.0, "excess_frac": 0.0}]
    for factor in NEIGHBOURS:
        system.price_storage(factor)
        solution = system.solve(f"storage at {factor:g} of its cost")
        own = _sizes_of(system, solution.x)
        true = solution.objective + (1.0 - factor) * system.storage_cost(own)
        excess = true - least_cost
        rows.append(
            {
                "price_factor": factor,
                "sizes": own,
                "excess": excess,
                "excess_frac": excess / abs(least_cost) if least_cost else 0.0,
            }
        )
    system.price_storage(1.0)
    return sorted(rows, key=lambda row: float(str(row["price_factor"])))


def _trial_sizes(system: System) -> Sizes:
    """A modest size of the first sized storage, within its bounds; none of the others."""
    sizes: Sizes = {}
    for name, own in system.storage_ratings().items():
        first = not sizes
        wanted = {"p_rated_mw": TRIAL_POWER_MW, "e_rated_mwh": TRIAL_POWER_MW * TRIAL_HOURS}
        sizes[name] = {
            f: min(max(wanted.get(f, 0.0), r.min), r.max) if first else r.min
            for f, r in own.items()
        }
    return sizes


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
