"""Rules that mean something else for a placeholder than for an index are refused everywhere."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest
from small_model import small_model

from bess_opt.errors import ModelError
from bess_opt.model.program import compile_model
from bess_opt.model.sample import Sample
from bess_opt.model.sets import given


def by_type(index):
    return 2.0 if isinstance(index, int) else 1.0


def by_class(index):
    return 2.0 if index.__class__ is int else 1.0


def by_text(index):
    return 2.0 if str(index) == "0" else 1.0


def by_format(index):
    return 2.0 if f"{index}".isdigit() else 1.0


def by_trying(index):
    try:
        return 1.0 + 0 * len(range(index))
    except Exception:
        return 2.0


NASTY = [by_type, by_class, by_text, by_format, by_trying]


@pytest.mark.parametrize("factor", NASTY)
@pytest.mark.parametrize("place", ["constraint", "long sum", "bounds", "objective", "expression"])
def test_a_nasty_rule_is_refused_everywhere(factor, place):
    m = small_model(40)
    if place == "constraint":
        m.bad = pyo.Constraint(m.T, rule=lambda m, t: factor(t) * m.x[t] <= 1)
    elif place == "long sum":
        m.bad = pyo.Constraint(rule=lambda m: sum(factor(t) * m.x[t] for t in m.T) <= 1)
    elif place == "bounds":
        m.bad = pyo.Var(m.T, bounds=lambda m, t: (0, factor(t)))
    elif place == "objective":
        del m.cost
        m.bad = pyo.Objective(rule=lambda m: sum(factor(t) * m.x[t] for t in m.T))
    else:
        m.bad = pyo.Expression(m.T, rule=lambda m, t: factor(t) * m.x[t])
    if place == "expression":
        program = compile_model(m)
        x = np.zeros(program.linear_program().n_columns)
        with pytest.raises(ModelError, match="the rule of bad means something else"):
            program.evaluate("bad", x)
        return
    with pytest.raises(ModelError, match="the rule of bad means something else"):
        compile_model(m)
    assert compile_model(m, witnesses=0).expanded == {}, "only the witnesses catch it"


def test_an_expression_is_seen_through_the_row_that_uses_it():
    m = small_model()
    m.hidden = pyo.Expression(rule=lambda m: sum(by_type(t) * m.x[t] for t in m.T))
    m.bad = pyo.Constraint(rule=lambda m: m.hidden + m.size <= 1)
    with pytest.raises(ModelError, match="the rule of bad"):
        compile_model(m)


def test_every_member_of_a_short_set_is_looked_at():
    m = small_model(40)
    m.bad = pyo.Constraint(m.G, m.T, rule=lambda m, g, t: by_name(g) * m.g[g, t] <= 1)
    with pytest.raises(ModelError, match=r"at bad\(oil,"):
        compile_model(m)


def by_name(plant):
    return 2.0 if f"{plant}" == "oil" else 1.0


def test_comparing_an_index_is_not_quietly_false():
    m = small_model()
    m.a = pyo.Constraint(m.G, rule=lambda m, g: m.g[g, 0] <= (2 if g == "coal" else 1))
    m.b = pyo.Constraint(m.G, rule=lambda m, g: m.g[g, 0] <= (2 if g != "coal" else 1))
    m.c = pyo.Constraint(m.G, rule=lambda m, g: m.g[g, 0] <= (2 if g in ["coal"] else 1))
    m.d = pyo.Constraint(m.G, rule=lambda m, g: m.g[g, 0] <= (2 if g in {"coal"} else 1))
    m.e = pyo.Constraint(m.G, rule=lambda m, g: m.g[g, 0] <= (2 if g in m.nobody else 1))
    m.f = pyo.Constraint(m.T, rule=lambda m, t: m.x[t] <= (2 if t > 1 else 1))
    m.h = pyo.Constraint(m.T, rule=lambda m, t: m.x[t] <= {0: 2}.get(t, 1))
    program = compile_model(m)
    upper = program.linear_program().row_upper
    assert set(program.expanded) == set("abcdefh")
    assert program.row_array("a", upper).tolist() == [2, 1, 1]
    assert program.row_array("b", upper).tolist() == [1, 2, 2]
    assert program.row_array("c", upper).tolist() == [2, 1, 1]
    assert program.row_array("d", upper).tolist() == [2, 1, 1]
    assert program.row_array("e", upper).tolist() == [1, 1, 1]
    assert program.row_array("f", upper).tolist() == [1, 1, 2, 2, 2, 2]
    assert program.row_array("h", upper).tolist() == [2, 1, 1, 1, 1, 1]


def test_long_sums_are_witnessed_on_few_members_and_all_of_pyomo_is_as_before():
    """A row over 2000 steps and one over a family of pairs; sets go through all members after."""
    m = small_model(2000)
    m.pairs = pyo.Set(dimen=2, initialize=[(g, t) for g in ("coal", "gas") for t in range(50)])
    m.nested = pyo.Expression(m.T, rule=lambda m, t: sum(m.g[g, s] for g, s in m.pairs) + m.x[t])
    m.a = pyo.Constraint(rule=lambda m: sum(m.price[g, t] * m.g[g, t] for g in m.G for t in m.T)
                         <= sum(m.demand[t] for t in m.T) * m.size)  # fmt: skip
    m.b = pyo.Constraint(rule=lambda m: m.nested[7] + m.nested[1999] <= 5)
    program = compile_model(m)
    lp = program.linear_program()
    assert program.expanded == {}
    assert lp.n_entries == 3 * 2000 + 1 + 100 + 2
    assert len(list(m.create_instance().T)) == 2000
    assert len(list(program.model.T)) == 2000


def test_a_sample_keeps_ends_and_is_the_same_each_time():
    sample = Sample(6)
    assert sample.ordinals(6).tolist() == [0, 1, 2, 3, 4, 5]
    assert not sample.has_cut
    kept = sample.ordinals(8760)
    assert sample.has_cut
    assert (kept[0], kept[-1], len(set(kept.tolist()))) == (0, 8759, 6)
    assert kept.tolist() == Sample(6).ordinals(8760).tolist()


def test_a_row_without_variables_holds_or_not():
    """Plant-less bus: ``0 <= 3`` holds, and an empty sum that must reach 1 cannot."""
    m = small_model()
    m.a = pyo.Constraint(rule=lambda m: sum(m.g[g, 0] for g in m.nobody) <= 3)
    m.b = pyo.Constraint(rule=lambda m: sum(m.g[g, 0] for g in m.nobody) >= 1)
    lp = compile_model(m).linear_program()
    assert lp.n_entries == 0
    assert (lp.row_lower[0], lp.row_upper[0]) == (-np.inf, 3)
    assert (lp.row_lower[1], lp.row_upper[1]) == (1, np.inf)


def test_zero_coefficients_do_not_disturb_the_comparison():
    m = small_model()
    m.share = given([0.0, 1.0, 0.0], m.G)
    m.a = pyo.Constraint(m.G, m.T, rule=lambda m, g, t: m.share[g] * m.x[t] <= m.g[g, t])
    assert compile_model(m).linear_program().n_entries == 36
