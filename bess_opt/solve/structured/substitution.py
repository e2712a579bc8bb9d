r"""Many right-hand sides through a band factor ``S = N D N'``, N unit lower with ``b`` diagonals.

    u_i = x_i - sum_{j<i} N_ij u_j,    then    x_i = u_i / d_i - sum_{j>i} N_ji x_j.

LAPACK takes the sides one after the other, and each waits for its own recurrence. Here the sides of
one row stand together, so that a step of the recurrence serves them all: two to three times as
fast from a few sides up. The recurrence is a sparse product whose result is its own operand: row
after row, it reads what it has just written. `IN_ORDER` tells whether scipy's kernels do so.
"""

from __future__ import annotations

import numpy as np

from bess_opt.solve.structured import accumulate
from bess_opt.solve.structured.aliases import FloatArray


class Substitution:
    """The fixed pattern of a band factor of ``size`` rows and ``bandwidth`` b, and its numbers."""

    def __init__(self, size: int, bandwidth: int) -> None:
        self.size, self.bandwidth = size, bandwidth
        row = np.arange(size, dtype=np.int32)[:, None]
        beside = np.arange(bandwidth, dtype=np.int32)
        self._begins = np.arange(size + 1, dtype=np.int32) * bandwidth
        self._after = (row + 1 + beside).ravel()
        # The way back counts rows from the end, behind b rows of zeros.
        self._before = (row + bandwidth - 1 - beside).ravel()

    def load(self, below: FloatArray, diagonal: FloatArray) -> None:
        """Take N's entries ``below[j, k] = N[j + 1 + k, j]``, shape (size, b), and D (size,)."""
        self._forward = np.negative(below, order="C")
        self._backward = self._forward[::-1].copy()
        self._inverse = 1.0 / diagonal

    def solve(self, x: FloatArray) -> FloatArray:
        """Return the solution for ``x`` of shape (size, k)."""
        size, sides = x.shape
        padded = size + self.bandwidth
        down = np.zeros((padded, sides))
        down[:size] = x
        flat = down.reshape(-1)
        accumulate.kernels.csc_matvecs(
            padded, size, sides, self._begins, self._after, self._forward.reshape(-1), flat, flat
        )
        up = np.zeros((padded, sides))
        np.multiply(down[:size][::-1], self._inverse[::-1, None], out=up[self.bandwidth :])
        flat = up.reshape(-1)
        accumulate.kernels.csr_matvecs(
            size,
            padded,
            sides,
            self._begins,
            self._before,
            self._backward.reshape(-1),
            flat,
            flat[self.bandwidth * sides :],
        )
        return up[self.bandwidth :][::-1].copy()


def _kernels_go_in_order() -> bool:
    """Whether a recurrence of a thousand rows comes out as written above."""
    if accumulate.kernels is None:
        return False
    size = 1000
    part = Substitution(size, 1)
    part.load(np.full((size, 1), -1.0), np.ones(size))
    # Each way is a running sum: from the first row on, then from the last one back.
    first = np.zeros((size, 2))
    first[0] = 1.0
    return np.array_equal(part.solve(first)[:, 1], np.arange(size, 0, -1))


IN_ORDER = _kernels_go_in_order()
