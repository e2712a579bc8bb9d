"""Reads the cited tables under ``data/pakistan`` that the series are made from."""

from pathlib import Path

import pandas as pd
from hours import YEAR

DATA = Path(__file__).resolve().parents[3] / "data" / "pakistan"
SEASONS = ["winter", "spring", "summer", "autumn"]
LAST_PRINTED_MONTH_OF_YEAR = 1


def months_2026_basis(data: Path = DATA) -> pd.DataFrame:
    """Give the energy of each month by fuel with its mark, on the 2026 basis.

    January is the print of January 2026; February to December are the prints of 2025, the last
    that could be found.

    Returns
    -------
    DataFrame with columns ``month`` (1 to 12), ``fuel``, ``energy_gwh``, ``mark``, ``source``
    """
    rows = pd.read_csv(data / "month_energy.csv")
    stamp = pd.to_datetime(rows["month"])
    of_2026 = stamp.dt.year == YEAR
    kept = of_2026 | (stamp.dt.month > LAST_PRINTED_MONTH_OF_YEAR)
    basis = rows[kept].assign(month=stamp[kept].dt.month)
    return basis.sort_values("month", kind="stable").reset_index(drop=True)


def month_energy_gwh(data: Path = DATA) -> pd.DataFrame:
    """Give the same table as twelve rows by fuel, in GWh at the generator's busbar."""
    return months_2026_basis(data).pivot(index="month", columns="fuel", values="energy_gwh")


def load_shape_pu(data: Path = DATA) -> pd.DataFrame:
    """Give the 24 hourly values per season, shape (24, 4), as printed (mean near 1)."""
    return pd.read_csv(data / "load_shape.csv", index_col="hour")[SEASONS]
