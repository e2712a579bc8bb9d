"""One part of a case against its model: every fault of it, each at its place, in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from bess_opt.case.document import Document, joined
from bess_opt.case.words import Trouble, worded
from bess_opt.component import series_shape
from bess_opt.errors import Fault, count
from bess_opt.units import UnitMismatch, read_quantity, unit_of

_ROUNDS = 20


def validate(
    model: type[BaseModel], data: Any, path: str, document: Document, *, what: str = ""
) -> tuple[Any, list[Fault]]:
    """The model of plain data, or None, and the faults found.

    A unit that cannot be read stops pydantic's look at the rest of its mapping; such a value is
    told, set aside and the rest is looked at again.

    Parameters
    ----------
    what : str
        What the part is called in sentences, such as ``a battery``.
    """
    if not isinstance(data, dict):
        shown = "nothing" if data is None else f"'{data}'" if isinstance(data, str) else str(data)
        found = f"{path or 'the case'} is {shown}"
        place = document.place(path)
        return None, [
            Fault("E-CF-007", found, "a mapping of keys to values", place=place, path=path)
        ]
    rest, aside = _without(data, path, document), set[str]()
    faults = [worded(trouble, document) for trouble in _read_bounds(rest, path, model, aside)]
    built: Any = None
    for _ in range(_ROUNDS):
        try:
            built = model.model_validate(rest, strict=True)
            break
        except ValidationError as error:
            troubles = _troubles(error, model, rest, path, what)
        misspelt = {joined(t.path.rpartition(".")[0], t.meant) for t in troubles if t.meant}
        aside |= misspelt
        units = [t for t in troubles if t.hides_others]
        for trouble in units or troubles:
            is_told = trouble.path in aside and trouble.kind == "missing"
            if is_told or document.is_refused(trouble.path):
                continue
            faults.append(worded(trouble, document))
        if not units:
            break
        for trouble in units:
            aside.add(trouble.path)
            _drop(rest, trouble.path[len(path) :].lstrip("."))
    if built is not None:
        faults.extend(_bands(built, path, document))
    refused = any(p == path or p.startswith(path + ".") for p in document.refused)
    return (None if faults or aside or refused else built), faults


def _troubles(
    error: ValidationError, model: type[BaseModel], data: Any, path: str, what: str
) -> list[Trouble]:
    """Pydantic's errors, those of one value's alternatives gathered into one."""
    gathered: dict[tuple[str, str], Trouble] = {}
    for entry in error.errors(include_url=False):
        steps, owner = _walk(entry["loc"], model, data)
        context = dict(entry.get("ctx") or {})
        kind = entry["type"]
        if kind.startswith(("E-", "W-")) and context.get("name"):
            steps = [*steps, str(context["name"])]
        own = joined(path, *steps)
        group = "type" if kind.endswith(("_type", "_parsing")) else kind
        if (own, group) in gathered:
            gathered[own, group].also.append(kind)
            continue
        gathered[own, group] = Trouble(
            kind=kind,
            path=own,
            field=steps[-1] if steps else "",
            value=entry["input"],
            context=context,
            message=entry["msg"],
            owner=owner,
            what=what if owner is model else "",
        )
    return list(gathered.values())


def _walk(
    loc: tuple[int | str, ...], model: type[BaseModel], data: Any
) -> tuple[list[str], type[BaseModel]]:
    """Steps of a location that exist in the data (tags of unions do not), and the owning model.

    Inside a union several models may own a mapping, until a tag in the location names one.
    """
    steps: list[str] = []
    owners, inner = [model], data
    for number, step in enumerate(loc):
        last = number == len(loc) - 1
        if isinstance(inner, dict):
            if step in inner or (last and any(step in _keys(owner) for owner in owners)):
                held = [m for o in owners for m in _models_of(o, str(step))]
                owners = held if held and not last else owners
                inner = inner.get(step)
            else:
                owners = [o for o in owners if _is_tagged(o, str(step))] or owners
                continue
        elif isinstance(inner, list) and isinstance(step, int) and step < len(inner):
            inner = inner[step]
        else:
            continue
        steps.append(str(step))
    return steps, owners[0]


def _keys(model: type[BaseModel]) -> set[str]:
    return {info.alias or name for name, info in model.model_fields.items()}


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation names, in lists, mappings and unions too."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def _models_of(model: type[BaseModel], field: str) -> list[type[BaseModel]]:
    info = model.model_fields.get(field)
    return [] if info is None else list(models_in(info.annotation))


def _is_tagged(model: type[BaseModel], tag: str) -> bool:
    """Whether a model of a union is the one that a tag stands for."""
    info = model.model_fields.get("kind")
    return tag == model.__name__ or (info is not None and tag in get_args(info.annotation))


def _without(data: dict[str, Any], path: str, document: Document) -> dict[str, Any]:
    """A deep copy, less what was already refused."""

    def copied(value: Any, own: str) -> Any:
        if isinstance(value, dict):
            return {
                key: copied(inner, joined(own, key))
                for key, inner in value.items()
                if joined(own, key) not in document.refused
            }
        if isinstance(value, list):
            return [copied(inner, joined(own, k)) for k, inner in enumerate(value)]
        return value

    kept: dict[str, Any] = copied(data, path)
    return kept


def _read_bounds(
    data: dict[str, Any], path: str, model: type[BaseModel], aside: set[str]
) -> Iterator[Trouble]:
    """Turn ``{max: "2 GWh"}`` into numbers by the unit of the rating's own name."""
    for name, value in data.items():
        unit = unit_of(name)
        if not isinstance(value, dict) or unit is None:
            continue
        for bound in [b for b in ("min", "max") if isinstance(value.get(b), str)]:
            try:
                number = read_quantity(value[bound], unit.dimension)
            except UnitMismatch as miss:
                own = joined(path, name, bound)
                code = "E-UN-001" if miss.known_dimension is None else "E-UN-002"
                context = {"written": miss.written, "found": value[bound]}
                yield Trouble(code, own, name, value.pop(bound), context, "", model)
                aside.add(own)
            else:
                value[bound] = value[bound] if number is None else number


def _drop(data: Any, path: str) -> None:
    *parents, last = path.split(".")
    for step in parents:
        data = data[int(step)] if isinstance(data, list) else data[step]
    data.pop(last, None)


def _bands(built: BaseModel, path: str, document: Document) -> Iterator[Fault]:
    """Numbers given where a series or monthly values may stand, against the band of the field."""
    for name in type(built).model_fields:
        shape = series_shape(type(built), name)
        value = getattr(built, name)
        own = joined(path, name)
        for number, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, BaseModel):
                yield from _bands(item, joined(own, number), document)
        if shape is None or isinstance(value, str) or value is None:
            continue
        if isinstance(value, list) and len(value) != 12:
            found = f"{own} has {count(len(value), 'value')}"
            place = document.place(own)
            yield Fault("E-CF-007", found, "12, January first", place=place, path=own)
        values = value if isinstance(value, list) else [value]
        for number, one in enumerate(values):
            at = joined(own, number) if isinstance(value, list) else own
            low, high = shape.at_least, shape.at_most
            if (low is not None and one < low) or (high is not None and one > high):
                code = "E-PH-003" if low == 0 and one < 0 else "E-CF-023"
                band = f"at least {low:g}" if high is None else f"a number from {low:g} to {high:g}"
                place = document.place(at)
                yield Fault(code, f"{at} is {one:g}", band, place=place, path=at)
