"""Modelled monthly energy by group of assets against a published table."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from bess_opt.horizon import Horizon

PER_GWH = {"MWh": 1e-3, "GWh": 1.0, "TWh": 1e3}


def calibrate(spec: Any, folder: Path, ds: Any, horizon: Horizon) -> list[dict[str, Any]]:
    """Rows of group, month, modelled and published energy (GWh), with the published row's mark."""
    with (folder / spec.file).open(encoding="utf-8", newline="") as handle:
        table = list(csv.DictReader(handle))
    hours = horizon.dt_h * horizon.weight
    at = np.searchsorted(horizon.months, horizon.month_label)
    modelled = {}
    for group, assets in spec.groups.items():
        known = [a for a in assets if a in ds["component"].to_numpy()]
        power = sum(np.nan_to_num(ds["p_generation_mw"].sel(component=a).to_numpy()) for a in known)
        modelled[group] = np.bincount(at, power * hours, len(horizon.months)) / 1e3
    rows = []
    for line in table:
        group, month = line[spec.group_column], line[spec.month_column]
        label = int(month[:4]) * 100 + int(month[5:7])
        if group not in modelled or label not in horizon.months:
            continue
        rows.append(
            {
                "group": group,
                "month": month,
                "modelled_gwh": float(modelled[group][horizon.months.index(label)]),
                "published_gwh": float(line[spec.energy_column]) * PER_GWH[spec.unit],
                "mark": line.get("mark", ""),
                "source": line.get("source", ""),
            }
        )
    return rows
