"""Array types of the structured engine, named once."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
Positions: TypeAlias = "slice | NDArray[np.int64]"
"""Where entries stand in a vector: an index array, or the slice it is equal to."""
Sparse: TypeAlias = Any
"""A scipy sparse matrix (scipy's own stubs do not tell a CSR product from a CSC one)."""
