"""Numbers and tables as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bess_opt.errors import count as count

# As ``runs.verify`` names the check of one file; not imported, for help must come at once.
FILE_CHECK = "file as written"
_SCALES = ((1e12, "trillion "), (1e9, "billion "), (1e6, "million "), (1.0, ""))


def number(value: Any, digits: int = 4) -> str:
    """A number with thousands separators and some ``digits`` significant figures.

    >>> number(1234.56), number(0.012345), number(None)
    ('1,235', '0.01235', 'n/a')
    """
    if not isinstance(value, int | float) or value != value:
        return "n/a"
    if value == 0 or abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{value:,.{digits}g}"


def power(mw: Any, unit: str = "MW", below: float = 1.0) -> str:
    """A power with its unit, in kW ``below`` so many MW; an energy with ``unit="MWh"``.

    >>> power(0.0042), power(0.75, "MWh"), power(12.5), power(4.743, "MWh", 10)
    ('4.2 kW', '750 kWh', '12.5 MW', '4,743 kWh')
    >>> power(0.0), power(0.0, "MWh", 10)
    ('0 MW', '0 kWh')
    """
    if isinstance(mw, int | float) and abs(mw) < below and (mw or below > 1):
        return f"{number(1e3 * mw)} k{unit[1:]}"
    return f"{number(mw)} {unit}"


def money(amount: Any, currency: str) -> str:
    """An amount in words a board reads.

    >>> money(-12_345_678_901.0, "PKR")
    '-12.35 billion PKR'
    """
    if not isinstance(amount, int | float) or amount != amount:
        return "n/a"
    size, word = next(((s, w) for s, w in _SCALES if abs(amount) >= s), (1.0, ""))
    return f"{number(amount / size)} {word}{currency}".strip()


def share(value: Any) -> str:
    """A fraction in per cent."""
    if not isinstance(value, int | float) or value != value:
        return "n/a"
    return f"{100 * value:.1f} %"


def hours(seconds: float) -> str:
    """A span of time, short.

    >>> hours(3.21), hours(75), hours(3700)
    ('3.2 s', '1 min 15 s', '1 h 01 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"
    return f"{int(seconds // 3600)} h {int(seconds % 3600 // 60):02d} min"


def verdict(checks: Sequence[Mapping[str, Any]]) -> str:
    """How many checks of the results passed, and how many files are as they were written.

    The first number is the same wherever it is told; files become more as reports are written.

    >>> verdict([{"name": "soc window", "passed": True}, {"name": FILE_CHECK, "passed": True}])
    '1 of 1 check of the results passed, 1 of 1 file as written'
    """
    files = [bool(check["passed"]) for check in checks if check["name"] == FILE_CHECK]
    rest = [bool(check["passed"]) for check in checks if check["name"] != FILE_CHECK]
    whole = f"{sum(files)} of {count(len(files), 'file')} as written"
    if files and not rest:
        return f"{whole}; the checks of the results were not made, for they rest on these files"
    many = "checks" if len(rest) != 1 else "check"
    passed = f"{sum(rest)} of {len(rest):,} {many} of the results passed"
    return f"{passed}, {whole}" if files else passed


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), indent: int = 2) -> str:
    """Rows in aligned columns; columns named in ``right`` are flush right."""
    if not rows:
        return ""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if k in right else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append((" " * indent + "  ".join(cells)).rstrip())
    return "\n".join(lines)
