"""Run directories: written whole or not at all, re-checked from their files alone, compared.

The pieces, in the order in which a run meets them: ``places`` (may it be written here), ``files``
(synced writes and hashes), ``netcdf``, ``ledger_csv`` and ``plain`` (the formats), ``manifest``,
``directory`` (write), ``opening`` (read), ``results`` (the schema of results.json), ``verify`` with
its parts, and ``compare``. Importing this package is cheap: pandas and xarray come in where a file
is read.
"""

from bess_opt.runs.directory import RunContent, write_run
from bess_opt.runs.opening import Run, open_run
from bess_opt.runs.places import prepare

__all__ = ["Run", "RunContent", "open_run", "prepare", "write_run"]
