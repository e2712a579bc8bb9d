"""Sparse products added to an array in place.

``out += matrix @ x`` makes a product of its own and adds it in a second pass. scipy's kernels add
as they go, without either; they are not part of its public face, and where a version lacks them
the public way is taken.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray, Sparse

kernels: Any
try:
    from scipy.sparse import _sparsetools

    kernels = _sparsetools
except ImportError:
    kernels = None


def add_product(matrix: Sparse, x: FloatArray, out: FloatArray) -> None:
    """Add ``matrix @ x`` to ``out``.

    Parameters
    ----------
    matrix : CSR or CSC, float64 (m, n).
    x : (n,) or (n, k), C order, no part of ``out``.
    out : (m,) or (m, k), C order.
    """
    if kernels is None:
        out += matrix @ x
        return
    rows, columns = matrix.shape
    arrays = matrix.indptr, matrix.indices, matrix.data
    if x.ndim == 1:
        one = kernels.csr_matvec if matrix.format == "csr" else kernels.csc_matvec
        one(rows, columns, *arrays, x, out)
    else:
        many = kernels.csr_matvecs if matrix.format == "csr" else kernels.csc_matvecs
        many(rows, columns, x.shape[1], *arrays, x.ravel(), out.reshape(-1))


def product(matrix: Sparse, x: FloatArray) -> FloatArray:
    """Return ``matrix @ x`` in an array of its own."""
    out = np.zeros((matrix.shape[0], *x.shape[1:]))
    add_product(matrix, x, out)
    return out
