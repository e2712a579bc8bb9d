"""What HiGHS says while it works, line by line, read as figures of progress."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Progress = Callable[[dict[str, Any]], None]

EVERY_S = 0.2

_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
# iteration, primal and dual objective, primal and dual residual, gap, seconds
_INTERIOR = re.compile(r"^\s*(\d+)" + rf"\s+({_NUMBER})" * 6 + r"\s*$")
# iteration, objective, counts of infeasibilities or "Ph1:", seconds with an "s"
_SIMPLEX = re.compile(rf"^\s*(\d+)\s+{_NUMBER}\s.*\d(\.\d+)?s\s*$")


def read_line(line: str) -> dict[str, Any] | None:
    """Figures of one line of the log; None where the line carries none.

    Returns
    -------
    dict
        ``iteration`` and, from the interior point method, ``primal``, ``dual`` (relative residuals
        as HiGHS counts them) and ``gap``.
    """
    interior = _INTERIOR.match(line)
    if interior:
        iteration, primal_value, dual_value, primal, dual, _, _ = interior.groups()
        values = float(primal_value), float(dual_value)
        size = 1.0 + 0.5 * abs(values[0] + values[1])
        return {
            "iteration": int(iteration),
            "primal": float(primal),
            "dual": float(dual),
            "gap": abs(values[0] - values[1]) / size,
        }
    simplex = _SIMPLEX.match(line)
    return {"iteration": int(simplex.group(1))} if simplex else None


@dataclass
class Listener:
    """Keeps the log and passes its figures on, at most five times a second.

    Parameters
    ----------
    progress : callable, optional
        Receives the figures of `read_line`, with ``seconds`` since the listener was made.
    """

    progress: Progress | None = None
    lines: list[str] = field(default_factory=list)
    _began: float = field(default_factory=time.perf_counter)
    _spoke: float = float("-inf")

    def hear(self, event: Any) -> None:
        """Take one message of HiGHS's logging callback."""
        for line in str(event.message).splitlines():
            self.lines.append(line.rstrip())
            found = read_line(line) if self.progress is not None else None
            now = time.perf_counter()
            if found is not None and self.progress is not None and now - self._spoke >= EVERY_S:
                self._spoke = now
                self.progress({**found, "seconds": now - self._began})

    @property
    def text(self) -> str:
        """The log so far."""
        return "\n".join(self.lines)
