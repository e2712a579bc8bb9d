"""Calendars of outages against hours counted by hand, and what they do to a site."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from toy_system import answer, made

from bess_opt.horizon import Horizon
from bess_opt.outages import Outages
from bess_opt.studies.service import outages, tiers

KARACHI = "Asia/Karachi"


def _axis(first: str, steps: int, step_h: float = 1.0, zone: str = KARACHI) -> Horizon:
    return Horizon.regular(pd.Timestamp(first, tz=zone), steps, step_h, zone)


def _cut(horizon: Horizon, **calendar: Any) -> list[float]:
    left = Outages.model_validate(calendar).left_frac(horizon)
    return [float(v) for v in np.round(1.0 - left, 9)]


def test_a_roster_runs_by_the_local_clock_and_across_midnight():
    """23:00 to 01:30 on weekdays, from Thursday evening to Sunday, by the clock of Karachi.

    Thursday's, Friday's and its tail on Saturday; none on Saturday or Sunday night. By UTC the
    outage would begin five hours later; by the day on which it ends, Sunday 0:00 would be cut.
    """
    horizon = _axis("2026-01-01T22:00", 54)
    cut = _cut(horizon, windows=[{"hours": "23:00-01:30", "days": "weekday"}])
    hours = {str(t)[:13]: c for t, c in zip(horizon.local, cut, strict=True) if c > 0}
    assert hours == {
        "2026-01-01 23": 1.0, "2026-01-02 00": 1.0, "2026-01-02 01": 0.5,
        "2026-01-02 23": 1.0, "2026-01-03 00": 1.0, "2026-01-03 01": 0.5,
    }  # fmt: skip


def test_seasons_differ_and_the_first_window_wins():
    """Two hours a day in summer, one in winter, half of it left: 30 April 1*0.5, 1 May 2."""
    cut = _cut(
        _axis("2026-04-30T00:00", 48),
        seasons={"summer": {"first": "05-01", "last": "09-30"}},
        windows=[
            {"hours": "13:00-15:00", "seasons": ["summer"]},
            {"hours": "14:00-15:00", "left_frac": 0.5},
        ],
    )
    assert [k for k, c in enumerate(cut) if c > 0] == [14, 37, 38]
    assert sum(cut) == pytest.approx(2.5)


def test_a_span_cuts_parts_of_steps():
    """22:30 to 03:15 next day on two-hour steps: three quarters, 1, 1 less 0.375, then none."""
    span = {"first": "2026-07-10T22:30", "until": "2026-07-11T03:15"}
    cut = _cut(_axis("2026-07-10T20:00", 5, 2.0), spans=[span])
    assert cut == pytest.approx([0, 0.75, 1, 0.625, 0])


def test_a_span_over_a_clock_change_lasts_its_true_hours():
    """Berlin, 29 March 2026: 01:00 to 04:00 by the clock is two hours, 25 October four."""
    for day, hours in (("2026-03-29", 2), ("2026-10-25", 4)):
        span = {"first": f"{day}T01:00", "until": f"{day}T04:00"}
        assert sum(_cut(_axis(f"{day}T00:00", 24, zone="Europe/Berlin"), spans=[span])) == hours


@pytest.mark.parametrize("announced", [True, False, None])
def test_a_store_carries_the_critical_tier_through_an_outage(announced):
    """2 MW for four hours at 20, cut in the third; a store of 1.2 MWh; half critical at 900.

    Critical 1 MW is served from the store, 0.2 MW of the rest too, 0.8 MWh shed at 100:
    20*(6 + 1.2) + 80 = 224. Tiers in the wrong order: 864 + ...; the cut not applied: 160.
    """
    calendar = {"spans": [{"first": "2026-01-01T02:00", "until": "2026-01-01T03:00"}]}
    cut = (
        {"available_frac": "up"}
        if announced is None
        else {"outages": {"announced": announced, **calendar}}
    )
    parts = [
        made(
            "load", "site", demand_mw=2.0,
            tiers=[
                {"name": "critical", "share_frac": 0.5, "lost_load_per_mwh": 900.0},
                {"name": "rest", "share_frac": 0.5, "lost_load_per_mwh": 100.0},
            ],
        ),
        made("grid", "utility", p_import_max_mw=4.0, **cut),
        made("energy_price", "bill", assets=["utility"], flow="p_import_mw", price_per_mwh=20.0),
        made(
            "battery", "store", p_rated_mw=2.0, e_rated_mwh=1.2,
            eta_charge_frac=1.0, eta_discharge_frac=1.0,
        ),
    ]  # fmt: skip
    found = answer(parts, _axis("2026-01-01T00:00", 4), {"up": [1, 1, 0, 1]})
    assert found.cost == pytest.approx(224, abs=1e-6)
    components, horizon = found.form.components, found.form.horizon
    told = outages(found.ds, components, horizon)
    assert told == {"utility": {"hours": 1.0, "events": 1, "announced": announced}}
    critical, rest = tiers(found.ds, components, horizon)["site"]
    assert critical["shed_mwh"] == pytest.approx(0, abs=1e-6)
    assert critical["demand_in_outages_mwh"] == pytest.approx(1)
    assert rest["shed_mwh"] == rest["shed_in_outages_mwh"] == pytest.approx(0.8, abs=1e-6)
    assert rest["shed_hours"] == 1
    assert rest["served_mwh"] == pytest.approx(3.2, abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("thermal", {"p_rated_mw": 2.0}),
        ("solar", {"p_rated_mw": 2.0, "available_frac": 1.0}),
        ("line", {"p_rated_mw": 2.0, "bus": "far", "to_bus": "main"}),
        ("inverter", {"p_rated_mw": 2.0, "bus": "far", "eta_invert_frac": 1.0,
                      "eta_rectify_frac": 1.0}),
    ],
)  # fmt: skip
def test_any_asset_can_be_out(kind, fields):
    """1 MW for four hours, one of them cut, 100 a MWh shed: 100; the cut not applied: 0."""
    tier = {"name": "all", "share_frac": 1.0, "lost_load_per_mwh": 100.0}
    span = {"first": "2026-01-01T02:00", "until": "2026-01-01T03:00"}
    parts = [
        made("load", "site", demand_mw=1.0, tiers=[tier]),
        made(kind, "it", **fields, outages={"spans": [span]}),
    ]
    if "bus" in fields:
        parts.append(made("thermal", "source", p_rated_mw=5.0, bus="far"))
    assert answer(parts, _axis("2026-01-01T00:00", 4)).cost == pytest.approx(100, abs=1e-6)


def test_a_calendar_says_what_is_wrong_with_it():
    with pytest.raises(ValueError, match="is not a local date"):
        Outages.model_validate({"spans": [{"first": "tomorrow", "until": "2026-01-01"}]})
    with pytest.raises(ValueError, match="ends at"):
        Outages.model_validate({"spans": [{"first": "2026-01-02", "until": "2026-01-01"}]})
    (fault,) = Outages.model_validate({"windows": [{"seasons": ["summer"]}]}).faults()
    assert fault[0] == "outages.windows.0.seasons"
