"""The flagship's data against what was printed: month energies, anchors, peak, bounds, rebuild."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "national_grid"
TABLES = ROOT / "data" / "pakistan"
WRITTEN = [
    "series/today_2026.csv",
    "series/clean_2030.csv",
    "series/months_2026.csv",
    "calibration.csv",
]
PRINTED_TOTAL_GWH = [9140, 6945, 8409, 10513, 12755, 13744, 14123, 14218, 12592, 9886, 8050, 8487]


def hourly(name: str) -> pd.DataFrame:
    """Read an hourly file on its naive local clock."""
    return pd.read_csv(EXAMPLE / "series" / name, index_col="time", parse_dates=True)


@pytest.fixture(scope="module")
def today() -> pd.DataFrame:
    return hourly("today_2026.csv")


@pytest.fixture(scope="module")
def grown() -> pd.DataFrame:
    return hourly("clean_2030.csv")


@pytest.fixture(scope="module")
def load_mw(today: pd.DataFrame) -> pd.Series:
    return today["load_north_mw"] + today["load_south_mw"]


@pytest.fixture(scope="module")
def printed() -> pd.DataFrame:
    rows = pd.read_csv(EXAMPLE / "calibration.csv")
    return rows.pivot(index="month", columns="asset_group", values="energy_gwh")


def by_month(series: pd.Series) -> np.ndarray:
    """Sum each month, shape (12,)."""
    return series.groupby(series.index.month).sum().to_numpy()


@pytest.mark.parametrize("name", ["today_2026.csv", "clean_2030.csv"])
def test_every_hour_of_the_year_stands_once(name: str) -> None:
    expected = pd.date_range("2026-01-01", "2026-12-31 23:00", freq="h")
    table = hourly(name)
    assert table.index.equals(expected)
    assert table.notna().all().all()
    assert (EXAMPLE / "series" / name).stat().st_size < 1_500_000


def test_month_energies_are_the_printed_ones(load_mw: pd.Series, printed: pd.DataFrame) -> None:
    """Hours are tenths of a MW and sum to the print; 12 prints sum to 128,862 GWh."""
    np.testing.assert_allclose(by_month(load_mw), np.array(PRINTED_TOTAL_GWH) * 1e3, atol=1e-6)
    assert printed["total"].tolist() == PRINTED_TOTAL_GWH
    assert sum(PRINTED_TOTAL_GWH) == 128_862


def test_wind_and_solar_make_their_printed_energy(
    today: pd.DataFrame, printed: pd.DataFrame
) -> None:
    """1,845.475 MW of wind and 780 MW of solar; five decimals keep a month within 0.01 GWh."""
    wind_gwh = by_month(today["wind_cf"]) * 1_845.475 / 1e3
    solar_gwh = by_month(today["solar_cf"]) * 780 / 1e3
    np.testing.assert_allclose(wind_gwh, printed["wind"], atol=0.01)
    np.testing.assert_allclose(solar_gwh, printed["solar"], atol=0.01)


def test_anchor_day_and_peak_are_met(load_mw: pd.Series) -> None:
    """The two readings are the day's lowest and highest hour; their swing is 7,019 MW."""
    day = load_mw.loc["2026-01-14"]
    assert day.loc["2026-01-14 13:00"] == pytest.approx(8_650, abs=1e-6)
    assert day.loc["2026-01-14 18:00"] == pytest.approx(15_669, abs=1e-6)
    assert day.min() == day.loc["2026-01-14 13:00"]
    assert day.max() == day.loc["2026-01-14 18:00"]
    assert load_mw.max() == pytest.approx(25_500, abs=0.05)
    assert load_mw.idxmax() == pd.Timestamp("2026-08-12 23:00")


def test_residuals_are_the_stated_ones(load_mw: pd.Series) -> None:
    """What the README says of the load: floors, tail, load factor, steepest ramps."""
    floors = load_mw.groupby(load_mw.index.month).min().round()
    assert floors[[1, 2, 12]].tolist() == [8_650, 5_393, 7_644]
    assert int((load_mw > 24_000).sum()) == 27
    assert int((load_mw > 22_500).sum()) == 158
    assert load_mw.mean() / load_mw.max() == pytest.approx(0.577, abs=5e-4)
    assert load_mw.diff().max() == pytest.approx(2_675, abs=0.5)
    assert load_mw.diff(3).max() == pytest.approx(5_828, abs=0.5)
    january = load_mw[load_mw.index.month == 1]
    assert january.max() == pytest.approx(16_920, abs=0.5)
    mean_day = january.groupby(january.index.hour).mean()
    assert mean_day[[13, 18]].round().tolist() == [10_217, 15_712]


def test_underlying_demand_is_grid_load_and_rooftop(
    today: pd.DataFrame, grown: pd.DataFrame
) -> None:
    for table, tag in ((today, ""), (grown, "_2030")):
        grid = table[f"load_north{tag}_mw"] + table[f"load_south{tag}_mw"]
        total = grid + table[f"rooftop{tag}_mw"]
        np.testing.assert_allclose(total, table[f"underlying{tag}_mw"], atol=1e-6)
        np.testing.assert_allclose(table[f"load_south{tag}_mw"], 0.18 * grid, atol=0.051)
        assert (table[f"rooftop{tag}_mw"] >= 0).all()
        assert (grid > 0).all()


def test_2030_keeps_grid_energy_and_deepens_midday(
    load_mw: pd.Series, today: pd.DataFrame, grown: pd.DataFrame
) -> None:
    """Each month is 1.02**4 = 1.08243216 of 2026; rooftop is (18,949 + 6,000)/18,949 of 2026."""
    later_mw = grown["load_north_2030_mw"] + grown["load_south_2030_mw"]
    np.testing.assert_allclose(by_month(later_mw), by_month(load_mw) * 1.08243216, atol=0.06)
    factor = grown["rooftop_2030_mw"].sum() / today["rooftop_mw"].sum()
    assert factor == pytest.approx(24_949 / 18_949, abs=1e-4)
    noon, evening = later_mw.index.hour == 12, later_mw.index.hour == 20
    assert later_mw[noon].mean() < 1.08243216 * load_mw[noon].mean()
    assert later_mw[evening].mean() > 1.08243216 * load_mw[evening].mean()


def test_capacity_factors_stay_in_bounds(today: pd.DataFrame) -> None:
    """Annual means: wind 24.7 %, grid solar 17.4 %, new solar 20 %, new wind 33.7 %."""
    factors = today[["solar_cf", "wind_cf", "solar_new_cf", "wind_new_cf"]]
    assert (factors >= 0).all().all()
    assert (factors <= 0.97).all().all()
    assert factors.mean().round(3).tolist() == [0.174, 0.247, 0.2, 0.337]
    night = today.index.hour.isin([0, 1, 2, 3, 21, 22, 23])
    assert (factors.loc[night, ["solar_cf", "solar_new_cf"]] == 0).all().all()


def test_wind_persists_and_rises_in_the_evening(today: pd.DataFrame) -> None:
    """Hourly sd 0.19, correlation 0.97 after an hour and 0.62 after a day; July .53 and .33."""
    wind = today["wind_cf"]
    assert wind.std() == pytest.approx(0.19, abs=0.01)
    assert wind.autocorr(1) == pytest.approx(0.97, abs=0.01)
    assert wind.autocorr(24) == pytest.approx(0.62, abs=0.01)
    july = wind[wind.index.month == 7].groupby(wind[wind.index.month == 7].index.hour).mean()
    assert july.max() == pytest.approx(0.53, abs=0.005)
    assert july.min() == pytest.approx(0.33, abs=0.005)


def test_printed_rows_balance(printed: pd.DataFrame) -> None:
    """Fuels sum to the month total within 2 GWh; January 2026 is 99 GWh short (9,041 of 9,140)."""
    rest = printed["total"] - printed.drop(columns="total").sum(axis=1)
    assert rest.iloc[0] == 99
    assert rest.iloc[1:].abs().max() <= 2


def test_case_months_follow_from_the_prints(printed: pd.DataFrame) -> None:
    """RLNG floor of July: 0.33 x 4,896 MW x 744 h = 1,202,065.92 MWh; gas minimum is 60 %."""
    months = pd.read_csv(EXAMPLE / "series" / "months_2026.csv", index_col="month")
    assert months.loc["2026-07", "rlng_energy_min_mwh"] == pytest.approx(1_202_065.92)
    np.testing.assert_allclose(months["hydro_energy_mwh"], printed["hydel"] * 1e3)
    np.testing.assert_allclose(months["gas_energy_max_mwh"], printed["gas"] * 1e3)
    np.testing.assert_allclose(months["gas_energy_min_mwh"], printed["gas"] * 600)
    np.testing.assert_allclose(months["rfo_energy_min_mwh"], printed["rfo"] * 1e3)
    assert (months["hydro_p_min_mw"] < months["hydro_p_mean_mw"]).all()
    assert (months["hydro_p_max_mw"] > months["hydro_p_mean_mw"]).all()
    assert months["hydro_p_max_mw"].max() == 9_500


def test_must_run_energy_is_the_printed_one(printed: pd.DataFrame) -> None:
    """62 % of nuclear stands in the south; January: 0.62 x 1,534 = 951.08 GWh."""
    months = pd.read_csv(EXAMPLE / "series" / "months_2026.csv", index_col="month")
    assert months.loc["2026-01", "nuclear_south_energy_mwh"] == pytest.approx(951_080)
    both = months["nuclear_north_energy_mwh"] + months["nuclear_south_energy_mwh"]
    np.testing.assert_allclose(both, printed["nuclear"] * 1e3)
    np.testing.assert_allclose(months["bagasse_energy_mwh"], printed["bagasse"] * 1e3)
    np.testing.assert_allclose(months["iran_energy_mwh"], printed["iran"] * 1e3)


def test_the_yardstick_quotes_the_printed_years(printed: pd.DataFrame) -> None:
    """The reference programme is within 6 % of print for each fuel of 2026; RLNG within 1 %."""
    rows = pd.read_csv(EXAMPLE / "calibration_targets.csv")
    rows = rows[(rows["basis"] == 2026) & (rows["unit"] == "twh")]
    assert len(rows) == 16
    year_twh = printed.sum() / 1e3
    np.testing.assert_allclose(rows["printed"], year_twh[rows["quantity"]], atol=5e-4)
    error = (rows["modelled"] / rows["printed"] - 1).abs()
    assert error.max() < 0.06
    assert error[rows["quantity"] == "rlng"].max() < 0.01


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.csv")), ids=lambda path: path.name)
def test_every_figure_carries_a_mark_and_a_source(path: Path) -> None:
    table = pd.read_csv(path, comment="#")
    if path.name == "load_shape.csv":
        assert table[["winter", "spring", "summer", "autumn"]].size == 96
        return
    marks = table.filter(like="mark")
    assert marks.iloc[:, 0].notna().all()
    marks = marks.stack().dropna()
    assert set(marks) <= {"printed", "filled", "cited", "derived", "assumed", "synthetic"}
    assert table["source"].notna().all()


@pytest.mark.slow
def test_rebuilding_writes_the_same_bytes(tmp_path: Path) -> None:
    script = EXAMPLE / "recipe" / "make_series.py"
    subprocess.run([sys.executable, str(script), "--out", str(tmp_path)], check=True, timeout=120)
    for name in WRITTEN:
        assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes(), name
