"""Energy held for an outage that nobody announces, computed by hand."""

from __future__ import annotations

import pytest
from toy_system import answer, compiled, hours, made

CLOCK = {"demand": [2, 2, 2, 2, 2, 2], "up": [1, 1, 1, 0, 1, 1], "price": [10, 10, 10, 10, 10, 50]}


def _site(*rules):
    """2 MW on a connection of 5 MW, cut in the fourth hour; a battery of 4 MWh without losses."""
    tier = {"name": "all", "share_frac": 1.0, "lost_load_per_mwh": 300.0}
    return [
        made("load", "mill", demand_mw="demand", tiers=[tier]),
        made("grid", "utility", p_import_max_mw=5.0, available_frac="up"),
        made(
            "energy_price", "energy", assets=["utility"], flow="p_import_mw",
            price_per_mwh="price",
        ),
        made(
            "battery", "bess", p_rated_mw=4.0, e_rated_mwh=4.0, eta_charge_frac=1.0,
            eta_discharge_frac=1.0, boundary={"kind": "from", "soc_start_frac": 0.0},
        ),
        *rules,
    ]  # fmt: skip


def _rule(**fields):
    return made("outage_reserve", "hold", critical_frac=0.5, outage_h=2.0, **fields)


def test_the_store_holds_what_bridges_an_outage_that_may_begin_in_any_hour():
    """Half of 2 MW for two hours: 2 MWh at the end of hours 1, 2 and 3; the cut needs 2 MWh.

    Without the rule cut and dear hour are foreseen: 12 MWh, all bought at 10: 120. With it the
    store also ends the last hour with 2 MWh, bought at 10 in the hour before: 140. Read at the
    beginning of a step, nothing need be left: 120. Held only up to the cut: 120 again. The whole
    demand in place of half of it: 4 MWh left over, and the last hour bought at 50: 240.
    """
    free = answer(_site(), hours(6), CLOCK)
    assert free.cost == pytest.approx(120, abs=1e-3)
    held = answer(_site(_rule(recovery_h=1.0)), hours(6), CLOCK)
    assert held.cost == pytest.approx(140, abs=1e-3)
    soc = held.of("soc_mwh", "bess")
    assert min(soc[:3]) >= 2 - 1e-6
    assert soc[5] == pytest.approx(2, abs=1e-6)
    needs = held.program.reader.tables["outage_need_mwh"].values[0]
    assert needs == pytest.approx([2, 2, 2, 0, 2, 2])
    assert held.duals["outage_reserve_energy"].to_numpy().max() == pytest.approx(10, abs=1e-6)


def test_the_rule_rests_while_the_supply_comes_back():
    """Two hours of recovery: the fifth hour is free, the sixth is not; three: neither is."""
    for recovery_h, needs in ((2.0, [2, 2, 2, 0, 0, 2]), (3.0, [2, 2, 2, 0, 0, 0])):
        program = compiled(_site(_rule(recovery_h=recovery_h)), hours(6), CLOCK)[1]
        found = program.reader.tables["outage_need_mwh"].values[0]
        assert found == pytest.approx(needs), recovery_h


def test_power_is_asked_for_in_steps_that_an_unannounced_outage_may_reach():
    """Half of 2 MW, in each step within two hours of a step in which the rule holds.

    With three hours of recovery it holds in the first three hours alone; an outage that begins at
    the end of the third reaches the fourth and the fifth, and the sixth needs nothing.
    """
    for recovery_h, needs in ((1.0, [1, 1, 1, 1, 1, 1]), (3.0, [1, 1, 1, 1, 1, 0])):
        program = compiled(_site(_rule(recovery_h=recovery_h)), hours(6), CLOCK)[1]
        found = program.reader.tables["outage_need_mw"].values[0]
        assert found == pytest.approx(needs), recovery_h


def test_the_converter_carries_the_critical_load_of_each_hour():
    """2 MW, and 4 MW in the third hour, in which 0.8 of the converter is available; energy at 10.

    A MW of converter costs 14,600 a year, 10 over six hours, and draws 0.1 MW for its auxiliaries.
    Half of the demand less 0.3 MW of own plants is 1.7 MW in the third hour: P (0.8 - 0.1) = 1.7,
    P = 2.4286 MW. The load takes 14 MWh (140), the auxiliaries 0.6 P MWh (6 P), and the store ends
    with the next hour's 0.7 MWh and its own 0.1 P (7 + P): 147 + 17 P = 188.286.

    Without the row the converter would be as large as charging asks: 2 P = 1.7 + 0.1 P, P = 0.895:
    162.211. Without availability, or paired with the hour before: P = 1.7/0.9: 179.111. Without
    auxiliaries in the row: P = 1.7/0.8: 183.125. Without them in the energy that is held: 147 + 16
    P = 185.857. Without own plants: P = 2/0.7, 150 + 17 P = 198.571. Of the whole demand:
    P = 3.7/0.7, and more.
    """
    converter = {"min": 0.0, "max": 20.0, "fixed_om_per_mw_year": 14600.0}
    parts = [
        made("load", "mill", demand_mw="demand"),
        made("grid", "utility", p_import_max_mw=5.0),
        made(
            "energy_price", "energy", assets=["utility"], flow="p_import_mw", price_per_mwh=10.0
        ),
        made(
            "battery", "bess", p_rated_mw=converter, e_rated_mwh=9.0, eta_charge_frac=1.0,
            eta_discharge_frac=1.0, aux_frac=0.1, available_frac="left",
            boundary={"kind": "from", "soc_start_frac": 0.0},
        ),
        made("outage_reserve", "hold", critical_frac=0.5, outage_h=1.0, own_mw=0.3),
    ]  # fmt: skip
    series = {"demand": [2, 2, 4, 2, 2, 2], "left": [1, 1, 0.8, 1, 1, 1]}
    found = answer(parts, hours(6), series)
    assert found.ds["p_rated_mw"].sel(component="bess").item() == pytest.approx(1.7 / 0.7, rel=1e-6)
    assert found.cost == pytest.approx(147 + 17 * 1.7 / 0.7, rel=1e-6)
    # One MW more of critical load asks for 1 / 0.7 MW of converter, at 10 + 6 + 1 each.
    prices = found.duals["outage_reserve_power"].to_numpy().ravel()
    assert prices == pytest.approx([0, 0, 17 / 0.7, 0, 0, 0], rel=1e-6, abs=1e-6)


def test_own_plants_and_parts_of_steps_are_counted():
    """0.5 * (2, 4, 8) MW less 0.5 MW of own plants: 0.5, 1.5, 3.5; an hour and a half ahead.

    After the first hour 1.5 + 3.5/2 = 3.25; after the second 3.5 + 3.5/2, as the last goes on.
    """
    rule = made("outage_reserve", "hold", critical_frac=0.5, outage_h=1.5, own_mw=0.5)
    series = {"demand": [2, 4, 8], "up": [1, 1, 1], "price": [10, 10, 10]}
    program = compiled(_site(rule), hours(3), series)[1]
    needs = program.reader.tables["outage_need_mwh"].values[0]
    assert needs == pytest.approx([3.25, 5.25, 5.25])


def test_a_rule_that_nobody_can_keep_is_told():
    parts = {p.name: p for p in _site(_rule(assets=["utility"]))}
    (told,) = parts["hold"].faults_among(parts)
    assert "utility is no battery" in told[2]
    del parts["bess"]
    (told,) = _rule().faults_among(parts)
    assert "no battery is there" in told[2]
