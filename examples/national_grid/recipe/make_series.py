"""Rewrites ``examples/national_grid/series`` and ``calibration.csv`` from ``data/pakistan``.

    python examples/national_grid/recipe/make_series.py [--data DIR] [--out DIR]

The one seed below makes every run write the same bytes. Draws are taken in a fixed order:
rooftop, grid solar, wind, demand; new wind has a generator of its own.
"""

import argparse
from pathlib import Path

import demand_series
import numpy as np
import pandas as pd
import solar_series
from case_months import calibration_rows, case_months
from hours import Floats, hour_labels, month_hours
from rounding import rounded_with_month_sums
from tables import DATA, load_shape_pu, month_energy_gwh, months_2026_basis
from wind_series import wind_pu

SEED = 20_260_101
NEW_WIND_SEED = SEED + 7

WIND_MW = 1_845.475
GRID_SOLAR_MW = 780.0
NEW_SOLAR_MEAN_PU = 0.20
NEW_WIND_MONTH_PU = [0.21, 0.21, 0.27, 0.38, 0.47, 0.52, 0.54, 0.50, 0.37, 0.20, 0.18, 0.18]

SOUTH_SHARE_FRAC = 0.18
ROOFTOP_MW = 6_320.0 + 12_629.0
ROOFTOP_ADDED_BY_2030_MW = 6_000.0
GROWTH_TO_2030 = 1.02**4

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Read the arguments and write every file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the cited tables")
    parser.add_argument("--out", type=Path, default=HERE.parent, help="folder of the example")
    chosen = parser.parse_args()
    write_all(chosen.data, chosen.out)


def write_all(data: Path, out: Path) -> None:
    """Write the hourly series, the month table of the case and the calibration table."""
    months = month_energy_gwh(data)
    today, grown, factors = make_demand_and_factors(data)
    month_gwh = months["total"].to_numpy(dtype=float)
    (out / "series").mkdir(parents=True, exist_ok=True)
    write_csv(load_columns(today, month_gwh) | factors, out / "series" / "today_2026.csv")
    write_csv(
        load_columns(grown, month_gwh * GROWTH_TO_2030, "_2030"), out / "series" / "clean_2030.csv"
    )
    case_months(months).to_csv(out / "series" / "months_2026.csv", index=False, lineterminator="\n")
    calibration_rows(months_2026_basis(data)).to_csv(
        out / "calibration.csv", index=False, lineterminator="\n"
    )
    print(
        f"rooftop felt by the grid {today.rooftop_effective_mw:,.0f} MW of {ROOFTOP_MW:,.0f} "
        f"({today.rooftop_effective_mw / ROOFTOP_MW:.1%}); "
        f"peak {today.grid_load_mw.max():,.0f} MW, lowest {today.grid_load_mw.min():,.0f} MW; "
        f"2030 peak {grown.grid_load_mw.max():,.0f} MW, lowest {grown.grid_load_mw.min():,.0f} MW"
    )


def make_demand_and_factors(
    data: Path,
) -> tuple[demand_series.Demand, demand_series.Demand, dict[str, Floats]]:
    """Make the demand of both years and the capacity factors, shapes (8760,)."""
    labels = hour_labels()
    months = month_energy_gwh(data)
    rng = np.random.default_rng(SEED)
    calm_day = demand_series.ANCHOR_DAY
    rooftop_pu = solar_series.cloudy_pu(
        labels, rng, solar_series.ROOFTOP_SITES, solar_series.ROOFTOP_CLEARNESS, calm_day
    )
    ground_pu = solar_series.cloudy_pu(
        labels, rng, solar_series.GRID_SITES, solar_series.GRID_CLEARNESS, calm_day
    )
    mwh_per_mw = {fuel: months[fuel].to_numpy() * 1e3 for fuel in ("wind", "solar")}
    wind_month_pu = mwh_per_mw["wind"] / month_hours(labels) / WIND_MW
    solar_month_pu = mwh_per_mw["solar"] / month_hours(labels) / GRID_SOLAR_MW
    factors = {
        "solar_cf": solar_series.scaled_to_months(ground_pu, labels, solar_month_pu),
        "wind_cf": wind_pu(labels, rng, wind_month_pu),
        "solar_new_cf": np.clip(ground_pu * NEW_SOLAR_MEAN_PU / ground_pu.mean(), 0, 0.97),
        "wind_new_cf": wind_pu(labels, np.random.default_rng(NEW_WIND_SEED), NEW_WIND_MONTH_PU),
    }
    shape = demand_series.shape_pu(labels, load_shape_pu(data))
    month_gwh = months["total"].to_numpy(dtype=float)
    today = demand_series.demand_2026(labels, rng, shape, rooftop_pu, month_gwh)
    rooftop_factor = 1 + ROOFTOP_ADDED_BY_2030_MW / ROOFTOP_MW
    grown = demand_series.demand_grown(labels, today, month_gwh, GROWTH_TO_2030, rooftop_factor)
    return today, grown, factors


def load_columns(
    demand: demand_series.Demand, month_gwh: Floats, suffix: str = ""
) -> dict[str, Floats]:
    """Give the load columns in tenths of a MW, their month sums exactly the ones asked for."""
    load_mw = rounded_with_month_sums(hour_labels(), demand.grid_load_mw, month_gwh * 1e3)
    south_mw = np.round(SOUTH_SHARE_FRAC * load_mw, 1)
    rooftop_mw = np.round(demand.rooftop_mw, 1)
    return {
        f"load_north{suffix}_mw": load_mw - south_mw,
        f"load_south{suffix}_mw": south_mw,
        f"rooftop{suffix}_mw": rooftop_mw,
        f"underlying{suffix}_mw": load_mw + rooftop_mw,
    }


def write_csv(columns: dict[str, Floats], path: Path) -> None:
    """Write hourly columns under clock labels: MW with one decimal, factors with five."""
    table = pd.DataFrame(
        {
            name: np.char.mod("%.1f" if name.endswith("_mw") else "%.5f", values)
            for name, values in columns.items()
        }
    )
    clock = hour_labels().strftime("%Y-%m-%dT%H:%M")
    table.insert(0, "time", clock)
    table.to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
