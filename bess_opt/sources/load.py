"""All series of a case, from their files onto the horizon, in one labelled Dataset.

Every fault of every file is collected; the Dataset holds the series that came through. Each step of
the way (table, numbers, stamps, rhythm, gaps, units, placing) is a module of this room, and each
file, column of stamps and grid is read once however many series share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, Place
from bess_opt.horizon import Horizon
from bess_opt.sources.axis import make_horizon
from bess_opt.sources.cells import read_numbers
from bess_opt.sources.clock import wall_text
from bess_opt.sources.convert import Conversion, Refusal, conversion
from bess_opt.sources.csv_text import read_csv
from bess_opt.sources.excel import read_excel
from bess_opt.sources.files import DataFile, changed_files, read_file
from bess_opt.sources.missing import Asker, make_whole
from bess_opt.sources.no_stamps import rows_in_order
from bess_opt.sources.parquet import read_parquet
from bess_opt.sources.placing import Frame, lay
from bess_opt.sources.rhythm import FileAxis, file_axis
from bess_opt.sources.spec import PlaceOf, SeriesSpec, TimeSpec, gap_policy, nowhere, option
from bess_opt.sources.stamps import read_stamps, time_column
from bess_opt.sources.suspicion import suspicions
from bess_opt.sources.table import Table
from bess_opt.sources.units_row import named_unit, split_units_row

if TYPE_CHECKING:
    import xarray as xr

EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PARQUET = (".parquet", ".pq")
CSV = (".csv", ".txt", ".tsv")


@dataclass(frozen=True)
class Inputs:
    """Series of a case on its horizon.

    Parameters
    ----------
    horizon : Horizon
    dataset : xarray.Dataset
        One variable (time,) per series that could be read, float64 in our units; ``time`` is UTC
        without a zone (``attrs["timezone"]``). Attributes of a variable: ``unit``, ``quantity``,
        ``currency`` of a price, ``source``, ``mark``, ``file``, ``column``, ``sha256``,
        ``filled_share_frac``.
    faults : tuple of Fault
        Errors and warnings, in the order of the case.
    files : tuple of Path
        Files that were read, each once.
    sha256 : dict
        Of each file, by the name that the case writes.
    """

    horizon: Horizon
    dataset: xr.Dataset
    faults: tuple[Fault, ...]
    files: tuple[Path, ...]
    sha256: Mapping[str, str]

    @property
    def has_errors(self) -> bool:
        """Whether any fault stops a run."""
        return any(fault.is_error for fault in self.faults)


@dataclass
class _Shelf:
    """What has been read so far, so that nothing is read twice."""

    folder: Path
    allow_outside: bool
    files: dict[str, DataFile | Fault] = field(default_factory=dict)
    tables: dict[tuple[str, ...], Table] = field(default_factory=dict)
    axes: dict[tuple[Any, ...], FileAxis | list[Fault]] = field(default_factory=dict)
    faults: dict[Fault, None] = field(default_factory=dict)

    def tell(self, *faults: Fault) -> None:
        """Keep faults, each once, in order."""
        self.faults.update(dict.fromkeys(faults))


def load_series(
    time: TimeSpec,
    series: Mapping[str, SeriesSpec],
    folder: Path,
    *,
    allow_outside: bool = False,
    place: PlaceOf = nowhere,
) -> Inputs:
    """Read every series of a case onto its horizon.

    Parameters
    ----------
    time : TimeSpec
        Section ``time`` of the case.
    series : mapping of str to SeriesSpec
        Section ``series``.
    folder : Path
        Folder of the case; files are relative to it.
    allow_outside : bool
        Whether files may lie elsewhere.
    place : callable
        Place in the case file of a dotted path.

    Returns
    -------
    Inputs
        Faults of data are in ``Inputs.faults``, never raised.

    Raises
    ------
    CaseError
        ``time`` itself cannot be read.
    EnvironmentFault
        A file needs an extra that is not installed.
    """
    import xarray as xr

    horizon = make_horizon(time, place)
    frame = Frame.of(horizon)
    shelf = _Shelf(Path(folder), allow_outside)
    dataset = xr.Dataset(coords={"time": horizon.start.tz_localize(None)})
    dataset["time"].attrs.update(timezone=horizon.zone, long_name="start of step (UTC)")
    for name, spec in series.items():
        values, attributes = _one(name, spec, time, frame, shelf, place)
        if values is not None:
            dataset[name] = ("time", values, attributes)
    read = [file for file in shelf.files.values() if isinstance(file, DataFile)]
    shelf.tell(*changed_files(read))
    return Inputs(
        horizon,
        dataset,
        tuple(shelf.faults),
        tuple(file.path for file in read),
        {file.name: file.sha256 for file in read},
    )


def _one(
    name: str, spec: SeriesSpec, time: TimeSpec, frame: Frame, shelf: _Shelf, place: PlaceOf
) -> tuple[NDArray[np.float64] | None, dict[str, Any]]:
    """One series on the horizon, or None with its faults told."""
    path = f"series.{name}"
    here = place(path)
    nothing: tuple[None, dict[str, Any]] = (None, {})
    unit = conversion(
        str(option(spec, "unit", "")), option(spec, "quantity"), option(spec, "currency")
    )
    if isinstance(unit, Refusal):
        where = place(f"{path}.unit") or here
        shelf.tell(Fault(unit.code, unit.found, unit.expected, unit.repair, where, f"{path}.unit"))
    table = _table(name, spec, shelf, place)
    if table is None:
        return nothing
    column = _find(name, str(option(spec, "column", name)), table, shelf, place)
    axis, axis_faults = _axis(name, spec, time, table, frame, shelf, place)
    shelf.tell(*axis_faults)
    if column is None:
        return nothing
    cells, cell_faults = read_numbers(table, column, str(option(spec, "decimal", ".")))
    shelf.tell(*cell_faults, *_uncalculated(table, column, cells))
    if isinstance(unit, Conversion):
        shelf.tell(*named_unit(table, column, str(option(spec, "unit", "")), path))
    if axis is None or isinstance(unit, Refusal) or any(f.is_error for f in cell_faults):
        return nothing
    asker = Asker(name, table.file, frame.horizon.zone, frame.needs(axis), here)
    onto = lay(frame, axis, option(spec, "resample"), name, table.file)
    whole = make_whole(axis, cells, gap_policy(spec), str(option(spec, "leap", "error")), asker)
    shelf.tell(*whole.faults)
    if isinstance(onto, Fault):
        shelf.tell(onto)
        return nothing
    if any(f.is_error for f in whole.faults):
        return nothing
    scale = float(option(spec, "scale", 1.0))
    values = onto(unit.apply(whole.values, axis.length_h)) * scale
    quantity = "power" if unit.quantity == "energy" else unit.quantity
    shelf.tell(*_energy_note(name, unit, option(spec, "quantity"), axis, table, path))
    shelf.tell(*suspicions(name, quantity, unit.unit, values, frame.horizon, table.file))
    share = float(np.mean(onto(whole.filled.astype(float)) > 0))
    return values, {
        "unit": unit.unit,
        "units": unit.unit,
        "quantity": quantity,
        "currency": unit.currency,
        "source": str(option(spec, "source", "")),
        "mark": str(option(spec, "mark", "")),
        "long_name": str(option(spec, "description", "")) or name,
        "file": table.file,
        "column": table.names[column],
        "sha256": table.sha256,
        "filled_share_frac": share,
        "file_span": f"{wall_text(int(axis.starts[0]), frame.horizon.zone)} to "
        f"{wall_text(axis.end_s, frame.horizon.zone)}",
    }


def _table(name: str, spec: SeriesSpec, shelf: _Shelf, place: PlaceOf) -> Table | None:
    """The table that a series stands in, or None with its faults told."""
    path, written = f"series.{name}.file", str(spec.file)
    if written not in shelf.files:
        shelf.files[written] = read_file(
            written,
            shelf.folder,
            allow_outside=shelf.allow_outside,
            place=place(path) or place(f"series.{name}"),
            path=path,
        )
    file = shelf.files[written]
    if isinstance(file, Fault):
        shelf.tell(file)
        return None
    sheet, delimiter = option(spec, "sheet"), option(spec, "delimiter")
    key = (written, str(sheet), str(delimiter))
    if key not in shelf.tables:
        shelf.tables[key] = split_units_row(_open(file, sheet, delimiter, place(path), path))
    table = shelf.tables[key]
    shelf.tell(*table.faults)
    return None if table.is_broken else table


def _open(
    file: DataFile, sheet: str | None, delimiter: str | None, place: Place | None, path: str
) -> Table:
    suffix = file.path.suffix.lower()
    if suffix in EXCEL:
        return read_excel(file, sheet)
    if suffix in PARQUET:
        return read_parquet(file)
    if suffix in CSV:
        usual = "\t" if suffix == ".tsv" else ","
        return read_csv(file, (delimiter or usual).replace("\\t", "\t"))
    fault = Fault(
        "E-FI-015",
        f"the file '{file.name}' has the ending '{suffix}'",
        "one of " + " ".join((*CSV, *EXCEL, *PARQUET)),
        "export it as CSV",
        place,
        path,
    )
    return Table(file.name, (), (), lambda _r, _c: Place(file.name), faults=(fault,))


def _find(
    name: str, wanted: str, table: Table, shelf: _Shelf, place: PlaceOf, key: str = "column"
) -> int | None:
    """Index of a column by name, or None with the fault told."""
    found = table.find(wanted)
    if found is not None:
        return found
    path = f"series.{name}.{key}"
    where = place(path) or table.place(-1, 0)
    if wanted in table.doubled:
        at = [i + 1 for i, column in enumerate(table.names) if column == wanted]
        shelf.tell(
            Fault(
                "E-TS-002",
                f"{table.file} has {len(at)} columns '{wanted}' (columns {_and(at)})",
                "each name once",
                "rename one in the file",
                table.place(-1, at[1] - 1),
                path,
            )
        )
        return None
    near = get_close_matches(wanted, table.names, 1, 0.6)
    shown = ", ".join(table.names[:12]) + (", ..." if len(table.names) > 12 else "")
    shelf.tell(
        Fault(
            "E-TS-001",
            f"{table.file} has no column '{wanted}'",
            f"one of {shown}",
            f"did you mean '{near[0]}'?" if near else "",
            where,
            path,
        )
    )
    return None


def _and(items: list[int]) -> str:
    return " and ".join(str(item) for item in items)


def _axis(
    name: str,
    spec: SeriesSpec,
    time: TimeSpec,
    table: Table,
    frame: Frame,
    shelf: _Shelf,
    place: PlaceOf,
) -> tuple[FileAxis | None, list[Fault]]:
    """The steps of a series' file, and what there is to tell about them."""
    named = option(spec, "time_column")
    if named is not None and str(named).lower() == "none" and named not in table.names:
        named = None
        column = None
    elif named is not None:
        column = _find(name, str(named), table, shelf, place, "time_column")
        if column is None:
            return None, []
    else:
        column = time_column(table)
    if column is None:
        read = rows_in_order(
            table, frame, str(option(spec, "leap", "error")), name, place(f"series.{name}")
        )
        return read
    date_format = option(spec, "date_format")
    zone = str(option(spec, "zone", time.zone))
    dst = str(option(spec, "dst", option(time, "dst", "local")))
    at = str(option(spec, "stamps", option(time, "stamps", "start")))
    key = (id(table), column, date_format, zone, dst, at)
    if key not in shelf.axes:
        stamps, faults = read_stamps(table, column, date_format, at)
        shelf.axes[key] = (
            faults
            if stamps is None
            else file_axis(table, column, stamps, zone=zone, dst=dst, at=at, step_s=frame.step_s)
        )
    found = shelf.axes[key]
    return (found, list(found.faults)) if isinstance(found, FileAxis) else (None, found)


def _uncalculated(table: Table, column: int, cells: NDArray[np.float64]) -> list[Fault]:
    """A fault where empty cells of a workbook are really errors or unstored formulas."""
    if table.uncalculated is None or not np.isnan(cells).any():
        return []
    rows = [r for r in table.uncalculated(column) if r < len(cells) and np.isnan(cells[r])]
    if not rows:
        return []
    return [
        Fault(
            "E-FI-002",
            f"{len(rows):,} cells of column '{table.names[column]}' hold an error or a formula "
            "without a stored value",
            "numbers",
            "open the workbook in Excel, mend the formulas and save it",
            table.place(rows[0], column),
        )
    ]


def _energy_note(
    name: str, unit: Conversion, stated: Any, axis: FileAxis, table: Table, path: str
) -> list[Fault]:
    """Tell that energy per step was read where the case did not say so in a word."""
    if unit.quantity != "energy" or stated:
        return []
    factor = 3600 / axis.step_s
    return [
        Fault(
            "W-TS-026",
            f"{name} is read as energy per step: mean power = {factor:g} x value",
            repair="write quantity: energy on the series",
            place=Place(table.file),
            path=path,
        )
    ]
