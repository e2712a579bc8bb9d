"""Minimum bills and prices by month, worked by hand; and what a linear program cannot price."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from mill_site import amounts, billed, from_, site, tariff
from toy_system import hours, made

from bess_opt.runs.billing import against_ledger, bill_rows

FEES = (
    tariff("energy_price", "energy", flow="p_import_mw", price_per_mwh=10.0),
    made("fixed_charge", "meter", charge_per_month=400.0),
    made("minimum_bill", "least", on=["energy", "meter"], minimum_per_month=7_500.0),
    made("tax", "gst", on=["energy", "meter", "least"], rate_frac=0.1),
)


def test_a_minimum_counts_fixed_charges_and_is_taxed():
    """1 MW in January and February 2026 at 10, meter rent of 400, at least 7,500 a month.

    January 7,440 + 400 is above it. February 6,720 + 400 = 7,120 lacks 380; GST 784 and 750.
    Without the rent January would lack 60; over both months together nothing would be lacking.
    """
    found = amounts(site(1.0, from_("2026-01-01", 59 * 24), *FEES))
    assert ("least", "to the minimum bill", "2026-01") not in found
    assert found["least", "to the minimum bill", "2026-02"] == pytest.approx(380, rel=1e-6)
    assert found["gst", "tax", "2026-01"] == pytest.approx(784, rel=1e-7)
    assert found["gst", "tax", "2026-02"] == pytest.approx(750, rel=1e-7)


def test_a_quarter_of_a_month_owes_a_quarter_of_the_minimum():
    """7 of 28 days: 1,680 + 100 of 1,875 lacks 95; the whole minimum would lack 5,720."""
    found = amounts(site(1.0, from_("2026-02-01", 168), *FEES))
    assert found["least", "to the minimum bill", "2026-02"] == pytest.approx(95, rel=1e-6)


def test_below_the_minimum_storage_saves_nothing():
    """2 MW for a day at 50 from 18 to 22, else 20, is 1,200; a minimum of 1,500 a day is owed.

    Without the minimum 1 MW / 2 MWh would save 60.
    """
    peak = {"name": "peak", "hours": "18:00-22:00", "price_per_mwh": 50.0}
    tou = tariff("time_of_use", "tou", off_peak_per_mwh=20.0, windows=[peak])
    bess = made(
        "battery", "bess", p_rated_mw=1.0, e_rated_mwh=2.0, eta_charge_frac=1.0,
        eta_discharge_frac=1.0,
    )  # fmt: skip
    least = made("minimum_bill", "least", on=["tou"], minimum_per_mw_month=15_500.0,
                 sanctioned_mw=3.0)  # fmt: skip
    for more, tariffs, bill in (([], (tou, least), 1_500), ([bess], (tou, least), 1_500),
                                ([bess], (tou,), 1_140)):  # fmt: skip
        found = site(2.0, hours(24), *tariffs, more=more)
        assert sum(amounts(found).values()) == pytest.approx(bill, rel=1e-6)


def test_a_minimum_may_differ_by_month_and_rests_on_demand_too():
    """2 MW in March and April: demand 300 a MW; at least 16,000 in March, 15,000 in April.

    March 743 h (clock change in Berlin): 14,860 + 600 lacks 540. April 14,400 + 600 is met.
    """
    months = [0.0, 0.0, 16_000.0, 15_000.0, *[0.0] * 8]
    found = amounts(
        site(
            2.0,
            from_("2026-03-01", 743 + 720, 1.0, "Europe/Berlin"),
            tariff("energy_price", "energy", flow="p_import_mw", price_per_mwh=10.0),
            tariff("demand_charge", "demand", charge_per_mw_month=300.0),
            made("minimum_bill", "least", on=["energy", "demand"], minimum_per_month=months),
        )
    )
    assert found["least", "to the minimum bill", "2026-03"] == pytest.approx(540, rel=1e-6)
    assert found.get(("least", "to the minimum bill", "2026-04"), 0.0) == pytest.approx(0, abs=1e-3)


def test_a_price_by_the_clock_may_differ_by_month():
    """1 MW over the last day of June and the first of July 2026; 18-22 at 30, then 36; else 20, 24.

    June 4*30 + 20*20 = 520; July 4*36 + 20*24 = 624. June's prices held on: 520.
    """
    june = [20.0] * 6 + [24.0] * 6
    peak = {"name": "peak", "hours": "18:00-22:00", "price_per_mwh": [30.0] * 6 + [36.0] * 6}
    tou = tariff("time_of_use", "tou", off_peak_per_mwh=june, windows=[peak])
    found = billed(site(1.0, from_("2026-06-30", 48), tou))
    assert found["tou", "peak", "2026-06"] == pytest.approx((4, 120), rel=1e-9)
    assert found["tou", "peak", "2026-07"] == pytest.approx((4, 144), rel=1e-9)
    assert found["tou", "off-peak", "2026-07"] == pytest.approx((20, 480), rel=1e-9)


SUN = np.tile(np.where((np.arange(24) >= 6) & (np.arange(24) < 18), 1.0, 0.0), 90)
JANUARY = np.arange(90 * 24) < 31 * 24


def _quarter(prices, settled):
    """January to March 2026: 4 MW of sun by day; 1 MW of load in January, 3 MW later."""
    net = tariff(
        "net_metering", "net", off_peak_per_mwh=prices, settlement_per_mwh=5.0,
        settlement_months=settled,
    )  # fmt: skip
    load = np.where(JANUARY, 1.0, 3.0)
    return site(load, from_("2026-01-01", 90 * 24), net, sun_mw=4.0 * SUN + 1e-9)


def test_credit_is_used_at_the_price_of_the_month_that_uses_it():
    """Credit of January 31*(12*4 - 24) = 744 MWh, February takes 28*(72 - 48) = 672, March 744.

    February is met by credit, 72 are left; March bills 744 - 72 = 672 at 12: 8,064. January's price
    of 20 would give 13,440, and settling each month 672*15 + 744*12 - 744*5 = 15,288.
    """
    prices = [20.0, 15.0, 12.0, *[30.0] * 9]
    found = billed(_quarter(prices, [3, 6, 9, 12]))
    assert found["net", "off-peak, net", "2026-03"] == pytest.approx((672, 8_064), rel=1e-6)
    assert ("net", "off-peak, net", "2026-02") not in found
    each = billed(_quarter(prices, list(range(1, 13))))
    assert sum(amount for _, amount in each.values()) == pytest.approx(15_288, rel=1e-6)


def test_a_price_that_rises_after_each_settlement_is_billed_right():
    """Settled by month, 10, 15, 20: 744*5 paid out, 672*15 and 744*20 billed: 21,240."""
    found = billed(_quarter([10.0, 15.0, 20.0, *[20.0] * 9], list(range(1, 13))))
    assert sum(amount for _, amount in found.values()) == pytest.approx(21_240, rel=1e-6)


def test_why_a_price_may_not_rise_while_credit_is_carried():
    """10, 15, 20 in one quarter: 672 MWh of March at 20 are 13,440, and the program bills less.

    It buys them in January at 10 and carries them as credit: 6,720. The bill made from the meters
    does not follow, which the check against the ledger sees; such a tariff is refused.
    """
    found = _quarter([10.0, 15.0, 20.0, *[20.0] * 9], [3, 6, 9, 12])
    rows = bill_rows("it", found.form.components, found.ds, found.form.horizon, "EUR", {})
    assert sum(r["amount"] for r in rows) == pytest.approx(13_440, rel=1e-6)
    ledger = [asdict(row) for row in found.ledger]
    assert sum(r["amount"] for r in ledger if r["nature"] == "cash") == pytest.approx(
        6_720, rel=1e-6
    )
    assert not against_ledger(rows, ledger, found.form.components, "bill").passed
    told = list(found.form.components["net"].faults())
    assert [(f[0], f[1]) for f in told] == [("off_peak_per_mwh", "E-TF-001")]
    assert "10 in month 1 and 15 in month 2" in told[0][2]
