"""JSON Schema of a case for editors, from the models and the register of kinds."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from bess_opt.case.schema import ROOMS, SCHEMA, Case, Scenario, SeriesSpec, WeatherSpec, kinds
from bess_opt.case.sections import SINGLE
from bess_opt.component import Rating
from bess_opt.units import unit_of

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAMES = {"pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$"}


def json_schema() -> dict[str, Any]:
    """Schema of a case file: sections, and one branch for each registered kind."""
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {
        "schema": {"const": SCHEMA},
        "name": {"type": "string", "minLength": 1},
        "description": {"type": "string"},
        "allow_outside": {"type": "boolean", "default": False},
    }
    for section, model in SINGLE.items():
        properties[section] = _of(model, definitions)
    either = [_of(model, definitions) for model in (SeriesSpec, WeatherSpec)]
    properties["series"] = _named({"anyOf": either})
    properties["scenarios"] = _named(_of(Scenario, definitions))
    for section, room in ROOMS.items():
        branches = [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": _of(cls, definitions, kind),
            }
            for kind, cls in kinds(room).items()
        ]
        member = {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"enum": list(kinds(room))}},
            "allOf": branches,
        }
        properties[section] = _named(member)
    order = [info.alias or name for name, info in Case.model_fields.items()]
    return {
        "$schema": _DIALECT,
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": "bess_opt case",
        "type": "object",
        "additionalProperties": False,
        "required": ["schema", "name", "currency", "time", "assets"],
        "properties": {name: properties[name] for name in order},
        "$defs": definitions,
    }


def _named(member: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "propertyNames": _NAMES, "additionalProperties": member}


def _of(model: type[BaseModel], definitions: dict[str, Any], kind: str = "") -> dict[str, Any]:
    """Reference to the schema of a model, entered among the definitions."""
    made = model.model_json_schema(ref_template="#/$defs/{model}", by_alias=True)
    for name, inner in made.pop("$defs", {}).items():
        definitions[name] = _with_units(inner)
    if kind:
        made["properties"].pop("name", None)
        made["properties"]["kind"] = {"const": kind}
    name = model.__name__
    if name in definitions and definitions[name] != _with_units(made):
        name = f"{name}_{kind}"
    definitions[name] = _with_units(made)
    return {"$ref": f"#/$defs/{name}"}


def _with_units(made: dict[str, Any]) -> dict[str, Any]:
    """Let values carry their unit as text, and ratings and gaps be written short."""
    for name, inner in made.get("properties", {}).items():
        unit = unit_of(name)
        if inner.get("$ref") == f"#/$defs/{Rating.__name__}":
            made["properties"][name] = {
                "anyOf": [{"type": "number"}, {"$ref": inner["$ref"]}, _quantity()],
                **{k: v for k, v in inner.items() if k != "$ref"},
            }
        elif str(inner.get("$ref", "")).endswith("/Gaps"):
            made["properties"][name] = {"anyOf": [{"const": "error"}, {"$ref": inner["$ref"]}]}
        elif inner.get("type") == "number" and unit is not None:
            kept = {k: v for k, v in inner.items() if k in ("title", "description", "default")}
            bounds = {k: v for k, v in inner.items() if k not in kept}
            made["properties"][name] = {**kept, "anyOf": [bounds, _quantity()]}
    if made.get("title") == "SeriesSpec":
        made["required"] = [name for name in made["required"] if name != "quantity"]
    if made.get("title") == "Scenario":
        extends = made["properties"]["extends"]
        made["properties"]["extends"] = {"anyOf": [{"type": "string"}, extends]}
    return made


def _quantity() -> dict[str, Any]:
    return {"type": "string", "pattern": r"^\s*[-+.\d][-+.\d_eE]*\s*\S", "examples": ["50 MW"]}
