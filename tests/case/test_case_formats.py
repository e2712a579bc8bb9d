"""JSON and TOML are equals of YAML."""

from __future__ import annotations

import json
from pathlib import Path

from bess_opt.case import read_case

YAML = """\
schema: bess_opt/case/1
name: "Straße \U0001f50b"
currency: {base: USD, price_year: 2026}
time: {zone: UTC, start: 2026-01-01T00:00:00, periods: 24}
assets:
  town: {kind: load, demand_mw: 5}
  diesel: {kind: thermal, p_rated_mw: 9 MW}
"""
TOML = """\
schema = "bess_opt/case/1"
name = "Straße \U0001f50b"

[currency]
base = "USD"
price_year = 2026

[time]
zone = "UTC"
start = 2026-01-01T00:00:00
periods = 24

[assets.town]
kind = "load"
demand_mw = 5

[assets.diesel]
kind = "thermal"
p_rated_mw = "9 MW"
"""
DATA = {
    "schema": "bess_opt/case/1",
    "name": "Straße \U0001f50b",
    "currency": {"base": "USD", "price_year": 2026},
    "time": {"zone": "UTC", "start": "2026-01-01T00:00:00", "periods": 24},
    "assets": {
        "town": {"kind": "load", "demand_mw": 5},
        "diesel": {"kind": "thermal", "p_rated_mw": "9 MW"},
    },
}


def _written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_three_formats_are_one_case(tmp_path: Path) -> None:
    yaml = read_case(_written(tmp_path, "a.yaml", YAML))
    for indent in (None, 2, "\t"):
        text = json.dumps(DATA, indent=indent)
        assert read_case(_written(tmp_path, "a.json", text)).case == yaml.case
    assert read_case(_written(tmp_path, "a.toml", TOML)).case == yaml.case
    assert yaml.case is not None
    assert yaml.case.name == "Straße \U0001f50b"


def test_json_faults_have_places(tmp_path: Path) -> None:
    text = json.dumps(DATA, indent=1).replace('"9 MW"', "-9")
    (fault,) = read_case(_written(tmp_path, "a.json", text), check=False).faults
    assert fault.code == "E-PH-003"
    assert fault.place is not None
    lines = text.splitlines()
    assert fault.place.line is not None
    assert fault.place.column is not None
    assert lines[fault.place.line - 1][fault.place.column - 1 :].startswith("-9")


def test_json_doubled_keys_and_syntax(tmp_path: Path) -> None:
    text = json.dumps(DATA).replace('"price_year": 2026', '"price_year": 2026, "price_year": 2027')
    (fault,) = read_case(_written(tmp_path, "a.json", text), check=False).faults
    assert fault.code == "E-CF-004"
    (fault,) = read_case(
        _written(tmp_path, "b.json", '{"schema": 1,\n "name": }'), check=False
    ).faults
    assert fault.code == "E-CF-003"
    assert str(fault.place).endswith("b.json:2:10")
    (fault,) = read_case(_written(tmp_path, "c.json", "[" * 100_000), check=False).faults
    assert fault.code in ("E-CF-003", "E-CF-012")


def test_toml_faults_have_places(tmp_path: Path) -> None:
    text = TOML.replace('"9 MW"', "-9").replace("demand_mw = 5", "demand_mw = inf")
    faults = read_case(_written(tmp_path, "a.toml", text), check=False).faults
    assert [(f.code, f.place.line, f.place.column) for f in faults if f.place] == [
        ("E-CF-010", 15, 13),
        ("E-PH-003", 19, 14),
    ]
    (fault,) = read_case(_written(tmp_path, "b.toml", "schema = 1\nname = \n"), check=False).faults
    assert fault.code == "E-CF-003"
    assert str(fault.place).endswith("b.toml:2:8")
