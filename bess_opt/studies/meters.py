"""Import and export at one meter: a case that pays for sending power in a circle is refused.

What one more MWh in costs, and one more MWh out earns, is read from the compiled program, so that
every tariff counts, whatever its kind: its prices from the objective, its blocks, credits and
minimum bills from the rows that it closes with variables of its own. These depend on what is taken
in all, so the meter is looked at three times: with nothing else, with import at its limit in every
step, and with export at its limit. A demand charge is left out, as if the peak were paid already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bess_opt.component import Component, Tariff
from bess_opt.errors import Fault
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.highs import solve_highs
from bess_opt.solve.solution import Status
from bess_opt.studies.system import System

# Below this an export price equals an import price, base currency per MWh.
SAME_PRICE = 1e-6
# Import and export above this share of the larger limit are a circle, and no rounding.
CIRCLE_FRAC = 1e-4
WITH_LITTLE, WITH_IMPORT, WITH_EXPORT = 0, 1, 2
_WHEN = ("where little else is taken", "where much is taken", "where much is given")

Vector = NDArray[np.float64]
PlaceOf = Callable[[str], Any]


@dataclass(frozen=True)
class Circle:
    """A meter at which sending power out and back in may pay.

    Parameters
    ----------
    name : str
        The connection.
    pays : ndarray of bool, shape (3, T)
        Whether it pays, in each of the three looks.
    buy_per_mwh, sell_per_mwh : ndarray, shape (3, T)
        What one more MWh costs and earns, base currency.
    """

    name: str
    pays: NDArray[np.bool_]
    buy_per_mwh: Vector
    sell_per_mwh: Vector

    @property
    def always(self) -> NDArray[np.int64]:
        """Steps in which it pays whatever else is taken."""
        return np.flatnonzero(self.pays.all(axis=0))

    @property
    def sometimes(self) -> NDArray[np.int64]:
        """Steps in which it pays only at some use of the meter."""
        return np.flatnonzero(self.pays.any(axis=0) & ~self.pays.all(axis=0))


def has_two_ways(components: Mapping[str, Component]) -> bool:
    """Whether some connection has both ways, so that there is anything to look at."""
    return any(
        c.active
        and {"p_import_mw", "p_export_mw"} <= set(getattr(c, "flows", ()))
        and getattr(c, "p_export_max_mw", 0.0) != 0.0
        for c in components.values()
    )


def circles_of(system: System) -> list[Circle]:
    """Every connection at which a circle may pay."""
    program = system.program
    if "p_import_mw" not in program.columns:
        return []
    names = program.members("p_import_mw")[0]
    limits = [
        np.array([system.form.fields[f][name] for name in names])
        for f in ("p_import_max_mw", "p_export_max_mw")
    ]
    looks = [_prices(system, *flows) for flows in _looks(*limits)]
    kept = np.array([(1.0 - system.form.components[n].loss_frac) ** 2 for n in names])  # type: ignore[attr-defined]
    can = np.minimum(*limits) > 0
    buy, sell = (np.array([look[way] for look in looks]) for way in (0, 1))
    pays = can & (kept[:, None] * sell > buy + SAME_PRICE)
    return [
        Circle(name, pays[:, n], buy[:, n], sell[:, n])
        for n, name in enumerate(names)
        if pays[:, n].any()
    ]


def _looks(most_in: Vector, most_out: Vector) -> list[tuple[Vector, Vector]]:
    none = np.zeros_like(most_in)
    return [(none, none), (most_in, none), (none, most_out)]


def _prices(system: System, taken: Vector, given: Vector) -> tuple[Vector, Vector]:
    """Price of one more MWh in and of one more out by meter and step, at these flows (MW)."""
    lp, program = system.program.linear_program(), system.program
    flow = np.zeros(lp.n_columns)
    program.array("p_import_mw", flow)[:] = taken
    program.array("p_export_mw", flow)[:] = given
    marginal = lp.cost - _through_rows(system, lp, flow)
    hours = system.form.horizon.dt_h * system.form.horizon.weight
    return (
        program.array("p_import_mw", marginal) / hours,
        -program.array("p_export_mw", marginal) / hours,
    )


def _through_rows(system: System, lp: LinearProgram, flow: Vector) -> Vector:
    """What a unit of each column saves through rows of tariffs, at their least cost; (n_columns,).

    The rows are those over a month or a year that tariffs close with variables of their own.
    """
    nothing = np.zeros(lp.n_columns)
    of_tariffs = {
        c.constraint for k in system.form.kinds if issubclass(k, Tariff) for c in k.carries
    }
    rows = np.zeros(lp.n_rows, dtype=bool)
    for name, part in system.program.rows.items():
        rows[part.where] = name in of_tariffs
    rows &= lp.row_time < 0
    if not rows.any():
        return nothing
    shape = (lp.n_rows, lp.n_columns)
    matrix: Any = sparse.csc_array((lp.values, lp.indices, lp.indptr), shape=shape).tocsr()[rows]
    own = np.unique(matrix.indices[lp.column_time[matrix.indices] < 0])
    held: Any = sparse.csc_array(matrix[:, own])
    held.sort_indices()
    outside = matrix @ flow
    found = solve_highs(
        replace(
            lp,
            cost=lp.cost[own],
            offset=0.0,
            lower=lp.lower[own],
            upper=lp.upper[own],
            integer=lp.integer[own],
            column_time=lp.column_time[own],
            indptr=held.indptr.astype(np.int32),
            indices=held.indices.astype(np.int32),
            values=held.data,
            row_lower=lp.row_lower[rows] - outside,
            row_upper=lp.row_upper[rows] - outside,
            row_time=lp.row_time[rows],
        ),
        algorithm="simplex",
    )
    return nothing if found.status is not Status.OPTIMAL else np.asarray(matrix.T @ found.y)


def paid_circles(system: System, place: PlaceOf) -> Iterator[Fault]:
    """An error where a circle always pays, a warning where it pays at some use of the meter.

    An operator cannot import and export at once, and a linear program without binaries would.
    """
    for circle in circles_of(system):
        path = f"assets.{circle.name}"
        if circle.always.size:
            yield Fault(
                "E-PH-016",
                f"{path}: {_told(system, circle, circle.always, WITH_LITTLE)}",
                "an export price not above the import price in any step",
                "lower the price of the export, or set p_export_max_mw to 0 in these steps",
                place(path),
                path,
            )
        elif circle.sometimes.size:
            look = int(np.argmax(circle.pays[:, circle.sometimes[0]]))
            yield Fault(
                "W-PH-019",
                f"{path}: {_WHEN[look]}, {_told(system, circle, circle.sometimes, look)}",
                "an export price not above the lowest import price",
                "a run is refused where its answer uses this; lower the price of the export, or "
                "check that the site takes enough in every month",
                place(path),
                path,
            )


def _told(system: System, circle: Circle, steps: NDArray[np.int64], look: int) -> str:
    first, currency = int(steps[0]), system.form.base
    return (
        f"an export earns {circle.sell_per_mwh[look, first]:,.6g} {currency}/MWh and an import "
        f"costs {circle.buy_per_mwh[look, first]:,.6g} at "
        f"{system.form.horizon.local[first]:%Y-%m-%d %H:%M}, and likewise in {steps.size:,} steps "
        "in all"
    )


def circles_used(system: System, ds: Any, place: PlaceOf) -> Iterator[Fault]:
    """Connections whose answer imports and exports at once in steps where that may pay."""
    for circle in circles_of(system):
        flows = [
            ds[f].sel(component=circle.name).to_numpy() for f in ("p_import_mw", "p_export_mw")
        ]
        most = max(float(np.max(system.form.fields[f][circle.name]))
                   for f in ("p_import_max_mw", "p_export_max_mw"))  # fmt: skip
        at_once = np.minimum(*flows) > CIRCLE_FRAC * most
        steps = np.flatnonzero(at_once & circle.pays.any(axis=0))
        if not steps.size:
            continue
        path, first = f"assets.{circle.name}", int(steps[0])
        yield Fault(
            "E-PH-016",
            f"{path}: the answer imports {flows[0][first]:.6g} MW and exports "
            f"{flows[1][first]:.6g} at {system.form.horizon.local[first]:%Y-%m-%d %H:%M}, and "
            f"likewise in {steps.size:,} steps in all: the export earns more than the import costs",
            "an export price not above the import price at the use of the site",
            "lower the price of the export, or set p_export_max_mw to 0 in these steps",
            place(path),
            path,
        )
