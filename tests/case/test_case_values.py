"""What values mean: units, notations, aliases, merged keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from bess_opt.case import read_case
from bess_opt.case.scalars import odd_number, resolve
from bess_opt.case.series_spec import SeriesSpec, unit_in_file
from bess_opt.case.spans import read_span
from bess_opt.case.time_spec import Time
from bess_opt.case.yaml_text import read_yaml
from bess_opt.component import Rating


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("+7", 7),
        ("0", 0),
        ("0.10", 0.1),
        ("0o17", 15),
        ("1_000.5", 1000.5),
        ("1.2.3", "1.2.3"),
        ("1,5", "1,5"),
    ],
)
def test_plain_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    found = resolve(text)[0]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["load", "load_2030", "", "solar cf", "1st_feeder", "e5"])
def test_names_are_not_taken_for_numbers(text: str) -> None:
    assert odd_number(text) is None


def test_units_are_read_in_fields_bounds_and_tiers(tmp_path: Path) -> None:
    """2 GWh = 2000 MWh; 125 /kWh = 125 000 per MWh; 93 % = 0.93; 15 years stay 15."""
    (tmp_path / "case.yaml").write_text(
        "schema: bess_opt/case/1\n"
        "name: Units\n"
        "currency: {base: USD, price_year: 2026}\n"
        "time: {zone: UTC, start: 2026-01-01, periods: 24}\n"
        "finance: {discount_rate_real_frac: 7 %}\n"
        "assets:\n"
        "  town:\n"
        "    kind: load\n"
        "    demand_mw: 900 kW\n"
        "    tiers: [{name: a, share_frac: 50 %, lost_load_per_mwh: 3 /kWh}]\n"
        "  bess:\n"
        "    kind: battery\n"
        "    p_rated_mw: 50000 kW\n"
        "    e_rated_mwh: {max: 2 GWh, capex_per_mwh: 125 /kWh, life_years: 15 years}\n"
        "    eta_charge_frac: 93 %\n"
        "    eta_discharge_frac: 0.93\n"
    )
    case = read_case(tmp_path).case
    assert case is not None
    bess, town = case.assets["bess"], case.assets["town"]
    assert bess.p_rated_mw == Rating(min=50.0, max=50.0)
    assert bess.e_rated_mwh == Rating(max=2000.0, capex_per_mwh=125_000.0, life_years=15.0)
    assert bess.eta_charge_frac == pytest.approx(0.93)
    assert bess.name == "bess"
    assert town.demand_mw == pytest.approx(0.9)
    assert town.tiers[0].share_frac == pytest.approx(0.5)
    assert town.tiers[0].lost_load_per_mwh == pytest.approx(3000.0)
    assert case.finance.discount_rate_real_frac == pytest.approx(0.07)


def test_aliases_and_merged_keys() -> None:
    """Own keys win over merged ones; an alias is the value it names."""
    document = read_yaml("base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}\nsame: *b\n", "f")
    assert document.data == {
        "base": {"x": 1, "y": 2},
        "own": {"x": 1, "y": 3},
        "same": {"x": 1, "y": 2},
    }
    assert document.faults == []


def test_places_of_keys_and_values() -> None:
    document = read_yaml("a:\n  b: 1\n  c: [10, 20]\n", "f")
    assert str(document.place("a.b")) == "f:2:6"
    assert str(document.key_place("a.b")) == "f:2:3"
    assert str(document.place("a.c.1")) == "f:3:11"
    assert str(document.place("a.nothing.here")) == "f:2:3"


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("MW", ("power", None, 1.0)),
        ("kWh", ("energy", None, 0.001)),
        ("1", ("fraction", None, 1.0)),
        ("%", ("fraction", None, 0.01)),
        ("PKR/kWh", ("money_per_energy", "PKR", 1000.0)),
        ("/kWh", ("", None, 1.0)),
        ("USD/furlong", ("", None, 1.0)),
    ],
)
def test_units_of_files(unit: str, expected: tuple[str, str | None, float]) -> None:
    assert unit_in_file(unit) == expected


def test_quantity_and_currency_follow_from_the_unit() -> None:
    spec = SeriesSpec.model_validate({"file": "p.csv", "unit": "EUR/MWh"})
    assert (spec.quantity, spec.currency) == ("price", "EUR")
    assert spec.gaps.kind == "error"
    held = SeriesSpec.model_validate({"file": "p.csv", "unit": "kWh", "gaps": {"hold": "90 min"}})
    assert (held.quantity, held.gaps.kind, held.gaps.hold) == ("energy", "hold", "90 min")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("15min", (0.25, "hours")),
        ("1 day", (24.0, "hours")),
        ("2 weeks", (336.0, "hours")),
        ("3 months", (3.0, "months")),
        ("1.5 years", None),
        ("year", None),
    ],
)
def test_spans(text: str, span: tuple[float, str] | None) -> None:
    assert read_span(text) == span


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "+05:00", "-03:30"])
def test_zones(zone: str) -> None:
    assert (
        Time.model_validate({"zone": zone, "start": "2026-01-01", "step": "15min"}).step_h == 0.25
    )
