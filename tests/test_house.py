"""Rules of the house that a program can hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from toy_system import KINDS

import bess_opt
from bess_opt.component import shape_of
from bess_opt.units import unit_of

MODULES = sorted(Path(bess_opt.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_number_ends_in_its_unit(kind):
    fields = KINDS[kind].model_fields
    numbers = [
        name
        for name, info in fields.items()
        if shape_of(KINDS[kind], name) is not None
        or ("float" in str(info.annotation) or "int" in str(info.annotation))
    ]
    assert [name for name in numbers if unit_of(name) is None] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.name)
def test_no_module_outgrows_a_reader(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400


def test_reading_a_case_brings_no_solver():
    heavy = "{'pyomo', 'highspy'} & {name.split('.')[0] for name in sys.modules}"
    code = f"import sys, bess_opt.case; print(sorted({heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_field_means_one_shape_in_every_kind():
    """Fields become Params by their name alone, over the members of all kinds that have it."""
    shapes: dict[str, set[str]] = {}
    for kind in KINDS.values():
        for name in kind.model_fields:
            shape = shape_of(kind, name)
            if shape is not None:
                shapes.setdefault(name, set()).add(shape)
    assert {name: found for name, found in shapes.items() if len(found) > 1} == {}
