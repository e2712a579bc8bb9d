"""What an array offers beyond its inverter, and how much of it a battery on the DC bus keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bess_opt.assets.inverter import Inverter
from bess_opt.assets.renewable import Renewable
from bess_opt.component import Component
from bess_opt.horizon import Horizon


def clipping(
    ds: Any, components: Mapping[str, Component], horizon: Horizon
) -> dict[str, dict[str, float]]:
    """Energy at the DC bus by inverter, MWh over the horizon.

    ``beyond_inverter_mwh`` is what the arrays offer above the inverter's reach, step by step, and
    would be clipped without storage; ``recovered_mwh`` is the part of it that did not pass the
    inverter in that step and was delivered all the same, hence stored; ``clipped_mwh`` is the rest.
    """
    hours = horizon.dt_h * horizon.weight
    found = {}
    for name, inverter in components.items():
        if not isinstance(inverter, Inverter):
            continue
        arrays = [
            c
            for c in components.values()
            if isinstance(c, Renewable) and c.active and c.bus == inverter.bus
        ]
        if not arrays:
            continue
        offered = np.sum([c.offered_mw(ds) for c in arrays], axis=0)
        delivered = np.sum([c.injected_mw(ds)[c.bus] for c in arrays], axis=0)
        passed = ds["p_invert_mw"].sel(component=name).to_numpy() / inverter.eta_invert_frac
        beyond = np.maximum(offered - inverter.reach_mw(ds), 0.0)
        recovered = np.clip(delivered - passed, 0.0, beyond)
        found[name] = {
            "beyond_inverter_mwh": float(beyond @ hours),
            "recovered_mwh": float(recovered @ hours),
            "clipped_mwh": float((beyond - recovered) @ hours),
        }
    return found
