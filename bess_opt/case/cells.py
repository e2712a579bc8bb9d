"""Cells of a study workbook as values of a case: numbers, words, lists, and what is doubtful.

A number is a number and a tick is true or false. Text is read as YAML reads a plain value, so that
``50 MW``, ``1 year`` and ``2026-01-01T00:00`` mean what they mean in a case file; a field that
holds a list takes names with commas between them, and a value in brackets or braces is read whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from bess_opt.case.document import Document, Spot, joined
from bess_opt.case.parts import models_in
from bess_opt.case.scalars import resolve
from bess_opt.case.yaml_text import read_yaml
from bess_opt.component import series_shape
from bess_opt.errors import Fault, Place
from bess_opt.units import WRITTEN, unit_of

Wanted = Literal["text", "list", "other"]
_BARE = ("", "1", "-")


def wanted(models: list[type[BaseModel]], steps: list[str]) -> Wanted:
    """What a field takes, by its annotation: text as it stands, a list, or anything else."""
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        for model in models:
            names = {info.alias or name: name for name, info in model.model_fields.items()}
            if step not in names:
                continue
            info = model.model_fields[names[step]]
            if last:
                return _of(info.annotation, series_shape(model, names[step]) is not None)
            models = list(models_in(info.annotation))
            break
    return "other"


def _of(annotation: Any, is_series: bool) -> Wanted:
    kinds = set(_plain_kinds(annotation))
    if list in kinds and not kinds & {float, int, str}:
        return "list"
    return "text" if str in kinds and not is_series and not kinds & {float, int} else "other"


def _plain_kinds(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin in (list, tuple):
        yield list
    elif origin is Literal:
        yield str
    elif origin is dict:
        yield dict
    elif origin is not None:
        for inner in get_args(annotation):
            yield from _plain_kinds(inner)
    else:
        yield annotation


def value_of(cell: Any, want: Wanted, path: str, place: Place, document: Document) -> Any:
    """The value in a cell; what is doubtful about it is told in the document."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, date):
        return f"{cell.isoformat()}T00:00"
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        whole = int(cell) if float(cell).is_integer() and abs(cell) < 1e15 else float(cell)
        return str(whole) if want == "text" else [whole] if want == "list" else whole
    text = str(cell).strip()
    if text[:1] in "[{":
        return _bracketed(text, path, place, document)
    if want == "text":
        return text
    if want == "list":
        return [_word(part.strip(), path, place, document) for part in text.split(",")]
    return _word(text, path, place, document)


def _bracketed(text: str, path: str, place: Place, document: Document) -> Any:
    inner = read_yaml(text, place.file)
    for fault in inner.faults:
        document.faults.append(Fault(fault.code, fault.found, "", fault.repair, place, path))
        if fault.is_error:
            document.refused.add(path)
    return inner.data


def _word(text: str, path: str, place: Place, document: Document) -> Any:
    value, odd = resolve(text)
    if odd is not None:
        document.faults.append(Fault(odd.code, odd.found, "", odd.repair, place, path))
        if odd.code.startswith("E"):
            document.refused.add(path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        document.faults.append(
            Fault(
                "W-CF-030",
                f"the cell holds '{text}' as text; it was read as the number {value}",
                "",
                "format the cell as a number and type it again",
                place,
                path,
            )
        )
    return value


def in_unit(
    number: Any, unit: str, field: str, currency: str | None
) -> tuple[Any, str, tuple[str, str, str] | None]:
    """A number in our unit, how it was written, and what is wrong with its unit.

    Parameters
    ----------
    number : Any
        As in the cell; anything but a number is passed on.
    unit : str
        Heading of the column's unit; ``money`` stands for the currency of the row.
    field : str
        Name that ends in our unit.
    currency : str, optional
        Of the row.

    Returns
    -------
    tuple
        The value; its text, empty where nothing was changed; code, found and expected of a fault.

    >>> in_unit(500, "kW", "p_rated_mw", None)
    (0.5, '500 kW', None)
    """
    written = unit.strip()
    if written in _BARE or isinstance(number, bool) or not isinstance(number, int | float):
        return number, "", None
    ours = unit_of(field)
    if ours is None:
        return number, "", ("E-UN-001", f"{field} has no unit, and the column says {written}", "")
    known = WRITTEN.get(ours.dimension, {})
    head, slash, tail = written.partition("/")
    if ours.is_money:
        if head not in ("money", "") and currency is not None and head != currency:
            found = f"the column is in {head}, and the row in {currency}"
            return number, "", ("E-UN-008", found, "one currency")
        written = slash + tail
    if written in (ours.symbol, ours.symbol.removeprefix("{currency}")):
        return number, "", None
    if written not in known:
        found = f"the unit of the column is {unit.strip()}"
        return number, "", ("E-UN-001", found, f"one of {', '.join({ours.symbol: 1, **known})}")
    factor = known[written]
    return (number if factor == 1 else number * factor), f"{number:g} {unit.strip()}", None


def put(document: Document, path: str, value: Any, spot: Spot) -> Spot | None:
    """Set a value at a dotted path, mappings made on the way; the spot of one already there."""
    *above, last = path.split(".")
    here: Any = document.data
    trail = ""
    for step in above:
        trail = joined(trail, step)
        below = here.setdefault(step, {}) if isinstance(here, dict) else None
        if not isinstance(below, dict):
            return document.spot(trail)
        document.spots.setdefault(trail, spot)
        here = below
    if last in here:
        return document.spot(path)
    here[last] = value
    document.spots[path] = spot
    return None
