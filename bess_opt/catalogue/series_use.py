"""Faults of series by their use, of weather years, and of data files by themselves: E-TS, W-TS."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-TS-025",
        "Values below what the field can be",
        "A demand or an availability is not negative. It may be net of local generation, or its "
        "sign may be turned round (then its mean is negative too).",
        "assets.town.demand_mw, series 'load': 412 values below 0 (least -3.1)",
        "Give the load gross and the generation as an asset; or scale: -1 on the series.",
    ),
    Entry(
        "E-TS-027",
        "Values above what the field can be",
        "An availability or capacity factor is at most 1.",
        "assets.pv.available_frac, series 'sun': 3,100 values above 1 (most 86)",
        'unit: "%"            # on the series',
    ),
    Entry(
        "W-TS-027",
        "An output that such a plant hardly has",
        "The mean output over rating lies outside a wide band for the kind, or the sun shines by "
        "night. The band and where it comes from are printed; the values are used as they stand.",
        "the capacity factor is 0.61. Expected 0.08 to 0.4 for solar (assumption)",
        "Look at unit, rating (AC or DC), sign and zone of the series.",
    ),
    Entry(
        "W-TS-040",
        "A load factor that loads hardly have",
        "Mean over peak lies outside a wide band: a single slip makes a peak, a daily mean written "
        "into every hour flattens it.",
        "the load factor is 0.01 (peak 105,000 MW)",
        "Look at the hour of the peak.",
    ),
    Entry(
        "E-TS-036",
        "File and case say different things of the clock",
        "A file that bess-opt data wrote says its zone and which edge of a step its stamps mark; "
        "the series says otherwise.",
        "# zone: UTC in the file, zone: Asia/Karachi on the series",
        "Leave zone and stamps off the series, or correct the file.",
    ),
    Entry(
        "E-TS-037",
        "Stamps of an unknown zone",
        "A stamp without an offset is a wall time, and of which clock cannot be known.",
        "bess-opt data check load.csv",
        "bess-opt data check load.csv --zone Asia/Karachi",
    ),
    Entry(
        "W-TS-038",
        "Steps without a value",
        "Rows or cells are missing. A case says with gaps how they are treated; here they are only "
        "counted, and stay empty in what is written.",
        "3 of 8,760 steps have no row",
        "gaps: {interpolate: 2h} on the series of the case",
    ),
    Entry(
        "E-TS-039",
        "A finer step than the file has",
        "What happens inside a step the file does not say; holding the value makes up a shape.",
        "bess-opt data resample hours.csv quarters.csv --step 15min",
        "bess-opt data resample hours.csv quarters.csv --step 15min --hold",
    ),
    Entry(
        "W-TS-015",
        "Sunshine that does not go with the sun",
        "The radiation of a weather file goes best with the sun of another hour than its stamps "
        "say: the zone in its head may be wrong, or its stamps mark the other edge of the hour.",
        "the sunshine of site.epw goes best with the sun 1 h later than its stamps say",
        "Compare sunrise in the file with that of the place, and correct the head or the stamps.",
    ),
    Entry(
        "W-TS-021",
        "Weather of another year",
        "The weather file is of one year and stands for another. Loads and prices follow the "
        "weather of their own year, so what they have in common is lost.",
        "weather of 2019 is laid on 2026",
        "Take weather, load and prices of one year, or say in the report that they are not.",
    ),
    Entry(
        "W-TS-022",
        "A typical year",
        "The months of a typical year are stitched from different years. It serves for mean "
        "energy; its spells of bad weather are those of no real year, and no real price or load "
        "follows them.",
        "a typical year, its months from 8 years from 2006 to 2015, is laid on 2026",
        "Take several dated years where the worst week decides.",
    ),
)
