"""Sun and battery behind one inverter: DC and AC coupling, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
from toy_system import Answer, answer, hours, made

from bess_opt.studies.clipping import clipping


def _hybrid(light: list[float], price: list[float], battery_bus: str, **inverter: Any) -> Answer:
    fields = {"p_rated_mw": 4.0, "eta_invert_frac": 0.8, "eta_rectify_frac": 0.9, **inverter}
    parts = [
        made("load", "town", demand_mw=4.0),
        made("thermal", "set", p_rated_mw=20.0),
        made("energy_price", "bill", assets=["set"], price_per_mwh="price"),
        made("solar", "sun", p_rated_mw=10.0, available_frac="light", bus="dc"),
        made("inverter", "inverter", bus="dc", **fields),
        made(
            "battery", "store", bus=battery_bus, p_rated_mw=3.0, e_rated_mwh=9.0,
            eta_charge_frac=1.0, eta_discharge_frac=1.0,
            boundary={"kind": "from", "soc_start_frac": 0.0},
        ),
    ]  # fmt: skip
    return answer(parts, hours(2), {"light": light, "price": price})


def test_a_battery_on_the_dc_bus_keeps_what_the_inverter_clips():
    """10 MW of sun, then none; 4 MW wanted; 4 MW inverter at 0.8 draws 5; the store takes 3 of 5.

    Hour 2: 3*0.8 = 2.4 MW from the store, 1.6 MW bought at 100: 160. Efficiency forgotten: 100.
    Rating on the DC side: 240. Beyond the inverter 5 MWh, recovered 3, clipped 2.
    """
    found = _hybrid([1, 0], [100, 100], "dc")
    assert found.cost == pytest.approx(160, abs=1e-6)
    told = clipping(found.ds, found.form.components, found.form.horizon)
    assert told["inverter"] == pytest.approx(
        {"beyond_inverter_mwh": 5, "recovered_mwh": 3, "clipped_mwh": 2}, abs=1e-6
    )


def test_a_battery_on_the_ac_bus_does_not():
    """The inverter's 4 MW serve the load and leave nothing to store: hour 2 costs 400.

    A battery that reached past the inverter: 100 to 160. Recovered: none of 5 MWh.
    """
    found = _hybrid([1, 0], [100, 100], "main")
    assert found.cost == pytest.approx(400, abs=1e-6)
    told = clipping(found.ds, found.form.components, found.form.horizon)["inverter"]
    assert told["recovered_mwh"] == pytest.approx(0, abs=1e-6)
    assert told["clipped_mwh"] == pytest.approx(5, abs=1e-6)


@pytest.mark.parametrize(("rectify_frac", "cost"), [(1.0, 20 * (4 + 3 / 0.9) + 160), (0.0, 480)])
def test_charging_from_the_ac_side_pays_both_losses(rectify_frac, cost):
    """No sun; 20, then 100. 3 MW into the store draw 3.333 MW at 0.9, and give 2.4 MW at 0.8.

    20*(4 + 10/3) + 100*1.6 = 306.67. Rectifier without loss: 300; with the inverter's loss: 315.
    Not allowed to rectify: 80 + 400 = 480.
    """
    found = _hybrid([0, 0], [20, 100], "dc", rectify_frac=rectify_frac)
    assert found.cost == pytest.approx(cost, abs=1e-6)


def test_surplus_is_curtailed_and_not_sent_in_a_circle():
    """10 MW of sun, 4 MW wanted, 8 MW of inverter, nothing to store: 5 MW drawn, 5 curtailed.

    Tie-break 0.01 on 4 MWh in each hour: 0.08. Without it sun may circle at no cost.
    """
    found = _hybrid([1, 1], [100, 100], "main", p_rated_mw=8.0, tie_break_per_mwh=0.01)
    inverter = found.form.components["inverter"]
    assert found.cost == pytest.approx(0.08, abs=1e-8)
    assert found.of("p_rectify_mw", "inverter") == pytest.approx([0, 0], abs=1e-6)
    assert inverter.use_figures(found.ds, found.form.horizon) == {"inverter_overlap_hours": 0.0}
    circling = found.ds.copy(deep=True)
    circling["p_rectify_mw"].loc[{"component": "inverter"}] = 1.0
    assert inverter.use_figures(circling, found.form.horizon)["inverter_overlap_hours"] == 2.0


def test_a_sized_inverter_stops_where_its_cost_does():
    """Sun of 10 MW in one of two hours, 4 MW wanted, no more than 0.8*5 = 4 MW of use.

    One MW of inverter saves 100 in hour 1 (up to 4 MW) and 100 in hour 2 (up to 2.4 MW) and costs
    150 (two hours of 657000 a year): built to 2.4 MW: 2.4*150 + 100*(1.6 + 1.6) = 680. Cost on the
    DC rating (0.8 of it): 2.4*120 + 320 = 608, or 4 MW were the DC side meant. None: 800.
    """
    found = _hybrid(
        [1, 0], [100, 100], "dc",
        p_rated_mw={"max": 9.0, "fixed_om_per_mw_year": 657000.0},
    )  # fmt: skip
    assert found.of("p_rated_mw", "inverter")[0] == pytest.approx(2.4, abs=1e-6)
    assert found.cost == pytest.approx(680, abs=1e-6)
