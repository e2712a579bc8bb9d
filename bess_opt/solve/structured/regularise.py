r"""Keeps the Newton matrix factorisable by small proximal shifts.

rho = 1e-9 on bounded and 1e-8 on free variables, delta = 1e-9 on rows. If the Cholesky factor
fails, delta grows by 100 up to 1e-4 and rho by 10 up to 1e-5, at most five times.
"""

from __future__ import annotations

import numpy as np

from bess_opt.solve.structured.aliases import FloatArray
from bess_opt.solve.structured.standard_form import StandardForm

RHO, RHO_FREE, DELTA = 1e-9, 1e-8, 1e-9
TRIES = 5


class Regularisation:
    """The shifts in use; they never shrink again."""

    def __init__(self, form: StandardForm) -> None:
        self._newton = form.newton
        self.rho = np.full(form.columns, RHO)
        self.rho[form.bounded :] = RHO_FREE
        self.delta = DELTA

    def factor(self, theta: FloatArray) -> bool:
        """Factorise for the weights ``theta``, shifting more where needed."""
        for _ in range(TRIES):
            if self._newton.factor(theta, self.rho, self.delta):
                return True
            self.delta = min(self.delta * 100.0, 1e-4)
            self.rho = np.minimum(self.rho * 10.0, 1e-5)
        return False
