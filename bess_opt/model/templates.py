"""Evaluates the expressions that Pyomo's rules give for placeholder indices, with numpy.

Here are the leaves, variables, data and named expressions at given coordinates, and the sets that
sums go through; arithmetic is in :mod:`~bess_opt.model.nodes`. While a rule is evaluated, the
evaluator notes which data it reads, so that new data re-evaluates only the parts that read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.core.expr import template_expr

from bess_opt.model import pyomo_rules
from bess_opt.model.affine import Affine, Frame, NotVectorised, Term
from bess_opt.model.axes import Axis, Coordinate, Grid, Ordinals
from bess_opt.model.nodes import HANDLERS
from bess_opt.model.sample import Sample
from bess_opt.model.sets import axis_of, factors


@dataclass(frozen=True)
class Family:
    """Subsets of one index: all their members in one axis, and where each subset lies in it."""

    axis: Axis
    order: Ordinals | None
    start: Ordinals
    count: Ordinals


class Evaluator:
    """Evaluates template expressions of one model over frames.

    Parameters
    ----------
    model : pyomo.environ.AbstractModel
        Model whose sets have their members.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.first_column: dict[str, int] = {}
        self.reads: set[str] = set()
        self.index_reads: set[str] = set()
        self.expressions: set[str] = set()
        self.sample: Sample | None = None
        self._in_index = False
        self._axes: dict[int, tuple[Axis, Any]] = {}
        self._grids: dict[int, tuple[Grid, Any]] = {}
        self._families: dict[str, Family] = {}
        self._index_axes: dict[str, Axis] = {}
        self._named: dict[str, tuple[pyomo_rules.Template, frozenset[str]]] = {}

    def axis(self, source: Any) -> Axis:
        """Axis of a set, made once."""
        if id(source) not in self._axes:  # the set is kept alive with its id
            self._axes[id(source)] = (axis_of(source), source)
        return self._axes[id(source)][0]

    def grid(self, index_set: Any) -> Grid:
        """Grid of an index set, made once."""
        if id(index_set) not in self._grids:
            grid = Grid([self.axis(factor) for factor in factors(index_set)])
            self._grids[id(index_set)] = (grid, index_set)
        return self._grids[id(index_set)][0]

    def template(self, rule: Any, index_set: Any) -> pyomo_rules.Template:
        """Pyomo's placeholder expression for a rule, and its placeholders."""
        return pyomo_rules.templatise(self.model, rule, index_set)

    def frame(
        self, placeholders: Sequence[Any], grid: Grid, points: Ordinals | None = None
    ) -> Frame:
        """Frame of all points of a grid, or of the chosen ones."""
        bound = zip(map(id, placeholders), grid.coordinates(points), strict=True)
        return Frame(grid.size if points is None else len(points), dict(bound))

    def start_noting(self) -> None:
        """Begin a new note of the data and named expressions that are read."""
        self.reads, self.index_reads, self.expressions = set(), set(), set()

    def forget_named(self) -> None:
        """Drop the templates of named expressions; their rules may have looked at old data."""
        self._named.clear()

    def constant(self, node: Any, frame: Frame) -> Any:
        """Value of an expression without variables.

        Raises
        ------
        NotVectorised
            If it has variables.
        """
        result = self(node, frame)
        if result.terms:
            raise NotVectorised(f"not a constant: {node}")
        return result.constant

    def __call__(self, node: Any, frame: Frame) -> Affine:
        """Value of an expression at every point of a frame."""
        for kind in type(node).__mro__:
            if kind in HANDLERS:
                return HANDLERS[kind](self, node, frame)
        if hasattr(node, "parent_component"):
            at = [Coordinate(label) for label in pyomo_rules.labels_of(node)]
            return self.component(node.parent_component(), at, frame)
        if not hasattr(node, "is_expression_type"):
            return Affine(node)
        raise NotVectorised(f"{type(node).__name__} in {node}")

    def coordinate(self, node: Any, frame: Frame) -> Coordinate:
        """Value of an index."""
        if isinstance(node, template_expr.IndexTemplate):
            return frame.bound[id(node)]
        if not hasattr(node, "is_expression_type"):
            return Coordinate(node)
        outer, self._in_index = self._in_index, True
        try:
            if isinstance(node, template_expr.GetItemExpression):
                owner = node.args[0]
                if owner.ctype is pyo.Param and owner.is_indexed():
                    return self._data_coordinate(owner, node.args[1:], frame)
            return Coordinate(self.constant(node, frame))
        finally:
            self._in_index = outer

    def _data_coordinate(self, param: Any, index: Sequence[Any], frame: Frame) -> Coordinate:
        """Index that is looked up in data: places on the axis of all the values it may take."""
        self.index_reads.add(param.name)
        if param.name not in self._index_axes:
            self._index_axes[param.name] = Axis.of_values(self._values(param).reshape(-1))
        grid = self.grid(param.index_set())
        at = grid.locate([self.coordinate(i, frame) for i in index])
        return Coordinate(axis=self._index_axes[param.name], ordinals=at)

    def component(self, component: Any, at: Sequence[Coordinate], frame: Frame) -> Affine:
        """A variable, parameter or named expression at the given coordinates."""
        kind = component.ctype
        if kind is pyo.Var:
            point = self.grid(component.index_set()).locate(at)
            return Affine(0.0, (Term(None, self.first_column[component.local_name] + point, 1.0),))
        if kind is pyo.Param:
            (self.index_reads if self._in_index else self.reads).add(component.name)
            values = self._values(component)
            if not component.is_indexed():
                return Affine(values.item())
            return Affine(values.reshape(-1)[self.grid(component.index_set()).locate(at)])
        if kind is pyo.Expression:
            self.expressions.add(component.name)
            expression, placeholders = self.named_template(component)
            bound = zip(map(id, placeholders), at, strict=True)
            return self(expression, Frame(frame.size, dict(bound)))
        raise NotVectorised(f"{kind.__name__} {component.name}")

    def named_template(self, component: Any) -> pyomo_rules.Template:
        """Template of a named expression; what its rule reads by itself is noted every time."""
        if component.name not in self._named:
            outer, self.reads = self.reads, set()
            try:
                rule = pyomo_rules.expression_rule(component)
                template = self.template(rule, component.index_set())
                self._named[component.name] = (template, frozenset(self.reads))
            finally:
                self.reads = outer
        template, reads = self._named[component.name]
        self.reads |= reads
        return template

    def _values(self, param: Any) -> NDArray[Any]:
        table = pyomo_rules.table_of(param)
        if table is not None:
            return table.values
        if not param.is_indexed():
            return np.asarray(pyo.value(param))
        values = [pyo.value(param[i]) for i in param.index_set()]
        return np.array(values, object if any(isinstance(v, str) for v in values) else None)

    def _family(self, component: Any, levels: int) -> Family:
        """Arrays of an indexed set, made once."""
        if component.name not in self._families:
            groups = pyomo_rules.groups_of(component)
            if groups is not None:
                self._families[component.name] = Family(self.axis(groups.of), *groups.order)
            else:
                subsets = [list(component[k]) for k in component.index_set()]
                count = np.array([len(members) for members in subsets], np.int64)
                members = [member for subset in subsets for member in subset]
                axis = Axis(members, levels)
                self._families[component.name] = Family(axis, None, np.cumsum(count) - count, count)
        return self._families[component.name]

    def expand(self, frame: Frame, group: Sequence[Any]) -> tuple[Ordinals, Frame]:
        """One point per member of the summed set, for every point of ``frame``."""
        source, size = pyomo_rules.summed_set(group[0]), frame.size
        if isinstance(source, template_expr.GetItemExpression):
            owner, added = self._expand_family(source, frame, len(group))
        else:
            grid = self.grid(source)
            chosen = None if self.sample is None else self.sample.points(grid)
            count = grid.size if chosen is None else len(chosen)
            owner = np.repeat(np.arange(size), count)
            everywhere = np.tile(np.arange(count), size)
            added = [c.take(everywhere) for c in grid.coordinates(chosen)]
        bound = {key: coordinate.take(owner) for key, coordinate in frame.bound.items()}
        bound |= zip(map(id, group), added, strict=True)
        return owner, Frame(len(owner), bound)

    def _expand_family(
        self, source: Any, frame: Frame, levels: int
    ) -> tuple[Ordinals, list[Coordinate]]:
        """The same for a set that depends on an outer index."""
        component, *index = source.args
        family = self._family(component, levels)
        at = [self.coordinate(i, frame) for i in index]
        which = np.broadcast_to(self.grid(component.index_set()).locate(at), frame.size)
        if self.sample is None:
            count = family.count[which]
            owner = np.repeat(np.arange(frame.size), count)
            first = np.repeat(family.start[which] - (np.cumsum(count) - count), count)
            place = np.arange(len(owner)) + first
        else:
            few = [self.sample.ordinals(int(family.count[k])) + family.start[k] for k in which]
            owner = np.repeat(np.arange(frame.size), [len(f) for f in few])
            place = np.concatenate([np.zeros(0, np.int64), *few])
        at_axis = place if family.order is None else family.order[place]
        return owner, [
            Coordinate(axis=family.axis, ordinals=at_axis, level=k)
            for k in range(len(family.axis.columns))
        ]
