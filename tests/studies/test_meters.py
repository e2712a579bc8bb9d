"""A meter at which an export earns more than an import costs is refused, wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from bess_opt.cli.validate import collect
from bess_opt.errors import CaseError
from bess_opt.studies.dispatch import execute
from bess_opt.studies.request import Request

CASE = """\
schema: bess_opt/case/1
name: Meter
currency: {base: USD, price_year: 2026}
time: {zone: Asia/Karachi, start: 2026-01-05T00:00, step: 1h, periods: 3}
series:
  pay: {file: pay.csv, column: pay, unit: USD/MWh, quantity: price}
assets:
  load: {kind: load, demand_mw: 2}
  utility: {kind: grid, p_import_max_mw: 5, p_export_max_mw: MOST, loss_frac: LOSS}
tariffs:
  buy: {kind: energy_price, assets: [utility], flow: p_import_mw, price_per_mwh: 20}
  sell: {kind: energy_price, assets: [utility], flow: p_export_mw, price_per_mwh: pay}
"""


def _run(folder: Path, most: str = "4", loss: str = "0") -> None:
    stamps = (f"2026-01-05T{h:02d}:00,{p}" for h, p in enumerate((-10, -21, -22)))
    (folder / "pay.csv").write_text("time,pay\n" + "\n".join(stamps) + "\n", encoding="utf-8")
    path = folder / "case.yaml"
    path.write_text(CASE.replace("MOST", most).replace("LOSS", loss), encoding="utf-8")
    execute(Request(path, folder / "run"), lambda event: None)


def test_power_in_a_circle_is_refused_with_hour_and_place(tmp_path):
    with pytest.raises(CaseError) as told:
        _run(tmp_path)
    (fault,) = told.value.faults
    assert fault.code == "E-PH-016"
    assert "earns 21 USD/MWh and an import costs 20 at 2026-01-05 01:00" in fault.found
    assert "2 steps" in fault.found
    assert fault.place.line == 9


@pytest.mark.parametrize(("most", "loss"), [("0", "0"), ("4", "0.05")])
def test_a_shut_export_and_losses_that_eat_the_gain_are_not(tmp_path, most, loss):
    """5 % lost twice leave 0.9025 of 22, which is less than 20."""
    _run(tmp_path, most, loss)


def _tariffs(folder: Path, tariffs: str, load: str = "2") -> Path:
    text = CASE[: CASE.index("series:")] + CASE[CASE.index("assets:") : CASE.index("  buy:")]
    text = text.replace("demand_mw: 2", f"demand_mw: {load}").replace("LOSS", "0")
    path = folder / "case.yaml"
    path.write_text(text.replace("MOST", "4").replace("periods: 3", "periods: 744") + tariffs)
    return path


SELL = "  sell: {kind: export_price, assets: [utility], paid_per_mwh: %s}\n"
# 2 MW over a month are 1,488 MWh; 5 MW, the limit of the connection, 3,720.
BLOCKS = (
    "  buy: {kind: tiered_energy, assets: [utility], blocks: [{up_to_mwh_per_month: 1000, "
    "price_per_mwh: 10}, {price_per_mwh: 30}]}\n"
)
NET = "  buy: {kind: net_metering, assets: [utility], off_peak_per_mwh: 30}\n"
FLAT = "  buy: {kind: energy_price, assets: [utility], flow: p_import_mw, price_per_mwh: 30}\n"
LEAST = "  least: {kind: minimum_bill, on: [buy], minimum_per_month: %s}\n"
DEMAND = "  demand: {kind: demand_charge, assets: [utility], charge_per_mw_month: 900}\n"
DUTY = "  duty: {kind: tax, on: [buy], rate_frac: 0.5}\n"


@pytest.mark.parametrize(
    ("tariffs", "code", "words"),
    [
        (BLOCKS + SELL % 31, "E-PH-016", "earns 31 USD/MWh and an import costs 10"),
        (BLOCKS + SELL % 29, "W-PH-019", "where little else is taken, an export earns 29"),
        (BLOCKS + SELL % 9, None, ""),
        # The tax of half makes the blocks 15 and 45.
        (BLOCKS + DUTY + SELL % 31, "W-PH-019", "an import costs 15"),
        (BLOCKS + DUTY + SELL % 46, "E-PH-016", "costs 15"),
        # An export takes its own import off the meter again, and is paid on top.
        (NET + SELL % 9, "E-PH-016", "744 steps"),
        (NET, None, ""),
        # Below the minimum an import costs what it adds: 0.001 of a per cent, the tie-break.
        (FLAT + LEAST % 40_000 + SELL % 20, "W-PH-019", "an import costs 0.0003"),
        (FLAT + LEAST % 400_000 + SELL % 20, "E-PH-016", "earns 20 USD/MWh"),
        # A peak that is paid already holds nobody back.
        (FLAT + DEMAND + SELL % 31, "E-PH-016", "earns 31 USD/MWh and an import costs 30"),
        (FLAT + DEMAND + SELL % 29, None, ""),
    ],
)  # fmt: skip
def test_validate_finds_circles_through_blocks_credit_and_minimum(tmp_path, tariffs, code, words):
    found = collect(_tariffs(tmp_path, tariffs), None, ())
    assert [f.code for f in found] == ([] if code is None else [code]), found
    assert words in "".join(map(str, found))


def test_scenarios_are_looked_at_and_only_what_may_be_solved_is_compiled(tmp_path):
    path = _tariffs(tmp_path, FLAT + SELL % 20)
    scenario = "scenarios: {dear: {overlay: {tariffs.sell.paid_per_mwh: 40}}}\n"
    path.write_text(path.read_text() + scenario)
    (fault,) = collect(path, None, ())
    assert fault.code == "E-PH-016"
    assert fault.found.startswith("in scenario dear: ")
    path.write_text(path.read_text().replace("demand_mw: 2", "demand_mw: two"))
    assert "E-PH-016" not in [f.code for f in collect(path, None, ())]


def test_what_may_pay_is_refused_only_where_the_answer_uses_it(tmp_path):
    """2 MW take 1,488 MWh, past the cheap block of 1,000; 1 MW take 744 and fill it in a circle."""
    for load, is_used in (("2", False), ("1", True)):
        path = _tariffs(tmp_path, BLOCKS + SELL % 29, load)
        request = Request(path, tmp_path / f"run_{load}")
        if not is_used:
            found = execute(request, lambda event: None)
            assert any("W-PH-019" in w for w in found["warnings"])
            continue
        with pytest.raises(CaseError) as told:
            execute(request, lambda event: None)
        assert told.value.faults[0].code == "E-PH-016"
        assert "the answer imports" in told.value.faults[0].found
