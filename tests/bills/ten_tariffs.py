"""Ten tariffs as a consultant would write them down. Made by hand: synthetic, none is in force.

They have the shapes of real ones (Pakistan B-3 and C-2, an Indian time-of-day tariff, Californian
tiers over time of use, German grid use, South African seasons) with round figures of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

KW = 1000.0
Fields = dict[str, Any]


@dataclass(frozen=True)
class Site:
    """A tariff, the clock it is read on, and the load that it bills.

    Parameters
    ----------
    zone, start, days, step_h
        Local clock and horizon.
    base_mw, swing_mw, sun_mw
        Load around a mean, seeded, and the top of a sun from 6 to 18.
    tariffs : dict
        By name, with ``kind``.
    """

    zone: str
    start: str
    days: int
    tariffs: dict[str, Fields]
    step_h: float = 1.0
    base_mw: float = 4.0
    swing_mw: float = 2.0
    sun_mw: float = 0.0


UTILITY = {"assets": ["utility"]}
# fmt: off

B3 = Site("Asia/Karachi", "2026-02-01", 28, sun_mw=7.0, tariffs={
    "energy": {
        "kind": "time_of_use", **UTILITY, "off_peak_per_mwh": 23.67 * KW,
        "seasons": {"winter": {"first": "12-01", "last": "02-29"},
                    "rest": {"first": "03-01", "last": "11-30"}},
        "windows": [
            {"name": "peak", "hours": "17:00-21:00", "seasons": ["winter"],
             "price_per_mwh": 35.68 * KW},
            {"name": "peak", "hours": "18:00-22:00", "seasons": ["rest"],
             "price_per_mwh": 35.68 * KW},
        ],
    },
    "mdi": {"kind": "demand_charge", **UTILITY, "charge_per_mw_month": 1250 * KW,
            "sanctioned_mw": 40.0, "sanctioned_frac": 0.25},
    "surcharge": {"kind": "energy_surcharge", **UTILITY, "surcharge_per_mwh": 3.23 * KW},
    "duty": {"kind": "tax", "on": ["energy"], "rate_frac": 0.015},
    "gst": {"kind": "tax", "on": ["energy", "mdi", "surcharge", "duty"], "rate_frac": 0.18},
    "export": {"kind": "export_price", **UTILITY, "paid_per_mwh": 10.5 * KW},
})

C2 = Site("Asia/Karachi", "2026-07-01", 31, base_mw=0.3, swing_mw=0.2, tariffs={
    "energy": {
        "kind": "time_of_use", **UTILITY, "off_peak_per_mwh": 25.1 * KW,
        "windows": [{"name": "peak", "hours": "18:30-22:30", "price_per_mwh": 36.4 * KW}],
    },
    "rent": {"kind": "fixed_charge", "charge_per_month": 2000.0},
    "least": {"kind": "minimum_bill", "on": ["energy", "rent"], "minimum_per_mw_month": 2000 * KW,
              "sanctioned_mw": 5.0},
    "gst": {"kind": "tax", "on": ["energy", "rent", "least"], "rate_frac": 0.18},
})

INDIA = Site("Asia/Kolkata", "2026-04-01", 30, step_h=0.5, tariffs={
    "base": {"kind": "energy_price", **UTILITY, "flow": "p_import_mw", "price_per_mwh": 7.2 * KW},
    "time_of_day": {
        "kind": "time_of_use", **UTILITY, "off_peak_per_mwh": 0.0, "rest": "normal",
        "windows": [
            {"name": "night rebate", "hours": "22:00-06:00", "price_per_mwh": -1.5 * KW},
            {"name": "peak", "hours": ["06:00-09:00", "18:00-22:00"], "price_per_mwh": 1.1 * KW},
        ],
    },
    "demand": {"kind": "demand_charge", **UTILITY, "charge_per_mw_month": 450 * KW,
               "sanctioned_mw": 8.0, "sanctioned_frac": 0.85, "metering_h": 0.5},
    "duty": {"kind": "tax", "on": ["base", "time_of_day", "demand"], "rate_frac": 0.075},
})

CALIFORNIA = Site("America/Los_Angeles", "2026-07-01", 31, base_mw=0.004, swing_mw=0.002, tariffs={
    "energy": {
        "kind": "time_of_use", **UTILITY, "off_peak_per_mwh": 310.0, "holidays": ["2026-07-03"],
        "seasons": {"summer": {"first": "06-01", "last": "09-30"},
                    "winter": {"first": "10-01", "last": "05-31"}},
        "windows": [
            {"name": "peak", "hours": "16:00-21:00", "seasons": ["summer"], "price_per_mwh": 550.0},
            {"name": "peak", "hours": "16:00-21:00", "seasons": ["winter"], "price_per_mwh": 400.0},
            {"name": "super off-peak", "hours": "00:00-06:00", "days": "weekday",
             "price_per_mwh": 240.0},
            {"name": "super off-peak", "hours": "00:00-14:00", "days": "weekend",
             "price_per_mwh": 240.0},
        ],
    },
    # The credit for the baseline, 130 per cent of it, and a third tier above four times.
    "tiers": {"kind": "tiered_energy", **UTILITY, "blocks": [
        {"up_to_mwh_per_month": 1.3, "price_per_mwh": -105.0},
        {"up_to_mwh_per_month": 2.2, "price_per_mwh": 0.0},
        {"price_per_mwh": 80.0},
    ]},
    "daily": {"kind": "fixed_charge", "charge_per_month": 24.15},
    "least": {"kind": "minimum_bill", "on": ["energy", "tiers", "daily"],
              "minimum_per_month": 12.0},
    "utility_tax": {"kind": "tax", "on": ["energy", "tiers", "daily", "least"], "rate_frac": 0.05},
})

GERMANY = Site("Europe/Berlin", "2026-03-01", 31, step_h=0.25, tariffs={
    "work": {
        "kind": "time_of_use", **UTILITY, "off_peak_per_mwh": 62.0, "rest": "NT",
        "windows": [{"name": "HT", "hours": "06:00-22:00", "days": "weekday",
                     "price_per_mwh": 88.0}],
    },
    "power": {"kind": "demand_charge", **UTILITY, "charge_per_mw_month": 14.2 * KW,
              "metering_h": 0.25},
    "levies": {"kind": "energy_surcharge", **UTILITY, "surcharge_per_mwh": 1.1 + 2.77 + 6.56},
    "electricity_tax": {"kind": "energy_surcharge", **UTILITY, "surcharge_per_mwh": 20.5},
    "vat": {"kind": "tax", "on": ["work", "power", "levies", "electricity_tax"], "rate_frac": 0.19},
})

MEGAFLEX = Site("Africa/Johannesburg", "2026-08-16", 31, tariffs={
    "energy": {
        "kind": "time_of_use", **UTILITY, "rest": "off-peak", "holidays": ["2026-08-10"],
        "off_peak_per_mwh": [1210.0] * 5 + [1380.0] * 3 + [1210.0] * 4,
        "seasons": {"high": {"first": "06-01", "last": "08-31"},
                    "low": {"first": "09-01", "last": "05-31"}},
        "windows": [
            {"name": "peak", "hours": ["06:00-09:00", "17:00-19:00"], "days": "weekday",
             "seasons": ["high"], "price_per_mwh": 7050.0},
            {"name": "peak", "hours": ["07:00-10:00", "18:00-20:00"], "days": "weekday",
             "seasons": ["low"], "price_per_mwh": 2300.0},
            {"name": "standard", "hours": "06:00-22:00", "days": "weekday", "seasons": ["high"],
             "price_per_mwh": 2140.0},
            {"name": "standard", "hours": "06:00-22:00", "days": "weekday", "seasons": ["low"],
             "price_per_mwh": 1580.0},
            {"name": "standard", "hours": ["07:00-12:00", "18:00-20:00"], "days": ["sat"],
             "seasons": ["high"], "price_per_mwh": 2140.0},
            {"name": "standard", "hours": ["07:00-12:00", "18:00-20:00"], "days": ["sat"],
             "seasons": ["low"], "price_per_mwh": 1580.0},
        ],
    },
    "network": {"kind": "demand_charge", **UTILITY, "charge_per_mw_month": 41.0 * KW,
                "windows": [{"hours": "06:00-22:00",
                             "days": ["mon", "tue", "wed", "thu", "fri", "sat"]}]},
    "access": {"kind": "fixed_charge", "charge_per_mw_month": 23.5 * KW, "sanctioned_mw": 7.0,
               "charge_per_month": 8250.0},
    "subsidy": {"kind": "energy_surcharge", **UTILITY, "surcharge_per_mwh": 49.0},
    "vat": {"kind": "tax", "on": ["energy", "network", "access", "subsidy"], "rate_frac": 0.15},
})

NET_METERED = Site("Asia/Karachi", "2026-01-01", 90, sun_mw=14.0, tariffs={
    "net": {
        "kind": "net_metering", **UTILITY, "settlement_months": [3, 6, 9, 12],
        "off_peak_per_mwh": [24.0 * KW, 23.0 * KW, 22.0 * KW, *[26.0 * KW] * 9],
        "settlement_per_mwh": 9.5 * KW,
        "windows": [{"name": "peak", "hours": "17:00-21:00",
                     "price_per_mwh": [36.0 * KW, 36.0 * KW, 35.0 * KW, *[38.0 * KW] * 9]}],
    },
    "gst": {"kind": "tax", "on": ["net"], "rate_frac": 0.18},
})

AUSTRALIA = Site("Australia/Sydney", "2026-04-01", 30, step_h=0.5, tariffs={
    "energy": {"kind": "tiered_energy", **UTILITY, "blocks": [
        {"up_to_mwh_per_month": 1000.0, "price_per_mwh": 92.0},
        {"up_to_mwh_per_month": 2000.0, "price_per_mwh": 101.0},
        {"price_per_mwh": 118.0},
    ]},
    "capacity": {
        "kind": "demand_charge", **UTILITY, "charge_per_mw_month": 12.9 * KW, "metering_h": 0.5,
        "windows": [{"hours": "15:00-21:00", "days": "weekday"}],
        "holidays": ["2026-04-03", "2026-04-06", "2026-04-25"],
        "ratchet_frac": 0.8, "ratchet_months": 11,
        "past": [{"month": "2025-04", "peak_mw": 60.0}, {"month": "2025-12", "peak_mw": 9.5},
                 {"month": "2026-02", "peak_mw": 8.0}],
    },
    "gst": {"kind": "tax", "on": ["energy", "capacity"], "rate_frac": 0.1},
})

CAROLINA = Site("America/New_York", "2026-10-20", 31, tariffs={
    "energy": {
        "kind": "time_of_use", **UTILITY, "off_peak_per_mwh": 52.0,
        "seasons": {"summer": {"first": "05-16", "last": "10-31"}},
        "windows": [
            {"name": "on-peak", "hours": "13:00-18:00", "days": "weekday", "seasons": ["summer"],
             "price_per_mwh": 121.0},
            {"name": "on-peak", "hours": ["06:00-09:00", "17:00-20:00"], "days": "weekday",
             "price_per_mwh": 109.0},
        ],
    },
    "demand": {"kind": "demand_charge", **UTILITY,
               "charge_per_mw_month": [9.0 * KW] * 5 + [13.0 * KW] * 5 + [9.5 * KW] * 2},
    "fuel": {"kind": "energy_surcharge", **UTILITY,
             "surcharge_per_mwh": [1.0] * 9 + [-0.8, 2.25, 2.25]},
    "franchise": {"kind": "tax", "on": ["energy", "demand", "fuel"], "rate_frac": 0.04},
    "sales": {"kind": "tax", "on": ["energy", "demand", "fuel", "franchise"], "rate_frac": 0.0725},
    "rebate": {"kind": "tax", "on": ["energy"], "rate_frac": -0.02},
})

WHEELED = Site("Asia/Karachi", "2026-05-01", 31, tariffs={
    "contract": {"kind": "energy_price", **UTILITY, "flow": "p_import_mw",
                 "price_per_mwh": 11.2 * KW},
    "wheeling": {"kind": "energy_surcharge", **UTILITY, "surcharge_per_mwh": 12.55 * KW,
                 "loss_frac": 0.05},
    "standby": {"kind": "fixed_charge", "charge_per_mw_month": 500 * KW, "sanctioned_mw": 7.0},
    "gst": {"kind": "tax", "on": ["contract", "wheeling", "standby"], "rate_frac": 0.18},
})
