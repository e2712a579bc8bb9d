"""Diesel sets: litres from two points of a fuel curve, least load, computed by hand."""

from __future__ import annotations

import pytest
from toy_system import Answer, answer, hours, made


def _sets(demand_mw: list[float], **fields: float) -> Answer:
    parts = [
        made("load", "town", demand_mw="demand"),
        made(
            "thermal", "sets", p_rated_mw=2.0, fuel_full_l_per_mwh=250.0,
            fuel_half_l_per_mwh=300.0, **fields,
        ),
        made("fuel", "oil", assets=["sets"], fuel_price_per_l=2.0, variable_om_per_mwh=4.0),
        made("spinning_reserve", "held", fixed_mw=0.5),
    ]  # fmt: skip
    return answer(parts, hours(len(demand_mw)), {"demand": demand_mw})


def test_litres_follow_the_line_through_two_points():
    """250 l/MWh full, 300 half: idle 50 l/h a MW that runs, 200 l/MWh beside. 0.5 MW is held.

    1 MW wanted, 1.5 MW run: 50*1.5 + 200*1 = 275 l; 0.5 MW, 1 MW runs: 50 + 100 = 150 l. In all
    425 l at 2 and 1.5 MWh at 4: 856. Full-load figure alone (375 l): 756. Half-load figure as the
    slope (50*2.5 + 300*1.5 = 575 l): 1156. Idle on the rating of 2 MW (500 l): 1006. Intercept
    taken at half load, (300 - 250) / 300 of it: 827.67.
    """
    found = _sets([1.0, 0.5])
    assert found.cost == pytest.approx(856, abs=1e-6)
    sets = found.form.components["sets"]
    assert sets.use_figures(found.ds, found.form.horizon)["fuel_l"] == pytest.approx(425, abs=1e-5)


def test_a_least_load_keeps_output_up():
    """0.4 MW wanted, 0.5 MW held, least load 0.5: 0.9 MW run, 0.45 MW at least, 0.05 MW too much.

    With an outlet 0.5 MW held means u = p + 0.5 and p >= u/2, so p = 0.5, u = 1: 50 + 100 = 150 l,
    300 + 2 = 302. No least load: u = 0.9, 45 + 80 = 125 l, 251.60.
    """
    parts = [
        made("load", "town", demand_mw=0.4),
        made(
            "thermal", "sets", p_rated_mw=2.0, p_min_frac=0.5, fuel_full_l_per_mwh=250.0,
            fuel_half_l_per_mwh=300.0,
        ),
        made("fuel", "oil", assets=["sets"], fuel_price_per_l=2.0, variable_om_per_mwh=4.0),
        made("spinning_reserve", "held", fixed_mw=0.5),
        made("outlet", "dump", p_rated_mw=1.0),
    ]  # fmt: skip
    assert answer(parts, hours(1)).cost == pytest.approx(302, abs=1e-6)


def test_a_litre_price_may_vary_and_add_to_a_price_per_mwh():
    """1 MW twice, no reserve held, 1 MW runs: 250 l each hour at 2 and 3, and 10 a MWh: 1270.

    The price per MWh instead of the litres: 20; the first price throughout: 1020.
    """
    parts = [
        made("load", "town", demand_mw=1.0),
        made("thermal", "sets", p_rated_mw=2.0, fuel_full_l_per_mwh=250.0),
        made("fuel", "oil", assets=["sets"], fuel_price_per_l="price", fuel_price_per_mwh=10.0),
    ]
    found = answer(parts, hours(2), {"price": [2.0, 3.0]})
    assert found.cost == pytest.approx(1270, abs=1e-6)


@pytest.mark.parametrize(
    "curve",
    [
        {"fuel_half_l_per_mwh": 300.0},
        {"fuel_half_l_per_mwh": 240.0, "fuel_full_l_per_mwh": 250.0},
        {"fuel_half_l_per_mwh": 500.0, "fuel_full_l_per_mwh": 250.0},
        {"fuel_half_l_per_mwh": 300.0, "fuel_full_l_per_mwh": 250.0, "no_load_frac": 0.1},
    ],
)
def test_a_curve_that_cannot_be_is_a_fault(curve):
    (fault,) = made("thermal", "sets", p_rated_mw=1.0, **curve).faults()
    assert fault[1] == "E-PH-017"


def test_litres_that_nobody_gave_are_not_free():
    fuel = made("fuel", "oil", assets=["sets"], fuel_price_per_l=2.0)
    sets = made("thermal", "sets", p_rated_mw=1.0)
    (fault,) = fuel.faults_among({"sets": sets, "oil": fuel})
    assert fault[1] == "E-PH-018"
    assert next(iter(made("fuel", "oil", assets=["sets"]).faults()))[1] == "E-CF-006"
