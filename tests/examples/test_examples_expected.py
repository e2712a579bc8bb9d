"""Every example is run, and its headline figures are those of its ``expected.json``.

A figure is a path into ``results.json``, or the sum of some; plants whose energy costs the same are
added up, because the least cost does not say which of them runs. ``within`` is how far a right
answer may lie from ``value``. ``pytest tests/examples --golden`` writes the values anew.
"""

from __future__ import annotations

import json
import math
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from bess_opt.studies.dispatch import execute
from bess_opt.studies.request import Request

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = {path.parent.name: path for path in sorted(EXAMPLES.glob("*/expected.json"))}
# A year of these solves in seconds.
QUICK = {"small_island"}


def runs() -> list[Any]:
    """An example and one of its scenarios, marked slow where it is."""
    pairs = [
        (name, scenario)
        for name, path in FILES.items()
        for scenario in json.loads(path.read_text(encoding="utf-8"))["scenarios"]
    ]
    return [
        pytest.param(*pair, id=" ".join(pair), marks=[] if pair[0] in QUICK else pytest.mark.slow)
        for pair in pairs
    ]


def figure_of(results: dict[str, Any], path: str) -> float:
    """Value at a dotted path, or the sum over paths joined by ``+``."""
    return sum(
        float(reduce(lambda at, key: at[key], p.split("."), results)) for p in path.split(" + ")
    )


def test_every_example_says_what_to_expect() -> None:
    cases = {path.parent.name for path in EXAMPLES.glob("*/case.yaml")}
    assert cases == set(FILES)
    assert {"today", "clean_2030"} <= set(
        json.loads(FILES["national_grid"].read_text(encoding="utf-8"))["scenarios"]
    )


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("example", "scenario"), runs())
def test_headline_figures_are_the_expected_ones(
    example: str, scenario: str, tmp_path: Path, golden: bool
) -> None:
    path = FILES[example]
    expected = json.loads(path.read_text(encoding="utf-8"))
    request = Request(
        path.parent,
        tmp_path / "run",
        scenario=None if scenario == "as written" else scenario,
        overrides=("study.break_even=false", "study.flatness=false"),
    )
    results = execute(request, lambda event: None)
    rows = expected["scenarios"][scenario]
    found = {row["figure"]: figure_of(results, row["figure"]) for row in rows}
    if golden:
        for row in rows:
            digits = 3 - math.floor(math.log10(row["within"]))
            row["value"] = round(found[row["figure"]], digits)
        path.write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
        return
    off = [
        f"{row['figure']} is {found[row['figure']]}, expected {row['value']} within {row['within']}"
        for row in rows
        if not abs(found[row["figure"]] - row["value"]) <= row["within"]
    ]
    assert off == []
    assert results["status"] == "optimal"
