"""Sizes above which the structured engine hands a program on before it spends time on it.

A border of thousands, or rows that reach far back in time, cost more here than in a general sparse
solver. The limits are assumptions: generous beside anything that the storage family needs.
"""

from __future__ import annotations

from bess_opt.solve.structured.range_program import RangeProgram
from bess_opt.solve.structured.structure import BAND, BORDER, Structure

MAX_SLOTS = 96
MAX_BORDER = 4000
MAX_LAG_ROWS = 2000
MAX_COUPLING_NUMBERS = 400_000_000


class DeclinedError(Exception):
    """The program's structure is not one this engine is good at; the message says why."""


def check_structure(program: RangeProgram, structure: Structure) -> None:
    """Raise `DeclinedError` if the border or the lag is too large to begin."""
    band_rows = int((structure.row_kind == BAND).sum())
    border = int(structure.is_global.sum() + (structure.row_kind == BORDER).sum())
    if border > MAX_BORDER:
        raise DeclinedError(
            f"{border} columns and rows belong to no time step; the limit is {MAX_BORDER}."
        )
    if structure.slots > MAX_SLOTS:
        raise DeclinedError(
            f"one stretch of the horizon touches {structure.slots} global columns and rows; "
            f"the limit is {MAX_SLOTS}."
        )
    per_step = band_rows / max(program.steps, 1)
    if structure.lag * per_step > MAX_LAG_ROWS:
        raise DeclinedError(
            f"rows reach {structure.lag} steps back over {per_step:.0f} rows a step; "
            f"the limit is {MAX_LAG_ROWS} rows."
        )
    if structure.slots * band_rows > MAX_COUPLING_NUMBERS:
        raise DeclinedError(
            f"the border couples to {band_rows} rows through {structure.slots} columns: "
            "too many numbers to hold."
        )
