"""Sheets of a study workbook that add to what others name: ratings, list items, months, sources."""

from __future__ import annotations

from pydantic import BaseModel

from bess_opt.case.cells import in_unit, put, value_of, wanted
from bess_opt.case.document import Document, Spot, at, joined
from bess_opt.case.nearest import listing, nearest
from bess_opt.case.schema import ROOMS, Case, Scenario, kinds
from bess_opt.case.study_tables import Line, Reading, tables
from bess_opt.component import MARKS, Rating
from bess_opt.workbook import Grid

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def begin(reading: Reading, line: Line, head: str, own: str) -> bool:
    """Begin a member of a section; a second one of its name is told."""
    here = reading.spot(line, head)
    twin = put(reading.document, own, {}, Spot(here.file))
    if twin is None:
        return True
    found = f"'{own.rpartition('.')[2]}' appears twice, first at {twin.of_value()}"
    reading.tell("E-CF-004", here.of_value(), found, "", "delete one, or give it another name")
    return False


def set_fields(
    reading: Reading,
    line: Line,
    own: str,
    models: list[type[BaseModel]],
    skipped: tuple[str, ...],
    base: str | None,
) -> None:
    """Set each cell of a row below a path, money in the currency of the row."""
    currency = str(line.get("currency") or base or "") or None
    for name in line.cells:
        if name not in skipped:
            reading.set(line, name, joined(own, name), wanted(models, name.split(".")), currency)


def read_ratings(reading: Reading, sheet: str, grid: Grid) -> None:
    """Sizes that may be chosen: asset, rating, bounds and cost."""
    data = reading.document.data
    for line in tables(reading, sheet, grid, "asset"):
        asset, rating = str(line.get("asset")), str(line.get("rating"))
        if not _is_there(reading, line, "asset", f"assets.{asset}") or rating == "":
            continue
        own = f"assets.{asset}.{rating}"
        currency = at(data, f"assets.{asset}.currency") or at(data, "currency.base")
        if begin(reading, line, "rating", own):
            for bound in ("min", "max"):
                if isinstance(value := line.get(bound), int | float):
                    number, _, wrong = in_unit(value, line.units.get(bound, ""), rating, None)
                    if wrong is not None:
                        reading.tell(wrong[0], reading.place(line, bound), *wrong[1:])
                    line.cells[bound] = (number, line.cells[bound][1])
                    line.units.pop(bound, None)
            set_fields(reading, line, own, [Rating], ("asset", "rating"), currency)


def _is_there(reading: Reading, line: Line, head: str, path: str) -> bool:
    """Whether a row that adds to something finds it; told where it does not."""
    data = reading.document.data
    if isinstance(at(data, path), dict):
        return True
    parent, _, last = path.rpartition(".")
    above = at(data, parent) if parent else data
    near = nearest(last, above) if isinstance(above, dict) else None
    repair = f"did you mean {joined(parent, near)}?" if near else ""
    found = f"there is no {path} that this row could add to"
    reading.tell("E-CF-020", reading.place(line, head), found, "", repair)
    return False


def _open_part(reading: Reading, line: Line, holder: str) -> None:
    """Begin a part of a component, such as its outages, that only list items speak of."""
    owner, _, field = holder.rpartition(".")
    data = reading.document.data
    is_missing = isinstance(at(data, owner), dict) and at(data, holder) is None
    known = any(field in model.model_fields for model in _models_at(reading, holder))
    if owner.count(".") == 1 and known and is_missing:
        put(reading.document, holder, {}, reading.spot(line, "part of"))


def _models_at(reading: Reading, path: str) -> list[type[BaseModel]]:
    """Models of the component or section that a path leads into, with its further steps."""
    section, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    if section in ROOMS:
        kind = str(at(reading.document.data, f"{section}.{name}.kind"))
        model = kinds(ROOMS[section]).get(kind)
        return [model] if model else []
    return [Case]


def _steps(path: str, *more: str) -> list[str]:
    parts = path.split(".")
    return [*(parts[2:] if parts[0] in ROOMS else parts), *more]


def read_parts(reading: Reading, sheet: str, grid: Grid) -> None:
    """Items of lists, such as tiers of a load."""
    for line in tables(reading, sheet, grid, "part of"):
        path = str(line.get("part of"))
        holder, _, last = path.rpartition(".")
        _open_part(reading, line, holder)
        if not _is_there(reading, line, "part of", holder):
            continue
        held = at(reading.document.data, holder).setdefault(last, [])
        reading.document.spots.setdefault(path, reading.spot(line, "part of"))
        if not isinstance(held, list):
            place = reading.place(line, "part of")
            reading.tell("E-CF-004", place, f"{path} is given already", "", "clear one")
            continue
        own = joined(path, len(held))
        held.append({})
        reading.document.spots[own] = reading.spot(line, "part of")
        inner = Document(reading.document.file, {}, {})
        for name in [n for n in line.cells if n != "part of"]:
            want = wanted(_models_at(reading, path), _steps(path, *name.split(".")))
            place = reading.place(line, name)
            value = value_of(line.get(name), want, joined(own, name), place, reading.document)
            value, written, wrong = in_unit(
                value, line.units.get(name, ""), name, at(reading.document.data, "currency.base")
            )
            if wrong is not None:
                reading.tell(wrong[0], place, *wrong[1:], path=joined(own, name))
            put(inner, name, value, reading.spot(line, name, written or None))
        held[-1] = inner.data
        reading.document.spots.update({joined(own, p): s for p, s in inner.spots.items()})


def read_monthly(reading: Reading, sheet: str, grid: Grid) -> None:
    """Twelve values by path."""
    for line in tables(reading, sheet, grid, "where"):
        path = str(line.get("where"))
        if not _is_there(reading, line, "where", path.rpartition(".")[0]):
            continue
        missing = [month for month in MONTHS if month not in line.cells]
        if missing:
            found = f"{path} has no value for {listing(missing)}"
            reading.tell("E-CF-006", reading.place(line, "where"), found, "twelve values")
            reading.document.refused.add(path)
            continue
        values = []
        for month in MONTHS:
            place = reading.place(line, month)
            value = value_of(line.get(month), "other", path, place, reading.document)
            unit, last = str(line.get("unit")), path.rpartition(".")[2]
            value, _, wrong = in_unit(value, unit, last, None)
            if wrong is not None:
                reading.tell(wrong[0], place, f"{path}: {wrong[1]}", wrong[2], path=path)
                break
            values.append(value)
        twin = put(reading.document, path, values, reading.spot(line, "where"))
        if twin is not None:
            found = f"{path} is given twice, first at {twin.of_value()}"
            reading.tell("E-CF-004", reading.place(line, "where"), found, "", "clear one")
        for number, month in enumerate(MONTHS):
            reading.document.spots[joined(path, number)] = reading.spot(line, month)


def read_sources(reading: Reading, sheet: str, grid: Grid) -> None:
    """Marks and sources by path."""
    for line in tables(reading, sheet, grid, "where"):
        path, mark, text = (str(line.get(name)) for name in ("where", "mark", "source"))
        depth = 2 if path.partition(".")[0] in ROOMS else 1
        owner, rest = ".".join(path.split(".")[:depth]), ".".join(path.split(".")[depth:])
        if not _is_there(reading, line, "where", owner):
            continue
        if mark not in MARKS:
            near = nearest(mark, MARKS) if mark else None
            repair = f"did you mean {near}?" if near else ""
            place = reading.place(line, "mark" if mark else "where")
            found = f"the mark is '{mark}'"
            reading.tell("E-CF-021", place, found, f"one of {', '.join(MARKS)}", repair)
            continue
        key = rest or "*"
        held = at(reading.document.data, owner).setdefault("sources", {})
        held[key] = f"{mark}: {text}" if text else mark
        reading.document.spots.setdefault(joined(owner, "sources"), reading.spot(line, "where"))
        reading.document.spots[joined(owner, "sources", key)] = reading.spot(line, "source")


def read_scenarios(reading: Reading, sheet: str, grid: Grid) -> None:
    """Named changes, one value a row."""
    document = reading.document
    document.spots.setdefault("scenarios", Spot(reading.book.place(sheet).file))
    for line in tables(reading, sheet, grid, "scenario"):
        own = joined("scenarios", str(line.get("scenario")))
        if own not in document.spots:
            put(document, own, {"overlay": {}}, Spot(reading.spot(line, "scenario").file))
        for name in ("description", "extends"):
            if name in line.cells:
                reading.set(line, name, joined(own, name), wanted([Scenario], [name]), None)
        path = str(line.get("path"))
        if path == "":
            continue
        want = wanted(_models_at(reading, path), _steps(path))
        if "value" not in line.cells:
            found = f"there is no value for {path}"
            place = reading.place(line, "path")
            reading.tell("E-CF-006", place, found, "a value, or null to take one away")
            continue
        full = joined(own, "overlay", path)
        value = value_of(line.get("value"), want, full, reading.place(line, "value"), document)
        at(document.data, own)["overlay"][path] = value
        path_cell = reading.place(line, "path").file
        document.spots[full] = Spot(reading.place(line, "value").file, key_file=path_cell)
