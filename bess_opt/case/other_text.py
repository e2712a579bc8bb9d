"""JSON and TOML cases, with places as far as they are cheap to know."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, time
from typing import Any

from bess_opt.case.document import Document, Spot, joined
from bess_opt.case.yaml_text import read_yaml
from bess_opt.errors import Fault, Place

_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")
_TABLE = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?")
_PAIR = re.compile(r"(\s*)([A-Za-z0-9_\-.\"']+)(\s*=\s*)")


def read_json(text: str, file: str) -> Document:
    """Read a JSON text; JSON is YAML too, so places and doubled keys come from that reader."""
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if isinstance(error, RecursionError):
            fault = Fault("E-CF-012", "values are nested too deep", place=Place(file))
        else:
            found = f"the text is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
            fault = Fault("E-CF-003", found, place=Place(file, error.lineno, error.colno))
        return Document(file, faults=[fault])
    document = read_yaml(text.replace("\t", " "), file)
    if document.data is None:
        return document
    document.data = data
    for path in document.refused:
        _remove(data, path)
    return document


def read_toml(text: str, file: str) -> Document:
    """Read a TOML text; keys of tables and lines have places, inline tables their line's."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _POSITION.search(str(error))
        place = Place(file, int(match[1]), int(match[2])) if match else Place(file)
        found = f"the text is not TOML: {_POSITION.sub('', str(error)).strip().lower()}"
        return Document(file, faults=[Fault("E-CF-003", found, place=place)])
    document = Document(file, _plain(data), {"": Spot(file, 1, 1)})
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        heading, pair = _TABLE.fullmatch(line), _PAIR.match(line)
        if heading is not None:
            table = _unquoted(heading[1])
            document.spots.setdefault(table, Spot(file, number, 1, number, 1))
        elif pair is not None:
            own, column = joined(table, _unquoted(pair[2])), len(pair[1]) + 1
            spot = Spot(file, number, pair.end() + 1, number, column)
            document.spots.setdefault(own, spot)
    for path, value in _odd_numbers(document.data):
        fault = Fault("E-CF-010", f"{value} is not a finite number", place=document.place(path))
        document.faults.append(fault)
        document.refused.add(path)
    return document


def _unquoted(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def _plain(value: Any) -> Any:
    """TOML's dates as the text that they were written as."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def _odd_numbers(value: Any, path: str = "") -> list[tuple[str, float]]:
    if isinstance(value, dict):
        return [odd for k, v in value.items() for odd in _odd_numbers(v, joined(path, k))]
    if isinstance(value, list):
        return [odd for k, v in enumerate(value) for odd in _odd_numbers(v, joined(path, k))]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return [(path, value)]
    return []


def _remove(data: Any, path: str) -> None:
    *parents, last = path.split(".")
    for step in parents:
        if not isinstance(data, dict):
            return
        data = data.get(step)
    if isinstance(data, dict):
        data.pop(last, None)
