"""Looking things up in a program, its refusals, and its way to a solver and to files."""

from __future__ import annotations

import subprocess
import sys

import highspy
import numpy as np
import pyomo.environ as pyo
import pytest
from compile_twin import values_of
from demo_model import demo_data, demo_model
from small_model import small_model

from bess_opt.errors import ModelError
from bess_opt.model.export import write_lp, write_mps, write_program
from bess_opt.model.linear_program import LinearProgram
from bess_opt.model.program import Program, compile_model
from bess_opt.model.sets import given, grouped


def solved(lp: LinearProgram) -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(
        lp.n_columns, lp.n_rows, lp.n_entries, int(highspy.MatrixFormat.kColwise), 1, lp.offset,
        lp.cost, lp.lower, lp.upper, lp.row_lower, lp.row_upper, lp.indptr, lp.indices, lp.values,
        lp.integer.astype(np.int32),
    )  # fmt: skip
    highs.run()
    return highs


def solved_file(path: object) -> float:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    return float(highs.getInfo().objective_function_value)


def test_names_and_members():
    program = compile_model(demo_model(demo_data(20)))
    lp = program.linear_program()
    names, rows = program.column_names(), program.row_names()
    assert len(names) == lp.n_columns == len(set(names))
    assert len(rows) == lp.n_rows == len(set(rows))
    assert names[program.array("soc_mwh", np.arange(lp.n_columns))[1, 7]] == "soc_mwh(pumped,7)"
    assert rows[program.row_array("power_balance", np.arange(lp.n_rows))[2, 19]] == (
        "power_balance(island,19)"
    )
    assert [program.column_name(j) for j in range(lp.n_columns)] == names
    assert [program.row_name(i) for i in range(lp.n_rows)] == rows
    assert program.members("p_rated_mw") == (["bess", "pumped", "solar"], [2030, 2031])
    assert program.members("take_or_pay") == (["nuclear", "coal", "gas", "oil"],)
    assert program.members("total_fuel_cost") == ()
    assert program.members("diesel_limit") == ([], list(range(20)))


def test_unknown_names_are_refused():
    program = compile_model(small_model())
    x = np.zeros(program.linear_program().n_columns)
    for ask in (
        lambda: program.array("wind", x),
        lambda: program.row_array("x", x),
        lambda: program.members("wind"),
        lambda: program.evaluate("wind", x),
        lambda: program.evaluate("x", x),
    ):
        with pytest.raises(ModelError):
            ask()
    with pytest.raises(IndexError):
        program.column_name(len(x))


def test_expressions_have_the_value_that_pyomo_gives_them():
    data = demo_data(300)
    m = demo_model(data)
    program, concrete = compile_model(m, m.T), m.create_instance()
    x = np.random.default_rng(3).random(program.linear_program().n_columns)
    values_of(concrete, program, x)
    for name in ("fuel_cost", "bus_fuel_cost", "total_fuel_cost"):
        ours = program.evaluate(name, x)
        component = concrete.component(name)
        theirs = [pyo.value(component[i]) for i in component.index_set()]
        assert ours.shape == tuple(len(axis) for axis in program.members(name))
        np.testing.assert_allclose(ours.reshape(-1), theirs, rtol=1e-12)
    assert program.expanded == {}
    lp = program.linear_program()
    assert lp.cost @ x + lp.offset == pytest.approx(pyo.value(concrete.cost), rel=1e-12)


def test_an_expression_follows_new_data_and_may_be_expanded():
    """Price 2 at step 1: cost 2 x 3; after the update 5 x 3. The last one is expanded by Pyomo."""
    m = small_model()
    m.tariff = given([1.0, 2.0, 1.0, 1.0, 1.0, 1.0], m.T)
    m.spent = pyo.Expression(m.T, rule=lambda m, t: m.tariff[t] * m.x[t] + 1)
    m.odd = pyo.Expression(m.T, rule=lambda m, t: m.tariff[t] * m.x[t] if t == 1 else 0)
    program = compile_model(m)
    x = np.full(program.linear_program().n_columns, 3.0)
    assert program.evaluate("spent", x).tolist() == [4, 7, 4, 4, 4, 4]
    assert program.evaluate("odd", x).tolist() == [0, 6, 0, 0, 0, 0]
    assert set(program.expanded) == {"odd"}
    assert program.update(tariff=[1.0, 5.0, 1.0, 1.0, 1.0, 1.0]) == frozenset()
    assert program.evaluate("spent", x).tolist() == [4, 16, 4, 4, 4, 4]
    assert program.evaluate("odd", x).tolist() == [0, 15, 0, 0, 0, 0]


def test_the_twin_has_the_same_optimum_and_prints(capsys):
    data = demo_data(48)
    m = demo_model(data)
    optimum = solved(compile_model(m, m.T).linear_program()).getInfo().objective_function_value
    concrete = m.create_instance()
    pyo.SolverFactory("appsi_highs").solve(concrete)
    assert optimum == pytest.approx(pyo.value(concrete.cost), rel=1e-9)
    concrete.battery_energy_balance.pprint()
    assert "soc_mwh[bess,47]" in capsys.readouterr().out
    concrete.steps_in_month.pprint()
    concrete.kept_frac.pprint()


def test_duals_agree_with_the_twin():
    """Demand 5 at 20, 7 at 100: the price of each step is the cost of its only source."""
    m = pyo.AbstractModel()
    m.T = pyo.RangeSet(0, 1)
    m.price = given([20.0, 100.0], m.T)
    m.demand = given([5.0, 7.0], m.T)
    m.p = pyo.Var(m.T, bounds=(0, None))
    m.balance = pyo.Constraint(m.T, rule=lambda m, t: m.p[t] == m.demand[t])
    m.cost = pyo.Objective(rule=lambda m: sum(m.price[t] * m.p[t] for t in m.T))
    program = compile_model(m, m.T)
    highs = solved(program.linear_program())
    duals = program.row_array("balance", np.array(highs.getSolution().row_dual))
    assert duals.tolist() == [20.0, 100.0]


def test_a_model_without_rows_or_objective():
    m = pyo.AbstractModel()
    m.x = pyo.Var(bounds=(0, 1))
    lp = compile_model(m).linear_program()
    assert (lp.n_rows, lp.n_columns, lp.n_entries, lp.offset) == (0, 1, 0, 0.0)
    assert lp.indptr.tolist() == [0, 0]
    assert compile_model(m).row_names() == []


def test_coefficient_ranges():
    m = pyo.AbstractModel()
    m.x, m.y = pyo.Var(bounds=(0, 50)), pyo.Var()
    m.a = pyo.Constraint(rule=lambda m: 1e-3 * m.x - 2e4 * m.y <= 7)
    m.cost = pyo.Objective(rule=lambda m: -3 * m.x)
    assert compile_model(m).linear_program().coefficient_ranges() == {
        "matrix": (1e-3, 2e4), "cost": (3.0, 3.0), "bounds": (50.0, 50.0), "rows": (7.0, 7.0),
    }  # fmt: skip


def test_refused_models():
    m = small_model()
    m.b = pyo.Block(rule=lambda b: None)
    with pytest.raises(ModelError, match="cannot be compiled"):
        compile_model(m)
    m = small_model()
    m.a = pyo.Constraint(m.T, rule=lambda m, t: m.x[t] * m.y[t] <= 1)
    with pytest.raises(ModelError, match="not linear"):
        compile_model(m)
    m = small_model()
    m.a = pyo.Constraint(m.T, rule=lambda m, t: m.x[t + 1] <= 1)
    with pytest.raises(KeyError):
        compile_model(m)
    m = small_model()
    m.second = pyo.Objective(rule=lambda m: m.size)
    with pytest.raises(ModelError, match="one objective"):
        compile_model(m)
    m = small_model()
    m.short = given(np.ones(5), m.T)
    with pytest.raises(ModelError, match=r"shape \(5,\) is given over T"):
        compile_model(m)
    m = small_model()
    m.late = pyo.Set(initialize=[4, 6], within=m.T)
    with pytest.raises(ModelError, match="6 is a member of late but not of T"):
        compile_model(m)
    with pytest.raises(ModelError, match="without a set"):
        given(np.ones(3))


def test_files_read_back_to_the_same_optimum(tmp_path):
    program = compile_model(demo_model(demo_data(24)))
    optimum = solved(program.linear_program()).getInfo().objective_function_value
    write_lp(program, tmp_path / "a.lp")
    write_mps(program, tmp_path / "a.mps")
    assert solved_file(tmp_path / "a.lp") == pytest.approx(optimum, rel=1e-9)
    assert solved_file(tmp_path / "a.mps") == pytest.approx(optimum, rel=1e-9)


def tiny() -> Program:
    """3 units u at 2 each and p at 20 less 1; ranged, equal and one-sided rows."""
    m = pyo.AbstractModel()
    m.T = pyo.RangeSet(0, 1)
    m.battery = pyo.Set(initialize=["bess 1"])
    m.p = pyo.Var(m.battery, m.T, bounds=(0, 4.5))
    m.free = pyo.Var()
    m.units = pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(None, 9))
    m.zero = given([0.0, 2.0], m.T)
    m.window = pyo.Constraint(m.battery, rule=lambda m, b: (1, m.p[b, 0] + m.free, 3.25))
    m.cover = pyo.Constraint(
        m.battery, m.T, rule=lambda m, b, t: m.p[b, t] + m.zero[t] * m.units >= 2
    )
    m.tied = pyo.Constraint(rule=lambda m: m.free == m.units - 2.5)
    m.nothing = pyo.Constraint(rule=lambda m: 0 * m.free <= 1)
    m.cost = pyo.Objective(
        rule=lambda m: sum(20 * m.p[b, t] for b in m.battery for t in m.T) + 2 * m.units - 1
    )
    return compile_model(m, m.T)


LP_TEXT = """\
minimize
objective:
+20 p(bess_1,0)
+20 p(bess_1,1)
+2 units
-1

subject to

window(bess_1)_low:
+1 p(bess_1,0)
+1 free_
>= 1

window(bess_1)_high:
+1 p(bess_1,0)
+1 free_
<= 3.25

cover(bess_1,0):
+1 p(bess_1,0)
>= 2

cover(bess_1,1):
+1 p(bess_1,1)
+2 units
>= 2

tied:
+1 free_
-1 units
= -2.5

nothing:
+0 p(bess_1,0)
<= 1

bounds
 0 <= p(bess_1,0) <= 4.5
 0 <= p(bess_1,1) <= 4.5
 -inf <= free_ <= inf
 0 <= units <= 9

general
 units

end
"""


def test_an_lp_file_reads_as_it_is_written(tmp_path):
    """Least: p0 = 2 (40), one unit (2) covers step 1, free = -1.5 makes 0.5 < 1 of the window.

    Two units: free = -0.5, window 1.5, cost 40 + 4 - 1 = 43. One unit needs p0 = 2.5: 50 + 2 - 1.
    """
    write_lp(tiny(), tmp_path / "tiny.lp")
    assert (tmp_path / "tiny.lp").read_text() == LP_TEXT
    write_mps(tiny(), tmp_path / "tiny.mps")
    assert solved_file(tmp_path / "tiny.lp") == pytest.approx(43)
    assert solved_file(tmp_path / "tiny.mps") == pytest.approx(43)
    assert solved(tiny().linear_program()).getInfo().objective_function_value == pytest.approx(43)


@pytest.mark.parametrize(("name", "head"), [("a.MPS", "NAME bess_opt"), ("a.lp", "minimize")])
def test_the_ending_of_a_file_says_its_format(tmp_path, name, head):
    write_program(tiny(), tmp_path / name)
    assert (tmp_path / name).read_text().splitlines()[0] == head
    assert solved_file(tmp_path / name) == pytest.approx(43)


def test_members_whose_names_would_become_one_are_refused(tmp_path):
    m = pyo.AbstractModel()
    m.battery = pyo.Set(initialize=["a b", "a-b"])
    m.p = pyo.Var(m.battery)
    with pytest.raises(ModelError, match=r"p\(a_b\)"):
        write_lp(compile_model(m), tmp_path / "x.lp")


def test_compiling_needs_neither_scipy_nor_pandas():
    code = (
        "import sys; sys.path.insert(0, 'tests/compile');"
        "from demo_model import *; from bess_opt.model.program import compile_model;"
        "import bess_opt.model.export; m = demo_model(demo_data(24)); p = compile_model(m, m.T);"
        "p.update(kept_frac=0.5); p.evaluate('fuel_cost', p.linear_program().cost);"
        "assert not {'scipy', 'pandas', 'highspy'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_grouping_by_names_reads_in_the_twin():
    m = pyo.AbstractModel()
    m.bus = pyo.Set(initialize=["north", "south"])
    m.asset = pyo.Set(initialize=["a", "b", "c"])
    m.at = grouped(["south", "north", "south"], m.bus, m.asset)
    concrete = m.create_instance()
    assert {n: list(concrete.at[n]) for n in concrete.bus} == {"north": ["b"], "south": ["a", "c"]}
