"""New data in a compiled program: bit-equal to compiling afresh, or refused and nothing changed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pyomo.environ as pyo
import pytest
from demo_model import demo_data, demo_model
from small_model import small_model

from bess_opt.errors import ModelError
from bess_opt.model.affine import MissingData
from bess_opt.model.program import Program, compile_model
from bess_opt.model.sets import given, grouped

SERIES = ("demand_mw", "available_mw", "price_buy_per_mwh", "price_sell_per_mwh")


def assert_bit_equal(one: Program, other: Program) -> None:
    mine, theirs = one.linear_program(), other.linear_program()
    for field in dataclasses.fields(mine):
        a, b = getattr(mine, field.name), getattr(theirs, field.name)
        assert np.array_equal(a, b), field.name
        assert np.asarray(a).tobytes() == np.asarray(b).tobytes(), field.name


def test_update_equals_compiling_afresh():
    first, second = demo_data(100, seed=1), demo_data(100, seed=2)
    m = demo_model(first)
    program = compile_model(m, m.T)
    assert program.update(**second) == {"bounds", "rows", "matrix", "cost"}
    fresh = demo_model(second)
    assert_bit_equal(program, compile_model(fresh, fresh.T))
    assert program.update(**first) == {"bounds", "rows", "matrix", "cost"}
    assert_bit_equal(program, compile_model(m, m.T))


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("price_buy_per_mwh", {"cost"}),
        ("demand_mw", {"bounds", "rows"}),
        ("available_mw", {"rows"}),
        ("kept_frac", {"matrix"}),
        ("capex_per_mw", {"cost"}),
        ("fuel_per_mwh", {"cost", "matrix"}),
    ],
)
def test_each_series_alone(name, changed):
    first, second = demo_data(50, seed=1), demo_data(50, seed=2)
    program = compile_model(demo_model(first))
    assert program.update(**{name: second[name]}) == changed
    assert_bit_equal(program, compile_model(demo_model(first | {name: second[name]})))


def test_the_same_data_changes_nothing():
    data = demo_data(30)
    assert compile_model(demo_model(data)).update(**data) == frozenset()


def test_a_linear_program_stays_what_it_was():
    first, second = demo_data(30, seed=1), demo_data(30, seed=2)
    program = compile_model(demo_model(first))
    before = program.linear_program()
    copies = [np.copy(getattr(before, f.name)) for f in dataclasses.fields(before)]
    program.update(**second)
    for field, copy in zip(dataclasses.fields(before), copies, strict=True):
        assert np.array_equal(getattr(before, field.name), copy), field.name
    with pytest.raises(ValueError, match="read-only"):
        before.cost[0] = 1.0
    assert program.linear_program().cost is program.linear_program().cost, "views, not copies"


def test_the_model_and_the_callers_arrays_stay_what_they_were():
    m, mine = small_model(), np.arange(6)
    m.limit = given(mine, m.T)
    m.a = pyo.Constraint(m.T, rule=lambda m, t: m.x[t] <= m.limit[t])
    program = compile_model(m)
    new = mine + 0.5
    program.update(limit=new)
    new[:] = 7
    row_upper = program.linear_program().row_upper
    assert program.row_array("a", row_upper).tolist() == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    assert mine.tolist() == [0, 1, 2, 3, 4, 5]
    assert compile_model(m).linear_program().row_upper.tolist() == [0, 1, 2, 3, 4, 5]
    assert [pyo.value(c.upper) for c in m.create_instance().a.values()] == [0, 1, 2, 3, 4, 5]


def test_numbers_read_by_one_index_and_by_an_expanded_rule():
    """Share of gas 0.3 -> 0.4 and of coal 0.2 -> 0.6; the last rule is expanded and is 2 x coal."""
    m = small_model()
    m.share = given([0.2, 0.3, 0.5], m.G)
    m.most = pyo.Expression(rule=lambda m: m.share["gas"] * m.size)
    m.a = pyo.Constraint(m.T, rule=lambda m, t: m.x[t] <= m.most)
    m.b = pyo.Constraint(m.T, rule=lambda m, t: m.x[t] <= m.share["coal"] + m.most)
    m.c = pyo.Constraint(m.T, rule=lambda m, t: m.y[t] <= (2 if t > -1 else 1) * m.share["coal"])
    m.d = pyo.Constraint(rule=lambda m: pyo.value(m.keep) * m.size <= 3)
    program = compile_model(m)
    assert set(program.expanded) == {"c"}
    assert program.update(share=[0.6, 0.4, 0.0], keep=0.25) == {"rows", "matrix"}
    lp = program.linear_program()
    assert program.row_array("b", lp.row_upper).tolist() == [0.6] * 6
    assert program.row_array("c", lp.row_upper).tolist() == [1.2] * 6
    last = slice(lp.indptr[-2], lp.indptr[-1])
    assert lp.values[last].tolist() == [-0.4] * 12 + [0.25]


def test_bounds_of_an_expanded_variable_take_new_data():
    m = small_model()
    m.z = pyo.Var(m.T, bounds=lambda m, t: (0, m.demand[t] if t > 2 else 5))
    m.a = pyo.Constraint(m.T, rule=lambda m, t: m.z[t] <= m.x[t])
    program = compile_model(m)
    assert program.update(demand=np.arange(6) + 10.0) == {"bounds"}
    upper = program.linear_program().upper
    assert program.array("z", upper).tolist() == [5, 5, 5, 13, 14, 15]


def refusals() -> Program:
    m = small_model()
    m.kind = given(np.array([0, 1, 1, 0, 0, 0]), m.T)
    m.odd = pyo.Set(initialize=lambda m: [t for t in m.T if m.kind[t] == 1], within=m.T)
    m.double = pyo.Param(m.T, initialize=lambda m, t: 2 * m.base[t])
    m.del_component(m.double)
    m.base = given(np.ones(6), m.T)
    m.double = pyo.Param(m.T, initialize=lambda m, t: 2 * m.base[t])
    m.plain = pyo.Param(initialize=3.0, mutable=True)
    m.ratio = given(np.ones(6), m.T)
    m.a = pyo.Constraint(
        m.T, rule=lambda m, t: m.x[t] / m.ratio[t] <= m.double[t] + m.x[m.before[t]] + m.plain
    )
    m.b = pyo.Constraint(m.odd, rule=lambda m, t: m.x[t] <= m.demand[t])
    return compile_model(m)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"wind": np.ones(6)}, "wind is no given data"),
        ({"plain": 4.0}, "plain is no given data"),
        ({"demand": np.ones(5)}, r"demand has shape \(6,\); the new values have \(5,\)"),
        ({"demand": 1.0}, r"demand has shape \(6,\)"),
        ({"keep": [0.5]}, r"keep has shape \(\)"),
        ({"demand": ["a"] * 6}, "can be given numbers"),
        ({"before": np.zeros(6, int)}, "a is indexed through before: compile again"),
        ({"kind": np.zeros(6, int)}, "odd was built from kind: compile again"),
        ({"base": np.zeros(6)}, "double was built from base: compile again"),
        ({"demand": [1, 2, np.nan, 4, 5, 6]}, "new values of demand are missing at 1 of 6"),
        ({"demand": np.ones(6) * 2, "ratio": np.full(6, np.nan)}, "missing at 6 of 6"),
        ({"demand": np.ones(6) * 2, "ratio": np.zeros(6)}, "a reads data that is missing|infinite"),
    ],
)
def test_refused_data_changes_nothing(arrays, words):
    program, untouched = refusals(), refusals()
    with pytest.raises((ModelError, MissingData), match=words):
        program.update(**arrays)
    assert program.expanded == {}
    assert_bit_equal(program, untouched)
    assert program.update(demand=np.arange(6.0)) == untouched.update(demand=np.arange(6.0))
    assert_bit_equal(program, untouched)


def test_data_that_moves_an_entry_is_refused():
    """A rule that looks at one number to choose a column has its entry elsewhere with new data."""
    m = small_model()
    m.which = given(2)
    m.a = pyo.Constraint(rule=lambda m: m.x[int(pyo.value(m.which))] <= m.size)
    program = compile_model(m)
    with pytest.raises(ModelError, match="entries elsewhere"):
        program.update(which=3)


def test_groups_cannot_be_updated():
    m = small_model()
    m.M = pyo.RangeSet(0, 1)
    m.steps = grouped([0, 0, 0, 1, 1, 1], m.M, m.T)
    m.a = pyo.Constraint(m.M, rule=lambda m, k: sum(m.x[t] for t in m.steps[k]) <= m.size)
    with pytest.raises(ModelError, match="steps is no given data"):
        compile_model(m).update(steps=np.zeros(6))


def test_missing_data_is_an_error_at_once():
    hole = np.array([1, 2, np.nan, 4, 5, 6])
    rules = {
        "limit": lambda m, t: m.x[t] <= m.hole[t],
        "coefficient": lambda m, t: m.hole[t] * m.x[t] <= 1,
        "body": lambda m, t: m.x[t] + m.hole[t] <= m.size,
        "sum": lambda m, t: m.x[t] <= sum(m.hole[s] for s in m.T),
        "infinite": lambda m, t: pyo.exp(1e4 * m.demand[t]) * m.x[t] <= 1,
    }
    for rule in rules.values():
        m = small_model()
        m.hole = given(hole, m.T)
        m.a = pyo.Constraint(m.T, rule=rule)
        with pytest.raises(MissingData, match=r"^a reads data"):
            compile_model(m)
    m = small_model()
    m.hole = given(hole, m.T)
    m.z = pyo.Var(m.T, bounds=lambda m, t: (0, m.hole[t]))
    with pytest.raises(MissingData, match=r"^z reads data"):
        compile_model(m)
    m = small_model()
    m.hole = given(hole, m.T)
    del m.cost
    m.cost = pyo.Objective(rule=lambda m: sum(m.hole[t] * m.x[t] for t in m.T))
    with pytest.raises(MissingData, match=r"^cost reads data"):
        compile_model(m)
    m = small_model()
    m.hole = given(hole, m.T)
    m.spent = pyo.Expression(m.T, rule=lambda m, t: m.hole[t] * m.x[t])
    program = compile_model(m)
    with pytest.raises(MissingData, match=r"^spent reads data"):
        program.evaluate("spent", np.zeros(program.linear_program().n_columns))
