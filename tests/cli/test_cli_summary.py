"""A small system is told on screen in the units of its page."""

from __future__ import annotations

from typing import Any

import pytest

from bess_opt.cli.answer_lines import binding_lines, build_lines, worth_lines
from bess_opt.cli.side_by_side import side_by_side


def _results(largest_mw: float | None) -> dict[str, Any]:
    return {
        "largest_mw": largest_mw,
        "objective": {"currency": "PKR", "value": 1.2e9, "basis": "per year"},
        "sizes": {
            "bess": {
                "p_rated_mw": 2.43, "e_rated_mwh": 4.743, "e_deliverable_mwh": 3.646,
                "duration_h": 1.5, "sized": ["p_rated_mw"],
            }
        },
        "binding": [
            {"name": "demand_charge_peak", "component": "mdi", "room": "tariff", "min": 0.0,
             "max": 47239.0, "mean": 47239.0, "rows": 2, "rows_binding": 1,
             "unit": "{currency}/MWh"},
        ],
        "break_even": {
            "factor": 0.5,
            "trial": {"sizes": {"bess": {"p_rated_mw": 1.0, "e_rated_mwh": 4.0}},
                      "saves_per_year": 1e6, "costs_per_year": 2e6},
        },
        "emissions_t": 11_624.0,
        "unserved_mwh": 2.687,
        "renewable_share_frac": 0.36,
    }  # fmt: skip


def test_a_mill_is_told_in_kw_and_a_town_in_mw() -> None:
    """5.9 MW at most: kW, and 47,239 PKR/MWh is 47.24 PKR/kWh; 50 MW: MW; an old run: MW."""
    mill, town, old = _results(5.9), _results(50.0), _results(None)
    assert build_lines(mill)[0].startswith("bess: 2,430 kW, 4,743 kWh nameplate, 3,646 kWh del")
    assert binding_lines(mill) == [
        "demand charge peak (mdi) in 1 of 2, then priced at 47.24 PKR/kWh"
    ]
    assert worth_lines(mill)[1].startswith("1,000 kW and 4,000 kWh would save")
    for large in (town, old):
        assert build_lines(large)[0].startswith("bess: 2.43 MW, 4.743 MWh nameplate, 3.646 MWh del")
        assert binding_lines(large)[0].endswith("then priced at 47,239 PKR/MWh")
        assert worth_lines(large)[1].startswith("1 MW and 4 MWh would save")


@pytest.mark.parametrize(
    ("other_mw", "rows"),
    [
        (5.0, {"bess [kW]": "2,430", "emissions [t]": "11,624", "unserved [MWh]": "2.687"}),
        (50.0, {"bess [MW]": "2.43", "emissions [kt]": "11.62", "unserved [GWh]": "0.002687"}),
    ],
)
def test_columns_of_one_table_have_one_unit(other_mw: float, rows: dict[str, str]) -> None:
    """A mill beside a town is told in MW, for a row has one unit."""
    text = side_by_side({"a": _results(5.9), "b": _results(other_mw)})
    for title, value in rows.items():
        line = next(line for line in text.splitlines() if title in line)
        assert line.split()[-2:] == [value, value]
