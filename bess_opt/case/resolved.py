"""The case with every default filled in, and where each value came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bess_opt.case.document import Document, Spot, ancestry, at, joined
from bess_opt.case.scalars import resolve
from bess_opt.case.schema import Case

if TYPE_CHECKING:
    from bess_opt.case.case_file import CaseFile

_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./ ()-]*")
_WIDTH = 44


def resolve_case(case: Case) -> dict[str, Any]:
    """Plain data of a case, in the order of the schema; a valid case itself."""
    dumped: dict[str, Any] = case.model_dump(mode="json", by_alias=True)
    return dumped


def origins_of(resolved: Mapping[str, Any], document: Document) -> dict[str, str]:
    """Origin of each value of the resolved case, and of each mapping that was written."""
    written = {path: _layer(spot) for path, spot in document.spots.items() if path}
    held = {path: layer for path, layer in written.items() if at(resolved, path) is not None}
    return held | {path: _origin(path, value, document) for path, value in _leaves(resolved)}


def resolved_yaml(case_file: CaseFile) -> str:
    """The resolved case as YAML, each value with its origin as a comment.

    Raises
    ------
    ValueError
        The case has errors, so that there is nothing to resolve.
    """
    if not case_file.resolved:
        raise ValueError("a case with errors cannot be resolved")
    head = [f"# {case_file.path.name} with every default filled in."]
    if case_file.scenario:
        head.append(f"# Scenario: {case_file.scenario}")
    head += [f"# -S {' '.join(option.split())}" for option in case_file.overrides]
    head.append(f"# SHA-256 of {case_file.path.name}: {case_file.text_sha256}")
    lines = _lines(case_file.resolved, "", 0, case_file.origins, case_file.document)
    return "\n".join([*head, *lines]) + "\n"


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, joined(path, key))
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for number, inner in enumerate(value):
            yield from _leaves(inner, joined(path, number))
    else:
        yield path, value


def _origin(path: str, value: Any, document: Document) -> str:
    """Where a value was written, or ``default``.

    A value whose path was not written may still come from a scalar above it: ``p_rated_mw: 100``
    sets both bounds of the rating.
    """
    for candidate in ancestry(path):
        spot = document.spots.get(candidate)
        if spot is None:
            continue
        written = at(document.data, candidate)
        if candidate != path and (
            isinstance(written, dict | list) or not _stems(path, value, written)
        ):
            return "its unit" if value is not None and _of_unit(path) else "default"
        return _layer(spot)
    return "default"


def _layer(spot: Spot) -> str:
    """The layer and line in which a value was set."""
    if spot.origin:
        return spot.origin
    return f"{Path(spot.file).name}:{spot.line}" if spot.line else Path(spot.file).name


def _of_unit(path: str) -> bool:
    """Whether a value of a series follows from the unit where it is not written."""
    return path.startswith("series.") and path.rpartition(".")[2] in ("quantity", "currency")


def _stems(path: str, value: Any, written: Any) -> bool:
    """Whether a value below a scalar is that scalar: the bounds of a rating, a policy on gaps."""
    if isinstance(written, str):
        return value not in (0.0, None)
    return bool(value == written) and path.rpartition(".")[2] in ("min", "max")


def _lines(
    value: Any, path: str, depth: int, origins: Mapping[str, str], document: Document
) -> Iterator[str]:
    """Lines of a mapping or list; nested ones indented below their key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        own = joined(path, key)
        lead = "  " * depth + (f"{_text(str(key))}:" if isinstance(value, dict) else "-")
        nested = isinstance(inner, dict) or (
            isinstance(inner, list) and any(isinstance(one, dict | list) for one in inner)
        )
        if nested and inner:
            yield lead
            yield from _lines(inner, own, depth + 1, origins, document)
            continue
        line = f"{lead} {_written(inner)}"
        origin = origins.get(own, "default")
        yield f"{line:<{_WIDTH}}  # {origin}{_as_given(own, inner, document)}"


def _as_given(path: str, value: Any, document: Document) -> str:
    """The words of the writer, where they differ from the number that was made of them."""
    spot = document.spots.get(path)
    if spot is None or spot.written is None or not isinstance(value, int | float):
        return ""
    if isinstance(value, bool) or "\n" in spot.written:
        return ""
    read = resolve(spot.written)[0] if spot.written else None
    return "" if read == value else f", written {spot.written}"


def _written(value: Any) -> str:
    """A scalar, an empty mapping or a list of scalars, as YAML."""
    if isinstance(value, list):
        return f"[{', '.join(_written(one) for one in value)}]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return f"{value:.1f}"
    return json.dumps(value)


def _text(value: str) -> str:
    """Text, in quotes unless it is plain beyond doubt."""
    plain = _PLAIN.fullmatch(value) and resolve(value)[0] == value and value == value.strip()
    return value if plain else json.dumps(value, ensure_ascii=False)
