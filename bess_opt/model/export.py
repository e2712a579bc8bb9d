"""A program as text that people and other solvers read, the same bytes each time: LP and MPS.

Zeros are left out, so that a difference between two files is one of the mathematics. A row with two
different limits becomes two rows in LP, since that format has none such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from bess_opt.errors import ModelError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.model.program import Program

UNREADABLE = re.compile(r"[^A-Za-z0-9_.,()#$%&!?@]")

KEYWORDS = re.compile(  # of the LP format, which would not be read as names
    "objective|free|inf(inity)?|st|bounds?|gen(erals?)?|int(egers?)?|bin(ary|aries)?|semi|sos|end"
    "|min(imize|imum)?|max(imize|imum)?",
    re.IGNORECASE,
)


def write_program(program: Program, path: Path) -> None:
    """Write the program as MPS where the file ends in ``.mps``, and as LP otherwise."""
    write = write_mps if path.suffix.lower() == ".mps" else write_lp
    write(program, path)


def write_lp(program: Program, path: str | Path) -> None:
    """Write the program as an LP file; names are those of its columns and rows.

    Parameters
    ----------
    program : Program
        Compiled model; a maximisation is written negated.
    path : path
        File to write.
    """
    lp, columns, rows = program.linear_program(), _names(program, 0), _names(program, 1)
    lines = ["minimize", "objective:"]
    lines += [f"{_signed(lp.cost[j])} {columns[j]}" for j in np.flatnonzero(lp.cost).tolist()]
    if lp.offset or not lp.cost.any():
        lines.append(_signed(lp.offset))
    lines += ["", "subject to", ""]
    for i, entries in enumerate(_by_row(lp)):
        body = [f"{_signed(value)} {columns[j]}" for j, value in entries]
        body = body or ([f"+0 {columns[0]}"] if columns else [])
        for ending, limit in _limits(float(lp.row_lower[i]), float(lp.row_upper[i])):
            lines += [f"{rows[i]}{ending}:", *body, limit, ""]
    lines += ["bounds"]
    for j, name in enumerate(columns):
        lines.append(f" {_plain(lp.lower[j])} <= {name} <= {_plain(lp.upper[j])}")
    whole = [f" {columns[j]}" for j in np.flatnonzero(lp.integer).tolist()]
    lines += (["", "general", *whole] if whole else []) + ["", "end", ""]
    _write(path, lines)


def write_mps(program: Program, path: str | Path) -> None:
    """Write the program as a free MPS file; parameters as for :func:`write_lp`."""
    lp, columns, rows = program.linear_program(), _names(program, 0), _names(program, 1)
    lines = ["NAME bess_opt", "ROWS", " N objective"]
    kinds = [_kind(low, high) for low, high in zip(lp.row_lower, lp.row_upper, strict=True)]
    lines += [f" {kind} {name}" for kind, name in zip(kinds, rows, strict=True)]
    lines.append("COLUMNS")
    for j, name in enumerate(columns):
        if lp.integer[j]:
            lines.append(" MARKER 'MARKER' 'INTORG'")
        lines.append(f" {name} objective {_plain(lp.cost[j])}")
        for k in range(int(lp.indptr[j]), int(lp.indptr[j + 1])):
            if lp.values[k]:
                lines.append(f" {name} {rows[int(lp.indices[k])]} {_plain(lp.values[k])}")
        if lp.integer[j]:
            lines.append(" MARKER 'MARKER' 'INTEND'")
    lines.append("RHS")
    if lp.offset:
        lines.append(f" RHS objective {_plain(-lp.offset)}")
    ranges = []
    for kind, name, low, high in zip(kinds, rows, lp.row_lower, lp.row_upper, strict=True):
        if kind != "N":
            lines.append(f" RHS {name} {_plain(high if kind == 'L' else low)}")
        if kind == "G" and np.isfinite(high):
            ranges.append(f" RANGES {name} {_plain(high - low)}")
    lines += (["RANGES", *ranges] if ranges else []) + ["BOUNDS"]
    for name, low, high in zip(columns, lp.lower, lp.upper, strict=True):
        lines += [f" {kind} BOUNDS {name}{value}" for kind, value in _mps_bounds(low, high)]
    _write(path, [*lines, "ENDATA", ""])


def _kind(low: float, high: float) -> str:
    """MPS's letter for a row: a row with two limits is a G row with a range."""
    if low == high:
        return "E"
    return "G" if np.isfinite(low) else "L" if np.isfinite(high) else "N"


def _mps_bounds(low: float, high: float) -> Iterator[tuple[str, str]]:
    if low == high:
        yield "FX", f" {_plain(low)}"
    elif low == -np.inf and high == np.inf:
        yield "FR", ""
    else:
        yield ("MI", "") if low == -np.inf else ("LO", f" {_plain(low)}")
        yield ("PL", "") if high == np.inf else ("UP", f" {_plain(high)}")


def _limits(low: float, high: float) -> Iterator[tuple[str, str]]:
    """Ending of the name and right-hand side of each row that a row becomes in LP."""
    if low == high:
        yield "", f"= {_plain(low)}"
        return
    both = np.isfinite(low) and np.isfinite(high)
    if np.isfinite(low):
        yield "_low" if both else "", f">= {_plain(low)}"
    if np.isfinite(high):
        yield "_high" if both else "", f"<= {_plain(high)}"


def _by_row(lp: LinearProgram) -> Iterator[list[tuple[int, float]]]:
    """Nonzero entries of each row, columns ascending."""
    column = lp.entry_column
    order = np.argsort(lp.indices, kind="stable")
    order = order[lp.values[order] != 0]
    ends = np.cumsum(np.bincount(lp.indices[order], minlength=lp.n_rows)).tolist()
    columns, values = column[order].tolist(), lp.values[order].tolist()
    start = 0
    for end in ends:
        yield list(zip(columns[start:end], values[start:end], strict=True))
        start = end


def _names(program: Program, axis: int) -> list[str]:
    """Names of columns (0) or rows (1) as the formats can read them.

    Raises
    ------
    ModelError
        If two names become one by that.
    """
    names = program.row_names() if axis else program.column_names()
    readable = [UNREADABLE.sub("_", name) for name in names]
    readable = [f"{name}_" if KEYWORDS.fullmatch(name) else name for name in readable]
    if len(set(readable)) < len(readable):
        twice = next(n for n in readable if readable.count(n) > 1)
        raise ModelError(f"two names are written as {twice}; rename a member")
    return readable


def _plain(value: float) -> str:
    """Shortest text that reads back as the same number."""
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text


def _signed(value: float) -> str:
    return _plain(value) if value < 0 else f"+{_plain(abs(value))}"


def _write(path: str | Path, lines: Iterable[str]) -> None:
    Path(path).write_text("\n".join(lines), encoding="utf-8", newline="\n")
