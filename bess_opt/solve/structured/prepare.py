"""From a program to a standard form with a Newton system, and the way back.

original -> presolve -> parallel rows -> running sums -> structure -> standard form.

Everything but the last step's numbers is kept and reused where the next program has the same
pattern (`Prepared.refit`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.contradiction import contradiction
from bess_opt.solve.structured.limits import check_structure
from bess_opt.solve.structured.parallel_rows import Merged, merge_parallel_rows
from bess_opt.solve.structured.postsolve import restore_dual, restore_primal
from bess_opt.solve.structured.presolve import presolve
from bess_opt.solve.structured.range_program import RangeProgram
from bess_opt.solve.structured.reduction import Reduction
from bess_opt.solve.structured.running_sums import RunningSums, plan_running_sums
from bess_opt.solve.structured.standard_form import FormData, StandardForm
from bess_opt.solve.structured.structure import Structure, find_structure


@dataclass(frozen=True)
class Prepared:
    """A program ready to be iterated on.

    Attributes
    ----------
    original, reduced : before the first and after the last of these.
    reduction : what presolve left of the original.
    merged : what presolve left, with repeated rows made one.
    form : None where presolve left no column.
    """

    original: RangeProgram
    reduction: Reduction
    merged: Merged
    sums: RunningSums | None
    reduced: RangeProgram
    structure: Structure | None
    form: StandardForm | None

    @property
    def verdict(self) -> str:
        """Empty, 'infeasible', or 'unbounded if feasible'."""
        return self.reduction.verdict or ("infeasible" if self.merged.crossed else "")

    def contradiction(self) -> FloatArray:
        """Return the row multipliers (m,) behind the verdict 'infeasible'."""
        return contradiction(self.original, self.reduction, self.merged)

    @property
    def constant(self) -> float:
        """Cost of the columns that presolve fixed."""
        return float(np.sum(self.original.cost * self.reduction.fixed_value))

    def data(self) -> FormData:
        """Scale the numbers."""
        return self._own_form.data(self.reduced, self.original, self.constant)

    @property
    def _own_form(self) -> StandardForm:
        if self.form is None:
            raise ValueError("presolve left no column to iterate on")
        return self.form

    def refit(self, original: RangeProgram) -> Prepared | None:
        """Return the same preparation for other data, or None where pattern or labels differ."""
        if self.form is None or not original.labelled_as(self.original):
            return None
        reduction = presolve(original)
        if reduction.verdict:
            return None
        if not np.array_equal(reduction.columns, self.reduction.columns):
            return None
        if not np.array_equal(reduction.rows, self.reduction.rows):
            return None
        merged = merge_parallel_rows(reduction.shrink(original))
        if merged.crossed or not merged.groups_as(self.merged):
            return None
        reduced = merged.shrink()
        if self.sums is not None:
            reduced = self.sums.rewrite(reduced)
        if not self.form.accepts(reduced):
            return None
        return replace(self, original=original, reduction=reduction, merged=merged, reduced=reduced)

    def without_cost(self) -> Prepared:
        """Return the same rows and bounds with a cost of zero everywhere."""
        none = np.zeros(self.original.shape[1])
        return replace(
            self,
            original=replace(self.original, cost=none),
            reduced=replace(self.reduced, cost=np.zeros(self.reduced.shape[1])),
        )

    def lift(self, w: FloatArray, y: FloatArray, data: FormData) -> tuple[FloatArray, FloatArray]:
        """Return the original program's x (n,) and row duals (m,)."""
        return self.lift_primal(w, data), self.lift_dual(y, data)

    def lift_primal(self, w: FloatArray, data: FormData) -> FloatArray:
        """Return the original program's x (n,)."""
        columns = self.reduction.columns
        x = self._own_form.lift_primal(w, data)[: len(columns)]
        x = np.clip(x, self.reduction.lower[columns], self.reduction.upper[columns])
        return restore_primal(self.reduction, x)

    def lift_dual(self, y: FloatArray, data: FormData) -> FloatArray:
        """Return the original program's row duals (m,)."""
        return self._lift_dual(y, data, self.original.cost)

    def lift_dual_ray(self, y: FloatArray, data: FormData) -> FloatArray:
        """Return row multipliers (m,) of the original program for a ray, without its cost."""
        return self._lift_dual(y, data, np.zeros(self.original.shape[1]))

    def _lift_dual(self, y: FloatArray, data: FormData, cost: FloatArray) -> FloatArray:
        duals = self._own_form.lift_dual(y, data)
        if self.sums is not None:
            duals = self.sums.narrow(duals)
        return restore_dual(self.original, cost, self.reduction, self.merged.widen(duals))

    def restore_empty(self) -> tuple[FloatArray, FloatArray]:
        """Return the original's x and row duals where presolve decided every column."""
        y = self.merged.widen(np.zeros(self.reduced.shape[0]))
        return (
            restore_primal(self.reduction, np.zeros(0)),
            restore_dual(self.original, self.original.cost, self.reduction, y),
        )

    def lift_direction(self, w: FloatArray) -> FloatArray:
        """Return the original columns' change (n,) along w."""
        full, columns = np.zeros(self.original.shape[1]), self.reduction.columns
        full[columns] = self._own_form.lift_direction(w)[: len(columns)]
        return full

    def lower(self, x: FloatArray, y: FloatArray, data: FormData) -> tuple[FloatArray, FloatArray]:
        """Return the scaled (w, y) of an original pair (x, y); infinities are not expected."""
        form = self._own_form
        x, y = x[self.reduction.columns], self.merged.narrow(y[self.reduction.rows])
        if self.sums is not None:
            x, y = self.sums.widen(self.reduced, x, y)
        return form.lower_primal(x, self.reduced, data), form.lower_dual(y, data)


def prepare(original: RangeProgram) -> Prepared:
    """Presolve, find the structure and set up the elimination.

    Raises
    ------
    DeclinedError
        If the structure is beyond the engine's limits; nothing expensive was done by then.
    """
    reduction = presolve(original)
    merged = merge_parallel_rows(reduction.shrink(original))
    reduced = merged.shrink()
    if reduction.verdict or merged.crossed or len(reduction.columns) == 0:
        return Prepared(original, reduction, merged, None, reduced, None, None)
    sums = plan_running_sums(reduced)
    if sums is not None:
        reduced = sums.rewrite(reduced)
    structure = find_structure(reduced)
    check_structure(reduced, structure)
    form = StandardForm(reduced, structure)
    return Prepared(original, reduction, merged, sums, reduced, structure, form)
