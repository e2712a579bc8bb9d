"""The mathematics of every kind as text, read by a person when it changes.

``pytest tests/lp --golden`` writes the texts anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_kinds import SERIES, parts_of, plan_of
from toy_system import KINDS, compiled, hours

from bess_opt.model.export import write_lp

HERE = Path(__file__).parent


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_program_is_the_golden_one(kind, golden, tmp_path):
    two = {name: values[:2].round(3) for name, values in SERIES.items()}
    _, program = compiled(parts_of(plan_of(kind)), hours(2), two)
    kept = HERE / f"{kind}.lp"
    found = kept if golden else tmp_path / kept.name
    write_lp(program, found)
    assert found.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")


def test_no_golden_text_is_without_its_kind():
    assert {path.stem for path in HERE.glob("*.lp")} == set(KINDS)
