"""The case: its schema, how it is read and overlaid, how it is written out in full.

:func:`read_case` is the door. Reading goes one way: text, plain data with places
(:mod:`~bess_opt.case.document`), overlays (:mod:`~bess_opt.case.overlay`), sections
(:mod:`~bess_opt.case.sections`), cross checks (:mod:`~bess_opt.case.crosscheck`); every fault is
collected on the way and told once, with file, line and column.

To add a fault: give it a code in :mod:`bess_opt.catalogue`, yield it where the knowledge is, and
add one line to the table in ``tests/faults``.
"""

from bess_opt.case.case_file import CaseFile
from bess_opt.case.json_schema import json_schema
from bess_opt.case.overlay import apply_overlay
from bess_opt.case.read import case_of, read_case
from bess_opt.case.resolved import resolved_yaml
from bess_opt.case.schema import Case, Scenario, SeriesSpec, Time

__all__ = [
    "Case",
    "CaseFile",
    "Scenario",
    "SeriesSpec",
    "Time",
    "apply_overlay",
    "case_of",
    "json_schema",
    "read_case",
    "resolved_yaml",
]
