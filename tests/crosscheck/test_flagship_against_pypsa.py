"""The flagship written a second time, in PyPSA: the same cost, sizes and energy by fuel.

A whole year of both scenarios with given sizes, with free sizes, and of `clean_2030` without
storage; then January with one rule at a time made to bind, since a rule that does not bind would
agree unseen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bess_opt.studies.figures import energy, sizes
from bess_opt.studies.inputs import read
from bess_opt.studies.request import Request
from bess_opt.studies.system import System

EXAMPLE = Path(__file__).parents[2] / "examples" / "national_grid"
YEAR, JANUARY = 8760, 744
# What another model of the same system may differ by, relative to the cost.
SAME = 1e-6
# Each answer is within 1e-8 of the least cost, so what moves between two fuels is no more than this
# over the gap of their prices. A unit that runs anyway gives its next MWh without its idle fuel:
# imported coal at 0.92 * 14,310 = 13,165, local coal at 13,130 once all of it is online.
CLOSE, LEAST_PRICE_GAP = 2e-8, 35.2
# From coal and gas, at 14,310 at most, to RLNG at 0.88 * 20,550 = 18,084.
CHEAP_FUELS, NEXT_PRICE_GAP = ("local_coal", "imported coal", "gas"), 3774.0
# Plants whose energy costs the same may stand in for each other; together they are compared.
ALIKE = {
    "imported coal": {"imported_coal_north", "imported_coal_south"},
    "hydro, sun and wind": {"hydro", "solar", "wind", "solar_new", "wind_new"},
}
SIZED = [
    ("bess", "p_rated_mw"),
    ("bess", "e_rated_mwh"),
    ("solar_new", "p_rated_mw"),
    ("wind_new", "p_rated_mw"),
]


def given(*values: float) -> dict[str, float]:
    """Changes that fix the first ratings of SIZED and keep their cost."""
    return {
        f"assets.{name}.{field}.{bound}": value
        for (name, field), value in zip(SIZED, values, strict=False)
        for bound in ("min", "max")
    }


BUILT = given(500, 2000)
NEAR_BEST = given(5300, 29200, 18000, 4300)
# Scenario, and the changes under which one rule binds in January.
BINDING: dict[str, tuple[str, dict[str, Any]]] = {
    "surplus": ("today", {"assets.nuclear_south.energy_mwh_per_month": 6e6}),
    "surplus that a battery burns": ("today", {"assets.nuclear_north.energy_mwh_per_month": 9e6}),
    "shedding": ("today", {"assets.rlng.p_rated_mw": 1500}),
    "untaken fuel": (
        "today",
        {"tariffs.rlng_floor.take_frac": 1.0, "tariffs.rlng_floor.pay_price_per_mwh": 3000},
    ),
    "river": (
        "today",
        {
            "assets.hydro.flow_min_factor": 0.9,
            "assets.hydro.flow_max_factor": 1.2,
            "assets.hydro.flex_frac": 0.02,
            "assets.hydro.flex_down_frac": 0.02,
        },
    ),
    "spill": ("today", {"assets.hydro.p_rated_mw": 900}),
    "corridor": ("today", {"assets.corridor.p_rated_mw": 300}),
    "gas at most": (
        "today",
        {
            "policies.gas_allocation.most_mwh_per_month": 3e5,
            "policies.gas_allocation.least_mwh_per_month": 2e5,
        },
    ),
    "oil at least": ("today", {"policies.rfo_local_need.least_mwh_per_month": 6e5}),
    "starts": ("today", {"tariffs.coal_starts.charge_per_mw_start": 2e5}),
    "renewable share": ("clean_2030_base", {"policies.clean_target.active": True}),
    "clean share": ("clean_2030_base", {"policies.clean_target_with_nuclear.active": True}),
}


@dataclass(frozen=True)
class Answer:
    """What both sides are compared by: costs, MWh by generator, sizes."""

    cost: float
    sunk: float
    energy: Mapping[str, float]
    sizes: Mapping[str, float]

    def by_fuel(self) -> dict[str, float]:
        """Energy of the year, with plants that may stand in for each other added up."""
        alone = {n: e for n, e in self.energy.items() if not any(n in g for g in ALIKE.values())}
        return alone | {
            word: sum(self.energy.get(name, 0.0) for name in group) for word, group in ALIKE.items()
        }


def _ours(scenario: str, hours: int, changes: Mapping[str, Any]) -> Answer:
    overrides = [f"{path}={json.dumps(value)}" for path, value in changes.items()]
    if hours < YEAR:
        overrides += [f"time.periods={hours}", "study.calibration=null"]
    request = Request(EXAMPLE, scenario=scenario, overrides=tuple(overrides))
    case_file, inputs = read(request, lambda event: None)
    system = System(case_file.case, inputs, lambda event: None)
    answer = system.read(system.solve("compared"))
    assets = system.form.components
    flows = energy(answer.dataset, assets, inputs.horizon)
    ratings = sizes(answer.dataset, assets, inputs.horizon)
    return Answer(
        answer.solution.objective,
        answer.ledger.total("sunk"),
        {name: flow["generated"] for name, flow in flows.items() if "generated" in flow},
        {f"{name} {field}": ratings[name][field] for name, field in SIZED if name in ratings},
    )


def _twin(scenario: str, hours: int, changes: Mapping[str, Any]) -> Any:
    pytest.importorskip("pypsa")
    pytest.importorskip("clarabel")
    from flagship_in_pypsa import Flagship
    from flagship_in_pypsa import read as read_again

    return Flagship(read_again(EXAMPLE, scenario, changes), hours)


def _theirs(scenario: str, hours: int, changes: Mapping[str, Any], **options: bool) -> Answer:
    flagship = _twin(scenario, hours, changes)
    from rules_in_linopy import add_rules
    from solve_linopy import solve

    model = flagship.network.optimize.create_model(include_objective_constant=False)
    add_rules(flagship, flagship.network, **options)
    found = solve(model)
    assert max(found.primal, found.dual, found.gap) < 1e-8
    return Answer(
        found.cost,
        flagship.sunk,
        {p: float(found.value(model, *where).sum()) for p, where in flagship.output.items()},
        {
            f"{name} {field}": float(found.value(model, *flagship.size[name, field]))
            for name, field in SIZED
            if (name, field) in flagship.size
        },
    )


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("scenario", "changes"),
    [
        ("today", BUILT),
        ("today", {}),
        ("clean_2030", NEAR_BEST),
        ("clean_2030", {}),
        ("clean_2030", given(0, 0)),
    ],
    ids=["today", "today sized", "clean_2030", "clean_2030 sized", "clean_2030 without storage"],
)
def test_a_year_costs_the_same_and_burns_the_same(scenario: str, changes: dict[str, float]) -> None:
    """Clarabel solves PyPSA's model without the rule that a battery does one thing at a time.

    That the cost is the same all the same says that the rule costs the flagship nothing. Sizes
    that are free agree within 0.01 % or 0.05 MW: near the optimum the cost is flat in them.
    """
    ours, theirs = _ours(scenario, YEAR, changes), _theirs(scenario, YEAR, changes)
    assert ours.cost == pytest.approx(theirs.cost, rel=SAME)
    assert ours.sunk == pytest.approx(theirs.sunk, rel=1e-12)
    assert ours.sizes == pytest.approx(theirs.sizes, rel=1e-4, abs=0.05)
    moved = CLOSE * theirs.cost
    assert ours.by_fuel() == pytest.approx(theirs.by_fuel(), abs=moved / LEAST_PRICE_GAP)
    cheap = [sum(a.by_fuel()[fuel] for fuel in CHEAP_FUELS) for a in (ours, theirs)]
    assert cheap[0] == pytest.approx(cheap[1], abs=moved / NEXT_PRICE_GAP)


@pytest.mark.slow
@pytest.mark.parametrize("name", BINDING)
def test_a_rule_that_binds_costs_the_same(name: str) -> None:
    """The change moves January's cost by far more than the difference that is allowed."""
    scenario, rule = BINDING[name]
    start = BUILT if scenario == "today" else {}
    ours = _ours(scenario, JANUARY, start | rule)
    theirs = _theirs(scenario, JANUARY, start | rule, one_at_a_time=True)
    assert ours.cost == pytest.approx(theirs.cost, rel=SAME)
    assert abs(ours.cost / _ours(scenario, JANUARY, start).cost - 1) > 100 * SAME


@pytest.mark.slow
def test_a_battery_that_burns_surplus_is_held_back_by_its_cuts() -> None:
    """Without them the same January costs PyPSA 7e-6 less: the twin can tell."""
    scenario, rule = BINDING["surplus that a battery burns"]
    ours = _ours(scenario, JANUARY, BUILT | rule)
    assert ours.cost > _theirs(scenario, JANUARY, BUILT | rule).cost * (1 + 2 * SAME)


@pytest.mark.slow
def test_part_of_a_month_takes_its_share() -> None:
    """1,000 hours are January and 256 of February's 672."""
    ours, theirs = _ours("today", 1000, BUILT), _theirs("today", 1000, BUILT)
    assert ours.cost == pytest.approx(theirs.cost, rel=SAME)
    assert ours.sunk == pytest.approx(theirs.sunk, rel=1e-12)


@pytest.mark.slow
def test_pypsas_own_call_of_highs_finds_the_same_january() -> None:
    """The rules as extra_functionality, PyPSA's own way to the solver and back."""
    flagship = _twin("today", JANUARY, BUILT)
    from rules_in_linopy import add_rules

    network = flagship.network
    told = network.optimize(
        solver_name="highs",
        extra_functionality=lambda n, snapshots: add_rules(flagship, n),
        include_objective_constant=False,
        output_flag=False,
        solver="ipm",
    )
    assert told == ("ok", "optimal")
    ours = _ours("today", JANUARY, BUILT)
    assert ours.cost == pytest.approx(network.objective, rel=SAME)
    rlng = float(network.generators_t.p["rlng"].sum())
    assert ours.energy["rlng"] == pytest.approx(rlng, rel=1e-5)
