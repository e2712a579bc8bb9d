"""``verify`` finds a changed byte, a wrong figure and a broken law, and says where."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bess_opt.component import Check
from bess_opt.errors import VerificationFailed
from bess_opt.ledger import Ledger, Row
from bess_opt.runs import open_run
from bess_opt.runs.files import sha256_of
from bess_opt.runs.results import results_schema, schema_faults
from bess_opt.runs.verify import verify_run
from runs.made_run import CASE, PARTS, duals, make_run, results, series

WRITTEN = [
    "case.resolved.yaml",
    "results.json",
    "series.nc",
    "duals.nc",
    "ledger.csv",
    "checks.json",
    "log/run.jsonl",
    "log/solver.log",
]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that holds, for tests that only copy it."""
    return make_run(tmp_path_factory.mktemp("finished") / "a")


def failed(run: Path) -> set[tuple[str, str]]:
    return {(c.name, c.component) for c in verify_run(run) if not c.passed}


def test_a_run_that_holds_passes_every_check(finished: Path) -> None:
    checks = verify_run(finished)
    assert all(check.passed for check in checks)
    told = {check.name for check in checks}
    assert {
        "file as written",
        "results follow their schema",
        "ledger adds up to the objective",
        "soc recursion",
        "power balance",
        "energies told",
        "emissions told",
        "price only where reached: battery converter limit",
    } <= told


@pytest.mark.parametrize("name", WRITTEN)
def test_one_flipped_bit_in_any_file_is_found_and_the_file_named(
    tmp_path: Path, finished: Path, name: str
) -> None:
    """At the head, in the middle and at the end."""
    run = tmp_path / "a"
    shutil.copytree(finished, run)
    whole = (run / name).read_bytes()
    for at in (0, 0.5, 1):
        (run / name).write_bytes(whole)
        flip(run / name, at)
        assert failed(run) == {("file as written", name)}
    part = {"series.nc": "series", "ledger.csv": "ledger", "results.json": "results"}.get(name)
    if part is not None:
        with pytest.raises(VerificationFailed, match=name.replace(".", r"\.")):
            getattr(open_run(run), part)


@pytest.mark.parametrize("name", ["manifest.json", "COMPLETE"])
def test_one_flipped_bit_in_manifest_or_seal_is_found_and_the_file_named(
    tmp_path: Path, finished: Path, name: str
) -> None:
    """At every byte of the seal, at some of the manifest's."""
    run = tmp_path / "a"
    shutil.copytree(finished, run)
    whole = (run / name).read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        flipped = bytearray(whole)
        flipped[at] ^= 1
        (run / name).write_bytes(bytes(flipped))
        with pytest.raises(VerificationFailed, match=name.replace(".", r"\.")):
            verify_run(run)


def flip(path: Path, at: float) -> None:
    """Flip the lowest bit of the byte at that share of the file."""
    data = bytearray(path.read_bytes())
    data[int(at * (len(data) - 1))] ^= 1
    path.write_bytes(bytes(data))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a")
    (run / "duals.nc").unlink()
    assert failed(run) == {("file as written", "duals.nc")}


def test_a_changed_report_is_found_by_its_own_manifest(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a")
    page = run / "report" / "report.html"
    page.parent.mkdir()
    page.write_text("<p>62 MW</p>")
    listed = {"outputs": {"report.html": {"sha256": sha256_of(page)}}}
    (run / "report" / "manifest.json").write_text(json.dumps(listed))
    assert failed(run) == set()
    page.write_text("<p>92 MW</p>")
    assert failed(run) == {("file as written", "report/report.html")}
    (run / "report" / "manifest.json").write_text("{}")
    assert failed(run) == {("file as written", "report/manifest.json")}


def changed(path: str, value: Any) -> dict[str, Any]:
    told = results()
    *way, last = path.split(".")
    part = told
    for key in way:
        part = part[key]
    part[last] = value
    return told


@pytest.mark.parametrize(
    ("path", "value", "check"),
    [
        ("energy_mwh.sun.generated", 13.001, "energies told"),
        ("energy_mwh.store.charged", None, "energies told"),
        ("sizes.store.p_rated_mw", 5.001, "sizes told"),
        ("sizes.store.duration_h", 4.0, "sizes told"),
        ("emissions_t", 2.999, "emissions told"),
        ("unserved_mwh", 1.0, "unserved told"),
        ("renewable_share_frac", 0.7, "renewable share told"),
        ("clean_share_frac", 0.7, "clean share told"),
    ],
)
def test_a_figure_that_the_series_do_not_bear_out_fails(
    tmp_path: Path, path: str, value: Any, check: str
) -> None:
    """Each told figure is off by a little; nothing else fails with it (but the schema on null)."""
    run = make_run(tmp_path / "a", results=changed(path, value))
    expected = {(check, "results.json")}
    found = {(name, where) for name, where in failed(run) if "schema" not in name}
    assert found == expected


def test_a_ledger_that_misses_the_objective_fails(tmp_path: Path) -> None:
    """180 USD told; the rows say 180 + 1e-6, which is 6e-9 of it and above 1e-9."""
    row = Row("fuel", "energy", "cash", "s", "p", "2026-01", "USD", 180.000001, 180.000001)
    run = make_run(tmp_path / "a", ledger=Ledger([row]))
    assert failed(run) == {
        ("ledger adds up to the objective", ""),
        ("costs told are those of the ledger", ""),
    }


Break = Callable[[Any], None]


def overdraw(ds: Any) -> None:
    ds["p_discharge_mw"][3, PARTS.index("store")] = 2.01
    ds["p_generation_mw"][3, PARTS.index("gas")] = 1.99


def lose_balance(ds: Any) -> None:
    ds["demand_mw"][2, PARTS.index("town")] = 4.01


def exceed_offer(ds: Any) -> None:
    ds["available_frac"][2, PARTS.index("sun")] = 0.39


def overfill(ds: Any) -> None:
    ds["soc_mwh"][:, PARTS.index("store")] += 17


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (overdraw, ("soc recursion", "store")),
        (lose_balance, ("power balance", "main")),
        (exceed_offer, ("delivery within offer", "sun")),
        (overfill, ("soc window", "store")),
    ],
)
def test_a_broken_law_is_named(tmp_path: Path, damage: Break, expected: tuple[str, str]) -> None:
    ds = series()
    damage(ds)
    assert expected in failed(make_run(tmp_path / "a", series=ds))


def test_a_price_on_a_limit_that_is_not_reached_fails(tmp_path: Path) -> None:
    """In hour 2 the converter stands still; a price there contradicts complementary slackness."""
    prices = duals()
    prices["battery_converter_limit"][0, 2] = 1.0
    name = "price only where reached: battery converter limit"
    assert failed(make_run(tmp_path / "a", duals=prices)) == {(name, "store")}


def test_a_check_that_failed_when_the_run_was_made_fails_again(tmp_path: Path) -> None:
    run = make_run(tmp_path / "a", checks=[Check("soc window", "store", float("nan"), 1e-5, "MWh")])
    assert failed(run) == {("checks made with the run", "checks.json")}


def test_an_inactive_component_takes_no_part(tmp_path: Path) -> None:
    spare = "  spare: {kind: solar, active: false, p_rated_mw: 9.0, available_frac: offered}"
    idle = CASE.replace("assets:\n", f"assets:\n{spare}\n")
    assert failed(make_run(tmp_path / "a", case_yaml=idle)) == set()


def test_results_without_a_promised_key_are_named() -> None:
    told = {"schema": "bess_opt/results/1", **results()}
    assert schema_faults(told) == []
    del told["objective"]
    told["status"] = "fine"
    found = schema_faults(told)
    assert [line.split(":")[0] for line in found] == ["status", "objective"]


def test_the_schema_of_results_names_every_promised_key() -> None:
    schema = results_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    assert {"schema", "status", "objective", "sizes", "energy_mwh", "costs", "solver"} <= set(
        schema["required"]
    )
