"""Units written in the file itself, held against the unit that the case states."""

from __future__ import annotations

import re

import numpy as np

from bess_opt.errors import Fault
from bess_opt.sources.stamps import looks_like_stamp
from bess_opt.sources.table import Table
from bess_opt.units import WRITTEN

_KNOWN = {u for d in ("power", "energy", "money_per_energy", "fraction") for u in WRITTEN[d]}
_MONEY = re.compile(r"[A-Z]{3}\s*/\s*[kMG]?Wh")
_SCALED = {u.lower(): u for d in ("power", "energy") for u in WRITTEN[d]}


def as_unit(cell: object) -> str:
    """The unit in a cell such as ``[MW]``, or an empty text."""
    text = str(cell).strip().strip("[]()").strip()
    return text if text in _KNOWN or _MONEY.fullmatch(text) else ""


def split_units_row(table: Table) -> Table:
    """The table without a row of units below its header, where it has one.

    Such a row holds at least one known unit, no number and no time stamp. It is told by
    :func:`named_unit`.
    """
    if table.is_broken or table.rows < 2:
        return table
    if any(isinstance(c, np.ndarray) or not isinstance(c, list | tuple) for c in table.columns):
        return table
    first = [column[0] for column in table.columns]
    ours = table.zone is not None and str(first[0]).strip() == ""
    if not any(as_unit(cell) for cell in first) and not ours:
        return table
    if not ours and any(looks_like_stamp(cell) or _is_number(cell) for cell in first):
        return table
    place, uncalculated = table.place, table.uncalculated
    return Table(
        table.file,
        table.names,
        tuple(column[1:] for column in table.columns),
        lambda row, column: place({-1: -1, -2: 0}.get(row, row + 1), column),
        table.sha256,
        table.faults,
        tuple(str(cell).strip() for cell in first),
        None if uncalculated is None else lambda c: [r - 1 for r in uncalculated(c) if r > 0],
        zone=table.zone,
        stamps=table.stamps,
    )


def _is_number(cell: object) -> bool:
    try:
        float(str(cell).replace(",", "."))
    except ValueError:
        return False
    return True


def named_unit(table: Table, column: int, stated: str, path: str) -> list[Fault]:
    """What the file says of the unit, where that needs telling."""
    faults = []
    if table.stated_units is not None:
        written = as_unit(table.stated_units[column])
        if written and written.replace(" ", "") != stated.replace(" ", ""):
            return [
                Fault(
                    "E-TS-030",
                    f"the file says that '{table.names[column]}' is in {written}, the case says "
                    f"{stated}",
                    "one unit",
                    f"set unit: {written}, or correct the file",
                    table.place(-1, column),
                    path,
                )
            ]
    if table.units is not None:
        written = as_unit(table.units[column])
        if written and written.replace(" ", "") != stated.replace(" ", ""):
            return [
                Fault(
                    "E-TS-030",
                    f"the row of units says {written} for '{table.names[column]}', the case says "
                    f"{stated}",
                    "one unit",
                    f"set unit: {written}, or correct the file",
                    table.place(-2, column),
                    path,
                )
            ]
        shown = ", ".join(unit for unit in table.units if unit)
        found = f"the row below the header is read as units ({shown})"
        # A file that says its zone was written by this program, row of units included.
        if table.zone is None:
            faults.append(Fault("W-TS-030", found, place=table.place(-2, 0)))
    ending = re.split(r"[\s_\[(]+", table.names[column].rstrip("])").lower())[-1]
    meant = _SCALED.get(ending)
    if meant and stated in _SCALED.values() and meant != stated and len(ending) > 1:
        mixed = {meant, stated} & set(WRITTEN["power"]) and {meant, stated} & set(WRITTEN["energy"])
        faults.append(
            Fault(
                "W-TS-026" if mixed else "W-UN-003",
                f"the column '{table.names[column]}' is read in {stated}",
                "",
                f"is it in {meant}? Set unit: {meant}",
                table.place(-1, column),
                path,
            )
        )
    return faults
