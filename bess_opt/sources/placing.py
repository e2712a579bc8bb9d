"""From the steps of a file to the steps of the horizon: cut, hold or mean, never by guess.

A series that is longer than the horizon is cut. A coarser one is held and a finer one averaged
(time-weighted, so that energy is kept), each only where the series asks for it by ``resample``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, Place, count
from bess_opt.horizon import Horizon
from bess_opt.sources.clock import Mask, Seconds, seconds_of, wall_text
from bess_opt.sources.duration import step_text
from bess_opt.sources.rhythm import FileAxis

Lay = Callable[[NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True)
class Frame:
    """Steps of the horizon in whole seconds, made once for all series."""

    horizon: Horizon
    starts: Seconds
    ends: Seconds
    step_s: int

    @classmethod
    def of(cls, horizon: Horizon) -> Frame:
        """The frame of a horizon."""
        starts = seconds_of(horizon.start)
        lengths = np.round(horizon.dt_h * 3600).astype(np.int64)
        return cls(horizon, starts, starts + lengths, round(horizon.step_h * 3600))

    def span(self) -> str:
        """First start and last end, local time."""
        zone = self.horizon.zone
        first, last = wall_text(int(self.starts.min()), zone), wall_text(int(self.ends.max()), zone)
        return f"{first} to {last}"

    def needs(self, axis: FileAxis) -> Mask:
        """Which steps of a file lie in the horizon."""
        order = np.argsort(self.starts)
        begins, finishes = self.starts[order], self.ends[order]
        ends = np.append(axis.starts[1:], axis.end_s)
        at = np.searchsorted(begins, ends, side="left") - 1
        reaches = np.where(at >= 0, finishes[np.maximum(at, 0)], np.iinfo(np.int64).min)
        return (at >= 0) & (reaches > axis.starts)


def rows_of_steps(frame: Frame, axis: FileAxis) -> Seconds:
    """Row of the table in which each step of a covered horizon begins, -1 where it has none.

    A step that is the mean of several rows begins in the first of them.
    """
    at = np.searchsorted(axis.starts, frame.starts, side="right") - 1
    return axis.row[at]


def lay(frame: Frame, axis: FileAxis, resample: str | None, name: str, file: str) -> Lay | Fault:
    """How values on a file's steps become values on the horizon's, or why they cannot.

    Parameters
    ----------
    frame, axis : Frame, FileAxis
    resample : str, optional
        ``hold`` (to finer steps), ``mean`` (to coarser ones).
    name, file : str
        For the words of a fault.
    """
    zone = frame.horizon.zone
    ends = np.append(axis.starts[1:], axis.end_s)
    outside = (frame.starts < axis.starts[0]) | (frame.ends > axis.end_s)
    if outside.any():
        return _not_covered(frame, axis, name, file)
    finer, coarser = axis.step_s < frame.step_s, axis.step_s > frame.step_s
    asked = (finer and resample == "mean") or (coarser and resample == "hold")
    if (finer or coarser) and not asked:
        return _other_step(frame, axis, "mean" if finer else "hold", resample, name, file)
    if finer:
        return _mean(frame, axis, ends, name, file)
    at = np.searchsorted(axis.starts, frame.starts, side="right") - 1
    straddles = ends[at] < frame.ends
    if not coarser:
        straddles |= axis.starts[at] != frame.starts
    if straddles.any():
        return _misaligned(frame, axis, int(np.argmax(straddles)), name, file, zone)

    def held(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return values[at]

    return held


def _mean(frame: Frame, axis: FileAxis, ends: Seconds, name: str, file: str) -> Lay | Fault:
    order = np.argsort(frame.starts)
    begins, finishes = frame.starts[order], frame.ends[order]
    at = np.searchsorted(begins, axis.starts, side="right") - 1
    inside = (at >= 0) & (axis.starts < finishes[np.maximum(at, 0)])
    into = order[at[inside]]
    weight = (ends - axis.starts)[inside].astype(float)
    total = np.bincount(into, weight, len(frame.starts))
    bad = total != frame.ends - frame.starts
    if bad.any():
        return _misaligned(frame, axis, int(np.argmax(bad)), name, file, frame.horizon.zone)

    def averaged(values: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.bincount(into, weight * values[inside], len(total))
        return np.asarray(sums / total)

    return averaged


def _not_covered(frame: Frame, axis: FileAxis, name: str, file: str) -> Fault:
    zone = frame.horizon.zone
    first, last = wall_text(int(axis.starts[0]), zone), wall_text(axis.end_s, zone)
    early = int(np.count_nonzero(frame.starts < axis.starts[0]))
    late = int(np.count_nonzero(frame.ends > axis.end_s))
    lacks = " and ".join(
        f"{count(n, 'step')} at the {edge}" for n, edge in ((early, "start"), (late, "end")) if n
    )
    if early + late >= len(frame.starts):
        lacks = "all of them"
    repair = "give the whole span, or set time.start and time.periods to what the file holds"
    if early in (1, 2) or late in (1, 2):
        repair += "; where the last or first step alone is missing, look at stamps and zone"
    return Fault(
        "E-TS-020",
        f"{name} runs from {first} to {last}, the horizon from {frame.span()} ({zone}); "
        f"without a value: {lacks}",
        "a series that covers the horizon",
        repair,
        Place(file),
        f"series.{name}",
    )


def _other_step(
    frame: Frame, axis: FileAxis, way: str, resample: str | None, name: str, file: str
) -> Fault:
    repair = f"set resample: {way} on the series"
    if resample:
        repair = f"resample: {resample} does not lead there; " + repair
    return Fault(
        "E-TS-011",
        f"{name} has {count(len(axis.starts), 'value')} ({step_text(axis.step_s)}), the case "
        f"{len(frame.starts):,} ({step_text(frame.step_s)})",
        "the step of the case",
        repair,
        Place(file),
        f"series.{name}",
    )


def _misaligned(frame: Frame, axis: FileAxis, i: int, name: str, file: str, zone: str) -> Fault:
    near = int(axis.starts[max(0, np.searchsorted(axis.starts, frame.starts[i], side="right") - 1)])
    return Fault(
        "E-TS-031",
        f"{name}: its steps begin at {wall_text(near, zone)}, those of the case at "
        f"{wall_text(int(frame.starts[i]), zone)} ({zone})",
        "steps that begin together",
        "look at zone, stamps and time.start",
        Place(file),
        f"series.{name}",
    )
