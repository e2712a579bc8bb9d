"""Every broken case is told by its cause, and each proposed change, applied, makes it feasible."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bess_opt.errors import Infeasible
from bess_opt.solve.solution import Status
from bess_opt.studies.dispatch import execute
from bess_opt.studies.inputs import read
from bess_opt.studies.request import Request
from bess_opt.studies.system import System
from tests.diagnosis.base_case import write_base
from tests.diagnosis.broken_cases import BROKEN


def run(folder: Path, name: str, overrides: tuple[str, ...]) -> dict[str, Any]:
    case = folder / "case.yaml"
    return execute(Request(case, folder / name, overrides=overrides), lambda event: None)


def is_solved(folder: Path, overrides: tuple[str, ...]) -> bool:
    """Whether the case, read anew with overrides, has a certified optimum."""
    request = Request(folder / "case.yaml", overrides=overrides)
    case_file, inputs = read(request, lambda event: None)
    solution = System(case_file.case, inputs, lambda event: None).solve("mended")
    return solution.status is Status.OPTIMAL and solution.certificate is not None


def test_the_base_case_is_feasible(tmp_path: Path) -> None:
    """Otherwise the overlays would prove nothing.

    Diesel gives what load, 2,910 MWh, takes beyond sun, water and nuclear, 1,920 MWh.
    """
    write_base(tmp_path)
    results = run(tmp_path, "base", ())
    assert results["energy_mwh"]["diesel"]["generated"] == pytest.approx(990, abs=1e-3)
    assert results["objective"]["value"] == pytest.approx(99_000, rel=1e-6)


def test_the_table_holds_thirty_cases() -> None:
    assert len(BROKEN) >= 30
    assert len({broken.overlay for broken in BROKEN.values()}) == len(BROKEN)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if broken.is_slow else [], id=name)
        for name, broken in BROKEN.items()
    ],
)
def test_the_cause_is_named_and_every_change_helps(tmp_path: Path, name: str) -> None:
    """Applied from the case file on, as a user would: each change solves to an optimum."""
    broken = BROKEN[name]
    write_base(tmp_path)
    with pytest.raises(Infeasible) as refusal:
        run(tmp_path, "broken", broken.overlay)
    told = refusal.value
    text = "\n".join(map(str, told.faults))
    for words in broken.names:
        assert words in text
    assert told.changes, text
    paths = [override.partition("=")[0] for c in told.changes for override in c["overrides"]]
    assert broken.mends in paths, text
    for change in told.changes:
        assert len(change["overrides"]) == broken.together
        assert all(override in text for override in change["overrides"])
        assert is_solved(tmp_path, (*broken.overlay, *change["overrides"]))
    results = json.loads((tmp_path / "broken" / "results.json").read_text("utf-8"))
    assert results["status"] == "infeasible"
    assert results["diagnosis"]["changes"] == [dict(change) for change in told.changes]
