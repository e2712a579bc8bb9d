"""From a point of the iteration to an answer of the original program, with its certificate.

Dual residual and gap are looked at first: the projection of the primal part costs a few
factorisations, and it mends neither. The duals stay as they are, so what they prove is measured
once.
"""

from __future__ import annotations

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.certificate import Certificate, certify, dual_bound
from bess_opt.solve.structured.prepare import Prepared
from bess_opt.solve.structured.projection import Projection
from bess_opt.solve.structured.standard_form import FormData, StandardForm


def answer(
    prepared: Prepared,
    form: StandardForm,
    data: FormData,
    point: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    tolerance: float,
) -> tuple[FloatArray, FloatArray, Certificate]:
    """Return x (n,), row duals (m,) and their certificate for the scaled ``point`` (w, y, z, v)."""
    w, y, z, v = point
    original = prepared.original
    x, duals = prepared.lift(w, y, data)
    bound = dual_bound(original, duals)
    if max(bound.violation, bound.gap(original, x, original.matrix @ x)) <= tolerance:
        x = prepared.lift_primal(Projection(form, data).onto_rows(w, z, v), data)
    return x, duals, certify(original, x, duals, bound)
