"""The engine against HiGHS on random systems: the same status, the same optimum, or a hand-over."""

from __future__ import annotations

import pytest

from bess_opt.solve.structured import solve_structured
from tests.structured import highs
from tests.structured.systems import System, build, draw, with_flaw

HANDED_OVER = ("stalled", "declined")


def disagreement(system: System) -> str:
    """Return what differs from HiGHS, empty if nothing, 'handed over' if the engine says so."""
    program = build(system)
    ours, reference = solve_structured(program), highs.solve(program)
    if ours.status in HANDED_OVER:
        return "handed over"
    if ours.status != reference.status:
        return f"{system}: {ours.status} against {reference.status}"
    if ours.status != "optimal":
        return ""
    difference = abs(ours.objective - reference.objective) / (1 + abs(reference.objective))
    worst = max(ours.primal_residual, ours.dual_residual, ours.gap)
    return "" if difference <= 1e-7 and worst <= 1e-8 else f"{system}: {difference:.1e} {worst:.1e}"


@pytest.mark.parametrize("seed", range(400, 440))
def test_small_systems_agree(seed: int) -> None:
    """No wrong answer, and no hand-over among these 40 either."""
    assert disagreement(draw(seed, (24, 48, 96))) == ""


@pytest.mark.parametrize("flaw", ["no shedding", "contract", "final level", "share", "hydro"])
def test_infeasible_is_proven(flaw: str) -> None:
    """Every kind of impossible demand is decided inside, by a Farkas certificate."""
    program = build(with_flaw(System(steps=48, seed=3, stores=0), flaw))
    result = solve_structured(program)
    assert highs.solve(program).status == "infeasible"
    assert result.status == "infeasible"


@pytest.mark.parametrize("flaw", ["export", "paid rating"])
def test_unbounded_is_proven(flaw: str) -> None:
    """A paid rating or an endless export falls without end, from a feasible point."""
    program = build(with_flaw(System(steps=48, seed=3), flaw))
    result = solve_structured(program)
    assert highs.solve(program).status == "unbounded"
    assert result.status == "unbounded"


@pytest.mark.slow
@pytest.mark.parametrize("begin", range(0, 320, 20))
def test_three_hundred_systems_agree(begin: int) -> None:
    """320 systems of 24 to 672 steps: none wrong, and none handed over."""
    lengths = (24, 48, 96, 168, 336, 672)
    found = [disagreement(draw(seed, lengths)) for seed in range(begin, begin + 20)]
    assert [f for f in found if f] == []
