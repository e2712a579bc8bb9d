"""Calling Pyomo's rules: with placeholders, with real indices, and over a few members of each set.

Everything that leans on names Pyomo does not promise to keep stands in this module. Pyomo swaps
``sum`` and the iteration of sets while it calls a rule with placeholders, for the whole process,
so that one lock guards every such call.
"""

# ruff: noqa: SLF001
from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.base.range import NumericRange
from pyomo.core.base.set import FiniteRangeSetData, SetInitializer, SetProduct, _FiniteSetMixin
from pyomo.core.expr import relational_expr, template_expr

from bess_opt.errors import ModelError
from bess_opt.model.affine import NotVectorised
from bess_opt.model.axes import OUTSIDE
from bess_opt.model.sets import Groups, Table, axis_of

CALLING = threading.RLock()

Template = tuple[Any, tuple[Any, ...]]


def templatise(model: Any, rule: Any, index_set: Any) -> Template:
    """The expression a rule gives for placeholder indices, and the placeholders.

    Pyomo refuses most uses of a placeholder that depend on its value, but ``g == "coal"`` would
    quietly be False; while the rule runs, comparing a placeholder is an error too.

    Raises
    ------
    NotVectorised
        If the rule compares its index; Pyomo raises many other kinds for other reasons.
    """
    placeholder = template_expr.IndexTemplate
    complaints = logging.getLogger(template_expr.__name__)

    def refuse(_self: Any, _other: Any) -> bool:
        raise NotVectorised("the rule compares its index")

    with CALLING, _products_in_steps():
        silenced = complaints.disabled
        placeholder.__eq__ = placeholder.__ne__ = refuse
        complaints.disabled = True
        try:
            found: Template = template_expr.templatize_rule(
                model, rule, None if index_set.dimen == 0 else index_set
            )
        finally:
            del placeholder.__eq__, placeholder.__ne__
            complaints.disabled = silenced
    return found


@contextmanager
def _products_in_steps() -> Iterator[None]:
    """While it lasts, a product of sets does not list its factors before its first member.

    Pyomo asks for the first member only, to see what a placeholder may stand for.
    """
    complete = _FiniteSetMixin.__iter__

    def in_steps(source: Any) -> Iterator[Any]:
        if isinstance(source, SetProduct):
            return _members_of_product(list(source.subsets(expand_all_set_operators=False)))
        return iter(complete(source))

    _FiniteSetMixin.__iter__ = in_steps
    try:
        yield
    finally:
        _FiniteSetMixin.__iter__ = complete


def _members_of_product(sets: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Members of a product one after the other, tuples flattened."""
    if not sets:
        yield ()
        return
    for head in sets[0]:
        labels = head if isinstance(head, tuple) else (head,)
        for tail in _members_of_product(sets[1:]):
            yield labels + tail


@contextmanager
def few_members(choose: Callable[[Any], Sequence[Any] | None]) -> Iterator[None]:
    """While it lasts, going through a set yields only the members that ``choose`` picks.

    ``choose`` is called with the set, whose iteration is then complete again; None keeps all.
    """
    complete, choosing = _FiniteSetMixin.__iter__, False

    def some(source: Any) -> Iterator[Any]:
        nonlocal choosing
        if choosing or isinstance(source, SetProduct):  # a product goes through its factors
            return iter(complete(source))
        choosing = True
        try:
            chosen = choose(source)
        finally:
            choosing = False
        return iter(complete(source) if chosen is None else chosen)

    with CALLING:
        _FiniteSetMixin.__iter__ = some
        try:
            yield
        finally:
            _FiniteSetMixin.__iter__ = complete


def construct(model: Any, reading: Callable[[str], None]) -> None:
    """Give the sets and scalars of an abstract model their values; no rule of a row is called.

    Parameters
    ----------
    model : pyomo.environ.AbstractModel
        Model that is nobody else's.
    reading : callable
        Told the name of each component before it is built.

    Raises
    ------
    ModelError
        If the model holds something else than sets, data, variables, expressions, rows, objective.
    """
    for component in model.component_objects():
        kind = component.ctype
        reading(component.name)
        if kind is pyo.Set and hasattr(component, "groups"):
            _construct_anonymous_sets(component)
            component._constructed = True  # its subsets are built where a rule asks for one
            component._getitem_when_not_present = _subset_of(component)
        elif kind is pyo.Var:
            component._dense = not component.is_indexed()  # data objects too
            component.construct()
        elif kind is pyo.Set and not component.is_indexed():
            _construct_set(component)
        elif kind in (pyo.Set, pyo.RangeSet, pyo.Param):
            component.construct()
        elif kind in (pyo.Expression, pyo.Constraint, pyo.Objective):
            _construct_anonymous_sets(component)
            component._constructed = kind is pyo.Expression or component._constructed
        elif component is not model:
            raise ModelError(
                f"{kind.__name__} {component.name} cannot be compiled; write it flat, "
                "with sets, Params, Vars, Expressions and Constraints"
            )


def _construct_set(component: Any) -> None:
    """Build a set; whether its members lie within a range is checked for all of them at once."""
    initializer = component._init_domain
    domain = initializer(component.parent_block(), None, component)
    if not isinstance(domain, FiniteRangeSetData):
        component.construct()
        return
    domain.parent_component().construct()
    component._init_domain = SetInitializer(None)
    component.construct()
    component._init_domain, component._domain = initializer, domain
    if not len(component):
        component._dimen = 1
    outside = axis_of(domain).find(axis_of(component).columns[0]) == OUTSIDE
    if outside.any():
        member = axis_of(component).members[int(np.argmax(outside))]
        raise ModelError(f"{member} is a member of {component.name} but not of {domain}")


def _subset_of(family: Any) -> Callable[[Any], Any]:
    """Maker of single subsets; one of consecutive integers is a range, not a list of them."""
    ordinary = family._getitem_when_not_present

    def subset(index: Any) -> Any:
        span = family.groups.span(index)
        if span is None:
            return ordinary(index)
        datum = family._data[index] = FiniteRangeSetData(component=family)
        datum._index, datum._ranges = index, (NumericRange(*span, 1),)
        return datum

    return subset


def _construct_anonymous_sets(component: Any) -> None:
    for anonymous in component._anonymous_sets or ():
        anonymous.construct()


def forget_expressions(model: Any) -> None:
    """Drop what named expressions hold for single indices; it may be of a sample or of old data."""
    for expression in model.component_objects(pyo.Expression):
        expression._data.clear()


def fill_scalar_expressions(model: Any, names: Container[str] | None = None) -> None:
    """Call the rules of named expressions without an index, so that a rule that reads one finds it.

    Parameters
    ----------
    model : pyomo.environ.AbstractModel
        Model whose expressions they are.
    names : container of str, optional
        Which ones; all where it is left out.
    """
    for expression in model.component_objects(pyo.Expression):
        if not expression.is_indexed() and (names is None or expression.name in names):
            expression._data.clear()
            expression._getitem_when_not_present(None)


def labels_of(datum: Any) -> tuple[Any, ...]:
    """Labels of one member of a component, also of one that its component has forgotten."""
    if datum.parent_component() is datum:
        return ()
    index = datum._index
    return index if isinstance(index, tuple) else (index,)


def table_of(param: Any) -> Table | None:
    """Table behind a Param, if it was declared with ``given``."""
    default = param.default()
    return default if isinstance(default, Table) else None


def groups_of(family: Any) -> Groups | None:
    """Groups behind a family of sets, if it was declared with ``grouped``."""
    groups = getattr(family, "groups", None)
    return groups if isinstance(groups, Groups) else None


def expression_rule(expression: Any) -> Any:
    """Rule of a named expression."""
    return expression._rule


def bounds_rule(var: Any) -> Any:
    """Rule for the bounds of a variable; gives no bounds where none was declared."""
    return var._rule_bounds or (lambda _model, _index: (None, None))


def domain(var: Any, index: Any) -> Any:
    """Domain of a variable at one index."""
    return var._rule_domain(var.parent_block(), index, var)


def has_one_domain(var: Any) -> bool:
    """Whether the domain of a variable is the same at every index."""
    return bool(var._rule_domain.constant())


def sense(objective: Any) -> int:
    """1 where the objective is minimised, -1 where it is maximised."""
    return int(objective._init_sense(objective.parent_block(), None))


def summed_set(placeholder: Any) -> Any:
    """Set that a placeholder of a sum goes through."""
    return placeholder._set


def relation_of(result: Any) -> Any:
    """Relational expression of what a constraint's rule returned."""
    return relational_expr.tuple_to_relational_expr(result) if type(result) is tuple else result


def bounded(constraint: Any, relation: Any, index: Any) -> tuple[Any, Any, Any]:
    """Lower limit, body and upper limit of one row, as Pyomo splits them."""
    datum = type(constraint)._ComponentDataClass(relation, component=constraint)
    datum._index = index
    split: tuple[Any, Any, Any] = datum.to_bounded_expression(evaluate_bounds=True)
    return split
