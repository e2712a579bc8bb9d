"""What has been read so far: files, tables and grids, each once however many series share it."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bess_opt.errors import Fault, Place
from bess_opt.sources.clock_column import joined_clock
from bess_opt.sources.csv_text import read_csv
from bess_opt.sources.excel import read_excel
from bess_opt.sources.files import DataFile, read_file
from bess_opt.sources.netcdf import ENDINGS as NETCDF
from bess_opt.sources.netcdf import read_netcdf
from bess_opt.sources.no_stamps import rows_in_order
from bess_opt.sources.parquet import read_parquet
from bess_opt.sources.placing import Frame
from bess_opt.sources.rhythm import FileAxis, file_axis
from bess_opt.sources.spec import PlaceOf, SeriesSpec, TimeSpec, option
from bess_opt.sources.stamps import read_stamps, time_column
from bess_opt.sources.table import Table, broken
from bess_opt.sources.units_row import split_units_row
from bess_opt.workbook import ENDINGS

PARQUET = (".parquet", ".pq")
CSV = (".csv", ".txt", ".tsv")


@dataclass
class Shelf:
    """Files, tables and grids of one reading, and the faults told so far.

    Parameters
    ----------
    folder : Path
        Of the case.
    allow_outside : bool
        Whether files may lie elsewhere.
    frame : Frame
        Steps of the horizon.
    place : callable
        Place in the case file of a dotted path.
    """

    folder: Path
    allow_outside: bool
    frame: Frame
    place: PlaceOf
    files: dict[str, DataFile | Fault] = field(default_factory=dict)
    tables: dict[tuple[str, ...], Table] = field(default_factory=dict)
    axes: dict[tuple[Any, ...], FileAxis | list[Fault]] = field(default_factory=dict)
    records: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    faults: dict[Fault, None] = field(default_factory=dict)

    def tell(self, *faults: Fault) -> None:
        """Keep faults, each once, in order."""
        self.faults.update(dict.fromkeys(faults))

    def table(self, name: str, spec: SeriesSpec) -> Table | None:
        """The table that a series stands in, or None with its faults told."""
        path = f"series.{name}.file"
        file = self.file(str(spec.file), path)
        if file is None:
            return None
        sheet = option(spec, "sheet")
        if sheet is not None and file.path.suffix.lower() in ENDINGS:
            path = f"series.{name}.sheet"
        where = self.place(path) or self.place(f"series.{name}")
        return self.table_in(file, sheet, option(spec, "delimiter"), where, path)

    def file(self, written: str, path: str) -> DataFile | None:
        """The file of a name that the case writes at a path, or None with its fault told."""
        if written not in self.files:
            where = self.place(path) or self.place(path.rpartition(".")[0])
            self.files[written] = read_file(
                written, self.folder, allow_outside=self.allow_outside, place=where, path=path
            )
        file = self.files[written]
        if isinstance(file, Fault):
            self.tell(file)
            return None
        return file

    def table_in(
        self, file: DataFile, sheet: str | None, delimiter: str | None, where: Any, path: str
    ) -> Table | None:
        """The table in a file, or None with its faults told."""
        key = (file.name, str(sheet), str(delimiter))
        if key not in self.tables:
            self.tables[key] = split_units_row(open_table(file, sheet, delimiter, where, path))
        table = self.tables[key]
        self.tell(*table.faults)
        return None if table.is_broken else table

    def column(self, name: str, spec: SeriesSpec, table: Table) -> int | None:
        """Index of the column of a series: the one it names, or the only one there is."""
        wanted = option(spec, "column")
        if wanted is not None:
            return self._find(name, str(wanted), table, "column")
        stamps = self._time_column(spec, table), table.find(str(option(spec, "clock_column")))
        others = [i for i in range(len(table.names)) if i not in stamps]
        if len(others) == 1:
            return others[0]
        shown = _listed([table.names[i] for i in others])
        self.tell(
            Fault(
                "E-TS-001",
                f"{table.file} has {len(others)} columns of values, and series.{name} names none",
                f"column: one of {shown}",
                "",
                self.place(f"series.{name}"),
                f"series.{name}.column",
            )
        )
        return None

    def axis(self, name: str, spec: SeriesSpec, time: TimeSpec, table: Table) -> FileAxis | None:
        """The steps of a series' file, or None; what there is to tell is told."""
        named = option(spec, "time_column")
        if named is None or _is_none(named, table):
            column = None if named is not None else time_column(table)
        else:
            column = self._find(name, str(named), table, "time_column")
            if column is None:
                return None
        if column is None:
            axis, faults = rows_in_order(
                table,
                self.frame,
                str(option(spec, "leap", "error")),
                name,
                self.place(f"series.{name}"),
            )
            self.tell(*faults)
            return axis
        wanted = option(spec, "clock_column")
        clock = None if wanted is None else self._find(name, str(wanted), table, "clock_column")
        if wanted is not None and clock is None:
            return None
        found = self._stamped(spec, time, table, column, clock)
        if isinstance(found, FileAxis):
            self.tell(*found.faults)
            return found
        self.tell(*found)
        return None

    def _stamped(
        self, spec: SeriesSpec, time: TimeSpec, table: Table, column: int, clock: int | None
    ) -> FileAxis | list[Fault]:
        date_format = option(spec, "date_format")
        zone = str(option(spec, "zone", table.zone or time.zone))
        dst = str(option(spec, "dst", option(time, "dst", "local")))
        at = str(option(spec, "stamps", table.stamps or option(time, "stamps", "start")))
        contrary = [
            (name, said, asked)
            for name, said, asked in (("zone", table.zone, zone), ("stamps", table.stamps, at))
            if said is not None and said != asked
        ]
        if contrary:
            name, said, asked = contrary[0]
            found = f"the file says {name}: {said}, the series {name}: {asked}"
            return [
                Fault(
                    "E-TS-036",
                    found,
                    "one of them",
                    f"take {name} from the series",
                    Place(table.file),
                )
            ]
        key = (id(table), column, clock, date_format, zone, dst, at)
        if key not in self.axes:
            if clock is not None:
                table, date_format = joined_clock(table, column, clock, date_format)
            stamps, faults = read_stamps(table, column, date_format, at)
            step_s = self.frame.step_s
            self.axes[key] = (
                faults
                if stamps is None
                else file_axis(table, column, stamps, zone=zone, dst=dst, at=at, step_s=step_s)
            )
        return self.axes[key]

    def _time_column(self, spec: SeriesSpec, table: Table) -> int | None:
        named = option(spec, "time_column")
        if named is None:
            return time_column(table)
        return None if _is_none(named, table) else table.find(str(named))

    def _find(self, name: str, wanted: str, table: Table, key: str) -> int | None:
        """Index of a column by its name, or None with the fault told."""
        found = table.find(wanted)
        if found is not None:
            return found
        path = f"series.{name}.{key}"
        if wanted in table.doubled:
            at = [i for i, column in enumerate(table.names) if column == wanted]
            self.tell(
                Fault(
                    "E-TS-002",
                    f"{table.file} has {len(at)} columns '{wanted}'",
                    "each name once",
                    "rename one in the file",
                    table.place(-1, at[1]),
                    path,
                )
            )
            return None
        near = get_close_matches(wanted, table.names, 1, 0.6)
        self.tell(
            Fault(
                "E-TS-001",
                f"{table.file} has no column '{wanted}'",
                f"one of {_listed(list(table.names))}",
                f"did you mean '{near[0]}'?" if near else _title_hint(table),
                self.place(path) or table.place(-1, 0),
                path,
            )
        )
        return None


def _title_hint(table: Table) -> str:
    """What to do where the first row looks like a title and not like a header."""
    if len([name for name in table.names if name.strip()]) > 1:
        return ""
    return "is the first row a title? Let the sheet or file begin with the row of headings"


def _listed(names: list[str]) -> str:
    return ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")


def _is_none(named: Any, table: Table) -> bool:
    """Whether the case says that a file has no stamps (``time_column: none``)."""
    return str(named).lower() == "none" and named not in table.names


def open_table(
    file: DataFile, sheet: str | None, delimiter: str | None, place: Place | None, path: str
) -> Table:
    """The table in a file, by the ending of its name."""
    suffix = file.path.suffix.lower()
    if suffix in ENDINGS:
        return read_excel(file, sheet, place, path)
    if suffix in NETCDF:
        return read_netcdf(file)
    if suffix in PARQUET:
        return read_parquet(file)
    if suffix in CSV:
        usual = "\t" if suffix == ".tsv" else ","
        return read_csv(file, (delimiter or usual).replace("\\t", "\t"))
    return broken(
        file.name,
        Fault(
            "E-FI-015",
            f"the file '{file.name}' has the ending '{suffix}'",
            "one of " + " ".join((*CSV, *ENDINGS, *PARQUET, *NETCDF)),
            "export it as CSV",
            place,
            path,
        ),
    )
