"""Reads the components of a model into arrays: whole index sets at once, or by Pyomo's expansion.

A rule is first tried with placeholders. Any exception on that way hands it to Pyomo, which expands
it index by index; the reason is kept. Data that is missing is an error at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray

from bess_opt.model import expansion, pyomo_rules
from bess_opt.model.affine import Frame, MissingData, Undefined, demand_numbers
from bess_opt.model.parts import AffineMap, Part, Rows, rows_of
from bess_opt.model.sets import Table
from bess_opt.model.templates import Evaluator

Found = TypeVar("Found")


@dataclass(frozen=True)
class Bounds:
    """Bounds and integrality of the columns of one variable."""

    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: NDArray[np.bool_]


class Reader:
    """Reads one model; the model's sets and data are constructed on the way.

    Parameters
    ----------
    model : pyomo.environ.AbstractModel
        Model that is nobody else's.

    Attributes
    ----------
    tables : dict
        Given data, by name.
    built_from : dict
        Name of a component whose members or values were built from given data, by the data's name.
    expanded : dict
        Reason why Pyomo expands a rule index by index, by the component's name.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.evaluator = Evaluator(model)
        self.tables: dict[str, Table] = {}
        self.built_from: dict[str, str] = {}
        self.expanded: dict[str, str] = {}
        self.columns: dict[str, Part] = {}
        self._construct()

    def _construct(self) -> None:
        building: list[str] = []
        for param in self.model.component_objects(pyo.Param):
            table = pyomo_rules.table_of(param)
            if table is not None:
                self.tables[param.name] = table
                table.on_read = _noting(self.built_from, param.name, building)
        pyomo_rules.construct(self.model, lambda name: building.__setitem__(slice(None), [name]))
        for name, table in self.tables.items():
            table.on_read = None
            _ = table.grid  # its shape is checked, and its sets are gone through, now
            table.on_read = _adding(self.evaluator, name)

    def part(self, component: Any, start: int = 0) -> Part:
        """Part for a component whose columns or rows begin at ``start``."""
        grid = self.evaluator.grid(component.index_set())
        return Part(component, grid, slice(start, start + grid.size))

    def add_columns(self, part: Part) -> None:
        """Give a variable its columns."""
        self.columns[part.name] = part
        self.evaluator.first_column[part.name] = part.where.start

    def column_of(self, var: Any) -> int:
        """Column of one of Pyomo's variables."""
        part = self.columns[var.parent_component().local_name]
        return int(part.where.start + part.grid.ordinal(var.index()))

    def _read(
        self, part: Part, rule: Any, use: Callable[[Any, Frame], Found], expand: Callable[[], Found]
    ) -> Found:
        """What ``use`` makes of a rule's template; what ``expand`` makes if that fails."""
        evaluator = self.evaluator
        evaluator.start_noting()
        try:
            template = self._template(part.component, rule)
            with np.errstate(all="ignore"):  # what is not finite is refused by name
                found = use(template[0], evaluator.frame(template[1], part.grid))
            part.template = template
            self.expanded.pop(part.name, None)
        except MissingData:
            raise
        except Undefined as expression:
            raise MissingData(
                f"{part.name} reads data that is missing (nan), or for which "
                f"{expression} is infinite"
            ) from expression
        except Exception as reason:  # Pyomo raises many kinds when a rule inspects its placeholder
            part.template = None
            lines = str(reason).strip().splitlines() or [""]
            self.expanded[part.name] = f"{type(reason).__name__}: {lines[0]}"
            found = self._expand(expand)
        part.reads = frozenset(evaluator.reads)
        part.index_reads = frozenset(evaluator.index_reads)
        part.expressions = frozenset(evaluator.expressions)
        return found

    def _template(self, component: Any, rule: Any) -> pyomo_rules.Template:
        """Template of a rule; that of a named expression is made once for all that use it."""
        if component.ctype is pyo.Expression:
            return self.evaluator.named_template(component)
        return self.evaluator.template(rule, component.index_set())

    def _expand(self, expand: Callable[[], Found]) -> Found:
        pyomo_rules.forget_expressions(self.model)
        pyomo_rules.fill_scalar_expressions(self.model)
        try:
            return expand()
        finally:
            pyomo_rules.forget_expressions(self.model)

    def _indices(self, part: Part) -> list[Any]:
        return [part.grid.index(k) for k in range(part.grid.size)]

    def bounds(self, part: Part) -> Bounds:
        """Bounds of a variable: the tighter of its domain's and the declared ones."""
        var, size = part.component, part.grid.size

        def declared(pair: Any, frame: Frame) -> Bounds:
            lower, upper = np.full(size, -np.inf), np.full(size, np.inf)
            for low, high in (domain.bounds(), pair or (None, None)):
                for limit, side, tighter in ((low, lower, np.maximum), (high, upper, np.minimum)):
                    if limit is not None:
                        tighter(side, self.evaluator.constant(limit, frame), out=side)
            demand_numbers(part.name, lower, upper)
            return Bounds(lower, upper, np.full(size, domain.isdiscrete()))

        def expanded() -> Bounds:
            every = [expansion.expand_bounds(part, self.model, i) for i in self._indices(part)]
            lower, upper, integer = zip(*every, strict=True)
            found = Bounds(np.array(lower), np.array(upper), np.array(integer))
            demand_numbers(part.name, found.lower, found.upper)
            return found

        if not size:
            return Bounds(np.zeros(0), np.zeros(0), np.zeros(0, bool))
        if not pyomo_rules.has_one_domain(var):
            self.evaluator.start_noting()
            self.expanded[part.name] = "its domain depends on its index"
            found = self._expand(expanded)
            part.reads = frozenset(self.evaluator.reads)
            return found
        domain = pyomo_rules.domain(var, part.grid.index(0))
        return self._read(part, pyomo_rules.bounds_rule(var), declared, expanded)

    def rows(self, part: Part) -> Rows:
        """Rows of a constraint."""

        def related(expression: Any, frame: Frame) -> Rows:
            relation = pyomo_rules.relation_of(expression)
            return rows_of(self.evaluator, part.name, relation, frame)

        if not part.grid.size:
            nothing, nowhere = np.zeros(0), np.zeros(0, np.int64)
            return Rows(nothing, nothing, nowhere, nowhere, nothing)
        return self._read(
            part,
            part.component.rule,
            related,
            lambda: expansion.expand_rows(part, self.model, self._indices(part), self.column_of),
        )

    def map(self, part: Part) -> AffineMap:
        """Affine map of a named expression or an objective."""
        component, size = part.component, part.grid.size
        is_objective = component.ctype is pyo.Objective
        rule = component.rule if is_objective else pyomo_rules.expression_rule(component)
        if not size:
            nowhere = np.zeros(0, np.int64)
            return AffineMap(np.zeros(0), nowhere, nowhere, np.zeros(0))
        return self._read(
            part,
            rule,
            lambda node, frame: AffineMap.of(part.name, self.evaluator(node, frame), size),
            lambda: expansion.expand_map(part, self.model, self._indices(part), self.column_of),
        )


def _noting(built_from: dict[str, str], name: str, building: list[str]) -> Callable[[], None]:
    return lambda: built_from.__setitem__(name, building[0])


def _adding(evaluator: Evaluator, name: str) -> Callable[[], None]:
    return lambda: evaluator.reads.add(name)
