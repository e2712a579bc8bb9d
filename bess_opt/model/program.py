"""The program: parts of a model laid out as one linear program that takes new data.

Columns follow the variables in the order of their declaration, one per member of the index set
whether used or not, row-major; so that a variable's values are a reshape of a slice. The pattern
of the matrix does not depend on the data: a zero stays an entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import ArrayLike, NDArray
from pyomo.common.gc_manager import PauseGC

from bess_opt.errors import ModelError
from bess_opt.model import pyomo_rules
from bess_opt.model.axes import Axis, Coordinate, Ordinals
from bess_opt.model.linear_program import LinearProgram
from bess_opt.model.matrix import Matrix
from bess_opt.model.parts import AffineMap, Part
from bess_opt.model.patch import Arrays, patch
from bess_opt.model.reader import Reader
from bess_opt.model.sets import factors
from bess_opt.model.witness import Witness


class Program:
    """A compiled model; see :func:`compile_model`.

    Attributes
    ----------
    model : pyomo.environ.AbstractModel
        The program's own copy of the formulation, for its components' ``doc``.
    columns, rows : dict of str to Part
        Variables and constraints, by name.
    """

    def __init__(self, model: Any, time: Any = None, witnesses: int = 5) -> None:
        self.model = model.clone()
        self.reader = Reader(self.model)
        self._witness = Witness(self.reader, witnesses)
        self._time: Axis | None = None
        self._time_set = None if time is None else self.model.component(time.name)
        if self._time_set is not None:
            self._time = self.reader.evaluator.axis(self._time_set)
        self.columns: dict[str, Part] = self.reader.columns
        self.rows: dict[str, Part] = {}
        self._maps: dict[str, tuple[Part, AffineMap]] = {}
        self._column_time = self._lay_out_columns()
        lower, upper, integer = self._read_bounds()
        self._lay_out_rows()
        self.objective = self._find_objective()
        self.sense = 1 if self.objective is None else pyomo_rules.sense(self.objective.component)
        cost, offset = self.objective_of(self.reader)
        self.arrays = Arrays(
            cost,
            offset,
            lower,
            upper,
            integer,
            self._row_lower,
            self._row_upper,
            self.matrix.coefficients,
            self.matrix.values(),
        )
        self._witness.check(self)

    def _lay_out_columns(self) -> Ordinals:
        labels, count = [np.zeros(0, np.int64)], 0
        for var in self.model.component_objects(pyo.Var):
            part = self.reader.part(var, count)
            self.reader.add_columns(part)
            labels.append(self._time_of(part))
            count = part.where.stop
        self.n_columns = count
        return np.concatenate(labels)

    def _read_bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
        every = [self.reader.bounds(part) for part in self.columns.values()]
        lower = np.concatenate([np.zeros(0), *(b.lower for b in every)])
        upper = np.concatenate([np.zeros(0), *(b.upper for b in every)])
        return lower, upper, np.concatenate([np.zeros(0, bool), *(b.integer for b in every)])

    def _lay_out_rows(self) -> None:
        count, pieces, labels = 0, [], [np.zeros(0, np.int64)]
        for constraint in self.model.component_objects(pyo.Constraint, active=True):
            part = self.reader.part(constraint, count)
            self.rows[part.name] = part
            pieces.append((part, self.reader.rows(part)))
            labels.append(self._time_of(part))
            count = part.where.stop
        self._row_time = np.concatenate(labels)
        self._row_lower = np.concatenate([np.zeros(0), *(rows.lower for _, rows in pieces)])
        self._row_upper = np.concatenate([np.zeros(0), *(rows.upper for _, rows in pieces)])
        self.matrix = Matrix(pieces, count, self.n_columns)

    def _find_objective(self) -> Part | None:
        found = list(self.model.component_objects(pyo.Objective, active=True))
        if len(found) > 1 or (found and found[0].is_indexed()):
            names = ", ".join(objective.name for objective in found)
            raise ModelError(f"a program has one objective without an index; found {names}")
        return self.reader.part(found[0]) if found else None

    def objective_of(self, reader: Reader) -> tuple[NDArray[np.float64], float]:
        """Costs of the columns and the constant, negated where the model maximises."""
        if self.objective is None:
            return np.zeros(self.n_columns), 0.0
        found = reader.map(self.objective)
        cost = np.bincount(found.columns, found.coefficients, self.n_columns).astype(np.float64)
        return self.sense * cost, self.sense * float(found.constant[0])

    def _time_of(self, part: Part) -> Ordinals:
        """Time step of every point of a component's index set; -1 where it has none."""
        for position, source in enumerate(factors(part.component.index_set())):
            axis = part.grid.axes[position]
            if self._time is not None and len(axis.columns) == 1 and self._is_of_time(source):
                ordinals = part.grid.ordinals(position)
                return self._time.locate([Coordinate(axis=axis, ordinals=ordinals)])
        return np.full(part.grid.size, -1, np.int64)

    def _is_of_time(self, source: Any) -> bool:
        """Whether a set is the set of time steps, or was declared ``within`` it or as its part."""
        while source is not None and source is not self._time_set:
            domain = getattr(source, "part_of", None) or getattr(source, "domain", None)
            source = None if domain is source else domain
        return source is not None

    @property
    def expanded(self) -> dict[str, str]:
        """Rules that Pyomo expanded index by index, and why; empty for a well-written model."""
        return dict(self.reader.expanded)

    def linear_program(self) -> LinearProgram:
        """The arrays as they are now; later updates leave them alone."""
        now = self.arrays
        return LinearProgram(
            cost=now.cost, offset=now.offset, lower=now.lower, upper=now.upper,
            integer=now.integer, column_time=self._column_time, indptr=self.matrix.indptr,
            indices=self.matrix.indices, values=now.values, row_lower=now.row_lower,
            row_upper=now.row_upper, row_time=self._row_time, sense=self.sense,
        )  # fmt: skip

    def update(self, **arrays: ArrayLike) -> frozenset[str]:
        """Put new data into named Params, all of it or, if anything is refused, none.

        Parameters
        ----------
        **arrays
            New values, by the name of a Param declared with ``given``, in the Param's shape.

        Returns
        -------
        frozenset of str
            What changed, out of ``cost``, ``bounds``, ``rows`` and ``matrix``.

        Raises
        ------
        ModelError
            If there is no such Param, its shape is another, or it decides which members exist or
            which member is meant; such data asks for compiling again.
        MissingData
            If a value is nan.
        """
        changed = patch(self, arrays)
        names = set(arrays)
        self._maps = {
            name: entry for name, entry in self._maps.items() if entry[0].reads.isdisjoint(names)
        }
        return changed

    def evaluate(self, name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of a named Expression where the columns take the values ``x``.

        Raises
        ------
        ModelError
            If there is no such Expression, or it is not linear.
        """
        if name not in self._maps:
            component = self.model.component(name)
            if component is None or component.ctype is not pyo.Expression:
                raise ModelError(f"the model has no Expression {name}")
            part = self.reader.part(component)
            found = self.reader.map(part)
            self._witness.check_map(part, found)
            self._maps[name] = part, found
        part, found = self._maps[name]
        return found(x).reshape(part.grid.shape)

    def expression_parts(self) -> list[Part]:
        """Named Expressions that have been evaluated and are kept."""
        return [part for part, _ in self._maps.values()]

    def array(self, name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of a variable, shaped by its index sets, out of a value per column; a view."""
        part = _find(self.columns, name, "variable")
        return x[part.where].reshape(part.grid.shape)

    def row_array(self, name: str, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same for a constraint, out of a value per row: duals, activities."""
        part = _find(self.rows, name, "constraint")
        return y[part.where].reshape(part.grid.shape)

    def axes(self, name: str) -> list[tuple[str, Axis]]:
        """Name and axis of each index set of a variable, constraint or expression."""
        component = self.model.component(name)
        if component is None:
            raise ModelError(f"the model has no component {name}")
        index_set = component.index_set()
        names = [source.name for source in factors(index_set)]
        return list(zip(names, self.reader.evaluator.grid(index_set).axes, strict=True))

    def members(self, name: str) -> tuple[list[Any], ...]:
        """Members of each index set of a variable, constraint or expression."""
        return tuple(axis.members for _, axis in self.axes(name))

    def column_name(self, j: int) -> str:
        """Name of a column, such as ``soc_mwh(bess,0)``."""
        return _point_name(self.columns.values(), j)

    def row_name(self, i: int) -> str:
        """Name of a row, such as ``power_balance(main,17)``."""
        return _point_name(self.rows.values(), i)

    def column_names(self) -> list[str]:
        """Names of all columns."""
        return _every_name(self.columns.values())

    def row_names(self) -> list[str]:
        """Names of all rows."""
        return _every_name(self.rows.values())


def _find(parts: dict[str, Part], name: str, kind: str) -> Part:
    if name not in parts:
        raise ModelError(f"the program has no {kind} {name}")
    return parts[name]


def _point_name(parts: Iterable[Part], k: int) -> str:
    for part in parts:
        if part.where.start <= k < part.where.stop:
            return part.point_name(k - part.where.start)
    raise IndexError(f"the program has no column or row {k}")


def _every_name(parts: Iterable[Part]) -> list[str]:
    return [part.name_at(labels) for part in parts for labels in part.grid.every_label()]


def compile_model(model: Any, time: Any = None, witnesses: int = 5) -> Program:
    """Compile an abstract Pyomo model to arrays; the model itself is left as it is.

    Parameters
    ----------
    model : pyomo.environ.AbstractModel
        Flat formulation; data that may change later is declared with ``given``.
    time : pyomo.environ.Set, optional
        Set whose members label rows and columns in time.
    witnesses : int
        Number of indices of every rule that Pyomo itself expands, for comparison; 0 for none.

    Returns
    -------
    Program

    Raises
    ------
    ModelError
        If the model cannot be compiled, or a rule means something else for a placeholder than for
        an index.
    MissingData
        If data that is read has a hole.
    """
    with PauseGC():  # what is made here is kept; looking for garbage in between only costs time
        return Program(model, time, witnesses)
