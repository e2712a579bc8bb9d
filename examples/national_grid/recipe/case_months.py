"""The twelve-row tables of the case: month energies, minima, maxima and the calibration rows."""

import pandas as pd
from hours import MONTHS, YEAR, hour_labels, month_hours

GAS_MIN_SHARE_FRAC = 0.60
RLNG_FLOOR_SHARE_FRAC = 0.33
RLNG_CONTRACT_MW = 4_896.0
NUCLEAR_SOUTH_SHARE_FRAC = 0.62
HYDRO_MAX_MW = 9_500.0
HYDRO_MAX_OF_MEAN = 3.0
HYDRO_MIN_OF_MEAN_SUMMER = 0.50
HYDRO_MIN_OF_MEAN_WINTER = 0.25
SUMMER = range(4, 10)


def case_months(months: pd.DataFrame) -> pd.DataFrame:
    """Give the month rows that bind the case, energies in MWh and powers in MW.

    Parameters
    ----------
    months
        Energy in GWh, twelve rows by fuel.
    """
    hours = month_hours(hour_labels())
    mwh = months * 1e3
    hydro_mean_mw = mwh["hydel"].to_numpy() / hours
    low_share = [
        HYDRO_MIN_OF_MEAN_SUMMER if month in SUMMER else HYDRO_MIN_OF_MEAN_WINTER
        for month in MONTHS
    ]
    table = pd.DataFrame(
        {
            "month": [f"{YEAR}-{month:02d}" for month in MONTHS],
            "hours": hours.astype(int),
            "hydro_energy_mwh": mwh["hydel"].to_numpy(),
            "hydro_p_mean_mw": hydro_mean_mw,
            "hydro_p_min_mw": hydro_mean_mw * low_share,
            "hydro_p_max_mw": (hydro_mean_mw * HYDRO_MAX_OF_MEAN).clip(max=HYDRO_MAX_MW),
            "nuclear_energy_mwh": mwh["nuclear"].to_numpy(),
            "nuclear_north_energy_mwh": mwh["nuclear"].to_numpy() * (1 - NUCLEAR_SOUTH_SHARE_FRAC),
            "nuclear_south_energy_mwh": mwh["nuclear"].to_numpy() * NUCLEAR_SOUTH_SHARE_FRAC,
            "bagasse_energy_mwh": mwh["bagasse"].to_numpy(),
            "iran_energy_mwh": mwh["iran"].to_numpy(),
            "gas_energy_max_mwh": mwh["gas"].to_numpy(),
            "gas_energy_min_mwh": mwh["gas"].to_numpy() * GAS_MIN_SHARE_FRAC,
            "rfo_energy_min_mwh": mwh["rfo"].to_numpy(),
            "rlng_energy_min_mwh": RLNG_FLOOR_SHARE_FRAC * RLNG_CONTRACT_MW * hours,
        }
    )
    return table.round(3)


def calibration_rows(basis: pd.DataFrame) -> pd.DataFrame:
    """Give the published energy by month and asset group, GWh, with mark and source."""
    rows = basis.rename(columns={"fuel": "asset_group"})
    rows["month"] = [f"{YEAR}-{month:02d}" for month in rows["month"]]
    return rows[["month", "asset_group", "energy_gwh", "mark", "source"]]
