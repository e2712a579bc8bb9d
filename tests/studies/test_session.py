"""A session takes new data and gives the answer that a fresh program gives."""

from __future__ import annotations

import numpy as np
import pytest
from toy_system import compiled, hours, made

from bess_opt.errors import ModelError
from bess_opt.studies.session import Session

STEPS = 480
AT = np.arange(STEPS)
SERIES = {
    "demand": 60.0 + 20.0 * np.sin(AT / 24 * 2 * np.pi),
    "sun": np.clip(np.sin((AT % 24 - 6) / 12 * np.pi), 0, 1),
}


def _compiled(series):
    rating = {"min": 0, "max": 80, "life_years": 15}
    return compiled(
        [
            made("load", "town", demand_mw="demand"),
            made("solar", "sun", p_rated_mw=90.0, available_frac="sun"),
            made("thermal", "unit", p_rated_mw=90.0),
            made("fuel", "bill", assets=["unit"], fuel_price_per_mwh=70.0),
            made(
                "battery", "bess", p_rated_mw={**rating, "capex_per_mw": 6e4},
                e_rated_mwh={**rating, "max": 600, "capex_per_mwh": 7e4}, eta_charge_frac=0.95,
                eta_discharge_frac=0.95,
            ),
        ],
        hours(STEPS),
        series,
        rate_frac=0.07,
        witnesses=0,
    )[1]  # fmt: skip


@pytest.mark.parametrize("engine", ["structured", "highs"])
def test_new_data_is_answered_as_by_a_fresh_program(engine):
    session = Session(_compiled(SERIES), engine=engine)
    first = session.solve()
    other = {**SERIES, "demand": 1.1 * SERIES["demand"]}
    assert session.update(demand_mw=[other["demand"]]) >= {"rows"}
    warm = session.solve(warm=first)
    fresh = Session(_compiled(other), engine=engine).solve()
    assert warm.objective == pytest.approx(fresh.objective, rel=1e-7)
    assert warm.objective > first.objective * 1.01
    assert warm.engine == engine
    assert session.last is warm


def test_an_earlier_answer_shortens_the_way():
    session = Session(_compiled(SERIES), engine="structured")
    first = session.solve()
    session.update(fuel_price_per_mwh=np.full((1, STEPS), 71.0))
    cold, warm = session.solve(), session.solve(warm=first)
    assert warm.iterations < cold.iterations
    assert warm.objective == pytest.approx(cold.objective, rel=1e-7)


def _plant(**numbers):
    """A plant that ramps 10 % an hour, and one that does not, serve a load that jumps 30 MW."""
    return compiled(
        [
            made("load", "town", demand_mw="demand"),
            made("thermal", "slow", p_rated_mw=100.0, ramp_frac_per_h=0.1, **numbers),
            made("thermal", "fast", p_rated_mw=100.0, p_min_frac=0.2),
            made("fuel", "bill", assets=["slow"], fuel_price_per_mwh=10.0),
            made("fuel", "dear", assets=["fast"], fuel_price_per_mwh=90.0),
        ],
        hours(4),
        {"demand": np.array([50.0, 80.0, 80.0, 50.0])},
        witnesses=0,
    )[1]


@pytest.mark.parametrize("name", ["p_min_frac", "no_load_frac", "idle_fuel_frac"])
def test_a_plant_whose_online_ramp_was_left_out_gets_no_commitment_by_update(name):
    """With fuel at zero output u = p at most hours, and the ramp of u is a row that is not there.

    A number that was zero may not rise in silence; the other plant's least output, which has no
    ramp, may. Where the row is there, every number may go to zero and come back.
    """
    program = _plant()
    assert "thermal_online_ramp" not in str([r for r in program.row_names() if "slow" in r])
    before = program.linear_program()
    at = program.members(name)[0]
    rise = np.array([0.3 if member == "slow" else 0.0 for member in at])
    given = program.reader.tables[name].values.copy()
    with pytest.raises(ModelError, match=f"built without slow, whose {name} was zero"):
        program.update(**{name: given + rise})
    assert np.array_equal(program.linear_program().values, before.values)
    other = np.where(np.array(at) == "fast", 0.25, given)
    if name == "p_min_frac":
        assert program.update(p_min_frac=other) == {"matrix"}

    committed = _plant(p_min_frac=0.3, no_load_frac=0.1)
    assert any(r.startswith("thermal_online_ramp(slow") for r in committed.row_names())
    own = committed.reader.tables[name].values.copy()
    committed.update(**{name: 0.0 * own})
    committed.update(**{name: own})
    fresh = _plant(p_min_frac=0.3, no_load_frac=0.1).linear_program()
    assert np.array_equal(committed.linear_program().values, fresh.values)


def test_a_small_program_goes_on_from_its_last_basis():
    """Three prices in turn: from the second on, fewer pivots than from the start."""
    session = Session(_compiled(SERIES))
    first = session.solve()
    for price, goes_on in ((71.0, False), (72.0, True), (75.0, True)):
        session.update(fuel_price_per_mwh=np.full((1, STEPS), price))
        found, fresh = session.solve(warm=first), session.solve()
        assert found.algorithm == "simplex from an earlier basis"
        assert found.objective == pytest.approx(fresh.objective, rel=1e-7)
        assert not goes_on or found.iterations < fresh.iterations


def test_what_has_no_solution_is_not_gone_on_with():
    session = Session(_compiled(SERIES))
    first = session.solve()
    session.update(demand_mw=np.full((1, STEPS), -10.0))
    assert session.solve(warm=first).status == "infeasible"
