"""Columns written as CSV, Parquet, Excel or NetCDF, so that reading them gives the same again.

Zone, stamps and units travel with the numbers: in CSV and Excel as two lines above the header and a
row of units below it, in Parquet and NetCDF as attributes. Stamps are wall times with their offset
from UTC where the clock of the zone changes inside the file, so that none is said twice.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from bess_opt.errors import UsageError
from bess_opt.sources.clock import wall_of
from bess_opt.sources.data_file import Columns
from bess_opt.sources.parquet import METADATA, pyarrow_for

EPOCH = "seconds since 1970-01-01"
MOST_SHEET_ROWS = 1_048_576


def stamps_of(columns: Columns) -> list[str]:
    """Stamps as text: ISO 8601, with an offset where the clock changes."""
    at = _at(columns)
    wall = wall_of(at, columns.zone)
    shift = wall - at
    texts = [str(text) for text in np.datetime_as_string(wall.astype("datetime64[s]"), unit="m")]
    if (shift == shift[0]).all():
        return texts
    return [f"{text}{_offset(int(s))}" for text, s in zip(texts, shift, strict=True)]


def _at(columns: Columns) -> Any:
    """Instants that the stamps mark: starts or ends of the steps, UTC s."""
    axis = columns.axis
    return axis.starts if columns.stamps == "start" else np.append(axis.starts[1:], axis.end_s)


def _offset(seconds: int) -> str:
    sign, minutes = ("-" if seconds < 0 else "+"), abs(seconds) // 60
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def _head(columns: Columns) -> tuple[list[str], list[str], list[str]]:
    """Lines above the header, the header, and the row of units (empty where none is known)."""
    above = [f"# zone: {columns.zone}", f"# stamps: {columns.stamps}"]
    units = [columns.units.get(name, "") for name in columns.values]
    return above, ["time", *columns.values], ["", *units] if any(units) else []


def csv_bytes(columns: Columns) -> bytes:
    """A CSV file in UTF-8; numbers as short as they can be read back exactly."""
    above, head, units = _head(columns)
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    target.write("\n".join(above) + "\n")
    writer.writerow(_safe(name) for name in head)
    if units:
        writer.writerow(units)
    held = [_texts(values) for values in columns.values.values()]
    writer.writerows(zip(stamps_of(columns), *held, strict=True))
    return target.getvalue().encode()


def _safe(name: str) -> str:
    """A heading that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t", "\r") else name


def _texts(values: Any) -> list[str]:
    return ["" if v != v else repr(v) for v in values.tolist()]


def parquet_bytes(columns: Columns) -> bytes:
    """A Parquet file; stamps are instants of the zone.

    Raises
    ------
    EnvironmentFault
        pyarrow is not installed (E-ENV-001).
    """
    pa, pq = pyarrow_for("writing Parquet")
    kind = pa.timestamp("s", tz=columns.zone)
    stamps = pa.array(_at(columns), pa.int64()).cast(pa.timestamp("s", tz="UTC")).cast(kind)
    arrays = [stamps, *(pa.array(v, from_pandas=True) for v in columns.values.values())]
    said = {"zone": columns.zone, "stamps": columns.stamps, "units": columns.units}
    table = pa.table(dict(zip(["time", *columns.values], arrays, strict=True)))
    table = table.replace_schema_metadata({METADATA: json.dumps(said).encode()})
    target = io.BytesIO()
    pq.write_table(table, target)
    return target.getvalue()


def excel_bytes(columns: Columns) -> bytes:
    """A workbook of one sheet; stamps are dates where the clock does not change, text else.

    Raises
    ------
    UsageError
        There are more steps than rows of a sheet, which the format would drop without a word.
    """
    import xlsxwriter

    above, head, units = _head(columns)
    first = len(above) + 1 + bool(units)
    stamps = stamps_of(columns)
    if first + len(stamps) > MOST_SHEET_ROWS:
        raise UsageError(
            f"{len(stamps):,} steps do not fit on a sheet of {MOST_SHEET_ROWS:,} rows; "
            "write .csv, .parquet or .nc"
        )
    target = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, {"in_memory": True, **plain})
    book.set_properties({"created": pd.Timestamp("2026-01-01").to_pydatetime()})
    dates = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Data")
    sheet.set_column(0, 0, 22)
    for row, cells in enumerate([[t] for t in above] + [head] + ([units] if units else [])):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, bold if row == len(above) else None)
    for row, text in enumerate(stamps, first):
        if len(text) == len("2026-01-01T00:00"):
            sheet.write_datetime(row, 0, pd.Timestamp(text).to_pydatetime(), dates)
        else:
            sheet.write_string(row, 0, text)
    for column, values in enumerate(columns.values.values(), 1):
        for row, value in enumerate(values.tolist(), first):
            if value == value:
                sheet.write_number(row, column, value)
    sheet.freeze_panes(first, 1)
    book.close()
    return target.getvalue()


def netcdf_bytes(columns: Columns) -> bytes:
    """A NetCDF file: time in UTC with the zone as an attribute, a unit on each variable."""
    import xarray as xr

    at = _at(columns).astype("datetime64[s]").astype("datetime64[ns]")
    data = xr.Dataset(coords={"time": at})
    data["time"].attrs.update(timezone=columns.zone, stamps=columns.stamps)
    for name, values in columns.values.items():
        unit = columns.units.get(name, "")
        data[name] = ("time", values, {"units": unit} if unit else {})
    packed: dict[Any, dict[str, Any]] = {
        name: {"zlib": True, "complevel": 4, "_FillValue": np.nan} for name in data.data_vars
    }
    packed["time"] = {"units": EPOCH, "dtype": "int64"}
    return bytes(data.to_netcdf(engine="h5netcdf", encoding=packed))


WRITERS: dict[str, Callable[[Columns], bytes]] = {
    ".csv": csv_bytes,
    ".parquet": parquet_bytes,
    ".xlsx": excel_bytes,
    ".nc": netcdf_bytes,
}
