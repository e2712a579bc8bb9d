"""All series of a case, from their files onto the horizon, in one labelled Dataset.

Every fault of every file is collected; the Dataset holds the series that came through. Each step of
the way (table, numbers, stamps, rhythm, gaps, units, placing) is a module of this room, and each
file, column of stamps and grid is read once however many series share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, Place, count
from bess_opt.horizon import Horizon
from bess_opt.sources.axis import make_horizon
from bess_opt.sources.cells import read_numbers, too_large
from bess_opt.sources.clock import wall_text
from bess_opt.sources.convert import Conversion, Refusal, conversion
from bess_opt.sources.duration import step_text
from bess_opt.sources.files import DataFile, changed_files
from bess_opt.sources.missing import Asker, make_whole
from bess_opt.sources.placing import Frame, lay, rows_of_steps
from bess_opt.sources.rhythm import FileAxis
from bess_opt.sources.shelf import Shelf
from bess_opt.sources.spec import PlaceOf, SeriesSpec, TimeSpec, gap_policy, nowhere, option
from bess_opt.sources.suspicion import suspicions
from bess_opt.sources.table import Table
from bess_opt.sources.units_row import named_unit
from bess_opt.sources.use import use_faults

if TYPE_CHECKING:
    import xarray as xr

WHOLE_YEAR_FRAC = 0.005
"""How far weighted periods may miss the hours of a year before it is told."""


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


def load_series(
    time: TimeSpec,
    series: Mapping[str, SeriesSpec],
    folder: Path,
    *,
    allow_outside: bool = False,
    place: PlaceOf = nowhere,
    uses: Mapping[str, list[Any]] | None = None,
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
    uses : mapping, optional
        What each series is used for (``bess_opt.case.uses.uses_of``), to be looked at accordingly.

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
    shelf = Shelf(Path(folder), allow_outside, frame, place)
    shelf.tell(*_short_year(horizon, place))
    dataset = xr.Dataset(coords={"time": horizon.start.tz_localize(None)})
    dataset["time"].attrs.update(timezone=horizon.zone, long_name="start of step (UTC)")
    for name, spec in series.items():
        if option(spec, "weather") is not None:
            from bess_opt.sources.weather.profile import weather_profile

            values, attributes = weather_profile(name, spec, shelf)
        else:
            values, attributes = _one(name, spec, time, shelf)
        if values is None:
            continue
        shelf.tell(*use_faults(name, values, list((uses or {}).get(name, ())), horizon, place))
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
    name: str, spec: SeriesSpec, time: TimeSpec, shelf: Shelf
) -> tuple[NDArray[np.float64] | None, dict[str, Any]]:
    """One series on the horizon, or None with its faults told."""
    path, frame, place = f"series.{name}", shelf.frame, shelf.place
    here = place(path)
    nothing: tuple[None, dict[str, Any]] = (None, {})
    unit = conversion(
        str(option(spec, "unit", "")), option(spec, "quantity"), option(spec, "currency")
    )
    if isinstance(unit, Refusal):
        where = place(f"{path}.unit") or here
        shelf.tell(Fault(unit.code, unit.found, unit.expected, unit.repair, where, f"{path}.unit"))
    table = shelf.table(name, spec)
    if table is None:
        return nothing
    column = shelf.column(name, spec, table)
    axis = shelf.axis(name, spec, time, table)
    if column is None:
        return nothing
    cells, cell_faults = read_numbers(table, column, str(option(spec, "decimal", ".")))
    told = [
        *cell_faults,
        *_uncalculated(table, column, cells),
        *named_unit(table, column, str(option(spec, "unit", "")), path),
    ]
    shelf.tell(*told)
    if axis is None or isinstance(unit, Refusal) or any(f.is_error for f in told):
        return nothing
    scale = float(option(spec, "scale", 1.0))
    factor = _factor(unit, axis, scale)
    told = too_large(table, column, cells, factor, unit.unit)
    shelf.tell(*told)
    if told:
        return nothing
    asker = Asker(
        name,
        table.file,
        frame.horizon.zone,
        frame.needs(axis),
        lambda row: table.place(row, column),
    )
    onto = lay(frame, axis, option(spec, "resample"), name, table.file)
    whole = make_whole(axis, cells, gap_policy(spec), str(option(spec, "leap", "error")), asker)
    shelf.tell(*whole.faults)
    if isinstance(onto, Fault):
        shelf.tell(onto)
        return nothing
    if any(f.is_error for f in whole.faults):
        return nothing
    values = onto(unit.apply(whole.values, axis.length_h)) * scale
    quantity = "power" if unit.quantity == "energy" else unit.quantity
    rows = rows_of_steps(frame, axis)

    def cell(step: int) -> Place:
        return table.place(int(rows[step]), column) if rows[step] >= 0 else Place(table.file)

    shelf.tell(*suspicions(name, quantity, unit.unit, values, frame.horizon, table.file, cell))
    share = float(np.mean(onto(whole.filled.astype(float)) > 0))
    return values, {
        "unit": unit.unit,
        "units": unit.unit,
        "quantity": quantity,
        "currency": unit.currency,
        "source": str(option(spec, "source", "")),
        "mark": str(option(spec, "mark", "")),
        "long_name": str(option(spec, "description", "")) or name,
        "read_as": _read_as(unit, axis, factor),
        "file": table.file,
        "column": table.names[column],
        "sha256": table.sha256,
        "filled_share_frac": share,
        "file_span": f"{wall_text(int(axis.starts[0]), frame.horizon.zone)} to "
        f"{wall_text(axis.end_s, frame.horizon.zone)}",
    }


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
            f"{count(len(rows), 'cell')} of column '{table.names[column]}' with an error or a "
            "formula without a stored value",
            "numbers",
            "open the workbook in Excel, mend the formulas and save it",
            table.place(rows[0], column),
        )
    ]


def _factor(unit: Conversion, axis: FileAxis, scale: float) -> float:
    """From a value of the file to ours."""
    factor = unit.factor * scale
    return factor * 3600 / axis.step_s if unit.quantity == "energy" else factor


def _read_as(unit: Conversion, axis: FileAxis, factor: float) -> str:
    """How a value of the file becomes ours, in words."""
    if unit.quantity == "energy":
        return f"energy per step of {step_text(axis.step_s)}; mean MW = {factor:g} x value"
    return f"{unit.unit} = {factor:g} x value"


def _short_year(horizon: Horizon, place: PlaceOf) -> list[Fault]:
    """A warning where weighted periods do not stand for a whole year."""
    if not horizon.is_weighted:
        return []
    return [
        Fault(
            "W-TM-008",
            f"the weighted periods stand for {share:.2%} of the year {year}",
            "100 %",
            "let the weights times the lengths sum to the hours of the year",
            place("time.periods"),
            "time.periods",
        )
        for year, share in horizon.share_of_year.items()
        if abs(share - 1) > WHOLE_YEAR_FRAC
    ]
