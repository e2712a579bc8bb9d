"""The matrix by columns, and the slot of every coefficient in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.parts import Part, Rows


class Matrix:
    """Compressed columns of the entries of all constraints; repeated entries add up.

    Parameters
    ----------
    pieces : sequence of (Part, Rows)
        Constraints in the order of their rows.
    n_rows, n_columns : int
        Size of the matrix.
    """

    def __init__(self, pieces: Sequence[tuple[Part, Rows]], n_rows: int, n_columns: int) -> None:
        ends = list(accumulate((len(rows.points) for _, rows in pieces), initial=0))
        self.entries = {
            part.name: slice(ends[k], ends[k + 1]) for k, (part, _) in enumerate(pieces)
        }
        self.row_of = np.empty(ends[-1], np.int32)
        self.column_of = np.empty(ends[-1], np.int32)
        self.coefficients = np.empty(ends[-1])
        for part, rows in pieces:
            own = self.entries[part.name]
            np.add(rows.points, part.where.start, out=self.row_of[own], casting="same_kind")
            self.column_of[own] = rows.columns
            self.coefficients[own] = rows.coefficients
        self._find_slots(max(n_rows, 1), n_columns)

    def _find_slots(self, height: int, n_columns: int) -> None:
        key = self.column_of * np.int64(height)
        key += self.row_of
        order = np.argsort(key, kind="stable")  # many sorted runs: far cheaper than the default
        key = key[order]
        is_new = np.empty(len(key), bool)
        is_new[:1] = True
        np.not_equal(key[1:], key[:-1], out=is_new[1:])
        place = np.cumsum(is_new, dtype=np.int32)
        place -= 1
        self._slot = np.empty(len(key), np.int32)
        self._slot[order] = place
        per_column = np.bincount(self.column_of, minlength=n_columns)
        per_column -= np.bincount(self.column_of[order[~is_new]], minlength=n_columns)
        self.indices = self.row_of[order[is_new]]
        self.indptr = np.concatenate(([0], np.cumsum(per_column))).astype(np.int32)
        self.indices.setflags(write=False)
        self.indptr.setflags(write=False)

    def values(self, coefficients: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Stored values for these coefficients, one per entry of every constraint."""
        own = self.coefficients if coefficients is None else coefficients
        return np.bincount(self._slot, own, len(self.indices)).astype(np.float64, copy=False)

    def has_entries(self, part: Part, rows: Rows) -> bool:
        """Whether the entries of a constraint lie where they lay at first."""
        own = self.entries[part.name]
        return np.array_equal(self.column_of[own], rows.columns) and np.array_equal(
            self.row_of[own], rows.points + part.where.start
        )
