"""``compare`` names what differs between runs, in and out, and by how much."""

from __future__ import annotations

from pathlib import Path

import pytest

from bess_opt.errors import UsageError
from bess_opt.runs.compare import compare_runs
from runs.made_run import CASE, make_run, results


def test_a_run_is_the_same_as_its_copy(tmp_path: Path) -> None:
    found = compare_runs(make_run(tmp_path / "a"), make_run(tmp_path / "b"))
    assert found.same
    assert found.names == ("a", "b")
    assert len(found.figures) > 15


def test_inputs_and_figures_that_differ_are_named(tmp_path: Path) -> None:
    """Gas at 33 instead of 30 USD/MWh: 6 MWh cost 198 instead of 180, a tenth more."""
    dear = CASE.replace("price_per_mwh: 30.0", "price_per_mwh: 33.0")
    told = results()
    told["objective"]["value"] = 198.0
    found = compare_runs(
        make_run(tmp_path / "a"), make_run(tmp_path / "b", case_yaml=dear, results=told)
    )
    assert not found.same
    assert [(d.path, d.values) for d in found.inputs] == [
        ("tariffs.fuel.price_per_mwh", (30.0, 33.0))
    ]
    (figure,) = found.differing
    assert figure.path == "objective.value"
    assert figure.unit == "USD"
    assert figure.difference == pytest.approx(18.0)
    assert figure.relative == pytest.approx(0.1)


def test_data_files_are_compared_by_hash(tmp_path: Path) -> None:
    other = {"inputs": {"series.csv": {"sha256": "cd", "bytes": 1}}}
    found = compare_runs(make_run(tmp_path / "a"), make_run(tmp_path / "b", manifest=other))
    assert [(d.path, d.values) for d in found.inputs] == [("file series.csv", ("ab", "cd"))]


def test_a_figure_within_the_tolerance_is_the_same(tmp_path: Path) -> None:
    told = results()
    told["objective"]["value"] = 180.0 * (1 + 5e-7)
    a, b = make_run(tmp_path / "a"), make_run(tmp_path / "b", results=told)
    assert compare_runs(a, b).same
    assert not compare_runs(a, b, tolerance=1e-8).same


def test_an_asset_that_only_one_run_has_is_a_difference(tmp_path: Path) -> None:
    told = results()
    del told["sizes"]["store"]
    found = compare_runs(make_run(tmp_path / "a"), make_run(tmp_path / "b", results=told))
    by_path = {f.path: f for f in found.differing}
    assert by_path["sizes.store.p_rated_mw"].values == (5.0, None)
    assert by_path["sizes.store.p_rated_mw"].difference is None
    assert by_path["sizes.store.p_rated_mw"].unit == "MW"


def test_three_runs_stand_side_by_side_and_differ_from_the_first(tmp_path: Path) -> None:
    told = results()
    told["emissions_t"] = 6.0
    runs = [make_run(tmp_path / n) for n in "ab"] + [make_run(tmp_path / "c", results=told)]
    (figure,) = compare_runs(*runs).differing
    assert figure.values == (3.0, 3.0, 6.0)
    assert figure.relative == pytest.approx(1.0)
    assert figure.unit == "t"


def test_runs_of_one_name_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    found = compare_runs(make_run(tmp_path / "x" / "a"), make_run(tmp_path / "y" / "a"))
    assert found.names == ("x/a", "y/a")


def test_a_scenario_that_is_merely_offered_is_no_input(tmp_path: Path) -> None:
    more = CASE + "scenarios: {dry: {overlay: {}}}\n"
    assert compare_runs(make_run(tmp_path / "a"), make_run(tmp_path / "b", case_yaml=more)).same


def test_one_run_cannot_be_compared(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two runs"):
        compare_runs(make_run(tmp_path / "a"))
