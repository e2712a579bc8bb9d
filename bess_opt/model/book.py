"""The book of a case: sets, symbols, equations and money, read off the live model.

Nothing is written by hand here: sizes come from the index sets that the compiler lays out, ranges
from the data it reads, equations from the ``doc`` beside each rule, and the meaning of the letters
from the head of the module that declares a kind. So the book cannot drift from what is solved.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyomo.environ as pyo

from bess_opt.component import PRICE_SIGN
from bess_opt.model.book_pages import Section, html_of, text_of
from bess_opt.model.build import Formulation
from bess_opt.model.fields import rate_of
from bess_opt.model.reader import Reader
from bess_opt.model.sets import axis_of
from bess_opt.units import unit_of

SHOWN_MEMBERS = 8
SHARED = "shared by all kinds"


def book(form: Formulation, *, html: bool = False) -> str:
    """The formulation of a case as text, or as one HTML page that loads nothing.

    Parameters
    ----------
    form : Formulation
        Left as it is; a copy of its model is constructed.
    html : bool
        HTML instead of text.

    Raises
    ------
    ModelError, MissingData
        If the model's sets or data do not fit together.
    """
    sections = list(_sections(form, Reader(form.model.clone())))
    return html_of(sections) if html else text_of(sections)


def _sections(form: Formulation, reader: Reader) -> Iterator[Section]:
    variables = _parts(reader, pyo.Var)
    expressions = _parts(reader, pyo.Expression)
    constraints = _parts(reader, pyo.Constraint)
    columns, rows = (sum(n for _, n in found) for found in (variables, constraints))
    yield Section(
        "Formulation",
        words=f"{len(form.components)} components of {len(form.kinds)} kinds, "
        f"{len(form.horizon):,} steps; {columns:,} variables, {rows:,} constraints. "
        f"Money is in {form.base}; power is the mean of a step, a state holds at its end.",
    )
    yield _sets(reader)
    yield _symbols(reader, form.base)
    yield _variables(reader, variables, form.base)
    yield _in_use("Expressions", expressions, "values")
    yield Section("Constraints", words="Each kind with its letters, then its equations.")
    yield from _constraints(form, constraints)
    yield _entries(form, expressions)
    yield _sunk(form)
    yield _shadows(form, {c.name for c, n in constraints if n})


def _parts(reader: Reader, ctype: Any) -> list[tuple[Any, int]]:
    """Active components of a type, each with the number of its points."""
    found = reader.model.component_objects(ctype, active=True)
    return [(c, reader.part(c).grid.size) for c in found]


def _sets(reader: Reader) -> Section:
    rows = []
    for one in reader.model.component_objects((pyo.Set, pyo.RangeSet)):
        if one.is_indexed():
            size, members = len(one.index_set()), f"one subset for each member of {_over(one)}"
        else:
            axis = axis_of(one)
            size = axis.size
            shown = [axis.member(k) for k in range(min(size, SHOWN_MEMBERS))]
            names = [", ".join(map(str, member)) for member in shown]
            members = ", ".join(names) + (", ..." if size > SHOWN_MEMBERS else "")
        if size:
            rows.append((one.name, f"{size:,}", members))
    return Section("Sets", heads=("name", "size", "members"), rows=tuple(rows))


def _symbols(reader: Reader, base: str) -> Section:
    rows = []
    for name, table in reader.tables.items():
        values = np.asarray(table.values)
        if values.size:
            over = _over(reader.model.component(name))
            span = _range(values, values)
            rows.append((name, _unit(name, base), over, f"{values.size:,}", span))
    return Section(
        "Symbols",
        words="Data of the equations, in the units and the currency that the solver sees.",
        heads=("name", "unit", "over", "values", "range"),
        rows=tuple(rows),
    )


def _variables(reader: Reader, found: list[tuple[Any, int]], base: str) -> Section:
    rows = []
    for var, count in found:
        if count:
            bounds = reader.bounds(reader.part(var))
            span = _range(bounds.lower, bounds.upper)
            unit = _unit(var.name, base)
            rows.append((var.name, unit, _over(var), f"{count:,}", span, var.doc or ""))
    heads = ("name", "unit", "over", "count", "bounds", "meaning")
    return Section("Variables", words=_unused(found), heads=heads, rows=tuple(rows))


def _in_use(
    title: str, found: list[tuple[Any, int]], counted: str, level: int = 1, words: str = ""
) -> Section:
    rows = tuple((c.name, _over(c), f"{n:,}", c.doc or "") for c, n in found if n)
    words = "\n\n".join(filter(None, (words, _unused(found))))
    return Section(title, level, words, ("name", "over", counted, "equation"), rows)


def _unused(found: Iterable[tuple[Any, int]]) -> str:
    idle = ", ".join(c.name for c, n in found if not n)
    return f"Without a member in this case: {idle}." if idle else ""


def _constraints(form: Formulation, found: list[tuple[Any, int]]) -> Iterator[Section]:
    heads = {kind.kind_name: _module_words(kind) for kind in form.kinds} | {SHARED: ""}
    groups: dict[str, list[tuple[Any, int]]] = {name: [] for name in heads}
    for constraint, count in found:
        groups[_owner(constraint.name, groups)].append((constraint, count))
    for name, own in groups.items():
        if own or name != SHARED:
            yield _in_use(name, own, "rows", 2, heads[name])


def _owner(constraint: str, kinds: Iterable[str]) -> str:
    """Kind whose name a constraint's name begins with, the longest of several."""
    fitting = [kind for kind in kinds if constraint.startswith(f"{kind}_")]
    return max(fitting, key=len, default=SHARED)


def _module_words(kind: type) -> str:
    return (sys.modules[kind.__module__].__doc__ or "").strip()


def _entries(form: Formulation, found: list[tuple[Any, int]]) -> Section:
    sizes = {e.name: (e, n) for e, n in found}
    rows = []
    for entry in form.entries:
        expression, count = sizes[entry.expression]
        if count:
            sides = (entry.name, entry.nature, entry.payer, entry.payee)
            rows.append((*sides, entry.expression, _over(expression), expression.doc or ""))
    return Section(
        "Objective",
        words="The least sum of the entries below over their members; those over T are multiplied "
        "by the weight of the step. An imputed entry is a value that nobody is billed for.",
        heads=("name", "nature", "payer", "payee", "expression", "over", "equation"),
        rows=tuple(rows),
    )


def _sunk(form: Formulation) -> Section:
    totals: dict[tuple[str, str, str, str, str], float] = {}
    for component in form.components.values():
        rate = rate_of(component, form.base, form.rates)
        for row in component.sunk_rows(form.horizon, form.base, rate):
            key = (row.entry, row.component, row.nature, row.payer, row.payee)
            totals[key] = totals.get(key, 0.0) + row.amount_base
    return Section(
        "Outside the objective",
        words="Rows of the ledger that no decision changes."
        if totals
        else "No row of the ledger is sunk.",
        heads=("name", "component", "nature", "payer", "payee", f"{form.base} over the horizon"),
        rows=tuple((*key, f"{amount:,.2f}") for key, amount in totals.items()),
    )


def _shadows(form: Formulation, used: set[str]) -> Section:
    rows = [
        (s.name, s.constraint, s.unit.replace("{currency}", form.base), s.meaning)
        for kind in form.kinds
        for s in kind.shadows
        if s.constraint in used
    ]
    energy = "price of energy: cost of one more MWh wanted at the bus"
    rows.insert(0, ("power_balance", "power_balance", f"{form.base}/MWh", energy))
    heads = ("name", "constraint", "unit", "meaning")
    return Section("Shadow prices that results name", 1, PRICE_SIGN, heads, tuple(rows))


def _over(component: Any) -> str:
    sets = component.index_set().subsets() if component.is_indexed() else ()
    return " x ".join(one.name for one in sets) or "-"


def _unit(name: str, base: str) -> str:
    unit = unit_of(name)
    return "-" if unit is None else unit.symbol.replace("{currency}", base)


def _range(low: Any, high: Any) -> str:
    """Least and greatest number, or the one number that all are."""
    least, most = float(np.min(low)), float(np.max(high))
    return f"{least:.6g}" if least == most else f"{least:.6g} .. {most:.6g}"
