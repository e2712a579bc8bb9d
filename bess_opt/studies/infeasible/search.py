"""The smallest changes that make a case feasible: found in the program, proven in the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from bess_opt.errors import BessError
from bess_opt.model.linear_program import LinearProgram
from bess_opt.solve.solution import Status
from bess_opt.studies.infeasible.relaxed import Relief, relieve, solve_costless
from bess_opt.studies.infeasible.ways import Way, ways_of
from bess_opt.studies.system import System

MOST_SINGLE = 4
MOST_TRIED = 12
# Above this many columns rules are asked to give before plants are.
RULES_FIRST_COLUMNS = 200_000
# A move below this, in its lever's own unit, is nought to the feasibility that HiGHS works to.
UNMOVED = 1e-7
Reread = Callable[[Sequence[str]], System]


@dataclass(frozen=True)
class Change:
    """Overrides that, laid on the case together, make it feasible.

    Parameters
    ----------
    overrides : tuple of str
        As after ``-S``.
    words : tuple of str
        The same in words, with the least move.
    paths : tuple of str
    price : float
        By which changes are ranked.
    """

    overrides: tuple[str, ...]
    words: tuple[str, ...]
    paths: tuple[str, ...]
    price: float

    def as_dict(self) -> dict[str, object]:
        """The change as plain values."""
        return {"overrides": list(self.overrides), "words": list(self.words), "checked": True}


@dataclass(frozen=True)
class Found:
    """What the search brought.

    Parameters
    ----------
    changes : tuple of Change
        Each is enough by itself; cheapest first.
    relief : Relief or None
        Least moves of all levers together.
    """

    changes: tuple[Change, ...]
    relief: Relief | None


def find_changes(system: System, reread: Reread, seconds: float) -> Found:
    """Look for single changes first, then for several that are needed together.

    Parameters
    ----------
    reread : callable
        The system of the case with overrides laid on; raises where the case refuses them.
    seconds : float
        After so long nothing new is tried.
    """
    began = perf_counter()
    lp = _opened(system)
    ways = ways_of(system, np.where(lp.lower == lp.upper, lp.lower, 0.0))
    quick = _by_rules_alone(lp, ways, reread, began + seconds)
    if quick is not None:
        return quick
    relief = relieve(lp, [w.give for w in ways])
    if relief is None:
        return Found((), None)
    changes = _singles(lp, ways, relief, reread, began + seconds)
    if not changes:
        change = _together(lp, ways, relief, reread)
        if change is None:
            # What a lever does through the matrix is read again where the first answer lies.
            ways = ways_of(system, relief.x)
            relief = relieve(lp, [w.give for w in ways]) or relief
            change = _together(lp, ways, relief, reread)
        changes = [] if change is None else [change]
    return Found(tuple(sorted(changes, key=lambda c: c.price)), relief)


def _by_rules_alone(
    lp: LinearProgram, ways: Sequence[Way], reread: Reread, until: float
) -> Found | None:
    """Of a large program, changes of one rule that are enough, without looking at plants.

    A lever of every plant joins all steps and makes the relief many times slower; where a rule can
    be met by asking for less, its own relief is soon found.
    """
    rules = [w for w in ways if w.path.startswith("policies.")]
    if lp.n_columns <= RULES_FIRST_COLUMNS or not rules:
        return None
    relief = relieve(lp, [w.give for w in rules])
    changes = [] if relief is None else _singles(lp, rules, relief, reread, until)
    return Found(tuple(sorted(changes, key=lambda c: c.price)), relief) if changes else None


def _singles(
    lp: LinearProgram, ways: Sequence[Way], relief: Relief, reread: Reread, until: float
) -> list[Change]:
    """Changes of one number that are enough; the one that the relief moved alone comes first."""
    used = [w for w, move in zip(ways, relief.moves, strict=True) if move > UNMOVED]
    changes: list[Change] = []
    for count, way in enumerate(_useful(lp, ways, relief)):
        if count and (count >= MOST_TRIED or perf_counter() > until):
            break
        if used == [way]:
            alone: Relief | None = replace(relief, moves=relief.moves[relief.moves > UNMOVED])
        else:
            alone = relieve(lp, [way.give])
        change = None if alone is None else _proven(reread, [way], alone)
        changes += [] if change is None else [change]
        if len(changes) >= MOST_SINGLE:
            break
    return changes


def _opened(system: System) -> LinearProgram:
    """The program as it stands; reserve is held by the rows of each kind, not by old ratings."""
    lp = system.program.linear_program()
    part = system.program.columns["r_up_mw"]
    upper = lp.upper.copy()
    upper[part.where] = np.where(upper[part.where] > 0, np.inf, upper[part.where])
    return replace(lp, upper=upper)


def _useful(lp: LinearProgram, ways: Sequence[Way], relief: Relief) -> list[Way]:
    """Ways that the proof says would help, those used first, then by help for their price."""
    scored: list[tuple[bool, float, int, Way]] = []
    for way, move in zip(ways, relief.moves, strict=True):
        help_ = _help(lp, way, relief)
        used = move > UNMOVED
        if used or help_ > 1e-9:
            scored.append((not used, -help_ / way.give.price, len(scored), way))
    return [way for *_, way in sorted(scored, key=lambda s: s[:3])]


def _help(lp: LinearProgram, way: Way, relief: Relief) -> float:
    """Fall of the total price by a unit of a way; for a rating, what its columns would pay."""
    give = way.give
    if give.rows is not None:
        return float(give.rows @ relief.y)
    if give.steps:
        return float(max(c * relief.y[row] for row, c, _ in give.steps))
    total = 0.0
    for j in give.columns:
        own = slice(lp.indptr[j], lp.indptr[j + 1])
        total += float(lp.values[own] @ relief.y[lp.indices[own]])
    return give.sign * total


def _together(
    lp: LinearProgram, ways: Sequence[Way], relief: Relief, reread: Reread
) -> Change | None:
    """As few ways as will do: each used one is left out where the others are enough."""
    kept = [w for w, move in zip(ways, relief.moves, strict=True) if move > UNMOVED]
    best = relieve(lp, [w.give for w in kept])
    if best is None:
        return None
    for way in sorted(kept, key=lambda w: -w.give.price):
        fewer = [w for w in kept if w is not way]
        found = relieve(lp, [w.give for w in fewer]) if fewer else None
        if found is not None:
            kept, best = fewer, found
    return _proven(reread, kept, best)


def _proven(reread: Reread, ways: Sequence[Way], relief: Relief) -> Change | None:
    """The change, where the case with it is read, compiled and solved; None where it is not.

    Where a lever acts through the matrix, the first move is only near: it is then doubled.
    """
    pairs = [(w, m) for w, m in zip(ways, relief.moves, strict=True) if m > UNMOVED]
    for factor in (1.0, 1.02, 1.2, 2.0):
        texts = [t for way, move in pairs for t in way.texts(factor * move)]
        if texts and is_feasible(reread, texts):
            return Change(
                tuple(texts),
                tuple(way.tell(factor * move) for way, move in pairs),
                tuple(way.path for way, _ in pairs),
                factor * relief.price,
            )
        if all(w.give.rows is None for w, _ in pairs):
            break
    return None


def is_feasible(reread: Reread, overrides: Sequence[str]) -> bool:
    """Whether the case with these overrides has a dispatch, certified as any answer is."""
    try:
        lp = reread(overrides).program.linear_program()
        plain = replace(lp, cost=np.zeros(lp.n_columns), offset=0.0)
        found = solve_costless(plain)
        return found is not None and found.status is Status.OPTIMAL
    except BessError:
        return False
