"""An overlay: values by dotted path, laid on the plain data of a case.

A scenario, a sweep point, a draw and a bid are the same thing. A value replaces what stands at its
path. A path must lead somewhere: to a value of the case, to an optional field that the case leaves
out, or to a new component or series, which is then given whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from bess_opt.case.document import Document, Spot, at, joined, texts
from bess_opt.case.nearest import listing, nearest
from bess_opt.case.parts import models_in
from bess_opt.case.schema import ROOMS, Case, Scenario, kinds
from bess_opt.case.words import misnomer
from bess_opt.errors import CaseError, Fault, Place

# The case without a scenario, where it has none of that name.
AS_WRITTEN = "base"
_CLOSED = ("schema", "scenarios")
_WHOLE = ("series", *ROOMS)


def apply_overlay(
    data: Mapping[str, Any], overlay: Mapping[str, Any], *, origin: str = "overlay"
) -> dict[str, Any]:
    """Plain data of a case with an overlay laid on; the data given are left as they are.

    Parameters
    ----------
    data : mapping
        Plain data of a case, such as ``CaseFile.resolved``.
    overlay : mapping
        Values by dotted path: ``{"assets.bess.p_rated_mw": 400}``.
    origin : str
        What the overlay is called in faults.

    Raises
    ------
    CaseError
        Some paths lead nowhere; all of them are told.
    """
    document = Document(origin, dict(data))
    lay(document, overlay, Document(origin), "", origin)
    if document.faults:
        raise CaseError(f"{origin} names paths that the case does not have", document.faults)
    return dict(document.data)


def lay(
    document: Document, overlay: Mapping[str, Any], writer: Document, base: str, origin: str
) -> None:
    """Lay an overlay on a document, places included; faults are added to it.

    Parameters
    ----------
    writer, base : Document, str
        Where the overlay is written, and the path of it there.
    origin : str
        Layer named in the origins of values: ``scenario dry``, ``-S``.
    """
    for path, value in overlay.items():
        source = joined(base, path)
        if writer.is_refused(source):
            continue
        place = writer.key_place(source)
        fault = _leads_nowhere(document.data, path, value, place)
        fault = fault or _taken_away(document.data, path, value, place, origin)
        if fault is not None:
            document.faults.append(fault)
            continue
        document.replaced.update(texts(at(document.data, path)))
        document.data = _replaced(document.data, path.split("."), value)
        for old in [name for name, _ in document.under(path)]:
            del document.spots[joined(path, old)]
        document.refused = {
            p for p in document.refused if p != path and not p.startswith(path + ".")
        }
        for inner, spot in writer.under(source):
            document.spots[joined(path, inner)] = replace(spot, origin=origin)
        document.spots.setdefault(path, Spot(writer.file, origin=origin))


def layers(scenarios: Mapping[str, Scenario], name: str) -> list[str]:
    """Scenarios to lay on in order for ``name``: those it extends first, each once.

    Raises
    ------
    CaseError
        The scenario does not exist, extends one that does not, or extends itself.
    """
    order: list[str] = []

    def visit(one: str, path: tuple[str, ...]) -> None:
        if one in path:
            circle = path[path.index(one) :]
            first = circle.index(min(circle))
            chain = " > ".join([*circle[first:], *circle[:first], min(circle)])
            where = f"scenarios.{min(circle)}.extends"
            raise _scenario_fault(
                where, f"scenarios extend one another: {chain}", "break the circle"
            )
        if one == AS_WRITTEN and one not in scenarios:
            return
        if one not in scenarios:
            near = nearest(one, scenarios)
            repair = f"did you mean {near}?" if near else "describe it under scenarios"
            where = f"scenarios.{path[-1]}.extends" if path else "scenarios"
            as_written = f"{AS_WRITTEN} for the case as written"
            known = f"one of {listing(scenarios)}, or {as_written}" if scenarios else as_written
            raise _scenario_fault(where, f"there is no scenario '{one}'", repair, known)
        for parent in scenarios[one].extends:
            visit(parent, (*path, one))
        if one not in order:
            order.append(one)

    visit(name, ())
    return order


def _scenario_fault(path: str, found: str, repair: str, expected: str = "") -> CaseError:
    fault = Fault("E-CF-018", found, expected, repair, None, path)
    return CaseError("a scenario cannot be laid on", [fault])


def _replaced(data: Any, steps: list[str], value: Any) -> Any:
    """A copy of data with the value at the steps, sharing all else."""
    if not steps:
        return value
    first, *rest = steps
    if isinstance(data, list):
        number = int(first)
        return [_replaced(v, rest, value) if k == number else v for k, v in enumerate(data)]
    held = dict(data) if isinstance(data, dict) else {}
    held[first] = _replaced(held.get(first), rest, value)
    return held


def _leads_nowhere(data: Any, path: str, value: Any, place: Place) -> Fault | None:
    """The fault of a path that leads nowhere, None where it leads somewhere."""

    def fault(found: str, expected: str = "", repair: str = "") -> Fault:
        return Fault("E-CF-017", found, expected, repair, place, path)

    steps = path.split(".")
    if not path or "" in steps:
        return fault(f"'{path}' is no path", "names joined by dots: assets.bess.p_rated_mw")
    if steps[0] in _CLOSED:
        return fault(f"{steps[0]} cannot be changed by an overlay")
    here = ""
    for number, step in enumerate(steps):
        inner, known = at(data, here), None
        last = number == len(steps) - 1
        own = joined(here, step)
        if isinstance(inner, list):
            if not step.isdigit() or int(step) >= len(inner):
                return fault(f"{here} has no item '{step}'", f"0 to {len(inner) - 1}")
        elif inner is not None and not isinstance(inner, dict):
            repair = f"give {here} whole, as a mapping"
            return fault(f"{here} is {inner!r}, so {own} does not exist", "", repair)
        elif not (isinstance(inner, dict) and step in inner):
            known = _fields(data, here)
            if here in _WHOLE:
                if last and isinstance(value, dict):
                    return None
                return _nearest_path(fault, path, here, step, inner or {}, steps[number + 1 :])
            if known is not None and step not in known:
                words = misnomer(_kind_at(data, here), step)
                if words:
                    return fault(f"there is no path {path}", "", words)
                return _nearest_path(fault, path, here, step, known, steps[number + 1 :])
        here = own
    return None


def _taken_away(data: Any, path: str, value: Any, place: Place, origin: str) -> Fault | None:
    """The fault of a component that an overlay sets to nothing, and the line that is meant."""
    section, _, name = path.partition(".")
    if value is not None or section not in ROOMS or "." in name or at(data, path) is None:
        return None
    off = [path, *_only_of(data, name)]
    lines = [f"-S {one}.active=false" if origin == "-S" else f"{one}.active: false" for one in off]
    found = f"{path} is set to nothing, and an overlay changes values, it deletes none"
    repair = f"to leave {name} out, write {' and '.join(lines)}"
    return Fault("E-CF-027", found, "", repair, place, path)


def _only_of(data: Any, name: str) -> Iterator[str]:
    """Components that are there for one other alone, such as its fuel, and go with it."""
    for room in ROOMS:
        members = at(data, room)
        for own, held in members.items() if isinstance(members, dict) else ():
            lists = held.values() if isinstance(held, dict) and held.get("active", True) else ()
            if any(value == [name] for value in lists):
                yield joined(room, own)


def _kind_at(data: Any, path: str) -> Any:
    """Model of the component at a path, None where there is none."""
    room, _, name = path.partition(".")
    held = at(data, path)
    if room not in ROOMS or not name or not isinstance(held, dict):
        return None
    return kinds(ROOMS[room]).get(str(held.get("kind")))


def _nearest_path(
    fault: Any, path: str, here: str, step: str, known: Any, rest: list[str]
) -> Fault:
    near = nearest(step, known)
    meant = joined(here, near, *rest) if near else ""
    repair = f"did you mean {meant}?" if near else ""
    after = f"after {here}" if here else "first"
    expected = "" if near else f"one of {', '.join(sorted(known)) or 'nothing'} {after}"
    if here in _WHOLE and not near:
        expected = f"one of {', '.join(known) or 'none yet'}, or a new one given whole as a mapping"
    found: Fault = fault(f"there is no path {path}", expected, repair)
    return found


def _fields(data: Any, path: str) -> set[str] | None:
    """Keys that a mapping at ``path`` may have; None where any may stand."""
    models: list[type[BaseModel]] = [Case]
    steps = path.split(".") if path else []
    for number, step in enumerate(steps):
        if number == 1 and steps[0] in ROOMS:
            held = at(data, joined(*steps[:2]))
            kind = held.get("kind") if isinstance(held, dict) else None
            shelf = kinds(ROOMS[steps[0]])
            models = [shelf[kind]] if isinstance(kind, str) and kind in shelf else []
            continue
        found: list[type[BaseModel]] = []
        for model in models:
            info = model.model_fields.get(step)
            if info is not None:
                found.extend(models_in(info.annotation))
        if not found and not (number == 0 and step in ROOMS):
            # A mapping of free names, or items of a list: models stay those of the members.
            found = models if number and steps[number - 1] in ("series", "tiers", "periods") else []
        models = found
    if not models:
        return None
    return set().union(*(_keys(model) for model in models))


def _keys(model: type[BaseModel]) -> Iterator[str]:
    return (info.alias or name for name, info in model.model_fields.items() if not info.exclude)
