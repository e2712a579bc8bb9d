"""What pydantic found, in this program's words: found, expected, repair.

pydantic's own messages never reach the user; a type that this module does not know is still told,
with pydantic's sentence as what was found.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from bess_opt.case.document import Document, joined
from bess_opt.case.nearest import listing, nearest, nearest_field
from bess_opt.case.scalars import odd_key, odd_number
from bess_opt.component import series_shape
from bess_opt.errors import Fault, Place
from bess_opt.units import WRITTEN, unit_of


@dataclass
class Trouble:
    """One thing that pydantic objects to, located in the case."""

    kind: str
    path: str
    field: str
    value: Any
    context: dict[str, Any]
    message: str
    owner: type[BaseModel]
    what: str = ""
    also: list[str] = dataclasses.field(default_factory=list)

    @property
    def meant(self) -> str | None:
        """The field that an unknown key was probably meant for."""
        return nearest_field(self.field, self.known) if self.kind == "extra_forbidden" else None

    @property
    def known(self) -> list[str]:
        """Keys that the owner takes."""
        names = [info.alias or name for name, info in self.owner.model_fields.items()]
        return [name for name in names if not (name == "name" and "kind" in names)]

    @property
    def hides_others(self) -> bool:
        """Whether it was raised before pydantic looked at the fields of the mapping."""
        return self.kind == "E-UN-004" or "written" in self.context


def worded(trouble: Trouble, document: Document) -> Fault:
    """The fault that a trouble is told as."""
    if trouble.kind == "extra_forbidden":
        return _unknown_key(trouble, document)
    if trouble.kind == "missing":
        return _missing(trouble, document)
    code, found, expected, repair = _parts(trouble)
    place = document.place(trouble.path)
    if code == "E-PH-004":
        found += _both_lines(trouble, document)
    return Fault(code, found, expected, repair, place, trouble.path)


def _unknown_key(trouble: Trouble, document: Document) -> Fault:
    what = trouble.what or (trouble.path.rpartition(".")[0] or "a case")
    near = trouble.meant
    repair = f"did you mean {near}?" if near else ""
    found = f"'{trouble.field}' is not a field of {what}"
    code = "E-CF-005"
    if misnomer(trouble.owner, trouble.field):
        near, repair = "", misnomer(trouble.owner, trouble.field)
    odd = odd_key(trouble.field)
    if odd is not None:
        code, found, repair = odd.code, f"{odd.found}: {found}", odd.repair
    expected = "" if repair else f"one of {listing(trouble.known, 24)}"
    place = document.key_place(trouble.path)
    return Fault(code, found, expected, repair, place, trouble.path)


def misnomer(model: Any, key: str) -> str:
    """What to write instead of a name that people use and the kind does not; empty for others."""
    names: dict[str, str] = dict(getattr(model, "misnomers", {}))
    return next((words for part, words in names.items() if part in key.casefold()), "")


def _missing(trouble: Trouble, document: Document) -> Fault:
    holder = trouble.path.rpartition(".")[0]
    spot = document.spot(holder)
    place: Place = spot.of_key()
    info = trouble.owner.model_fields.get(trouble.field)
    meaning = info.description if info is not None and info.description else ""
    unit = unit_of(trouble.field)
    found = f"{holder or 'the case'} needs {trouble.field}"
    if trouble.what.startswith(("a ", "an ")):
        found = f"{holder} has no {trouble.field}; {trouble.what} needs it"
    value = f"a {_number(trouble.field)}" if unit is not None else ""
    expected = ": ".join(part for part in (value, meaning.rstrip(".")) if part)
    return Fault("E-CF-006", found, expected, f"add {trouble.field}", place, trouble.path)


def _parts(trouble: Trouble) -> tuple[str, str, str, str]:
    """Code, found, expected and repair of a value that is wrong."""
    kind, value, ctx = trouble.kind, trouble.value, trouble.context
    path = trouble.path
    if kind.startswith(("E-UN", "E-CF", "E-PH", "W-")):
        return _own(trouble)
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        limit = next(v for k, v in ctx.items() if k in ("gt", "ge", "lt", "le"))
        sign = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}[
            next(k for k in ctx if k in ("gt", "ge", "lt", "le"))
        ]
        negative = limit == 0 and isinstance(value, int | float) and value < 0
        code = "E-PH-003" if negative else "E-CF-023"
        return code, f"{path} is {_shown(value)}", f"a number {sign} {limit:g}", ""
    if kind in ("literal_error", "union_tag_invalid", "enum"):
        raw = str(ctx.get("expected_tags") or ctx.get("expected") or "")
        choices = [c.strip(" '") for c in raw.replace(" or ", ", ").split(",") if c.strip()]
        given = ctx.get("tag", value)
        near = nearest(str(given), choices)
        repair = f"did you mean {near}?" if near else ""
        return "E-CF-021", f"{path} is {_shown(given)}", f"one of {listing(choices)}", repair
    if kind == "union_tag_not_found":
        return "E-CF-006", f"{path} has no kind", "a kind", "add kind"
    if kind == "finite_number":
        return "E-CF-010", f"{path} is not a finite number", "a number", ""
    if kind in ("too_short", "string_too_short", "too_long", "string_too_long"):
        return "E-CF-007", f"{path} is empty or of the wrong length", "a value", ""
    if kind == "string_pattern_mismatch":
        return "E-CF-023", f"{path} is {_shown(value)}", "a code of three capitals", ""
    if kind.endswith(("_type", "_parsing", "_from_float")):
        return _wrong_type(trouble)
    return "E-CF-007", f"{path}: {trouble.message[:1].lower()}{trouble.message[1:]}", "", ""


def _wrong_type(trouble: Trouble) -> tuple[str, str, str, str]:
    kinds = {trouble.kind, *trouble.also}
    numeric = any(k.startswith(("float", "int")) for k in kinds)
    if trouble.kind == "model_type" and trouble.context.get("class_name") == "Rating":
        kinds, numeric = {"rating"}, True
    if numeric and isinstance(trouble.value, str):
        odd = odd_number(trouble.value)
        if odd is not None:
            return odd.code, f"{trouble.path}: {odd.found}", "a number", odd.repair
    number = f"a {_number(trouble.field)}" if numeric else "a number"
    words = {**_EXPECTED, "float": number, "int": "a whole number"}
    field = trouble.owner.model_fields.get(trouble.field)
    if field is not None and series_shape(trouble.owner, trouble.field) is not None:
        words["string"] = "the name of a series"
    names = [words[k.partition("_")[0]] for k in sorted(kinds) if k.partition("_")[0] in words]
    expected = " or ".join(dict.fromkeys(names))
    if expected == "text" and field is not None and field.description:
        expected = f"text: {field.description.rstrip('.')}"
    repair = ""
    if isinstance(trouble.value, bool) and numeric:
        repair = "write a number; true and false are no numbers"
    return "E-CF-007", f"{trouble.path} is {_shown(trouble.value)}", expected, repair


def _number(name: str) -> str:
    """What kind of number a field holds, by the unit of its name."""
    unit = unit_of(name)
    if unit is None:
        return "number"
    if unit.dimension == "fraction":
        return "fraction from 0 to 1"
    symbol = unit.symbol.replace("{currency}", "the currency")
    return "number" if symbol == "1" else f"number in {symbol}"


_EXPECTED = {
    "string": "text",
    "bool": "true or false",
    "list": "a list",
    "dict": "a mapping",
    "model": "a mapping",
    "rating": "a number, or {min, max, capex_per_mw or capex_per_mwh, life_years, ...} to be sized",
}


def _own(trouble: Trouble) -> tuple[str, str, str, str]:
    """Faults that our own models raised, with what they said in their context."""
    code, ctx, path = trouble.kind, trouble.context, trouble.path
    known, meant = ctx.get("known"), ctx.get("meant")
    if code == "E-UN-004":
        value = float(ctx["value"])
        repair = f"write {value / 100:g}" if value >= 1.5 else ""
        return code, f"{path} is {value:g}", "a fraction from 0 to 1", repair
    if code in ("E-UN-001", "E-UN-002") and "written" in ctx:
        return _wrong_unit(trouble)
    if code == "E-CF-006":
        found = f"{path.rpartition('.')[0]} needs {trouble.field}"
        return code, f"{found}: {trouble.message}", "", f"add {trouble.field}"
    found = trouble.message if path in trouble.message else f"{path}: {trouble.message}"
    repair = f"did you mean {meant}?" if meant else ""
    return code, found, str(known) if known else "", repair


def _wrong_unit(trouble: Trouble) -> tuple[str, str, str, str]:
    written, unit = str(trouble.context["written"]), unit_of(trouble.field)
    known = list(WRITTEN.get(unit.dimension, {})) if unit is not None else []
    found = f"{trouble.path} is given in {written}"
    expected = f"one of {listing(known)}" if known else "a bare number"
    repair = ""
    if unit is not None and unit.is_money:
        expected = f"a number, or one with {listing(known)}"
        if "va" in written.casefold():
            repair = (
                "divide the price by the power factor at the peak: 100 a kVA are 105 a kW at 0.95"
            )
        return trouble.kind, found, expected, repair
    same = [u for u in known if u.casefold() == written.casefold()]
    near = same[0] if same else nearest(written, known)
    if written.casefold() in ("va", "kva", "mva"):
        return (
            trouble.kind,
            found,
            expected,
            "multiply by the power factor: 10 MVA are 9.5 MW at 0.95",
        )
    if trouble.kind == "E-UN-001" and near:
        repair = f"did you mean {near}?"
        if written == "mW":
            repair = f"write {near}, for mW is milliwatt"
    return trouble.kind, found, expected, repair


def _both_lines(trouble: Trouble, document: Document) -> str:
    low = document.spots.get(joined(trouble.path, "min"))
    high = document.spots.get(joined(trouble.path, "max"))
    if low is None or high is None or low.line is None or low.line == high.line:
        return ""
    return f" (min in line {low.line}, max in line {high.line})"


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return f"the mapping {{{listing(value, 4)}}}"
    if isinstance(value, list):
        return f"the list [{listing((str(v) for v in value), 4)}]"
    return f"'{value}'" if isinstance(value, str) else f"{value}"
