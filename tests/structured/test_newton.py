"""The structured solve of the Newton system against a dense one, on each shape that it tells apart.

The system is ``-(Theta + rho) dw + W'dy = r_d``, ``W dw + delta dy = r_p`` (delta on the rows that
are kept, none on those solved away).
"""

from __future__ import annotations

import numpy as np
import pytest

from bess_opt.solve.structured import accumulate, band
from bess_opt.solve.structured.newton import NewtonSystem
from bess_opt.solve.structured.prepare import prepare
from bess_opt.solve.structured.range_program import RangeProgram
from tests.structured.systems import System, build

RHO, DELTA = 1e-3, 1e-2


def newton_of(system: System) -> NewtonSystem:
    form = prepare(RangeProgram.read(build(system))).form
    assert form is not None
    return form.newton


def dense(newton: NewtonSystem, theta: np.ndarray) -> np.ndarray:
    w = newton.matrix.toarray()
    delta = np.where(np.arange(newton.rows) < newton.kept_rows, DELTA, 0.0)
    return np.block([[-np.diag(theta + RHO), w.T], [w, np.diag(delta)]])


SHAPES = {
    "one store": System(steps=48, contracts=False),
    "not cyclic": System(steps=48, contracts=False, cyclic=False),
    "no store": System(steps=48, stores=0),
    "contracts": System(steps=72, groups=4),
    "contracts by month": System(steps=168, monthly_contracts=True),
    "peaks": System(steps=96, peaks=True),
    "three stores": System(steps=48, stores=3),
    "ramps": System(steps=48, ramps=True, groups=2),
    "two buses": System(steps=48, buses=2),
    "years": System(steps=48, years=3),
    "reservoir": System(steps=48, reservoir=True, share=True),
}


@pytest.mark.parametrize("name", SHAPES)
def test_agrees_with_a_dense_solve(name: str) -> None:
    """Steps of 1e-9 of the largest; a row out of its place or a lost term misses by more than 1."""
    newton = newton_of(SHAPES[name])
    random = np.random.default_rng(11)
    theta = np.exp(random.normal(0.0, 2.0, newton.columns))
    assert newton.factor(theta, np.full(newton.columns, RHO), DELTA)
    for _ in range(2):
        r_d, r_p = random.normal(size=newton.columns), random.normal(size=newton.rows)
        kept = r_d.copy(), r_p.copy()
        dw, dy = newton.solve(r_d, r_p)
        expected = np.linalg.solve(dense(newton, theta), np.concatenate([r_d, r_p]))
        scale = np.abs(expected).max()
        assert np.abs(np.concatenate([dw, dy]) - expected).max() <= 1e-9 * scale
        assert np.array_equal(r_d, kept[0])
        assert np.array_equal(r_p, kept[1])


@pytest.mark.parametrize("name", SHAPES)
def test_agrees_without_scipys_kernels(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The public way multiplies what the kernels do, also where no leaf has a neighbour."""
    monkeypatch.setattr(accumulate, "kernels", None)
    monkeypatch.setattr(band, "IN_ORDER", False)
    test_agrees_with_a_dense_solve(name)


def test_a_second_factorisation_forgets_the_first() -> None:
    """Numbers are kept in arrays that are written again: nothing of the first weights may stay."""
    newton = newton_of(SHAPES["contracts by month"])
    random = np.random.default_rng(3)
    r_d, r_p = random.normal(size=newton.columns), random.normal(size=newton.rows)
    rho = np.full(newton.columns, RHO)
    first, second = np.exp(random.normal(0.0, 2.0, (2, newton.columns)))
    assert newton.factor(second, rho, DELTA)
    alone = newton.solve(r_d, r_p)
    assert newton.factor(first, rho, DELTA)
    assert not np.array_equal(newton.solve(r_d, r_p)[0], alone[0])
    assert newton.factor(second, rho, DELTA)
    again = newton.solve(r_d, r_p)
    assert np.array_equal(again[0], alone[0])
    assert np.array_equal(again[1], alone[1])


def test_every_row_stands_once() -> None:
    """The order of elimination is a permutation of the rows."""
    for system in SHAPES.values():
        newton = newton_of(system)
        assert np.array_equal(np.sort(newton.row_order), np.arange(newton.rows))
