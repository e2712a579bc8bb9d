"""Values near a bound are put on it, but never at the expense of a row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bess_opt.solve.certificate import certify
from bess_opt.solve.clean import clean
from bess_opt.solve.solution import Solution, Status
from tests.solve.programs import INF, program


def solution(lp, x, y) -> Solution:
    """A certified answer."""
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    return Solution(
        Status.OPTIMAL, x, y, float(lp.cost @ x), 0, "test", "test", "", 0.0, certify(lp, x, y)
    )


def test_a_hair_is_taken_off() -> None:
    """3e-8 MW of the dear plant go; the row then misses 3e-8, less than is allowed."""
    lp = program([20, 50], [(50, [1, 1], 50)], [(0, 60), (0, 80)])
    tidy = clean(lp, solution(lp, [50 - 3e-8, 3e-8], [20]))
    assert tidy.x.tolist() == [50 - 3e-8, 0.0]
    assert tidy.objective == pytest.approx(1000.0, abs=1e-5)
    assert tidy.cleaned == 1


def test_a_row_of_many_hairs_is_kept() -> None:
    """A thousand hours of 5e-7 MWh make 5e-4 MWh of a yearly sum: none of them may go.

    Each alone is a hair; judged one by one, the row would miss 5e-4.
    """
    hours = 1000
    lp = program([1.0] * hours + [5.0], [(100, [1.0] * (hours + 1), 100)], [(0, INF)] * (hours + 1))
    lp = replace(lp, cost=np.ones(hours + 1))
    found = solution(lp, [5e-7] * hours + [100 - 5e-4], [1])
    tidy = clean(lp, found)
    assert abs(tidy.x.sum() - 100) <= 1e-7
    assert tidy.certificate.worst <= 1e-7


def test_a_row_that_the_hair_frees_lets_it_go() -> None:
    """Under a limit from above the same thousand hairs go, for the sum only falls."""
    hours = 1000
    lp = program([1.0] * hours, [(-INF, [1.0] * hours, 100)], [(0, INF)] * hours)
    tidy = clean(lp, solution(lp, [5e-7] * hours, [0]))
    assert not tidy.x.any()


def test_values_beyond_a_bound_come_back() -> None:
    lp = program([20, 50], [(100, [1, 1], 100)], [(0, 60), (0, 80)])
    tidy = clean(lp, solution(lp, [60 + 2e-8, 40], [50]))
    assert tidy.x[0] == 60.0


@pytest.mark.parametrize("x", [[60, 40], [60 + 2e-8, 40]], ids=["as it is", "moved"])
def test_the_certificate_is_that_of_the_point_returned(x) -> None:
    """An answer that brings none gets one, of the point on its bounds and not of the one before."""
    lp = program([20, 50], [(100, [1, 1], 100)], [(0, 60), (0, 80)])
    bare = replace(solution(lp, x, [50]), certificate=None)
    tidy = clean(lp, bare)
    assert tidy.certificate == certify(lp, tidy.x, tidy.y)
    assert tidy.certificate.worst == 0.0


def test_a_point_that_would_be_worse_tidied_stays() -> None:
    """1e-3 beyond a bound of 60: put back, the row of 100 would miss 1e-3, of 1 + 60 units.

    Left alone, the bound misses 1e-3 of 1 + 60.001 units, which is the smaller figure.
    """
    lp = program([20, 50], [(100, [1, 1], 100)], [(0, 60), (0, 80)])
    found = replace(solution(lp, [60.001, 39.999], [50]), certificate=None)
    kept = clean(lp, found)
    assert kept.x.tolist() == [60.001, 39.999]
    assert kept.certificate == certify(lp, kept.x, kept.y)
