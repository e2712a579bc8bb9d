"""Shadow prices in short, of systems whose prices are known by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from toy_system import Answer, answer, hours, made

from bess_opt.component import Component
from bess_opt.horizon import Horizon
from bess_opt.studies.prices import binding


def _plant(name: str, price: Any, **fields: Any) -> list[Component]:
    return [
        made("thermal", name, **{"p_rated_mw": 100.0, **fields}),
        made("energy_price", f"price of {name}", assets=[name], price_per_mwh=price),
    ]


def _told(found: Answer, horizon: Horizon, name: str, component: str) -> dict[str, Any]:
    found.ledger  # noqa: B018  the expressions of money are evaluated first
    rows = binding(found.duals, found.ds, horizon, found.form.components)
    return next(r for r in rows if (r["name"], r["component"]) == (name, component))


def test_the_mean_of_a_limit_is_over_the_hours_in_which_it_binds():
    """Steps of two hours that count 1, 1, 3, 1; the dear plant at 50, 50, 80, 50, the cheap at 20.

    40 MW of the cheap one bind in the second and third step, worth 30 and 60 in 2 and 6 hours:
    (30*2 + 60*6) / 8 = 52.5. Steps not weighted: 45. Over all 12 hours: 35. Energy is at 20, 50,
    80 and 20 in 2, 2, 6 and 2 hours: (40 + 100 + 480 + 40) / 12 = 55, over all hours.
    """
    horizon = replace(hours(4, 2.0), weight=np.array([1.0, 1.0, 3.0, 1.0]))
    parts = [
        made("load", "town", demand_mw="demand"),
        *_plant("cheap", 20.0, p_rated_mw=40.0),
        *_plant("dear", "price"),
    ]
    series = {"demand": [30, 60, 60, 30], "price": [50, 50, 80, 50]}
    found = answer(parts, horizon, series)
    row = _told(found, horizon, "thermal_available", "cheap")
    assert (row["unit"], row["is_limit"]) == ("EUR/MW/h", True)
    assert [row[k] for k in ("mean", "min", "max")] == pytest.approx([52.5, 30, 60], abs=1e-6)
    assert [row[k] for k in ("hours_binding", "hours")] == [8.0, 12.0]
    assert [row[k] for k in ("rows_binding", "rows")] == [2, 4]
    energy = _told(found, horizon, "power_balance", "main")
    assert (energy["is_limit"], energy["mean"]) == (False, pytest.approx(55, abs=1e-6))


def test_what_is_out_is_worth_nothing_more():
    """The cheap plant is out in the first two of three hours, and so is the sun.

    40 MW of the plant bind in the third hour alone and spare 30; 5 MW of sun spare 50 there.
    In the hours out the dual of the row is the whole 50, whatever the rating.
    """
    parts = [
        made("load", "town", demand_mw=60.0),
        made("solar", "roof", p_rated_mw=5.0, available_frac="sun"),
        *_plant("cheap", 20.0, p_rated_mw=40.0, available_frac="up"),
        *_plant("dear", 50.0),
    ]
    found = answer(parts, hours(3), {"sun": [0, 0, 1], "up": [0, 0, 1]})
    for name, component, worth in (
        ("thermal_available", "cheap", 30.0),
        ("solar_offered", "roof", 50.0),
    ):
        row = _told(found, hours(3), name, component)
        assert (row["hours_binding"], row["max"]) == (1.0, pytest.approx(worth, abs=1e-6))


def test_a_share_is_told_as_the_cost_of_one_point_more():
    """Two hours of 10 MW, half of it from a plant at 70 instead of 20: each MWh costs 50.

    One point of the 20 MWh served is 0.2 MWh: 10. Solved again at 51 %, the cost is 10 more.
    """

    def at(share: float) -> Answer:
        parts = [
            made("load", "town", demand_mw=10.0),
            *_plant("gas", 20.0),
            *_plant("biomass", 70.0, renewable=True),
            made("renewable_share", "target", share_frac=share),
        ]
        return answer(parts, hours(2))

    row = _told(at(0.5), hours(2), "renewable_share_cap", "target")
    assert row["mean"] == pytest.approx(50, abs=1e-6)
    assert row["told"]["meaning"] == "cost of one percentage point more of renewable energy"
    assert row["told"]["amount"] == pytest.approx(10, abs=1e-6)
    assert at(0.51).cost - at(0.5).cost == pytest.approx(10, abs=1e-6)


def test_an_hour_in_store_is_worth_the_same_in_shorter_steps():
    """A store of 2 MWh moves energy from 20 to 80 without loss: one MWh in it is worth 80 later.

    Its room is worth 60 in the hour before the price rises, whether a step has one hour or a half.
    """
    for steps, step_h in ((2, 1.0), (4, 0.5)):
        store = made(
            "battery", "store", p_rated_mw=100.0, e_rated_mwh=2.0, eta_charge_frac=1.0,
            eta_discharge_frac=1.0, soc_min_frac=0.0, soc_max_frac=1.0, soh_mean_frac=1.0,
            boundary={"kind": "from", "soc_start_frac": 0.0},
        )  # fmt: skip
        parts = [made("load", "town", demand_mw=10.0), *_plant("unit", "price"), store]
        price = np.repeat([20.0, 80.0], steps // 2)
        found = answer(parts, hours(steps, step_h), {"price": price})
        worth = found.duals["battery_energy_balance"].to_numpy().ravel()
        room = found.duals["battery_soc_ceiling"].to_numpy().ravel()
        assert found.cost == pytest.approx(1000 - 120, abs=1e-6)
        assert np.max(worth) == pytest.approx(80, abs=0.1)
        assert np.sum(room) == pytest.approx(60, abs=0.1)
