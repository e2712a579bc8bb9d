"""Import and export at one meter: a case that pays for sending power in a circle is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from bess_opt.errors import Fault
from bess_opt.studies.system import System

# Below this an export price equals an import price, base currency per MWh.
SAME_PRICE = 1e-6


def paid_circles(system: System, place: Callable[[str], Any]) -> Iterator[Fault]:
    """Steps in which what leaves by a meter is paid more than what enters it at once costs.

    An operator cannot do both, and a linear program without binaries would. The prices are read
    from the compiled objective, so that every tariff that prices a metered flow counts, whatever
    its kind; blocks and monthly settlement, which price by variables of their own, do not.

    Parameters
    ----------
    system : System
    place : callable
        Place in the case of a dotted path.
    """
    if "p_import_mw" not in system.program.columns:
        return
    cost = system.program.linear_program().cost
    horizon = system.form.horizon
    hours = horizon.dt_h * horizon.weight
    pays = system.program.array("p_import_mw", cost) / hours
    earns = -system.program.array("p_export_mw", cost) / hours
    for name, buy, sell in zip(system.program.members("p_import_mw")[0], pays, earns, strict=True):
        grid = system.form.components[name]
        most_in, most_out = (
            system.form.fields[f][name] for f in ("p_import_max_mw", "p_export_max_mw")
        )
        kept = (1.0 - grid.loss_frac) ** 2  # type: ignore[attr-defined]
        can_circle = np.minimum(most_in, most_out) > 0
        wrong = np.flatnonzero(can_circle & (kept * sell > buy + SAME_PRICE))
        if not wrong.size:
            continue
        first = int(wrong[0])
        path = f"assets.{name}"
        currency = system.form.base
        yield Fault(
            "E-PH-016",
            f"{path}: an export earns {sell[first]:,.6g} {currency}/MWh and an import costs "
            f"{buy[first]:,.6g} at {horizon.local[first]:%Y-%m-%d %H:%M}, and likewise in "
            f"{wrong.size:,} steps in all",
            "an export price not above the import price in any step",
            "lower the price of the export, or set p_export_max_mw to 0 in these steps",
            place(path),
            path,
        )
