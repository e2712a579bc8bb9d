"""Where data come in: CSV, Parquet and Excel onto the horizon, every doubt told.

``load_series`` reads all series of a case into one Dataset; ``make_horizon`` makes its time axis.
A fault is one :class:`~bess_opt.errors.Fault` made where it is seen; a further one is added by
making it there, explaining its code in :mod:`bess_opt.catalogue.series`, and adding one line to the
table in ``tests/faults``.
"""

from bess_opt.sources.axis import make_horizon
from bess_opt.sources.load import Inputs, load_series

__all__ = ["Inputs", "load_series", "make_horizon"]
