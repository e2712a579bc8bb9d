"""Storage: optima of two or three steps, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
from toy_system import answer, hours, made

from bess_opt.component import Component


def _market(price: list[float]) -> tuple[list[Component], dict[str, Any]]:
    """A load of 10 MW served by a plant that is paid ``price``."""
    parts = [
        made("load", "town", demand_mw=10.0),
        made("thermal", "unit", p_rated_mw=100.0),
        made("energy_price", "bill", assets=["unit"], price_per_mwh="price"),
    ]
    return parts, {"price": price}


def _battery(**fields: Any) -> Component:
    usual = {"e_rated_mwh": 10.0, "eta_charge_frac": 1.0, "eta_discharge_frac": 1.0}
    return made("battery", "bess", **{**usual, **fields})


def test_losses_are_paid_once():
    """Buy at 20, use at 100, last hour 50; eta_c 0.8, 5 MW; cyclic boundary.

    Charge 5 MW in hour 0 (4 MWh) and 1.25 MW in hour 2 (1 MWh, carried round); discharge 5.
    20*15 + 100*5 + 50*11.25 = 1362.5. Without eta_c: 1300. Without the battery: 1700.
    """
    parts, series = _market([20, 100, 50])
    found = answer([*parts, _battery(p_rated_mw=5.0, eta_charge_frac=0.8)], hours(3), series)
    assert found.cost == pytest.approx(1362.5, abs=1e-6)
    assert found.of("p_charge_mw", "bess") == pytest.approx([5, 0, 1.25], abs=1e-6)


def test_an_open_boundary_starts_where_it_is_told():
    """The same, from an empty store with a free end: only the 4 MWh of hour 0 are there.

    20*15 + 100*6 + 50*10 = 1400. With the cyclic boundary: 1362.5.
    """
    parts, series = _market([20, 100, 50])
    empty = {"kind": "from", "soc_start_frac": 0.0}
    bess = _battery(p_rated_mw=5.0, eta_charge_frac=0.8, boundary=empty)
    assert answer([*parts, bess], hours(3), series).cost == pytest.approx(1400, abs=1e-6)


def _sized(**fields: Any) -> Component:
    energy = {"min": 0, "max": 100, "capex_per_mwh": 219000.0, "life_years": 10}
    return _battery(**{"p_rated_mw": 4.0, "e_rated_mwh": energy, "soh_mean_frac": 0.8, **fields})


def test_a_worn_store_is_sized_larger():
    """Prices 20 and 50, 4 MW, soh 0.8; an energy rating costs 5 per MWh over two hours; cyclic.

    Annuity at no interest 219000 / 10 = 21900 a year, times 2/8760 = 5. Moving 4 MWh takes
    4 / 0.8 = 5 MWh: 20*14 + 50*6 + 5*5 = 605. Without soh: 600. Without the share of the year the
    store would not be built: 700.
    """
    parts, series = _market([20, 50])
    found = answer([*parts, _sized()], hours(2), series)
    assert found.cost == pytest.approx(605, abs=1e-6)
    assert found.of("e_rated_mwh", "bess") == pytest.approx([5], abs=1e-6)


def test_interest_enters_the_annuity():
    """As above, paid in one year at 10 %: 1.1 * 21900 * 2/8760 = 5.5 per MWh; cyclic.

    20*14 + 50*6 + 5.5*5 = 607.5. Without interest: 605.
    """
    parts, series = _market([20, 50])
    energy = {"min": 0, "max": 100, "capex_per_mwh": 21900.0, "life_years": 1}
    found = answer([*parts, _sized(e_rated_mwh=energy)], hours(2), series, rate_frac=0.1)
    assert found.cost == pytest.approx(607.5, abs=1e-6)


def test_duration_means_deliverable_energy():
    """As above with at least two hours at 4 MW: 0.8 E >= 8, so E = 10 MWh; cyclic.

    20*14 + 50*6 + 5*10 = 630. Duration at nameplate, without soh: E = 8 and 620. No bound: 605.
    """
    parts, series = _market([20, 50])
    found = answer([*parts, _sized(duration_min_h=2.0)], hours(2), series)
    assert found.cost == pytest.approx(630, abs=1e-6)


def test_reserve_has_energy_behind_it():
    """Prices 20 and 100; 6 MW, start with 5 of 10 MWh, eta_d 0.8; 4 MW held for an hour; free end.

    Reserve needs 4 / 0.8 = 5 MWh at each end of step and leaves 2 MW to discharge, so 2.5 MWh are
    bought in hour 0: 20*12.5 + 100*8 = 1050. Energy without eta_d: 1030. No energy behind: 960.
    """
    parts, series = _market([20, 100])
    start = {"kind": "from", "soc_start_frac": 0.5}
    bess = _battery(p_rated_mw=6.0, eta_discharge_frac=0.8, boundary=start)
    held = made("spinning_reserve", "held", fixed_mw=4.0, hold_h=1.0, assets=["bess"])
    found = answer([*parts, bess, held], hours(2), series)
    assert found.cost == pytest.approx(1050, abs=1e-6)
