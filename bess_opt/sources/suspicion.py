"""Values that can be read but look wrong: told as warnings, never changed.

What a series is for is not known here, so nothing below is an error. Thresholds are assumptions:
wide enough that ordinary data pass, narrow enough that a wrong unit or a stuck meter is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, Place
from bess_opt.horizon import Horizon

Values = NDArray[np.float64]

LARGEST_GRID_MW = 2e6
"""More than the peak of any national grid (China, about 1.5 million MW in 2025)."""
STUCK_H = 24.0
LIMIT_FRAC = 0.5
"""Share of the steps at its highest from which a power is a limit and no measurement."""
OUTLIER_SIGMA = 8.0
BEYOND_BAND = 1.0
"""How far a value lies beyond all but a few others, as a share of their whole range."""
LEAST_PRICE = 1.0
"""Mean price per MWh below which a price per kWh is suspected."""


def suspicions(
    name: str,
    quantity: str,
    unit: str,
    values: Values,
    horizon: Horizon,
    file: str,
    cell: Callable[[int], Place] | None = None,
) -> Iterator[Fault]:
    """Warnings on one series on the horizon, in our units.

    Parameters
    ----------
    cell : callable, optional
        Place in the file of what a step of the horizon was read from.
    """
    path = f"series.{name}"

    def warn(code: str, found: str, repair: str = "", step: int | None = None) -> Fault:
        place = Place(file) if cell is None or step is None else cell(step)
        return Fault(code, f"{name}: {found}", "", repair, place, path)

    def at(i: int) -> str:
        return f"{horizon.local[i]:%Y-%m-%d %H:%M}"

    if quantity == "power":
        peak = int(np.argmax(np.abs(values)))
        if abs(values[peak]) > LARGEST_GRID_MW:
            yield warn(
                "W-UN-003",
                f"peaks at {values[peak]:,.0f} MW at {at(peak)}, more than any national grid",
                "is the file in kW? Set unit: kW",
                peak,
            )
    if quantity == "price" and 0 < float(np.mean(np.abs(values))) < LEAST_PRICE:
        yield warn(
            "W-UN-004",
            f"the mean price is {np.mean(values):.3g} {unit}",
            f"is the file per kWh? Set unit: {unit.replace('/MWh', '/kWh')}",
        )
    if quantity in ("power", "fraction"):
        negative = np.flatnonzero(values < 0)
        if len(negative):
            yield warn(
                "W-TS-025",
                f"{_are(len(negative))} negative (least {values.min():.6g} at "
                f"{at(int(np.argmin(values)))})",
                "a load net of local generation, or a sign turned round?",
                int(np.argmin(values)),
            )
    if quantity == "fraction":
        yield from _above_one(values, warn, at)
        if horizon.step_h <= 1.0:
            yield from _sun(values, horizon, warn)
    if len(values) * horizon.step_h >= 2 * STUCK_H and quantity != "number":
        yield from _stuck(quantity, values, horizon, warn, at)
    if quantity == "power":
        yield from _outliers(values, warn, at)


def _above_one(values: Values, warn, at) -> Iterator[Fault]:  # type: ignore[no-untyped-def]
    most = int(np.argmax(values))
    if values[most] > 1.0:
        yield warn(
            "W-UN-005",
            f"a fraction reaches {values[most]:.6g} at {at(most)}",
            'is the file in percent? Set unit: "%"' if values[most] > 1.5 else "",
            most,
        )


def _sun(values: Values, horizon: Horizon, warn) -> Iterator[Fault]:  # type: ignore[no-untyped-def]
    """Whether a series that is nought each night has its middle near noon."""
    hour = np.asarray(horizon.local.hour + horizon.local.minute / 60) + horizon.dt_h / 2
    by_hour = np.bincount(hour.astype(int) % 24, values, 24)
    total = by_hour.sum()
    days = len(values) * horizon.step_h / 24
    if days < 3 or total <= 0 or np.any(values < 0):
        return
    dark = np.count_nonzero(by_hour <= 1e-3 * by_hour.max())
    if dark < 6:
        return
    angle = 2 * np.pi * np.asarray(hour) / 24
    vector = float(np.sum(values * np.cos(angle))), float(np.sum(values * np.sin(angle)))
    middle = (np.degrees(np.arctan2(vector[1], vector[0])) / 15) % 24
    if not 10.0 <= middle <= 15.0:
        hh, mm = divmod(round(middle * 60), 60)
        yield warn(
            "W-TS-014",
            f"looks like sunshine, and its middle lies at {hh:02d}:{mm:02d} of {horizon.zone}",
            "is the file in UTC, or of another zone? Set zone on the series",
        )


def _stuck(quantity, values, horizon, warn, at) -> Iterator[Fault]:  # type: ignore[no-untyped-def]
    if np.ptp(values) == 0:
        if quantity != "price":
            yield warn("W-TS-028", f"all {len(values):,} values are {values[0]:.6g}")
        return
    if quantity == "price":
        return
    edge = np.flatnonzero(np.append(True, np.diff(values) != 0))
    count = np.diff(np.append(edge, len(values)))
    hours = np.where(values[edge] != 0, count * horizon.step_h, 0.0)
    # A full-load plateau of a capacity factor is weather, and a limit stands at its highest in most
    # hours: neither is a stuck meter.
    top = (0.99 if quantity == "fraction" else 1.0) * values.max()
    if quantity == "fraction" or np.mean(values >= top) > LIMIT_FRAC:
        hours = np.where(values[edge] >= top, 0.0, hours)
    k = int(np.argmax(hours))
    if hours[k] > STUCK_H:
        yield warn(
            "W-TS-023",
            f"stays at {values[edge[k]]:.6g} for {hours[k]:g} h from {at(int(edge[k]))}",
            "a stuck meter?",
            int(edge[k]),
        )


def _outliers(values: Values, warn, at) -> Iterator[Fault]:  # type: ignore[no-untyped-def]
    if len(values) < 24:
        return
    middle = np.median(values)
    spread = 1.4826 * np.median(np.abs(values - middle))
    few = max(3, len(values) // 1000)
    # A load of two shifts is spread widely, so that a slip is also sought beyond all but a few.
    low, high = np.partition(values, (few, -few - 1))[[few, -few - 1]]
    beyond = np.maximum(values - high, low - values) > BEYOND_BAND * (high - low)
    is_far = beyond if low < high else np.zeros(len(values), dtype=bool)
    by_sigma = np.abs(values - middle) > OUTLIER_SIGMA * spread
    # Many far values are a shape (sunshine is far from its median by day), a few are slips.
    if spread > 0 and np.count_nonzero(by_sigma) <= few:
        is_far = is_far | by_sigma
    count = np.count_nonzero(is_far)
    if count:
        k = int(np.argmax(np.where(is_far, np.abs(values - middle), -1.0)))
        yield warn(
            "W-TS-024",
            f"{count:,} of {len(values):,} values lie far from the rest, the furthest "
            f"{values[k]:.6g} at {at(k)} (median {middle:.6g})",
            "a slipped digit or unit?",
            k,
        )


def _are(count: int) -> str:
    return "1 value is" if count == 1 else f"{count:,} values are"
