"""Rules of the house that a program can hold."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from toy_system import KINDS

import bess_opt
from bess_opt.component import shape_of
from bess_opt.units import unit_of

MODULES = sorted(Path(bess_opt.__file__).parent.rglob("*.py"))
HOUSE = Path(bess_opt.__file__).parent
# The rooms that may know each outside package, by the package.
DOORS = {
    "click": {"cli"},
    "highspy": {"solve"},
    "pyomo": {"model", "assets", "tariffs", "policies"},
}


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


def test_every_room_stands_in_every_import_contract():
    """A room that a contract forgets may import what it likes, and nobody is told."""
    found = tomllib.loads((HOUSE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = found["tool"]["importlinter"]["contracts"]
    rooms = {p.stem for p in HOUSE.iterdir() if p.name[0] not in "_." and p.name != "bundled"}
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    assert set(re.findall(r"bess_opt\.(\w+)", " ".join(layers))) == rooms
    told = {c["forbidden_modules"][0]: c for c in contracts if c["type"] == "forbidden"}
    assert set(told) == set(DOORS)
    for package, contract in told.items():
        named = {name.removeprefix("bess_opt.") for name in contract["source_modules"]}
        assert named == rooms - DOORS[package]
