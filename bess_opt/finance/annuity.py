"""What an investment costs per year of its life."""

from __future__ import annotations


def annuity_factor(rate_frac: float, life_years: float) -> float:
    r"""Share of an investment that a constant end-of-year payment repays.

    ``rate / (1 - (1 + rate) ** -life)``; at a zero rate, ``1 / life``. Real rate, real payments.

    Parameters
    ----------
    rate_frac : float
        Real discount rate, 1/year.
    life_years : float
        Years of service.

    >>> round(annuity_factor(0.07, 20), 6)
    0.094393
    """
    if rate_frac == 0:
        return 1.0 / life_years
    return float(rate_frac / (1.0 - (1.0 + rate_frac) ** -life_years))
