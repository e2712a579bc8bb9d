"""Rolling dispatch of small systems whose cost is computed by hand, and the command around it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from toy_system import answer, hours, made

from bess_opt.errors import CaseError
from bess_opt.solve.rolling import roll
from bess_opt.studies.rolling import carried_rows


def _cost(found, window, step):
    system = SimpleNamespace(form=found.form, program=found.program)
    carried, settled = carried_rows(system)
    lp = found.program.linear_program()
    run = roll(lp, found.solution.x, settled, window, step)
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
