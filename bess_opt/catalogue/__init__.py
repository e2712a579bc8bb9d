"""The long text behind every code: one module per family, found by walking this package.

To add a code, add an :class:`~bess_opt.catalogue.entry.Entry` to the table of its family; to add a
family, add a module that holds a tuple ``ENTRIES``. One code, one entry.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from bess_opt.catalogue.entry import Entry


def _collect() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for module in pkgutil.iter_modules(__path__):
        for entry in getattr(importlib.import_module(f"{__name__}.{module.name}"), "ENTRIES", ()):
            if entry.code in found:
                raise TypeError(f"{entry.code} stands twice in the catalogue")
            found[entry.code] = entry
    return dict(sorted(found.items()))


CATALOGUE: Mapping[str, Entry] = _collect()

__all__ = ["CATALOGUE", "Entry"]
