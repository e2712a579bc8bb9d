"""A section stands where the case supports it, and nowhere else."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from bess_opt.component import Check
from bess_opt.ledger import Ledger, Row
from bess_opt.report.assemble import run_report
from bess_opt.report.html import html_text
from bess_opt.report.numbers import SPACE
from bess_opt.report.sections.storage import half_cycles, round_edges
from bess_opt.report.sections.worth import price_sentence
from bess_opt.runs import RunContent, open_run, write_run
from tests.report import island as made

SMALL = """\
schema: bess_opt/case/1
name: One load and one engine
currency: {base: USD, price_year: 2026}
assets:
  town: {kind: load, demand_mw: 10.0}
  engine: {kind: thermal, p_rated_mw: 20.0}
tariffs:
  diesel: {kind: fuel, assets: [engine], fuel_price_per_mwh: 200.0}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Two days of one load and one engine: no store, no sun, no line, no price of capacity."""
    import xarray as xr

    steps, names = 48, ["town", "engine", "diesel"]
    demand = np.full(steps, 10.0)

    def by_time(**own):
        data = np.full((steps, len(names)), np.nan)
        for name, values in own.items():
            data[:, names.index(name)] = values
        return ("time", "component"), data

    series = xr.Dataset(
        {
            "demand_mw": by_time(town=demand),
            "p_generation_mw": by_time(engine=demand),
            "p_online_mw": by_time(engine=demand),
            "available_frac": by_time(engine=np.ones(steps)),
            "p_rated_mw": (("year_label", "component"), [[np.nan, 20.0, np.nan]]),
        },
        coords={**made.axis(2), "component": names, "year_label": [2026]},
    )
    cost = 200.0 * 480.0
    row = Row("diesel", "fuel", "cash", "system", "supplier", "2026-01", "USD", cost, cost)
    results = {
        "status": "optimal",
        "objective": {"value": cost, "currency": "USD", "basis": "over the horizon"},
        "sizes": {"engine": {"p_rated_mw": 20.0, "sized": []}},
        "energy_mwh": {"town": {"demand": 480.0, "served": 480.0, "shed": 0.0},
                       "engine": {"generated": 480.0, "fuel_equivalent": 480.0}},
        "costs": {"diesel": {"fuel": cost}},
        "baseline": None,
        "savings": None,
        "unserved_mwh": 0.0,
        "served_mwh": 480.0,
    }  # fmt: skip
    content = RunContent(
        case_yaml=SMALL,
        results=results,
        series=series,
        duals=xr.Dataset(),
        ledger=Ledger([row]),
        checks=[Check("output within online capacity", "engine", 0.0, 1e-5, "MW")],
        manifest={},
    )
    return open_run(write_run(tmp_path_factory.mktemp("small") / "run", content))


def test_a_case_without_storage_has_no_page_on_it(small):
    report = run_report(small)
    assert report.sections[0].blocks[0].body == "This case holds no storage."
    absent = {"storage", "worth", "capacity", "calibration", "prices"}
    assert not absent & {s.key for s in report.sections}
    drawn = set(report.figures())
    assert {"residual", "months", "week-1"} <= drawn
    assert not drawn & {"price-map", "price-duration", "bridge", "capacity"}


def test_a_small_report_still_becomes_a_page(small):
    page = html_text(run_report(small))
    assert "One load and one engine" in page
    assert "USD" in page


def test_the_median_price_is_that_of_the_median_hour():
    """Steps that stand for 1, 1 and 8 h at 10, 20 and 30: the median hour costs 30, not 20."""
    reading = SimpleNamespace(
        prices={"main": np.array([10.0, 20.0, 30.0])},
        price_bus="main",
        hours=np.array([1.0, 1.0, 8.0]),
        results={"break_even": {}},
        price=lambda value: f"{value:g} a MWh",
    )
    told = price_sentence(reading).replace(SPACE, " ")
    assert told.startswith("In 80 % of hours")
    assert "its median of 30 a MWh" in told


def test_rainflow_counts_the_example_of_the_standard():
    """ASTM E1049-85, figure 6: -2, 1, -3, 5, -1, 3, -4, 4, -2.

    Halves of 3, 4, 8, 9, 8 and 6 and one whole cycle of 4. Counting peaks only would give eight
    half cycles of 3, 4, 8, 6, 4, 7, 8, 6.
    """
    history = np.array([-2.0, 1.0, -3.0, 5.0, -1.0, 3.0, -4.0, 4.0, -2.0])
    assert sorted(half_cycles(history)) == sorted(
        [(3.0, 0.5), (4.0, 0.5), (8.0, 0.5), (9.0, 0.5), (8.0, 0.5), (6.0, 0.5), (4.0, 1.0)]
    )


def test_flat_stretches_and_steps_between_make_no_cycles():
    plain = half_cycles(np.array([0.0, 10.0, 0.0]))
    assert half_cycles(np.array([0.0, 0.0, 5.0, 5.0, 10.0, 10.0, 4.0, 0.0])) == plain


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 30396.0), (-120.0, 85.0), (5.0, 5.0), (0.0, 1.0), (1e5, 1.2e5)]
)
def test_classes_of_prices_hold_every_price(low, high):
    edges = round_edges(low, high)
    assert edges[0] <= low
    assert edges[-1] >= high
    assert 2 <= len(edges) <= 14
    assert np.diff(edges) == pytest.approx(edges[1] - edges[0])
