"""A charge on the year's highest demand, by hand: dispatch, bill and ledger."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from mill_site import billed, site, tariff
from toy_system import hours, made

from bess_opt.errors import CaseError
from bess_opt.horizon import Horizon

# A day of January, and one of July or of the January after; 2 MW but for the hour told.
FIRST, SECOND = np.full(24, 2.0), np.full(24, 2.0)
FIRST[6], SECOND[18] = 6.0, 4.0
LOAD = np.concatenate([FIRST, SECOND])


def _two_days(second: str, years: tuple[int, int], weight: float) -> Horizon:
    days = ["2026-01-10", second]
    starts = [pd.date_range(day, periods=24, freq="h", tz="UTC") for day in days]
    return Horizon(
        starts[0].append(starts[1]), 1.0, "UTC", np.full(48, weight), np.repeat([0, 1], 24),
        np.repeat(years, 24),
    )  # fmt: skip


ONE_YEAR = _two_days("2026-07-10", (2026, 2026), 182.5)
TWO_YEARS = _two_days("2027-01-10", (2026, 2027), 365.0)


def _charge(**fields):
    fields = {"charge_per_mw_year": 1000.0, "true_peak_included": True, **fields}
    return tariff("annual_demand_charge", "peak", **fields)


def _store(mw):
    return made(
        "battery", "bess", p_rated_mw=mw, e_rated_mwh=9.0, eta_charge_frac=1.0,
        eta_discharge_frac=1.0,
    )  # fmt: skip


def test_one_year_has_one_peak():
    """6 MW in January, 4 MW in July: 6 MW at 1,000 = 6,000.

    Each month's own peak by the share of the year would be (6 + 4) / 2: 5,000; the sum of both
    10,000; twelve months of it 72,000.
    """
    found = site(LOAD, ONE_YEAR, _charge())
    assert billed(found) == {("peak", "demand", "2026"): pytest.approx((6, 6000), rel=1e-9)}
    assert found.cost == pytest.approx(6000, rel=1e-9)


def test_each_of_two_years_has_its_own():
    """6 MW in 2026 and 4 MW in 2027: 6,000 and 4,000; one peak for all would be 12,000."""
    found = site(LOAD, TWO_YEARS, _charge())
    assert billed(found) == {
        ("peak", "demand", "2026"): pytest.approx((6, 6000), rel=1e-9),
        ("peak", "demand", "2027"): pytest.approx((4, 4000), rel=1e-9),
    }
    assert found.cost == pytest.approx(10_000, rel=1e-9)


def test_a_store_cuts_the_peak_of_the_year_and_no_other():
    """1.5 MW of storage: 4.5 MW are billed, 4,500. July, at 4 MW, is worth nothing to it.

    With its own peak for each month it would cut both, to 4.5 and 2.5 MW. Over two years it does:
    4,500 + 2,500 (charging at the other hours' 2 MW leaves these below).
    """
    found = site(LOAD, ONE_YEAR, _charge(), more=[_store(1.5)])
    assert billed(found) == {("peak", "demand", "2026"): pytest.approx((4.5, 4500), rel=1e-6)}
    prices = found.duals["annual_demand_charge_peak"].to_numpy().ravel()
    # One MW less in that hour saves the year's charge; a step counts for 182.5 of them.
    assert prices[6] * 182.5 == pytest.approx(1000, rel=1e-6)
    assert np.abs(np.delete(prices, 6)).max() < 1e-6
    both = site(LOAD, TWO_YEARS, _charge(), more=[_store(1.5)])
    assert both.cost == pytest.approx(7000, rel=1e-6)


def test_windows_floors_and_shares_of_a_year():
    """Only 17 to 21 counts: 2 MW in January, 4 in July. Half of 9 MW is the floor: 4.5 MW.

    One day of the year, unweighted: 4.5 MW at 1,000 x 24 / 8,760 = 12.33; without the share 4,500.
    """
    evening = {"windows": [{"hours": "17:00-21:00"}]}
    assert site(LOAD, ONE_YEAR, _charge(**evening)).cost == pytest.approx(4000, rel=1e-9)
    floor = _charge(sanctioned_mw=9.0, sanctioned_frac=0.5, **evening)
    assert site(LOAD, ONE_YEAR, floor).cost == pytest.approx(4500, rel=1e-9)
    day = site(SECOND, hours(24), floor)
    assert billed(day)["peak", "demand", "2026"] == pytest.approx((4.5, 4500 / 365), rel=1e-9)
    assert day.cost == pytest.approx(4500 / 365, rel=1e-9)


def test_it_stands_beside_a_charge_by_month_and_is_taxed():
    """Evening peak by month: 4 MW x 24/744 x 744 = 96; year's peak 6 MW x 24/8,760 x 8,760 = 144.

    A tax of 10 % rests on the year's line: 14.40, in the year and in no month.
    """
    load = FIRST + SECOND - 2.0
    monthly = tariff(
        "demand_charge", "mdi", charge_per_mw_month=744.0, windows=[{"hours": "17:00-21:00"}]
    )
    annual = tariff("annual_demand_charge", "peak", charge_per_mw_year=8760.0)
    gst = made("tax", "gst", on=["peak"], rate_frac=0.1)
    found = billed(site(load, hours(24), monthly, annual, gst))
    assert found["mdi", "demand", "2026-01"] == pytest.approx((4, 96), rel=1e-9)
    assert found["peak", "demand", "2026"] == pytest.approx((6, 144), rel=1e-9)
    assert found["gst", "tax", "2026"] == pytest.approx((144, 14.4), rel=1e-9)


def test_what_cannot_be_billed_is_told():
    with pytest.raises(CaseError) as caught:
        site(LOAD, ONE_YEAR, _charge(true_peak_included=False))
    assert caught.value.faults[0].code == "E-TF-004"
    charge = _charge(sanctioned_frac=0.5)
    assert [code for _, code, *_ in charge.faults()] == ["E-CF-006"]
    (told,) = charge.remarks(hours(24))
    assert told.code == "W-TF-010"
    assert "0.3% of 2026" in told.found
    assert list(charge.remarks(ONE_YEAR)) == []
    least = made("minimum_bill", "least", on=["peak"], minimum_per_month=9.0)
    parts = {"peak": charge, "least": least}
    assert [code for _, code, *_ in least.faults_among(parts)] == ["E-TF-008"]
