"""``data``: look at data files, turn one into another, and bring one to another step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bess_opt.cli.data_urdb import command as urdb
from bess_opt.cli.frame import Outcome, WrittenPath
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.cli.wording import count, number, table
from bess_opt.errors import DataError, Fault, Place, UsageError

if TYPE_CHECKING:
    from bess_opt.sources.data_file import Asked, Columns

_BANDS = ("least", "mean", "most")
CASES = (".yaml", ".yml", ".json", ".toml")
_OPTIONS = (
    click.option("--zone", metavar="NAME", help="Zone of the stamps, such as Asia/Karachi or UTC."),
    click.option("--stamps", type=click.Choice(["start", "end"]), help="Edge that a stamp marks."),
    click.option(
        "--dst",
        type=click.Choice(["local", "standard"]),
        default="local",
        help="standard: the clock stays on winter time.",
    ),
    click.option("--sheet", metavar="NAME", help="Sheet of a workbook."),
    click.option("--time-column", metavar="NAME", help="Column of the stamps."),
    click.option("--date-format", metavar="FORM", help="Such as %d/%m/%Y %H:%M."),
    click.option("--delimiter", metavar="C", help="Between fields of a CSV."),
    click.option("--decimal", type=click.Choice([".", ","]), default=".", help="Decimal mark."),
    click.option(
        "--unit",
        "units",
        metavar="COLUMN=UNIT",
        multiple=True,
        help="Unit of a column, such as load=MW; may be repeated.",
    ),
)


def _file_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.group("data", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Check, convert and resample data files.

    Files are CSV, Parquet, Excel and NetCDF, told apart by their ending. Nothing is downloaded.
    """


@make_command("check", schema="data_check")
@click.argument("path", metavar="FILE|CASE", type=WrittenPath())
@_file_options
def check(screen: Screen, path: Path, **options: Any) -> Outcome:
    """Tell what a data file, or the data of a case, holds and what is wrong with it.

    Exit code 1 if there are errors.
    """
    from bess_opt.sources.data_file import read_columns
    from bess_opt.sources.weather.look import look_at_weather

    is_case = path.is_dir() or path.suffix.lower() in CASES
    weather = None if is_case and path.suffix.lower() != ".json" else look_at_weather(path)
    if weather is None and (is_case or _is_study(path)):
        return _check_case(screen, path)
    if weather is not None:
        told, faults = weather
        _show_weather(screen, path, told)
        return _told(screen, path, faults, told)
    columns, faults = read_columns(path, _asked(options))
    if columns is not None:
        _show(screen, columns)
    return _told(screen, path, faults, {} if columns is None else _described(columns))


@make_command("convert", schema="data_convert")
@click.argument("source", metavar="IN", type=WrittenPath())
@click.argument("target", metavar="OUT", type=WrittenPath())
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
@_file_options
def convert(screen: Screen, source: Path, target: Path, force: bool, **options: Any) -> Outcome:
    """Write a data file in another format.

    Zone, stamps and units are kept.

    The endings say the formats: .csv, .parquet, .xlsx, .nc.
    """
    _writable(target, force)
    columns, faults = _read(source, options)
    _write(columns, target)
    screen.say(f"{target}: {_summary(columns)}", bold=True)
    return _told(screen, source, faults, {"written": str(target), **_described(columns)})


@make_command("resample", schema="data_resample")
@click.argument("source", metavar="IN", type=WrittenPath())
@click.argument("target", metavar="OUT", type=WrittenPath())
@click.option("--step", metavar="LENGTH", required=True, help="Such as 15min, 1h or 1 day.")
@click.option("--hold", is_flag=True, help="Allow a finer step: hold power, share energy out.")
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
@_file_options
def resample(
    screen: Screen, source: Path, target: Path, step: str, hold: bool, force: bool, **options: Any
) -> Outcome:
    """Bring a data file to another step.

    Power, prices and fractions are averaged over time, energy is summed. A finer step would be made
    up, and is refused without --hold.
    """
    from bess_opt.sources.duration import read_seconds
    from bess_opt.sources.resample import resampled

    step_s = read_seconds(step)
    if step_s is None or not 60 <= step_s <= 86400 or 86400 % step_s:
        raise UsageError(f"--step {step} is no length from 1min to 1 day that divides a day")
    _writable(target, force)
    columns, faults = _read(source, options)
    made, more = resampled(columns, step_s, hold=hold)
    faults += more
    if made is None:
        raise DataError(f"{source} cannot be brought to {step}", faults)
    _write(made, target)
    screen.say(f"{target}: {_summary(made)}", bold=True)
    return _told(screen, source, faults, {"written": str(target), **_described(made)})


for _part in (check, convert, resample, urdb):
    command.add_command(_part)


def _asked(options: dict[str, Any]) -> Asked:
    from bess_opt.sources.data_file import Asked

    units = []
    for written in options.pop("units"):
        name, sign, unit = written.rpartition("=")
        if not sign or not name:
            raise UsageError(f"--unit {written} is not COLUMN=UNIT, such as --unit load=MW")
        units.append((name, unit))
    return Asked(units=tuple(units), **options)


def _is_study(path: Path) -> bool:
    """Whether a workbook is a case: it has the sheets of one."""
    from bess_opt.workbook import ENDINGS, Workbook, open_workbook

    if path.suffix.lower() not in ENDINGS or not path.is_file():
        return False
    book = open_workbook(str(path), path.read_bytes())
    return isinstance(book, Workbook) and {"General", "Assets"} <= set(book.names)


def _check_case(screen: Screen, path: Path) -> Outcome:
    from bess_opt.case import read_case
    from bess_opt.cli.frame import case_path
    from bess_opt.cli.inspect import describe_series
    from bess_opt.sources import load_series

    case_file = read_case(case_path(path), check=False)
    if case_file.time is None:
        return _told(screen, path, [*case_file.errors], {})
    inputs = load_series(
        case_file.time,
        case_file.series,
        case_file.folder,
        allow_outside=case_file.allow_outside,
        place=case_file.place,
        uses=case_file.uses,
    )
    series = describe_series(inputs.dataset)
    rows = [
        (name, s["unit"], number(s["least"]), number(s["mean"]), number(s["most"]))
        for name, s in series.items()
    ]
    if rows:
        screen.say(table([("series", "unit", "least", "mean", "most"), *rows], right=(2, 3, 4)))
    own = [f for f in case_file.errors if f.path.startswith(("series", "time"))]
    return _told(screen, path, [*own, *inputs.faults], {"series": series})


def _read(source: Path, options: dict[str, Any]) -> tuple[Columns, list[Fault]]:
    from bess_opt.sources.data_file import read_columns

    columns, faults = read_columns(source, _asked(options))
    if columns is None or any(fault.is_error for fault in faults):
        raise DataError(f"{source} has faults", faults)
    return columns, faults


def _writable(target: Path, force: bool) -> None:
    from bess_opt.sources.writing import WRITERS

    if target.suffix.lower() not in WRITERS:
        expected = f"one of {', '.join(WRITERS)}"
        found = f"the ending of '{target.name}' is of no format that is written"
        raise UsageError(f"{found}; it is {expected}")
    if target.exists() and not force:
        fault = Fault(
            "E-RN-008", "the file is there already", "", "add --force", Place(str(target))
        )
        raise UsageError(f"{target} is taken", [fault])


def _write(columns: Columns, target: Path) -> None:
    from bess_opt.runs.files import refusing, write_bytes
    from bess_opt.sources.writing import WRITERS

    content = WRITERS[target.suffix.lower()](columns)
    with refusing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(target, content)


def _summary(columns: Columns) -> str:
    from bess_opt.sources.clock import wall_text
    from bess_opt.sources.duration import step_text

    axis = columns.axis
    span = (
        f"{wall_text(int(axis.starts[0]), columns.zone)} to {wall_text(axis.end_s, columns.zone)}"
    )
    steps = f"{count(len(axis.starts), 'step')} of {step_text(axis.step_s)}"
    return f"{steps}, {span} ({columns.zone}), stamps mark the {columns.stamps}"


def _show_weather(screen: Screen, path: Path, told: dict[str, Any]) -> None:
    if not told:
        return
    place = f"{told['latitude_deg']:g}, {told['longitude_deg']:g}, {told['altitude_m']:g} m"
    years = told["years"]
    span = f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0])
    clock = f"UTC{told['utc_offset_h']:+g} h"
    hours = count(told["hours"], "hour")
    screen.say(f"{path}: {told['format']}, {place}, {clock}, {hours} of {span}", bold=True)
    screen.say(f"  {told['stamps']}")
    _show_columns(screen, told["columns"])


def _show(screen: Screen, columns: Columns) -> None:
    screen.say(f"{columns.file}: {_summary(columns)}", bold=True)
    _show_columns(screen, _described(columns)["columns"])


def _show_columns(screen: Screen, held: dict[str, Any]) -> None:
    rows = [
        (
            name,
            s["unit"] or "?",
            *(number(s[k]) for k in ("least", "mean", "most")),
            f"{s['empty']:,}",
        )
        for name, s in held.items()
    ]
    head = ("column", "unit", *_BANDS, "empty")
    screen.say(table([head, *rows], right=(2, 3, 4, 5)))


def _described(columns: Columns) -> dict[str, Any]:
    import numpy as np

    axis = columns.axis
    held = {}
    for name, values in columns.values.items():
        there = values[~np.isnan(values)]
        bands = (there.min(), there.mean(), there.max()) if len(there) else (None, None, None)
        least, mean, most = (None if v is None else float(v) for v in bands)
        empty = int(np.isnan(values).sum())
        unit = columns.units.get(name, "")
        held[name] = {"unit": unit, "least": least, "mean": mean, "most": most, "empty": empty}
    return {
        "zone": columns.zone,
        "stamps": columns.stamps,
        "step_s": axis.step_s,
        "steps": len(axis.starts),
        "columns": held,
    }


def _told(screen: Screen, path: Path, faults: list[Fault], data: dict[str, Any]) -> Outcome:
    errors = sum(fault.is_error for fault in faults)
    verdict = f"{path}: {count(errors, 'error')}, {count(len(faults) - errors, 'warning')}"
    screen.say(verdict, fg="red" if errors else "green", bold=True)
    screen.faults(faults)
    told = {"errors": errors, "warnings": len(faults) - errors}
    listed = [fault.as_dict() for fault in faults]
    return Outcome({"file": str(path), **told, "faults": listed, **data}, 1 if errors else 0)
