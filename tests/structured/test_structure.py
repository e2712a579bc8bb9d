"""What is found in a program: lags, wraps, segments, running sums."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bess_opt.solve.structured import solve_structured
from bess_opt.solve.structured.prepare import prepare
from bess_opt.solve.structured.range_program import RangeProgram
from bess_opt.solve.structured.structure import BAND, BORDER, SINGLE, find_structure
from tests.structured import highs
from tests.structured.systems import System, build


def reduced(system: System) -> RangeProgram:
    return prepare(RangeProgram.read(build(system))).reduced


def test_cyclic_wrap_becomes_one_global_column() -> None:
    """Two ratings are labelled global; the level of the last step, which the first needs, joins."""
    program = reduced(System(steps=96, contracts=False))
    structure = find_structure(program)
    assert structure.lag == 1
    assert int(structure.is_global.sum()) == 3
    joined = np.flatnonzero(structure.is_global & (program.column_time >= 0))
    assert program.column_time[joined].tolist() == [95]


def test_one_store_leaves_a_tridiagonal_matrix() -> None:
    """At most one row per step stays, coupled to the next; balances and limits are gone."""
    prepared = prepare(RangeProgram.read(build(System(steps=96, contracts=False))))
    sizes = prepared.form.newton.describe()
    assert 48 < sizes["band_size"] <= 96
    assert sizes["bandwidth"] == 1


@pytest.mark.parametrize("stores", [2, 3])
def test_bandwidth_counts_stores(stores: int) -> None:
    prepared = prepare(RangeProgram.read(build(System(steps=96, stores=stores))))
    assert prepared.form.newton.describe()["bandwidth"] == stores


def test_kinds_of_rows() -> None:
    """Balance and level rows stay in the band, limits by a rating are single, sums are border."""
    program = reduced(System(steps=48, groups=1))
    structure = find_structure(program)
    assert int((structure.row_kind == BAND).sum()) == 2 * 48
    assert int((structure.row_kind == SINGLE).sum()) >= 3 * 47
    assert int((structure.row_kind == BORDER).sum()) == 1


def test_months_become_segments() -> None:
    """Twelve monthly peaks of a year of 30-hour months: segments, not 12 columns everywhere."""
    system = System(steps=8760, dt_h=1.0, market=True, peaks=True, contracts=False)
    structure = find_structure(reduced(system))
    assert len(structure.cuts) == 11
    assert structure.slots < 12


def test_many_days_become_running_sums() -> None:
    """Thirty days of a reservoir widen the band by one instead of the border by thirty."""
    program = build(System(steps=720, reservoir=True, contracts=False))
    prepared = prepare(RangeProgram.read(program))
    assert prepared.sums is not None
    assert len(prepared.sums.rows) == 30
    assert prepared.form.newton.describe()["border_rows"] <= 2
    ours, reference = solve_structured(program), highs.solve(program)
    assert ours.status == "optimal"
    assert ours.objective == pytest.approx(reference.objective, rel=1e-7)


def test_daily_duals_are_those_of_the_budget_rows() -> None:
    """The certificate uses the duals of the original day rows; a wrong one would leave a gap."""
    result = solve_structured(build(System(steps=720, reservoir=True, contracts=False)))
    assert max(result.primal_residual, result.dual_residual, result.gap) <= 1e-8


def test_labels_decide_no_answer() -> None:
    """Shuffled labels cost time and change nothing."""
    program = build(System(steps=48, stores=2))
    right = solve_structured(program)
    r = np.random.default_rng(0)
    shuffled = replace(
        program,
        column_time=np.where(program.column_time < 0, -1, r.permutation(program.column_time)),
        row_time=np.where(program.row_time < 0, -1, r.permutation(program.row_time)),
    )
    wrong = solve_structured(shuffled)
    assert wrong.status in ("optimal", "declined", "stalled")
    if wrong.status == "optimal":
        assert wrong.objective == pytest.approx(right.objective, rel=1e-7)


def test_unlabelled_programs_are_declined() -> None:
    """Without any label a large program is all border; the engine says so before it starts."""
    program = build(System(steps=960))
    nowhere = replace(
        program,
        column_time=np.full_like(program.column_time, -1),
        row_time=np.full_like(program.row_time, -1),
    )
    result = solve_structured(nowhere)
    assert result.status == "declined"
    assert "no time step" in result.message
