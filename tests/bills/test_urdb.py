"""URDB records become our tariffs, and bill every hour as the record itself says."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from mill_site import billed, from_, site
from ruamel.yaml import YAML
from toy_system import made

from bess_opt.cli.group import cli
from bess_opt.errors import DataError
from bess_opt.sources.urdb import read_urdb, tariffs_of

WINTER = [0] * 24
SUMMER = [0] * 8 + [1] * 4 + [2] * 6 + [1] * 3 + [0] * 3
RECORD: dict[str, Any] = {
    "utility": "Made by hand",
    "name": "General service, time of use",
    "energyratestructure": [
        [{"rate": 0.08, "adj": 0.01, "unit": "kWh"}],
        [{"rate": 0.12, "unit": "kWh"}],
        [{"rate": 0.20, "adj": 0.01, "unit": "kWh"}],
    ],
    "energyweekdayschedule": [WINTER] * 5 + [SUMMER] * 4 + [WINTER] * 3,
    "energyweekendschedule": [WINTER] * 12,
    "flatdemandstructure": [[{"rate": 5.0}], [{"rate": 9.0, "adj": 0.5}]],
    "flatdemandmonths": [0] * 5 + [1] * 4 + [0] * 3,
    "flatdemandunit": "kW",
    "demandratestructure": [[{"rate": 0.0}], [{"rate": 3.0}]],
    "demandweekdayschedule": [WINTER] * 5 + [[0] * 12 + [1] * 6 + [0] * 6] * 4 + [WINTER] * 3,
    "demandweekendschedule": [WINTER] * 12,
    "demandratchetpercentage": [0.7] * 12,
    "demandwindow": 15,
    "fixedchargefirstmeter": 120.0,
    "fixedchargeunits": "$/month",
    "fueladjustmentsmonthly": [0.001] * 6 + [-0.002] * 6,
    "minmonthlycharge": 0,
}


def test_every_hour_is_billed_as_the_record_says():
    """Two months of random load, each hour priced straight from the schedules, demand by hand."""
    horizon = from_("2026-05-01", 61 * 24)
    load = np.random.default_rng(7).uniform(1.0, 5.0, len(horizon))
    tariffs = tariffs_of(RECORD)
    parts = [
        made(f.pop("kind"), n, **{k: v for k, v in f.items() if k != "currency"})
        for n, f in ((n, dict(f)) for n, f in tariffs.items())
    ]
    lines = billed(site(load, horizon, *parts))
    month = np.asarray(horizon.local.month)
    hour = np.asarray(horizon.local.hour)
    weekend = np.asarray(horizon.local.day_of_week) >= 5
    for m in (5, 6):
        rows = [RECORD[f"energy{d}schedule"][m - 1] for d in ("weekday", "weekend")]
        here = month == m
        period = np.where(weekend, np.array(rows[1])[hour], np.array(rows[0])[hour])[here]
        rate = np.array([0.09, 0.12, 0.21])[period]
        energy = sum(v[1] for k, v in lines.items() if k[0] == "energy" and k[2] == f"2026-{m:02}")
        assert energy == pytest.approx(float(load[here] @ rate) * 1000, rel=1e-9)
    peaks = [load[month == m].max() for m in (5, 6)]
    demand = [lines["demand", "demand", f"2026-{m:02}"] for m in (5, 6)]
    assert [d[0] for d in demand] == pytest.approx([peaks[0], max(peaks[1], 0.7 * peaks[0])])
    assert [d[1] for d in demand] == pytest.approx([5000 * demand[0][0], 9500 * demand[1][0]])
    afternoon = (month == 6) & ~weekend & (hour >= 12) & (hour < 18)
    assert lines["demand_1", "demand", "2026-06"][1] == pytest.approx(3000 * load[afternoon].max())
    assert lines["fixed", "fixed", "2026-05"][1] == pytest.approx(120)
    fuel = lines["fuel_adjustment", "surcharge", "2026-06"][1]
    assert fuel == pytest.approx(load[month == 6].sum(), rel=1e-9)


def test_blocks_of_one_period_are_tiers():
    """100 kWh at 0.10, then 0.15: MWh and money per MWh."""
    flat = [[0] * 24] * 12
    tiers = [[{"rate": 0.10, "max": 100, "unit": "kWh"}, {"rate": 0.15, "unit": "kWh"}]]
    record = {
        "energyratestructure": tiers, "energyweekdayschedule": flat,
        "energyweekendschedule": flat,
    }  # fmt: skip
    (energy,) = tariffs_of(record).values()
    assert energy["kind"] == "tiered_energy"
    assert energy["blocks"] == [
        {"price_per_mwh": pytest.approx(100), "up_to_mwh_per_month": 0.1},
        {"price_per_mwh": pytest.approx(150)},
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"minmonthlycharge": 50.0}, "minmonthlycharge"),
        ({"coincidentratestructure": [[{"rate": 4.0}]]}, "coincidentratestructure"),
        ({"flatdemandunit": "kVA"}, "flatdemandunit is kVA"),
        ({"fixedchargeunits": "$/day"}, "fixedchargeunits is $/day"),
        ({"demandratchetpercentage": [0.7] * 6 + [0.5] * 6}, "differs by month"),
        (
            {"energyratestructure": [[{"rate": 0.1, "unit": "kWh/kW"}], *[[{"rate": 0.1}]] * 2]},
            "blocks in kWh/kW",
        ),
        (
            {"energyratestructure": [[{"rate": 0.1, "max": 9}, {"rate": 0.2}]] * 3},
            "blocks in several periods",
        ),
        ({"lookbackMonths": [1, 0] * 6}, "lookbackMonths"),
    ],
)
def test_what_is_not_supported_is_told_by_its_name(changes, words):
    with pytest.raises(DataError) as told:
        tariffs_of({**RECORD, **changes})
    assert [f.code for f in told.value.faults] == ["E-TF-007"]
    assert words in told.value.faults[0].found


def test_the_command_prints_yaml_for_a_case(tmp_path):
    path = tmp_path / "tariff.json"
    path.write_text(json.dumps({"items": [RECORD]}), encoding="utf-8")
    done = CliRunner().invoke(cli, ["data", "urdb", str(path)], standalone_mode=False)
    assert done.exception is None
    found = YAML(typ="safe").load(done.stdout)["tariffs"]
    assert found["energy"]["currency"] == "USD"
    assert found["demand"]["metering_h"] == 0.25
    assert list(found) == list(tariffs_of(RECORD))


@pytest.mark.parametrize("text", ["{", "[1]", '{"items": [{"name": "x"}]}'])
def test_a_file_that_is_no_record_is_told(tmp_path, text):
    path = tmp_path / "tariff.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as told:
        read_urdb(path)
    assert told.value.faults[0].code == "E-TF-007"
