"""The benchmark measures the same system on both sides, or its ratios mean nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bess_opt.solve.engine import solve
from tests.bench import ours, table
from tests.bench.cases import CASES, ROLLING
from tests.bench.systems import System

SYSTEMS = {c.name: c.system for c in CASES if c.system is not None and c.system.hours == 8760}


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_compiles_whole_index_sets_at_once(name):
    program = ours.compiled(SYSTEMS[name].with_hours(48))[1]
    assert program.expanded == {}
    lp = program.linear_program()
    assert solve(lp).status == "optimal"


def test_a_table_has_every_key_once():
    rows = [{"a": "1"}, {"a": "2", "b": "3"}]
    assert table.markdown(rows) == "| a | b |\n|---|---|\n| 1 |  |\n| 2 | 3 |"


def test_rows_of_other_cases_are_kept():
    """Measured anew is b: its row is replaced, a stays before it, and a section without cases."""
    old = {"Engines": [{"case": "a", "s": "1"}, {"case": "b", "s": "2"}], "Compile": [{"h": "3"}]}
    tables = [f"\n## {title}\n\n{table.markdown(rows)}" for title, rows in old.items()]
    read = table.read("\n".join(["# Page", "", "Quiet.", *tables, ""]))
    assert read == old
    new = [{"case": "b", "s": "4", "more": "5"}]
    assert table.merged(read["Engines"], new, ["a", "b"]) == [{"case": "a", "s": "1"}, new[0]]
    assert table.merged(read["Engines"], [], ["a", "b"]) == old["Engines"]
    assert table.merged(read["Compile"], [], []) == old["Compile"]
    assert table.merged(read["Compile"], [{"h": "6"}], []) == [{"h": "6"}]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SYSTEMS, "rolling"])
def test_pypsa_finds_the_same_cost(name):
    pytest.importorskip("pypsa")
    from tests.bench.pypsa_twin import network_of, optimum

    system = (SYSTEMS | {"rolling": ROLLING})[name].with_hours(168)
    theirs = optimum(network_of(system, system.series()), system)
    own = solve(ours.compiled(system)[1].linear_program()).objective
    assert own == pytest.approx(theirs, rel=1e-6)


@pytest.mark.slow
def test_linopy_builds_the_same_program():
    pytest.importorskip("linopy")
    from tests.bench.linopy_twin import arrays_of, built

    system = replace(System(), hours=168)
    m = built(system, system.series())
    matrix = arrays_of(m)[0]
    lp = ours.compiled(system)[1].linear_program()
    assert matrix.shape[0] == lp.n_rows
    assert matrix.nnz >= np.count_nonzero(lp.values) - lp.n_rows
    m.solve("highs", output_flag=False)
    assert solve(lp).objective == pytest.approx(float(m.objective.value), rel=1e-7)
