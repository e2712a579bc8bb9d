"""Connections to a larger system: limits, losses, outages and shares, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
from toy_system import answer, hours, made

from bess_opt.component import Component
from bess_opt.studies.prices import binding


def _priced(name: str, flow: str, price: float) -> Component:
    return made("energy_price", f"{flow} of {name}", assets=[name], flow=flow, price_per_mwh=price)


def _town(demand_mw: Any, **fields: Any) -> list[Component]:
    return [made("load", "town", demand_mw=demand_mw, **fields)]


def _sun(most_mw: float) -> Component:
    return made("solar", "sun", p_rated_mw=most_mw, available_frac=1.0)


def test_an_import_is_limited_and_billed_at_the_meter():
    """10 MW wanted; 8 MW at the meter at 30, 2 % lost, 7.84 MW arrive; a plant at 50 gives 2.16.

    8*30 + 2.16*50 = 348. No loss: 340. Limit at the bus, bill at the meter: 344.90. Bill at the
    bus: 343.20. One more MW of limit is worth 0.98*50 - 30 = 19.
    """
    parts = [
        *_town(10.0),
        made("grid", "utility", p_import_max_mw=8.0, loss_frac=0.02),
        _priced("utility", "p_import_mw", 30.0),
        made("thermal", "set", p_rated_mw=10.0),
        _priced("set", "p_generation_mw", 50.0),
    ]
    found = answer(parts, hours(1))
    assert found.cost == pytest.approx(348, abs=1e-6)
    assert found.duals["import_limit"].item() == pytest.approx(19, abs=1e-6)
    flows = found.form.components["utility"].energy_mwh(found.ds, found.form.horizon)
    assert flows == pytest.approx({"imported": 8, "exported": 0, "lost": 0.16}, abs=1e-6)


def test_an_export_is_paid_at_the_meter():
    """14.8 MW of sun, 5 MW wanted: 9.8 MW leave the bus, 9.604 MW arrive and earn 20 each.

    -192.08. No loss: -196. Loss added to what is paid (10 MW): -200.
    """
    parts = [
        *_town(5.0),
        _sun(14.8),
        made("grid", "utility", p_import_max_mw=0.0, p_export_max_mw=12.0, loss_frac=0.02),
        _priced("utility", "p_export_mw", -20.0),
    ]
    assert answer(parts, hours(1)).cost == pytest.approx(-192.08, abs=1e-6)


def test_surplus_over_the_export_limit_is_curtailed():
    """20 MW of sun, 5 MW wanted, export limit 10 and then 4 MW, at 20: -280 and 16 MWh curtailed.

    Limit of the first hour throughout: -400; no limit: -600. One more MW of it is worth 20 in both
    hours; written in MW of the 3 MW import it would read as 20*10/3 and 20*4/3.
    """
    parts = [
        *_town(5.0),
        _sun(20.0),
        made("grid", "utility", p_import_max_mw=3.0, p_export_max_mw="room"),
        _priced("utility", "p_import_mw", 30.0),
        _priced("utility", "p_export_mw", -20.0),
    ]
    found = answer(parts, hours(2), {"room": [10, 4]})
    assert found.cost == pytest.approx(-280, abs=1e-6)
    worth = found.duals["export_limit"].to_numpy().ravel()
    assert worth == pytest.approx([20, 20], abs=1e-6)
    assert found.duals["import_limit"].to_numpy().ravel() == pytest.approx([0, 0], abs=1e-9)
    sun = found.form.components["sun"].energy_mwh(found.ds, found.form.horizon)
    assert sun["curtailed"] == pytest.approx(16, abs=1e-6)


def test_a_cut_supply_gives_nothing():
    """4 MW wanted for three hours; supply whole, half (3 of 6 MW) and cut; 30 a MWh, 500 if shed.

    30*(4 + 3) + 500*(1 + 4) = 2710. Half taken as whole: 2240. The cut not seen: 360.
    One more MW of supply would save 470 an hour on half a MW of it, and nothing while it is cut;
    untold of the share, the dual reads 470 in the second hour and anything in the third.
    """
    tier = {"name": "all", "share_frac": 1.0, "lost_load_per_mwh": 500.0}
    parts = [
        *_town(4.0, tiers=[tier]),
        made("grid", "utility", p_import_max_mw=6.0, available_frac="up"),
        _priced("utility", "p_import_mw", 30.0),
    ]
    found = answer(parts, hours(3), {"up": [1, 0.5, 0]})
    assert found.cost == pytest.approx(2710, abs=1e-6)
    worth = found.duals["import_limit"].to_numpy().ravel()
    assert worth == pytest.approx([0, 235, 0], abs=1e-5)


def test_import_and_export_share_one_connection():
    """Import 10 MW at 10, export 5 MW at 12, nothing else: i + 2 e <= 10 and i = e, so 10/3 MW.

    Earns 2*10/3 = 6.667, which a case is not allowed to price; without the joint limit: 10.
    """
    parts = [
        *_town(0.0),
        made("grid", "utility", p_import_max_mw=10.0, p_export_max_mw=5.0),
        _priced("utility", "p_import_mw", 10.0),
        _priced("utility", "p_export_mw", -12.0),
    ]
    assert answer(parts, hours(1)).cost == pytest.approx(-20 / 3, abs=1e-6)


@pytest.mark.parametrize(
    ("excluded", "cost"),
    [
        ([], 260.0),
        (["utility"], 380.0),
    ],
)
def test_imports_count_by_their_factor(excluded, cost):
    """10 MW, clean share 0.6, imports at 20 of which half is clean, sun at 50.

    0.5 i <= 0.4*10, so 8*20 + 2*50 = 260; excluded, i <= 4: 80 + 300 = 380. Imports free of the
    rule: 200.
    """
    parts = [
        *_town(10.0),
        made("grid", "utility", p_import_max_mw=50.0, clean_frac=0.5),
        _priced("utility", "p_import_mw", 20.0),
        _sun(20.0),
        _priced("sun", "p_generation_mw", 50.0),
        made("clean_share", "clean", share_frac=0.6, excluded=excluded),
    ]
    found = answer(parts, hours(1))
    assert found.cost == pytest.approx(cost, abs=1e-6)
    assert found.program.expanded == {}


def test_imports_carry_their_emissions():
    """4 MW twice at 20 and 0.4 t/MWh, 10 a tonne: 2*4*(20 + 4) = 192; no carbon: 160."""
    parts = [
        *_town(4.0),
        made("grid", "utility", p_import_max_mw=6.0, emission_t_per_mwh=0.4),
        _priced("utility", "p_import_mw", 20.0),
        made("carbon_price", "tax", price_per_t=10.0),
    ]
    found = answer(parts, hours(2))
    assert found.cost == pytest.approx(192, abs=1e-6)
    tonnes = found.form.components["utility"].emissions_t(found.ds, found.form.horizon)
    assert tonnes == pytest.approx(3.2, abs=1e-6)


def test_an_hour_without_supply_has_a_price_of_energy_of_its_own():
    """5 MW, then 5 MW while the supply is cut, then 9 MW of 8: import at 30, lost load at 300.

    Energy costs 30, 300 and 300. A MW of import is worth nothing, nothing, and 270; the row of the
    cut hour has any dual from 270 on, and is written in MW of the larger way, the export. Over all
    three hours energy would cost 210 in the mean; with supply it is 165.
    """
    tier = {"name": "all", "share_frac": 1.0, "lost_load_per_mwh": 300.0}
    parts = [
        *_town("demand", tiers=[tier]),
        made("grid", "utility", p_import_max_mw=8.0, p_export_max_mw=20.0, available_frac="up"),
        _priced("utility", "p_import_mw", 30.0),
        _priced("utility", "p_export_mw", -5.0),
    ]
    found = answer(parts, hours(3), {"demand": [5, 5, 9], "up": [1, 0, 1]})
    found.ledger  # noqa: B018  the expressions of money are evaluated first
    assert found.duals["import_limit"].to_numpy().ravel() == pytest.approx([0, 0, 270], abs=1e-6)
    assert found.duals["export_limit"].to_numpy().ravel() == pytest.approx([0, 0, 0], abs=1e-9)
    form = found.form
    told = binding(found.duals, found.ds, form.horizon, form.components)
    rows = {(r["name"], r["supply"]): r for r in told}
    supplied = rows["power_balance", "with supply"]
    assert [supplied[k] for k in ("mean", "min", "hours")] == pytest.approx([165, 30, 2], abs=1e-6)
    cut = rows["power_balance", "without supply"]
    assert [cut[k] for k in ("mean", "min", "hours")] == pytest.approx([300, 300, 1], abs=1e-6)
    assert rows["import_limit", ""]["mean"] == pytest.approx(270, abs=1e-6)
