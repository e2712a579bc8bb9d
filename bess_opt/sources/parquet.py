"""Parquet files, read with pyarrow (extra ``parquet``); columns arrive as arrays."""

from __future__ import annotations

import io
import json
from importlib import import_module
from typing import Any

import numpy as np

from bess_opt.errors import EnvironmentFault, Fault, Place
from bess_opt.sources.files import DataFile
from bess_opt.sources.table import MOST_ROWS, Table, broken

METADATA = b"bess_opt"


def pyarrow_for(task: str) -> tuple[Any, Any]:
    """The modules ``pyarrow`` and ``pyarrow.parquet``.

    Parameters
    ----------
    task : str
        What they are wanted for, at the start of a sentence.

    Raises
    ------
    EnvironmentFault
        pyarrow is not installed (E-ENV-001).
    """
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        found, repair = f"{task} needs the extra 'parquet'", 'pip install "bess-opt[parquet]"'
        fault = Fault("E-ENV-001", found, "", f"install it: {repair}")
        raise EnvironmentFault("A package is missing.", [fault]) from None


def read_parquet(file: DataFile) -> Table:
    """The table in a Parquet file.

    Raises
    ------
    EnvironmentFault
        pyarrow is not installed (E-ENV-001).
    """
    pa, pq = pyarrow_for(f"reading {file.name}")
    where = Place(file.name)
    try:
        opened = pq.ParquetFile(io.BytesIO(file.content))
        if opened.metadata.num_rows > MOST_ROWS:
            found = f"the file has {opened.metadata.num_rows:,} rows"
            return broken(file.name, Fault("E-FI-005", found, f"at most {MOST_ROWS:,}", "", where))
        read = opened.read()
    except (pa.ArrowException, OSError, ValueError):
        whole = len(file.content) > 8 and file.content[-4:] == b"PAR1"
        found = "the file cannot be read" if whole else "no complete Parquet file (no footer)"
        return broken(
            file.name,
            Fault("E-FI-008", found, "a Parquet file", "was a copy interrupted?", where),
        )
    if read.num_rows == 0:
        return broken(file.name, Fault("E-TS-034", "the file has no rows", "rows", "", where))
    names = tuple(str(name) for name in read.column_names)

    def place(row: int, column: int) -> Place:
        address = f"row {row + 1}" if row >= 0 else "header"
        return Place(f"{file.name}!{names[column]}!{address}")

    columns = tuple(_cells(read.column(i), pa) for i in range(read.num_columns))
    said = _said(read.schema.metadata)
    units = said.get("units") or {}
    stated = tuple(str(units.get(name, "")) for name in names) if units else None
    zone, stamps = said.get("zone"), said.get("stamps")
    return Table(
        file.name,
        names,
        columns,
        place,
        file.sha256,
        stated_units=stated,
        zone=zone,
        stamps=stamps,
    )


def _said(metadata: Any) -> dict[str, Any]:
    """What ``bess-opt data`` wrote beside the columns: zone, stamps and units."""
    try:
        found = json.loads((metadata or {}).get(METADATA, b"{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _cells(column: Any, pa: Any) -> Any:
    kind = column.type
    if pa.types.is_timestamp(kind):
        # pandas keeps the zone, so that instants and wall times stay apart.
        return column.to_pandas().array
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return column.cast(pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    return column.to_pylist()
