"""The bill of a run: in its checks, in verify, in its report, and beside another tariff's."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from toy_system import made

from bess_opt.report.assemble import run_report
from bess_opt.report.comparison import comparison_report
from bess_opt.report.content import Table
from bess_opt.report.reading import Reading
from bess_opt.report.sections.bill import bill
from bess_opt.runs.billing import FILE, against_ledger, read_bill
from bess_opt.runs.opening import Run, open_run
from bess_opt.runs.recheck import components_of, horizon_of
from bess_opt.runs.verify import bill_checks, verify_run
from bess_opt.studies.dispatch import execute
from bess_opt.studies.request import Request

# 4 MW, 6 MW from 18 to 22; two February days of 28: a fourteenth of a month's charge.
CASE = """\
schema: bess_opt/case/1
name: Mill
currency: {base: PKR, price_year: 2026, rates: {USD: 280}}
time: {zone: Asia/Karachi, start: 2026-02-02T00:00, step: 1h, periods: 2 days}
series:
  load: {file: load.csv, column: load, unit: MW}
assets:
  mill: {kind: load, demand_mw: load}
  utility: {kind: grid, p_import_max_mw: 10}
  bess:
    kind: battery
    currency: USD
    p_rated_mw: {min: 0, max: 1, fixed_om_per_mw_year: 1 USD/kW/year, life_years: 15}
    e_rated_mwh: {min: 0, max: 2, fixed_om_per_mwh_year: 1 USD/kWh/year, life_years: 15}
    eta_charge_frac: 1
    eta_discharge_frac: 1
tariffs:
  energy:
    kind: time_of_use
    assets: [utility]
    off_peak_per_mwh: 23.67 PKR/kWh
    windows: [{name: peak, hours: "18:00-22:00", price_per_mwh: 35.68 PKR/kWh}]
  mdi: {kind: demand_charge, assets: [utility], charge_per_mw_month: 1250 PKR/kW/month, metering_h: 0.5}
  rent: {kind: fixed_charge, currency: USD, charge_per_month: 1000}
  gst: {kind: tax, on: [energy, mdi, rent], rate_frac: 0.18}
scenarios:
  flat:
    description: One price for all hours
    overlay: {tariffs.energy.windows.0.price_per_mwh: 23.67 PKR/kWh}
"""  # noqa: E501


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> dict[str, Run]:
    folder = tmp_path_factory.mktemp("mill")
    rows = [
        f"2026-02-{2 + h // 24:02d}T{h % 24:02d}:00,{6 if 18 <= h % 24 < 22 else 4}"
        for h in range(48)
    ]
    (folder / "load.csv").write_text("\n".join(["time,load", *rows]) + "\n")
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    found = {}
    for scenario in (None, "flat"):
        out = folder / f"run_{scenario}"
        execute(Request(folder / "case.yaml", out, scenario), lambda event: None)
        found[scenario or "base"] = open_run(out)
    return found


def test_the_bill_without_storage_is_the_hand_bill(runs):
    """Two days of 6*4 + 4*20 MWh: 48 in the peak, 160 off it, 6 MW for 48 of 672 h.

    1,712,640 + 3,787,200 + 535,714.29 + 20,000 (USD 1000 at 280, a fourteenth); GST 1,089,999.77.
    """
    rows = [
        r for r in read_bill((runs["base"].path / FILE).read_text()) if "without" in r["system"]
    ]
    amounts = {(r["component"], r["line"]): r["amount_base"] for r in rows}
    assert amounts == pytest.approx(
        {
            ("energy", "peak"): 1_712_640,
            ("energy", "off-peak"): 3_787_200,
            ("mdi", "demand"): 7_500_000 / 14,
            ("rent", "fixed"): 20_000,
            ("gst", "tax"): 0.18 * (5_499_840 + 7_500_000 / 14 + 20_000),
        },
        rel=1e-6,
    )
    assert runs["base"].results["baseline"]["objective"]["value"] == pytest.approx(
        1.18 * (5_499_840 + 7_500_000 / 14 + 20_000), rel=1e-7
    )


def test_checks_hold_when_the_run_is_made_and_again_from_its_files(runs):
    made = {c["name"]: c["passed"] for c in runs["base"].checks}
    assert made["bill with storage is the ledger's"]
    assert made["bill without storage is the ledger's"]
    again = {c.name: c.passed for c in verify_run(runs["base"].path) if "bill" in c.name.lower()}
    assert len(again) == 4
    assert all(again.values())


def test_a_wrong_price_in_the_resolved_case_is_found(runs):
    """A peak price one paisa a kWh higher is 10 PKR/MWh on at least 44 MWh, far above 1e-6."""
    run = Run(runs["base"].path, runs["base"].manifest)
    run.case["tariffs"]["energy"]["windows"][0]["price_per_mwh"] += 10.0
    checks = bill_checks(run, components_of(run.case), horizon_of(run.series))
    assert not next(c for c in checks if c.name == "bill with storage is the ledger's").passed


@pytest.mark.parametrize(("miss", "passed"), [(0.5, True), (2.0, False)])
def test_a_small_tariff_is_held_to_what_a_solve_can_know(miss, passed):
    """Bills of 1,000 million; one of 80 thousand is known to a billionth of all: 1, not 0.08."""
    parts = {n: made("energy_price", n, assets=["u"], price_per_mwh=1.0) for n in ("big", "small")}
    owed = {"big": 999_920_000.0, "small": 80_000.0}
    ledger = [
        {"component": n, "entry": "energy", "period": "2026-01", "nature": "cash", "amount_base": a}
        for n, a in owed.items()
    ]
    rows = [{**row} for row in ledger]
    rows[1]["amount_base"] += miss
    assert against_ledger(rows, ledger, parts, "bill").passed is passed


def test_a_meter_finer_than_the_case_is_said_in_the_results(runs):
    assert any("W-TF-005" in w for w in runs["base"].results["warnings"])


def test_the_report_shows_lines_months_and_two_currencies(runs):
    """48 and 44 MWh at peak are told in kWh, at 35.68 and not 35,680; left in MWh: 48."""
    section = bill(Reading(runs["base"]))
    lines, months, currencies = (b for b in section.blocks if isinstance(b, Table))
    assert [r[:2] for r in lines.rows][:2] == [
        ("Time of use: Utility", "peak"), ("Time of use: Utility", "off-peak"),
    ]  # fmt: skip
    assert lines.rows[0][2] == pytest.approx(48_000, rel=1e-6)
    assert lines.rows[0][3] == pytest.approx(44_000, rel=1e-6)
    assert lines.rows[0][4] == "kWh"
    assert lines.rows[0][5] == pytest.approx(35.68)
    assert lines.rows[0][6] == "PKR/kWh"
    by_line = {row[1]: row for row in lines.rows}
    if "tax" in by_line:
        assert by_line["tax"][6] == "%"
    assert [r[0] for r in months.rows] == ["2026-02", "Sum"]
    assert currencies.columns[2].title == "USD"
    assert "280 PKR for one USD" in currencies.note
    assert "bill" in [s.key for s in run_report(runs["base"]).sections]


def test_two_tariffs_stand_line_by_line(runs):
    report = comparison_report(list(runs.values()))
    section = next(s for s in report.sections if s.key == "bill")
    (table,) = section.blocks
    peak = next(r for r in table.rows if r[1] == "peak")
    whole = next(r for r in table.rows if r[0] == "Sum")
    values = [r.results["bill"] for r in runs.values()]
    assert len(peak) == 4
    assert peak[2] > peak[3]
    assert whole[3] < whole[2]
    assert json.dumps(values)


def test_bill_csv_opens_as_a_table(runs):
    with Path(runs["base"].path / FILE).open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {r["system"] for r in rows} == {"with storage", "without storage"}
    assert all(float(r["quantity"]) * float(r["price"]) == pytest.approx(float(r["amount"]))
               for r in rows)  # fmt: skip
