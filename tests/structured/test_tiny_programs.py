"""The engine against HiGHS on tiny programs that no physics would make; and what they have found.

A verdict counts with its proof on the original program: a certificate of 1e-8, a Farkas proof, or a
direction of falling cost. What the engine hands over is announced, and the tests count it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve import proof
from bess_opt.solve.engine import solve as ask_all
from bess_opt.solve.structured import StructuredResult, StructuredSession, WarmStart, engine, finish
from bess_opt.solve.structured import solve_structured as solve
from bess_opt.solve.structured.band import Band
from bess_opt.solve.structured.border import DENSE_UP_TO, Border
from bess_opt.solve.structured.certificate import (
    Certificate,
    certify,
    proves_infeasible,
    proves_unbounded,
)
from bess_opt.solve.structured.embedding import Embedding
from bess_opt.solve.structured.iterate import Limits
from bess_opt.solve.structured.point import Residuals
from bess_opt.solve.structured.prepare import prepare
from bess_opt.solve.structured.range_program import RangeProgram
from bess_opt.solve.structured.regularise import Regularisation
from bess_opt.solve.structured.start import cold_start
from bess_opt.solve.structured.step import centring
from tests.structured import highs
from tests.structured.arrays import Rows
from tests.structured.systems import System, build
from tests.structured.tiny import draw

HANDED_OVER = ("stalled", "declined")


def fault_of(program: LinearProgram, found: StructuredResult) -> str:
    """Return what is wrong with a result, 'handed over', or nothing."""
    reference, original = highs.solve(program), RangeProgram.read(program)
    if found.status in HANDED_OVER:
        return "handed over" if reference.status != "unbounded" else ""
    if found.status != reference.status:
        return f"{found.status} against {reference.status}"
    if found.status == "infeasible":
        both = proves_infeasible(original, found.y) and proof.proves_infeasible(program, found.y)
        return "" if both else "no Farkas proof"
    if found.status == "unbounded":
        both = proves_unbounded(original, found.x) and proof.proves_falling(program, found.x)
        return "" if both else "no falling direction"
    worst = certify(original, found.x, found.y).worst
    off = abs(found.objective - reference.objective) / (1.0 + abs(reference.objective))
    return "" if worst <= 1e-8 and off <= 1e-7 else f"certificate {worst:.1e}, objective {off:.1e}"


@pytest.mark.parametrize("begin", range(0, 400, 100))
def test_tiny_programs_agree(begin: int) -> None:
    """Of 100, none is wrong, and at most two are handed over beside those that fall for ever."""
    faults = [fault_of(p, solve(p)) for p in map(draw, range(begin, begin + 100))]
    assert [f for f in faults if f not in ("", "handed over")] == []
    assert faults.count("handed over") <= 2


def turned(program: LinearProgram, seed: int) -> LinearProgram:
    """Turn the price of some columns round, take that of others away, and widen some rows."""
    random = np.random.default_rng(seed)
    cost = np.where(random.random(program.n_columns) < 0.3, -program.cost, program.cost)
    cost[random.random(program.n_columns) < 0.2] = 0.0
    wider = np.where(random.random(program.n_rows) < 0.2, 0.5, 0.0)
    return replace(program, cost=cost, row_lower=program.row_lower - wider)


@pytest.mark.parametrize("begin", range(400, 500, 50))
def test_a_session_follows_prices_that_change_sign(begin: int) -> None:
    """What was dominated upwards is dominated downwards next; the old answer is the warm start."""
    faults, kept = [], 0
    for seed in range(begin, begin + 50):
        session, program, warm = StructuredSession(), draw(seed), None
        for turn in range(4):
            before = session._prepared
            found = session.solve(program, warm=warm)
            if before is not None and before.form is not None:
                kept += session._prepared.form is before.form
            faults.append(fault_of(program, found))
            if found.status == "optimal":
                warm = WarmStart(found.x, found.y * (turn % 2))
            program = turned(program, 10 * seed + turn)
    assert [f for f in faults if f not in ("", "handed over")] == []
    assert faults.count("handed over") <= 4
    assert kept > 10


@pytest.mark.parametrize("cost", [-1.0, 0.0, 1.0])
def test_dominance_does_not_hide_bounds_that_cross(cost: float) -> None:
    """The rows x >= 3 and x <= 2 contradict, and a rise of x helps the only other row.

    With the two bounds made one before they are compared, x = 2 was handed over as a point that
    the first row forbids.
    """
    rows = Rows()
    x, other = rows.column(0, cost), rows.column(0, 1.0)
    rows.row([0], 3.0, np.inf, (x, 1.0))
    rows.row([0], -np.inf, 2.0, (x, 1.0))
    rows.row([0], 1.0, np.inf, (x, 1.0), (other, 1.0))
    program = rows.program()
    found = solve(program)
    assert found.status == "infeasible"
    assert found.y == pytest.approx([1.0, -1.0, 0.0])
    assert proves_infeasible(RangeProgram.read(program), found.y)


def test_a_chain_of_single_rows_is_proven_infeasible() -> None:
    """2 x = 4, x + y <= 5 and y - z >= 1 leave z <= 2; z >= 2.5 by a row contradicts.

    In units of z <= 2: y - z >= 1 once, x + y <= 5 once with minus, 2 x = 4 by half.
    """
    rows = Rows()
    x, y, z = rows.column(0), rows.column(0), rows.column(0)
    rows.row([0], 4.0, 4.0, (x, 2.0))
    rows.row([0], -np.inf, 5.0, (x, 1.0), (y, 1.0))
    rows.row([0], 3.0, 3.0, (y, 1.0))
    rows.row([0], 1.0, np.inf, (y, 1.0), (z, -1.0))
    rows.row([0], 2.5, np.inf, (z, 1.0))
    program = rows.program()
    found = solve(program)
    assert found.status == "infeasible"
    assert found.iterations == 0
    assert proves_infeasible(RangeProgram.read(program), found.y)


@pytest.mark.parametrize(("factor", "duals"), [(1.0, [-1.0, 1.0]), (-2.0, [-1.0, -0.5])])
def test_contradicting_copies_are_proven(factor: float, duals: list[float]) -> None:
    """The sum x + y <= 10, and the same sum at least 11 in another row, written with a factor.

    One of the second over its factor less one of the first: 11 - 10 > 0.
    """
    rows = Rows()
    x, y = rows.column(0, 2.0, 0.0, 20.0), rows.column(0, -5.0, 0.0, 20.0)
    rows.row([0], -np.inf, 10.0, (x, 1.0), (y, 1.0))
    low, high = (11.0, np.inf) if factor > 0 else (-np.inf, 11.0 * factor)
    rows.row([0], low, high, (x, factor), (y, factor))
    program = rows.program()
    found = solve(program)
    assert found.status == "infeasible"
    assert found.y == pytest.approx(duals)
    assert proves_infeasible(RangeProgram.read(program), found.y)


@pytest.mark.parametrize(
    ("more", "statuses"),
    [(5e-10, ("optimal",)), (3e-8, ("stalled", "optimal")), (1e-5, ("infeasible",))],
)
def test_copies_that_differ_by_a_hair_are_no_proof(more: float, statuses: tuple[str, ...]) -> None:
    """The sum x + y = 10 and again 10 + more: rounding, too little to say, a contradiction."""
    rows = Rows()
    x, y = rows.column(0, 2.0), rows.column(0, 5.0, 1.0)
    rows.row([0], 10.0, 10.0, (x, 1.0), (y, 1.0))
    rows.row([0], 10.0 + more, 10.0 + more, (x, 1.0), (y, 1.0))
    assert solve(rows.program()).status in statuses


@pytest.mark.parametrize(("least", "is_proven"), [(3e-17, False), (3e-10, False), (1e-3, True)])
def test_a_limit_made_of_rounding_contradicts_nothing(least: float, is_proven: bool) -> None:
    """Of x, y >= 0, -x - y >= least: 1 - 0.9 - 0.1 is -3e-17, and no reason to build more.

    The multiplier 1 is worth ``least`` whatever its size, and relative to itself that is all of it.
    """
    rows = Rows()
    x, y = rows.column(0, 1.0), rows.column(0, 1.0)
    rows.row([0], least, np.inf, (x, -1.0), (y, -1.0))
    program = rows.program()
    assert proves_infeasible(RangeProgram.read(program), np.ones(1)) is is_proven
    assert proof.proves_infeasible(program, np.ones(1)) is is_proven
    assert ask_all(program, engine="structured").status == (
        "infeasible" if is_proven else "optimal"
    )


def test_a_price_that_falls_for_ever_counts_only_beside_a_feasible_point() -> None:
    """20.05 MW cannot be served from 2 * 10 MW, while a free export pays without end.

    The miss of 0.05 MW is 5e-10 of the largest row bound, 1e8: a residual relative to that was
    taken for a feasible point, and the answer was 'unbounded'.
    """
    rows = Rows()
    export = rows.column([0, 1], -1.0)
    one, two = rows.column([0, 1], 1.0, 0.0, 10.0), rows.column([0, 1], 1.0, 0.0, 10.0)
    rows.row([0, 1], [20.05, 1.0], [20.05, 1.0], (one, 1.0), (two, 1.0))
    taken = rows.column([0, 1])
    rows.row([0, 1], -np.inf, 1e8, (export, 1.0), (taken, -1.0))
    program = rows.program()
    found = solve(program)
    assert highs.solve(program).status == "infeasible"
    assert found.status == "infeasible"
    assert proves_infeasible(RangeProgram.read(program), found.y)


def test_a_band_of_one_row_is_factorised() -> None:
    """The matrix (4) and the right-hand side 2: LAPACK still wants a place below the diagonal."""
    alone = np.zeros(1, int)
    band = Band(1, alone, alone, alone)
    assert band.factor(np.array([4.0]))
    assert band.solve(np.array([[2.0]])).tolist() == [[0.5]]


@pytest.mark.parametrize("size", [2, DENSE_UP_TO + 1])
@pytest.mark.filterwarnings("error")
def test_a_border_without_a_pivot_is_no_factor(size: int) -> None:
    """A matrix of ones has rank one, dense as well as sparse."""
    border = object.__new__(Border)
    border.size = size
    assert not border._factor_dense_or_sparse(np.ones((size, size)))


def test_the_embedding_stops_where_a_number_has_become_zero() -> None:
    """A kappa that underflows to zero is divided by in the next step."""
    prepared = prepare(RangeProgram.read(build(System(24, seed=1))))
    data = prepared.data()
    point = cold_start(prepared.form, data, Regularisation(prepared.form).rho)
    limits = Limits(1e-8, 250, np.inf, None, None)
    embedding = Embedding(prepared, prepared.form, data, point, limits)
    embedding.kappa = 0.0
    assert embedding.run().status == "stalled"


def test_what_is_not_a_number_is_never_optimal() -> None:
    """Python's max(0.0, nan) is 0.0: a price that is none was certified without a residual."""
    rows = Rows()
    x = rows.column(0, np.nan, 0.0, 5.0)
    rows.row([0], -np.inf, 9.0, (x, 1.0))
    program = rows.program()
    assert np.isnan(certify(RangeProgram.read(program), np.array([5.0]), np.zeros(1)).worst)
    assert np.isnan(certify(RangeProgram.read(program), np.array([np.nan]), np.zeros(1)).primal)
    assert solve(program).status != "optimal"


@pytest.mark.filterwarnings("error")
def test_bounds_that_stand_for_infinity_are_read_silently() -> None:
    """1e25 beside a bound of zero, whose sign is zero too; 2 x >= 6 costs 3."""
    rows = Rows()
    x = rows.column(0, 1.0, 0.0, 1e25)
    rows.column(0, 0.0, -1e25, 0.0)
    rows.row([0], 6.0, 1e30, (x, 2.0))
    assert solve(rows.program()).objective == pytest.approx(3.0)


@pytest.mark.filterwarnings("error")
def test_what_overflows_ends_without_a_word_from_numpy() -> None:
    """The last three rows leave z = 4, y = 0, x = 100, and x + 4 y >= 105.2 contradicts.

    Some iterate of the way there is too large for a double.
    """
    rows = Rows()
    w = rows.column(2, 0.0, -np.inf)
    x, y, z = rows.column(3), rows.column(3, -2.0, 0.0, 5.0), rows.column(3, 0.0, 3.0, 4.0)
    rows.row([3], 108.0, 108.0, (x, 1.0), (y, 1.0), (z, 2.0))
    rows.row([3], -11.0, -8.0, (y, 1.0), (z, -2.0))
    rows.row([-1], 105.2, np.inf, (x, 1.0), (y, 4.0))
    rows.row([-1], 8_000_004.0, 8_000_004.0, (w, 4.0), (z, 1.0))
    assert solve(rows.program()).status in ("infeasible", "stalled")


@pytest.mark.parametrize(
    ("after", "before", "sigma"),
    [(1e80, 1.0, 0.5), (0.5, 1.0, 0.5**8), (1e-9, 1.0, 1e-6), (1.0, 0.0, 1e-6)],
)
def test_centring_follows_what_the_predictor_reaches(
    after: float, before: float, sigma: float
) -> None:
    """The eighth power of after / before, kept within its limits; 1e80 to it has no double."""
    assert centring(after, before) == sigma


@pytest.mark.parametrize("figure", ["primal_size", "dual_size", "gap"])
def test_a_residual_that_is_not_a_number_is_the_worst(figure: str) -> None:
    """Python's max(0.0, nan) is 0.0: an iterate would have passed for a solution."""
    sizes = {"primal_size": 0.0, "dual_size": 0.0, "gap": 0.0, figure: np.nan}
    nothing = np.zeros(1)
    assert np.isnan(Residuals(nothing, nothing, 0.0, 0.0, 0.0, **sizes).worst)


@pytest.mark.parametrize("figure", ["primal", "dual", "gap"])
def test_no_way_leads_to_optimal_past_the_certificate(
    figure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a certificate that finds 2e-8 in every point, nothing is optimal any more.

    Seen with and without a warm start, by the embedding alone, and where presolve leaves nothing.
    """

    def strict(*measured: object) -> Certificate:
        return replace(certify(*measured), **{figure: 2e-8})

    program = build(System(24, seed=1))
    good = solve(program)
    assert good.status == "optimal"
    rows = Rows()
    x = rows.column(0, 2.0, 1.0)
    rows.row([0], -np.inf, 9.0, (x, 1.0))
    assert solve(rows.program()).status == "optimal"
    for module in (finish, engine):
        monkeypatch.setattr(module, "certify", strict)
    assert solve(program).status == "stalled"
    assert solve(program, warm=WarmStart(good.x, good.y)).status == "stalled"
    assert solve(rows.program()).status == "stalled"
    assert solve(program, tolerance=1e-7).status == "optimal"
