"""Runs side by side as a page: sizes, costs, energies, prices and inputs that differ."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bess_opt.cli import main
from bess_opt.report.comparison import comparison_report
from bess_opt.report.html import html_text
from bess_opt.runs.compare import compare_opened
from tests.report.island import make_island


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """The same month without a store and with one."""
    folder = tmp_path_factory.mktemp("pair")
    return [
        make_island(folder / "without", days=31, built=False),
        make_island(folder / "with", days=31, labels={"coal": "Hard coal"}),
    ]


@pytest.fixture(scope="module")
def side(pair):
    """Their report."""
    return comparison_report(pair)


def section(report, key):
    return next(s for s in report.sections if s.key == key)


def test_costs_stand_line_by_line_and_sum_to_both_objectives(pair, side):
    figure, table = section(side, "money").blocks
    size = {"million PKR": 1e6, "billion PKR": 1e9}[table.columns[2].unit]
    ends = [run.results["objective"]["value"] for run in pair]
    total = table.rows[-1]
    assert [v * size for v in total[2:4]] == pytest.approx(ends, rel=1e-12)
    assert total[4] * size == pytest.approx(ends[1] - ends[0])
    assert sum(row[4] for row in table.rows[:-1]) == pytest.approx(total[4])
    annuity = next(row for row in table.rows if row[1] == "annuity of energy")
    assert annuity[2:4] == (0.0, pytest.approx(26e6 * 0.0944 * 2000 * 31 / 365 / size))
    steps = [row[1] for row in figure.table.rows]
    assert sum(steps[:-1]) == pytest.approx(steps[-1])


def test_energies_are_those_of_the_series(pair, side):
    table = section(side, "mix").blocks[0].table
    row = next(r for r in table.rows if r[0] == "Storage discharging")
    assert row[1] is None
    assert row[2] == pytest.approx(324 * 3 * 31 / 1e3)
    coal = sum(
        float(np.nansum(pair[0].series["p_generation_mw"].sel(component=name)))
        for name in ("coal",)
    )
    assert next(r for r in table.rows if r[0] == "Coal")[1] == pytest.approx(coal / 1e3)


def test_inputs_that_differ_are_told(side):
    table = section(side, "inputs").blocks[1]
    assert ("assets.coal.label", "Coal", "Hard coal", "") in table.rows


def test_prices_are_the_duals_of_each_run(pair, side):
    figure = section(side, "prices").blocks[0]
    for layer, run in zip(figure.chart.panels[0].layers, pair, strict=True):
        price = run.duals["power_balance"].sel(bus="north").to_numpy()
        assert max(layer.y) == pytest.approx(price.max())
        assert min(layer.y) == pytest.approx(price.min())
        assert f"{price.mean():,.0f}" in figure.title


def test_dust_is_neither_a_difference_nor_a_base(pair):
    """1e-6 MWh beside a million is what an engine leaves; a ratio to it would say nothing."""
    before, after = (json.loads(json.dumps(run.results)) for run in pair)
    before["energy_mwh"]["bess"]["discharged"] = 1e-6
    before["unserved_mwh"], after["unserved_mwh"] = 1e-6, 2e-6

    class Made:
        def __init__(self, run, results):
            self.results, self.case, self.manifest, self.path = (
                results, run.case, run.manifest, run.path,
            )  # fmt: skip

    found = compare_opened([Made(pair[0], before), Made(pair[1], after)])
    by_path = {figure.path: figure for figure in found.figures}
    discharged = by_path["energy_mwh.bess.discharged"]
    assert discharged.values[0] == 0.0
    assert discharged.differs
    assert discharged.relative is None
    assert not by_path["unserved_mwh"].differs


def test_the_page_is_written_on_request(pair, tmp_path, capsys):
    target = tmp_path / "side.html"
    with pytest.raises(SystemExit) as left:
        main(["compare", *(str(run.path) for run in pair), "--page", str(target), "--json"])
    assert left.value.code == 1
    assert json.loads(capsys.readouterr().out)["page"] == str(target)
    page = target.read_text("utf-8")
    assert page == html_text(comparison_report(pair))
    assert len(page) < 8_000_000
    assert "side by side" in page
