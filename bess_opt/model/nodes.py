"""What each kind of expression node does: one function per kind, over a whole frame of points."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from pyomo.core.expr import numeric_expr, template_expr

from bess_opt.model.affine import Affine, Frame, NotVectorised, Term, Undefined

if TYPE_CHECKING:
    from bess_opt.model.templates import Evaluator

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    name: getattr(np, name)
    for name in ("exp", "log", "log10", "sqrt", "sin", "cos", "tan", "ceil", "floor")
}


def _defined(value: Any, node: Any) -> Any:
    """The value, unless it is infinite or nan: as a limit that would quietly be none at all.

    Raises
    ------
    Undefined
        Naming the expression.
    """
    if not np.isfinite(value).all():
        raise Undefined(str(node))
    return value


def _total(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    owner, inner = np.arange(0), frame
    for position, group in enumerate(node.template_iters()):
        step, inner = evaluator.expand(inner, group)
        owner = step if position == 0 else owner[step]
    part = evaluator(node.template_args()[0], inner)
    terms = []
    for term in part.terms:
        length = inner.size if term.owner is None else len(term.owner)
        columns = np.broadcast_to(term.columns, length)
        coefficients = np.broadcast_to(np.asarray(term.coefficients, float), length)
        terms.append(
            Term(owner if term.owner is None else owner[term.owner], columns, coefficients)
        )
    if np.ndim(part.constant) == 0 and part.constant == 0:
        return Affine(0.0, tuple(terms))
    return Affine(np.bincount(owner, part.constants(inner.size), frame.size), tuple(terms))


def _product(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    left, right = (evaluator(a, frame) for a in node.args)
    if left.terms and right.terms:
        raise NotVectorised(f"product of variables: {node}")
    return right.scaled(left.constant) if right.terms else left.scaled(right.constant)


def _quotient(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    divisor = np.asarray(evaluator.constant(node.args[1], frame), float)
    return evaluator(node.args[0], frame).scaled(_defined(1.0 / divisor, node))


def _sum(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    parts = [evaluator(a, frame) for a in node.args]
    constant = parts[0].constant
    for part in parts[1:]:
        constant = constant + part.constant
    return Affine(constant, tuple(term for part in parts for term in part.terms))


def _negation(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    return evaluator(node.args[0], frame).scaled(-1.0)


def _power(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    base, exponent = (np.asarray(evaluator.constant(a, frame), float) for a in node.args)
    return Affine(_defined(np.power(base, exponent), node))


def _extreme(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    largest = isinstance(node, numeric_expr.MaxExpression)
    pick = np.maximum.reduce if largest else np.minimum.reduce
    return Affine(pick(np.broadcast_arrays(*(evaluator.constant(a, frame) for a in node.args))))


def _magnitude(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    return Affine(np.abs(evaluator.constant(node.args[0], frame)))


def _function(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    if node.getname() not in FUNCTIONS:
        raise NotVectorised(f"function {node.getname()}")
    argument = np.asarray(evaluator.constant(node.args[0], frame), float)
    return Affine(_defined(FUNCTIONS[node.getname()](argument), node))


def _index_value(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    return Affine(frame.bound[id(node)].values)


def _item(evaluator: Evaluator, node: Any, frame: Frame) -> Affine:
    at = [evaluator.coordinate(a, frame) for a in node.args[1:]]
    return evaluator.component(node.args[0], at, frame)


HANDLERS: dict[type, Callable[[Evaluator, Any, Frame], Affine]] = {
    template_expr.IndexTemplate: _index_value,
    template_expr.GetItemExpression: _item,
    template_expr.TemplateSumExpression: _total,
    numeric_expr.SumExpression: _sum,
    numeric_expr.ProductExpression: _product,
    numeric_expr.DivisionExpression: _quotient,
    numeric_expr.NegationExpression: _negation,
    numeric_expr.PowExpression: _power,
    numeric_expr.MaxExpression: _extreme,
    numeric_expr.MinExpression: _extreme,
    numeric_expr.AbsExpression: _magnitude,
    numeric_expr.UnaryFunctionExpression: _function,
}
