r"""The linear system of every Newton step, solved through the structure of time.

    -Theta dw + W'dy = r_d,      W dw = r_p.

Rows stand in the order band K (as `chain` eliminates them), border B, single rows. The single ones
are solved away first (`singles`), then every local column on its diagonal H, which leaves

    [ S    B    C' ] [dy_K]        S = A_K H^-1 A_K' + delta I,
    [ B'  -H~   E' ] [dx_G]        the band of `chain`,
    [ C    E    K  ] [dy_B]        the rest in `border`.

Theta is shifted by rho and S, K by delta (proximal terms): the matrix stays factorisable, residuals
are taken from the unshifted system and refined by the caller.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from bess_opt.solve.structured.accumulate import add_product, product
from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray, Sparse
from bess_opt.solve.structured.border import Border
from bess_opt.solve.structured.chain import Chain
from bess_opt.solve.structured.positions import column_pairs, distinct
from bess_opt.solve.structured.singles import SingleRows
from bess_opt.solve.structured.structure import BAND, BORDER, SINGLE


class NewtonSystem:
    """The symbolic part, kept for every solve with the same matrix; `factor` and `solve` use it.

    Parameters
    ----------
    matrix : (m, N) standard-form matrix, slacks included.
    is_global : (N,) border columns.
    row_kind : (m,) BAND, BORDER or SINGLE.
    row_time : (m,) time labels.
    cuts : first label of every segment but the first.
    slack_of : (m,) slack column of each row, -1 for an equation.
    """

    def __init__(
        self,
        matrix: Sparse,
        is_global: BoolArray,
        row_kind: IntArray,
        row_time: IntArray,
        cuts: IntArray,
        slack_of: IntArray,
    ) -> None:
        time = np.maximum(row_time, 0)
        band = np.flatnonzero(row_kind == BAND)
        band = band[np.argsort(time[band], kind="stable")]
        border = np.flatnonzero(row_kind == BORDER)
        single = np.flatnonzero(row_kind == SINGLE)
        self.band_rows, self.border_rows = len(band), len(border)
        self.kept_rows = len(band) + len(border)
        self.global_at = np.flatnonzero(is_global)
        self.globals = len(self.global_at)
        slack = slack_of[single]
        self.on_diagonal = np.ones(matrix.shape[1])
        self.on_diagonal[self.global_at] = 0.0
        self.on_diagonal[slack] = 0.0
        is_local = self.on_diagonal > 0.0
        by_row = matrix.tocsr()
        self._map_band(by_row[band], is_local, time[band])
        band = band[self.chain.order]
        self.row_order = np.concatenate([band, border, single])
        self.matrix = by_row[self.row_order]
        self.matrix.sort_indices()
        self.transposed = self.matrix.T.tocsr()
        self.rows, self.columns = self.matrix.shape
        self.singles = SingleRows(self.matrix[self.kept_rows :], slack, is_global)
        segment = np.searchsorted(cuts, time[band], side="right")
        self.segments = len(cuts) + 1
        self.border = Border(
            self.matrix,
            self.band_rows,
            self.border_rows,
            self.singles,
            is_local,
            segment,
            self.segments,
        )

    def _map_band(self, rows: Sparse, is_local: BoolArray, label: IntArray) -> None:
        """Map 1/H to the entries of S; ``rows`` are the band's, in time order."""
        by_column = rows.tocsc()
        filled = np.flatnonzero(is_local & (np.diff(by_column.indptr) > 0))
        high, low, value, column = column_pairs(by_column, filled)
        size = max(self.band_rows, 1)
        diagonal = np.arange(self.band_rows, dtype=np.int64) * (size + 1)
        key = np.concatenate([low * size + high, diagonal])
        unique, place = distinct(key)
        self.band_map = sparse.csr_matrix(
            (value, (place[: len(value)], column)), shape=(len(unique), len(is_local))
        )
        self.chain = Chain(self.band_rows, unique % size, unique // size, label)

    def factor(self, theta: FloatArray, rho: FloatArray, delta: float) -> bool:
        """Factorise for the weights ``theta`` >= 0, shape (N,); False if not positive."""
        shifted = theta + rho
        diagonal = self.singles.factor(shifted)
        self.inverse = self.on_diagonal / diagonal
        band_values = product(self.band_map, self.inverse)
        if not self.chain.factor(band_values, delta):
            return False
        return self.border.factor(self.chain, shifted, self.inverse, delta)

    def solve(self, dual: FloatArray, primal: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Solve for the residuals r_d (N,) and r_p (m,); return dw (N,) and dy (m,)."""
        singles, kept = self.singles, self.kept_rows
        t = dual.copy()
        if singles.count:
            single_rhs = primal[kept:]
            q = singles.weight * single_rhs
            q += singles.slack_sign * dual[singles.slack_at]
            add_product(singles.transposed, -q, t)
        global_rhs = t[self.global_at]
        t *= self.inverse
        y = primal.copy()
        y[kept:] = 0.0
        add_product(self.matrix, t, y)
        band, single = y[: self.band_rows], y[kept:]
        self.chain.solve(band)
        if self.border.size:
            if singles.count and self.globals:
                global_rhs -= singles.global_part_transposed @ (singles.weight * single)
            border_rhs = np.concatenate([global_rhs, y[self.band_rows : kept]])
            border_rhs -= self.border.couplings.project(band)
            z = self.border.solve(border_rhs)
            self.border.couplings.spread(z, band)
            y[self.band_rows : kept] = z[self.globals :]
        if singles.count and self.globals:
            single[:] = -singles.weight * (singles.global_part @ z[: self.globals])
        else:
            single[:] = 0.0
        w = product(self.transposed, y)
        w *= self.inverse
        w -= t
        if self.globals:
            w[self.global_at] = z[: self.globals]
        if singles.count:
            row_change = product(singles.matrix, w)
            single[:] = q - singles.weight * row_change
            w[singles.slack_at] = singles.slack_sign * (single_rhs - row_change)
        return w, y

    def describe(self) -> dict[str, int]:
        """Return the sizes that decide the time of one iteration."""
        return {
            "columns": self.columns,
            "rows": self.rows,
            "band_rows": self.band_rows,
            "border_rows": self.border_rows,
            "single_rows": self.singles.count,
            "globals": self.globals,
            "segments": self.segments,
            "slots": self.border.slots,
            "band_size": self.chain.band.size,
            "bandwidth": self.chain.band.bandwidth,
            "leaf_rounds": len(self.chain.rounds),
        }
