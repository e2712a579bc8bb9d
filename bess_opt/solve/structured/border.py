r"""The border of the band: what the global columns and border rows share with every step.

With S the band matrix of the K rows, H the diagonal of the local columns and ``theta_r / H_j`` the
share of each eliminated row r in its column's, the border unknowns z = (dx_G, dy_B) couple to the
band through V = [B C'],

    B = A_KG - A_K H^-1 H_LG,      C = A_B H^-1 A_K',

and among themselves through [-H~_GG E'; E K], E = A_BG - A_B H^-1 H_LG, K = A_B H^-1 A_B'.
All are fixed sparse maps of 1/H and the shares, built once; V is the matter of `couplings`. The
Schur complement

    M = [-H~_GG E'; E K] - V' S^-1 V

is factorised dense where small, by sparse LU where many segments make it wide and mostly empty.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.linalg import lapack, lu_solve
from scipy.sparse.linalg import splu

from bess_opt.solve.structured.accumulate import product
from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray, Sparse
from bess_opt.solve.structured.chain import Chain
from bess_opt.solve.structured.couplings import Couplings, Terms
from bess_opt.solve.structured.positions import column_pairs, expand
from bess_opt.solve.structured.singles import SingleRows

DENSE_UP_TO = 600

# The number that the constant terms of V are multiplied by.
ONE = np.ones(1)


class Border:
    """Couplings of a standard form outside the band.

    Parameters
    ----------
    matrix : CSR (m, N) with rows in the order band, border, single.
    band_rows, border_rows : how many of the first two.
    singles : the eliminated rows.
    is_local : (N,) columns on the diagonal (not global, no slack of an eliminated row).
    segment : (band_rows,) segment of each band row.
    segments : their number.
    """

    def __init__(
        self,
        matrix: Sparse,
        band_rows: int,
        border_rows: int,
        singles: SingleRows,
        is_local: BoolArray,
        segment: IntArray,
        segments: int,
    ) -> None:
        self.band_rows, self.border_rows, self.globals = band_rows, border_rows, singles.globals
        self.size = self.globals + border_rows
        self.singles = singles
        shares = self._share_terms(matrix)
        in_band = shares.row < band_rows
        direct = matrix[:band_rows][:, singles.global_at].tocoo()
        at, border = direct.row.astype(np.int64), direct.col.astype(np.int64)
        self.couplings = Couplings(
            (
                Terms(at, border, np.zeros_like(at), direct.data, 1),
                shares.where(in_band, shares.row[in_band]),
                self._cross_terms(matrix, is_local),
            ),
            segment,
            segments,
            self.size,
        )
        self._map_rows(shares.where(~in_band, shares.row[~in_band] - band_rows), matrix, is_local)

    @property
    def slots(self) -> int:
        """Border unknowns that a segment touches, at most."""
        return self.couplings.slots

    def _share_terms(self, matrix: Sparse) -> Terms:
        """Terms -A_ij a_r g_r of ``-A H^-1 H_LG``: for each eliminated row r on column j."""
        singles = self.singles
        kept = matrix[: self.band_rows + self.border_rows].tocsc()
        part = singles.global_part.tocoo()
        with_local = singles.local_column[part.row] >= 0
        row, border = part.row[with_local], part.col[with_local].astype(np.int64)
        value = part.data[with_local]
        column = singles.local_column[row]
        start = kept.indptr[column].astype(np.int64)
        owner, entry = expand(start, kept.indptr[column + 1] - start)
        size = -kept.data[entry] * singles.local_value[row][owner] * value[owner]
        at = kept.indices[entry].astype(np.int64)
        return Terms(at, border[owner], row[owner].astype(np.int64), size, singles.count)

    def _cross_terms(self, matrix: Sparse, is_local: BoolArray) -> Terms:
        """Terms A_Bj A_Kj of ``C'``."""
        band = matrix[: self.band_rows].tocsc()
        own = matrix[self.band_rows : self.band_rows + self.border_rows].tocoo()
        local = is_local[own.col]
        row, column, value = own.row[local], own.col[local], own.data[local]
        start = band.indptr[column].astype(np.int64)
        owner, entry = expand(start, band.indptr[column + 1] - start)
        at = band.indices[entry].astype(np.int64)
        border = row[owner].astype(np.int64) + self.globals
        source = column[owner].astype(np.int64)
        return Terms(at, border, source, value[owner] * band.data[entry], matrix.shape[1])

    def _map_rows(self, shares: Terms, matrix: Sparse, is_local: BoolArray) -> None:
        """Map the border rows' own blocks E and K to entries of the Schur complement."""
        own = matrix[self.band_rows : self.band_rows + self.border_rows]
        direct = own[:, self.singles.global_at].tocoo()
        g, width = self.globals, max(self.size, 1)
        by_column = own.tocsc()
        filled = np.flatnonzero(is_local & (np.diff(by_column.indptr) > 0))
        high, low, value, column = column_pairs(by_column, filled)
        off = high != low
        e_key = np.concatenate(
            [
                (direct.row.astype(np.int64) + g) * width + direct.col,
                (shares.row + g) * width + shares.unknown,
            ]
        )
        k_key = np.concatenate([(high + g) * width + low + g, ((low + g) * width + high + g)[off]])
        self._e_at, e_place = np.unique(e_key, return_inverse=True)
        self._k_at, k_place = np.unique(k_key, return_inverse=True)
        n = len(direct.row)
        self._e_constant = np.bincount(e_place[:n], direct.data, minlength=len(self._e_at))
        self._e_share = shares.onto(e_place[n:], len(self._e_at))
        self._k_column = sparse.csr_matrix(
            (np.concatenate([value, value[off]]), (k_place, np.concatenate([column, column[off]]))),
            shape=(len(self._k_at), matrix.shape[1]),
        )
        self._e_mirror = (self._e_at % width) * width + self._e_at // width

    def factor(self, chain: Chain, theta: FloatArray, inverse: FloatArray, shift: float) -> bool:
        """Form and factorise the Schur complement; False where it is not finite or has no pivot."""
        if self.size == 0:
            return True
        g = self.globals
        schur = np.zeros((self.size, self.size))
        if g:
            schur[:g, :g] = -self.singles.global_block(theta)
        flat = schur.reshape(-1)
        share = self.singles.share
        if self.border_rows:
            coupling = self._e_constant + product(self._e_share, share)
            flat[self._e_at] += coupling
            flat[self._e_mirror] += coupling
            flat[self._k_at] += product(self._k_column, inverse)
            flat[g * (self.size + 1) :: self.size + 1] += shift
        if self.slots:
            self.couplings.solve(chain, ONE, share, inverse)
            self.couplings.subtract_from(schur)
        return self._factor_dense_or_sparse(schur)

    def _factor_dense_or_sparse(self, schur: FloatArray) -> bool:
        if not np.isfinite(schur).all():
            return False
        self._scale = 1.0 / np.sqrt(np.maximum(np.abs(np.diag(schur)), 1e-300))
        schur *= self._scale[:, None]
        schur *= self._scale
        if self.size <= DENSE_UP_TO:
            factor, swaps, no_pivot = lapack.dgetrf(schur, overwrite_a=1)
            self._dense, self._sparse = (factor, swaps), None
            return bool(no_pivot == 0)
        try:
            self._sparse = splu(sparse.csc_matrix(schur))
        except RuntimeError:  # SuperLU's word for a pivot that is exactly zero.
            return False
        return True

    def solve(self, right: FloatArray) -> FloatArray:
        """Solve M z = right."""
        scaled = self._scale * right
        if self._sparse is None:
            return self._scale * lu_solve(self._dense, scaled, check_finite=False)
        return self._scale * self._sparse.solve(scaled)
