"""Compares a compiled program in full with what Pyomo's own compiler makes of the same model."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from bess_opt.model.program import Program, compile_model


class Readable(NamedTuple):
    """Rows, costs, constant and bounds by Pyomo's names; no zeros."""

    rows: dict[str, tuple[float, float, dict[str, float]]]
    cost: dict[str, float]
    offset: float
    bounds: dict[str, tuple[float, float, bool]]


def pyomo_says(model: Any) -> Readable:
    concrete = model.create_instance()
    form = LinearStandardFormCompiler().write(concrete, mixed_form=True, set_sense=None)
    names, matrix = [v.name for v in form.columns], form.A.tocsr()
    rows: dict[str, tuple[float, float, dict[str, float]]] = {}
    for k, (constraint, kind) in enumerate(form.rows):
        low, high, _ = rows.get(constraint.name, (-np.inf, np.inf, {}))
        span = slice(matrix.indptr[k], matrix.indptr[k + 1])
        entries = zip(matrix.indices[span], matrix.data[span], strict=True)
        rows[constraint.name] = (
            form.rhs[k] if kind <= 0 else low,
            form.rhs[k] if kind >= 0 else high,
            {names[j]: v for j, v in entries if v},
        )
    costs = form.c.tocsr()
    cost = {names[j]: v for j, v in zip(costs.indices, costs.data, strict=True) if v}
    bounds = {
        v.name: (
            -np.inf if v.lb is None else v.lb,
            np.inf if v.ub is None else v.ub,
            not v.is_continuous(),
        )
        for v in form.columns
    }
    return Readable(rows, cost, float(form.c_offset[0]), bounds)


def we_say(program: Program) -> Readable:
    lp = program.linear_program()
    columns, row_names = (
        [_pyomo_name(name) for name in names]
        for names in (program.column_names(), program.row_names())
    )
    entries: list[dict[str, float]] = [{} for _ in row_names]
    for j, name in enumerate(columns):
        for k in range(lp.indptr[j], lp.indptr[j + 1]):
            if lp.values[k]:
                entries[lp.indices[k]][name] = lp.values[k]
    rows = {
        name: (lp.row_lower[i], lp.row_upper[i], entries[i])
        for i, name in enumerate(row_names)
        if entries[i]
    }
    bounds = {
        name: (lp.lower[j], lp.upper[j], bool(lp.integer[j])) for j, name in enumerate(columns)
    }
    cost = {n: lp.sense * c for n, c in zip(columns, lp.cost, strict=True) if c}
    return Readable(rows, cost, lp.sense * lp.offset, bounds)


def _pyomo_name(name: str) -> str:
    return name.replace("(", "[").replace(")", "]")


def assert_same_as_twin(
    model: Any, time: str | None = None, expanded: tuple[str, ...] = ()
) -> Program:
    """Matrix, limits, costs, bounds and integrality equal Pyomo's, row by row and name by name."""
    theirs = pyomo_says(model)
    program = compile_model(model, model.component(time) if time else None)
    ours = we_say(program)
    assert set(program.expanded) == set(expanded), program.expanded
    assert ours.rows.keys() == theirs.rows.keys()
    for name, (low, high, entries) in theirs.rows.items():
        assert ours.rows[name][:2] == pytest.approx((low, high)), name
        assert ours.rows[name][2] == pytest.approx(entries), name
    assert ours.cost == pytest.approx(theirs.cost)
    assert ours.offset == pytest.approx(theirs.offset)
    for name, bounds in theirs.bounds.items():
        assert ours.bounds[name] == pytest.approx(bounds), name
    return program


def values_of(concrete: Any, program: Program, x: np.ndarray) -> None:
    """Give the variables of a concrete model the values of a program's columns."""
    for var in concrete.component_objects(pyo.Var):
        for index, value in zip(var.index_set(), program.array(var.name, x).flat, strict=True):
            var[index].set_value(value, skip_validation=True)
