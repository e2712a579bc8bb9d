"""The linear program as plain arrays: what every solver is handed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LinearProgram:
    """Minimise ``cost @ x + offset`` within the limits of rows and columns.

    The rows are ``row_lower <= A x <= row_upper``, the columns ``lower <= x <= upper``.

    The arrays are read-only and never change: a program that is given new data hands out new ones.

    Parameters
    ----------
    cost, lower, upper : ndarray, shape (n_columns,)
        Objective coefficients and bounds; infinite where there is no bound.
    offset : float
        Constant of the objective.
    integer : ndarray of bool, shape (n_columns,)
        Columns that must take whole values.
    column_time, row_time : ndarray of int
        Ordinal of the time step of each column and row; -1 where it belongs to none.
    indptr, indices, values : ndarray
        Matrix by columns: row ordinals ascending within a column, repeated entries added up. Zeros
        stay, so that the pattern does not depend on the data.
    row_lower, row_upper : ndarray, shape (n_rows,)
        Limits of the rows; equal for an equation.
    sense : int
        1 as formulated; -1 where a maximisation was negated, so that its objective is minus ours.
    """

    cost: NDArray[np.float64]
    offset: float
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: NDArray[np.bool_]
    column_time: NDArray[np.int64]
    indptr: NDArray[np.int32]
    indices: NDArray[np.int32]
    values: NDArray[np.float64]
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    row_time: NDArray[np.int64]
    sense: int = 1

    @property
    def n_columns(self) -> int:
        """Number of decisions."""
        return len(self.cost)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    @property
    def n_entries(self) -> int:
        """Number of stored entries of the matrix."""
        return len(self.values)

    @cached_property
    def typical_cost(self) -> float:
        """Median size of the costs that are not zero, or one where all are."""
        nonzero = np.abs(self.cost[self.cost != 0])
        return 1.0 if nonzero.size == 0 else float(np.median(nonzero))

    @cached_property
    def entry_column(self) -> NDArray[np.int64]:
        """Column of each stored entry, shape (n_entries,); its row is in ``indices``."""
        column = np.repeat(np.arange(self.n_columns), np.diff(self.indptr))
        column.setflags(write=False)
        return column

    def coefficient_ranges(self) -> dict[str, tuple[float, float]]:
        """Smallest and largest magnitude, zeros and infinities aside, of each kind of number.

        Returns
        -------
        dict
            For ``matrix``, ``cost``, ``bounds`` and ``rows``; ``(0, 0)`` where there is none.
        """
        kinds = {
            "matrix": (self.values,),
            "cost": (self.cost,),
            "bounds": (self.lower, self.upper),
            "rows": (self.row_lower, self.row_upper),
        }
        return {kind: _magnitudes(*arrays) for kind, arrays in kinds.items()}


def _magnitudes(*arrays: NDArray[np.float64]) -> tuple[float, float]:
    sizes = np.abs(np.concatenate(arrays))
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    return (float(sizes.min()), float(sizes.max())) if len(sizes) else (0.0, 0.0)
