"""Faults of what cannot be, or hardly is, in a plant: E-PH and W-PH."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-PH-001",
        "No room between least and most state of charge",
        "The window must have a width, or the store holds nothing.",
        "soc_min_frac: 0.9\nsoc_max_frac: 0.1",
        "soc_min_frac: 0.1\nsoc_max_frac: 0.9",
    ),
    Entry(
        "E-PH-002",
        "The store begins or ends outside its window",
        "The case would be infeasible from the first step, or at the last.",
        "soc_min_frac: 0.1\nboundary: {kind: from, soc_start_frac: 0}",
        "boundary: {kind: from, soc_start_frac: 0.1}",
    ),
    Entry(
        "E-PH-003",
        "A negative value where none can be",
        "Powers, energies and costs of plants are not negative; a flow's direction is in its name.",
        "p_rated_mw: -50",
        "p_rated_mw: 50",
    ),
    Entry(
        "E-PH-004",
        "The lower bound lies above the upper one",
        "No size satisfies both.",
        "p_rated_mw: {min: 500, max: 100}",
        "p_rated_mw: {min: 100, max: 500}",
    ),
    Entry(
        "W-PH-007",
        "A duration that no LFP product has",
        "Energy over power lies outside a quarter of an hour to twelve hours; often one of the two "
        "is in another unit.",
        "p_rated_mw: 100\ne_rated_mwh: 2",
        "p_rated_mw: 100\ne_rated_mwh: 200",
    ),
    Entry(
        "W-PH-016",
        "A figure of a plant outside what is usual",
        "Efficiency, emission, health, losses or life lie outside a wide band, which is printed "
        "with where it comes from. The value is used as it stands.",
        "eta_charge_frac: 0.7\neta_discharge_frac: 0.7    # a round trip of 0.49",
        "eta_charge_frac: 0.93\neta_discharge_frac: 0.93",
    ),
    Entry(
        "W-FN-003",
        "A discount rate outside what is usual",
        "The rate is real, a fraction a year. Nominal rates, or per cent, are the usual slips.",
        "discount_rate_real_frac: 0.7",
        "discount_rate_real_frac: 0.07",
    ),
    Entry(
        "E-PH-013",
        "Wear is paid twice",
        "A battery that is paid for by an annuity over its life already pays for what it wears.",
        "wear_per_mwh: 20\ne_rated_mwh: {max: 400, capex_per_mwh: 125000, life_years: 15}",
        "wear_per_mwh: 0\ncycles_max_per_year: 400",
    ),
    Entry(
        "E-PH-014",
        "Tiers hold more than the demand",
        "Shares of sheddable tiers add up to at most 1; the rest cannot be shed.",
        "tiers: [{name: a, share_frac: 0.7, ...}, {name: b, share_frac: 0.5, ...}]",
        "tiers: [{name: a, share_frac: 0.7, ...}, {name: b, share_frac: 0.3, ...}]",
    ),
    Entry(
        "E-PH-015",
        "A line or an inverter that leads nowhere",
        "Both ends are at the same bus.",
        "corridor: {kind: line, bus: north, to_bus: north, p_rated_mw: 1750}",
        "corridor: {kind: line, bus: south, to_bus: north, p_rated_mw: 1750}",
    ),
    Entry(
        "E-PH-016",
        "An export is paid more than an import costs",
        "Power sent out and back in at one meter in the same step would earn money; no meter "
        "allows it, and a program without binaries would take it. Blocks, credit and minimum bills "
        "count at what one more MWh costs by them.",
        "price_in: {kind: energy_price, assets: [utility], flow: p_import_mw, price_per_mwh: 20}\n"
        "price_out: {kind: energy_price, assets: [utility], flow: p_export_mw, price_per_mwh: -25}",
        "price_out: {kind: energy_price, assets: [utility], flow: p_export_mw, price_per_mwh: -10}",
    ),
    Entry(
        "W-PH-019",
        "An export may be paid more than an import costs",
        "Cheap first blocks, a minimum bill that is owed anyway, or credit make an import cost "
        "less than an export earns at some use of the meter and not at others. Whether the site "
        "comes there the run tells: it is refused where its answer sends power in a circle.",
        "blocks: [{up_to_mwh_per_month: 100, price_per_mwh: 10}, {price_per_mwh: 30}]\n"
        "pay: {kind: export_price, assets: [utility], paid_per_mwh: 20}",
        "pay: {kind: export_price, assets: [utility], paid_per_mwh: 10}",
    ),
    Entry(
        "E-PH-017",
        "A fuel curve that cannot be",
        "The curve is the straight line through full and half load. A set takes more fuel per MWh "
        "at half load, and less than twice as much, or it would burn nothing, or everything, idle.",
        "fuel_full_l_per_mwh: 270\nfuel_half_l_per_mwh: 240",
        "fuel_full_l_per_mwh: 270\nfuel_half_l_per_mwh: 310",
    ),
    Entry(
        "E-PH-018",
        "Fuel priced by the litre, litres unknown",
        "The plant does not say how many litres it burns, and would burn for nothing.",
        "oil: {kind: fuel, assets: [sets], fuel_price_per_l: 275}",
        "sets: {kind: thermal, fuel_full_l_per_mwh: 270, ...}",
    ),
)
