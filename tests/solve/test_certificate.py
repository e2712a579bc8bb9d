"""The certificate sees every way in which a point can be wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bess_opt.solve.certificate import certify
from tests.solve.programs import INF, program, two_plants

X, Y = np.array([60.0, 40.0]), np.array([50.0])


def test_an_optimum_has_four_zeros():
    found = certify(two_plants(), X, Y)
    assert (found.primal, found.dual, found.gap, found.complementary) == (0, 0, 0, 0)
    assert found.worst == 0


def test_a_row_that_is_missed_is_named_and_measured():
    """60 + 39 = 99 of 100 MW: 1 MW against 1 + the largest term 60."""
    found = certify(two_plants(), np.array([60.0, 39.0]), Y)
    assert found.primal == pytest.approx(1 / 61)
    assert (found.worst_figure, found.worst_row) == ("primal", 0)


def test_a_bound_that_is_overstepped_is_named():
    """61 MW from the plant of 60: 1 against 1 + 61."""
    found = certify(two_plants(), np.array([61.0, 39.0]), Y)
    assert found.primal == pytest.approx(1 / 62)
    assert found.worst_bound == 0


def test_a_feasible_point_that_is_not_optimal_has_a_gap():
    """(50, 50) costs 3500; y = 50 proves 3200. 300 / (35 + 3500 + 3200), 35 the median cost.

    The cheap plant's rent of 30 stands beside 10 MW that it does not use: 300 again.
    """
    found = certify(two_plants(), np.array([50.0, 50.0]), Y)
    assert found.primal == found.dual == 0
    assert found.gap == pytest.approx(300 / 6735)
    assert found.complementary == pytest.approx(300 / 6735)
    assert found.slackest_column == 0


def test_a_wrong_price_has_a_gap():
    """Y = 45: reduced costs (-25, 5), worth 4500 - 25*60 + 0 = 3000; 200 / (35 + 3200 + 3000)."""
    found = certify(two_plants(), X, np.array([45.0]))
    assert found.gap == pytest.approx(200 / 6235)


def test_a_price_of_the_other_sign_has_a_gap():
    """Y = -50: worth -5000 with reduced costs (70, 100) on zero; 8200 / (35 + 3200 + 5000)."""
    found = certify(two_plants(), X, -Y)
    assert found.gap == pytest.approx(8200 / 8235)


def test_an_inequality_does_not_lean_the_wrong_way():
    """Min x, x >= 1, free below: y = 1. y = -1 leans on no limit, so d = 1 has no bound.

    1 against u + |c| + 0 = 2.
    """
    lp = program([1], [(1, [1], INF)], [(-INF, INF)])
    assert certify(lp, np.ones(1), np.ones(1)).worst == 0
    found = certify(lp, np.ones(1), -np.ones(1))
    assert found.dual == pytest.approx(0.5)
    assert found.worst_column == 0


def test_a_reduced_cost_without_a_bound_is_dual_infeasible():
    """Min -x with x >= 0 and no upper bound: d = -1 against u + |c| = 2."""
    lp = program([-1], [(-INF, [1], INF)])
    assert certify(lp, np.ones(1), np.zeros(1)).dual == pytest.approx(0.5)


@pytest.mark.parametrize("factor", [1e-9, 1.0, 1e6])
def test_the_unit_of_money_does_not_matter(factor):
    """Costs and duals times k: the same figures."""
    plain = certify(two_plants(), np.array([50.0, 50.0]), Y)
    lp = replace(two_plants(), cost=two_plants().cost * factor)
    scaled = certify(lp, np.array([50.0, 50.0]), Y * factor)
    assert scaled.gap == pytest.approx(plain.gap, rel=1e-12)
    assert certify(lp, X, Y * factor * 0.9).gap == pytest.approx(
        certify(two_plants(), X, Y * 0.9).gap, rel=1e-12
    )


@pytest.mark.parametrize("wrong", [float("nan"), INF])
def test_what_is_not_a_number_is_infinitely_wrong(wrong):
    assert certify(two_plants(), np.array([60.0, wrong]), Y).worst == INF
    assert certify(two_plants(), X, np.array([wrong])).worst == INF


def test_bounds_of_1e20_are_none():
    """A multiplier may not lean on 1e20, which solvers read as no bound."""
    lp = program([-1], [(-INF, [1], INF)], [(0, 1e20)])
    assert certify(lp, np.ones(1), np.zeros(1)).dual == pytest.approx(0.5)


def test_rounding_of_large_sums_is_no_gap():
    """1e12 bought and sold again leaves nothing; what is left in the last digit is no gap."""
    lp = program([1e12 / 3, -1e12 / 3], [(0, [1, -1], 0)], [(0, 3.1), (0, 3.1)])
    assert certify(lp, np.array([3.1, 3.1]), np.array([1e12 / 3])).worst < 1e-15


def test_multipliers_that_cancel_hide_no_gap():
    """X - w = 5, written twice, with 1e39 and -1e39: x = 3 costs 3 where 0 will do, 3 / (1 + 3).

    What adding up 1e40 leaves, 1e25, was forgiven as rounding.
    """
    lp = program([1, 0], [(5, [1, -1], 5), (5, [1, -1], 5)], [(0, 10), (-10, 10)])
    found = certify(lp, np.array([3.0, -2.0]), np.array([1e39, -1e39]))
    assert found.gap == pytest.approx(0.75)
    assert found.complementary == pytest.approx(0.75)


def test_a_program_without_rows_or_columns_is_certified():
    lp = program([], [])
    assert certify(lp, np.zeros(0), np.zeros(0)).worst == 0
