"""Bills worked by hand: each docstring has the arithmetic and what a plausible slip would give.

Every test also holds the bill against the ledger, so that the LP and the meters say the same.
"""

from __future__ import annotations

import numpy as np
import pytest
from mill_site import amounts, billed, from_, site, tariff
from toy_system import hours, made

KARACHI = "Asia/Karachi"
# B-3 of 11 February 2026 as the press printed it (Dawn, abcnews.com.pk): PKR/kWh times 1000.
B3 = {
    "off_peak_per_mwh": 23_670.0,
    "windows": [{"name": "peak", "hours": "18:30-22:30", "price_per_mwh": 35_680.0}],
}


def test_a_weekday_night_ends_on_saturday_morning():
    """1 MW for 48 h from Friday noon; weekday nights 22:00-06:00 at 5, else 10.

    Friday's night lasts 8 h, Saturday's is no weekday's: 8*5 + 40*10 = 440. With every hour by its
    own date only Friday 22-24 would count: 470. Without kinds of day: 400.
    """
    night = {"name": "night", "hours": "22:00-06:00", "days": "weekday", "price_per_mwh": 5.0}
    tou = tariff("time_of_use", "tou", off_peak_per_mwh=10.0, windows=[night])
    found = amounts(site(1.0, from_("2026-01-02T12:00", 48), tou))
    assert found["tou", "night", "2026-01"] == pytest.approx(40, rel=1e-9)
    assert found["tou", "off-peak", "2026-01"] == pytest.approx(400, rel=1e-9)


def test_a_window_of_sunday_night_is_not_mondays():
    """1 MW for the Monday 2026-01-05; weekday nights at 5, else 10.

    Monday 00-06 belongs to Sunday, so only 22-24 counts: 2*5 + 22*10 = 230. By date: 200.
    """
    night = {"name": "night", "hours": "22:00-06:00", "days": "weekday", "price_per_mwh": 5.0}
    tou = tariff("time_of_use", "tou", off_peak_per_mwh=10.0, windows=[night])
    assert sum(amounts(site(1.0, from_("2026-01-05", 24), tou)).values()) == pytest.approx(230)


def test_a_season_changes_inside_a_month():
    """1 MW through April 2026, summer at 30 from the 16th on, else 20.

    15 days each: 360*20 + 360*30 = 18000. By whole months: 14400 or 21600. A day late: 17760.
    """
    summer = {"name": "summer", "seasons": ["summer"], "price_per_mwh": 30.0}
    seasons = {"summer": {"first": "04-16", "last": "10-15"}}
    tou = tariff("time_of_use", "tou", off_peak_per_mwh=20.0, windows=[summer], seasons=seasons)
    found = amounts(site(1.0, from_("2026-04-01", 720, 1.0, KARACHI), tou))
    assert found["tou", "summer", "2026-04"] == pytest.approx(10_800, rel=1e-9)
    assert found["tou", "off-peak", "2026-04"] == pytest.approx(7_200, rel=1e-9)


def test_a_season_over_new_year():
    """1 MW from 30 November to 2 December 2026, winter 12-01 to 02-28: 48 h of 72 at 7, 24 at 4."""
    winter = {"name": "winter", "seasons": ["winter"], "price_per_mwh": 7.0}
    seasons = {"winter": {"first": "12-01", "last": "02-28"}}
    tou = tariff("time_of_use", "tou", off_peak_per_mwh=4.0, windows=[winter], seasons=seasons)
    found = amounts(site(1.0, from_("2026-11-30", 72), tou))
    assert found["tou", "winter", "2026-12"] == pytest.approx(336, rel=1e-9)
    assert found["tou", "off-peak", "2026-11"] == pytest.approx(96, rel=1e-9)


def test_a_window_that_cuts_a_step_counts_in_parts():
    """B-3 (Feb 2026, printed): 2 MW for a day in hours, peak 18:30-22:30.

    4 h of peak, not 3 and not 5: 8*35680 + 40*23670 = 1,232,240. With 18-23: 1,256,260.
    """
    tou = tariff("time_of_use", "b3", **B3)
    found = billed(site(2.0, from_("2026-03-03", 24, 1.0, KARACHI), tou))
    assert found["b3", "peak", "2026-03"] == pytest.approx((8, 285_440), rel=1e-9)
    assert found["b3", "off-peak", "2026-03"] == pytest.approx((40, 946_800), rel=1e-9)


def test_a_holiday_is_no_weekday():
    """1 MW over Sunday 22 to Tuesday 24 March 2026, 23 March a holiday; 08-18 on weekdays at 9.

    Only Tuesday's 10 h: 10*9 + 62*6 = 462. Without the holiday: 492.
    """
    day = {"name": "day", "hours": "08:00-18:00", "days": "weekday", "price_per_mwh": 9.0}
    tou = tariff("time_of_use", "tou", off_peak_per_mwh=6.0, windows=[day], holidays=["2026-03-23"])
    assert sum(amounts(site(1.0, from_("2026-03-22", 72), tou)).values()) == pytest.approx(462)


def test_the_first_window_that_fits_wins():
    """1 MW for a day; critical 12-14 at 50 before peak 10-16 at 20, else 10.

    2*50 + 4*20 + 18*10 = 360. Adding prices up would give 2*70: 400.
    """
    windows = [
        {"name": "critical", "hours": "12:00-14:00", "price_per_mwh": 50.0},
        {"name": "peak", "hours": "10:00-16:00", "price_per_mwh": 20.0},
    ]
    tou = tariff("time_of_use", "tou", off_peak_per_mwh=10.0, windows=windows)
    assert sum(amounts(site(1.0, hours(24), tou)).values()) == pytest.approx(360)


def test_clocks_that_change_keep_the_tariffs_hours():
    """1 MW on 29 March 2026 in Berlin, a day of 23 h; 00-06 at 1, else 3: 5*1 + 18*3 = 59."""
    night = {"name": "night", "hours": "00:00-06:00", "price_per_mwh": 1.0}
    tou = tariff("time_of_use", "tou", off_peak_per_mwh=3.0, windows=[night])
    horizon = from_("2026-03-29", 23, 1.0, "Europe/Berlin")
    assert sum(amounts(site(1.0, horizon, tou)).values()) == pytest.approx(59)


def test_storage_moves_energy_out_of_the_peak_and_the_bill_follows():
    """2 MW flat for a day, peak 18-22 at 50, else 20; 1 MW / 2 MWh, no losses.

    2 MWh leave the peak: 6*50 + 42*20 = 1140; without storage 8*50 + 40*20 = 1200.
    """
    peak = {"name": "peak", "hours": "18:00-22:00", "price_per_mwh": 50.0}
    tou = tariff("time_of_use", "tou", off_peak_per_mwh=20.0, windows=[peak])
    bess = made(
        "battery", "bess", p_rated_mw=1.0, e_rated_mwh=2.0, eta_charge_frac=1.0,
        eta_discharge_frac=1.0,
    )  # fmt: skip
    found = billed(site(2.0, hours(24), tou, more=[bess]))
    assert found["tou", "peak", "2026-01"] == pytest.approx((6, 300), rel=1e-6)
    assert found["tou", "off-peak", "2026-01"] == pytest.approx((42, 840), rel=1e-6)


def test_blocks_of_energy_fill_in_order():
    """3 MW through February 2026: 2016 MWh; 500 at 10, 1000 more at 15, rest at 22.

    5000 + 15000 + 516*22 = 31352. All at the last block's price: 44352.
    """
    blocks = [
        {"up_to_mwh_per_month": 500.0, "price_per_mwh": 10.0},
        {"up_to_mwh_per_month": 1500.0, "price_per_mwh": 15.0},
        {"price_per_mwh": 22.0},
    ]
    found = billed(site(3.0, from_("2026-02-01", 672), tariff("tiered_energy", "t", blocks=blocks)))
    assert found["t", "block 1", "2026-02"] == pytest.approx((500, 5_000), rel=1e-6)
    assert found["t", "block 2", "2026-02"] == pytest.approx((1000, 15_000), rel=1e-6)
    assert found["t", "block 3", "2026-02"] == pytest.approx((516, 11_352), rel=1e-6)


def test_a_part_of_a_month_has_a_part_of_each_block():
    """1 MW for 7 of 28 days: blocks are a quarter; 168 MWh, 100 at 10, 68 at 20: 2360."""
    blocks = [
        {"up_to_mwh_per_month": 400.0, "price_per_mwh": 10.0},
        {"price_per_mwh": 20.0},
    ]
    found = amounts(
        site(1.0, from_("2026-02-01", 168), tariff("tiered_energy", "t", blocks=blocks))
    )
    assert sum(found.values()) == pytest.approx(2360, rel=1e-6)


def test_half_of_the_sanctioned_load_is_billed_at_least():
    """Max demand 3 MW, sanctioned 8 MW, 50 %: 4 MW at 1,250,000 for a whole month = 5,000,000.

    On demand alone: 3,750,000; on the sanctioned load: 10,000,000.
    """
    mdi = tariff(
        "demand_charge", "mdi", charge_per_mw_month=1.25e6, sanctioned_mw=8.0, sanctioned_frac=0.5
    )
    found = billed(site(3.0, from_("2026-02-01", 672), mdi))
    assert found["mdi", "demand", "2026-02"] == pytest.approx((4, 5e6), rel=1e-6)


def test_a_ratchet_looks_back_to_a_measured_peak_and_no_further():
    """5 MW in January and February 2026; 10 MW measured in November 2025; 80 % over two months.

    January: max(5, 8) = 8. February: November is three months away: 5. Compounding on the billed
    8 would give 6.4 in February.
    """
    mdi = tariff(
        "demand_charge", "mdi", charge_per_mw_month=100.0, ratchet_frac=0.8, ratchet_months=2,
        past=[{"month": "2025-11", "peak_mw": 10.0}],
    )  # fmt: skip
    found = billed(site(5.0, hours(1416), mdi))
    assert found["mdi", "demand", "2026-01"] == pytest.approx((8, 800), rel=1e-6)
    assert found["mdi", "demand", "2026-02"] == pytest.approx((5, 500), rel=1e-6)


def test_only_the_window_sets_the_demand():
    """9 MW at noon, 6 MW in the evening, 4 MW else; demand counts from 17 to 21: 6 MW."""
    load = np.full(24, 4.0)
    load[12], load[18:20] = 9.0, 6.0
    mdi = tariff(
        "demand_charge", "mdi", charge_per_mw_month=744.0, windows=[{"hours": "17:00-21:00"}]
    )
    found = billed(site(load, hours(24), mdi))
    assert found["mdi", "demand", "2026-01"] == pytest.approx((6, 6 * 24), rel=1e-6)


def test_net_billing_pays_less_for_what_is_given_than_is_paid_for_what_is_taken():
    """Load 2 MW, sun 5 MW from 10 to 14; import at 30, export at 11 for a day.

    20 h taken: 40*30 = 1200; 4 h given at 3 MW: 12*11 = 132. Netting energy: 28*30 = 840.
    """
    sun = np.zeros(24)
    sun[10:14] = 5.0
    found = amounts(
        site(
            2.0,
            hours(24),
            tariff("energy_price", "buy", flow="p_import_mw", price_per_mwh=30.0),
            tariff("export_price", "sell", paid_per_mwh=11.0),
            sun_mw=sun,
        )
    )
    assert found["buy", "energy", "2026-01"] == pytest.approx(1200, rel=1e-9)
    assert found["sell", "export", "2026-01"] == pytest.approx(-132, rel=1e-9)


def test_a_feed_in_tariff_pays_for_all_that_a_plant_makes():
    """Sun 5 MW from 10 to 14, all of it paid at 8: 160, although 2 MW are used on site."""
    sun = np.zeros(24)
    sun[10:14] = 5.0
    fit = tariff("export_price", "fit", assets=["roof"], flow="p_generation_mw", paid_per_mwh=8.0)
    assert sum(amounts(site(2.0, hours(24), fit, sun_mw=sun)).values()) == pytest.approx(-160)


def test_credit_is_carried_to_the_quarter_and_paid_out():
    """Net of January -100 MWh, February +60, March -20 (1 MW load); price 30, 8 paid.

    No month is billed; credit 100, 40, 60 at March's end: -480. Settled monthly: 60*30 billed
    and 120*8 paid: 840.
    """
    horizon = hours(2160)
    month = np.array(horizon.month_label) % 100
    sun = np.select([month == 1, month == 2], [844 / 744, 612 / 672], 763 / 743 * 1.0)
    sun[month == 3] = 764 / 744
    net = tariff(
        "net_metering", "net", off_peak_per_mwh=30.0, settlement_per_mwh=8.0,
        settlement_months=[3, 6, 9, 12],
    )  # fmt: skip
    found = billed(site(1.0, horizon, net, sun_mw=sun))
    assert found == {
        ("net", "credit settled", "2026-03"): pytest.approx((-60, -480), rel=1e-6),
    }


def test_registers_net_by_themselves():
    """1 MW flat, sun 4 MW from 10 to 16; peak 17-21 at 40, off-peak at 25, monthly, nothing paid.

    Off-peak 20 - 24 = -4 is lost, peak 4*40 = 160. One register for all would net to nothing.
    """
    sun = np.zeros(24)
    sun[10:16] = 4.0
    peak = {"name": "peak", "hours": "17:00-21:00", "price_per_mwh": 40.0}
    net = tariff("net_metering", "net", off_peak_per_mwh=25.0, windows=[peak])
    found = billed(site(1.0, hours(24), net, sun_mw=sun))
    assert found["net", "peak, net", "2026-01"] == pytest.approx((4, 160), rel=1e-6)
    assert ("net", "off-peak, net", "2026-01") not in found


def test_adjustments_by_month_may_give_back():
    """1 MW over January and February 2026; fuel price adjustment +1.5, then -0.9 per MWh.

    744*1.5 = 1116; 672*-0.9 = -604.8.
    """
    fpa = tariff("energy_surcharge", "fpa", surcharge_per_mwh=[1.5, -0.9, *[0.0] * 10])
    found = amounts(site(1.0, hours(1416), fpa))
    assert found["fpa", "surcharge", "2026-01"] == pytest.approx(1116, rel=1e-9)
    assert found["fpa", "surcharge", "2026-02"] == pytest.approx(-604.8, rel=1e-9)


def test_wheeling_is_billed_on_what_is_sent():
    """9.5 MW received for 10 h with 5 % lost: 100 MWh sent at 12.55 = 1255. On receipt: 1192.25."""
    wheel = tariff("energy_surcharge", "wheel", surcharge_per_mwh=12.55, loss_frac=0.05)
    found = billed(site(9.5, hours(10), wheel))
    assert found["wheel", "surcharge", "2026-01"] == pytest.approx((100, 1255), rel=1e-9)


def test_tax_on_tax_and_on_what_is_sunk():
    """February 2026 at 1 MW: 672*30 = 20160; duty 1.5 %; meter rent 500; GST 18 % on all three.

    Duty 302.4; GST 0.18*(20160 + 302.4 + 500) = 3773.232. Without the duty in it: 3718.8. Without
    the rent: 3683.232.
    """
    found = amounts(
        site(
            1.0,
            from_("2026-02-01", 672),
            tariff("energy_price", "energy", flow="p_import_mw", price_per_mwh=30.0),
            made("fixed_charge", "rent", charge_per_month=500.0),
            made("tax", "gst", on=["energy", "duty", "rent"], rate_frac=0.18),
            made("tax", "duty", on=["energy"], rate_frac=0.015),
        )
    )
    assert found["duty", "tax", "2026-02"] == pytest.approx(302.4, rel=1e-9)
    assert found["gst", "tax", "2026-02"] == pytest.approx(3773.232, rel=1e-9)
    assert sum(found.values()) == pytest.approx(24_735.632, rel=1e-9)


def test_fixed_and_standby_charges():
    """A week of February (a quarter): rent 400, 10 MW sanctioned at 90, 3 MW of own sun at 25.

    100 + 225; standby 12*7/365*3*25 = 17.260.
    """
    found = amounts(
        site(
            5.0,
            from_("2026-02-01", 168),
            made(
                "fixed_charge", "fixed", charge_per_month=400.0, charge_per_mw_month=90.0,
                sanctioned_mw=10.0,
            ),
            made("standby_charge", "standby", assets=["roof"], charge_per_mw_month=25.0),
            sun_mw=3.0,
        )
    )  # fmt: skip
    assert found["fixed", "fixed", "2026-02"] == pytest.approx(100, rel=1e-9)
    assert found["fixed", "sanctioned load", "2026-02"] == pytest.approx(225, rel=1e-9)
    assert found["standby", "standby", "2026"] == pytest.approx(900 * 7 / 365, rel=1e-9)


def test_charges_per_mw_go_by_the_month():
    """A week of February, a quarter of it: what a MW costs in February counts, not in January.

    Sanctioned 10 MW at 90 in January and 120 since: 10*120/4 = 300 (January: 225). 2 MW of own sun
    under contract at 70: 2*70/4 = 35 (January's 50: 25). Standby of 3 MW is of a year's charges,
    20 + 11*21 = 251: 251*3*7/365 = 14.441 (twelve Januaries: 13.808, twelve Februaries: 14.499).
    With exit, 3 MW under a contract of 50 + 11*70 = 820 a year: 820*3*7/365 = 47.178.
    """

    def since(january, later):
        return [january, *[later] * 11]

    found = amounts(
        site(
            5.0,
            from_("2026-02-01", 168),
            made(
                "fixed_charge", "fixed", charge_per_mw_month=since(90.0, 120.0), sanctioned_mw=10.0
            ),
            made(
                "capacity_payment", "sunk", assets=["roof"], contracted_mw=2.0,
                charge_per_mw_month=since(50.0, 70.0),
            ),
            made(
                "capacity_payment", "open", assets=["roof"], exit_allowed=True,
                charge_per_mw_month=since(50.0, 70.0),
            ),
            made(
                "standby_charge", "standby", assets=["roof"], charge_per_mw_month=since(20.0, 21.0)
            ),
            sun_mw=3.0,
        )
    )  # fmt: skip
    assert found["fixed", "sanctioned load", "2026-02"] == pytest.approx(300, rel=1e-9)
    assert found["sunk", "capacity", "2026-02"] == pytest.approx(35, rel=1e-9)
    assert found["open", "capacity", "2026"] == pytest.approx(820 * 3 * 7 / 365, rel=1e-9)
    assert found["standby", "standby", "2026"] == pytest.approx(251 * 3 * 7 / 365, rel=1e-9)


def test_a_whole_month_of_b3():
    """B-3 of February 2026 (printed): 4 MW flat, 5 MW from 9 to 17, sanctioned 6 MW, February.

    A day has 24*4 + 8 = 104 MWh, 16 of them in the peak 18:30-22:30: 28*(16*35680 + 88*23670) =
    74,307,520. Max demand 5 MW, above half of 6: 6,250,000. GST 18 % on both: 14,500,353.60.
    """
    load = np.full(24, 4.0)
    load[9:17] = 5.0
    found = amounts(
        site(
            np.tile(load, 28),
            from_("2026-02-01", 672, 1.0, KARACHI),
            tariff("time_of_use", "energy", **B3),
            tariff(
                "demand_charge", "mdi", charge_per_mw_month=1.25e6, sanctioned_mw=6.0,
                sanctioned_frac=0.5,
            ),
            made("tax", "gst", on=["energy", "mdi"], rate_frac=0.18),
        )
    )  # fmt: skip
    energy = found["energy", "peak", "2026-02"] + found["energy", "off-peak", "2026-02"]
    assert energy == pytest.approx(74_307_520, rel=1e-9)
    assert found["mdi", "demand", "2026-02"] == pytest.approx(6_250_000, rel=1e-9)
    assert found["gst", "tax", "2026-02"] == pytest.approx(14_500_353.60, rel=1e-9)
