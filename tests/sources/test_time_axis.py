"""The time axis: calendar lengths, clock changes, leap days, typical weeks."""

from __future__ import annotations

import numpy as np
import pytest
from series_reading import a_time

from bess_opt.errors import CaseError
from bess_opt.sources import make_horizon


@pytest.mark.parametrize(
    ("zone", "year", "step", "steps", "hours"),
    [
        ("Asia/Karachi", 2025, "1h", 8760, 8760),
        ("Asia/Karachi", 2024, "1h", 8784, 8784),
        ("Europe/Berlin", 2025, "1h", 8760, 8760),
        ("Europe/Berlin", 2025, "15min", 35040, 8760),
        ("Europe/Berlin", 2024, "15min", 35136, 8784),
        ("Europe/Berlin", 2025, "1 day", 365, 8760),
        ("Australia/Lord_Howe", 2025, "30min", 17520, 8760),
        ("Australia/Lord_Howe", 2025, "1h", 8760, 8760),
        ("+05:00", 2025, "1h", 8760, 8760),
        ("UTC", 2025, "5min", 105120, 8760),
    ],
)
def test_a_year_has_its_hours(zone: str, year: int, step: str, steps: int, hours: int):
    """A year of 365 days has 8,760 hours in every zone, since both clock changes lie in it."""
    h = make_horizon(a_time(zone=zone, start=f"{year}-01-01T00:00", step=step, periods="1 year"))
    assert len(h) == steps
    assert h.dt_h.sum() == pytest.approx(hours, abs=1e-9)
    assert h.years == [year]
    assert h.share_of_year[year] == pytest.approx(1.0, abs=1e-12)
    assert sum(h.share_of_month.values()) == pytest.approx(12.0, abs=1e-9)
    assert [label % 100 for label in h.months] == list(range(1, 13))
    assert len(h.days) == hours // 24


def test_the_spring_week_in_berlin_has_167_hours():
    """7 x 24 = 168, less the hour that the clock skips on 30 March 2025."""
    h = make_horizon(a_time(zone="Europe/Berlin", start="2025-03-24", periods="7 days"))
    assert len(h) == 167
    assert h.clock_changes == ["2025-03-30 03:00"]
    assert np.bincount(h.day).tolist() == [24] * 6 + [23]


def test_days_follow_the_calendar_in_berlin():
    """30 March 2025 lasts 23 hours, 26 October 25, every other day 24."""
    h = make_horizon(
        a_time(zone="Europe/Berlin", start="2025-01-01", step="1 day", periods="1 year")
    )
    odd = {str(h.local[i].date()): float(h.dt_h[i]) for i in np.flatnonzero(h.dt_h != 24)}
    assert odd == {"2025-03-30": 23.0, "2025-10-26": 25.0}
    assert set(h.local.hour) == {0}


def test_a_day_without_midnight_is_a_day_of_23_hours():
    """Beirut's clocks go from 24:00 on 28 March 2026 straight to 01:00 on the 29th."""
    horizon = make_horizon(
        a_time(zone="Asia/Beirut", start="2026-03-28T00:00", periods="3 days", step="1h")
    )
    assert np.bincount(horizon.day).tolist() == [24, 23, 24]


def test_the_half_hour_change_of_lord_howe():
    """Spring skips 02:00 to 02:30, so the step of 02:00 begins at 02:30 and lasts half an hour.

    Autumn shows 01:30 to 02:00 twice, so the step of 01:00 lasts an hour and a half.
    """
    zone = "Australia/Lord_Howe"
    spring = make_horizon(a_time(zone=zone, start="2025-10-05", periods="1 day"))
    assert spring.dt_h.tolist() == [1, 1, 0.5] + [1] * 21
    assert f"{spring.local[2]:%H:%M}" == "02:30"
    autumn = make_horizon(a_time(zone=zone, start="2025-04-06", periods="1 day"))
    assert autumn.dt_h.tolist() == [1, 1.5] + [1] * 22


def test_half_hour_steps_on_lord_howe_are_equal():
    """The change is one whole step: 47 steps in spring, 49 in autumn."""
    zone = "Australia/Lord_Howe"
    for day, steps in (("2025-10-05", 47), ("2025-04-06", 49)):
        h = make_horizon(a_time(zone=zone, start=day, step="30min", periods="1 day"))
        assert len(h) == steps
        assert set(h.dt_h) == {0.5}


def test_a_fiscal_year_is_one_year():
    """1 July 2024 to 30 June 2025 bears the label 2024 throughout and holds no 29 February."""
    h = make_horizon(a_time(start="2024-07-01", periods="1 year"))
    assert len(h) == 8760
    assert h.years == [2024]
    assert h.share_of_year == {2024: 1.0}


def test_three_years_bear_three_labels():
    """2023 and 2025 have 8,760 hours, 2024 has 8,784."""
    h = make_horizon(a_time(start="2023-01-01", periods="3 years"))
    assert {y: int((h.year == y).sum()) for y in h.years} == {2023: 8760, 2024: 8784, 2025: 8760}


def test_typical_weeks_stand_for_a_year():
    """Two weeks of 168 h, each 365 / 14 = 26.0714 times: 2 x 168 x 365 / 14 = 8,760 h."""
    weeks = [
        {"start": "2025-07-07", "length": "7 days", "weight": 365 / 14},
        {"start": "2025-01-13", "length": "7 days", "weight": 365 / 14},
    ]
    h = make_horizon(a_time(periods=weeks))
    assert len(h) == 336
    assert h.years == [2025]
    assert h.share_of_year[2025] == pytest.approx(1.0, abs=1e-12)
    assert np.flatnonzero(h.is_first).tolist() == [0, 168]
    assert h.before[[0, 168]].tolist() == [167, 335]
    assert f"{h.local[0]:%Y-%m-%d}" == "2025-07-07"


def test_a_day_of_minutes():
    """24 x 60 steps of a sixtieth of an hour."""
    h = make_horizon(a_time(step="1min"))
    assert len(h) == 1440
    assert h.dt_h.sum() == pytest.approx(24.0, abs=1e-12)


def test_a_number_of_steps():
    """100 steps of a quarter of an hour end after 25 hours."""
    h = make_horizon(a_time(step="15min", periods=100))
    assert len(h) == 100
    assert f"{h.end.tz_convert(h.zone):%Y-%m-%d %H:%M}" == "2025-01-02 01:00"


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        (
            {"zone": "Europe/Berlin", "start": "2025-03-30T02:30"},
            "E-TM-003",
            "2025-03-30 02:30 does not exist in Europe/Berlin",
        ),
        (
            {"zone": "Europe/Berlin", "start": "2025-10-26T02:30"},
            "E-TM-003",
            "2025-10-26 02:30 occurs twice in Europe/Berlin",
        ),
        ({"start": "2025-01-01T00:00:30"}, "E-TM-003", "whole minute"),
        ({"periods": "90 min", "step": "1h"}, "E-TM-004", "90 min is no whole number of 60 min"),
        ({"periods": []}, "E-TM-005", "time.periods is empty"),
        ({"periods": "20 years", "step": "1min"}, "E-TM-006", "10,519,200 steps"),
        (
            {
                "periods": [
                    {"start": "2025-01-06", "length": "7 days"},
                    {"start": "2025-01-10", "length": "7 days"},
                ]
            },
            "E-TM-007",
            "the period from 2025-01-10 overlaps the one from 2025-01-06",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_axis_that_cannot_be_made(changes: dict[str, object], code: str, words: str):
    with pytest.raises(CaseError) as raised:
        make_horizon(a_time(**changes))
    assert [(f.code, words in str(f)) for f in raised.value.faults] == [(code, True)]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("zone", "Europe/Berln", "E-TM-001"),
        ("step", "7h", "E-TM-002"),
        ("start", "soon", "E-TM-003"),
        ("periods", "a while", "E-TM-004"),
        ("periods", 0, "E-TM-004"),
    ],
)
def test_what_the_schema_would_stop_is_stopped_here_too(field: str, value: object, code: str):
    """The axis is also made without a schema in front of it, from plain fields."""
    time = a_time().model_copy(update={field: value})
    with pytest.raises(CaseError) as raised:
        make_horizon(time)
    assert [f.code for f in raised.value.faults] == [code]
