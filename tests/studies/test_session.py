"""A session takes new data and gives the answer that a fresh program gives."""

from __future__ import annotations

import numpy as np
import pytest
from toy_system import compiled, hours, made

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
