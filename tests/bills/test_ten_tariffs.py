"""Ten tariffs by hand: a month of each in plain Python, against the LP's ledger and the bill.

The hand bills below know the load, the sun and the calendar, and nothing of this program: no
window, season or share is read from it, and every hour is put into its price by an ``if``.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import fsum, pi, sin
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import ten_tariffs as ten
from mill_site import amounts, from_, site
from toy_system import made

Hand = dict[str, float]


@dataclass(frozen=True)
class Hour:
    """One step on the local clock: its start, its length, and what the meter counted."""

    at: datetime
    hours: float
    taken_mw: float
    given_mw: float

    @property
    def mwh(self) -> float:
        return self.taken_mw * self.hours

    @property
    def clock(self) -> float:
        return self.at.hour + self.at.minute / 60

    def is_weekday(self, *holidays: str) -> bool:
        return self.at.weekday() < 5 and self.at.date() not in map(date.fromisoformat, holidays)


def metered(own: ten.Site) -> tuple[list[Hour], list[float], list[float]]:
    """Steps of the site, its load and its sun, MW; 1e-9 of sun at night keeps flows apart."""
    chance, zone = random.Random(len(own.tariffs) + own.days), ZoneInfo(own.zone)
    moment = datetime.fromisoformat(own.start).replace(tzinfo=zone).astimezone(UTC)
    end = datetime.fromisoformat(own.start) + timedelta(days=own.days)
    end = end.replace(tzinfo=zone).astimezone(UTC)
    steps, load, sun = [], [], []
    while moment < end:
        at = moment.astimezone(zone)
        clock = at.hour + at.minute / 60
        load.append(own.base_mw + own.swing_mw * chance.uniform(-1, 1))
        sun.append(own.sun_mw * max(0.0, sin(pi * (clock - 6) / 12)) if 6 < clock < 18 else 0.0)
        net = load[-1] - sun[-1]
        steps.append(Hour(at, own.step_h, max(net, 0.0), max(-net, 0.0)))
        moment += timedelta(hours=own.step_h)
    return steps, load, sun


def energy(steps: list[Hour]) -> float:
    return fsum(h.mwh for h in steps)


def month(steps: list[Hour], number: int) -> list[Hour]:
    return [h for h in steps if h.at.month == number]


def b3(steps: list[Hour]) -> Hand:
    peak = fsum(h.mwh for h in steps if 17 <= h.clock < 21)
    bill = {"energy": peak * 35_680 + (energy(steps) - peak) * 23_670}
    # A quarter of the sanctioned 40 MW is 10 MW, above any load.
    assert max(h.taken_mw for h in steps) < 10
    bill["mdi"] = 10 * 1_250_000
    bill["surcharge"] = energy(steps) * 3_230
    bill["duty"] = 0.015 * bill["energy"]
    bill["gst"] = 0.18 * fsum(bill.values())
    bill["export"] = -10_500 * fsum(h.given_mw * h.hours for h in steps)
    return bill


def c2(steps: list[Hour]) -> Hand:
    """Hours 18 and 22 are half peak: the window is 18:30 to 22:30."""
    share = {18: 0.5, 19: 1.0, 20: 1.0, 21: 1.0, 22: 0.5}
    peak = fsum(h.mwh * share.get(h.at.hour, 0.0) for h in steps)
    bill = {"energy": peak * 36_400 + (energy(steps) - peak) * 25_100, "rent": 2000.0}
    lacking = 5 * 2_000_000 - bill["energy"] - 2000
    assert lacking > 0
    return bill | {"least": lacking, "gst": 0.18 * 10_000_000}


def india(steps: list[Hour]) -> Hand:
    night = fsum(h.mwh for h in steps if h.clock >= 22 or h.clock < 6)
    peak = fsum(h.mwh for h in steps if 6 <= h.clock < 9 or 18 <= h.clock < 22)
    bill = {"base": 7200 * energy(steps), "time_of_day": 1100 * peak - 1500 * night}
    bill["demand"] = 450_000 * max(0.85 * 8, max(h.taken_mw for h in steps))
    return bill | {"duty": 0.075 * fsum(bill.values())}


def california(steps: list[Hour]) -> Hand:
    bill = {"energy": 0.0}
    for h in steps:
        works = h.is_weekday("2026-07-03")
        if 16 <= h.clock < 21:
            price = 550
        elif h.clock < (6 if works else 14):
            price = 240
        else:
            price = 310
        bill["energy"] += price * h.mwh
    used = energy(steps)
    assert used > 2.2
    bill |= {"tiers": -105 * 1.3 + 80 * (used - 2.2), "daily": 24.15}
    assert fsum(bill.values()) > 12
    return bill | {"utility_tax": 0.05 * fsum(bill.values())}


def germany(steps: list[Hour]) -> Hand:
    """March of 743 hours: the clock goes forward on Sunday the 29th."""
    assert len(steps) == 4 * 743
    high = fsum(h.mwh for h in steps if h.is_weekday() and 6 <= h.clock < 22)
    bill = {"work": 88 * high + 62 * (energy(steps) - high)}
    bill["power"] = 14_200 * max(h.taken_mw for h in steps)
    bill["levies"] = (1.1 + 2.77 + 6.56) * energy(steps)
    bill["electricity_tax"] = 20.5 * energy(steps)
    return bill | {"vat": 0.19 * fsum(bill.values())}


def megaflex(steps: list[Hour]) -> Hand:
    """16 days of August in the high season, 15 of September in the low one."""
    bill = dict.fromkeys(("energy", "network", "access", "subsidy"), 0.0)
    for number, dear, days in ((8, True, 31), (9, False, 30)):
        own = month(steps, number)
        share = fsum(h.hours for h in own) / (24 * days)
        for h in own:
            early, late = ((6, 9), (17, 19)) if dear else ((7, 10), (18, 20))
            price = 1380 if dear else 1210
            if h.at.weekday() < 5 and 6 <= h.clock < 22:
                price = 2140 if dear else 1580
                if early[0] <= h.clock < early[1] or late[0] <= h.clock < late[1]:
                    price = 7050 if dear else 2300
            elif h.at.weekday() == 5 and (7 <= h.clock < 12 or 18 <= h.clock < 20):
                price = 2140 if dear else 1580
            bill["energy"] += price * h.mwh
        counted = [h.taken_mw for h in own if h.at.weekday() < 6 and 6 <= h.clock < 22]
        bill["network"] += share * 41_000 * max(counted)
        bill["access"] += share * (8250 + 7 * 23_500)
        bill["subsidy"] += 49 * energy(own)
    return bill | {"vat": 0.15 * fsum(bill.values())}


def net_metered(steps: list[Hour]) -> Hand:
    """Two registers; credit of each is used in later months and paid out at the end of March."""
    owed, credit = 0.0, {"peak": 0.0, "rest": 0.0}
    prices = {1: (36_000, 24_000), 2: (36_000, 23_000), 3: (35_000, 22_000)}
    for number, (dear, cheap) in prices.items():
        for name, price in (("peak", dear), ("rest", cheap)):
            own = [h for h in month(steps, number) if (17 <= h.clock < 21) == (name == "peak")]
            net = fsum((h.taken_mw - h.given_mw) * h.hours for h in own) - credit[name]
            credit[name] = max(0.0, -net)
            owed += price * max(0.0, net)
    assert credit["rest"] > 0
    bill = {"net": owed - 9500 * fsum(credit.values())}
    return bill | {"gst": 0.18 * bill["net"]}


def australia(steps: list[Hour]) -> Hand:
    """April of 721 hours; 60 MW of April 2025 are twelve months back and forgotten: 0.8 * 9.5."""
    assert len(steps) == 2 * 721
    used = energy(steps)
    assert used > 2000
    bill = {"energy": 92 * 1000 + 101 * 1000 + 118 * (used - 2000)}
    off = "2026-04-03", "2026-04-06", "2026-04-25"
    peak = max(h.taken_mw for h in steps if h.is_weekday(*off) and 15 <= h.clock < 21)
    assert peak < 0.8 * 9.5
    bill["capacity"] = 12_900 * 0.8 * 9.5
    return bill | {"gst": 0.1 * fsum(bill.values())}


def carolina(steps: list[Hour]) -> Hand:
    """12 days of October, summer to the last; 19 of November; the clock goes back on the first.

    In summer the hours from 13 to 18 come first; those of the morning and evening are on-peak in
    all seasons, so that 17 to 18 of a summer's day is at the summer price.
    """
    bill = dict.fromkeys(("energy", "demand", "fuel"), 0.0)
    for number, demand, fuel, hours in ((10, 13_000, -0.8, 744), (11, 9500, 2.25, 721)):
        own = month(steps, number)
        for h in own:
            price = 52
            if h.is_weekday():
                if number == 10 and 13 <= h.clock < 18:
                    price = 121
                elif 6 <= h.clock < 9 or 17 <= h.clock < 20:
                    price = 109
            bill["energy"] += price * h.mwh
        bill["demand"] += demand * max(h.taken_mw for h in own) * len(own) / hours
        bill["fuel"] += fuel * energy(own)
    bill["franchise"] = 0.04 * fsum(bill.values())
    bill["sales"] = 0.0725 * fsum(bill.values())
    return bill | {"rebate": -0.02 * bill["energy"]}


def wheeled(steps: list[Hour]) -> Hand:
    bill = {
        "contract": 11_200 * energy(steps),
        "wheeling": 12_550 * energy(steps) / 0.95,
        "standby": 7 * 500_000,
    }
    return bill | {"gst": 0.18 * fsum(bill.values())}


CASES: list[tuple[ten.Site, Callable[[list[Hour]], Hand]]] = [
    (ten.B3, b3),
    (ten.C2, c2),
    (ten.INDIA, india),
    (ten.CALIFORNIA, california),
    (ten.GERMANY, germany),
    (ten.MEGAFLEX, megaflex),
    (ten.NET_METERED, net_metered),
    (ten.AUSTRALIA, australia),
    (ten.CAROLINA, carolina),
    (ten.WHEELED, wheeled),
]


@pytest.mark.parametrize(("own", "by_hand"), CASES, ids=[by.__name__ for _, by in CASES])
def test_the_ledger_and_the_bill_are_the_hand_bill(own: ten.Site, by_hand):
    steps, load, sun = metered(own)
    hand = by_hand(steps)
    parts = [
        made(fields["kind"], name, **{k: v for k, v in fields.items() if k != "kind"})
        for name, fields in own.tariffs.items()
    ]
    assert [
        f for p in parts for f in (*p.faults(), *p.faults_among({q.name: q for q in parts}))
    ] == []
    horizon = from_(own.start, len(steps), own.step_h, own.zone)
    found = site(load, horizon, *parts, sun_mw=np.array(sun) if own.sun_mw else None)
    billed: Hand = {}
    for (name, _, _), amount in amounts(found).items():
        billed[name] = billed.get(name, 0.0) + amount
    booked = {n: fsum(e.values()) for n, e in found.ledger.by_component("cash", "sunk").items()}
    for name, amount in hand.items():
        assert billed.get(name, 0.0) == pytest.approx(amount, rel=1e-6), name
        assert booked.get(name, 0.0) == pytest.approx(amount, rel=1e-6), name
    assert {n for n in billed if n not in hand and abs(billed[n]) > 1e-6} == set()
    assert fsum(billed.values()) == pytest.approx(fsum(hand.values()), rel=1e-6)
