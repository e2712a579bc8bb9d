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
        nowhere = np.zeros(0, np.int64)
        at = [rows.points + part.where.start for part, rows in pieces]
        self.row_of = np.concatenate([nowhere, *at])
        self.column_of = np.concatenate([nowhere, *(rows.columns for _, rows in pieces)])
        self.coefficients = np.concatenate(
            [np.zeros(0), *(rows.coefficients for _, rows in pieces)]
        )
        height = max(n_rows, 1)
        key = self.column_of * height + self.row_of
        order = np.argsort(key, kind="stable")  # many sorted runs: far cheaper than the default
        key = key[order]
        first = np.concatenate(([True], key[1:] != key[:-1]))[: len(key)]
        self._slot = np.empty(len(key), np.int64)
        self._slot[order] = np.cumsum(first) - 1
        kept = order[first]
        self.indices = self.row_of[kept].astype(np.int32)
        per_column = np.bincount(self.column_of[kept], minlength=n_columns)
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
