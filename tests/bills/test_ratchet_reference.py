"""Two months with a ratchet, against an independent linear program.

Bills and peaks were computed with SciPy's HiGHS interface in a separate script from the inputs
below (24-hour days, 30 of them in each of two months, efficiency split by square root, cyclic).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from mill_site import billed
from toy_system import answer, made

from bess_opt.horizon import Horizon

DAY = np.arange(24)
EVENING = (DAY >= 17) & (DAY < 21)
LOAD_MW = np.concatenate([np.where(EVENING, 100.0, 80.0), np.where(EVENING, 72.0, 60.0)])


def _two_months() -> Horizon:
    """A day that stands for 30 in April, and one in June: months of 30 days, none between."""
    april = pd.date_range("2026-04-10", periods=24, freq="h", tz="UTC")
    june = pd.date_range("2026-06-10", periods=24, freq="h", tz="UTC")
    return Horizon(
        april.append(june), 1.0, "UTC", np.full(48, 30.0), np.repeat([0, 1], 24),
        np.full(48, 2026),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("battery", "ratchet", "bill", "peaks", "demand"),
    [
        (False, 0.0, 1385240000.0, (100.0, 72.0), (100.0, 72.0)),
        (False, 0.8, 1395240000.0, (100.0, 72.0), (100.0, 80.0)),
        (True, 0.0, 1368782562.1536915, (95.36319075225214, 67.36319075225215),
         (95.36319075225214, 67.36319075225215)),
        (True, 0.8, 1379941764.4656284, None, (95.36319075225214, 76.2905526018017)),
    ],
)  # fmt: skip
def test_the_reference_is_met(battery, ratchet, bill, peaks, demand):
    parts = [
        made("load", "mill", demand_mw="demand"),
        made("grid", "utility", p_import_max_mw=200.0),
        made(
            "time_of_use", "tou", assets=["utility"], off_peak_per_mwh=10_000.0,
            windows=[{"name": "peak", "hours": "17:00-21:00", "price_per_mwh": 16_000.0}],
        ),
        made(
            "demand_charge", "mdi", assets=["utility"], charge_per_mw_month=1.25e6,
            ratchet_frac=ratchet, ratchet_months=2, true_peak_included=True,
        ),
    ]  # fmt: skip
    if battery:
        one_way = 0.86**0.5
        parts.append(
            made(
                "battery", "bess", p_rated_mw=10.0, e_rated_mwh=20.0, eta_charge_frac=one_way,
                eta_discharge_frac=one_way,
            )
        )  # fmt: skip
    found = answer(parts, _two_months(), {"demand": LOAD_MW}, witnesses=0)
    assert found.cost == pytest.approx(bill, rel=1e-6)
    lines = billed(found)
    got = [lines["mdi", "demand", month][0] for month in ("2026-04", "2026-06")]
    assert got == pytest.approx(demand, rel=1e-6)
    if peaks is not None:
        p_import = found.of("p_import_mw", "utility")
        assert (p_import[:24].max(), p_import[24:].max()) == pytest.approx(peaks, rel=1e-6)
