"""Many right-hand sides at once against LAPACK, which takes them one by one."""

from __future__ import annotations

import numpy as np
import pytest

from bess_opt.solve.structured import accumulate, band
from bess_opt.solve.structured.band import Band
from bess_opt.solve.structured.substitution import IN_ORDER


def factored(size: int, bandwidth: int) -> tuple[Band, np.ndarray]:
    """A positive band matrix with random entries, dominant on its diagonal."""
    row, column = np.tril_indices(size)
    inside = row - column <= bandwidth
    row, column = row[inside], column[inside]
    random = np.random.default_rng(bandwidth)
    value = np.where(row == column, 2.0 * bandwidth + 1.0, random.uniform(-1, 1, len(row)))
    full = np.zeros((size, size))
    full[row, column] = full[column, row] = value
    made = Band(size, row, column, np.arange(size))
    assert made.factor(value)
    assert np.array_equal(made.rank, np.arange(size))
    return made, full


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(("size", "bandwidth"), [(1, 0), (2, 1), (60, 1), (60, 2), (60, 7), (5, 4)])
def test_solves_the_matrix(
    size: int, bandwidth: int, together: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice with other numbers: what is kept between two factors is the pattern alone."""
    monkeypatch.setattr(band, "IN_ORDER", together)
    made, full = factored(size, bandwidth)
    sides = np.random.default_rng(1).normal(size=(size, 5))
    np.testing.assert_allclose(full @ made.solve(sides), sides, atol=1e-12)
    row, column = np.tril_indices(size)
    inside = row - column <= bandwidth
    doubled = 2.0 * full[row[inside], column[inside]]
    assert made.factor(doubled)
    np.testing.assert_allclose(2.0 * full @ made.solve(sides), sides, atol=1e-12)


def test_the_way_together_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernels go in order today; from three sides on LAPACK is not asked."""
    assert IN_ORDER
    made, _ = factored(30, 2)
    monkeypatch.setattr(band.lapack, "dpbtrs", None)
    assert made.solve(np.ones((30, 3))).shape == (30, 3)
    with pytest.raises(TypeError):
        made.solve(np.ones((30, 2)))


def test_without_kernels_lapack_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test of the order fails where there are no kernels."""
    from bess_opt.solve.structured import substitution

    monkeypatch.setattr(accumulate, "kernels", None)
    assert not substitution._kernels_go_in_order()
