r"""Row and column scales that bring a matrix's entries near one.

Alternating square-root equilibration in the 2-norm (Ruiz, "A scaling algorithm to equilibrate both
rows and columns norms in matrices", 2001): ``r_i /= sqrt(|A_i.|)``, ``c_j /= sqrt(|A_.j|)``. The
scales are rounded to powers of two, so that scaling and unscaling are exact.
"""

from __future__ import annotations

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray, Sparse

SWEEPS = 6
# Norms within this factor of one are even.
ENOUGH = 2.0**0.5


def equilibrate(matrix: Sparse) -> tuple[FloatArray, FloatArray]:
    """Return row scales (m,) and column scales (n,), powers of two."""
    rows, columns = matrix.shape
    square = matrix.copy()
    square.data **= 2
    row_scale, column_scale = np.ones(rows), np.ones(columns)
    for _ in range(SWEEPS):
        row_norm = _norm(row_scale**2 * (square @ column_scale**2))
        column_norm = _norm(column_scale**2 * (square.T @ row_scale**2))
        if max(_spread(row_norm), _spread(column_norm)) < ENOUGH:
            break
        row_scale /= np.sqrt(row_norm)
        column_scale /= np.sqrt(column_norm)
    return np.exp2(np.round(np.log2(row_scale))), np.exp2(np.round(np.log2(column_scale)))


def _spread(norm: FloatArray) -> float:
    """Largest factor between a norm and one."""
    return float(max(norm.max(initial=1.0), 1.0 / norm.min(initial=1.0)))


def _norm(square: FloatArray) -> FloatArray:
    norm = np.sqrt(square)
    norm[norm == 0.0] = 1.0
    return norm
