"""What a tariff may not be, told with its code; and what a result says of its meter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from mill_site import from_, site, tariff
from toy_system import hours, made

from bess_opt.case import read_case
from bess_opt.errors import CaseError

CASE = """\
schema: bess_opt/case/1
name: Mill
currency: {{base: PKR, price_year: 2026}}
time: {{zone: Asia/Karachi, start: 2026-02-01T00:00, step: 1h, periods: {periods}}}
assets:
  mill: {{kind: load, demand_mw: 3}}
  utility: {{kind: grid, p_import_max_mw: 10}}
tariffs:
  it: {{assets: [utility], {fields}}}
"""
BLOCKS = "kind: tiered_energy, blocks: [{up_to_mwh_per_month: 9, price_per_mwh: 30}, "
WINDOW = "kind: time_of_use, off_peak_per_mwh: 20, windows: [{hours: %s, price_per_mwh: 30}]"


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        (
            BLOCKS + "{price_per_mwh: 20}]",
            "E-TF-001",
            "block 2 costs 20 and block 1, which is used before it, 30: the bill bends downwards",
        ),
        (BLOCKS + "{up_to_mwh_per_month: 5, price_per_mwh: 40}]", "E-TF-003", "not in order"),
        (WINDOW % "22:00", "E-CF-007", "'22:00' is not a span of hours"),
        (WINDOW % "'10:00-10:00'", "E-CF-007", "is not a span of hours"),
        (WINDOW % "'10:00-16:00', seasons: [summer]", "E-TF-002", "'summer' is not described"),
        (WINDOW % "'10:00-16:00', days: sometimes", "E-CF-021", "sometimes"),
        (WINDOW % "'10:00-16:00'" + ", holidays: [23 March]", "E-CF-007", "is not a date"),
        (
            WINDOW % "'10:00-16:00'" + ", seasons: {s: {first: 13-01, last: 02-01}}",
            "E-CF-007",
            "is not a day of the year",
        ),
        ("kind: demand_charge", "E-CF-006", "charge_per_mw_month"),
        (
            "kind: demand_charge, charge_per_mw_month: 9, sanctioned_frac: 0.5",
            "E-CF-006",
            "needs sanctioned_mw",
        ),
        ("kind: demand_charge, charge_per_mw_month: 9, ratchet_frac: 80", "E-UN-004", "80"),
        ("kind: export_price, flow: p_exprot_mw, paid_per_mwh: 9", "E-CF-020", "p_exprot_mw"),
        (
            "kind: net_metering, export_flow: p_exprot_mw, off_peak_per_mwh: 9",
            "E-CF-020",
            "p_exprot_mw",
        ),
        (
            "kind: net_metering, settlement_months: [6, 12], "
            "off_peak_per_mwh: [9, 9, 9, 8, 8, 8, 9, 9, 9, 9, 9, 10]",
            "E-TF-001",
            "9 in month 11 and 10 in month 12, to which credit is carried",
        ),
        ("kind: net_metering, off_peak_per_mwh: [9, 8]", "E-CF-007", "has 2 values"),
        (
            "kind: time_of_use, off_peak_per_mwh: 9, windows: [{price_per_mwh: [9, 8]}]",
            "E-CF-007",
            "windows.0.price_per_mwh has 2 values",
        ),
        (
            "kind: net_metering, off_peak_per_mwh: 9, settlement_per_mwh: 10",
            "E-TF-001",
            "needs binaries",
        ),
    ],
)
def test_a_wrong_tariff_is_told_with_its_code(tmp_path, fields, code, words):
    path = tmp_path / "case.yaml"
    path.write_text(CASE.format(fields=fields, periods="7 days"), encoding="utf-8")
    found = [f for f in read_case(path, check=False).faults if f.code.startswith("E")]
    assert [f.code for f in found] == [code], found
    assert words in str(found[0])
    assert found[0].place.line == 9


def test_taxes_in_a_circle_are_told(tmp_path):
    path = tmp_path / "case.yaml"
    text = CASE.format(fields="kind: energy_price, price_per_mwh: 9", periods="7 days")
    text = text.replace("price_per_mwh: 9", "flow: p_import_mw, price_per_mwh: 9")
    text += "  gst: {kind: tax, on: [it, duty], rate_frac: 0.18}\n"
    text += "  duty: {kind: tax, on: [it, gst], rate_frac: 0.02}\n"
    path.write_text(text, encoding="utf-8")
    found = read_case(path, check=False).faults
    assert {f.code for f in found} == {"E-TF-006"}
    assert "gst rests on duty, which rests on gst" in str(found[0])


MINIMUM = "  least: {kind: minimum_bill, on: [it, %s], minimum_per_month: 9}\n"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            MINIMUM % "gst" + "  gst: {kind: tax, on: [it], rate_frac: 0.2}\n",
            "rests on other lines",
        ),
        (
            MINIMUM % "net" + "  net: {kind: net_metering, assets: [utility], off_peak_per_mwh: 9, "
            "settlement_months: [12]}\n",
            "is no bill of months that stand alone",
        ),
        (MINIMUM % "by" + "  by: {kind: standby_charge, assets: [pv], charge_per_mw_month: 9}\n",
         "is no bill of months that stand alone"),
        (
            "  least: {kind: minimum_bill, on: [it], minimum_per_month: 9}\n"
            "  gst: {kind: tax, on: [least], rate_frac: 0.2}\n",
            "taxes of 0.2 rest on the minimum and of 0 on it below it",
        ),
        ("  least: {kind: minimum_bill, on: [it]}\n", "needs minimum_per_month"),
        (
            "  least: {kind: minimum_bill, on: [it], minimum_per_mw_month: 9}\n",
            "needs sanctioned_mw",
        ),
    ],
)  # fmt: skip
def test_a_minimum_rests_on_monthly_lines_before_taxes(tmp_path, more, words):
    path = tmp_path / "case.yaml"
    text = CASE.format(
        fields="kind: tiered_energy, blocks: [{price_per_mwh: 30}]", periods="7 days"
    )
    text = text.replace(
        "tariffs:", "  pv: {kind: solar, p_rated_mw: 1, available_frac: 0.2}\ntariffs:"
    )
    path.write_text(text + more, encoding="utf-8")
    found = [f for f in read_case(path, check=False).faults if f.code.startswith("E")]
    assert len(found) == 1, found
    assert found[0].code in ("E-TF-008", "E-CF-006")
    assert words in str(found[0])


def test_weighted_periods_are_refused_before_anything_is_solved(tmp_path):
    weeks = "[{start: 2026-02-02T00:00, length: 7 days, weight: 4}]"
    charge = "kind: demand_charge, charge_per_mw_month: 9"
    path = tmp_path / "case.yaml"
    path.write_text(CASE.format(fields=charge, periods=weeks), encoding="utf-8")
    assert [f.code for f in read_case(path, check=False).faults] == ["E-TF-004"]
    path.write_text(
        CASE.format(fields=charge + ", true_peak_included: true", periods=weeks), encoding="utf-8"
    )
    assert read_case(path, check=False).faults == ()


def test_weighted_periods_are_refused_from_python_too():
    mdi = tariff("demand_charge", "mdi", charge_per_mw_month=9.0)
    weighted = replace(hours(24), weight=np.full(24, 4.0))
    with pytest.raises(CaseError) as told:
        site(3.0, weighted, mdi)
    assert told.value.faults[0].code == "E-TF-004"


def test_a_meter_finer_than_the_case_is_said():
    mdi = made("demand_charge", "mdi", assets=["utility"], charge_per_mw_month=9.0, metering_h=0.5)
    (remark,) = mdi.remarks(from_("2026-02-01", 24, 1.0))
    assert remark.code == "W-TF-005"
    assert "30 minutes" in remark.found
    assert list(mdi.remarks(from_("2026-02-01", 48, 0.5))) == []
