r"""The border of the band: what the global columns and border rows share with every step.

With S the band matrix of the K rows, H the diagonal and ``phi_r = a_r theta_r / H_j`` of the
eliminated rows, the border unknowns z = (dx_G, dy_B) couple to the band through V = [B C'],

    B = A_KG - A_K H^-1 H_LG,      C = A_B H^-1 A_K',

and among themselves through [-H~_GG E'; E K], E = A_BG - A_B H^-1 H_LG, K = A_B H^-1 A_B'.
All are fixed sparse maps of 1/H and phi, built once. A segment of the horizon touches few border
unknowns, so V is stored per segment in `slots` dense rows. The Schur complement

    M = [-H~_GG E'; E K] - sum_segments V_s' S^-1 V_s

is factorised dense where small, by sparse LU where many segments make it wide and mostly empty.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.linalg import lapack, lu_solve
from scipy.sparse.linalg import splu

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray, Sparse
from bess_opt.solve.structured.chain import Chain
from bess_opt.solve.structured.positions import column_pairs, expand
from bess_opt.solve.structured.singles import SingleRows

DENSE_UP_TO = 600
PRODUCT_BLOCK = 256


def products(one: FloatArray, two: FloatArray) -> FloatArray:
    """Return ``one @ two.T`` of two wide matrices (k, n).

    It is summed over short blocks: BLAS sends the long product to threads that wait for one another
    on a busy machine, up to ten times as long.
    """
    rows, width = one.shape
    blocks = width // PRODUCT_BLOCK
    end = blocks * PRODUCT_BLOCK
    left = one[:, :end].reshape(rows, blocks, PRODUCT_BLOCK).transpose(1, 0, 2)
    right = two[:, :end].reshape(len(two), blocks, PRODUCT_BLOCK).transpose(1, 2, 0)
    total: FloatArray = np.matmul(left, right).sum(axis=0) + one[:, end:] @ two[:, end:].T
    return total


class Border:
    """Couplings of a standard form outside the band.

    Parameters
    ----------
    matrix : CSR (m, N) with rows in the order band, border, single.
    band_rows, border_rows : how many of the first two.
    singles : the eliminated rows.
    is_local : (N,) columns on the diagonal (not global, no slack of an eliminated row).
    segment : (band_rows,) segment of each band row, ascending.
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
        self._map_phi(matrix, singles)
        self._map_rows(matrix, is_local)
        self._lay_slots(matrix, singles, segment, segments)
        self._map_rows_among_themselves(matrix, is_local)

    def _map_phi(self, matrix: Sparse, singles: SingleRows) -> None:
        """Terms -A_ij a_r g_r of ``A H^-1 H_LG``: for each eliminated row r on column j."""
        kept = matrix[: self.band_rows + self.border_rows].tocsc()
        part = singles.global_part.tocoo()
        with_local = singles.local_column[part.row] >= 0
        row, border = part.row[with_local], part.col[with_local].astype(np.int64)
        value = part.data[with_local]
        column = singles.local_column[row]
        start = kept.indptr[column].astype(np.int64)
        owner, entry = expand(start, kept.indptr[column + 1] - start)
        self._phi_row = kept.indices[entry].astype(np.int64)
        self._phi_border = border[owner]
        self._phi_single = row[owner]
        self._phi_value = -kept.data[entry] * singles.local_value[row][owner] * value[owner]

    def _map_rows(self, matrix: Sparse, is_local: BoolArray) -> None:
        """Terms A_Bj A_Kj of ``C'``."""
        band = matrix[: self.band_rows].tocsc()
        own = matrix[self.band_rows : self.band_rows + self.border_rows].tocoo()
        local = is_local[own.col]
        row, column, value = own.row[local], own.col[local], own.data[local]
        start = band.indptr[column].astype(np.int64)
        owner, entry = expand(start, band.indptr[column + 1] - start)
        self._cross_row = band.indices[entry].astype(np.int64)
        self._cross_border = row[owner].astype(np.int64) + self.globals
        self._cross_column = column[owner]
        self._cross_value = value[owner] * band.data[entry]

    def _lay_slots(
        self, matrix: Sparse, singles: SingleRows, segment: IntArray, segments: int
    ) -> None:
        """Give every (segment, border unknown) that occurs a slot, and map V's entries to them."""
        direct = matrix[: self.band_rows][:, singles.global_at].tocoo()
        in_band = self._phi_row < self.band_rows
        row = np.concatenate([direct.row, self._phi_row[in_band], self._cross_row]).astype(np.int64)
        border = np.concatenate([direct.col, self._phi_border[in_band], self._cross_border])
        width = max(self.size, 1)
        key = segment[row] * width + border
        pairs, pair = np.unique(key, return_inverse=True)
        pair_segment, pair_border = pairs // width, pairs % width
        first = np.searchsorted(pair_segment, np.arange(segments + 1))
        slot = np.arange(len(pairs)) - first[pair_segment]
        self.slots = int(slot.max(initial=-1)) + 1
        self.bounds = np.searchsorted(segment, np.arange(segments + 1))
        self.touched = [pair_border[first[s] : first[s + 1]] for s in range(segments)]
        flat, place = np.unique(slot[pair] * self.band_rows + row, return_inverse=True)
        self._v_at = flat
        n_direct, n_phi = len(direct.row), int(in_band.sum())
        self._v_constant = np.bincount(place[:n_direct], direct.data, minlength=len(flat))
        self._v_phi = sparse.csr_matrix(
            (
                self._phi_value[in_band],
                (place[n_direct : n_direct + n_phi], self._phi_single[in_band]),
            ),
            shape=(len(flat), singles.count),
        )
        self._v_column = sparse.csr_matrix(
            (self._cross_value, (place[n_direct + n_phi :], self._cross_column)),
            shape=(len(flat), matrix.shape[1]),
        )
        self._v = np.zeros(self.slots * self.band_rows)
        self.coupling = self._v.reshape(self.slots, self.band_rows)

    def _map_rows_among_themselves(self, matrix: Sparse, is_local: BoolArray) -> None:
        own = matrix[self.band_rows : self.band_rows + self.border_rows]
        direct = own[:, self.singles.global_at].tocoo()
        outside = self._phi_row >= self.band_rows
        width = max(self.size, 1)
        high, low, value, column = column_pairs(
            own.tocsc(), np.flatnonzero(is_local & (np.diff(own.tocsc().indptr) > 0))
        )
        off = high != low
        g = self.globals
        e_key = np.concatenate(
            [
                (direct.row.astype(np.int64) + g) * width + direct.col,
                (self._phi_row[outside] - self.band_rows + g) * width + self._phi_border[outside],
            ]
        )
        k_key = np.concatenate([(high + g) * width + low + g, ((low + g) * width + high + g)[off]])
        self._e_at, e_place = np.unique(e_key, return_inverse=True)
        self._k_at, k_place = np.unique(k_key, return_inverse=True)
        n = len(direct.row)
        self._e_constant = np.bincount(e_place[:n], direct.data, minlength=len(self._e_at))
        self._e_phi = sparse.csr_matrix(
            (self._phi_value[outside], (e_place[n:], self._phi_single[outside])),
            shape=(len(self._e_at), self.singles.count),
        )
        self._k_column = sparse.csr_matrix(
            (np.concatenate([value, value[off]]), (k_place, np.concatenate([column, column[off]]))),
            shape=(len(self._k_at), matrix.shape[1]),
        )
        self._e_mirror = (self._e_at % width) * width + self._e_at // width

    def factor(self, chain: Chain, theta: FloatArray, inverse: FloatArray, shift: float) -> bool:
        """Form and factorise the Schur complement; False where it is not finite."""
        if self.size == 0:
            return True
        g = self.globals
        schur = np.zeros((self.size, self.size))
        if g:
            schur[:g, :g] = -self.singles.global_block(theta)
        flat = schur.reshape(-1)
        phi = self.singles.share
        if self.border_rows:
            coupling = self._e_constant + self._e_phi @ phi
            flat[self._e_at] += coupling
            flat[self._e_mirror] += coupling
            flat[self._k_at] += self._k_column @ inverse
            flat[g * (self.size + 1) :: self.size + 1] += shift
        if self.slots:
            value = self._v_constant + self._v_phi @ phi
            if self.border_rows:
                value += self._v_column @ inverse
            self._v[self._v_at] = value
            solved = chain.solve_many(np.ascontiguousarray(self.coupling.T))
            self.solved = np.ascontiguousarray(solved.T)
            for begin, end, touched in self._each():
                own, solved = self.coupling[: len(touched)], self.solved[: len(touched)]
                schur[np.ix_(touched, touched)] -= products(own[:, begin:end], solved[:, begin:end])
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

    def _each(self) -> list[tuple[int, int, IntArray]]:
        """(first row, end row, border unknowns) of every segment that touches any."""
        ends = self.bounds.tolist()
        return [
            (ends[s], ends[s + 1], touched)
            for s, touched in enumerate(self.touched)
            if len(touched) and ends[s + 1] > ends[s]
        ]

    def project(self, y: FloatArray) -> FloatArray:
        """Return V'y of a band vector, shape (size,)."""
        out = np.zeros(self.size)
        for begin, end, touched in self._each():
            out[touched] += self.coupling[: len(touched), begin:end] @ y[begin:end]
        return out

    def spread(self, z: FloatArray, y: FloatArray) -> None:
        """Subtract S^-1 V z from the band vector ``y`` in place."""
        for begin, end, touched in self._each():
            y[begin:end] -= z[touched] @ self.solved[: len(touched), begin:end]

    def solve(self, right: FloatArray) -> FloatArray:
        """Solve M z = right."""
        scaled = self._scale * right
        if self._sparse is None:
            return self._scale * lu_solve(self._dense, scaled, check_finite=False)
        return self._scale * self._sparse.solve(scaled)
