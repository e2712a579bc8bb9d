"""The ledger as a table that a spreadsheet opens without obeying it.

A text cell that begins like a formula (``= + - @``, tab, return) is written with an apostrophe
before it, as OWASP advises for CSV; numbers are written so that reading them gives the same float
again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, get_type_hints

from bess_opt.ledger import COLUMNS, Ledger, Row

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = {name for name, kind in get_type_hints(Row).items() if kind is float}


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def plain_cell(cell: str) -> str:
    """What :func:`safe_cell` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


def ledger_text(ledger: Ledger) -> str:
    """``ledger.csv``."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for record in ledger.records():
        writer.writerow(_cells(record))
    return stream.getvalue()


def _cells(record: Iterable[object]) -> list[str]:
    return [repr(float(x)) if isinstance(x, float | int) else safe_cell(str(x)) for x in record]


def ledger_rows(text: str) -> list[dict[str, Any]]:
    """Rows of ``ledger.csv`` with amounts as numbers.

    Raises
    ------
    ValueError
        The columns are not the ledger's, or an amount is not a number.
    """
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ValueError(f"columns {reader.fieldnames}; expected {list(COLUMNS)}")
    return [
        {key: float(x) if key in _NUMBERS else plain_cell(x) for key, x in row.items()}
        for row in reader
    ]
