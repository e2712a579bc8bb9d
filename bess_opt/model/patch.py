"""New data for a compiled program: only what reads it is evaluated again, at the same places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import ArrayLike, NDArray

from bess_opt.errors import ModelError
from bess_opt.model.affine import MissingData
from bess_opt.model.parts import Part

if TYPE_CHECKING:
    from bess_opt.model.program import Program


@dataclass(frozen=True)
class Arrays:
    """Numbers of a program that depend on its data; never written to, only replaced."""

    cost: NDArray[np.float64]
    offset: float
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: NDArray[np.bool_]
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    values: NDArray[np.float64]

    def __post_init__(self) -> None:
        for array in vars(self).values():
            if isinstance(array, np.ndarray):
                array.setflags(write=False)


def patch(program: Program, arrays: Mapping[str, ArrayLike]) -> frozenset[str]:
    """Put new data into a program; see :meth:`Program.update`."""
    values = {name: _checked(program, name, given) for name, given in arrays.items()}
    tables = program.reader.tables
    before = {name: tables[name].values for name in values}
    expanded = dict(program.reader.expanded)
    _put(program, values)
    try:
        after = _evaluate(program, set(values))
    except BaseException:
        _put(program, before)
        program.reader.expanded = expanded
        raise
    now, program.arrays = program.arrays, after
    groups = {
        "cost": ("cost", "offset"),
        "bounds": ("lower", "upper", "integer"),
        "rows": ("row_lower", "row_upper"),
        "matrix": ("values",),
    }
    return frozenset(
        group
        for group, names in groups.items()
        if not all(np.array_equal(getattr(now, n), getattr(after, n)) for n in names)
    )


def _checked(program: Program, name: str, given: ArrayLike) -> NDArray[Any]:
    """New values of one Param, if it may be given them."""
    reader = program.reader
    if name not in reader.tables:
        raise ModelError(
            f"{name} is no given data of this program; it has {', '.join(sorted(reader.tables))}"
        )
    if name in reader.built_from:
        raise ModelError(f"{reader.built_from[name]} was built from {name}: compile again")
    for part in _parts(program):
        if name in part.index_reads:
            raise ModelError(f"{part.name} is indexed through {name}: compile again")
    values, own = np.asarray(given), reader.tables[name].values
    if values.shape != own.shape:
        raise ModelError(f"{name} has shape {own.shape}; the new values have {values.shape}")
    if values.dtype.kind not in "biuf":
        raise ModelError(f"{name} can be given numbers; the new values are of {values.dtype}")
    if np.isnan(values).any():
        raise MissingData(
            f"the new values of {name} are missing at "
            f"{int(np.isnan(values).sum())} of {values.size} places (nan)"
        )
    _refuse_newly_chosen(program, name, (own <= 0) & (values > 0))
    return values


def _refuse_newly_chosen(program: Program, name: str, raised: NDArray[np.bool_]) -> None:
    """Refuse to raise a number above zero whose zero has kept a member out of a set."""
    for chosen in program.model.component_objects(pyo.Set):
        if name not in getattr(chosen, "reads_above_zero", ()):
            continue
        wanted = [k for k, up in zip(program.members(name)[0], raised, strict=True) if np.any(up)]
        for member in wanted:
            if member in chosen.left_out:
                raise ModelError(
                    f"{chosen.name} was built without {member}, whose {name} was zero: "
                    "compile again"
                )


def _parts(program: Program) -> Iterable[Part]:
    yield from program.columns.values()
    yield from program.rows.values()
    if program.objective is not None:
        yield program.objective
    yield from program.expression_parts()


def _put(program: Program, values: Mapping[str, NDArray[Any]]) -> None:
    for name, array in values.items():
        program.reader.tables[name].put(array)
        param = program.model.component(name)
        if not param.is_indexed():
            param.set_value(array.item())
    program.reader.evaluator.forget_named()


def _evaluate(program: Program, names: set[str]) -> Arrays:
    """The program's numbers with every part that reads one of these Params evaluated again."""
    reader, now = program.reader, program.arrays
    changes: dict[str, Any] = {}
    columns = [p for p in program.columns.values() if not p.reads.isdisjoint(names)]
    if columns:
        lower, upper, integer = now.lower.copy(), now.upper.copy(), now.integer.copy()
        for part in columns:
            bounds = reader.bounds(part)
            lower[part.where], upper[part.where] = bounds.lower, bounds.upper
            integer[part.where] = bounds.integer
        changes |= {"lower": lower, "upper": upper, "integer": integer}
    constraints = [p for p in program.rows.values() if not p.reads.isdisjoint(names)]
    if constraints:
        row_lower, row_upper = now.row_lower.copy(), now.row_upper.copy()
        coefficients = now.coefficients.copy()
        for part in constraints:
            rows = reader.rows(part)
            if not program.matrix.has_entries(part, rows):
                raise ModelError(f"with this data {part.name} has entries elsewhere: compile again")
            row_lower[part.where], row_upper[part.where] = rows.lower, rows.upper
            coefficients[program.matrix.entries[part.name]] = rows.coefficients
        changes |= {"row_lower": row_lower, "row_upper": row_upper}
        if not np.array_equal(coefficients, now.coefficients):
            changes |= {"coefficients": coefficients, "values": program.matrix.values(coefficients)}
    if program.objective is not None and not program.objective.reads.isdisjoint(names):
        cost, offset = program.objective_of(reader)
        changes |= {"cost": cost, "offset": offset}
    return replace(now, **changes)
