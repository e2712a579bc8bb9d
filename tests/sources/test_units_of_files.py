"""Units of a file into ours, and the pairs of unit and quantity that do not fit."""

from __future__ import annotations

import numpy as np
import pytest

from bess_opt.sources.convert import Conversion, Refusal, conversion


@pytest.mark.parametrize(
    ("unit", "quantity", "currency", "factor", "ours"),
    [
        ("MW", None, None, 1.0, "MW"),
        ("kW", "power", None, 1e-3, "MW"),
        ("kWh", "energy", None, 1e-3, "MW"),
        ("PKR/kWh", None, None, 1e3, "PKR/MWh"),
        ("USD / GWh", "price", None, 1e-3, "USD/MWh"),
        ("/MWh", "price", "EUR", 1.0, "EUR/MWh"),
        ("%", "fraction", None, 0.01, "1"),
        ("%", "number", None, 0.01, "1"),
        ("1", "number", None, 1.0, "1"),
        ("kg/MWh", "number", None, 1e-3, "t/MWh"),
    ],
)
def test_a_unit_that_is_known(
    unit: str, quantity: str | None, currency: str | None, factor: float, ours: str
):
    found = conversion(unit, quantity, currency)
    assert isinstance(found, Conversion)
    assert (found.factor, found.unit) == (factor, ours)


def test_energy_is_divided_by_each_step():
    """6 MWh in 1 h, 0.5 h and 0.25 h are 6, 12 and 24 MW."""
    found = conversion("MWh", "energy", None)
    assert isinstance(found, Conversion)
    assert found.apply(np.full(3, 6.0), np.array([1.0, 0.5, 0.25])).tolist() == [6.0, 12.0, 24.0]


@pytest.mark.parametrize(
    ("unit", "quantity", "currency", "code", "words"),
    [
        ("Mwh", None, None, "E-UN-001", "did you mean MWh?"),
        ("mW", None, None, "E-UN-001", "mW is a milliwatt"),
        ("furlong", None, None, "E-UN-001", ""),
        ("kWh", "power", None, "E-TS-026", "say quantity: energy"),
        ("MW", "energy", None, "E-TS-026", "MWh, kWh or GWh"),
        ("MW", "price", None, "E-UN-002", "PKR/kWh or EUR/MWh"),
        ("EUR/MWh", "power", None, "E-UN-002", ""),
        ("1", "power", None, "E-UN-002", "MW, kW or GW"),
        ("EUR/MWh", "price", "USD", "E-UN-008", ""),
        ("/MWh", "price", None, "E-UN-008", ""),
    ],
)
def test_a_unit_that_does_not_fit(
    unit: str, quantity: str | None, currency: str | None, code: str, words: str
):
    found = conversion(unit, quantity, currency)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert words in found.repair
