"""Contradictions that arithmetic alone shows, before any solve: what a row can reach at most.

Bounds are carried through rows (interval arithmetic), first through the rows that describe plants
alone, then through those that join them, so that the row that is named is a rule or a balance and
not a plant that it presses. Two rows over the same columns are compared as well. Every finding is a
proof; that nothing is found proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.linear_program import LinearProgram

Vector = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Relative to the row's gross terms: far above rounding, and what an engine takes for feasible.
LEAST_MISS = 1e-5
# Entries times rounds that are worth the time; a chain of stored energy needs a round a step.
MOST_WORK = 40_000_000
MOST_ROUNDS = 400
# So many findings come with the parts that their columns bring.
MOST_DETAILED = 40


@dataclass(frozen=True)
class Impossible:
    """A row that cannot hold within the bounds of its columns.

    Attributes
    ----------
    row : int
    need, reach : float
        Limit of the row, and what its columns can come to at the nearest.
    parts : ndarray, shape (n_entries of the row,)
        What each column brings at that point.
    columns : ndarray of int
        The columns of the row.
    other : int
        A row over the same columns that contradicts it; -1 where there is none.
    is_indirect : bool
        Whether bounds had already crossed elsewhere: a proof, but no fair name for the cause.
    """

    row: int
    need: float
    reach: float
    parts: Vector
    columns: NDArray[np.int64]
    other: int = -1
    is_indirect: bool = False

    @property
    def is_short(self) -> bool:
        """Whether the row wants more than there can be; else there is too much."""
        return self.reach < self.need

    @property
    def miss(self) -> float:
        """By how much."""
        return abs(self.need - self.reach)


def find_impossible(lp: LinearProgram, stages: Sequence[tuple[Flags, Flags]]) -> list[Impossible]:
    """Rows that cannot hold, largest miss first; those of the first stage that finds any.

    Parameters
    ----------
    stages : sequence of (tighten, check)
        Flags (n_rows,): rows that bounds are carried through, and rows that are then checked.
    """
    found = _parallel(lp)
    if found:
        return found
    rows = _Rows(lp)
    lower, upper = lp.lower.copy(), lp.upper.copy()
    rounds = min(MOST_ROUNDS, max(6, MOST_WORK // max(lp.n_entries, 1) // 8))
    for tighten, check in stages:
        found = rows.impossible(lower, upper, check)
        for _ in range(0 if found else rounds):
            is_tighter = rows.tighten(lower, upper, tighten)
            if np.any(lower > upper + LEAST_MISS * (1.0 + np.abs(upper))):
                every = rows.impossible(lower, upper, np.ones(lp.n_rows, dtype=bool))
                return [replace(f, is_indirect=True) for f in every]
            if not is_tighter:
                break
        found = found or rows.impossible(lower, upper, check)
        if found:
            return found
    return []


class _Rows:
    """The matrix by entries, for activities of rows."""

    def __init__(self, lp: LinearProgram) -> None:
        self.lp = lp
        live = lp.values != 0
        self.column, self.row, self.value = lp.entry_column[live], lp.indices[live], lp.values[live]

    def _ends(self, lower: Vector, upper: Vector) -> tuple[Vector, Vector]:
        """Least and most that each entry can bring."""
        low, high = lower[self.column], upper[self.column]
        rises = self.value > 0
        with np.errstate(invalid="ignore"):
            return (
                self.value * np.where(rises, low, high),
                self.value * np.where(rises, high, low),
            )

    def _sums(self, ends: Vector) -> tuple[Vector, Vector]:
        """Finite part of each row's sum, and how many entries are infinite."""
        finite = np.isfinite(ends)
        m = self.lp.n_rows
        total = np.bincount(self.row, np.where(finite, ends, 0.0), m).astype(float)
        return total, np.bincount(self.row, ~finite, m).astype(float)

    def tighten(self, lower: Vector, upper: Vector, through: Flags) -> bool:
        """Carry bounds through rows, in place; whether any became tighter."""
        lp = self.lp
        least, most = self._ends(lower, upper)
        changed = False
        on = through[self.row]
        for ends, limit, is_least in ((least, lp.row_upper, True), (most, lp.row_lower, False)):
            total, infinite = self._sums(ends)
            own_infinite = ~np.isfinite(ends)
            usable = on & np.isfinite(limit[self.row])
            usable &= infinite[self.row] - own_infinite == 0
            at = np.flatnonzero(usable)
            rest = total[self.row[at]] - np.where(own_infinite[at], 0.0, ends[at])
            with np.errstate(over="ignore"):
                bound = (limit[self.row[at]] - rest) / self.value[at]
            at, bound = at[np.isfinite(bound)], bound[np.isfinite(bound)]
            # A hair of room, so that what rounding takes is given back.
            room = 1e-9 * (1.0 + np.abs(bound))
            caps = (self.value[at] > 0) == is_least
            changed |= _lowered(upper, self.column[at][caps], bound[caps] + room[caps])
            changed |= _raised(lower, self.column[at][~caps], bound[~caps] - room[~caps])
        return changed

    def impossible(self, lower: Vector, upper: Vector, check: Flags) -> list[Impossible]:
        """Rows whose reach misses their limits."""
        lp = self.lp
        least, most = self._ends(lower, upper)
        found: list[Impossible] = []
        for ends, limit, sign in ((most, lp.row_lower, 1.0), (least, lp.row_upper, -1.0)):
            total, infinite = self._sums(ends)
            gross, _ = self._sums(np.abs(ends))
            with np.errstate(invalid="ignore"):
                miss = sign * (limit - total)
                wrong = miss > LEAST_MISS * (1e-3 + gross + np.abs(limit))
            wrong &= check & np.isfinite(limit) & (infinite == 0)
            rows = np.flatnonzero(wrong)
            for rank, i in enumerate(rows[np.argsort(-miss[rows], kind="stable")].tolist()):
                own = np.flatnonzero(self.row == i) if rank < MOST_DETAILED else rows[:0]
                parts, columns = ends[own], self.column[own]
                found.append(Impossible(i, float(limit[i]), float(total[i]), parts, columns))
        return sorted(found, key=lambda f: -f.miss)


def _lowered(upper: Vector, column: NDArray[np.int64], bound: Vector) -> bool:
    before = upper.copy()
    np.minimum.at(upper, column, bound)
    moved = upper < before
    return bool(np.any(before[moved] - upper[moved] > 1e-6 * (1.0 + np.abs(upper[moved]))))


def _raised(lower: Vector, column: NDArray[np.int64], bound: Vector) -> bool:
    before = lower.copy()
    np.maximum.at(lower, column, bound)
    moved = lower > before
    return bool(np.any(lower[moved] - before[moved] > 1e-6 * (1.0 + np.abs(lower[moved]))))


def _parallel(lp: LinearProgram) -> list[Impossible]:
    """Rows without a step, over the same columns with the same coefficients, that contradict."""
    loose = lp.row_time < 0
    of_entry = lp.entry_column
    on = loose[lp.indices]
    seed = np.random.default_rng(0).uniform(1.0, 2.0, (2, lp.n_columns))
    keys = [np.bincount(lp.indices[on], lp.values[on] * r[of_entry[on]], lp.n_rows) for r in seed]
    shelf: dict[tuple[float, float], list[int]] = {}
    for i in np.flatnonzero(loose).tolist():
        if keys[0][i] != 0:
            shelf.setdefault((float(keys[0][i]), float(keys[1][i])), []).append(i)
    found = []
    for rows in shelf.values():
        high = min(rows, key=lambda i: float(lp.row_upper[i]))
        low = max(rows, key=lambda i: float(lp.row_lower[i]))
        need, reach = float(lp.row_lower[low]), float(lp.row_upper[high])
        if high != low and need - reach > LEAST_MISS * (1e-3 + abs(need) + abs(reach)):
            none = np.zeros(0)
            found.append(Impossible(low, need, reach, none, none.astype(np.int64), high))
    return sorted(found, key=lambda f: -f.miss)
