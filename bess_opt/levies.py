"""Percentages on lines of a bill, followed through one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Rates = dict[str, dict[str, float]]


def effective_rates(components: Mapping[str, Any]) -> Rates:
    """Rate that each levy puts on each line that is none, through other levies as well.

    Parameters
    ----------
    components : mapping
        By name; a levy is one with ``on`` and ``rate_frac``.

    >>> from types import SimpleNamespace
    >>> gst = SimpleNamespace(on=["energy", "duty"], rate_frac=0.18)
    >>> duty = SimpleNamespace(on=["energy"], rate_frac=0.10)
    >>> round(effective_rates({"gst": gst, "duty": duty, "energy": None})["gst"]["energy"], 6)
    0.198
    """
    levies = {n: c for n, c in components.items() if hasattr(c, "on") and hasattr(c, "rate_frac")}
    rates: Rates = {}

    def of(name: str) -> dict[str, float]:
        if name not in rates:
            rates[name] = {}
            for other in levies[name].on:
                inner = of(other) if other in levies else {other: 1.0}
                for base, rate in inner.items():
                    own = rates[name].get(base, 0.0)
                    rates[name][base] = own + levies[name].rate_frac * rate
        return rates[name]

    return {name: of(name) for name in levies}
