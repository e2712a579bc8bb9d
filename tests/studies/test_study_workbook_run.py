"""From template to answer by workbook and by YAML: one edit each, the same optimum."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from bess_opt.runs import open_run
from bess_opt.studies.dispatch import execute
from bess_opt.studies.request import Request
from bess_opt.studies.study_file import write_study

ISLAND = Path(__file__).parents[2] / "examples" / "small_island" / "case.yaml"
QUICK = ["study.break_even=false", "study.flatness=false"]


def test_an_edited_workbook_gives_the_answer_of_the_edited_case(tmp_path: Path):
    """Fuel at 300 instead of 240, at most 5 MW of sun, 3 days: typed into cells or set by -S.

    An edit of the price that was not read would leave the fuel a fifth cheaper.
    """
    write_study(ISLAND, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "study.xlsx")
    cells = {
        sheet: {r[0].value: r for r in book[sheet].iter_rows()}
        for sheet in ("Tariffs", "Time", "Ratings")
    }
    price = cells["Tariffs"]["diesel_fuel"][3]
    assert (book["Tariffs"].cell(2, 4).value, price.value) == ("fuel_price_per_mwh", 240)
    price.value = 300
    cells["Time"]["periods"][1].value = "3 days"
    cells["Ratings"]["solar"][3].value = 5
    book.save(tmp_path / "study.xlsx")
    short = [*QUICK, "time.periods=3 days", "assets.solar.p_rated_mw.max=5"]
    by_hand = [*short, "tariffs.diesel_fuel.fuel_price_per_mwh=300"]
    answers = []
    for name, path, overrides in (
        ("excel", tmp_path / "study.xlsx", QUICK),
        ("yaml", ISLAND, by_hand),
        ("cheap_fuel", ISLAND, short),
    ):
        request = Request(path, tmp_path / name, overrides=tuple(overrides))
        execute(request, lambda event: None)
        answers.append(open_run(tmp_path / name).results)
    excel, yaml, cheap_fuel = (answer["objective"]["value"] for answer in answers)
    assert excel == pytest.approx(yaml, rel=1e-9)
    assert cheap_fuel < 0.95 * yaml
    assert answers[0]["sizes"] == answers[1]["sizes"]
    assert "study.xlsx" in open_run(tmp_path / "excel").manifest["inputs"]
