"""The proof of a result, by hand on programs of two columns."""

from __future__ import annotations

import numpy as np
import pytest

from bess_opt.solve.structured.certificate import (
    certify,
    proves_infeasible,
    proves_unbounded,
)
from bess_opt.solve.structured.range_program import RangeProgram
from tests.structured.arrays import Rows


def two_plants() -> RangeProgram:
    """Serve 10 MW from a plant at 2 (at most 6 MW) and one at 5: cost 2*6 + 5*4 = 32."""
    rows = Rows()
    cheap, dear = rows.column(0, 2.0, 0.0, 6.0), rows.column(0, 5.0)
    rows.row([0], 10.0, 10.0, (cheap, 1.0), (dear, 1.0))
    return RangeProgram.read(rows.program())


def test_optimum_has_no_gap() -> None:
    """With x = (6, 4), y = 5: D = 10*5 + (2-5)*6 = 32."""
    certificate = certify(two_plants(), np.array([6.0, 4.0]), np.array([5.0]))
    assert certificate.objective == pytest.approx(32.0)
    assert certificate.dual_objective == pytest.approx(32.0)
    assert certificate.worst == pytest.approx(0.0, abs=1e-15)


def test_wrong_dual_shows_as_gap() -> None:
    """With y = 4: D = 10*4 + (2-4)*6 = 28, gap 4 / 33."""
    certificate = certify(two_plants(), np.array([6.0, 4.0]), np.array([4.0]))
    assert certificate.gap == pytest.approx(4.0 / 33.0)


def test_dual_without_bound_is_a_violation() -> None:
    """A dual of 6 makes the dear plant's reduced cost -1, with no upper bound: 1 / (1 + 5)."""
    certificate = certify(two_plants(), np.array([6.0, 4.0]), np.array([6.0]))
    assert certificate.dual == pytest.approx(1.0 / 6.0)


def test_short_supply_is_a_violation() -> None:
    """Serving 9 of 10 MW is off by 1 / (1 + 10)."""
    certificate = certify(two_plants(), np.array([6.0, 3.0]), np.array([5.0]))
    assert certificate.primal == pytest.approx(1.0 / 11.0)


def test_farkas_needs_a_real_contradiction() -> None:
    """With both plants limited to 6 + 3 < 10 MW, y = 1 proves it (10 - 9 = 1); with 6 + 4, no."""
    for limit, proven in ((3.0, True), (4.0, False)):
        rows = Rows()
        one, two = rows.column(0, 2.0, 0.0, 6.0), rows.column(0, 5.0, 0.0, limit)
        rows.row([0], 10.0, 10.0, (one, 1.0), (two, 1.0))
        program = RangeProgram.read(rows.program())
        assert proves_infeasible(program, np.array([1.0])) is proven
        assert not proves_infeasible(program, np.array([-1.0]))


def test_ray_must_fall_and_stay() -> None:
    """Buying at 3 and selling at 4 without limit earns 1 per MW; with a limit it does not last."""
    for limit, proven in ((np.inf, True), (100.0, False)):
        rows = Rows()
        bought, sold = rows.column(0, 3.0), rows.column(0, -4.0, 0.0, limit)
        rows.row([0], 0.0, 0.0, (bought, 1.0), (sold, -1.0))
        program = RangeProgram.read(rows.program())
        assert proves_unbounded(program, np.array([1.0, 1.0])) is proven
        assert not proves_unbounded(program, np.array([-1.0, -1.0]))
        assert not proves_unbounded(program, np.array([0.0, 1.0]))


def plant_and_sales() -> RangeProgram:
    """One plant at a million, sales that earn 0.001 a unit, and waste at 1 a unit.

    A row asks for the plant, another allows 1e6 of sales: 1e6 - 0.001 * 1e6 = 999,000 at least.
    """
    rows = Rows()
    plant, _, sold = rows.column(0, 1e6), rows.column(0, 1.0), rows.column(0, -1e-3)
    rows.row([0], 1.0, np.inf, (plant, 1.0))
    rows.row([0], -np.inf, 1e6, (sold, 1.0))
    return RangeProgram.read(rows.program())


def test_a_small_dual_of_a_large_quantity_is_part_of_the_gap() -> None:
    """With 5e5 sold and 500 wasted the cost is 1e6, and so is D(1e6, 0): a thousand too much.

    The multiplier -0.001 of the sales leans on nothing, by 1e-9 of the largest cost, and what they
    earn cancels what is wasted. It is worth 0.001 * 5e5 = 500, of which a tenth counts.
    """
    certificate = certify(plant_and_sales(), np.array([1.0, 500.0, 5e5]), np.array([1e6, 0.0]))
    assert certificate.dual == pytest.approx(1e-9, rel=1e-5)
    assert certificate.objective == certificate.dual_objective == 1e6
    assert certificate.gap == pytest.approx(50.0 / 1_000_001)


def test_a_small_miss_at_a_high_price_is_part_of_the_gap() -> None:
    """With 9e-7 of the plant left out and 0.9 wasted, cost and D are 999,000: 0.9 too little.

    The miss is 9e-9 of 100 units; at 1e6 a unit it is worth 0.9, of which a tenth counts.
    """
    certificate = certify(plant_and_sales(), np.array([1 - 9e-7, 0.9, 1e6]), np.array([1e6, -1e-3]))
    assert certificate.primal == pytest.approx(9e-9)
    assert certificate.dual == 0.0
    assert certificate.objective == pytest.approx(certificate.dual_objective, rel=1e-15)
    assert certificate.gap == pytest.approx(0.09 / 999_001)


def test_a_far_point_is_no_contradiction() -> None:
    """The row 5e-10 x >= 0.01 is kept by x = 2e7, though x = 1 brings it almost nothing."""
    rows = Rows()
    x = rows.column(0, 1.0)
    rows.row([0], 0.01, np.inf, (x, 5e-10))
    assert not proves_infeasible(RangeProgram.read(rows.program()), np.ones(1))
