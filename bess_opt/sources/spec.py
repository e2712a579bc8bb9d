"""What the case says of time and of one series, as this room reads it.

The case's schema satisfies these protocols; the two rooms do not import one another. A field that
a series leaves out (None, or an empty text) takes the case's value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bess_opt.errors import Place

PlaceOf = Callable[[str], Place | None]


class TimeSpec(Protocol):
    """The section ``time`` of a case."""

    @property
    def zone(self) -> str:
        """IANA name of the zone."""
        ...

    @property
    def start(self) -> Any:
        """Wall time of the first step."""
        ...

    @property
    def step(self) -> Any:
        """Length of a step."""
        ...

    @property
    def periods(self) -> Any:
        """Length of the horizon, or a list of periods."""
        ...

    @property
    def stamps(self) -> str:
        """Which edge of a step a stamp marks: ``start`` or ``end``."""
        ...

    @property
    def dst(self) -> str:
        """``local`` or ``standard``: how the files' clocks behave."""
        ...


class SeriesSpec(Protocol):
    """One entry of the section ``series`` of a case; further fields are read where present."""

    @property
    def file(self) -> str:
        """Path relative to the case."""
        ...

    @property
    def column(self) -> Any:
        """Header of the column."""
        ...

    @property
    def unit(self) -> Any:
        """Unit of the numbers in the file."""
        ...


@dataclass(frozen=True)
class GapPolicy:
    """What to do where values are missing: stop, hold, interpolate or fill.

    Parameters
    ----------
    way : str
        ``error``, ``hold``, ``interpolate`` or ``fill``.
    limit : str
        Longest gap that is bridged (``hold`` and ``interpolate``).
    value : float
        Value put in (``fill``), in the unit of the file.
    """

    way: str
    limit: str = ""
    value: float = 0.0


def option(spec: Any, name: str, default: Any = None) -> Any:
    """A field of a spec, or ``default`` where it is absent, None or empty."""
    value = getattr(spec, name, None)
    return default if value is None or value == "" else value


def gap_policy(spec: Any) -> GapPolicy:
    """The gap policy of a series; ``error`` where none is written."""
    written = option(spec, "gaps", "error")
    if isinstance(written, str):
        return GapPolicy(written)
    found = (
        dict(written)
        if isinstance(written, Mapping)
        else {w: getattr(written, w, None) for w in ("hold", "interpolate", "fill")}
    )
    for way in ("hold", "interpolate"):
        if found.get(way) is not None:
            return GapPolicy(way, str(found[way]))
    fill = found.get("fill")
    if fill is not None:
        return GapPolicy("fill", value=float(fill))
    return GapPolicy("error")


def nowhere(_path: str) -> Place | None:
    """The place of a case value when no case file stands behind it."""
    return None
