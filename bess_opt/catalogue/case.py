"""Faults of the case file: E-CF and W-CF."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-CF-001",
        "The case file is not there, or cannot be read",
        "Nothing lies at the path that was given, or this user may not read it.",
        "bess-opt run cases/grid.yml    (the file is grid.yaml)",
        "Name the file as it is, or create a case: bess-opt init DIR",
    ),
    Entry(
        "E-CF-002",
        "A folder without a case",
        "A folder may be given where it holds case.yaml (or .yml, .json, .toml).",
        "bess-opt run examples",
        "Name the folder of one case, or the file itself.",
    ),
    Entry(
        "E-CF-003",
        "The text cannot be parsed",
        "The file is not YAML (JSON, TOML), so that nothing can be said of what it means. Often a "
        "tab in the indentation, a missing space after ':', or a quote or bracket left open.",
        "assets:\n\tbess: {kind: battery}",
        "assets:\n  bess: {kind: battery}",
    ),
    Entry(
        "E-CF-004",
        "A key appears twice",
        "YAML readers keep the last one in silence; which one was meant cannot be known.",
        "p_rated_mw: 100\np_rated_mw: 200",
        "Delete one.",
    ),
    Entry(
        "E-CF-005",
        "A key that is not known",
        "An unknown key has no effect, so a slip of the pen would leave a default in place.",
        "eta_chrge_frac: 0.93",
        "eta_charge_frac: 0.93",
    ),
    Entry(
        "E-CF-006",
        "A value that is needed is missing",
        "The value has no default, because no default would be honest.",
        "finance: {}        # while a battery has a capex",
        "finance: {discount_rate_real_frac: 0.07}",
    ),
    Entry(
        "E-CF-007",
        "A value of the wrong type",
        "A number, a text, a list or a mapping stands where another is needed. A number in quotes "
        "is text.",
        'p_rated_mw: "100"\nstep: [15, min]',
        "p_rated_mw: 100\nstep: 15min",
    ),
    Entry(
        "E-CF-008",
        "A decimal comma",
        "The decimal sign of YAML is the point; with a comma the value is text.",
        "eta_charge_frac: 0,93",
        "eta_charge_frac: 0.93",
    ),
    Entry(
        "E-CF-009",
        "A number that begins with zero",
        "Some programs read 010 as ten and some, by an older rule, as eight.",
        "p_rated_mw: 010",
        "p_rated_mw: 10",
    ),
    Entry(
        "W-CF-009",
        "A number in an unusual notation",
        "Underscores and hexadecimal numbers are read differently by other programs. The value as "
        "this program read it is printed.",
        "p_rated_mw: 1_000        # read as 1000",
        "p_rated_mw: 1000",
    ),
    Entry(
        "E-CF-010",
        "Not a finite number",
        "Infinity and NaN cannot be weighed against money, nor can a number of 300 digits: doubles "
        "hold sixteen. 'No limit' is written by leaving an optional limit out.",
        "p_rated_mw: {max: .inf}",
        "p_rated_mw: {max: 5000}",
    ),
    Entry(
        "E-CF-011",
        "A YAML tag",
        "Tags ask a reader to build objects; a case is plain data.",
        "price: !!python/object:os.system 20",
        "price: 20",
    ),
    Entry(
        "E-CF-012",
        "The file is too large, too deep or expands too far",
        "A case has at most 5 MB, 50 levels and 100,000 values, aliases counted as often as they "
        "are used.",
        "a: &a [1, 2]\nb: &b [*a, *a]    # and so on, doubling each time",
        "Keep series in CSV files and name them under 'series'.",
    ),
    Entry(
        "E-CF-013",
        "The file is not UTF-8",
        "Another encoding would turn names into others without notice.",
        "a file saved as 'Unicode' (UTF-16) by an editor",
        "Save as UTF-8; with or without a byte-order mark.",
    ),
    Entry(
        "E-CF-014",
        "A schema that this program does not know",
        "The first key says for which version the case is written.",
        "schema: bess_opt/case/9",
        "schema: bess_opt/case/1\nor use a newer bess-opt.",
    ),
    Entry(
        "W-CF-014",
        "An older schema",
        "The case is read, but keys may have changed since.",
        "schema: bess_opt/case/0",
        "Read the change log, then write the schema of this version.",
    ),
    Entry(
        "E-CF-015",
        "A file outside the folder of the case",
        "Paths stay inside the folder, so that a case can be handed on whole, and so that a case "
        "from a stranger reads nothing else. Links are followed before this is judged.",
        "file: ../../home/me/load.csv",
        "Copy the file into the folder, or set allow_outside: true at the top level.",
    ),
    Entry(
        "E-CF-016",
        "The name differs in capitals only",
        "On Linux Load.csv and load.csv are two files; on Windows and macOS they are one. The case "
        "would work on one machine and fail on another.",
        "file: data/Load.csv        # the file is data/load.csv",
        "file: data/load.csv",
    ),
    Entry(
        "E-CF-017",
        "An overlay path that leads nowhere",
        "A scenario or -S changes a value of the case, sets an optional field that the case leaves "
        "out, or adds a whole component or series. Anything else is a slip.",
        "-S assets.bes.p_rated_mw=100",
        "-S assets.bess.p_rated_mw=100",
    ),
    Entry(
        "E-CF-018",
        "A scenario that does not exist, or extends itself",
        "A scenario is named by its key under scenarios, on the command line and in extends; the "
        "case as it is written runs where none is named, and is called base. Scenarios are laid on "
        "in order: first those that one extends, then its own overlay, so that none may lead back "
        "to itself.",
        "bess-opt run grid --scenario dyr      (the case has dry and wet)\n"
        "dry: {extends: wet}\nwet: {extends: dry}",
        "bess-opt run grid --scenario dry\ndry: {extends: base}\nwet: {extends: base}\n"
        "bess-opt inspect grid lists the scenarios.",
    ),
    Entry(
        "E-CF-019",
        "A character that only looks right",
        "Word processors replace minus signs, spaces and quotes by others, which no parser takes "
        "for what they look like.",
        "price_per_mwh: \u221220",
        "price_per_mwh: -20",
    ),
    Entry(
        "E-CF-020",
        "A reference to something that is not there",
        "A tariff or policy names an asset, a line ends at a bus, a tariff meters a flow: each "
        "must exist and be active.",
        "fuel: {kind: fuel, assets: [coall], fuel_price_per_mwh: 40}",
        "fuel: {kind: fuel, assets: [coal], fuel_price_per_mwh: 40}",
    ),
    Entry(
        "E-CF-021",
        "Not one of the choices",
        "The value, or the kind of the component, is not among those that exist.",
        "bess: {kind: batterie}",
        "bess: {kind: battery}",
    ),
    Entry(
        "E-CF-022",
        "A series that is not described",
        "A field may hold a number or the name of a series; every name needs an entry under "
        "'series' that says file, column and unit.",
        "demand_mw: loaad",
        "demand_mw: load",
    ),
    Entry(
        "E-CF-023",
        "A number outside its range",
        "The range is the one within which the quantity has a meaning.",
        "discount_rate_real_frac: 1.2",
        "discount_rate_real_frac: 0.12",
    ),
    Entry(
        "E-CF-024",
        "A name that cannot serve",
        "Names label columns, files and results: a letter first, then letters, digits, '_' and "
        "'-', and each name once over assets, tariffs and policies.",
        "assets:\n  Neelum–Jhelum (1): {kind: run_of_river}",
        "assets:\n  neelum_jhelum: {kind: run_of_river, label: Neelum–Jhelum (1)}",
    ),
    Entry(
        "E-CF-025",
        "A currency without an exchange rate",
        "Costs are added in the base currency; a rate of 1 would be a guess.",
        "currency: {base: PKR, price_year: 2026}    # while a battery has currency: USD",
        "currency: {base: PKR, price_year: 2026, rates: {USD: 280}}",
    ),
    Entry(
        "E-CF-026",
        "A name twice in one list",
        "A list of assets or tariffs says which are meant, not how often. Whether one that stands "
        "twice should count twice cannot be known.",
        "fuel: {kind: fuel, assets: [coal, coal], fuel_price_per_mwh: 40}",
        "fuel: {kind: fuel, assets: [coal], fuel_price_per_mwh: 40}",
    ),
    Entry(
        "E-CF-027",
        "A component that an overlay sets to nothing",
        "An overlay changes values and deletes none, so that every scenario names the same "
        "components. A component is left out by a value of its own; what refers to it, such as its "
        "fuel, is left out in the same way.",
        "scenarios: {no_diesel: {overlay: {assets.diesel: null}}}",
        "scenarios: {no_diesel: {overlay: {assets.diesel.active: false, "
        "tariffs.fuel.active: false}}}",
    ),
    Entry(
        "W-CF-028",
        "A series that nothing uses",
        "Harmless, but often a sign that a component still holds a number instead.",
        "series: {load_2030: {...}}    # no component or scenario names it",
        "Name it where it belongs, or delete it.",
    ),
    Entry(
        "W-CF-030",
        "A number that is text",
        "A cell of a study workbook holds a number as text, which a spreadsheet does not calculate "
        "with. It was read as the number.",
        "a cell formatted as text that holds 0.93",
        "Format the cell as a number and type the value again.",
    ),
    Entry(
        "W-CF-031",
        "A sheet that is not read",
        "Sheets of a study workbook are known by their names; one whose name is almost that of "
        "another would be passed over. Sheets of quite other names are yours.",
        "a sheet 'Tarrifs'",
        "Name it Tariffs.",
    ),
    Entry(
        "W-CF-029",
        "An asset alone on its bus",
        "No line reaches the bus, so the asset can neither give nor take power. Often a bus is "
        "spelt in two ways.",
        "north: {kind: load, bus: nroth, demand_mw: load}",
        "north: {kind: load, bus: north, demand_mw: load}",
    ),
)
