"""A linopy model solved with Clarabel, and how far its answer can be trusted.

Clarabel is an interior point of its own, shares nothing with ours or with HiGHS, and solves a year
of the flagship in minutes where HiGHS needs far longer. Its status is not believed: residuals and
gap are computed from the arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import clarabel
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

# Power in GW and money in millions keep the numbers within a few powers of ten.
POWER, MONEY = 1e3, 1e6


@dataclass(frozen=True)
class Solved:
    """An answer with the largest relative faults of its optimality conditions.

    Attributes
    ----------
    cost : float
        Cost of the point.
    bound : float
        What the prices of the same answer prove, up to their own residual.
    primal, dual, gap : float
    x : ndarray
        Values by the model's variable labels; nan where a label has no variable.
    """

    cost: float
    bound: float
    primal: float
    dual: float
    gap: float
    x: NDArray[np.float64]

    def value(self, model: Any, variable: str, member: str | None = None) -> NDArray[np.float64]:
        """Values of one variable, or of one member of it."""
        labels = model.variables[variable].labels
        return self.x[(labels if member is None else labels.sel(name=member)).to_numpy()]


def solve(model: Any, tolerance: float = 1e-9) -> Solved:
    """Least cost of a linopy model without integers."""
    m = model.matrices
    a = sp.csc_matrix(m.A)
    n = a.shape[1]
    sense, b = np.asarray(m.sense), np.asarray(m.b, float)
    lower, upper = np.asarray(m.lb, float), np.asarray(m.ub, float)
    unit = sp.identity(n, format="csr")
    rows = sp.csr_matrix(a)
    equal, most, least = sense == "=", (sense == "<") & (b < np.inf), (sense == ">") & (b > -np.inf)
    up, low = np.isfinite(upper), np.isfinite(lower)
    g = sp.vstack([rows[equal], rows[most], -rows[least], unit[up], -unit[low]], format="csc")
    h = np.concatenate([b[equal], b[most], -b[least], upper[up], -lower[low]])
    c = np.asarray(m.c, float)

    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_iter = 500
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = tolerance
    cones = [
        clarabel.ZeroConeT(int(equal.sum())),
        clarabel.NonnegativeConeT(len(h) - int(equal.sum())),
    ]
    quadratic = sp.csc_matrix((n, n))
    found = clarabel.DefaultSolver(
        quadratic, c * POWER / MONEY, g, h / POWER, cones, settings
    ).solve()

    x, z = np.array(found.x) * POWER, np.array(found.z) * MONEY / POWER
    z[equal.sum() :] = np.maximum(z[equal.sum() :], 0.0)
    over = g @ x - h
    over[equal.sum() :] = np.maximum(over[equal.sum() :], 0.0)
    slope = c + g.T @ z
    cost, bound = float(c @ x), float(-h @ z)
    values = np.full(int(m.vlabels.max()) + 1, np.nan)
    values[m.vlabels] = x
    return Solved(
        cost,
        bound,
        float(np.max(np.abs(over)) / (1 + np.max(np.abs(x)))),
        float(np.max(np.abs(slope)) / (1 + np.max(np.abs(c)))),
        abs(cost - bound) / (1 + abs(cost)),
        values,
    )
