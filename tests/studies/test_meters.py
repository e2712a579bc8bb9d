"""A meter at which an export earns more than an import costs is refused, wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

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
