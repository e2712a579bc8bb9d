"""The formulation of a case as text or HTML, generated from the live model itself."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import pyomo.environ as pyo

from bess_opt.model.build import Formulation
from bess_opt.units import unit_of

Line = tuple[str, str, str]


def book(form: Formulation, *, html: bool = False) -> str:
    """Sets, variables, definitions, rules and objective of a case, each with its equation.

    Parameters
    ----------
    form : Formulation
        As :func:`bess_opt.model.build.formulate` gives it.
    html : bool
        A page of its own instead of plain text; it loads nothing.
    """
    sections = list(_sections(form))
    if html:
        return _as_html(sections)
    blocks = []
    for title, lines in sections:
        body = [f"  {name}  [{unit}]\n      {text}" for name, unit, text in lines]
        blocks.append("\n".join([title, "=" * len(title), *body]))
    return "\n\n".join(blocks) + "\n"


def _sections(form: Formulation) -> Iterator[tuple[str, list[Line]]]:
    m = form.model
    members = [
        (kind.kind_name, "set", ", ".join(kind.members(form.components))) for kind in form.kinds
    ]
    yield "Components", members
    yield "Variables", list(_documented(m, pyo.Var))
    yield "Definitions", list(_documented(m, pyo.Expression))
    yield "Rules", list(_documented(m, pyo.Constraint))
    yield (
        "Objective",
        [
            (entry.name, entry.nature, f"{entry.expression}: {m.component(entry.expression).doc}")
            for entry in form.entries
        ],
    )


def _documented(m: Any, ctype: Any) -> Iterator[Line]:
    for component in m.component_objects(ctype):
        index = " x ".join(s.name for s in component.index_set().subsets())
        unit = unit_of(component.name)
        symbol = unit.symbol.replace("{currency}", "money") if unit else "row"
        yield f"{component.name}[{index}]", symbol, str(component.doc)


def _as_html(sections: list[tuple[str, list[Line]]]) -> str:
    parts = ["<!doctype html><meta charset='utf-8'><title>The formulation</title>"]
    parts.append("<style>body{font:16px sans-serif;max-width:70em;margin:2em auto}</style>")
    for title, lines in sections:
        parts.append(f"<h2>{escape(title)}</h2><table>")
        parts.extend(
            f"<tr><td><code>{escape(name)}</code><td>{escape(unit)}<td>{escape(text)}"
            for name, unit, text in lines
        )
        parts.append("</table>")
    return "".join(parts)
