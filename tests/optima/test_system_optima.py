"""Plants, contracts, lines and rules: optima of one to four steps, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
from toy_system import answer, hours, made

from bess_opt.component import Component


def _plant(name: str, price: float, **fields: Any) -> list[Component]:
    """A plant and its price."""
    return [
        made("thermal", name, **{"p_rated_mw": 100.0, **fields}),
        made("energy_price", f"price of {name}", assets=[name], price_per_mwh=price),
    ]


def test_take_or_pay_is_counted_once():
    """Two hours of 3 MW; contract 3720 MWh a month is 10 MWh in 2/744 of it, floor 8 MWh.

    Contract energy at 50 spares 40, so it costs 10 where the other plant costs 20: all 6 MWh are
    taken, 2 are paid for untaken. 6*50 + 2*40 = 380. Floor paid beside the energy: 620. Floor not
    scaled to two hours: over 100000. No contract: 120.
    """
    contract = made(
        "take_or_pay", "contract", assets=["gas"], take_frac=0.8, contract_mwh_per_month=3720.0,
        energy_price_per_mwh=50.0, pay_price_per_mwh=40.0,
    )  # fmt: skip
    parts = [made("load", "town", demand_mw=3.0), made("thermal", "gas", p_rated_mw=100.0)]
    found = answer([*parts, contract, *_plant("coal", 20.0)], hours(2))
    assert found.cost == pytest.approx(380, abs=1e-6)
    assert found.ledger.by_component()["contract"] == pytest.approx({"energy": 300, "untaken": 80})


def test_energy_budget_is_shared_over_the_month():
    """Two hours of 3 MW; 1488 MWh a month is 4 MWh of the cheap plant; 4*20 + 2*50 = 180.

    Budget not scaled to two hours: 120. Its dual is the 30 that one more MWh saves.
    """
    budget = made("energy_budget", "budget", assets=["cheap"], most_mwh_per_month=1488.0)
    parts = [made("load", "town", demand_mw=3.0), *_plant("cheap", 20.0), *_plant("dear", 50.0)]
    found = answer([*parts, budget], hours(2))
    assert found.cost == pytest.approx(180, abs=1e-6)
    assert found.duals["energy_budget_most"].item() == pytest.approx(30, abs=1e-6)


def _river(**fields: Any) -> list[Component]:
    return [
        made("load", "town", demand_mw=10.0),
        made("reservoir", "dam", p_rated_mw=8.0, energy_mwh_per_month=3720.0, **fields),
        made("thermal", "unit", p_rated_mw=100.0),
        made("energy_price", "bill", assets=["unit"], price_per_mwh="price"),
    ]


def test_a_reservoir_moves_water_within_the_day():
    """Two hours at 20 and 80, mean 5 MW, flow at most 1.4 of it, so 3 and then 7 MW.

    20*7 + 80*3 = 380. Only the turbines' 8 MW: 320. Water not moved: 500.
    """
    found = answer(_river(flow_max_factor=1.4), hours(2), {"price": [20, 80]})
    assert found.cost == pytest.approx(380, abs=1e-6)


def test_a_reservoir_moves_little_between_days():
    """Four half days at 20, 20, 80, 80; a day releases 120 MWh give or take 15 %; month exact.

    20*(240-102) + 80*(240-138) = 10920. No reach: 12000. No band, turbines' 192 MWh: 7680.
    """
    found = answer(_river(), hours(4, 12.0), {"price": [20, 20, 80, 80]})
    assert found.cost == pytest.approx(10920, abs=1e-6)


@pytest.mark.parametrize(("least_frac", "online_rows"), [(0.0, 0), (0.5, 2)])
def test_a_ramp_limits_the_change_of_output(least_frac: float, online_rows: int):
    """10, 40, 40 MW; 40 MW at 2 that change by 20 MW an hour, the rest at 5.

    10*2 + (30*2 + 10*5) + 40*2 = 210. No ramp: 180; a ramp of half an hour's: 230. Online capacity
    ramps in rows of its own only where running has a least output: 10 MW run on 20 online, then 40.
    An hour has a balance and three rows a plant; two hours ramp both ways.
    """
    parts = [
        made("load", "town", demand_mw="demand"),
        *_plant("cheap", 2.0, p_rated_mw=40.0, ramp_frac_per_h=0.5, p_min_frac=least_frac),
        *_plant("dear", 5.0),
    ]
    found = answer(parts, hours(3), {"demand": [10, 40, 40]})
    assert found.cost == pytest.approx(210, abs=1e-6)
    assert found.program.linear_program().n_rows == 3 * (1 + 3 * 2) + 2 * 2 + online_rows


def _committed(reserve_mw: float) -> float:
    parts = [
        made("load", "town", demand_mw=40.0),
        made("thermal", "unit", p_rated_mw=200.0, p_min_frac=0.5, no_load_frac=0.2),
        made("fuel", "coal", assets=["unit"], fuel_price_per_mwh=10.0),
        made("spinning_reserve", "held", fixed_mw=reserve_mw),
        made("outlet", "surplus", p_rated_mw=100.0),
    ]
    return answer(parts, hours(2)).cost


def test_no_load_fuel_is_burnt_by_what_runs():
    """40 MW and 30 MW held: 70 MW run and burn 0.2*70 + 0.8*40 = 46 MWh, twice, at 10: 920.

    No-load fuel on output alone: 800. On the rating: 1440.
    """
    assert _committed(30.0) == pytest.approx(920, abs=1e-6)


def test_least_output_follows_what_runs():
    """40 MW and 60 MW held: p >= u/2 and u >= p + 60, so p = 60, u = 120, 20 MW let go.

    0.2*120 + 0.8*60 = 72 MWh, twice, at 10: 1440. Without least output: u = 100 and 1040.
    """
    assert _committed(60.0) == pytest.approx(1440, abs=1e-6)


def test_a_line_loses_what_it_carries():
    """20 MW at the far bus, 10 MW line with 2 % loss, near plant at 20, far plant at 50.

    9.8 MW arrive: 20*10 + 50*10.2 = 710. No loss: 700. Prices 20 and 50; one more MW of line is
    worth 50*0.98 - 20 = 29.
    """
    parts = [
        *_plant("near", 20.0),
        *_plant("far", 50.0, bus="other"),
        made("load", "town", demand_mw=20.0, bus="other"),
        made("line", "wire", p_rated_mw=10.0, to_bus="other", loss_frac=0.02),
    ]
    found = answer(parts, hours(1))
    assert found.cost == pytest.approx(710, abs=1e-6)
    prices = found.duals["power_balance"].isel(time=0)
    assert abs(prices.sel(bus="main").item()) == pytest.approx(20, abs=1e-6)
    assert abs(prices.sel(bus="other").item()) == pytest.approx(50, abs=1e-6)
    assert found.duals["line_forward_limit"].item() == pytest.approx(29, abs=1e-6)


def test_losses_price_the_far_bus():
    """9.8 MW wanted, 10 MW sent of a free line: 200, and 20 / 0.98 a MWh at the far bus."""
    parts = [
        *_plant("near", 20.0),
        made("load", "town", demand_mw=9.8, bus="other"),
        made("line", "wire", p_rated_mw=90.0, to_bus="other", loss_frac=0.02),
    ]
    found = answer(parts, hours(1))
    assert found.cost == pytest.approx(200, abs=1e-6)
    price = found.duals["power_balance"].sel(bus="other").item()
    assert price == pytest.approx(20 / 0.98, abs=1e-6)


def test_a_clean_share_is_of_what_is_served():
    """10 MW twice, 16 MW of sun in the first hour, an outlet, plant at 30, shedding at 100; 60 %.

    10 - x <= 0.4 (20 - x), so x = 10/3 is shed: 30*20/3 + 100*10/3 = 533.33. Share of demand: x = 2
    and 440. Share of what is generated, sun burnt in the outlet counted: 16/26 > 0.6 and 300.
    """
    tier = {"name": "all", "share_frac": 1.0, "lost_load_per_mwh": 100.0}
    parts = [
        made("load", "town", demand_mw=10.0, tiers=[tier]),
        made("solar", "sun", p_rated_mw=16.0, available_frac="light"),
        *_plant("unit", 30.0),
        made("outlet", "surplus", p_rated_mw=20.0),
        made("clean_share", "clean", share_frac=0.6),
    ]
    found = answer(parts, hours(2), {"light": [1, 0]})
    assert found.cost == pytest.approx(1600 / 3, abs=1e-6)


def test_exit_keeps_the_margin():
    """10 MW for two hours, margin 10 %; a month's charge counts 12*2/8760 = 1/365.

    B at 20 and 1825/365 = 5 per MW gives the energy, A at 2 per MW the last MW of margin:
    20*20 + 5*10 + 2 = 452. No margin: 450. Margin of B: 455. No exit, 20 MW each: 540.
    """
    free = {"min": 0, "max": 20}
    parts = [
        made("load", "town", demand_mw=10.0),
        *_plant("a", 30.0, p_rated_mw=free),
        *_plant("b", 20.0, p_rated_mw=free),
        made("capacity_margin", "margin", margin_frac=0.1),
    ]
    for name, charge in (("a", 730.0), ("b", 1825.0)):
        parts.append(
            made(
                "capacity_payment",
                f"capacity of {name}",
                assets=[name],
                charge_per_mw_month=charge,
                exit_allowed=True,
            )
        )
    assert answer(parts, hours(2)).cost == pytest.approx(452, abs=1e-6)


def test_a_carbon_price_turns_the_order():
    """Coal 20 and 1 t/MWh, gas 30 and 0.4; at 20 per t they cost 40 and 38. 6 MW of gas first.

    Twice 6*38 + 4*40 = 776, of which carbon 20*2*(2.4 + 4) = 256. No carbon: 400. Order kept: 800.
    """
    parts = [
        made("load", "town", demand_mw=10.0),
        *_plant("coal", 20.0, emission_t_per_mwh=1.0),
        *_plant("gas", 30.0, p_rated_mw=6.0, emission_t_per_mwh=0.4),
        made("carbon_price", "tax", price_per_t=20.0),
    ]
    found = answer(parts, hours(2))
    assert found.cost == pytest.approx(776, abs=1e-6)
    assert found.ledger.by_component()["tax"] == pytest.approx({"carbon_price": 256})
