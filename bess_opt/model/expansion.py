"""Pyomo's own expansion of a rule, index by index: slow, and right whatever the rule does.

It serves rules that cannot be evaluated over a whole index set, and the witnesses that check those
that can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from bess_opt.errors import ModelError
from bess_opt.model import pyomo_rules
from bess_opt.model.affine import demand_finite, demand_numbers
from bess_opt.model.parts import AffineMap, Part, Rows

ColumnOf = Callable[[Any], int]


def expand_rows(part: Part, model: Any, indices: Sequence[Any], column_of: ColumnOf) -> Rows:
    """Rows of a constraint at the given indices; a row that the rule skips is free and empty.

    Raises
    ------
    ModelError
        If a row is not linear.
    MissingData
        If a number is nan, or a coefficient infinite.
    """
    lower, upper = np.full(len(indices), -np.inf), np.full(len(indices), np.inf)
    entries: list[tuple[int, int, float]] = []
    skipped = (pyo.Constraint.Skip, pyo.Constraint.Feasible)
    for k, index in enumerate(indices):
        relation = part.component.rule(model, index)
        if any(relation is skip for skip in skipped):
            continue
        if isinstance(relation, bool | np.bool_):  # no variable was left in it
            lower[k] = -np.inf if relation else 1.0  # an empty row cannot reach 1
            continue
        low, body, high = pyomo_rules.bounded(part.component, relation, index)
        constant, linear = linear_of(f"{part.name}[{index}]", body, column_of)
        lower[k] = -np.inf if low is None else low - constant
        upper[k] = np.inf if high is None else high - constant
        entries += [(k, column, coefficient) for column, coefficient in linear]
    rows = Rows(lower, upper, *_arrays(entries))
    demand_numbers(part.name, lower, upper)
    demand_finite(part.name, rows.coefficients)
    return rows


def expand_map(part: Part, model: Any, indices: Sequence[Any], column_of: ColumnOf) -> AffineMap:
    """Named expression or objective at the given indices, as an affine map.

    Raises
    ------
    ModelError
        If it is not linear.
    MissingData
        If a number is nan or infinite.
    """
    component = part.component
    is_objective = component.ctype is pyo.Objective
    rule = component.rule if is_objective else pyomo_rules.expression_rule(component)
    constants = np.zeros(len(indices))
    entries: list[tuple[int, int, float]] = []
    for k, index in enumerate(indices):
        name = part.name if index is None else f"{part.name}[{index}]"
        constants[k], linear = linear_of(name, rule(model, index), column_of)
        entries += [(k, column, coefficient) for column, coefficient in linear]
    found = AffineMap(constants, *_arrays(entries))
    demand_finite(part.name, found.constant, found.coefficients)
    return found


def linear_of(
    name: str, expression: Any, column_of: ColumnOf
) -> tuple[float, list[tuple[int, float]]]:
    """Constant of an expression and its entries as column and coefficient.

    Raises
    ------
    ModelError
        If it is not linear.
    """
    repn = generate_standard_repn(expression, compute_values=True)
    if not repn.is_linear():
        raise ModelError(f"{name} is not linear")
    pairs = zip(repn.linear_vars, repn.linear_coefs, strict=True)
    return repn.constant, [(column_of(var), float(factor)) for var, factor in pairs]


def expand_bounds(part: Part, model: Any, index: Any) -> tuple[float, float, bool]:
    """Lower bound, upper bound and integrality of one variable."""
    domain = pyomo_rules.domain(part.component, index)
    declared = pyomo_rules.bounds_rule(part.component)(model, index) or (None, None)
    lower, upper = -np.inf, np.inf
    for low, high in (domain.bounds(), declared):
        lower = lower if low is None else max(lower, float(pyo.value(low)))
        upper = upper if high is None else min(upper, float(pyo.value(high)))
    return lower, upper, bool(domain.isdiscrete())


def _arrays(entries: list[tuple[int, int, float]]) -> tuple[Any, Any, Any]:
    points, columns, coefficients = zip(*entries, strict=True) if entries else ((), (), ())
    return (
        np.array(points, np.int64),
        np.array(columns, np.int64),
        np.array(coefficients, np.float64),
    )
