"""Numbers of a case that no computer can weigh against the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bess_opt.case.document import Document, joined
from bess_opt.errors import Fault
from bess_opt.units import LARGEST, SMALLEST


def magnitude_faults(document: Document) -> Iterator[Fault]:
    """Numbers that are finite and still of no use: 1e300 MW, a life of 1e-300 years."""
    for path, value in _numbers(document.data, ""):
        size = abs(value)
        if SMALLEST <= size <= LARGEST or size == 0 or path.startswith("scenarios."):
            continue
        word, way = ("large", "leave the limit out") if size > LARGEST else ("small", "write 0")
        yield Fault(
            "E-CF-010",
            f"{path} is {value:g}, too {word} to be computed with",
            f"0, or a size of {SMALLEST:g} to {LARGEST:g}",
            f"give the number that is meant, or {way}",
            document.place(path),
            path,
        )


def _numbers(value: Any, path: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, joined(path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _numbers(inner, joined(path, number))
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) < 10**300):
        yield path, float(value)
