"""Rules of the house that a program can hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from toy_system import KINDS

import bess_opt
from bess_opt.component import Asset, shape_of
from bess_opt.report.palette import ROLES, THERMAL_ROLE
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


def kind_names_in(source: str) -> list[str]:
    """Names of registered kinds that a module compares a kind with, or keeps a table of."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and "kind" in ast.unparse(node):
            inner = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
            found += [v for v in inner if isinstance(v, str) and v in KINDS]
        elif isinstance(node, ast.Dict) and len(node.keys) > 1:
            keys = [k for k in node.keys if k is not None]
            heads = [k.elts[0] if isinstance(k, ast.Tuple) and k.elts else k for k in keys]
            words = [h.value for h in heads if isinstance(h, ast.Constant)]
            if words and all(word in KINDS for word in words):
                found += words
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(HOUSE)))
def test_nobody_knows_a_kind_by_its_name(module):
    """What others must know of a kind it declares, so that a new one is known everywhere."""
    assert kind_names_in(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('c.kind_name == "thermal"', ["thermal"]),
        ('"line" in type(c).kind_name', ["line"]),
        ('use["kind"] in ("solar", "wind")', ["solar", "wind"]),
        ('ROLE = {"load": 1, "battery": 2}', ["load", "battery"]),
        ('BAND = {("thermal", "a"): 1, ("battery", "b"): 2}', ["thermal", "battery"]),
        ('layer.shape == "line"', []),
        ('style = {"line": 1, "fill": 2}', []),
        ('yield {"kind": "demand_charge"}', []),
        ("c.kind_name == other.kind_name", []),
    ],
)
def test_a_kind_known_by_its_name_is_found(line, names):
    assert kind_names_in(line) == names


@pytest.mark.parametrize("kind", sorted(k for k, cls in KINDS.items() if issubclass(cls, Asset)))
def test_every_asset_plays_a_part_that_figures_know(kind):
    asset = KINDS[kind](name="it", kind=kind, **KINDS[kind].toy)
    assert asset.shown_as() in {*ROLES, THERMAL_ROLE}
    assert asset.part != "other"
