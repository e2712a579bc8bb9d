r"""Watches whether the iteration still moves.

Stalled means: for 25 iterations neither the worst residual fell by a tenth nor mu by a half, or
four steps in a row were shorter than 1e-6, or a number is no longer finite.
"""

from __future__ import annotations

from dataclasses import dataclass

from bess_opt.solve.structured.point import Residuals

PATIENCE = 25
SHORT, SHORT_IN_A_ROW = 1e-6, 4


@dataclass
class Watch:
    """What was best so far, and when."""

    best_residual: float = float("inf")
    best_mu: float = float("inf")
    mark: int = 0
    short: int = 0

    def look(self, iteration: int, residuals: Residuals) -> None:
        """Note a new point."""
        if residuals.worst < 0.9 * self.best_residual:
            self.best_residual = residuals.worst
            self.mark = iteration
        if residuals.mu < 0.5 * self.best_mu:
            self.best_mu = residuals.mu
            self.mark = max(self.mark, iteration - 5)

    def moved(self, longest: float) -> None:
        """Note the longer of the two step lengths."""
        self.short = self.short + 1 if longest < SHORT else 0

    def idle(self, iteration: int) -> int:
        """Iterations since the last progress."""
        return iteration - self.mark

    def stalled(self, iteration: int) -> bool:
        """Whether hope is gone."""
        return self.idle(iteration) > PATIENCE or self.short >= SHORT_IN_A_ROW
