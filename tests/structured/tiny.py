"""Random programs of 2 to 50 columns without any physics, made to meet every rule of presolve.

Free, fixed, boxed and half-open columns, many without cost; rows of none to four columns, repeated,
turned round and scaled, some of them by a hair beside their twin; some programs contradict
themselves and some fall without end.
"""

from __future__ import annotations

import numpy as np

from bess_opt.model.linear_program import LinearProgram
from tests.structured.arrays import Rows

KINDS = ("positive", "boxed", "free", "fixed", "upper only", "interval")
OFTEN = (0.4, 0.3, 0.06, 0.08, 0.08, 0.08)
FACTORS = (1.0, -1.0, 2.0, -0.5, 3.0, 1 / 3, -7.0)


def draw(seed: int) -> LinearProgram:
    """Return the program of a seed; a point within all rows exists unless it contradicts itself."""
    random = np.random.default_rng(seed)
    steps, each = int(random.integers(1, 7)), int(random.integers(2, 9))
    is_whole = random.random() < 0.6

    def number(size: int) -> np.ndarray:
        whole = random.integers(-4, 5, size).astype(float)
        return whole if is_whole else np.round(3.0 * random.normal(size=size), 3)

    columns = steps * each
    cost = np.where(random.random(columns) < 0.35, 0.0, number(columns))
    lower, upper = _bounds(random, number(columns), np.abs(number(columns)))
    if random.random() < 0.85:
        cost = np.where((cost < 0) & np.isinf(upper), -cost, cost)
        cost = np.where((cost > 0) & np.isinf(lower), 0.0, cost)
    point = np.clip(number(columns), lower, upper)
    time = np.sort(random.integers(0, steps, columns))
    time[: int(random.integers(0, 2))] = -1
    rows = Rows()
    rows.column(time, cost, lower, upper)
    contradicts = random.random() < 0.2
    for _ in range(int(random.integers(1, columns + 2))):
        step = int(random.integers(0, steps))
        near = np.flatnonzero((time == step) | (time == step - 1) | (time == -1))
        at = random.permutation(near)[: random.choice([0, 1, 1, 2, 2, 3, 4])]
        values = number(len(at))
        activity = float(values @ point[at])
        room = np.abs(number(2)) * (random.random(2) < 0.6)
        if contradicts and random.random() < 0.1:
            room = -room - 1.0
        low, high = activity - room[0], activity + room[1]
        side = random.integers(0, 4)
        low, high = -np.inf if side == 1 else low, np.inf if side == 2 else high
        low, high = min(low, high), max(low, high)
        rows.total(low, high, (at, values), time=step)
        while len(at) and random.random() < 0.25:
            factor = float(random.choice(FACTORS))
            hair = float(random.choice([0.0, 0.0, 1e-10, -3e-10, 0.5])) * (1 + contradicts)
            one, two = sorted((factor * low, factor * high))
            rows.total(one - hair * (hair == 0.5), two + hair, (at, factor * values), time=step)
    return rows.program(offset=1.0)


def _bounds(
    random: np.random.Generator, at: np.ndarray, width: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    kind = random.choice(KINDS, len(at), p=OFTEN)
    lower = np.where(np.isin(kind, ("fixed", "interval")), at, 0.0)
    lower[np.isin(kind, ("free", "upper only"))] = -np.inf
    upper = np.full(len(at), np.inf)
    for name, value in (("boxed", width + 1), ("interval", at + width), ("fixed", at)):
        upper = np.where(kind == name, value, upper)
    return lower, np.where(kind == "upper only", at, upper)
