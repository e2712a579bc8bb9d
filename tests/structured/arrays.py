"""Builds linear programs column by column and row by row, for tests that need no formulation."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from bess_opt.model.linear_program import LinearProgram


class Rows:
    """Collects columns and rows as arrays; `program` compiles them."""

    def __init__(self) -> None:
        self._columns: list[tuple[np.ndarray, ...]] = []
        self._entries: list[tuple[np.ndarray, ...]] = []
        self._ranges: list[tuple[np.ndarray, ...]] = []
        self.n_columns = 0
        self.n_rows = 0

    def column(self, time, cost=0.0, lower=0.0, upper=np.inf) -> np.ndarray:
        """Add one column per entry of ``time`` (-1: global); return their ordinals."""
        time = np.atleast_1d(np.asarray(time, int))
        self._columns.append(
            tuple(np.broadcast_to(v, len(time)) for v in (cost, lower, upper, time))
        )
        self.n_columns += len(time)
        return np.arange(self.n_columns - len(time), self.n_columns)

    def row(self, time, lower, upper, *terms) -> np.ndarray:
        """Add one row per entry of ``time``; a term is (columns, values)."""
        time = np.atleast_1d(np.asarray(time, int))
        index = np.arange(self.n_rows, self.n_rows + len(time))
        self.n_rows += len(time)
        for columns, values in terms:
            self._entries.append(
                tuple(np.broadcast_to(v, len(time)) for v in (index, columns, values))
            )
        self._ranges.append(tuple(np.broadcast_to(v, len(time)) for v in (lower, upper, time)))
        return index

    def total(self, lower, upper, *terms, time=-1) -> int:
        """Add one row that sums over whole arrays of columns."""
        for columns, values in terms:
            columns = np.atleast_1d(columns)
            values = np.broadcast_to(values, len(columns))
            self._entries.append((np.full(len(columns), self.n_rows), columns, values))
        self._ranges.append(tuple(np.atleast_1d(v) for v in (lower, upper, time)))
        self.n_rows += 1
        return self.n_rows - 1

    def program(self, offset: float = 0.0) -> LinearProgram:
        """Return the compiled program."""
        cost, lower, upper, time = (np.concatenate(p) for p in zip(*self._columns, strict=True))
        row, column, value = (np.concatenate(p) for p in zip(*self._entries, strict=True))
        low, high, row_time = (np.concatenate(p) for p in zip(*self._ranges, strict=True))
        matrix = sparse.csc_matrix(
            (value.astype(float), (row, column)), shape=(self.n_rows, self.n_columns)
        )
        matrix.sort_indices()
        return LinearProgram(
            cost=cost.astype(float),
            offset=offset,
            lower=lower.astype(float),
            upper=upper.astype(float),
            integer=np.zeros(self.n_columns, bool),
            column_time=time.astype(np.int64),
            indptr=matrix.indptr,
            indices=matrix.indices,
            values=matrix.data,
            row_lower=low.astype(float),
            row_upper=high.astype(float),
            row_time=row_time.astype(np.int64),
        )
