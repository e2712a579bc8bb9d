"""What presolve left of a program, and what gives the rest its values and duals back."""

from __future__ import annotations

from dataclasses import dataclass

from bess_opt.solve.structured.aliases import FloatArray, IntArray, Sparse
from bess_opt.solve.structured.range_program import RangeProgram


@dataclass(frozen=True)
class Reduction:
    """What presolve left, and what postsolve needs.

    Attributes
    ----------
    verdict : empty, 'infeasible', or 'unbounded if feasible'.
    columns, rows : indices of what is kept.
    matrix : the CSC matrix of these, without zeros.
    moved : (m,) what the columns that are not kept bring to each row.
    fixed_value : (n,) value of every column that is not kept, else zero.
    lower, upper : (n,) tightened bounds.
    lower_row, upper_row : (n,) the singleton row a bound came from, -1 for the column's own.
    singletons : per round, the (row, column, coefficient) arrays of rows turned into bounds.
    broken_row, broken_side : a row without a live column that its fixed ones leave below (1) or
        above (-1) its range; -1 for none.
    """

    verdict: str
    columns: IntArray
    rows: IntArray
    matrix: Sparse
    moved: FloatArray
    fixed_value: FloatArray
    lower: FloatArray
    upper: FloatArray
    lower_row: IntArray
    upper_row: IntArray
    singletons: tuple[tuple[IntArray, IntArray, FloatArray], ...]
    broken_row: int = -1
    broken_side: float = 0.0

    def shrink(self, program: RangeProgram) -> RangeProgram:
        """Return the program of the kept rows and columns (constants moved to the right)."""
        moved = self.moved[self.rows]
        return RangeProgram(
            cost=program.cost[self.columns],
            matrix=self.matrix,
            row_lower=program.row_lower[self.rows] - moved,
            row_upper=program.row_upper[self.rows] - moved,
            lower=self.lower[self.columns],
            upper=self.upper[self.columns],
            column_time=program.column_time[self.columns],
            row_time=program.row_time[self.rows],
        )
