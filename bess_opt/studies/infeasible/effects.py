"""What moving a lever does to the rows of the program, found by moving it a little.

The data of the changed component are put into the compiled program and the difference is read off,
so that no kind is known by name and a new kind needs nothing. Where a lever changes the matrix, its
effect depends on the point it is taken at; it is then exact for ratings that are given.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.component import is_money, shape_of
from bess_opt.errors import BessError
from bess_opt.model.fields import resolve_fields
from bess_opt.model.linear_program import LinearProgram
from bess_opt.studies.infeasible.levers import Lever
from bess_opt.studies.system import System

Vector = NDArray[np.float64]

# Length of the trial move, over the size of the number; levers act linearly, so it may be large.
TRIAL = 1e-2


def effect_of(system: System, lever: Lever, x: Vector) -> Vector | None:
    """Change of every row's activity, less that of its limits, for one unit of the lever.

    Parameters
    ----------
    x : ndarray, shape (n_columns,)
        Point at which a changed matrix is read.

    Returns
    -------
    ndarray, shape (n_rows,), or None
        None where the program cannot take the change without being compiled again.
    """
    step = TRIAL * max(abs(lever.value), 1.0)
    step = -step if lever.value + step > lever.high else step
    component = system.form.components[lever.component]
    before = system.program.linear_program()
    try:
        changed = _arrays(system, lever, component, step)
        held = {name: system.program.reader.tables[name].values.copy() for name in changed}
        system.program.update(**changed)
    except (BessError, ValueError):
        return None
    after = system.program.linear_program()
    system.program.update(**held)
    return _difference(before, after, x) / step


def _arrays(system: System, lever: Lever, component: Any, step: float) -> dict[str, Any]:
    """The Params that change, whole, by name."""
    form = system.form
    moved = lever.moved(component, step)
    tables = system.program.reader.tables
    series = {str(n): v.to_numpy() for n, v in system.inputs.dataset.data_vars.items()}
    own, _ = resolve_fields({lever.component: moved}, series, form.horizon, form.base, form.rates)
    fields = {**form.fields}
    changed: dict[str, Any] = {}
    if not lever.inner and shape_of(type(moved), lever.field) in ("number", "M", "T"):
        shelf = {**form.fields[lever.field], **own.get(lever.field, {})}
        fields[lever.field] = shelf
        values = np.array(list(shelf.values()))
        if lever.field in tables:
            changed[lever.field] = values.reshape(tables[lever.field].values.shape)
    kind = type(component)
    members = {**kind.members(form.components), lever.component: moved}
    for name, (_, raw) in kind.derive(members, fields, form.horizon).items():
        # No lever is money, and derived money is held in another currency.
        if name in tables and not is_money(name):
            values = np.asarray(raw, dtype=float).reshape(tables[name].values.shape)
            if not np.array_equal(values, tables[name].values):
                changed[name] = values
    return changed


def _difference(before: LinearProgram, after: LinearProgram, x: Vector) -> Vector:
    change = np.zeros(before.n_rows)
    for old, new in ((before.row_lower, after.row_lower), (before.row_upper, after.row_upper)):
        moved = np.isfinite(old) & np.isfinite(new)
        change[moved] = old[moved] - new[moved]
    if not np.array_equal(before.values, after.values):
        terms = (after.values - before.values) * x[before.entry_column]
        change += np.bincount(before.indices, terms, before.n_rows)
    return change
