"""Laws that every kind obeys, put to whatever the register holds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pyomo.environ as pyo
import pytest
from compile_twin import assert_same_as_twin
from toy_kinds import ASSETS, SERIES, parts_of, plan_of, priced_by, sized_by
from toy_system import KINDS, Answer, answer, compiled, hours, made

from bess_opt.component import Asset

DAY = hours(24)
every_kind = pytest.mark.parametrize("kind", sorted(KINDS))
OPTIONS = [k for k in ASSETS if "p_rated_mw" in KINDS[k].model_fields]
ARRAYS = ("cost", "lower", "upper", "integer", "indptr", "indices", "values")
ROWS = ("row_lower", "row_upper", "column_time", "row_time")


@cache
def _toy(kind: str | None) -> Answer:
    return answer(parts_of(plan_of(kind)), DAY, SERIES)


@every_kind
def test_twice_the_size_costs_twice(kind):
    series = {**SERIES, "demand": 2 * SERIES["demand"]}
    twice = answer(parts_of(plan_of(kind), sized_by(2)), DAY, series, witnesses=0)
    assert twice.cost == pytest.approx(2 * _toy(kind).cost, rel=1e-8)


@every_kind
def test_three_times_the_prices_cost_three_times(kind):
    series = {**SERIES, "price": 3 * SERIES["price"]}
    thrice = answer(parts_of(plan_of(kind), priced_by(3)), DAY, series, witnesses=0)
    assert thrice.cost == pytest.approx(3 * _toy(kind).cost, rel=1e-8)


@pytest.mark.parametrize("kind", ASSETS)
def test_an_asset_of_no_size_is_none(kind):
    without, plan = plan_of(kind), plan_of(kind)
    del without["it"]
    sizeless = {
        name: made(own, name, **fields) for name, (own, fields) in plan.items() if name != "it"
    }
    sizeless["it"] = parts_of({"it": plan["it"]}, sized_by(0))[0]
    found = answer(list(sizeless.values()), DAY, SERIES, witnesses=0)
    assert found.cost == pytest.approx(
        answer(parts_of(without), DAY, SERIES, witnesses=0).cost, rel=1e-9
    )


@pytest.mark.parametrize("kind", OPTIONS)
def test_an_option_never_costs(kind):
    without, plan = plan_of(kind), plan_of(kind)
    del without["it"]
    most = plan["it"][1]["p_rated_mw"]
    plan["it"][1]["p_rated_mw"] = {"min": 0, "max": most, "capex_per_mw": 9e5, "life_years": 20}
    none = answer(parts_of(without), DAY, SERIES, rate_frac=0.07, witnesses=0).cost
    assert answer(parts_of(plan), DAY, SERIES, rate_frac=0.07, witnesses=0).cost <= none * (
        1 + 1e-9
    )


@every_kind
def test_the_ledger_adds_up_to_the_objective(kind):
    found = _toy(kind)
    decided = found.ledger.total("cash", "imputed", "transfer")
    assert decided == pytest.approx(found.cost, rel=1e-9)


@every_kind
def test_results_pass_their_own_checks(kind):
    found = _toy(kind)
    checks = [c for part in found.form.components.values() for c in part.check(found.ds, DAY)]
    assert [check for check in checks if not check.passed] == []
    left: dict[str, np.ndarray] = {}
    for part in found.form.components.values():
        if isinstance(part, Asset):
            for bus, power in part.injected_mw(found.ds).items():
                left[bus] = left.get(bus, np.zeros(24)) + power
    assert max(float(np.max(np.abs(power))) for power in left.values()) < 1e-5


@every_kind
def test_every_rule_has_its_equation(kind):
    ctypes = (pyo.Var, pyo.Constraint, pyo.Expression, pyo.Objective)
    found = _toy(kind).program.model.component_objects(ctypes)
    assert [part.name for part in found if not part.doc] == []


@every_kind
def test_no_rule_is_expanded_index_by_index(kind):
    assert _toy(kind).program.expanded == {}


@every_kind
def test_a_patched_program_is_a_fresh_one(kind):
    """Every number of the kind and of its town is changed; arrays agree to the last bit."""
    plan = plan_of(kind)
    series = {name: 1.07 * values for name, values in SERIES.items()}
    program = compiled(parts_of(plan), DAY, SERIES, witnesses=0)[1]
    fresh = compiled(parts_of(plan, _slightly_other), DAY, series, witnesses=0)[1]
    given = {name: table.values for name, table in program.reader.tables.items()}
    new = {
        name: table.values
        for name, table in fresh.reader.tables.items()
        if not np.array_equal(table.values, given[name])
    }
    own = {f for f, v in plan["it"][1].items() if isinstance(v, float) and f in given}
    assert own <= set(new)
    before, changed = program.linear_program(), program.update(**new)
    patched, expected = program.linear_program(), fresh.linear_program()
    assert changed
    assert any(not np.array_equal(getattr(before, a), getattr(patched, a)) for a in ARRAYS + ROWS)
    for array in (*ARRAYS, *ROWS):
        mine, theirs = getattr(patched, array), getattr(expected, array)
        assert mine.tobytes() == theirs.tobytes(), array
    assert patched.offset == expected.offset


def _slightly_other(name: str, value: float) -> float:
    return value * 0.97 if isinstance(value, float) else value


@every_kind
def test_pyomo_compiles_every_kind_to_the_same_program(kind):
    """In full and by name, at twelve steps, against Pyomo's own compiler."""
    two = {name: values[:12] for name, values in SERIES.items()}
    form, _ = compiled(parts_of(plan_of(kind)), hours(12), two, witnesses=0)
    assert_same_as_twin(form.model, "T")


@pytest.mark.parametrize("kind", ASSETS)
def test_checks_follow_the_length_of_each_step(kind):
    """Days of 24, 23 and 24 hours, as a spring clock makes them."""
    even = hours(3, 24.0)
    uneven = replace(even, length_h=np.array([24.0, 23.0, 24.0]))
    series = {"demand": SERIES["demand"][:3], "price": np.array([5.0, 55.0, 40.0])}
    plan = plan_of(kind)
    if kind == "battery":
        plan["it"][1].update(p_rated_mw=0.4, self_discharge_frac_per_h=0.001)
    found = answer(parts_of(plan), uneven, series, witnesses=0)
    checks = [c for part in found.form.components.values() for c in part.check(found.ds, uneven)]
    assert [check for check in checks if not check.passed] == []
