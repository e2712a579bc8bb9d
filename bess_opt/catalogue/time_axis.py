"""Faults of the time axis: E-TM and W-TM."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-TM-001",
        "A time zone that does not exist",
        "Days, months and tariff hours are counted on the clock of a zone.",
        "zone: Europe/Berln",
        "zone: Europe/Berlin   # or UTC, or +05:00",
    ),
    Entry(
        "E-TM-002",
        "A step that does not divide a day",
        "Steps are from one minute to one day and fill a day exactly.",
        "step: 7h",
        "step: 6h",
    ),
    Entry(
        "E-TM-003",
        "A start that cannot be used",
        "It is no date and time, or the clock of the zone does not show it exactly once.",
        "start: 2025-03-30T02:30   # Europe/Berlin skips it",
        "start: 2025-03-30T03:00",
    ),
    Entry(
        "E-TM-004",
        "A length that cannot be used",
        "A period is a calendar length, or a whole number of steps.",
        "periods: a while",
        "periods: 1 year",
    ),
    Entry(
        "E-TM-005",
        "A period that weighs nothing, or no period at all",
        "Each period stands for at least something.",
        "periods: [{start: 2025-01-06, length: 7 days, weight: 0}]",
        "periods: [{start: 2025-01-06, length: 7 days, weight: 52.142857}]",
    ),
    Entry(
        "E-TM-006",
        "A horizon that is too long",
        "More steps than can be held.",
        "step: 1min and periods: 20 years",
        "step: 1h",
    ),
    Entry(
        "E-TM-007",
        "Periods that overlap",
        "A step would stand twice on the axis.",
        "periods: [{start: 2025-01-06, length: 7 days}, {start: 2025-01-10, length: 7 days}]",
        "Raise the weight of one period instead.",
    ),
    Entry(
        "W-TM-008",
        "Periods that do not stand for a year",
        "Annual costs count by the share of the year that the weighted periods cover.",
        "four weeks with the weight 12",
        "four weeks with the weight 13.035714",
    ),
)
