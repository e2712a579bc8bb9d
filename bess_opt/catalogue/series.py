"""Faults of time series and their stamps: E-TS and W-TS, and doubtful units."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-TS-001",
        "A column that is not in the file",
        "The series names a heading that the file does not have, or names none while the file has "
        "several columns of values. Headings are compared letter by letter.",
        "load: {file: data/load.csv, column: Load, unit: MW}   # the heading is load_mw",
        "load: {file: data/load.csv, column: load_mw, unit: MW}",
    ),
    Entry(
        "E-TS-002",
        "Two columns of one name",
        "Which of the two was meant cannot be known; table readers keep both and rename one in "
        "silence.",
        "time,mw,mw",
        "time,mw_gross,mw_net",
    ),
    Entry(
        "E-TS-003",
        "A line with more or fewer fields than the header",
        "With one field more on every line, table readers shift all columns by one without a word; "
        "a short line becomes a missing value. So the fields of every line are counted first.",
        "time,mw\n2025-01-01T00:00,100,7",
        "time,mw,quality\n2025-01-01T00:00,100,7",
    ),
    Entry(
        "E-TS-004",
        "A cell that holds no number",
        "Only an empty cell or NaN is a missing value. Words, error marks, thousands separators "
        "and a decimal comma that is not stated are not read, because that would be guessing.",
        "2025-01-01T05:00,#REF!\n2025-01-01T06:00,1.234,5",
        'Correct the cell. For decimal commas: decimal: "," and delimiter: ";" on the series.',
    ),
    Entry(
        "E-TS-005",
        "Missing values",
        "Cells are empty or NaN. Values are bridged only as the series asks; hold and interpolate "
        "up to a length, never at the ends of the file.",
        "2025-01-01T05:00,",
        "gaps: {interpolate: 2h}     # or {hold: 2h}, or {fill: 0}",
    ),
    Entry(
        "E-TS-006",
        "An infinite value",
        "Inf, a number too large to hold, or one that is too large to be computed with once it is "
        "in our unit: beyond 1e15 it drowns every other.",
        "2025-01-01T05:00,1e400",
        "Correct the cell, or leave it empty and set gaps.",
    ),
    Entry(
        "E-TS-007",
        "A time stamp that stands twice",
        "Outside the autumn hour a stamp means one step. Often the time of day stands in a column "
        "of its own, or a file was joined to itself.",
        "2025-01-01T05:00,105\n2025-01-01T05:00,99",
        "Delete one row, or say where the time of day stands: clock_column: hour",
    ),
    Entry(
        "E-TS-008",
        "Missing rows",
        "Steps of the file's own rhythm have no row. They are treated like missing values.",
        "2025-01-01T04:00,104\n2025-01-01T06:00,106",
        "gaps: {interpolate: 2h}     # or {hold: 2h}, or {fill: 0}",
    ),
    Entry(
        "E-TS-009",
        "Rows that are not in the order of time",
        "A stamp is earlier than the one before it; the file may be sorted as text.",
        "10/01/2025 00:00 after 09/02/2025 00:00",
        "Sort the rows by time.",
    ),
    Entry(
        "E-TS-010",
        "A step that changes",
        "A stamp lies off the rhythm of the file, or the file goes over to another step (European "
        "day-ahead prices went from 60 to 15 minutes on 1 October 2025).",
        "the step changes from 60 min to 15 min at 2025-10-01 00:00",
        "Bring the file to one step, or split it in two.",
    ),
    Entry(
        "E-TS-011",
        "Another step, or another number of rows, than the case",
        "Both lengths are printed. Going to a finer step holds the value; going to a coarser one "
        "takes the time-weighted mean, which keeps the energy. Either is done only when asked.",
        "load has 8,760 values (60 min), the case 35,040 (15 min)",
        "resample: hold       # or mean, to coarser steps",
    ),
    Entry(
        "E-TS-012",
        "A local time that the clock skips",
        "In spring the clock jumps over an hour; a file that has rows there is not in local time, "
        "or its meter stays on winter time all year.",
        "2025-03-30T02:00 in Europe/Berlin",
        "dst: standard        # or zone: UTC, or stamps with their offset",
    ),
    Entry(
        "E-TS-013",
        "The doubled hour stands once",
        "In autumn the clock shows an hour twice, and a file in local time has it twice. Where it "
        "stands once, which hour is missing cannot be known.",
        "2025-10-26T02:00 once in Europe/Berlin",
        "dst: standard        # or stamps with their offset: 2025-10-26T02:00+01:00",
    ),
    Entry(
        "W-TS-013",
        "The doubled hour was told apart by its order",
        "Stamps without an offset stand twice in the autumn hour. The first was read as summer "
        "time and the second as winter time.",
        "2025-10-26T02:00,80\n2025-10-26T02:00,78",
        "2025-10-26T02:00+02:00,80\n2025-10-26T02:00+01:00,78",
    ),
    Entry(
        "W-TS-014",
        "Sunshine at an odd hour",
        "A series that is nought by night has its middle far from noon: its stamps may be in UTC "
        "or of another zone.",
        "looks like sunshine, and its middle lies at 07:15 of Asia/Karachi",
        "zone: UTC            # on the series",
    ),
    Entry(
        "E-TS-016",
        "A stamp that reads 24:00",
        "24:00 is the end of a day, so it can only mark the end of a step.",
        "2025-01-01 24:00,123",
        "stamps: end          # on the series, or under time",
    ),
    Entry(
        "E-TS-017",
        "Offsets on some stamps only",
        "Stamps with an offset are instants, those without are wall times; one file is one or the "
        "other.",
        "2025-01-01T04:00,104\n2025-01-01T05:00+05:00,105",
        "Write every stamp with its offset, or none.",
    ),
    Entry(
        "E-TS-018",
        "The order of day and month is not stated",
        "03/04/2025 is 3 April or 4 March. It is not guessed, not even where a later row would "
        "settle it.",
        "03/04/2025 00:00,100",
        "date_format: '%d/%m/%Y %H:%M'",
    ),
    Entry(
        "E-TS-019",
        "29 February",
        "The horizon has a leap day and the file has not, or the other way round.",
        "load has no values on 2024-02-29",
        "leap: repeat         # 28 February again; or drop, for a file with one day too many",
    ),
    Entry(
        "W-TS-019",
        "28 February is repeated",
        "The file has no 29 February and the series asks for leap: repeat.",
        "leap: repeat",
        "Give the values of the day to be exact.",
    ),
    Entry(
        "E-TS-020",
        "A series that does not cover the horizon",
        "Every step of the horizon needs a value. A longer series is cut; a shorter one is "
        "refused, with both spans printed. One step too few is often a matter of stamps or zone.",
        "load runs from 2025-01-01 01:00 to 2026-01-01 00:00, the horizon from 2025-01-01 00:00",
        "stamps: end          # where each stamp marks the end of its step",
    ),
    Entry(
        "W-TS-023",
        "A value that does not move",
        "The same value for more than a day, in a series that moves otherwise.",
        "stays at 500 for 36 h from 2025-01-01 12:00",
        "Look at the meter; leave the cells empty and set gaps where it was stuck.",
    ),
    Entry(
        "W-TS-024",
        "A few values far from all others",
        "At most one value of a thousand (or three) lies more than eight robust standard "
        "deviations (1.4826 times the median distance from the median) from the median, or farther "
        "beyond all others than these reach from least to most. The thresholds are assumptions.",
        "1 values lie far from the rest, the furthest 105000",
        "Look for a slipped digit or unit. The value is used as it stands.",
    ),
    Entry(
        "W-TS-025",
        "Negative values",
        "A load may be net of local generation, or its sign may be turned round. The values are "
        "used as they stand; a component that needs them positive refuses them.",
        "412 values are negative (least -3.1)",
        "Use gross load, or scale: -1 where the sign is turned round.",
    ),
    Entry(
        "W-TS-026",
        "Power or energy, by the heading",
        "The heading of the column names a unit of energy and the case reads power, or the other "
        "way round: 25 kWh in a quarter of an hour are 100 kW.",
        "load: {file: meter.csv, column: load_kwh, unit: kW}",
        "load: {file: meter.csv, column: load_kwh, unit: kWh}",
    ),
    Entry(
        "E-TS-026",
        "Power or energy",
        "Energy per step and mean power differ by the length of the step: 25 MWh in a quarter of "
        "an hour are 100 MW.",
        "load: {unit: kWh, quantity: power}",
        "load: {unit: kWh, quantity: energy}",
    ),
    Entry(
        "W-TS-028",
        "All values are the same",
        "The series is one number for the whole horizon.",
        "all 8,760 values are 0",
        "Write the number in the component instead of a series, or look at the column.",
    ),
    Entry(
        "E-TS-029",
        "A stamp that cannot be read",
        "Stamps are ISO 8601, or have the form that date_format states.",
        "2025/03/30 02:00",
        "2025-03-30T02:00     # or date_format: '%Y/%m/%d %H:%M'",
    ),
    Entry(
        "E-TS-030",
        "The file and the case name two units",
        "A row of units below the header says another unit than the series.",
        "time,mw\n,kW",
        "unit: kW             # on the series",
    ),
    Entry(
        "W-TS-030",
        "A row of units was passed over",
        "The row below the header holds a known unit, no number and no time stamp.",
        "time,mw\nUTC,MW",
        "Delete the row to be rid of the warning.",
    ),
    Entry(
        "E-TS-031",
        "Steps that begin at another minute than those of the case",
        "The file's steps straddle those of the case, so no value belongs to one step.",
        "its steps begin at 00:30, those of the case at 01:00",
        "Look at zone, stamps and time.start; some zones are half an hour off.",
    ),
    Entry(
        "W-TS-032",
        "Gaps were bridged",
        "The series asks for it; the share of bridged steps is kept with the series and printed in "
        "the report.",
        "3 of 8,760 steps (0.034 %) are bridged by interpolate: 2h",
        "Give the values to be exact.",
    ),
    Entry(
        "W-TS-033",
        "A file without time stamps",
        "Its rows are laid on the steps of the horizon in order. This is accepted only where there "
        "are exactly as many.",
        "mw\n100\n101",
        "Add a column of time stamps to have them checked.",
    ),
    Entry(
        "E-TS-034",
        "A file without data",
        "The file or sheet is empty, or has a header and nothing below.",
        "time,mw",
        "Export it again.",
    ),
    Entry(
        "E-TS-035",
        "A file without a header",
        "The first line holds numbers, so that no column can be named.",
        "2025-01-01T00:00,100",
        "time,mw\n2025-01-01T00:00,100",
    ),
    Entry(
        "W-UN-003",
        "Perhaps kW instead of MW",
        "The peak is more than any national grid carries, or the heading of the column names "
        "another unit than the series.",
        "load: {file: load.csv, column: load_kw, unit: MW}",
        "load: {file: load.csv, column: load_kw, unit: kW}",
    ),
    Entry(
        "W-UN-004",
        "Perhaps a price per kWh",
        "A mean price below 1 per MWh is rare in any currency.",
        "price: {unit: EUR/MWh} with a mean of 0.09",
        "price: {unit: EUR/kWh}",
    ),
    Entry(
        "W-UN-005",
        "A fraction above 1",
        "Capacity factors and availabilities lie between 0 and 1.",
        'sun: {unit: "1"} with values up to 86',
        'sun: {unit: "%"}',
    ),
)
