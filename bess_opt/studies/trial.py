"""The size that is tried where storage does not pay: the case's own, or a small one for the site.

Without a word of the case it is a share of what the site can exchange: its highest load, or what it
can export where that is more, so that a wind farm is not asked about a store for its own lamps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bess_opt.component import Asset
from bess_opt.model.ratings import ratings_of
from bess_opt.studies.system import System

# This share of what the site can exchange, for so many hours.
TRIAL_FRAC, TRIAL_HOURS = 0.02, 4.0
# Where there is neither a load nor an export, the trial is a share of this.
NOTHING_MW = 1.0

Sizes = dict[str, dict[str, float]]


def trial_sizes(system: System) -> Sizes:
    """The size that the case asks for, or a small one, for the first sized storage; else the least.

    Sizes stay within the bounds of the case.
    """
    wanted = _wanted(system)
    sizes: Sizes = {}
    for name, own in system.storage_ratings().items():
        first = not sizes
        sizes[name] = {
            f: min(max(wanted.get(f, 0.0), r.min), r.max) if first else r.min
            for f, r in own.items()
        }
    return sizes


def trial_basis(system: System) -> dict[str, Any]:
    """What the trial size rests on, for a reader.

    Returns
    -------
    dict
        ``of``: ``case`` where the study names it, ``load``, ``export`` or ``nothing``; where it is
        not the case's, ``mw`` that the share is taken of, ``share_frac`` and ``hours``; and
        ``is_bounded``, whether a bound of the case made it another size.
    """
    wanted = _wanted(system)
    first = next(iter(trial_sizes(system).values()), {})
    is_bounded = any(not np.isclose(first[f], v) for f, v in wanted.items() if f in first)
    if system.case.study.trial is not None:
        return {"of": "case", "is_bounded": is_bounded}
    of, mw = _exchange(system)
    rest = {"mw": mw, "share_frac": TRIAL_FRAC, "hours": TRIAL_HOURS, "is_bounded": is_bounded}
    return {"of": of, **rest}


def _wanted(system: System) -> dict[str, float]:
    """The size before the bounds of the case."""
    named = system.case.study.trial
    if named is not None:
        return {"p_rated_mw": named.p_rated_mw, "e_rated_mwh": named.e_rated_mwh}
    power = float(f"{TRIAL_FRAC * _exchange(system)[1]:.0e}")
    return {"p_rated_mw": power, "e_rated_mwh": TRIAL_HOURS * power}


def _exchange(system: System) -> tuple[str, float]:
    """What the site can exchange, MW, and by what: its load, or its export where that is more.

    An export limit above all own plants, as one writes where there is none, counts as these.
    """
    fields = system.form.fields
    load = _peak_mw(list(fields.get("demand_mw", {}).values()))
    parts = [c for c in system.form.components.values() if isinstance(c, Asset)]
    limits = [fields["p_export_max_mw"][c.name] for c in parts if c.is_connection]
    export = _peak_mw(limits)
    ratings = [ratings_of(c)["p_rated_mw"].max for c in parts if _is_own_plant(c)]
    if ratings:
        export = min(export, sum(ratings))
    if max(load, export) <= 0.0:
        return "nothing", NOTHING_MW
    return ("load", load) if load >= export else ("export", export)


def _is_own_plant(asset: Asset) -> bool:
    return asset.is_generator and "p_rated_mw" in ratings_of(asset)


def _peak_mw(powers: list[Any]) -> float:
    """The highest sum of powers, each by step or one for all."""
    return float(np.max(sum(np.asarray(p, dtype=float) for p in powers))) if powers else 0.0
