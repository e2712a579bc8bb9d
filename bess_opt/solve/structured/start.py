r"""Where the iteration begins.

Cold: w is the least-norm correction of the box centre, y the least-squares duals, both pushed to a
typical size inside their bounds (Mehrotra, "On the implementation of a primal-dual interior point
method", 1992, with sizes found for this family):

    w = w_0 + W^+ (b - W w_0),   w >= f_w = clip(3 mean|w|, 0.01, 10),   0.1 u <= w <= 0.9 u
    z = max(r, 0) + f_z,  v = max(-r, 0) + f_z,  f_z = clip(mean|r|, 0.01, 10),  r = c - W'y

Warm: a solution of a neighbouring program is pushed back to products near mu_0: with
e = sqrt(mu_0), w >= e, slack of the box >= min(e, u/4), z >= min(e, e^2 / w); the change of reduced
cost is laid on z or v, so that the dual residual starts at zero. How far it is pushed follows how
far the data moved, seen in what the old point misses, entries of one and more counted as one:

    mu_0 = clip(sqrt(mean min(1, w r+ + t r-) + mean min(1, |b - W w|)), 1e-4, 3e-3)
"""

from __future__ import annotations

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.point import Point
from bess_opt.solve.structured.standard_form import FormData, StandardForm
from bess_opt.solve.structured.structure import centre

LEAST, MOST = 1e-2, 10.0
INSIDE = 0.1
SHIFTS = (1e-8, 1e-6, 1e-4)
WARM_LEAST, WARM_MOST = 1e-4, 3e-3


def cold_start(form: StandardForm, data: FormData, rho: FloatArray) -> Point:
    """Return a centred point of sizes typical for the program.

    Raises
    ------
    FloatingPointError
        If no shift makes its normal matrix factorisable.
    """
    newton, bounded, boxed = form.newton, form.bounded, form.boxed
    if not any(newton.factor(np.ones(form.columns), rho, shift) for shift in SHIFTS):
        raise FloatingPointError("the start's normal matrix has no factor")
    middle = np.zeros(form.columns)
    middle[:boxed] = 0.5 * np.minimum(data.box, 2.0)
    correction, _ = newton.solve(np.zeros(form.columns), data.right - newton.matrix @ middle)
    w = middle + correction
    _, y = newton.solve(data.cost, np.zeros(form.rows))
    reduced = data.cost - newton.transposed @ y
    push_w = float(np.clip(3.0 * centre(w[:bounded]), LEAST, MOST))
    push_z = float(np.clip(centre(reduced[:bounded]), LEAST, MOST))
    np.maximum(w[:bounded], push_w, out=w[:bounded])
    w[:boxed] = np.clip(w[:boxed], INSIDE * data.box, (1.0 - INSIDE) * data.box)
    z = np.maximum(reduced[:bounded], 0.0) + push_z
    v = np.maximum(-reduced[:boxed], 0.0) + push_z
    return Point(form, data, w, y, z, v)


def warm_start(form: StandardForm, data: FormData, w: FloatArray, y: FloatArray) -> Point:
    """Return a centred point near (w, y), a scaled solution of a neighbouring program."""
    bounded, boxed = form.bounded, form.boxed
    reduced = data.cost - form.newton.transposed @ y
    mu = float(np.clip(_moved(form, data, w, reduced) ** 0.5, WARM_LEAST, WARM_MOST))
    least = mu**0.5
    w = w.copy()
    np.maximum(w[:bounded], least, out=w[:bounded])
    edge = np.minimum(least, 0.25 * data.box)
    w[:boxed] = np.clip(w[:boxed], edge, data.box - edge)
    t = data.box - w[:boxed]
    z = np.minimum(least, mu / w[:bounded])
    v = np.minimum(least, mu / t)
    change = reduced[:boxed] - (z[:boxed] - v)
    z[:boxed] += np.maximum(change, 0.0)
    v += np.maximum(-change, 0.0)
    z[boxed:] = np.maximum(reduced[boxed:bounded], z[boxed:])
    return Point(form, data, w, y.copy(), z, v)


def _moved(form: StandardForm, data: FormData, w: FloatArray, reduced: FloatArray) -> float:
    """How far (w, reduced costs) is from an optimum, a number about the size of mu."""
    products = np.maximum(w[: form.bounded], 0.0) * np.maximum(reduced[: form.bounded], 0.0)
    room = np.maximum(data.box - w[: form.boxed], 0.0)
    products[: form.boxed] += room * np.maximum(-reduced[: form.boxed], 0.0)
    missing = np.abs(data.right - form.newton.matrix @ w)
    return float(np.minimum(products, 1.0).mean() + np.minimum(missing, 1.0).mean())
