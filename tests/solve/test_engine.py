"""Answers are proven or refused, whatever an engine calls them."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from bess_opt.errors import ModelError, SolverError, UsageError
from bess_opt.solve import engine as engine_module
from bess_opt.solve.attempts import Attempt
from bess_opt.solve.engine import first_proven, solve
from bess_opt.solve.highs import solve_highs
from bess_opt.solve.proof import proves_falling, proves_infeasible
from bess_opt.solve.solution import Status
from tests.solve.programs import INF, paid_export, program, too_little, two_plants

ENGINES = ("highs", "structured")


@pytest.mark.parametrize("engine", ENGINES)
def test_two_plants_meet_a_load(engine):
    found = solve(two_plants(), engine=engine)
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(3200, rel=1e-8)
    assert found.x == pytest.approx([60, 40], abs=1e-5)
    assert found.y == pytest.approx([50], abs=1e-5)
    assert found.certificate.worst < 1e-7


@pytest.mark.parametrize("engine", ENGINES)
def test_a_ranged_row_binds_at_either_end(engine):
    """10 <= x + y <= 30, x costs 1, y earns 2 up to 25: y = 25, x = 0, worth -50.

    With y up to 40 the row binds at 30: -60 and y_row = -2.
    """
    narrow = program([1, -2], [(10, [1, 1], 30)], [(0, INF), (0, 25)])
    assert solve(narrow, engine=engine).objective == pytest.approx(-50, rel=1e-7)
    wide = solve(program([1, -2], [(10, [1, 1], 30)], [(0, INF), (0, 40)]), engine=engine)
    assert wide.objective == pytest.approx(-60, rel=1e-7)
    assert wide.y == pytest.approx([-2], abs=1e-5)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_free_column_may_be_negative(engine):
    """Min f + 3 g, f + g = -5, f >= -8 by a row: every unit of g is dearer, so f = -5."""
    lp = program([1, 3], [(-5, [1, 1], -5), (-8, [1, 0], INF)], [(-INF, INF), (0, INF)], offset=7)
    found = solve(lp, engine=engine)
    assert found.objective == pytest.approx(2, abs=1e-6)
    assert found.x == pytest.approx([-5, 0], abs=1e-5)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_degenerate_optimum_is_certified(engine):
    """Three rows say x + y >= 10 and two plants cost the same: 10 * 5 = 50 in every mix."""
    lp = program([5, 5], [(10, [1, 1], INF), (10, [1, 1], INF), (20, [2, 2], INF)])
    found = solve(lp, engine=engine)
    assert found.objective == pytest.approx(50, rel=1e-7)
    assert found.certificate.worst < 1e-7


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_infeasible_comes_with_its_proof(engine):
    found = solve(too_little(), engine=engine)
    assert found.status is Status.INFEASIBLE
    assert proves_infeasible(too_little(), found.y)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_unbounded_comes_with_its_direction(engine):
    found = solve(paid_export(), engine=engine)
    assert found.status is Status.UNBOUNDED
    assert proves_falling(paid_export(), found.x)


def test_infeasible_wins_over_a_direction_of_falling_cost():
    """200 MW from 140 MW, beside an export that pays for ever: no point to start from."""
    lp = program(
        [20, 50, 40, -50],
        [(200, [1, 1, 0, 0], 200), (0, [0, 0, 1, -1], INF)],
        [(0, 60), (0, 80), (0, INF), (0, INF)],
    )
    assert solve(lp).status is Status.INFEASIBLE


def test_crossed_bounds_are_infeasible():
    found = solve(program([1], [(0, [1], INF)], [(5, 4)]))
    assert found.status is Status.INFEASIBLE
    assert "bound" in found.message


def test_a_vertex_is_a_corner():
    """5 MW from two plants at one price: the middle is (2.5, 2.5), a corner has one of them off."""
    lp = program([5, 5], [(5, [1, 1], 5)], [(0, 4), (0, 4)])
    assert sorted(solve(lp, vertex=True).x) == pytest.approx([1, 4])


def test_rupees_and_annuities_do_not_spoil_the_certificate():
    """A rating at 4e6 a MW must cover 26,000 MW beside energy at 2e4 a MWh for 8760 h.

    26000 * 4e6 + 26000 * 8760 * 2e4 = 1.04e11 + 4.5552e12.
    """
    lp = program([4e6, 2e4 * 8760], [(26_000, [0, 1], INF), (0, [1, -1], INF)])
    found = solve(lp)
    assert found.objective == pytest.approx(1.04e11 + 4.5552e12, rel=1e-12)
    assert found.certificate.worst < 1e-9


@pytest.mark.parametrize("name", ["cost", "values", "lower", "row_upper"])
def test_what_is_not_a_number_is_refused_by_name(name):
    lp = two_plants()
    values = getattr(lp, name).copy()
    values[-1] = np.nan
    with pytest.raises(ModelError) as caught:
        solve(replace(lp, **{name: values}))
    (fault,) = caught.value.faults
    assert fault.code == "E-NU-002"
    assert ("row 0" if name == "row_upper" else "column") in fault.found


def test_an_infinite_cost_is_refused():
    with pytest.raises(ModelError):
        solve(replace(two_plants(), cost=np.array([20, INF])))


def test_an_unknown_engine_is_refused():
    with pytest.raises(UsageError, match="known are auto, highs, structured"):
        solve(two_plants(), engine="simplex")


def answers(**changes):
    """An engine that solves and then lies."""
    honest = solve_highs(two_plants())
    return Attempt("the stub", lambda left: replace(honest, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"x": np.array([50.0, 50.0]), "objective": 3500.0},
        {"x": np.array([60.0, 39.9])},
        {"y": np.array([-50.0])},
        {"y": np.array([49.0])},
        {"x": np.array([np.nan, 40.0])},
        {"x": np.zeros(0)},
    ],
    ids=["dear", "short", "sign", "price", "nan", "empty"],
)
def test_a_wrong_optimum_is_refused(changes):
    """The stub brings its old certificate along; it is computed again."""
    with pytest.raises(SolverError) as caught:
        first_proven(two_plants(), [answers(**changes)])
    assert caught.value.faults[0].code == "E-NU-003"
    assert "the stub ended optimal" in caught.value.faults[0].found


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.UNBOUNDED])
def test_a_wrong_claim_is_not_believed(status):
    """The elastic twin finds a point that holds, the direction twin nothing that falls."""
    liar = answers(status=status, y=np.array([1.0]), x=np.array([1.0, 1.0]))
    honest = Attempt("HiGHS", lambda left: solve_highs(two_plants()))
    found = first_proven(two_plants(), [liar, honest], ask_twin=solve)
    assert found.status is Status.OPTIMAL
    assert "could not be proven" in found.message


@pytest.mark.parametrize(
    ("lp", "claim", "truth"),
    [
        (too_little(), Status.UNBOUNDED, Status.INFEASIBLE),
        (paid_export(), Status.INFEASIBLE, Status.UNBOUNDED),
    ],
)
def test_a_claim_without_proof_is_settled(lp, claim, truth):
    stub = answers(status=claim, x=np.full(2, np.nan), y=np.full(1, np.nan))
    assert first_proven(lp, [stub], ask_twin=solve).status is truth


def test_an_engine_that_fails_hands_over_and_it_is_said():
    def fail(left):
        raise ZeroDivisionError("float division by zero")

    honest = Attempt("HiGHS", lambda left: solve_highs(two_plants()))
    found = first_proven(two_plants(), [Attempt("the stub", fail), honest])
    assert found.status is Status.OPTIMAL
    assert found.message.startswith("the stub failed (ZeroDivisionError")


def test_the_time_limit_is_for_all_attempts_together(monkeypatch):
    """Attempts of 0.05 s by a clock of our own: those at 0, 0.05 and 0.10 s fit into 0.12 s."""
    now, offered = [0.0], []
    monkeypatch.setattr(engine_module, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def dawdle(left):
        offered.append(left)
        now[0] += 0.05
        return replace(solve_highs(two_plants()), status=Status.ERROR, x=np.zeros(0))

    found = first_proven(two_plants(), [Attempt("the stub", dawdle)] * 50, 0.12)
    assert found.status is Status.LIMIT
    assert found.message.count("the stub") == 3
    assert offered == pytest.approx([0.12, 0.07, 0.02])


def transport(size: int):
    """A dense random program that takes HiGHS a while."""
    r = np.random.default_rng(0)
    rows = [(float(size), list(r.random(size)), INF) for _ in range(size)]
    return program(list(1 + r.random(size)), rows)


def test_a_time_limit_stops_highs():
    found = solve(transport(400), engine="highs", time_limit_s=0.01)
    assert found.status is Status.LIMIT
    assert found.seconds < 5


@pytest.mark.parametrize("algorithm", ["simplex", "ipx"])
def test_a_stop_is_heard_while_highs_works(algorithm):
    stop = threading.Event()
    stop.set()
    found = solve_highs(transport(150), algorithm=algorithm, should_stop=stop.is_set)
    assert found.status is Status.INTERRUPTED


@pytest.mark.parametrize("algorithm", ["simplex", "ipx"])
def test_highs_tells_its_iterations(algorithm):
    events = []
    found = solve_highs(transport(150), algorithm=algorithm, progress=events.append)
    assert events
    assert all(e["seconds"] >= 0 and e["iteration"] >= 0 for e in events)
    assert "Model status        : Optimal" in found.log


def test_another_number_of_threads_before_does_not_matter():
    """HiGHS keeps its threads for the process and refuses another number without a reset."""
    assert solve_highs(two_plants(), threads=2).status is Status.OPTIMAL
    assert solve_highs(two_plants(), threads=1).status is Status.OPTIMAL


def test_whole_values_are_branched_and_the_rest_certified():
    """Plants of 60 at 20 and of 80 at 50 run fully or not, 100 MW, 1000 a MW not met.

    Both: 60 * 20 + 80 * 50 = 5200, spilling 40; the big one alone leaves 20 short: 4000 + 20,000.
    """
    lp = program(
        [1200, 4000, 1000],
        [(100, [60, 80, 1], INF)],
        [(0, 1), (0, 1), (0, INF)],
        integer=[True, True, False],
    )
    found = solve(lp)
    assert found.objective == pytest.approx(5200)
    assert found.x == pytest.approx([1, 1, 0])
    assert "held" in found.message
