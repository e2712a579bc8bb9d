"""The reference the structured engine is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from bess_opt.model.linear_program import LinearProgram


@dataclass(frozen=True)
class Reference:
    """HiGHS's status, objective, values and row duals."""

    status: str
    objective: float
    x: np.ndarray
    y: np.ndarray
    seconds: float


def solve(program: LinearProgram, **options: str | float) -> Reference:
    """Solve with HiGHS; an undecided 'infeasible or unbounded' is asked again without presolve."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.row_lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    lp.offset_ = program.offset
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = program.indptr
    lp.a_matrix_.index_ = program.indices
    lp.a_matrix_.value_ = program.values
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    solver.run()
    status = solver.modelStatusToString(solver.getModelStatus())
    if status == "Primal infeasible or unbounded":
        return solve(program, presolve="off", **options)
    solution = solver.getSolution()
    return Reference(
        status=status.lower(),
        objective=solver.getInfo().objective_function_value,
        x=np.array(solution.col_value),
        y=np.array(solution.row_dual),
        seconds=solver.getRunTime(),
    )
