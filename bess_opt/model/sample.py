"""A few members of every set, the same ones whoever asks."""

from __future__ import annotations

from functools import cache

import numpy as np

from bess_opt.model.axes import Grid, Ordinals


class Sample:
    """Cuts long sets down to their first and last member and some between.

    Parameters
    ----------
    longest : int
        Number of members that a set keeps; shorter sets stay whole.
    """

    def __init__(self, longest: int = 6) -> None:
        self.longest = longest
        self.has_cut = False

    def ordinals(self, size: int) -> Ordinals:
        """Ordinals that are kept of a set of ``size`` members, ascending."""
        if size <= self.longest:
            return np.arange(size)
        self.has_cut = True
        return _ends_and_some_between(size, self.longest)

    def points(self, grid: Grid) -> Ordinals:
        """Points that are kept of a product of sets, in row-major order."""
        points = np.zeros(1, np.int64)
        for size in grid.shape:
            points = (points[:, None] * size + self.ordinals(size)).reshape(-1)
        return points


@cache
def _ends_and_some_between(size: int, count: int) -> Ordinals:
    places = {0, size - 1}
    random = np.random.default_rng(size)
    while len(places) < count:
        places.add(int(random.integers(1, size - 1)))
    return np.array(sorted(places), np.int64)
