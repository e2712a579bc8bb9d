"""Formulations of every style must give the very rows, costs and bounds that Pyomo gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyomo.environ as pyo
import pytest
from compile_twin import assert_same_as_twin
from demo_model import demo_data, demo_model
from pyomo.core.expr.numeric_expr import NPV_MaxExpression, NPV_MinExpression
from small_model import small_model

from bess_opt.model.program import compile_model
from bess_opt.model.sets import given, grouped, subset


def test_the_demo_of_ten_days():
    program = assert_same_as_twin(demo_model(demo_data(240)), time="T")
    lp = program.linear_program()
    balance = program.row_array("power_balance", lp.row_time)
    assert (balance == np.arange(240)).all()
    assert set(program.row_array("take_or_pay", lp.row_time)) == {-1}
    assert (program.array("soc_mwh", lp.column_time) == np.arange(240)).all()
    assert set(program.array("p_rated_mw", lp.column_time).flat) == {-1}


def test_cyclic_storage_by_data():
    m = small_model()
    m.c = pyo.Constraint(
        m.T, rule=lambda m, t: m.x[t] == m.keep * m.x[m.before[t]] + m.y[t] - m.g["gas", t] / 0.95
    )
    assert_same_as_twin(m)


def test_storage_on_boundaries_by_index_arithmetic():
    m = small_model()
    m.B = pyo.RangeSet(0, 6)
    m.soc = pyo.Var(m.B, bounds=(0, None))
    m.c = pyo.Constraint(m.T, rule=lambda m, t: m.soc[t + 1] == 0.9 * m.soc[t] + m.y[t])
    m.closed = pyo.Constraint(rule=lambda m: m.soc[6] == m.soc[0])
    assert_same_as_twin(m)


@pytest.mark.parametrize(
    "rule",
    [
        lambda m, t: (-m.demand[t], m.x[t] - m.y[t] + 2, m.demand[t]),
        lambda m, t: pyo.inequality(0, m.x[t], 4),
        lambda m, t: m.demand[t] <= m.x[t] + 3,
        lambda m, t: m.x[t] + 1 >= m.y[t] + m.size,
        lambda m, t: m.demand[t] == m.x[t],
        lambda m, t: m.x[t] == m.demand[t],
        lambda m, t: (None, m.x[t] + m.size, m.demand[t]),
        lambda m, t: (m.x[t] + 2, m.demand[t]),
        lambda m, t: m.x[t] - m.demand[t] <= 2,
    ],
)
def test_a_row_keeps_the_sign_that_pyomo_gives_it(rule):
    m = small_model()
    m.a = pyo.Constraint(m.T, rule=rule)
    assert_same_as_twin(m)


def test_sums_over_products_of_sets_and_nested_sums():
    m = small_model()
    m.a = pyo.Constraint(m.T, rule=lambda m, t: sum(m.g[g, t] for g in m.G) + m.x[t] >= m.demand[t])
    m.b = pyo.Constraint(
        m.G, rule=lambda m, g: sum(m.price[g, t] * m.g[g, t] for t in m.T) <= 5 * m.size
    )
    m.c = pyo.Constraint(
        m.T,
        rule=lambda m, t: (
            m.demand[t] * sum(2 * sum(m.price[g, s] * m.g[g, s] for g in m.G) for s in m.T)
            >= m.x[t]
        ),
    )
    m.d = pyo.Constraint(
        rule=lambda m: (
            sum(m.price[g, t] for g in m.G for t in m.T) * m.size
            + sum(1 for t in m.T)
            + sum(m.size for t in m.T)
            >= 2
        )
    )
    m.e = pyo.Constraint(
        m.G * m.T, rule=lambda m, g, t: m.g[g, t] <= sum(m.g[h, t] for h in m.G) + m.x[t]
    )
    m.f = pyo.Constraint(m.T, rule=lambda m, t: sum(m.g[g, s] for g, s in m.G * m.T) <= m.x[t])
    assert_same_as_twin(m)


def test_sets_that_depend_on_an_outer_index():
    m = small_model(8)
    m.K = pyo.Set(initialize=["jan", "feb", "mar", "apr"])
    hours = {"jan": [0, 1, 2], "feb": [5, 3], "mar": [], "apr": [7]}
    m.hours = pyo.Set(m.K, initialize=hours, within=m.T, dimen=1)
    m.limit = given([1.0, 2.0, 3.0, 4.0], m.K)
    m.a = pyo.Constraint(
        m.G, m.K,
        rule=lambda m, g, k: (
            sum(m.price[g, t] * m.g[g, t] for t in m.hours[k]) + m.size <= m.limit[k]
        ),
    )  # fmt: skip
    m.b = pyo.Constraint(
        rule=lambda m: sum(m.limit[k] * m.x[t] for k in m.K for t in m.hours[k]) >= m.size
    )
    assert_same_as_twin(m)


def test_families_of_pairs_of_which_some_or_all_are_empty():
    m = small_model()
    m.N = pyo.Set(initialize=["a", "b"])
    m.some = pyo.Set(m.N, dimen=2, initialize={"a": [("coal", 1), ("gas", 2)], "b": []})
    m.none = pyo.Set(m.N, dimen=2, initialize={"a": [], "b": []})
    m.c = pyo.Constraint(
        m.N, rule=lambda m, n: sum(m.price[g, t] * m.g[g, t] for g, t in m.some[n]) <= m.size
    )
    m.d = pyo.Constraint(m.N, rule=lambda m, n: sum(m.g[g, t] for g, t in m.none[n]) <= m.size)
    program = compile_model(m)
    assert program.expanded == {}
    lp = program.linear_program()
    assert lp.n_rows == 4
    assert lp.n_entries == 2 + 4, "two pairs, and the size in every row"


def test_grouped_steps_equal_a_pyomo_family():
    """Steps 0..3 of month 7, 4 and 5 of month 9, none of month 8."""
    month = np.array([7, 7, 7, 7, 9, 9])
    plain = {7: [0, 1, 2, 3], 8: [], 9: [4, 5]}
    for family in ("grouped", "plain"):
        m = small_model()
        m.M = pyo.RangeSet(7, 9)
        m.steps = (
            grouped(month, m.M, m.T)
            if family == "grouped"
            else pyo.Set(m.M, initialize=plain, dimen=1)
        )
        m.c = pyo.Constraint(
            m.M, rule=lambda m, k: sum(m.x[t] for t in m.steps[k]) + m.y[0] <= m.size
        )
        program = assert_same_as_twin(m, time="T")
        lp = program.linear_program()
        assert [lp.indices[a:b].tolist() for a, b in zip(lp.indptr[:6], lp.indptr[1:7], strict=True)
                ] == [[0], [0], [0], [0], [2], [2]]  # fmt: skip


def test_groups_must_be_members_and_of_the_sets_length():
    for month, words in (([7, 7, 7, 7, 9, 10], "10 groups"), ([7, 7], "shape")):
        m = small_model()
        m.M = pyo.RangeSet(7, 9)
        m.steps = grouped(month, m.M, m.T)
        m.c = pyo.Constraint(m.M, rule=lambda m, k: sum(m.x[t] for t in m.steps[k]) <= m.size)
        with pytest.raises(Exception, match=words):
            compile_model(m)


def test_empty_sets_give_no_rows_and_no_terms():
    m = small_model()
    m.output = pyo.Var(m.nobody, m.T, bounds=(0, 1))
    m.factor = given(np.zeros((0, 6)), m.nobody, m.T)
    m.total = pyo.Expression(
        m.T, rule=lambda m, t: sum(m.factor[g, t] * m.output[g, t] for g in m.nobody)
    )
    m.own = pyo.Expression(m.nobody, rule=lambda m, g: sum(m.output[g, t] for t in m.T))
    m.a = pyo.Constraint(m.nobody, m.T, rule=lambda m, g, t: m.output[g, t] <= m.g[g, t])
    m.b = pyo.Constraint(m.T, rule=lambda m, t: m.total[t] + m.x[t] <= m.demand[t])
    m.c = pyo.Constraint(rule=lambda m: sum(m.output[g, t] for g in m.nobody for t in m.T)
                         + m.size <= 8)  # fmt: skip
    program = assert_same_as_twin(m, time="T")
    x = np.ones(program.linear_program().n_columns)
    assert program.array("output", x).shape == (0, 6)
    assert program.row_array("a", np.zeros(7)).shape == (0, 6)
    assert program.evaluate("own", x).shape == (0,)
    assert program.evaluate("total", x).tolist() == [0.0] * 6
    assert program.members("output") == ([], [0, 1, 2, 3, 4, 5])


def test_an_empty_left_side_keeps_the_sign_of_its_constraint():
    """Of ``sum(...) <= size`` every row is the sum less the size, also where the sum is empty."""
    m = small_model()
    m.N = pyo.Set(initialize=["a", "b"])
    m.at = pyo.Set(m.N, dimen=1, initialize={"a": ["coal"], "b": []})
    m.c = pyo.Constraint(m.N, rule=lambda m, n: sum(m.g[g, 0] for g in m.at[n]) <= m.size)
    lp = compile_model(m).linear_program()
    assert lp.row_lower.tolist() == [-np.inf, -np.inf]
    assert lp.row_upper.tolist() == [0.0, 0.0]


def test_data_chooses_the_member():
    m = small_model(8)
    m.K = pyo.Set(initialize=["jan", "feb"])
    m.month = given(np.array(["jan"] * 3 + ["feb"] * 5), m.T)
    m.peak = pyo.Var(m.K, domain=pyo.NonNegativeReals)
    m.rate = given([2.0, 3.0], m.K)
    m.a = pyo.Constraint(
        m.T, rule=lambda m, t: m.rate[m.month[t]] * m.x[t] <= m.peak[m.month[m.before[t]]]
    )
    assert_same_as_twin(m)


def test_named_expressions():
    m = small_model()
    m.net = pyo.Expression(m.T, rule=lambda m, t: m.x[t] - m.y[t] + m.demand[t])
    m.twice = pyo.Expression(m.G, m.T, rule=lambda m, g, t: 2 * m.net[t] + m.g[g, t])
    m.spent = pyo.Expression(rule=lambda m: sum(m.net[t] for t in m.T) + m.size)
    m.a = pyo.Constraint(m.T, rule=lambda m, t: m.net[t] + 2 * m.net[m.before[t]] <= m.spent)
    m.b = pyo.Constraint(m.G, m.T, rule=lambda m, g, t: m.twice[g, t] >= m.net[3])
    assert_same_as_twin(m)


def test_rules_that_look_at_their_index_are_expanded():
    m = small_model()
    m.a = pyo.Constraint(
        m.T, rule=lambda m, t: m.x[t] == 1 if t == 0 else m.x[t] <= m.keep * m.x[t - 1]
    )
    m.b = pyo.Constraint(m.G, m.T, rule=lambda m, g, t: m.g[g, t] <= (2 if g == "coal" else 1))
    m.c = pyo.Constraint(
        m.T,
        rule=lambda m, t: pyo.Constraint.Skip if t < 2 else m.x[t] <= m.y[m.T.prev(t)],
    )
    m.d = pyo.Constraint(
        m.T, rule=lambda m, t: sum((5 if g == "gas" else 1) * m.g[g, t] for g in m.G) <= 3
    )
    assert_same_as_twin(m, expanded=("a", "b", "c", "d"))


def test_an_expanded_objective_and_expanded_bounds():
    m = small_model()
    del m.cost
    m.z = pyo.Var(m.T, bounds=lambda m, t: (0, m.demand[t] if t > 2 else 5))
    m.total = pyo.Expression(rule=lambda m: sum(m.z[t] for t in m.T))
    m.cost = pyo.Objective(
        rule=lambda m: m.total + pyo.quicksum((2 if t > 3 else 1) * m.x[t] for t in m.T)
    )
    m.a = pyo.Constraint(m.T, rule=lambda m, t: m.z[t] <= m.x[t])
    assert_same_as_twin(m, expanded=("z", "cost"))


def test_subsets_label_their_time_and_find_their_place():
    m = small_model()
    m.later = pyo.Set(initialize=[3, 1, 4], within=m.T)
    m.dear = pyo.Set(initialize=["oil", "gas"], within=m.G)
    m.a = pyo.Constraint(m.later, rule=lambda m, t: m.x[t] - m.x[t - 1] <= m.demand[t])
    m.b = pyo.Constraint(m.dear, m.later, rule=lambda m, g, t: m.g[g, t] <= m.cap[g] / 2)
    m.c = pyo.Constraint(m.T, rule=lambda m, t: sum(m.g[g, t] for g in m.dear) <= 1)
    program = assert_same_as_twin(m, time="T")
    times = program.linear_program().row_time
    assert program.row_array("a", times).tolist() == [3, 1, 4]
    assert program.row_array("b", times).tolist() == [[3, 1, 4]] * 2


def test_unions_of_sets_as_index():
    m = small_model()
    m.H = pyo.Set(initialize=["dam"])
    m.asset = m.G | m.H
    m.p = pyo.Var(m.asset, m.T, bounds=(0, 2))
    m.a = pyo.Constraint(m.asset, m.T, rule=lambda m, a, t: m.p[a, t] <= m.x[t])
    m.b = pyo.Constraint(m.G, m.T, rule=lambda m, g, t: m.p[g, t] <= m.g[g, t])
    m.c = pyo.Constraint(m.T, rule=lambda m, t: sum(m.p[a, t] for a in m.asset) <= m.demand[t])
    assert_same_as_twin(m, time="T")


def test_set_of_pairs():
    m = small_model()
    m.L = pyo.Set(dimen=2, initialize=[("coal", 1), ("coal", 3), ("oil", 0)])
    m.flow = pyo.Var(m.L, m.T, bounds=(-1, 1))
    m.loss = given([0.1, 0.2, 0.3], m.L)
    m.a = pyo.Constraint(m.L, rule=lambda m, g, t: m.g[g, t] <= 1 + m.loss[g, t])
    m.b = pyo.Constraint(
        m.L, m.T, rule=lambda m, g, s, t: m.flow[g, s, t] * m.loss[g, s] <= m.g[g, s]
    )
    m.c = pyo.Constraint(
        m.T,
        rule=lambda m, t: sum((1 - m.loss[g, s]) * m.flow[g, s, t] for g, s in m.L) == m.x[t],
    )
    program = assert_same_as_twin(m)
    assert program.members("flow")[0] == [("coal", 1), ("coal", 3), ("oil", 0)]


def test_functions_of_data():
    m = small_model()
    m.rate = given(0.07)
    m.a = pyo.Constraint(
        m.T,
        rule=lambda m, t: (
            pyo.exp(-m.rate * t) * m.x[t] / (1 + m.rate) ** 2 + abs(m.demand[t] - 3) * m.y[t]
            <= pyo.sqrt(m.demand[t])
        ),
    )
    m.b = pyo.Constraint(
        m.T,
        rule=lambda m, t: t * m.x[t] - (m.y[t] - m.demand[t]) / m.demand[t] <= -(m.size - 2),
    )
    m.c = pyo.Constraint(m.T, rule=lambda m, t: pyo.log(m.demand[t]) * m.x[t] <= pyo.log10(m.rate))
    assert_same_as_twin(m)


def test_smallest_and_largest_of_data():
    """Pyomo knows them for data only (``NPV``: not potentially variable)."""
    m = small_model()
    m.rate = given(1.4)
    m.d = pyo.Constraint(
        m.T,
        rule=lambda m, t: (
            NPV_MinExpression((m.demand[t], m.rate)) * m.x[t]
            <= NPV_MaxExpression((m.demand[t], m.demand[m.before[t]], 1.5))
        ),
    )
    program = assert_same_as_twin(m)
    lp, demand = program.linear_program(), m.demand.default().values
    assert lp.values.tolist() == np.minimum(demand, 1.4).tolist()
    largest = np.maximum(np.maximum(demand, np.roll(demand, 1)), 1.5)
    assert program.row_array("d", lp.row_upper).tolist() == largest.tolist()


def test_repeated_and_cancelling_entries_add_up():
    m = small_model()
    m.a = pyo.Constraint(
        m.T, rule=lambda m, t: m.x[t] + m.x[t] + m.x[m.before[t]] + m.size - m.size <= 1
    )
    m.b = pyo.Constraint(m.T, rule=lambda m, t: m.x[0] + m.x[t] + m.g["coal", t] <= m.x[5])
    assert_same_as_twin(m)


def test_integer_variables_and_domains():
    m = small_model()
    m.on = pyo.Var(m.G, m.T, domain=pyo.Binary)
    m.units = pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(None, 4))
    m.z = pyo.Var(m.T, domain=lambda m, t: pyo.Binary if t > 2 else pyo.Reals)
    m.a = pyo.Constraint(m.G, m.T, rule=lambda m, g, t: m.g[g, t] <= m.cap[g] * m.on[g, t])
    m.b = pyo.Constraint(
        m.G, m.T, rule=lambda m, g, t: m.on[g, t] - m.on[g, m.before[t]] <= m.units + m.z[t]
    )
    assert_same_as_twin(m, expanded=("z",))


def test_maximise_is_negated_and_deactivated_rows_are_left_out():
    m = small_model()
    del m.cost
    m.profit = pyo.Objective(
        rule=lambda m: sum(m.demand[t] * m.x[t] for t in m.T) - m.size + 4, sense=pyo.maximize
    )

    @m.Constraint(m.T)
    def limit(m, t):
        return m.x[t] <= m.size

    m.unused = pyo.Constraint(m.T, rule=lambda m, t: m.x[t] <= 0)
    m.unused.deactivate()
    program = assert_same_as_twin(m)
    lp = program.linear_program()
    assert lp.sense == -1
    assert lp.offset == -4
    assert program.array("size", lp.cost) == 1


def test_time_stamps_as_members():
    stamps = list(pd.date_range("2026-01-01", periods=5, freq="h"))
    m = pyo.AbstractModel()
    m.T = pyo.Set(initialize=stamps)
    m.before = given(np.array(stamps[-1:] + stamps[:-1], object), m.T)
    m.x = pyo.Var(m.T)
    m.a = pyo.Constraint(m.T, rule=lambda m, t: m.x[t] <= 2 * m.x[m.before[t]])
    m.cost = pyo.Objective(rule=lambda m: sum(m.x[t] for t in m.T))
    program = assert_same_as_twin(m, time="T")
    assert program.linear_program().row_time.tolist() == [0, 1, 2, 3, 4]


def test_sets_of_scattered_numbers():
    m = pyo.AbstractModel()
    m.Y = pyo.Set(initialize=[2030, 2035, 2025])
    m.new = pyo.Var(m.Y, bounds=(0, None))
    m.rate = given([1.0, 2.0, 3.0], m.Y)
    m.a = pyo.Constraint(m.Y, rule=lambda m, y: m.rate[y] * m.new[y] + m.new[2025] >= y)
    m.cost = pyo.Objective(rule=lambda m: sum(m.new[y] for y in m.Y))
    assert_same_as_twin(m)


def test_a_consecutive_part_of_time_is_a_range_with_time_labels():
    """Steps 1 to 4 of 6 are a range, 0 and 5 a set; both rows carry their steps as labels."""
    m = small_model()
    m.inner = subset(m.T, [False, True, True, True, True, False])
    m.ends = subset(m.T, [True, False, False, False, False, True])
    m.a = pyo.Constraint(m.inner, rule=lambda m, t: m.x[t] <= m.size)
    m.b = pyo.Constraint(m.ends, rule=lambda m, t: m.y[t] <= m.size)
    program = assert_same_as_twin(m, "T")
    labels = program.linear_program().row_time
    assert program.row_array("a", labels).tolist() == [1, 2, 3, 4]
    assert program.row_array("b", labels).tolist() == [0, 5]
    assert isinstance(m.inner, pyo.RangeSet)
