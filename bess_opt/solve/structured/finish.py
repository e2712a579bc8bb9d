"""From a point of the iteration to an answer of the original program, with its certificate.

Dual residual and gap are looked at first: the projection of the primal part costs a few
factorisations, and it mends neither.
"""

from __future__ import annotations

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.certificate import Certificate, certify
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
    x, duals = prepared.lift(w, y, data)
    certificate = certify(prepared.original, x, duals)
    if max(certificate.dual, certificate.gap) > tolerance:
        return x, duals, certificate
    w = Projection(form, data).onto_rows(w, z, v)
    x, duals = prepared.lift(w, y, data)
    return x, duals, certify(prepared.original, x, duals)
