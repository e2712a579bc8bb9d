"""The resolved case is a case, and says where every value came from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bess_opt.case import case_of, json_schema, read_case, resolved_yaml
from bess_opt.case.yaml_text import read_yaml
from bess_opt.component import REGISTER

TEXT = """\
schema: bess_opt/case/1
name: 'yes: "no" # 010'
description: |
  Two lines,
  the second with a tab\there.
currency: {base: PKR, price_year: 2026, rates: {USD: 280}}
time:
  zone: UTC
  start: 2026-01-01
  periods: [{start: 2026-01-05, length: 7 days, weight: 26.07}, {start: 2026-07-06, length: 168}]
series:
  load: {file: load.csv, unit: kWh, gaps: {hold: 2h}, date_format: "%d/%m/%Y"}
assets:
  town: {kind: load, demand_mw: load}
  water: {kind: reservoir, p_rated_mw: 5, energy_mwh_per_month: [1, 2, 3, 4, 5, 6, 7, 8, 9, 1e1, 11, 12]}
  old: {kind: thermal, p_rated_mw: 3 GW, active: false}
  bess:
    kind: battery
    currency: USD
    p_rated_mw: {max: 9, capex_per_mw: 60 /kW, life_years: 15}
    e_rated_mwh: 12
    eta_charge_frac: 0.9
    eta_discharge_frac: 0.9
    sources: {eta_charge_frac: "cited: a book, page 1", "*": "assumed: rest"}
finance: {discount_rate_real_frac: 0.07}
"""  # noqa: E501


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "case.yaml").write_text(TEXT)
    (tmp_path / "load.csv").touch()
    return tmp_path


def _leaves(value: Any, path: str = "") -> set[str]:
    if isinstance(value, dict) and value:
        return {leaf for k, v in value.items() for leaf in _leaves(v, f"{path}.{k}".lstrip("."))}
    if isinstance(value, list) and any(isinstance(v, dict) for v in value):
        return {leaf for k, v in enumerate(value) for leaf in _leaves(v, f"{path}.{k}")}
    return {path}


def test_resolved_text_is_the_same_case(folder: Path) -> None:
    case_file = read_case(folder)
    document = read_yaml(resolved_yaml(case_file), "resolved")
    assert document.faults == []
    assert document.data == case_file.resolved
    assert case_of(document.data) == case_file.case


def test_resolving_twice_changes_nothing(folder: Path) -> None:
    once = read_case(folder)
    (folder / "case.yaml").write_text(resolved_yaml(once))
    twice = read_case(folder)
    assert twice.resolved == once.resolved
    assert twice.case == once.case


def test_every_value_has_an_origin(folder: Path) -> None:
    case_file = read_case(folder)
    assert set(case_file.origins) >= _leaves(case_file.resolved)
    assert case_file.origins["assets.bess.p_rated_mw"] == "case.yaml:20"
    text = resolved_yaml(case_file)
    assert re.search(r"max: 9\.0 +# case\.yaml:20\n", text)
    assert re.search(r"capex_per_mw: 60000\.0 +# case\.yaml:20, written 60 /kW\n", text)
    assert re.search(r"quantity: energy +# its unit\n", text)


def test_inactive_components_stay_in_the_case(folder: Path) -> None:
    case_file = read_case(folder)
    assert case_file.case is not None
    assert not case_file.case.assets["old"].active
    assert case_file.resolved["assets"]["old"]["active"] is False


def test_faulty_case_still_gives_what_is_sound(folder: Path) -> None:
    """Data can be looked at in the same pass, although the battery is wrong."""
    text = TEXT.replace("eta_charge_frac: 0.9\n", "eta_charge_frac: 90\n").replace(
        "series:\n", "series:\n  gone: {file: gone.csv, unit: MW}\n"
    )
    (folder / "case.yaml").write_text(text)
    case_file = read_case(folder, check=False)
    assert case_file.case is None
    assert case_file.time is not None
    assert set(case_file.series) == {"load"}
    assert {f.code for f in case_file.errors} == {"E-UN-004", "E-FI-013"}
    assert str(case_file.place("assets.bess.eta_charge_frac")).endswith("case.yaml:23:22")
    with pytest.raises(ValueError, match="cannot be resolved"):
        resolved_yaml(case_file)


def test_schema_knows_every_registered_kind() -> None:
    schema = json_schema()
    for section, room in (("assets", "asset"), ("tariffs", "tariff"), ("policies", "policy")):
        member = schema["properties"][section]["additionalProperties"]
        assert member["properties"]["kind"]["enum"] == list(REGISTER[room])
        for branch in member["allOf"]:
            name = branch["then"]["$ref"].rpartition("/")[2]
            kind = branch["if"]["properties"]["kind"]["const"]
            fields = set(schema["$defs"][name]["properties"])
            assert fields == set(REGISTER[room][kind].model_fields) - {"name"}
            assert schema["$defs"][name]["additionalProperties"] is False


def test_schema_refers_only_to_what_it_defines() -> None:
    schema = json_schema()

    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*(references(v) for v in value.values()))
        return set().union(*(references(v) for v in value)) if isinstance(value, list) else set()

    defined = {f"#/$defs/{name}" for name in schema["$defs"]}
    assert references(schema) <= defined


def test_schema_takes_short_forms() -> None:
    battery = json_schema()["$defs"]["Battery"]["properties"]
    kinds = [option.get("type", "ref") for option in battery["p_rated_mw"]["anyOf"]]
    assert kinds == ["number", "ref", "string"]
    assert {"type": "string"}.items() <= battery["eta_charge_frac"]["anyOf"][1].items()
