"""What an engine hands back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from bess_opt.solve.certificate import Certificate


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    LIMIT = "limit"
    INTERRUPTED = "interrupted"
    ERROR = "error"


@dataclass(frozen=True)
class Solution:
    """A point, its duals and how far both are to be trusted.

    Attributes
    ----------
    x, y : ndarray
        Columns, and row duals: change of the objective per unit of a row's right-hand side. Where
        the program is infeasible, ``y`` is the proof (see `bess_opt.solve.proof`) and ``x`` is
        empty or not a number; where it is unbounded, ``x`` is the direction.
    engine, algorithm, version : str
        Who answered.
    certificate : Certificate or None
        Recomputed from the arrays; None where there is no point to certify.
    message : str
        What a reader should know: what was tried before.
    cleaned : int
        Values that missed a bound by a hair and were put on it.
    log : str
        What the engine wrote while it worked.
    """

    status: Status
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    objective: float
    iterations: int
    engine: str
    algorithm: str
    version: str
    seconds: float
    certificate: Certificate | None
    message: str = ""
    cleaned: int = 0
    log: str = ""
