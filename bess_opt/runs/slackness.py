"""Prices against quantities: a limit that is not reached has no price.

Where the files hold both a limit's slack and its price, their product must vanish. What cannot be
told from the files (policies, contracts) is certified from the LP's arrays when the run is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from bess_opt.component import Asset, Check, Component

if TYPE_CHECKING:
    import xarray as xr

SLACKNESS_TOLERANCE_FRAC = 1e-6


def slackness_checks(
    components: Mapping[str, Component], ds: xr.Dataset, duals: xr.Dataset
) -> Iterator[Check]:
    """Slack times price, as a share of the largest slack times the largest price."""
    prices = np.abs(duals["power_balance"].to_numpy()) if "power_balance" in duals else np.ones(1)
    price_scale = max(1e-9, float(np.nanmax(prices, initial=0.0)))
    for component, asset in components.items():
        for name, slack in asset.slack_mw(ds).items() if isinstance(asset, Asset) else ():
            if name not in duals:
                continue
            own = duals[name]
            dim = next(str(d) for d in own.dims if d != "time")
            price = np.nan_to_num(own.sel({dim: component}).to_numpy())
            rating = float(ds["p_rated_mw"].sel(component=component).max())
            miss = float(np.max(np.abs(slack * price))) / (max(1.0, rating) * price_scale)
            label = f"price only where reached: {name.replace('_', ' ')}"
            yield Check(label, component, miss, SLACKNESS_TOLERANCE_FRAC, "1")
