"""Headline figures that follow from the dispatch alone."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from toy_system import hours, made

from bess_opt.studies.figures import opposed_hours

FIELDS = {"p_rated_mw": 5, "e_rated_mwh": 9, "eta_charge_frac": 0.9, "eta_discharge_frac": 0.9}


@pytest.mark.parametrize(
    ("charge", "discharge", "buses", "told"),
    [
        ([[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [1, 0, 0]], ("main", "main"), 2.0),
        ([[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [1, 0, 0]], ("main", "far"), 0.0),
        ([[1, 0, 0], [0, 0, 0]], [[1, 0, 0], [0, 0, 0]], ("main", "main"), 0.0),
    ],
    ids=["one against the other in the first step", "on two buses", "one store both ways"],
)
def test_stores_that_work_against_each_other_are_counted(charge, discharge, buses, told):
    """Steps of two hours: only the first step has a charging and a discharging store, 2 h."""
    horizon = hours(3, 2.0)
    stores = {n: made("battery", n, bus=b, **FIELDS) for n, b in zip("ab", buses, strict=True)}
    dims = ("component", "time")
    ds = xr.Dataset(
        {
            "p_charge_mw": (dims, np.array(charge, dtype=float)),
            "p_discharge_mw": (dims, np.array(discharge, dtype=float)),
        },
        {"component": ["a", "b"]},
    )
    assert opposed_hours(ds, stores, horizon) == told
