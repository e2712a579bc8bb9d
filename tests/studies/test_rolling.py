"""Rolling dispatch of small systems whose cost is computed by hand, and the command around it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from toy_system import answer, hours, made

from bess_opt.errors import CaseError
from bess_opt.solve.rolling import roll
from bess_opt.studies.rolling import carried_rows, planned_columns


def _cost(found, window, step):
    system = SimpleNamespace(form=found.form, program=found.program)
    carried, settled = carried_rows(system)
    lp = found.program.linear_program()
    run = roll(lp, found.solution.x, settled, window, step, None, planned_columns(system))
    return lp.cost @ run.x + lp.offset, carried


@pytest.mark.parametrize(("window", "cost"), [(1, 1610.0), (2, 1520.0), (4, 1520.0)])
def test_a_store_is_filled_for_what_is_seen(window, cost):
    """10 MW at 10, 11, 40, 100; a store of 1 MW and 1 MWh, empty at first, its end free.

    Seen two hours ahead: bought at 10, kept while the next hour is dearer, given back at 100:
    10 x 161 - 90 = 1520. Seen one hour: never filled, 1610. A store held to the plan's level at the
    end of each window would reach 1520 there too.
    """
    store = made(
        "battery", "bess", p_rated_mw=1.0, e_rated_mwh=1.0, eta_charge_frac=1.0,
        eta_discharge_frac=1.0, boundary={"kind": "from", "soc_start_frac": 0.0},
    )  # fmt: skip
    found = answer(
        [
            made("load", "town", demand_mw=10.0),
            made("thermal", "unit", p_rated_mw=20.0),
            made("fuel", "bill", assets=["unit"], fuel_price_per_mwh="price"),
            store,
        ],
        hours(4),
        {"price": np.array([10.0, 11.0, 40.0, 100.0])},
    )
    assert found.cost == pytest.approx(1520.0)
    assert _cost(found, window, 1)[0] == pytest.approx(cost)


# A MW of the peak costs 150 over four hours: 4/8,760 of a year, 4/744 of January.
CHARGES = {
    "annual_demand_charge": {"charge_per_mw_year": 328500.0},
    "demand_charge": {"charge_per_mw_month": 27900.0},
}


def _town_with_peak(kind):
    """1, 1, 1, 2 MW that cost 50 a MWh unserved."""
    tier = {"name": "all", "share_frac": 1.0, "lost_load_per_mwh": 50.0}
    return answer(
        [
            made("load", "town", demand_mw="demand", tiers=[tier]),
            made("grid", "utility", p_import_max_mw=9.0),
            made(kind, "peak", assets=["utility"], **CHARGES[kind]),
        ],
        hours(4),
        {"demand": np.array([1.0, 1.0, 1.0, 2.0])},
    )


@pytest.mark.parametrize("window", [1, 2, 4])
@pytest.mark.parametrize("kind", sorted(CHARGES))
def test_a_peak_is_weighed_against_its_month_or_year(kind, window):
    """1 MW for four hours is worth 200 and pays 150, a second MW for one hour does not: 150 + 50.

    A window of an hour alone would never pay 150 for 50 and shed everything: 250.
    """
    found = _town_with_peak(kind)
    assert found.cost == pytest.approx(200.0)
    assert _cost(found, window, 1)[0] == pytest.approx(200.0)


@pytest.mark.parametrize("kind", sorted(CHARGES))
def test_a_peak_that_was_planned_and_not_drawn_is_not_paid_for(kind):
    """Planned for 5 MW, every hour is served up to 2 MW, and 2 MW are billed: 300, not 750."""
    found = _town_with_peak(kind)
    system = SimpleNamespace(form=found.form, program=found.program)
    settled, planned = carried_rows(system)[1], planned_columns(system)
    lp, plan = found.program.linear_program(), found.solution.x.copy()
    plan[planned] = 5.0
    run = roll(lp, plan, settled, 2, 1, None, planned)
    assert lp.cost @ run.x + lp.offset == pytest.approx(300.0)
    assert run.worst.primal <= 1e-7


def test_a_budget_is_carried_along_the_plan():
    """10 MW for 4 h; 10 MWh of the cheap plant at 10; the other at 20, 20, 50, 50.

    The plan spends the budget on the dear hours: 2 x 200 + 100 + 500 = 1000, and so do windows of
    two hours that leave to the later ones what the plan gives them. A window that may spend all
    that is left would take it at once: 100 + 200 + 2 x 500 = 1300.
    """
    found = answer(
        [
            made("load", "town", demand_mw=10.0),
            made("thermal", "cheap", p_rated_mw=20.0),
            made("thermal", "other", p_rated_mw=20.0),
            made("fuel", "cheap bill", assets=["cheap"], fuel_price_per_mwh=10.0),
            made("fuel", "other bill", assets=["other"], fuel_price_per_mwh="price"),
            made("energy_budget", "gas", assets=["cheap"], most_mwh_per_month=10.0 * 744 / 4),
        ],
        hours(4),
        {"price": np.array([20.0, 20.0, 50.0, 50.0])},
    )
    assert found.cost == pytest.approx(1000.0)
    cost, carried = _cost(found, 2, 2)
    assert cost == pytest.approx(1000.0)
    assert carried == ["energy_budget_most"]


def test_a_rule_that_nobody_carries_is_refused_by_name():
    found = answer(
        [
            made("load", "town", demand_mw=10.0),
            made("thermal", "unit", p_rated_mw=20.0),
            made("energy_budget", "gas", assets=["unit"], most_mwh_per_month=1e6),
        ],
        hours(4),
    )
    mute = [SimpleNamespace(carries=()) for _ in found.form.kinds]
    form = SimpleNamespace(kinds=mute, components=found.form.components)
    with pytest.raises(CaseError) as refusal:
        carried_rows(SimpleNamespace(form=form, program=found.program))
    (fault,) = refusal.value.faults
    assert (fault.code, "energy_budget_most" in fault.found) == ("E-RO-001", True)
