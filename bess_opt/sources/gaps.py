"""Missing values, bridged only as the series asks, and counted.

Gaps are bridged on the file's own steps and in the file's unit, before anything is converted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bess_opt.sources.clock import Mask
from bess_opt.sources.duration import read_seconds
from bess_opt.sources.spec import GapPolicy


@dataclass(frozen=True)
class Run:
    """Consecutive steps without a value: from ``first`` to ``last``, both included."""

    first: int
    last: int
    hours: float

    @property
    def steps(self) -> int:
        """Number of steps."""
        return self.last - self.first + 1


def runs(missing: Mask, length_h: NDArray[np.float64]) -> list[Run]:
    """The gaps of a series, in order."""
    edge = np.diff(np.concatenate(([0], missing.astype(np.int8), [0])))
    begins, ends = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    return [
        Run(int(a), int(b) - 1, float(length_h[a:b].sum()))
        for a, b in zip(begins, ends, strict=True)
    ]


def bridge(
    values: NDArray[np.float64], length_h: NDArray[np.float64], policy: GapPolicy
) -> tuple[NDArray[np.float64], list[Run]]:
    """Values with their gaps bridged, and the gaps that the policy does not bridge.

    ``hold`` repeats the value before; ``interpolate`` draws a straight line between the middles of
    the steps before and after; both only up to the limit and never beyond the file's ends.
    ``fill`` puts a value in, however long the gap.

    >>> bridge(np.array([1.0, np.nan, 3.0]), np.ones(3), GapPolicy("interpolate", "1h"))[0]
    array([1., 2., 3.])
    """
    out = values.copy()
    left: list[Run] = []
    most_h = (read_seconds(policy.limit) or 0) / 3600
    middle = np.cumsum(length_h) - length_h / 2
    for run in runs(np.isnan(values), length_h):
        inside = slice(run.first, run.last + 1)
        before, after = run.first - 1, run.last + 1
        if policy.way == "fill":
            out[inside] = policy.value
        elif policy.way == "hold" and run.hours <= most_h and before >= 0:
            out[inside] = values[before]
        elif (
            policy.way == "interpolate"
            and run.hours <= most_h
            and before >= 0
            and after < len(values)
        ):
            known = middle[[before, after]], values[[before, after]]
            out[inside] = np.interp(middle[inside], *known)
        else:
            left.append(run)
    return out, left
