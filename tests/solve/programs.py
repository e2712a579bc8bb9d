"""Small linear programs with optima known by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bess_opt.model.linear_program import LinearProgram

INF = float("inf")


def program(
    cost: Sequence[float],
    rows: Sequence[tuple[float, Sequence[float], float]],
    bounds: Sequence[tuple[float, float]] | None = None,
    *,
    offset: float = 0.0,
    integer: Sequence[bool] | None = None,
) -> LinearProgram:
    """Minimise ``cost x`` with rows ``(low, coefficients, high)``; bounds default to (0, inf)."""
    dense = np.array([r[1] for r in rows], dtype=float).reshape(len(rows), len(cost))
    limits = bounds or [(0.0, INF)] * len(cost)
    where = [np.flatnonzero(dense[:, j]) for j in range(len(cost))]
    nothing = np.zeros(0)
    return LinearProgram(
        cost=np.array(cost, dtype=float),
        offset=offset,
        lower=np.array([b[0] for b in limits], dtype=float),
        upper=np.array([b[1] for b in limits], dtype=float),
        integer=np.array(integer or [False] * len(cost)),
        column_time=np.full(len(cost), -1),
        indptr=np.concatenate([[0], np.cumsum([len(w) for w in where])]).astype(np.int32),
        indices=np.concatenate([nothing, *where]).astype(np.int32),
        values=np.concatenate([nothing, *(dense[w, j] for j, w in enumerate(where))]),
        row_lower=np.array([r[0] for r in rows], dtype=float),
        row_upper=np.array([r[2] for r in rows], dtype=float),
        row_time=np.full(len(rows), -1),
    )


def two_plants() -> LinearProgram:
    """Meet 100 MW from a plant of 60 MW at 20 and one of 80 MW at 50 a MWh.

    x = (60, 40): 60 * 20 + 40 * 50 = 3200. The dearer plant sets the price: y = 50; the cheap one
    earns 50 - 20 = 30 on its limit.
    """
    return program([20, 50], [(100, [1, 1], 100)], [(0, 60), (0, 80)])


def too_little() -> LinearProgram:
    """Meet 200 MW from 60 and 80 MW: 60 MW are missing whatever one does."""
    return program([20, 50], [(200, [1, 1], 200)], [(0, 60), (0, 80)])


def paid_export() -> LinearProgram:
    """Buy at 40 without limit and sell at 50 without limit: 10 a MWh for ever."""
    return program([40, -50], [(0, [1, -1], INF)])
