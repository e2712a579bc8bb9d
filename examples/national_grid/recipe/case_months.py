"""The twelve-row tables of the case: month energies, minima, maxima and the calibration rows."""

import numpy as np
import pandas as pd
from hours import MONTHS, YEAR, Floats, hour_labels, month_hours

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
            "nuclear_p_mw": mwh["nuclear"].to_numpy() / hours,
            "bagasse_energy_mwh": mwh["bagasse"].to_numpy(),
            "bagasse_p_mw": mwh["bagasse"].to_numpy() / hours,
            "iran_energy_mwh": mwh["iran"].to_numpy(),
            "iran_p_mw": mwh["iran"].to_numpy() / hours,
            "gas_energy_max_mwh": mwh["gas"].to_numpy(),
            "gas_energy_min_mwh": mwh["gas"].to_numpy() * GAS_MIN_SHARE_FRAC,
            "rfo_energy_min_mwh": mwh["rfo"].to_numpy(),
            "rlng_energy_min_mwh": RLNG_FLOOR_SHARE_FRAC * RLNG_CONTRACT_MW * hours,
        }
    )
    return table.round(3)


def flat_hours(table: pd.DataFrame) -> dict[str, Floats]:
    """Spread the month rows over the hours: what is held flat within each month, in MW.

    Nuclear stands at two buses: 62 % of it (K-2 and K-3) is south of the corridor.
    """
    month = hour_labels().month.to_numpy() - 1
    nuclear_mw = table["nuclear_p_mw"].to_numpy()[month]
    south_mw = np.round(NUCLEAR_SOUTH_SHARE_FRAC * nuclear_mw, 3)
    columns = {"nuclear_north_mw": nuclear_mw - south_mw, "nuclear_south_mw": south_mw}
    for name in ("bagasse", "iran"):
        columns[f"{name}_mw"] = table[f"{name}_p_mw"].to_numpy()[month]
    for name in ("hydro_p_min", "hydro_p_max"):
        columns[f"{name}_mw"] = table[f"{name}_mw"].to_numpy()[month]
    return columns


def calibration_rows(basis: pd.DataFrame) -> pd.DataFrame:
    """Give the published energy by month and asset group, GWh, with mark and source."""
    rows = basis.rename(columns={"fuel": "asset_group"})
    rows["month"] = [f"{YEAR}-{month:02d}" for month in rows["month"]]
    return rows[["month", "asset_group", "energy_gwh", "mark", "source"]]
