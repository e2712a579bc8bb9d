"""A proof is checked on the arrays, and a wrong one is none."""

from __future__ import annotations

import numpy as np
import pytest

from bess_opt.solve.engine import solve
from bess_opt.solve.proof import crossed_columns, proves_falling, proves_infeasible
from bess_opt.solve.twins import direction_twin, elastic_twin, shortfalls
from tests.solve.programs import INF, paid_export, program, too_little, two_plants


def test_the_missing_megawatts_are_a_proof():
    """Y = 1: 200 - (60 + 80) = 60 > 0. y = -1: -200 + 0 < 0, no proof."""
    assert proves_infeasible(too_little(), np.array([1.0]))
    assert not proves_infeasible(too_little(), np.array([-1.0]))


def test_nothing_proves_a_feasible_program_infeasible():
    for y in (1.0, -1.0, 0.0, np.nan):
        assert not proves_infeasible(two_plants(), np.array([y]))


def test_a_multiplier_that_leans_on_nothing_is_no_proof():
    """X + y >= 200 with y unlimited: its reduced cost has no bound."""
    lp = program([1, 1], [(200, [1, 1], INF)], [(0, 60), (0, INF)])
    assert not proves_infeasible(lp, np.array([1.0]))


@pytest.mark.parametrize(
    ("low", "high", "is_crossed"),
    [(3e4, 3e4 - 4e-12, False), (3.0, 3.0 - 1e-6, True), (INF, 5.0, True), (5.0, -INF, True)],
)
def test_bounds_that_cross_by_rounding_meet(low, high, is_crossed):
    """A rating of 0.1 * 3e5 beside one of 3e4 is no contradiction; a part in three million is."""
    lp = program([1], [], [(low, high)])
    assert (crossed_columns(lp).size > 0) is is_crossed


def test_ratings_that_cross_by_rounding_have_an_answer():
    """At most 0.3 and at least 0.1 + 0.2, which is more by rounding; the rest costs 2."""
    lp = program([1, 2], [(1.0, [1, 1], INF)], [(0.1 + 0.2, 0.3), (0, INF)])
    assert solve(lp).objective == pytest.approx(0.3 + 2 * 0.7)


def test_a_far_point_is_no_contradiction():
    """X + w >= 0.005 and (1 - 5e-9) x + w <= 0 meet at x = 1e6, w = -1e6 + 0.005.

    One of the first less one of the second leaves 5e-9 x >= 0.005, and 5e-9 is next to nothing.
    """
    rows = [(0.005, [1, 1], INF), (-INF, [1 - 5e-9, 1], 0)]
    lp = program([1, 0], rows, [(0, INF), (-INF, INF)])
    assert not proves_infeasible(lp, np.array([1.0, -1.0]))


@pytest.mark.parametrize(
    ("direction", "falls"), [((1, 1), True), ((1, 0), False), ((0, 1), False), ((-1, -1), False)]
)
def test_a_direction_must_stay_inside_and_fall(direction, falls):
    """(1, 1) earns 10; (1, 0) costs 40; (0, 1) sells what is not bought; (-1, -1) runs into 0."""
    assert proves_falling(paid_export(), np.array(direction, dtype=float)) is falls


def test_the_elastic_twin_says_how_much_is_missing():
    """200 MW of demand on 140 MW of plant: the row needs 60 MW added."""
    lp = too_little()
    found = solve(elastic_twin(lp))
    assert found.objective == pytest.approx(60)
    assert shortfalls(lp, found.x) == pytest.approx([60])
    assert proves_infeasible(lp, found.y)


def test_the_elastic_twin_of_a_feasible_program_is_free():
    assert solve(elastic_twin(two_plants())).objective == pytest.approx(0, abs=1e-9)


def test_the_direction_twin_finds_the_endless_trade():
    """One unit bought and sold: 40 - 50 = -10."""
    found = solve(direction_twin(paid_export()))
    assert found.objective == pytest.approx(-10)
    assert proves_falling(paid_export(), found.x)
