"""Numbers that cannot be solved with are refused; numbers far apart are warned of."""

from __future__ import annotations

from bess_opt.solve.numbers import warn_of_spread
from tests.solve.programs import INF, program, two_plants


def test_a_number_that_stands_for_no_limit_is_named():
    lp = program([20, 50], [(100, [1, 1], 100)], [(0, 1e-3), (0, 1e9)])
    (fault,) = warn_of_spread(lp, column_name=["p_mw(a)", "p_mw(b)"].__getitem__)
    assert fault.code == "W-NU-001"
    assert "0.001 (p_mw(a)) to 1e+09 (p_mw(b))" in fault.found


def test_a_coefficient_is_named_by_column_and_row():
    lp = program([1, 1], [(1, [1e-6, 1e5], INF)])
    (fault,) = warn_of_spread(lp)
    assert "1e-06 (column 0 in row 0) to 1e+05 (column 1 in row 0)" in fault.found


def test_an_ordinary_program_is_not_warned_of():
    assert warn_of_spread(two_plants()) == []
