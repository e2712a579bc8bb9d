"""Faults of tariffs that no linear program can hold, or that the time axis cannot bill: E-TF."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-TF-001",
        "A tariff that needs binaries",
        "Blocks that become cheaper, or credit that is paid more than energy costs, make the bill "
        "concave: a linear program would take the cheap block first, or bill and pay out the same "
        "energy without end.",
        "blocks: [{up_to_mwh_per_month: 100, price_per_mwh: 30}, {price_per_mwh: 20}]",
        "blocks: [{price_per_mwh: 22}]     # the mean price at the energy that is expected",
    ),
    Entry(
        "E-TF-002",
        "A season that is not described",
        "A window names a season; its first and last day are nowhere.",
        "windows: [{hours: 18:00-22:00, seasons: [summer], price_per_mwh: 35}]",
        "seasons: {summer: {first: 04-01, last: 10-31}}",
    ),
    Entry(
        "E-TF-003",
        "Blocks that are not in order",
        "Each block but the last says up to which energy it reaches, and these limits rise.",
        "blocks: [{price_per_mwh: 20}, {up_to_mwh_per_month: 100, price_per_mwh: 30}]",
        "blocks: [{up_to_mwh_per_month: 100, price_per_mwh: 20}, {price_per_mwh: 30}]",
    ),
    Entry(
        "E-TF-004",
        "A demand charge on weighted periods",
        "Typical days miss the highest demand of the month or year, so the charge and what storage "
        "saves of it would be wrong.",
        "time: {periods: [{start: 2026-07-06T00:00, length: 7 days, weight: 4.4}]}",
        "time: {periods: 1 year}\nor, once the true peak is among the periods: "
        "true_peak_included: true",
    ),
    Entry(
        "W-TF-005",
        "The meter averages over less than a step",
        "A peak of half an hour is higher than the hour that holds it. The demand charge computed "
        "on hours is too low, and what storage saves of it is uncertain.",
        "time: {step: 1h}\ntariffs: {mdi: {kind: demand_charge, metering_h: 0.5, ...}}",
        "time: {step: 30min}     # with a load measured every half hour",
    ),
    Entry(
        "E-TF-006",
        "Taxes that rest on each other",
        "A tax may rest on another tax, but not on itself, directly or through others.",
        "gst: {kind: tax, on: [duty]}\nduty: {kind: tax, on: [gst]}",
        "duty: {kind: tax, on: [energy]}\ngst: {kind: tax, on: [energy, duty]}",
    ),
    Entry(
        "E-TF-008",
        "A minimum bill on lines that it cannot rest on",
        "A minimum is compared with the monthly lines of plain tariffs, before taxes, which rest "
        "on all of them or on none. Taxes and other minimum bills rest on lines themselves; some "
        "charges are billed by the year; and credit that is carried on could be bought for nothing "
        "in a month in which the minimum is owed anyway.",
        "least: {kind: minimum_bill, on: [energy, gst], minimum_per_month: 2000}",
        "least: {kind: minimum_bill, on: [energy], minimum_per_month: 2000}\n"
        "gst: {kind: tax, on: [energy, least], rate_frac: 0.18}",
    ),
    Entry(
        "W-TF-009",
        "One thing that two tariffs charge an asset for",
        "Tariffs on one asset add up. That is meant for a surcharge on an energy price, or for a "
        "capacity payment beside fuel; two tariffs that each charge the fuel of a plant are often "
        "a copy, and double its cost. Both are charged as written. The warning may stand where two "
        "tariffs are two parts of one price, such as fuel and its freight in another currency.",
        "coal: {kind: fuel, assets: [thar, hub], fuel_price_per_mwh: 40}\n"
        "hub: {kind: fuel, assets: [hub], fuel_price_per_mwh: 55}",
        "coal: {kind: fuel, assets: [thar], fuel_price_per_mwh: 40}\n"
        "hub: {kind: fuel, assets: [hub], fuel_price_per_mwh: 55}",
    ),
    Entry(
        "E-TF-007",
        "A tariff file that cannot be read, or holds what is not supported",
        "The file is no URDB record, or uses a part of the format that would change the bill and "
        "is not translated. Nothing is left out in silence.",
        "bess-opt data urdb tariff.json",
        "Take the part out of the file, or write the tariff by hand.",
    ),
    Entry(
        "W-TF-010",
        "A year's highest demand of part of a year",
        "The charge is on the highest demand of twelve months, and the case holds fewer. What is "
        "billed is the highest of these hours, by the share of the year that they are: a higher "
        "demand outside of them is not seen.",
        "time: {start: 2026-07-01, periods: 92 days}    # with kind: annual_demand_charge",
        "time: {start: 2026-07-01, periods: 1 year}",
    ),
    Entry(
        "W-TF-011",
        "An export that costs",
        "A price is paid by the system, so that an income is negative. A price above nought on an "
        "export that no other tariff pays for makes plants stand still: nothing is sold, and "
        "storage finds nothing to do. A charge for wheeling beside a tariff that pays is not told.",
        "sale: {kind: energy_price, assets: [connection], flow: p_export_mw, price_per_mwh: 50}",
        "sale: {kind: export_price, assets: [connection], paid_per_mwh: 50}",
    ),
)
