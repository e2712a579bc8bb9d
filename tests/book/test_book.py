"""The book counts what is solved, prints every equation in use, and its page loads nothing."""

from __future__ import annotations

import re

import pyomo.environ as pyo
import pytest
from toy_system import compiled, hours, made

from bess_opt.model.book import book
from bess_opt.model.build import Formulation
from bess_opt.model.program import Program


def _system() -> tuple[Formulation, Program]:
    """Load of 10 and 20 MW, a unit of 30 MW with fuel at 50 and a capacity payment, a battery."""
    parts = [
        made("load", "town", bus="main", demand_mw="demand"),
        made("thermal", "unit", bus="main", p_rated_mw=30),
        made(
            "battery",
            "bess",
            bus="main",
            p_rated_mw=5,
            e_rated_mwh=20,
            eta_charge_frac=0.95,
            eta_discharge_frac=0.95,
        ),
        made("fuel", "gas", assets=["unit"], fuel_price_per_mwh=50),
        made("capacity_payment", "fee", assets=["unit"], charge_per_mw_month=7, contracted_mw=30),
    ]
    return compiled(parts, hours(2), {"demand": [10.0, 20.0]})


@pytest.fixture(scope="module")
def system() -> tuple[Formulation, Program]:
    return _system()


@pytest.fixture(scope="module")
def text(system: tuple[Formulation, Program]) -> str:
    return book(system[0])


def _line(text: str, title: str, name: str) -> list[str]:
    """Cells of a row in a section, which are two spaces or more apart."""
    body = re.split(rf"^{title}\n[=-]+\n", text, flags=re.MULTILINE)[1]
    (line,) = [line for line in body.split("\n\n=")[0].splitlines() if line.startswith(f"{name} ")][
        :1
    ]
    return re.split(r" {2,}", line)


def test_sets_and_symbols_are_those_of_the_case(text: str):
    """Two steps; two demands between 10 and 20 MW; the fuel price is 50 EUR/MWh in each step."""
    assert _line(text, "Sets", "T") == ["T", "2", "0, 1"]
    assert _line(text, "Symbols", "demand_mw") == [
        "demand_mw", "MW", "with_demand_mw x T", "2", "10 .. 20",
    ]  # fmt: skip
    assert _line(text, "Symbols", "fuel_price_per_mwh")[1:] == [
        "EUR/MWh", "with_fuel_price_per_mwh x T", "2", "50",
    ]  # fmt: skip


def test_the_counts_are_those_of_the_arrays(system: tuple[Formulation, Program], text: str):
    lp = system[1].linear_program()
    assert f"{lp.n_columns:,} variables, {lp.n_rows:,} constraints" in text
    for name, part in system[1].rows.items():
        assert (part.grid.size > 0) == bool(re.search(rf"^{name} {{2,}}", text, re.MULTILINE))


def test_a_rating_shows_its_bounds(text: str):
    """5 MW of battery and 30 MW of plant: two columns between 5 and 30."""
    assert _line(text, "Variables", "p_rated_mw")[:5] == [
        "p_rated_mw", "MW", "with_p_rated_mw x Y", "2", "5 .. 30",
    ]  # fmt: skip


def test_every_equation_in_use_stands_under_its_kind(
    system: tuple[Formulation, Program], text: str
):
    form, program = system
    for name, part in program.rows.items():
        if part.grid.size:
            doc = form.model.component(name).doc
            kind = next((k.kind_name for k in form.kinds if name.startswith(k.kind_name)), None)
            found = _line(text, kind or "shared by all kinds", name)
            assert found[-2:] == [f"{part.grid.size:,}", doc]


def test_every_variable_and_equation_has_words(system: tuple[Formulation, Program]):
    for ctype in (pyo.Var, pyo.Constraint, pyo.Expression, pyo.Objective):
        for component in system[0].model.component_objects(ctype):
            assert component.doc, component.name


def test_the_ledger_says_who_pays_whom(text: str):
    assert _line(text, "Objective", "fuel")[:6] == [
        "fuel", "cash", "system", "fuel supplier", "fuel_cost", "fuel x T",
    ]  # fmt: skip
    assert _line(text, "Objective", "lost_load")[1:4] == ["imputed", "consumer", "consumer"]


def test_what_no_decision_changes_stands_apart(text: str):
    """7 EUR/MW/month on 30 MW for 2 of the 744 hours of January: 210 * 2 / 744 = 0.5645 EUR."""
    row = _line(text, "Outside the objective", "capacity_payment")
    assert row[1:] == ["fee", "sunk", "system", "plant", "0.56"]


def test_the_page_escapes_names_and_loads_nothing(system: tuple[Formulation, Program]):
    parts = [
        made("load", "a<b>&", bus="main", demand_mw=10),
        made("thermal", "unit", bus="main", p_rated_mw=30),
    ]
    page = book(compiled(parts, hours(2))[0], html=True)
    assert "a&lt;b&gt;&amp;" in page
    assert "a<b>" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|src=\"|href=|url\(|@import", page)
    assert "<code>power_balance</code>" in page
    assert page.count("<table>") == page.count("</table>") > 5


def test_the_formulation_is_left_as_it_was(system: tuple[Formulation, Program]):
    form = _system()[0]
    assert book(form) == book(form) == book(system[0])
    assert not form.model.component("power_balance").is_constructed()
