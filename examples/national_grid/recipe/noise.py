"""Correlated noise of unit variance: what makes one day or hour differ from the next."""

import numpy as np
from hours import Floats


def autoregressive(rng: np.random.Generator, count: int, persistence: float) -> Floats:
    """Draw a first-order autoregressive path of unit variance.

    Parameters
    ----------
    rng
        Source of the draws; ``count + 1`` normals are taken from it.
    count
        Length of the path.
    persistence
        Correlation of a value with the one before it.

    Returns
    -------
    array of shape (count,)
    """
    shocks = rng.standard_normal(count) * np.sqrt(1 - persistence**2)
    path = np.empty(count)
    path[0] = rng.standard_normal()
    for step in range(1, count):
        path[step] = persistence * path[step - 1] + shocks[step]
    return path
