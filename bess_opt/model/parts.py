"""One component of the model inside the program, and the rows that a relation gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyomo.core.expr import relational_expr

from bess_opt.model.affine import Affine, Frame, NotVectorised, demand_finite, demand_numbers
from bess_opt.model.axes import Grid, Ordinals
from bess_opt.model.pyomo_rules import Template
from bess_opt.model.templates import Evaluator


@dataclass
class Part:
    """A component in the program: where it lies and what data it reads.

    Parameters
    ----------
    component : Pyomo component
        Var, Constraint, Objective or Expression.
    grid : Grid
        Its index set.
    where : slice
        Its columns or rows.
    reads, index_reads : frozenset of str
        Params whose values it uses, and Params it uses to find a member.
    expressions : frozenset of str
        Expressions it uses, directly or through others.
    template : tuple, optional
        Placeholder expression and placeholders; None where Pyomo expands the rule index by index.
    """

    component: Any
    grid: Grid
    where: slice = field(default_factory=lambda: slice(0, 0))
    reads: frozenset[str] = frozenset()
    index_reads: frozenset[str] = frozenset()
    expressions: frozenset[str] = frozenset()
    template: Template | None = None

    @cached_property
    def name(self) -> str:
        """Name of the component."""
        return str(self.component.name)

    def point_name(self, point: int) -> str:
        """Name of one point, such as ``soc_mwh(bess,0)``."""
        return self.name_at(self.grid.labels(point))

    def name_at(self, labels: tuple[Any, ...]) -> str:
        """Name with these labels."""
        return f"{self.name}({','.join(map(str, labels))})" if labels else self.name


@dataclass(frozen=True)
class Rows:
    """Limits of the rows of one constraint, and their entries as point, column, coefficient."""

    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    points: Ordinals
    columns: Ordinals
    coefficients: NDArray[np.float64]


@dataclass(frozen=True)
class AffineMap:
    """Affine function of all columns at every point of an index set."""

    constant: NDArray[np.float64]
    points: Ordinals
    columns: Ordinals
    coefficients: NDArray[np.float64]

    @classmethod
    def of(cls, name: str, affine: Affine, size: int) -> AffineMap:
        """The map of an evaluated expression over ``size`` points.

        Raises
        ------
        MissingData
            If a number is nan or infinite.
        """
        found = cls(affine.constants(size).copy(), *affine.entries(size))
        demand_finite(name, found.constant, found.coefficients)
        return found

    def __call__(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values where the columns take the values ``x``."""
        terms = self.coefficients * x[self.columns]
        return self.constant + np.bincount(self.points, terms, len(self.constant))


def rows_of(evaluator: Evaluator, name: str, relation: Any, frame: Frame) -> Rows:
    """Rows of a relational template over a frame.

    A row keeps the sign Pyomo gives it: ``constant <= body`` and ``body <= constant`` keep the
    body's, ``left <= right`` becomes ``left - right <= 0``. The sign is the same for every index,
    also where one side is a sum over an empty set.

    Raises
    ------
    NotVectorised
        If it is no linear relation.
    MissingData
        If a number is nan, or a coefficient infinite.
    """
    if getattr(relation, "strict", False) not in (False, (False, False)):
        raise NotVectorised(f"strict inequality: {relation}")
    low: Any = -np.inf
    high: Any = np.inf
    if isinstance(relation, relational_expr.RangedExpression):
        first, middle, last = relation.args
        low, high = evaluator.constant(first, frame), evaluator.constant(last, frame)
        body = evaluator(middle, frame)
    else:
        is_equal = isinstance(relation, relational_expr.EqualityExpression)
        if not is_equal and not isinstance(relation, relational_expr.InequalityExpression):
            raise NotVectorised(f"{type(relation).__name__}: {relation}")
        left, right = (evaluator(side, frame) for side in relation.args)
        if right.terms and not left.terms:
            body, low = right, left.constant
            high = low if is_equal else high
        else:
            body = Affine(left.constant, left.terms + right.scaled(-1.0).terms)
            high = right.constant
            low = high if is_equal else low
    demand_finite(name, np.asarray(body.constant, float))
    limits = [
        np.array(np.broadcast_to(np.asarray(limit - body.constant, float), frame.size))
        for limit in (low, high)
    ]
    demand_numbers(name, *limits)
    rows = Rows(limits[0], limits[1], *body.entries(frame.size))
    demand_finite(name, rows.coefficients)
    return rows
