"""Places in arrays: as slices, laid side by side, of distinct keys, of the products in A D A'."""

from __future__ import annotations

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray, IntArray, Positions, Sparse


def as_positions(index: IntArray) -> Positions:
    """Return ``index`` as a slice where that selects the same entries in the same order."""
    if len(index) == 0:
        return slice(0, 0)
    if len(index) == 1:
        return slice(int(index[0]), int(index[0]) + 1)
    step = int(index[1] - index[0])
    if step > 0 and bool(np.all(np.diff(index) == step)):
        return slice(int(index[0]), int(index[-1]) + 1, step)
    return index


def distinct(key: IntArray) -> tuple[IntArray, IntArray]:
    """Return the distinct keys in ascending order, and the place of each key among them.

    Keys of a program in time are a few long runs in ascending order, which a stable sort merges:
    half the time of ``np.unique``, or less.
    """
    order = np.argsort(key, kind="stable")
    ascending = key[order]
    is_new = np.ones(len(key), bool)
    np.not_equal(ascending[1:], ascending[:-1], out=is_new[1:])
    place = np.empty(len(key), np.int64)
    place[order] = np.cumsum(is_new) - 1
    return ascending[is_new], place


def starts(member: IntArray, size: int) -> IntArray:
    """Return where each group begins, and the last ends, where members stand side by side."""
    return np.concatenate([[0], np.cumsum(np.bincount(member, minlength=size))])


def expand(start: IntArray, count: IntArray) -> tuple[IntArray, IntArray]:
    """Lay ``count[k]`` consecutive positions from ``start[k]`` side by side.

    Returns
    -------
    owner : which k each position belongs to.
    position : the positions.
    """
    owner = np.repeat(np.arange(len(start)), count)
    before = np.cumsum(count) - count
    return owner, start[owner] + np.arange(int(count.sum())) - before[owner]


def column_pairs(
    matrix: Sparse, columns: IntArray
) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
    r"""Every product of two entries of one column, lower triangle.

    For ``A D A'`` with diagonal D the entry (i, k) is ``sum_j a_ij a_kj d_j``: the returned arrays
    (i, k, a_ij a_kj, j), i >= k, are that sum's terms.
    """
    start = matrix.indptr
    count = start[columns + 1] - start[columns]
    parts = []
    for k in np.flatnonzero(np.bincount(count)).tolist():
        chosen = columns[count == k]
        place = start[chosen] + np.arange(k)[:, None]
        row, value = matrix.indices[place].astype(np.int64), matrix.data[place]
        first, second = np.tril_indices(k)
        high = np.maximum(row[first], row[second])
        low = np.minimum(row[first], row[second])
        product = value[first] * value[second]
        owner = np.tile(chosen, len(first))
        parts.append((high.ravel(), low.ravel(), product.ravel(), owner))
    if not parts:
        none = np.zeros(0, np.int64)
        return none, none, np.zeros(0), none
    high, low, product, owner = (np.concatenate(p) for p in zip(*parts, strict=True))
    return high, low, product, owner
