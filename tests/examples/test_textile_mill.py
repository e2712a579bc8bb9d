"""The mill's series are what its recipe draws, and its tariff is the one that was printed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd

from bess_opt.case import read_case

MILL = Path(__file__).resolve().parents[2] / "examples" / "textile_mill"


def test_the_recipe_draws_the_series(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("mill_recipe", MILL / "recipe/make_series.py")
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    monkeypatch.setattr(recipe, "TARGET", tmp_path / "made.csv")
    recipe.main()
    made, kept = (
        pd.read_csv(p) for p in (tmp_path / "made.csv", MILL / "series/half_hours_2026.csv")
    )
    assert list(made["time"]) == list(kept["time"])
    columns = ["mill_mw", "roof_frac", "supply_frac"]
    np.testing.assert_allclose(made[columns], kept[columns], atol=2e-3)
    assert len(kept) == 17_520
    assert 0.160 < kept["roof_frac"].mean() < 0.172
    assert kept["mill_mw"].max() < 7


def test_the_tariff_is_the_printed_one():
    """B-3 from 11 February 2026: 23.67 and 35.68 Rs/kWh, 1,250 Rs/kW/month; before 28.24, 36.68."""
    tariffs = read_case(MILL).case.tariffs
    assert tariffs["energy"].off_peak_per_mwh == 23_670
    assert {w.price_per_mwh for w in tariffs["energy"].windows} == {35_680}
    assert tariffs["mdi"].charge_per_mw_month == 1_250_000
    before = read_case(MILL, scenario="before_february").case.tariffs["energy"]
    assert before.off_peak_per_mwh == 28_240
    assert {w.price_per_mwh for w in before.windows} == {36_680}
