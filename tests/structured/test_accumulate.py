"""Products added in place, with scipy's kernels and without them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from bess_opt.solve.structured import accumulate
from bess_opt.solve.structured.accumulate import add_product, product


@pytest.mark.parametrize("kernels", [True, False])
@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csc_matrix])
@pytest.mark.parametrize("shape", [(5,), (5, 3)])
def test_adds_to_what_is_there(
    kernels: bool,
    make: type,
    shape: tuple[int, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also into a slice of a longer array, whose other entries stay."""
    if not kernels:
        monkeypatch.setattr(accumulate, "kernels", None)
    random = np.random.default_rng(0)
    full = random.normal(size=(4, 5)) * (random.random((4, 5)) < 0.5)
    matrix, x = make(full), random.normal(size=shape)
    long = random.normal(size=(7, *shape[1:]))
    expected = long.copy()
    expected[2:6] += full @ x
    add_product(matrix, x, long[2:6])
    np.testing.assert_allclose(long, expected, rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(product(matrix, x), full @ x, rtol=1e-14, atol=1e-15)


def test_scipy_has_the_kernels() -> None:
    """Without them everything works and is slower: to be known when scipy moves them."""
    assert accumulate.kernels is not None
