"""Which weeks to show: the hardest, the emptiest, the most uneven, the median of each season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bess_opt.report.opened_run import Array
from bess_opt.report.reading import Reading

MIDDAY_H = (10.0, 15.0)
SEASONS = {
    "December to February": (12, 1, 2),
    "March to May": (3, 4, 5),
    "June to August": (6, 7, 8),
    "September to November": (9, 10, 11),
}


@dataclass(frozen=True, eq=False)
class Week:
    """Steps of some seven days in a row, and why they are shown."""

    steps: slice
    reasons: tuple[str, ...]


def blocks(reading: Reading) -> list[slice]:
    """The horizon in runs of seven local days, none across periods; a short rest is left out."""
    horizon = reading.horizon
    found: list[slice] = []
    for period in dict.fromkeys(horizon.period.tolist()):
        here = np.flatnonzero(horizon.period == period)
        days = horizon.day[here]
        numbers = list(dict.fromkeys(days.tolist()))
        for k in range(0, len(numbers), 7):
            wanted = numbers[k : k + 7]
            if len(wanted) < 7 and k > 0:
                continue
            own = here[np.isin(days, wanted)]
            found.append(slice(int(own[0]), int(own[-1]) + 1))
    return found


def chosen_weeks(reading: Reading) -> list[Week]:
    """Weeks to show, in the order of the reasons; a week chosen twice carries both reasons."""
    weeks = blocks(reading)
    residual, price = reading.residual_mw, reading.prices.get(reading.price_bus)
    reasons: dict[int, list[str]] = {}

    def add(number: int, reason: str) -> None:
        reasons.setdefault(number, []).append(reason)

    add(_argmax([float(residual[w].max()) for w in weeks]), "highest residual load")
    midday = (reading.clock_hour >= MIDDAY_H[0]) & (reading.clock_hour < MIDDAY_H[1])
    lowest = np.where(midday, residual, np.inf)
    add(_argmax([-float(lowest[w].min()) for w in weeks]), "lowest residual load at midday")
    if price is not None:
        add(_argmax([_daily_spread(reading, price, w) for w in weeks]), "widest spread of prices")
    months = reading.horizon.local.month.to_numpy()
    for season, members in SEASONS.items():
        own = [k for k, w in enumerate(weeks) if months[(w.start + w.stop) // 2] in members]
        if own and len(weeks) > len(SEASONS):
            add(own[_most_median(reading, [weeks[k] for k in own])], f"median week, {season}")
    return [Week(weeks[k], tuple(why)) for k, why in reasons.items()]


def _argmax(values: list[float]) -> int:
    return int(np.argmax(np.array(values)))


def _daily_spread(reading: Reading, price: Array, week: slice) -> float:
    """Mean over the days of a week of highest less lowest price."""
    day, own = reading.horizon.day[week], price[week]
    spreads = [float(np.ptp(own[day == d])) for d in np.unique(day)]
    return float(np.mean(spreads))


def _most_median(reading: Reading, weeks: list[slice]) -> int:
    """The week nearest to the median of demand, residual load and price of its season."""
    prices = reading.prices.get(reading.price_bus, reading.demand_mw)
    rows = np.array(
        [
            [float(series[w].mean()) for series in (reading.demand_mw, reading.residual_mw, prices)]
            for w in weeks
        ]
    )
    spread = np.where(rows.std(axis=0) > 0, rows.std(axis=0), 1.0)
    away = np.abs((rows - np.median(rows, axis=0)) / spread).sum(axis=1)
    return int(np.argmin(away))
