"""Headline figures that follow from the dispatch alone."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from toy_system import hours, made

from bess_opt.dust import NOTHING_FRAC
from bess_opt.studies.figures import largest_mw, opposed_hours

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
    assert opposed_hours(_flows(charge, discharge, 5.0), stores, horizon) == told
    kw = [(1e-3 * np.array(flow, dtype=float)).tolist() for flow in (charge, discharge)]
    assert opposed_hours(_flows(*kw, 5e-3), stores, horizon) == told


def _flows(charge, discharge, rated_mw):
    """Results of two stores alike, of four hours each."""
    dims, rating = ("component", "time"), ("component", "year_label")
    return xr.Dataset(
        {
            "p_charge_mw": (dims, np.array(charge, dtype=float)),
            "p_discharge_mw": (dims, np.array(discharge, dtype=float)),
            "p_rated_mw": (rating, np.full((2, 1), rated_mw)),
            "e_rated_mwh": (rating, np.full((2, 1), 4 * rated_mw)),
            "year": ("time", np.full(np.shape(charge)[1], 2026)),
        },
        {"component": ["a", "b"], "year_label": [2026]},
    )


@pytest.mark.parametrize("scale", [1.0, 1e3], ids=["5 kW", "5 MW"])
def test_a_store_of_5_kw_is_seen_as_one_of_5_mw_is(scale):
    """5 kW, 20 kWh; takes 2 kW and gives 1 in the first of three steps of 2 h, gives 0.9 kW then.

    Both ways in one step of 2 h. Given 2 * 1.9 kWh over eta 0.9 = 4.222 kWh from 20 kWh of healthy
    cells, in 6 h of a year: 0.2111 * 1460 = 308.2 cycles a year. Deliverable 0.9 * 20 = 18 kWh,
    3.6 h. A threshold of 1 kW would see no overlap, one of 0.1 kWh no cycle of a store that small.
    """
    store, horizon = made("battery", "a", **FIELDS), hours(3, 2.0)
    unit = 1e-3 * scale
    ds = _flows([[2 * unit, 0, 0], [0, 0, 0]], [[unit, 0.9 * unit, 0], [0, 0, 0]], 5 * unit)
    used = store.use_figures(ds, horizon, NOTHING_FRAC * 5 * unit)
    assert used["overlap_hours"] == 2.0
    assert used["full_cycles_per_year"] == pytest.approx(3.8 / 0.9 / 20 * 8760 / 6)
    sizes = {"p_rated_mw": 5 * unit, "e_rated_mwh": 20 * unit}
    assert store.size_figures(sizes, NOTHING_FRAC * 5 * unit)["duration_h"] == pytest.approx(3.6)


@pytest.mark.parametrize("scale", [1.0, 1e3], ids=["beside 3 kW", "beside 3 MW"])
def test_what_an_engine_leaves_of_a_store_is_none(scale):
    """A trace of 1e-6 of a flow of 3 kW (or MW), both ways and with cycles, says nothing."""
    store, horizon, flow = made("battery", "a", **FIELDS), hours(3, 2.0), 3e-3 * scale
    trace = 1e-6 * flow
    ds = _flows([[trace, 0, 0], [0, 0, 0]], [[trace, trace, 0], [0, 0, 0]], trace)
    least = NOTHING_FRAC * flow
    assert store.use_figures(ds, horizon, least) == {
        "full_cycles_per_year": 0.0,
        "overlap_hours": 0.0,
    }
    sizes = {"p_rated_mw": trace, "e_rated_mwh": 4 * trace}
    assert store.size_figures(sizes, least)["duration_h"] == 0.0


def test_the_largest_flow_is_that_of_one_asset_in_one_step():
    """3 MW drawn, 4 MW given by another on two buses: 4, not the 1 of the sum or the 7 of both."""
    flows = {"a": {"main": [-3.0, 0.0]}, "b": {"main": [0.0, 2.0], "dc": [4.0, np.nan]}}
    assets = {n: SimpleNamespace(injected_mw=lambda ds, n=n: flows[n]) for n in flows}
    assert largest_mw(None, assets) == 4.0
    assert largest_mw(None, {}) == 0.0
