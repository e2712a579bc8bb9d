"""A few members of every set, the same ones whoever asks."""

from __future__ import annotations

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
        between = np.random.default_rng(size).choice(size - 2, self.longest - 2, replace=False)
        return np.sort(np.concatenate(([0, size - 1], between + 1))).astype(np.int64)

    def points(self, grid: Grid) -> Ordinals:
        """Points that are kept of a product of sets, in row-major order."""
        points = np.zeros(1, np.int64)
        for size in grid.shape:
            points = (points[:, None] * size + self.ordinals(size)).reshape(-1)
        return points
