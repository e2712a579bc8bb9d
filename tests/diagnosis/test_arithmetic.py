"""Arithmetic finds what is impossible and never accuses what is possible."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bess_opt.solve.arithmetic import find_impossible
from tests.solve.programs import INF, program


def everything(lp):
    """One stage: all rows carry bounds and are checked."""
    every = np.ones(lp.n_rows, dtype=bool)
    return [(every, every)]


def test_a_need_above_all_that_there_is():
    """50 + 20 of 100: short by 30, and each column says what it brings."""
    lp = program([1, 1], [(100.0, [1, 1], 100.0)], [(0, 50), (0, 20)])
    (found,) = find_impossible(lp, everything(lp))
    assert found.is_short
    assert (found.need, found.reach, found.miss) == (100, 70, 30)
    assert sorted(found.parts.tolist()) == [20, 50]


def test_what_must_run_above_what_can_be_taken():
    """At least 50 less an outlet of 10, where 30 can be taken: 10 too much."""
    lp = program([0, 0], [(30.0, [1, -1], 30.0)], [(50, 60), (0, 10)])
    (found,) = find_impossible(lp, everything(lp))
    assert not found.is_short
    assert (found.need, found.reach, found.miss) == (30, 40, 10)


def test_bounds_are_carried_through_the_rows_of_plants_before_a_rule_is_blamed():
    """A plant of 40 by a row of its own, no bound: the balance of 100 is blamed, not the plant."""
    rows = [(100.0, [1, 1], 100.0), (-INF, [1, 0], 40.0)]
    lp = program([1, 1], rows, [(0, INF), (0, 20)])
    plants = np.array([False, True])
    (found,) = find_impossible(lp, [(plants, ~plants)])
    assert found.row == 0
    assert found.reach == pytest.approx(60)


def test_two_rows_over_the_same_columns():
    """At least 9 and at most 8 of the same sum, both within reach of the columns."""
    rows = [(9.0, [1, 1], INF), (-INF, [1, 1], 8.0)]
    lp = program([1, 1], rows, [(0, 10), (0, 10)])
    (found,) = find_impossible(lp, [])
    assert (found.row, found.other, found.need, found.reach) == (0, 1, 9, 8)


def test_bounds_that_cross_elsewhere_are_a_proof_without_a_name():
    """X = 2 y and y = 2 x with x at least 1 run away for ever; it ends at once, as indirect."""
    rows = [(0.0, [1, -2], 0.0), (0.0, [-2, 1], 0.0)]
    lp = program([1, 1], rows, [(1, 100), (0, 100)])
    found = find_impossible(lp, everything(lp))
    assert found
    assert np.isfinite([f.miss for f in found]).all()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), magnitude=st.sampled_from([1e-3, 1.0, 1e5]))
def test_what_has_a_point_is_never_called_impossible(seed: int, magnitude: float):
    """Random programs drawn around a point that meets every row exactly and every bound."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 9)), int(rng.integers(1, 9))
    matrix = rng.choice([0.0, 1.0, -1.0, 0.3, -2.5], (m, n))
    point = rng.uniform(-1, 1, n) * magnitude
    at = matrix @ point
    lower = np.where(rng.random(n) < 0.3, -INF, point - rng.choice([0, 1], n) * magnitude)
    upper = np.where(rng.random(n) < 0.3, INF, point + rng.choice([0, 1], n) * magnitude)
    rows = [
        (
            -INF if rng.random() < 0.3 else float(a),
            row,
            float(a) if rng.random() < 0.7 else INF,
        )
        for a, row in zip(at, matrix, strict=True)
    ]
    lp = program([0.0] * n, rows, list(zip(lower, upper, strict=True)))
    assert find_impossible(lp, everything(lp)) == []
