"""HiGHS's simplex over many small programs, each begun from a basis that nearly fits.

One instance is kept, so that nothing is set up twice. The basis is a guess: HiGHS mends one that
is singular or has the wrong number of members, and the answer does not depend on it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import certify
from bess_opt.solve.highs import cost_scale, pass_model
from bess_opt.solve.solution import Solution, Status

Statuses = NDArray[np.object_]


@dataclass(frozen=True)
class Basis:
    """Status of each column and row, in HiGHS's own words."""

    columns: Statuses
    rows: Statuses


class HotSimplex:
    """Keeps one instance of HiGHS."""

    def __init__(self) -> None:
        import highspy

        self._optimal = highspy.HighsModelStatus.kOptimal
        self._new_basis = highspy.HighsBasis
        self._highs = highspy.Highs()
        for name, value in {
            "output_flag": False,
            "solver": "simplex",
            "threads": 1,
            # Devex: weights of the steepest edge would be computed anew for every basis given.
            "simplex_dual_edge_weight_strategy": 1,
            "primal_feasibility_tolerance": 1e-7,
            "dual_feasibility_tolerance": 1e-7,
        }.items():
            self._highs.setOptionValue(name, value)

    @staticmethod
    def slack_basis(columns: int, rows: int) -> Basis:
        """The basis of all slacks, where nothing is known."""
        import highspy

        words = highspy.HighsBasisStatus
        return Basis(np.full(columns, words.kLower, object), np.full(rows, words.kBasic, object))

    def solve(self, lp: LinearProgram, guess: Basis | None = None) -> tuple[Solution, Basis]:
        """Solve; anything but a certified optimum comes back with status ``error``."""
        began, highs, scale = time.perf_counter(), self._highs, cost_scale(lp)
        pass_model(highs, lp, scale)
        if guess is not None:
            basis: Any = self._new_basis()
            basis.col_status, basis.row_status = guess.columns.tolist(), guess.rows.tolist()
            basis.valid = basis.alien = True
            highs.setBasis(basis)
        highs.run()
        found, final, info = highs.getSolution(), highs.getBasis(), highs.getInfo()
        x, y = np.array(found.col_value), np.array(found.row_dual) / scale
        is_optimal = highs.getModelStatus() == self._optimal
        certificate = certify(lp, x, y) if is_optimal else None
        solution = Solution(
            status=Status.OPTIMAL if is_optimal else Status.ERROR,
            x=x,
            y=y,
            objective=float(lp.cost @ x + lp.offset) if is_optimal else float("nan"),
            iterations=int(info.simplex_iteration_count),
            engine="highs",
            algorithm="simplex from an earlier basis",
            version=highs.version(),
            seconds=time.perf_counter() - began,
            certificate=certificate,
        )
        return solution, Basis(_words(final.col_status), _words(final.row_status))


def _words(statuses: Any) -> Statuses:
    return np.array(statuses, object)
