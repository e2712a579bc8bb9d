"""The bill as the utility writes it: lines of quantity, price and amount, from meters alone.

Shares no code with formulations: hours are told to windows one by one, by the clock, as a person
with the printed tariff would. What a tariff says here must equal what the ledger says of the same
component, entry and month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import xarray as xr

    from bess_opt.horizon import Horizon

Array = NDArray[np.float64]
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Line:
    """One line of a bill; the amount is quantity times price, positive is paid.

    Parameters
    ----------
    component, entry : str
        The tariff, and the entry of the ledger that the line is part of.
    line : str
        As it stands on the bill: ``peak``, ``demand``.
    period : str
        Month such as ``2026-07``, or a year.
    quantity, unit, price, price_unit
        ``unit`` of the quantity; ``price_unit`` with ``{currency}`` for the money's code.
    currency : str
        Currency of price and amount.
    """

    component: str
    entry: str
    line: str
    period: str
    quantity: float
    unit: str
    price: float
    price_unit: str
    currency: str

    @property
    def amount(self) -> float:
        """What is paid."""
        return self.quantity * self.price


@dataclass(frozen=True)
class Meter:
    """Meters of a solved case, by step and month.

    Parameters
    ----------
    ds : xarray.Dataset
        Results and the inputs that vary in time (money in the base currency).
    horizon : Horizon
    base : str
        Base currency.
    rates : mapping
        Units of the base currency for one unit of another.
    components : mapping
        Active components by name.
    """

    ds: xr.Dataset
    horizon: Horizon
    base: str
    rates: Mapping[str, float]
    components: Mapping[str, Any]

    def rate(self, currency: str | None) -> float:
        """Units of the base currency for one unit of ``currency``."""
        return 1.0 if currency in (None, self.base) else float(self.rates[str(currency)])

    def flow_mw(self, assets: Iterable[str], flow: str) -> Array:
        """A flow summed over assets, shape (T,)."""
        known = set(map(str, self.ds["component"].to_numpy()))
        parts = [self.ds[flow].sel(component=a).to_numpy() for a in assets if a in known]
        total = np.zeros(len(self.horizon))
        for part in parts:
            total = total + np.nan_to_num(np.asarray(part, dtype=float))
        return total

    def price(self, field: str, name: str) -> Array:
        """A price of a component by step, shape (T,), in the base currency."""
        value = getattr(self.components[name], field)
        if isinstance(value, str):
            return np.asarray(self.ds[field].sel(component=name).to_numpy(), dtype=float)
        return np.full(len(self.horizon), value * self.rate(self.components[name].currency))

    @cached_property
    def months(self) -> list[int]:
        """Months such as 202607, in order."""
        return list(self.horizon.months)

    @cached_property
    def hours(self) -> Array:
        """Hours that each step stands for, shape (T,)."""
        return np.asarray(self.horizon.dt_h * self.horizon.weight, dtype=float)

    def in_month(self, month: int) -> NDArray[np.bool_]:
        """Which steps lie in a month."""
        return np.asarray(self.horizon.month_label == month)

    def monthly(self, values: Any, month: int) -> float:
        """A number, or January to December, in a month."""
        return float(values[month % 100 - 1] if isinstance(values, list) else values)

    def parts_of_steps(self, rule: Any) -> list[dict[int, float]]:
        """For each step, the share of it in each window (by number; -1 is none).

        ``rule`` has ``windows`` (or ``registers``), ``seasons`` and ``holidays``.
        """
        windows = rule.windows
        cuts = sorted({0, *(m % 1440 for w in windows for span in _spans(w) for m in span)})
        found = []
        for moment, hours in zip(
            self.horizon.local.tz_localize(None).to_pydatetime(),
            self.horizon.dt_h.tolist(),
            strict=True,
        ):
            shares: dict[int, float] = {}
            for begin, minutes in _pieces(moment, hours * 60, cuts):
                number = window_at(begin, windows, rule.seasons, rule.holidays)
                shares[number] = shares.get(number, 0.0) + minutes / (hours * 60)
            found.append(shares)
        return found

    def energy_by_window(self, flow_mw: Array, rule: Any) -> dict[int, dict[int, float]]:
        """Energy by month and window, MWh."""
        table: dict[int, dict[int, float]] = {m: {} for m in self.months}
        labels = self.horizon.month_label.tolist()
        energies = (flow_mw * self.hours).tolist()
        for month, energy, shares in zip(labels, energies, self.parts_of_steps(rule), strict=True):
            for number, share in shares.items():
                table[month][number] = table[month].get(number, 0.0) + energy * share
        return table


def _spans(window: Any) -> list[tuple[int, int]]:
    texts = [window.hours] if isinstance(window.hours, str) else window.hours
    spans = []
    for text in texts:
        begin, end = ([int(p) for p in t.strip().split(":")] for t in text.split("-"))
        spans.append((begin[0] * 60 + begin[1], end[0] * 60 + end[1]))
    return spans


def _pieces(moment: datetime, minutes: float, cuts: list[int]) -> Iterable[tuple[datetime, float]]:
    """A step cut where a window may begin or end: begin and length in minutes of each piece."""
    left, at = minutes, moment
    while left > 1e-9:
        clock = at.hour * 60 + at.minute
        following = next((c for c in cuts if c > clock), 1440)
        length = min(left, float(following - clock))
        yield at, length
        at += timedelta(minutes=length)
        left -= length


def window_at(
    moment: datetime, windows: Sequence[Any], seasons: Mapping[str, Any], holidays: Sequence[str]
) -> int:
    """Number of the first window that a local time lies in, -1 for none."""
    clock = moment.hour * 60 + moment.minute
    for number, window in enumerate(windows):
        for begin, end in _spans(window):
            if begin < end:
                hit = begin <= clock < end and _fits(moment.date(), window, seasons, holidays)
            elif clock >= begin:
                hit = _fits(moment.date(), window, seasons, holidays)
            else:
                eve = moment.date() - timedelta(days=1)
                hit = clock < end and _fits(eve, window, seasons, holidays)
            if hit:
                return number
    return -1


def _fits(day: date, window: Any, seasons: Mapping[str, Any], holidays: Sequence[str]) -> bool:
    name = "holiday" if day.isoformat() in holidays else DAY_NAMES[day.weekday()]
    rests = name in ("sat", "sun", "holiday")
    ordinary = {"all": True, "weekday": not rests, "weekend": rests}
    right_day = ordinary[window.days] if isinstance(window.days, str) else name in window.days
    return right_day and (
        not window.seasons or any(_in_season(day, seasons[s]) for s in window.seasons)
    )


def _in_season(day: date, season: Any) -> bool:
    key = f"{day:%m-%d}"
    if season.first <= season.last:
        return bool(season.first <= key <= season.last)
    return bool(key >= season.first or key <= season.last)


def priced_lines(
    meter: Meter,
    tariff: Any,
    entry: str,
    flow_mw: Array,
    price_base_per_mwh: Array,
    name: str = "",
) -> Iterable[Line]:
    """One line a month on an energy whose price varies, at the mean price of what was metered."""
    energy = flow_mw * meter.hours
    price = price_base_per_mwh / meter.rate(tariff.currency)
    for month in meter.months:
        here = meter.in_month(month)
        taken, paid = float(energy[here].sum()), float(energy[here] @ price[here])
        yield Line(
            tariff.name, entry, name or entry.replace("_", " "), month_name(month), taken, "MWh",
            paid / taken if taken else float(np.mean(price[here])), "{currency}/MWh",
            tariff.currency or meter.base,
        )  # fmt: skip


def month_name(label: int) -> str:
    """``202607`` as ``2026-07``."""
    return f"{label // 100}-{label % 100:02d}"


def months_between(earlier: int, later: int) -> int:
    """Months from one label to another.

    >>> months_between(202511, 202602)
    3
    """
    return 12 * (later // 100 - earlier // 100) + later % 100 - earlier % 100


def bill_of(meter: Meter) -> list[Line]:
    """Every line of every tariff; lines on lines after those they rest on."""
    done: dict[str, list[Line]] = {}
    waiting = {n: c for n, c in meter.components.items() if hasattr(c, "bill")}
    while waiting:
        ready = [n for n, c in waiting.items() if not set(getattr(c, "on", ())) & set(waiting)]
        if not ready:
            raise ValueError(f"lines rest on each other: {', '.join(waiting)}")
        for name in ready:
            component = waiting.pop(name)
            base = [line for other in getattr(component, "on", ()) for line in done.get(other, ())]
            done[name] = list(component.bill(meter, base))
    return [line for lines in done.values() for line in lines]
