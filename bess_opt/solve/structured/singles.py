r"""Solves away the inequalities that hold one local column each, on the diagonal.

A row ``a x_j + g'x_G + e s = 0``, e = 1 or -1, with slack weight ``theta_r`` adds, once its slack
and dual are eliminated,

    H_j   = theta_j + sum_r a_r^2 theta_r          (still diagonal),
    H_jG  = sum_r a_r theta_r g_r',

and, on the global columns after the local ones are eliminated, by Lagrange's identity and so
without any subtraction of large numbers,

    H~_GG = Theta_G + sum_r theta_r theta_j / H_j  g_r g_r'
          + sum_{r<s on j} theta_r theta_s / H_j  (a_s g_r - a_r g_s)(a_s g_r - a_r g_s)'.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from bess_opt.solve.structured.aliases import BoolArray, FloatArray, IntArray, Sparse
from bess_opt.solve.structured.positions import as_positions


class SingleRows:
    """The eliminated rows of a standard form and their fixed maps.

    Parameters
    ----------
    rows : CSR (k, N), these rows with their slacks.
    slack : (k,) the slack column of each row.
    is_global : (N,) columns of the border.
    """

    def __init__(self, rows: Sparse, slack: IntArray, is_global: BoolArray) -> None:
        self.count, self.columns = rows.shape
        self.slack_at = as_positions(slack)
        coo = rows.tocoo()
        is_slack = np.zeros(self.columns, bool)
        is_slack[slack] = True
        on_slack = is_slack[coo.col]
        self.slack_sign = np.ones(self.count)
        self.slack_sign[coo.row[on_slack]] = coo.data[on_slack]
        row, column, value = coo.row[~on_slack], coo.col[~on_slack], coo.data[~on_slack]
        self.matrix = sparse.csr_matrix((value, (row, column)), shape=rows.shape)
        # By column: these rows may be few, and the columns are all of the program's.
        self.transposed = self.matrix.T
        local = ~is_global[column]
        self.local_column = np.full(self.count, -1)
        self.local_value = np.zeros(self.count)
        self.local_column[row[local]] = column[local]
        self.local_value[row[local]] = value[local]
        in_border = np.cumsum(is_global) - 1
        self.globals = int(is_global.sum())
        self.global_at = np.flatnonzero(is_global)
        self.global_part = sparse.csr_matrix(
            (value[~local], (row[~local], in_border[column[~local]])),
            shape=(self.count, self.globals),
        )
        self.global_part_transposed = self.global_part.T.tocsr()
        self._map_local()
        self._map_global()

    def _map_local(self) -> None:
        with_local = np.flatnonzero(self.local_column >= 0)
        self.with_local = with_local
        self.with_local_at = as_positions(with_local)
        column = self.local_column[with_local]
        self.local_at = as_positions(column)
        square = self.local_value[with_local] ** 2
        unique, place = np.unique(column, return_inverse=True)
        self.touched_at = as_positions(unique)
        self.add_square = sparse.csr_matrix(
            (square, (place, np.arange(len(with_local)))), shape=(len(unique), len(with_local))
        )

    def _map_global(self) -> None:
        order = self.with_local[np.argsort(self.local_column[self.with_local], kind="stable")]
        column = self.local_column[order]
        begins = np.flatnonzero(np.r_[True, column[1:] != column[:-1]]) if len(order) else order
        count = np.diff(np.r_[begins, len(order)])
        pairs = [np.zeros((2, 0), np.int64)]
        for k in np.unique(count[count > 1]):
            second, first = np.tril_indices(int(k), -1)
            place = begins[count == k][:, None]
            pairs.append(order[np.stack([(place + first).ravel(), (place + second).ravel()])])
        self.one, self.two = np.concatenate(pairs, axis=1)
        scale_one = sparse.diags_array(self.local_value[self.two])
        scale_two = sparse.diags_array(self.local_value[self.one])
        difference = scale_one @ self.global_part[self.one] - scale_two @ self.global_part[self.two]
        key_row, map_row = _outer(self.global_part, self.globals)
        key_pair, map_pair = _outer(difference.tocsr(), self.globals)
        self.pattern, place = np.unique(np.concatenate([key_row, key_pair]), return_inverse=True)
        self.map_row = _collect(map_row, place[: len(key_row)], len(self.pattern), self.count)
        self.map_pair = _collect(map_pair, place[len(key_row) :], len(self.pattern), len(self.one))

    def factor(self, theta: FloatArray) -> FloatArray:
        """Read the weights theta (N,); return the diagonal H (N,)."""
        self.weight = theta[self.slack_at].copy()
        diagonal = theta.copy()
        on_local = self.weight[self.with_local_at]
        diagonal[self.touched_at] += self.add_square @ on_local
        self.share = np.zeros(self.count)
        self.share[self.with_local_at] = on_local / diagonal[self.local_at]
        return diagonal

    def global_block(self, theta: FloatArray) -> FloatArray:
        """Return H~_GG, dense (g, g), for the weights last given to `factor`."""
        direct = self.weight.copy()
        direct[self.with_local_at] = self.share[self.with_local_at] * theta[self.local_at]
        value = self.map_row @ direct
        if len(self.one):
            value += self.map_pair @ (self.weight[self.one] * self.share[self.two])
        block = np.zeros(self.globals * self.globals)
        block[self.pattern] = value
        block[:: self.globals + 1] += theta[self.global_at]
        return block.reshape(self.globals, self.globals)


def _outer(rows: Sparse, width: int) -> tuple[IntArray, tuple[IntArray, FloatArray]]:
    """Keys ``a * width + b`` of every product of two entries of a row, with (row, product)."""
    rows.sort_indices()
    count = np.diff(rows.indptr)
    keys, owners, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for k in np.unique(count[count > 0]):
        owner = np.flatnonzero(count == k)
        place = rows.indptr[owner][:, None] + np.arange(k)
        index, value = rows.indices[place].astype(np.int64), rows.data[place]
        keys.append((index[:, :, None] * width + index[:, None, :]).ravel())
        values.append((value[:, :, None] * value[:, None, :]).ravel())
        owners.append(np.repeat(owner, k * k))
    return np.concatenate(keys), (np.concatenate(owners), np.concatenate(values))


def _collect(terms: tuple[IntArray, FloatArray], place: IntArray, size: int, width: int) -> Sparse:
    owner, value = terms
    return sparse.csr_matrix((value, (place, owner)), shape=(size, width))
