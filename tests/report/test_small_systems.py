"""A system of a few kW from the case to the page: units, tiers, outages, litres, cautions."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bess_opt.report.assemble import run_report
from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Column, Facts, Figure, Note, Report, Section, Table, text_column
from bess_opt.report.fit import fitted
from bess_opt.report.numbers import SPACE, energy, power
from bess_opt.report.palette import ROLES
from bess_opt.report.reading import Reading
from bess_opt.report.sheets import inputs_table
from bess_opt.report.small import in_small_units
from bess_opt.report.workbook import workbook_bytes
from bess_opt.runs.opening import open_run
from bess_opt.runs.verify import verify_run
from bess_opt.studies.dispatch import execute
from bess_opt.studies.request import Request

CASE = """\
schema: bess_opt/case/1
name: Mast
currency: {base: USD, price_year: 2026}
time: {zone: Asia/Karachi, start: 2026-01-05T00:00, step: 1h, periods: 48}
assets:
  mast:
    kind: load
    demand_mw: "4 kW"
    tiers:
      - {name: radio, share_frac: 0.5, lost_load_per_mwh: 9000}
      - {name: rest, share_frac: 0.5, lost_load_per_mwh: 300}
  feeder:
    kind: grid
    p_import_max_mw: "10 kW"
    outages:
      announced: SAID
      windows: [{hours: "22:30-00:30"}]
  set: {kind: thermal, p_rated_mw: "10 kW", fuel_full_l_per_mwh: 400}
  cells:
    kind: battery
    p_rated_mw: "2 kW"
    e_rated_mwh: "1 kWh"
    eta_charge_frac: 1
    eta_discharge_frac: 1
    soh_mean_frac: 0.9
tariffs:
  bill: {kind: energy_price, assets: [feeder], flow: p_import_mw, price_per_mwh: 100}
  oil: {kind: fuel, assets: [set], fuel_price_per_l: 2}
"""


def _report(folder: Path, said: str) -> tuple[dict, Report]:
    path, out = folder / "case.yaml", folder / "run"
    path.write_text(CASE.replace("SAID", said), encoding="utf-8")
    results = execute(Request(path, out), lambda event: None)
    assert [c for c in verify_run(out) if not c.passed] == []
    return results, run_report(open_run(out))


def _tables(report: Report) -> dict[str, Table]:
    blocks = [b for s in report.sections for b in s.walk()]
    return {b.title.split(",")[0]: b for b in blocks if isinstance(b, Table)}


def test_four_kw_reads_as_four_kw(tmp_path):
    """Cut: half of 0:00, half of 22:00, 23:00, half of 0:00, half of 22:00, 23:00: 4 h in 3 events.

    The feeder's half hours still give 5 of 10 kW: enough. In the two whole hours (23:00) the rest's
    2 kW is shed for less (300) than oil (800), the radio's 2 kW takes 0.9 kWh of cells and 1.1 of
    oil, twice: 2.2 kWh times 400 l/MWh is 0.88 litres.
    """
    results, report = _report(tmp_path, "true")
    assert results["outages"]["feeder"] == {"hours": 4.0, "events": 3, "announced": True}
    assert results["fuel_l"]["set"] == pytest.approx(0.88, abs=1e-5)
    told = _tables(report)["Demand by tier"]
    by_tier = {row[1]: row for row in told.rows}
    assert told.columns[4].unit == "kWh"
    assert by_tier["radio"][6] == pytest.approx(0, abs=1e-4)
    assert by_tier["rest"][6] == by_tier["rest"][9] == pytest.approx(4, abs=1e-4)
    assert by_tier["rest"][7] == 2
    weeks = [f for name, f in report.figures().items() if "week" in name]
    assert weeks[0].chart.panels[0].y.title == "Power [kW]"
    demand = next(x for x in weeks[0].chart.panels[0].layers if x.name == "Demand")
    assert max(demand.y) == pytest.approx(4)
    texts = [b.body for s in report.sections for b in s.walk() if isinstance(b, Note)]
    assert not any("foresees" in text for text in texts)
    facts = next(b for b in report.sections[0].walk() if isinstance(b, Facts)).facts
    assert facts[0].value.replace(SPACE, " ") == "2.00 kW / 1.00 kWh"


def test_what_cannot_be_shed_is_a_tier_without_a_price(tmp_path, monkeypatch):
    """Half of 4 kW is worth 9, three tenths 0.3; the last fifth, 38.4 kWh of 192, is always served.

    The load reckons in dollars of 280 rupees: 2,520 and 84 rupees by the kWh, and not 9 and 0.3.
    """
    base = "currency: {base: PKR, price_year: 2026, rates: {USD: 280}}"
    case = CASE.replace("currency: {base: USD, price_year: 2026}", base)
    case = case.replace('demand_mw: "4 kW"', 'demand_mw: "4 kW"\n    currency: USD')
    monkeypatch.setitem(globals(), "CASE", case.replace("name: rest, share_frac: 0.5",
                                                        "name: rest, share_frac: 0.3"))  # fmt: skip
    results, report = _report(tmp_path, "true")
    told = _tables(report)["Demand by tier"]
    assert told.columns[3].unit == "PKR/kWh"
    by_tier = {row[1]: row for row in told.rows}
    assert list(by_tier) == ["radio", "rest", "always served"]
    prices = [row[3] for row in told.rows]
    assert prices[:2] == pytest.approx([2520, 84])
    assert prices[2] is None
    assert by_tier["always served"][4] == by_tier["always served"][5] == pytest.approx(38.4)
    assert results["tiers"]["mast"][0]["lost_load_per_mwh"] == pytest.approx(2_520_000)


def test_outages_that_nobody_announces_are_a_warning_on_page_one(tmp_path):
    _, report = _report(tmp_path, "false")
    notes = [b for b in report.sections[0].walk() if isinstance(b, Note)]
    assert any("come unannounced" in n.body and "4.00" in n.body for n in notes)


def test_tables_and_charts_are_scaled_by_their_units():
    """MW to kW in a column, by the word under Unit, and along either axis; the rest stays."""
    table = Table(
        "t",
        (text_column("Of"), Column("a", "MW", 1), Column("b", "%"), Column("c", "GWh")),
        (("x", 0.004, 7.0, None), ("y", 0.5, 2.0, 0.25)),
    )
    chart = Chart(
        (Panel((Layer("bar", "x", ROLES["load"], ["p"], [0.25], base=[0.5], unit="MWh"),),
               Axis("Energy [MWh]", low=0.0, high=2.0)),),
        Axis("month", "category"),
    )  # fmt: skip
    figure = Figure("f", "f", "f", chart, table)
    (section,) = in_small_units(Report("r", "", (), (Section("s", "s", (figure,)),))).sections
    (found,) = section.blocks
    assert [c.unit for c in found.table.columns] == ["", "kW", "%", "MWh"]
    assert found.table.rows == (("x", 4.0, 7.0, None), ("y", 500.0, 2.0, 250.0))
    (panel,) = found.chart.panels
    assert (panel.y.title, panel.y.low, panel.y.high) == ("Energy [kWh]", 0.0, 2000.0)
    assert (panel.layers[0].y, panel.layers[0].base) == ([250.0], [500.0])
    assert (panel.layers[0].x, panel.layers[0].unit) == (["p"], "kWh")


def test_a_unit_in_a_row_scales_only_figures_that_bear_it():
    """Side by side, every figure of a row has its unit; in a bill the price and amount have not."""
    beside = Table(
        "t",
        (text_column(""), text_column("Unit"), Column("run a"), Column("run b")),
        (("size", "MWh", 0.5, 0.25), ("life", "h", 3.0, 2.0)),
    )
    bill = Table(
        "t",
        (text_column("Line"), Column("Quantity"), text_column("Unit"), Column("Price"),
         Column("Amount", "PKR")),
        (("peak", 0.5, "MWh", 35_680.0, 17_840.0),),
    )  # fmt: skip
    input_ = Table(
        "t", tuple(text_column(t) for t in ("Of", "Value", "Unit")), (("p", "0.01", "MW"),)
    )
    (section,) = in_small_units(
        Report("r", "", (), (Section("s", "s", (beside, bill, input_)),))
    ).sections
    scaled, *same = section.blocks
    assert scaled.rows == (("size", "kWh", 500.0, 250.0), ("life", "h", 3.0, 2.0))
    assert same == [bill, input_]


def test_small_and_dusty_numbers_in_sentences():
    said = [power(0.004), power(8e-16, 0.01), power(0.5, 3.0), energy(0.0151), energy(3e-8, 1e-4)]
    assert power(0.5, None).replace(SPACE, " ") == "500 kW"
    assert [text.replace(SPACE, " ") for text in said] == [
        "4.00 kW", "0 kW", "0.500 MW", "15.1 kWh", "under 0.100 kWh",
    ]  # fmt: skip


def test_a_workbook_of_a_small_system_is_in_kw(tmp_path):
    """4 kW reads 4 in a column that says kW, 100 USD/MWh reads 0.1 USD/kWh, and 192 kWh 0.192 MWh.

    The unit changed and not the number: 0.004. The number and not the unit: 4 MW.
    """
    _report(tmp_path, "true")
    run = open_run(tmp_path / "run")
    book = CalamineWorkbook.from_filelike(BytesIO(workbook_bytes(run_report(run), run)))
    rows = book.get_sheet_by_name("Hourly").to_python()
    heads = [str(head) for head in rows[0]]
    column = {head: [row[k] for row in rows[1:]] for k, head in enumerate(heads)}
    assert not any("[MW" in head or "/MWh" in head for head in heads)
    assert column["Mast, demand [kW]"] == pytest.approx([4.0] * 48)
    assert min(column["Price at bus main [USD/kWh]"]) == pytest.approx(0.1, abs=1e-4)
    assert max(column["Cells, stored at end [kWh]"]) == pytest.approx(0.9, abs=1e-4)
    months = book.get_sheet_by_name("Monthly").to_python()
    head = next(row for row in months if row[0] == "Month")
    whole = next(row for row in months if row[0] == "Sum")
    assert whole[head.index("Mast, demand [MWh]")] == pytest.approx(0.192)
    checks = book.get_sheet_by_name("Workbook checks").to_python()
    assert checks[-1][3] == "ALL AGREE"
    assert float(run.series["demand_mw"].max()) == pytest.approx(0.004)


def test_prices_and_limits_are_told_by_the_kw(tmp_path):
    """A lost load of 9,000 USD/MWh is 9 USD/kWh; a meaning of MW is one of kW."""
    _, report = _report(tmp_path, "true")
    told = _tables(report)["Demand by tier"]
    assert told.columns[3].unit == "USD/kWh"
    assert {row[1]: row[3] for row in told.rows} == {"radio": 9.0, "rest": 0.3}
    reading = Reading(open_run(tmp_path / "run"))
    assert reading.told_price(85_000.0, "{currency}/MWh") == (85.0, "USD/kWh")
    assert reading.told_price(1_250_000.0, "USD/MW/month") == (1250.0, "USD/kW/month")
    assert reading.told_price(290.0, "USD/l") == (290.0, "USD/l")
    assert reading.told_words("one more MWh, one MW; MWp") == "one more kWh, one kW; MWp"
    assert reading.power(2.43).replace(SPACE, " ") == "2,430 kW"
    assert reading.energy(4.743).replace(SPACE, " ") == "4,743 kWh"
    assert reading.energy(33_300.0).replace(SPACE, " ") == "33,300 MWh"


def test_decimals_show_three_figures_of_the_largest_entry():
    """2.793 GWh a month with no decimals would read 3; 33,091 GWh need none."""
    table = Table(
        "t",
        (text_column("Of"), Column("a", "GWh"), Column("b", "GWh"), Column("c", "%")),
        (("x", 2.793, 33_091.0, 0.5), ("y", None, float("nan"), 0.1)),
    )
    (section,) = fitted(Report("r", "", (), (Section("s", "s", (table,)),))).sections
    assert [c.digits for c in section.blocks[0].columns] == [0, 2, 0, 0]


def test_a_run_without_a_baseline_becomes_a_page(tmp_path):
    """Sun is sized and nothing stands beside it, neither a size nor a cost nor a share."""
    path, out = tmp_path / "case.yaml", tmp_path / "run"
    text = CASE.replace("SAID", "true").replace(
        "  cells:",
        "  sun: {kind: solar, p_rated_mw: {min: 0, max: 0.01, capex_per_mw: 9000, "
        "life_years: 20}, available_frac: 0.5}\n  cells:",
    )
    text += "finance: {discount_rate_real_frac: 0.08}\nstudy: {baseline: false}\n"
    path.write_text(text, encoding="utf-8")
    execute(Request(path, out), lambda event: None)
    report = run_report(open_run(out))
    facts = next(b for b in report.sections[0].walk() if isinstance(b, Facts)).facts
    (sun,) = [fact for fact in facts if fact.label == "Sun"]
    assert sun.value.endswith("kW")
    assert sun.detail == "sized"


def test_a_worth_without_streams_has_no_picture_and_margins_are_by_the_kw(tmp_path):
    """One amount is a sentence; a kW more is a thousandth of a MW more."""
    path, out = tmp_path / "case.yaml", tmp_path / "run"
    given = '    p_rated_mw: "2 kW"\n    e_rated_mwh: "1 kWh"\n'
    sized = "{min: 0, max: 0.002, capex_per_mw: 10, life_years: 10}"
    text = CASE.replace("SAID", "true").replace(
        given,
        f"    p_rated_mw: {sized}\n    e_rated_mwh: {sized.replace('per_mw:', 'per_mwh:')}\n",
    )
    assert given not in text
    text += "finance: {discount_rate_real_frac: 0.08}\nstudy: {value_stack: true}\n"
    path.write_text(text, encoding="utf-8")
    results = execute(Request(path, out), lambda event: None)
    rows = {row["what"]: row for row in results["value_stack"]["marginal"]}
    report = run_report(open_run(out))
    assert "value-stack" not in report.figures()
    told = _tables(report)["Worth of a little more storage"]
    by_step = {row[0]: row for row in told.rows}
    assert set(by_step) == {"one more kW", "one more kWh", "one more hour"}
    assert by_step["one more kW"][2:4] == (pytest.approx(1e3 * rows["one more MW"]["step"]), "kW")
    assert by_step["one more kWh"][4] == pytest.approx(rows["one more MWh"]["worth"] / 1e3)
    assert by_step["one more hour"][3:5] == ("kWh", pytest.approx(rows["one more hour"]["worth"]))


def test_inputs_without_monthly_values_have_no_columns_of_months(tmp_path):
    """Five columns and not seventeen; every row is as long as the heads."""
    _report(tmp_path, "true")
    table = inputs_table(Reading(open_run(tmp_path / "run")))
    assert [c.title for c in table.columns] == [
        "Path in the case",
        "Value",
        "Unit",
        "Mark",
        "Source",
    ]
    assert {len(row) for row in table.rows} == {5}
