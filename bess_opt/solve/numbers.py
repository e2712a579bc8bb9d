"""Whether the numbers of a program can be solved with at all, before any engine sees them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, ModelError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.certificate import UNBOUNDED_FROM

Name = Callable[[int], str]

# A spread of coefficients from which the last digits of double precision begin to go.
WIDE_SPREAD = 1e9


def refuse_unusable(
    lp: LinearProgram, row_name: Name | None = None, column_name: Name | None = None
) -> None:
    """Refuse what is not a number, and infinite coefficients.

    Raises
    ------
    ModelError
        With one fault (E-NU-002) for each array concerned, naming the first column or row.
    """
    row, column = row_name or "row {}".format, column_name or "column {}".format
    of_entry = lp.entry_column
    faults = []
    for label, values, holder, name in (
        ("cost", lp.cost, None, column),
        ("coefficient", lp.values, of_entry, column),
    ):
        faults += _fault_of(label, ~np.isfinite(values), values, holder, name)
    for label, values, name, far in (
        ("lower bound", lp.lower, column, np.inf),
        ("upper bound", lp.upper, column, -np.inf),
        ("lower limit", lp.row_lower, row, np.inf),
        ("upper limit", lp.row_upper, row, -np.inf),
    ):
        faults += _fault_of(label, np.isnan(values) | (values == far), values, None, name)
    if not np.isfinite(lp.offset):
        faults.append(Fault("E-NU-002", f"the constant of the objective is {lp.offset}"))
    if faults:
        raise ModelError("numbers of the program cannot be solved with", faults)


def _fault_of(
    label: str,
    wrong: NDArray[np.bool_],
    values: NDArray[np.float64],
    holder: NDArray[np.int64] | None,
    name: Name,
) -> list[Fault]:
    places = np.flatnonzero(wrong)
    if not places.size:
        return []
    first = int(places[0])
    owner = name(first if holder is None else int(holder[first]))
    more = f", and {places.size - 1} more" if places.size > 1 else ""
    found = f"the {label} of {owner} is {values[first]}{more}"
    return [Fault("E-NU-002", found, "a finite number", "look at the data behind this name")]


def warn_of_spread(
    lp: LinearProgram, row_name: Name | None = None, column_name: Name | None = None
) -> list[Fault]:
    """W-NU-001 where magnitudes lie so far apart that digits are lost, naming both ends.

    Matrix entries, costs and finite bounds are looked at apart. A "no limit" written as a large
    number is the usual cause.
    """
    row, column = row_name or "row {}".format, column_name or "column {}".format
    of_entry = lp.entry_column

    def entry(k: int) -> str:
        return f"{column(int(of_entry[k]))} in {row(int(lp.indices[k]))}"

    faults = []
    for label, values, name in (
        ("coefficients", lp.values, entry),
        ("costs", lp.cost, column),
        ("upper bounds", lp.upper, column),
        ("limits of rows", lp.row_upper, row),
    ):
        faults += _spread(label, values, name)
    return faults


def _spread(label: str, values: NDArray[np.float64], name: Name) -> list[Fault]:
    size = np.abs(values)
    counts = np.flatnonzero((size > 0) & (size < UNBOUNDED_FROM))
    if not counts.size:
        return []
    least, most = counts[np.argmin(size[counts])], counts[np.argmax(size[counts])]
    if size[most] / size[least] < WIDE_SPREAD:
        return []
    ends = f"{size[least]:.3g} ({name(int(least))}) to {size[most]:.3g} ({name(int(most))})"
    return [
        Fault(
            "W-NU-001",
            f"the {label} spread from {ends}",
            f"a spread below {WIDE_SPREAD:.0e}",
            "where a large number stands for no limit, leave the limit away",
        )
    ]
