"""What the structured engine hands back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bess_opt.solve.structured.aliases import FloatArray

Status: TypeAlias = Literal[
    "optimal", "infeasible", "unbounded", "stalled", "declined", "interrupted", "time limit"
]
ProgressCallback: TypeAlias = Callable[[int, float, float, float], None]
"""Called with iteration, primal residual, dual residual, gap, all relative."""
StopQuestion: TypeAlias = Callable[[], bool]


@dataclass(frozen=True)
class WarmStart:
    """A solution (n,) and row duals (m,) of a neighbouring program of the same shape."""

    x: FloatArray
    y: FloatArray


@dataclass(frozen=True)
class StructuredResult:
    """The outcome of one solve.

    Attributes
    ----------
    status : 'optimal', 'infeasible' and 'unbounded' are proven on the original program;
        'stalled', 'declined', 'interrupted' and 'time limit' say that nothing was decided.
    x : (n,) values; the best known, optimal only where the status says so. For 'unbounded' the
        direction along which the cost falls, for 'declined' empty.
    y : (m,) row duals, d objective / d right-hand side. For 'infeasible' the Farkas proof.
    iterations : Newton steps taken, of both phases.
    message : why it ended so, in a sentence.
    objective : c'x + offset.
    primal_residual, dual_residual, gap : relative, recomputed on the original program.
    seconds : wall-clock time of the call.
    sizes : bandwidth, border unknowns, segments, ... of the elimination.
    """

    status: Status
    x: FloatArray
    y: FloatArray
    iterations: int
    message: str
    objective: float
    primal_residual: float
    dual_residual: float
    gap: float
    seconds: float
    sizes: dict[str, int] = field(default_factory=dict)
