"""Faults of a case file, one line each: what is written, and what is told about it, where.

Each row changes one passage of ``CASE``. To add a fault, add a row: a name, the passage, what
stands in its place, the code, the line and column it is told at, and words of the sentence. A row
whose slip has several consequences lists the further codes. A row is one line, however long.
"""

# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass

CASE = """\
schema: bess_opt/case/1
name: Island
currency: {base: PKR, price_year: 2026, rates: {USD: 280}}
time:
  zone: Asia/Karachi
  start: 2026-01-01T00:00
  step: 1h
  periods: 7 days
series:
  load: {file: data/load.csv, column: load, unit: MW}
  sun: {file: data/load.csv, column: sun, unit: "1"}
  price: {file: data/load.csv, column: price, unit: PKR/MWh}
assets:
  town:
    kind: load
    demand_mw: load
    tiers: [{name: all, share_frac: 1, lost_load_per_mwh: 80000}]
  pv:
    kind: solar
    p_rated_mw: 60
    available_frac: sun
  diesel:
    kind: thermal
    p_rated_mw: 100
  bess:
    kind: battery
    currency: USD
    p_rated_mw: {min: 0, max: 50, capex_per_mw: 60000, life_years: 15}
    e_rated_mwh:
      min: 0
      max: 200
      capex_per_mwh: 125000
      life_years: 15
    eta_charge_frac: 0.93
    eta_discharge_frac: 0.93
    soc_min_frac: 0.05
    boundary: {kind: from, soc_start_frac: 0.5}
tariffs:
  fuel: {kind: fuel, assets: [diesel], fuel_price_per_mwh: price}
  green: {kind: energy_price, assets: [pv], price_per_mwh: 9000}
policies:
  target: {kind: renewable_share, share_frac: 0.3}
finance:
  discount_rate_real_frac: 0.07
solver: {threads: 1}
scenarios:
  cheap:
    overlay: {assets.bess.e_rated_mwh.capex_per_mwh: 90000}
  dry:
    extends: cheap
    overlay: {assets.pv.p_rated_mw: 40}
"""


@dataclass(frozen=True)
class Row:
    """One slip and what is told about it."""

    name: str
    old: str
    new: str
    code: str
    line: int
    column: int
    words: str
    also: tuple[str, ...] = ()

    def text(self) -> str:
        """The case with the slip in it."""
        assert CASE.count(self.old) == 1, f"'{self.old}' is not one passage of the case"
        return CASE.replace(self.old, self.new)


# fmt: off
ROWS = (
    # Syntax and notation.
    Row("3 tab", "  zone: Asia", "\tzone: Asia", "E-CF-003", 5, 1, "a tab is used for indentation"),
    Row("3 no colon", "name: Island", "name Island", "E-CF-003", 3, 1, "a ':' is missing"),
    Row("3 second colon", "name: Island", "name: Island: east", "E-CF-003", 2, 13, "second ':'"),
    Row("3 open bracket", "assets: [diesel]", "assets: [diesel", "E-CF-003", 39, 64, "bracket"),
    Row("3 undefined alias", "step: 1h", "step: *hour", "E-CF-003", 7, 9, "*hour refers to nothing"),
    Row("3 two documents", "solver: {threads: 1}", "---\nsolver: {}", "E-CF-003", 45, 1, "second document"),
    Row("4 duplicate", "    p_rated_mw: 60", "    p_rated_mw: 60\n    p_rated_mw: 61", "E-CF-004", 21, 5, "first in line 20"),
    Row("4 duplicate section", "solver: {threads: 1}", "name: Isle", "E-CF-004", 45, 1, "first in line 2"),
    Row("5 unknown key", "eta_charge_frac: 0.93", "eta_chrge_frac: 0.93", "E-CF-005", 34, 5, "Did you mean eta_charge_frac?"),
    Row("5 round trip", "eta_charge_frac: 0.93", "eta_roundtrip_frac: 0.86", "E-CF-005", 34, 5, "the square root of the round trip where no more is known, 0.927 for 0.86", ("E-CF-006",)),
    Row("5 unknown section", "solver: {threads: 1}", "solvers: {threads: 1}", "E-CF-005", 45, 1, "Did you mean solver?"),
    Row("5 same unit", "demand_mw: load", "power_mw: load", "E-CF-005", 16, 5, "Did you mean demand_mw?"),
    Row("5 in a tier", "name: all, share_frac", "name: all, shar_frac", "E-CF-005", 17, 25, "Did you mean share_frac?"),
    Row("5 in a section", "discount_rate_real_frac", "discount_rate_frac", "E-CF-005", 44, 3, "Did you mean discount_rate_real_frac?"),
    Row("6 no zone", "  zone: Asia/Karachi\n", "", "E-CF-006", 4, 1, "time needs zone"),
    Row("6 no efficiency", "    eta_charge_frac: 0.93\n", "", "E-CF-006", 25, 3, "has no eta_charge_frac"),
    Row("6 no kind", "    kind: solar\n", "", "E-CF-006", 18, 3, "assets.pv has no kind"),
    Row("6 no currency", "currency: {base: PKR, price_year: 2026, rates: {USD: 280}}\n", "", "E-CF-006", 1, 1, "no 'currency'"),
    Row("6 no life", "      life_years: 15\n", "", "E-CF-006", 30, 7, "life_years"),
    Row("6 no rate", "  discount_rate_real_frac: 0.07", "  {}", "E-CF-006", 28, 17, "no discount rate"),
    Row("7 list for text", "step: 1h", "step: [15, min]", "E-CF-007", 7, 9, "the list [15, min]"),
    Row("7 quoted number", "p_rated_mw: 100", 'p_rated_mw: "100"', "E-CF-007", 24, 17, "Take the quotes away"),
    Row("7 true", "eta_charge_frac: 0.93", "eta_charge_frac: true", "E-CF-007", 34, 22, "true and false are no numbers"),
    Row("7 text for a mapping", "policies:\n  target: {kind: renewable_share, share_frac: 0.3}", "policies: none", "E-CF-007", 41, 11, "a mapping of names"),
    Row("7 text for a component", "{kind: renewable_share, share_frac: 0.3}", "thirty", "E-CF-007", 42, 11, "'thirty'"),
    Row("7 eleven months", "    p_rated_mw: 60\n    available_frac: sun", "    p_rated_mw: 60\n    available_frac: [1, 1]", "E-CF-007", 21, 21, "a fraction from 0 to 1 or the name of a series"),
    Row("7 no date", "2026-01-01T00:00", "first of May", "E-CF-007", 6, 10, "not a date and time"),
    Row("7 date with offset", "2026-01-01T00:00", "2026-01-01T00:00+05:00", "E-CF-007", 6, 10, "carries an offset"),
    Row("7 no length", "periods: 7 days", "periods: a while", "E-CF-007", 8, 12, "not a length of the axis"),
    Row("8 decimal comma", "eta_charge_frac: 0.93", "eta_charge_frac: 0,93", "E-CF-008", 34, 22, "Write 0.93"),
    Row("8 thousands", "capex_per_mwh: 125000", "capex_per_mwh: 125,000", "E-CF-008", 32, 22, "or 125000 if thousands were meant"),
    Row("8 where a series may be", "price_per_mwh: 9000", "price_per_mwh: '9,5'", "E-CF-008", 40, 60, "Write 9.5"),
    Row("9 leading zero", "p_rated_mw: 100", "p_rated_mw: 010", "E-CF-009", 24, 17, "some programs read 10, some read octal"),
    Row("9 underscore", "p_rated_mw: 100", "p_rated_mw: 1_00", "W-CF-009", 24, 17, "1_00 was read as 100"),
    Row("9 hexadecimal", "p_rated_mw: 100", "p_rated_mw: 0x64", "W-CF-009", 24, 17, "0x64 was read as 100"),
    Row("10 infinity", "      max: 200", "      max: .inf", "E-CF-010", 31, 12, "not a finite number"),
    Row("10 nan", "p_rated_mw: 60", "p_rated_mw: .nan", "E-CF-010", 20, 17, "not a finite number"),
    Row("10 nan as a word", "price_per_mwh: 9000", "price_per_mwh: nan", "E-CF-010", 40, 60, "not a finite number"),
    Row("10 too large", "p_rated_mw: 60", "p_rated_mw: 1e999", "E-CF-010", 20, 17, "not a finite number"),
    Row("11 tag", "p_rated_mw: 60", "p_rated_mw: !!python/object:os.system 60", "E-CF-011", 20, 17, "tags are not allowed"),
    Row("14 newer", "bess_opt/case/1", "bess_opt/case/2", "E-CF-014", 1, 9, "reads up to bess_opt/case/1"),
    Row("14 older", "bess_opt/case/1", "bess_opt/case/0", "W-CF-014", 1, 9, "older"),
    Row("14 another", "bess_opt/case/1", "calliope/7", "E-CF-014", 1, 9, "the schema is 'calliope/7'"),
    Row("15 traversal", "load: {file: data/load.csv", "load: {file: ../../etc/passwd", "E-CF-015", 10, 16, "outside the folder"),
    Row("15 absolute", "load: {file: data/load.csv", "load: {file: /etc/passwd", "E-CF-015", 10, 16, "outside the folder"),
    Row("16 capitals", "load: {file: data/load.csv", "load: {file: data/Load.CSV", "E-CF-016", 10, 16, "Write data/load.csv"),
    Row("16 capitals of a folder", "load: {file: data/load.csv", "load: {file: Data/load.csv", "E-CF-016", 10, 16, "Write data/load.csv"),
    Row("no file", "load: {file: data/load.csv", "load: {file: data/loaad.csv", "E-FI-013", 10, 16, "Did you mean data/load.csv?"),
    Row("backslashes", "load: {file: data/load.csv", "load: {file: data\\load.csv", "E-FI-013", 10, 16, "Write data/load.csv"),
    Row("17 scenario path", "assets.pv.p_rated_mw: 40", "assets.pw.p_rated_mw: 40", "E-CF-017", 51, 15, "Did you mean assets.pv.p_rated_mw?"),
    Row("17 scenario field", "assets.pv.p_rated_mw: 40", "assets.pv.p_ratd_mw: 40", "E-CF-017", 51, 15, "Did you mean assets.pv.p_rated_mw?"),
    Row("18 undefined scenario", "extends: cheap", "extends: chaep", "E-CF-018", 50, 14, "Did you mean cheap?"),
    Row("18 circle", "  cheap:\n", "  cheap:\n    extends: dry\n", "E-CF-018", 48, 14, "extend one another: cheap > dry > cheap"),
    Row("scenario value", "assets.pv.p_rated_mw: 40", "assets.pv.p_rated_mw: -40", "E-PH-003", 51, 37, "in scenario dry"),
    Row("19 minus", "price_per_mwh: 9000", "price_per_mwh: \u22129000", "E-CF-019", 40, 60, "Write -9000"),
    Row("19 quotes", "zone: Asia/Karachi", "zone: \u201cAsia/Karachi\u201d", "E-CF-019", 5, 9, "typographic quote"),
    Row("19 space in a key", "    p_rated_mw: 60", "    \u00a0p_rated_mw: 60", "E-CF-019", 20, 5, "non-breaking space", ("E-CF-006",)),
    Row("19 space in a value", "p_rated_mw: 60", "p_rated_mw: 6\u00a0000", "E-CF-008", 20, 17, "Write 6000"),
    Row("19 dash", "price_per_mwh: 9000", "price_per_mwh: \u20139000", "E-CF-019", 40, 60, "en dash"),
    # Names and references.
    Row("20 no such asset", "assets: [diesel]", "assets: [deisel]", "E-CF-020", 39, 31, "Did you mean diesel?"),
    Row("20 inactive asset", "    kind: solar", "    kind: solar\n    active: false", "E-CF-020", 41, 40, "not active"),
    Row("20 no such flow", "assets: [pv], price", "assets: [pv], flow: p_charge_mw, price", "E-CF-020", 40, 51, "does not have"),
    Row("20 fuel of what burns none", "assets: [diesel]", "assets: [pv]", "E-CF-020", 39, 30, "draws on 'p_fuel_mw', which solar 'pv' does not have. Expected one of diesel"),
    Row("20 headline", "solver: {threads: 1}", "study: {headline: [bes]}", "E-CF-020", 45, 20, "Did you mean bess?"),
    Row("20 value stream", "solver: {threads: 1}", "study: {value_streams: [targets]}", "E-CF-020", 45, 25, "Did you mean target?"),
    Row("20 lone bus", "    kind: solar", "    kind: solar\n    bus: maine", "W-CF-029", 20, 10, "Did you mean main?"),
    Row("20 line to nowhere", "tariffs:", "  link: {kind: line, p_rated_mw: 5, to_bus: nroth}\ntariffs:", "E-CF-020", 38, 45, "where there is nothing else"),
    Row("26 asset twice in a list", "assets: [diesel]", "assets: [diesel, diesel]", "E-CF-026", 39, 39, "tariffs.fuel names 'diesel' twice in assets. Delete one of them"),
    Row("27 component set to nothing", "assets.pv.p_rated_mw: 40", "assets.pv: null", "E-CF-027", 51, 15, "To leave pv out, write assets.pv.active: false and tariffs.green.active: false"),
    Row("27 plant and its fuel", "assets.pv.p_rated_mw: 40", "assets.diesel: null", "E-CF-027", 51, 15, "To leave diesel out, write assets.diesel.active: false and tariffs.fuel.active: false."),
    Row("27 tariff set to nothing", "assets.pv.p_rated_mw: 40", "tariffs.green: ~", "E-CF-027", 51, 15, "To leave green out, write tariffs.green.active: false"),
    Row("21 kind", "kind: thermal", "kind: termal", "E-CF-021", 23, 11, "Did you mean thermal?"),
    Row("21 kind of another room", "kind: thermal", "kind: fuel", "E-CF-021", 23, 11, "fuel is a tariff; move it under tariffs"),
    Row("21 boundary", "{kind: from, soc", "{kind: form, soc", "E-CF-021", 37, 15, "Did you mean from?"),
    Row("21 zone", "Asia/Karachi", "Asia/Karachy", "E-CF-021", 5, 9, "Did you mean Asia/Karachi?"),
    Row("21 engine", "solver: {threads: 1}", "solver: {name: higs}", "E-CF-021", 45, 16, "Did you mean highs?"),
    Row("21 gaps", "column: load, unit", "column: load, gaps: guess, unit", "E-CF-021", 10, 51, "error, {hold: 2h}"),
    Row("22 series", "demand_mw: load", "demand_mw: loaad", "E-CF-022", 16, 16, "Did you mean load?"),
    Row("23 step", "step: 1h", "step: 7min", "E-CF-023", 7, 9, "does not divide a day"),
    Row("23 threads", "threads: 1", "threads: 0", "E-CF-023", 45, 19, "at least 1"),
    Row("23 rate", "USD: 280", "USD: 0", "E-CF-023", 3, 54, "the rate of USD is 0"),
    Row("24 name", "  pv:\n", "  pv (east):\n", "E-CF-024", 18, 3, "cannot serve as a name", ("E-CF-020",)),
    Row("24 twice", "  target: {", "  diesel: {", "E-CF-024", 42, 3, "also the name of assets.diesel in line 22"),
    Row("25 currency", "currency: USD", "currency: EUR", "E-CF-025", 27, 15, "no exchange rate"),
    Row("28 idle series", "available_frac: sun", "available_frac: 0.2", "W-CF-028", 11, 3, "nothing uses the series 'sun'"),
    # Units and physics.
    Row("20 unit", "p_rated_mw: 100", "p_rated_mw: 100 Mw", "E-UN-001", 24, 17, "Did you mean MW?"),
    Row("20 milliwatt", "p_rated_mw: 100", "p_rated_mw: 100 mW", "E-UN-001", 24, 17, "mW is milliwatt"),
    Row("20 unit of a series", "column: load, unit: MW", "column: load, unit: mwh", "E-UN-001", 10, 51, "Did you mean MWh?"),
    Row("20 money of an unknown unit", "capex_per_mwh: 125000", "capex_per_mwh: 125 USD/kwh", "E-UN-001", 32, 22, "one with /MWh, /kWh"),
    Row("20 apparent power", "p_rated_mw: 100", "p_rated_mw: 100 MVA", "E-UN-001", 24, 17, "Multiply by the power factor"),
    Row("20 money of apparent power", "  green:", "  more: {kind: fixed_charge, charge_per_mw_month: 1250 PKR/kVA/month, sanctioned_mw: 5}\n  green:", "E-UN-001", 40, 51, "100 a kVA are 105 a kW at 0.95"),
    Row("21 money of another dimension", "capex_per_mwh: 125000", "capex_per_mwh: 125 USD/kW", "E-UN-002", 32, 22, "is given in /kW"),
    Row("25 money without a rate", "capex_per_mwh: 125000", "capex_per_mwh: 110 EUR/kWh", "E-CF-025", 32, 22, "EUR has no exchange rate"),
    Row("21 dimension", "p_rated_mw: 100", "p_rated_mw: 100 MWh", "E-UN-002", 24, 17, "is given in MWh"),
    Row("21 in a bound", "      max: 200", "      max: 200 MW", "E-UN-002", 31, 12, "is given in MW"),
    Row("21 series of another kind", "demand_mw: load", "demand_mw: price", "E-UN-002", 16, 16, "which is a price"),
    Row("21 quantity", "column: load, unit: MW", "column: load, unit: MW, quantity: energy", "E-UN-002", 10, 65, "the quantity is energy and the unit is MW"),
    Row("24 percent", "eta_charge_frac: 0.93", "eta_charge_frac: 93", "E-UN-004", 34, 22, "Write 0.93"),
    Row("24 percent in a part", "share_frac: 1,", "share_frac: 100,", "E-UN-004", 17, 37, "Write 1"),
    Row("25 soc window", "soc_min_frac: 0.05", "soc_min_frac: 5", "E-UN-004", 36, 19, "Write 0.05"),
    Row("83 discount rate", "discount_rate_real_frac: 0.07", "discount_rate_real_frac: 7", "E-UN-004", 44, 28, "Write 0.07"),
    Row("26 capex", "capex_per_mwh: 125000", "capex_per_mwh: 125", "W-UN-007", 32, 22, "per kW or kWh"),
    Row("27 two currencies", "price, unit: PKR/MWh", "price, unit: PKR/MWh, currency: USD", "E-UN-008", 12, 72, "the unit says PKR and the currency USD"),
    Row("27 series of another currency", "unit: PKR/MWh", "unit: USD/MWh", "E-UN-008", 39, 60, "its series 'price' in USD"),
    Row("27 rate of the base", "USD: 280", "PKR: 2, USD: 280", "E-UN-008", 3, 54, "the base currency PKR has a rate"),
    Row("28 soc", "soc_min_frac: 0.05", "soc_min_frac: 0.5\n    soc_max_frac: 0.4", "E-PH-001", 36, 19, "not below soc_max_frac", ("E-PH-002",)),
    Row("29 start", "soc_start_frac: 0.5", "soc_start_frac: 0.01", "E-PH-002", 37, 15, "outside 0.05 to 1.0"),
    Row("30 negative", "p_rated_mw: 100", "p_rated_mw: -100", "E-PH-003", 24, 17, "is -100"),
    Row("30 negative price", "lost_load_per_mwh: 80000", "lost_load_per_mwh: -1", "E-PH-003", 17, 59, "is -1"),
    Row("31 bounds", "      min: 0\n", "      min: 300\n", "E-PH-004", 30, 7, "(min in line 30, max in line 31)"),
    Row("34 duration", "p_rated_mw: {min: 0, max: 50, capex_per_mw: 60000, life_years: 15}\n    e_rated_mwh:\n      min: 0\n      max: 200\n      capex_per_mwh: 125000\n      life_years: 15", "p_rated_mw: 100\n    e_rated_mwh: 2", "W-PH-007", 29, 18, "0.02 h", ("E-CF-017",)),
    Row("tiers", "tiers: [{", "tiers: [{name: b, share_frac: 0.5, lost_load_per_mwh: 9}, {", "E-PH-014", 17, 12, "add up to 1.5", ("W-UN-010",)),
    # Tariffs that add up although an asset has one such price.
    Row("two fuels", "  green:", "  more: {kind: fuel, assets: [diesel], fuel_price_per_mwh: 9000}\n  green:", "W-TF-009", 40, 31, "'diesel' is charged for fuel under tariffs.more and under tariffs.fuel in line 39"),
    Row("two O&M", "fuel_price_per_mwh: price}", "fuel_price_per_mwh: price, variable_om_per_mwh: 900}\n  more: {kind: fuel, assets: [diesel], fuel_price_per_mwh: 0, variable_om_per_mwh: 900}", "W-TF-009", 40, 31, "is charged for variable O&M under"),
    Row("two starts", "  green:", "  a: {kind: start_charge, assets: [diesel], charge_per_mw_start: 9000}\n  b: {kind: start_charge, assets: [diesel], charge_per_mw_start: 9000}\n  green:", "W-TF-009", 41, 36, "is charged for starts under"),
    Row("two takes", "  green:", "  a: {kind: take_or_pay, assets: [pv], take_frac: 0.1, contract_mwh_per_month: 9, pay_price_per_mwh: 9000}\n  b: {kind: take_or_pay, assets: [pv], take_frac: 0.1, contract_mwh_per_month: 9, pay_price_per_mwh: 9000}\n  green:", "W-TF-009", 41, 35, "is charged for energy not taken under"),
    # Bands of what is usual; every value is used as it stands.
    Row("bands round trip", "eta_charge_frac: 0.93", "eta_charge_frac: 0.6", "W-PH-016", 34, 22, "gives back 0.558 of what it takes"),
    Row("bands no losses", "eta_charge_frac: 0.93\n    eta_discharge_frac: 0.93", "eta_charge_frac: 1\n    eta_discharge_frac: 1", "W-PH-016", 34, 22, "0.7 to 0.97 for the round trip"),
    Row("bands emission", "kind: thermal\n", "kind: thermal\n    emission_t_per_mwh: 400\n", "W-PH-016", 24, 25, "0.15 to 1.5 t/MWh"),
    Row("bands health", "soc_min_frac: 0.05", "soc_min_frac: 0.05\n    soh_mean_frac: 0.17", "W-PH-016", 37, 20, "s it the fade instead"),
    Row("bands life", "capex_per_mw: 60000, life_years: 15", "capex_per_mw: 60000, life_years: 240", "W-PH-016", 28, 68, "5 to 60 years"),
    Row("bands solar cost", "    p_rated_mw: 60\n", "    p_rated_mw: {max: 60, capex_per_mw: 700, life_years: 25}\n", "W-UN-007", 20, 41, "150,000 to 3,000,000 USD/MW for solar"),
    Row("bands energy price", "price_per_mwh: 9000", "price_per_mwh: 9", "W-UN-010", 40, 60, "which is 0.03214 USD/MWh"),
    Row("bands lost load", "lost_load_per_mwh: 80000", "lost_load_per_mwh: 800", "W-UN-010", 17, 59, "for lost load"),
    Row("bands off-peak", "  green:", "  more: {kind: time_of_use, assets: [pv], flow: p_generation_mw, off_peak_per_mwh: 25, windows: [{hours: 18:00-22:00, price_per_mwh: 40000}]}\n  green:", "W-UN-010", 40, 84, "which is 0.08929 USD/MWh"),
    Row("bands export", "  green:", "  more: {kind: export_price, assets: [pv], flow: p_generation_mw, paid_per_mwh: 27}\n  green:", "W-UN-010", 40, 81, "s it per kWh"),
    Row("bands demand charge", "  green:", "  more: {kind: fixed_charge, charge_per_mw_month: 1250, sanctioned_mw: 5}\n  green:", "W-UN-010", 40, 51, "which is 4.464 USD/MW/month"),
    Row("bands litres", "  green:", "  more: {kind: fuel, assets: [diesel], fuel_price_per_mwh: 0, fuel_price_per_l: 280000}\n  green:", "W-UN-010", 40, 81, "0.05 to 5 USD/l for fuel", ("E-PH-018", "W-TF-009")),
    Row("bands register", "  green:", "  more: {kind: tiered_energy, assets: [pv], flow: p_generation_mw, blocks: [{price_per_mwh: 30}]}\n  green:", "W-UN-010", 40, 93, "which is 0.1071 USD/MWh"),
    Row("bands fixed O&M", "capex_per_mw: 60000, life_years: 15", "capex_per_mw: 60000, fixed_om_per_mw_year: 9, life_years: 15", "W-UN-010", 28, 78, "100 to 400,000 USD/MW/year for fixed O&M"),
    Row("bands carbon", "  target:", "  co2: {kind: carbon_price, price_per_t: 20}\n  target:", "W-UN-010", 42, 42, "which is 0.07143 USD/t"),
    Row("bands discount rate", "discount_rate_real_frac: 0.07", "discount_rate_real_frac: 0.7", "W-FN-003", 44, 28, "a year, real (assumption)"),
    Row("78 formula", "    kind: thermal", "    kind: thermal\n    label: =cmd|'/C calc'!A0", "W-FI-010", 24, 12, "begins with '=', as a formula does"),
)
# fmt: on
