"""Numbers as they are printed: thousands separators, a unit, and no more figures than are known."""

from __future__ import annotations

import math
from typing import Any

# Where a word takes over: a system's yearly cost stays in billions, so that it can be set against a
# saving at sight.
_MONEY = ((1e13, 1e12, "trillion"), (1e9, 1e9, "billion"), (1e6, 1e6, "million"))
KW_BELOW_MW = 1.0
DUST_FRAC = 1e-6
GW_FROM_MW = 1e4
# Amounts below this share of the largest do not decide the unit of a table, and no unit is taken in
# which the largest has more than four figures before the point.
NAMED_FRAC, MOST_BEFORE = 1e-4, 1e4
MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"
SPACE = "\N{NO-BREAK SPACE}"


def is_number(value: Any) -> bool:
    """Whether a value is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def fixed(value: Any, digits: int = 0) -> str:
    """A number with ``digits`` decimals; a dash where there is none.

    >>> fixed(1234.5678, 1), fixed(None)
    ('1,234.6', '–')
    """
    if not is_number(value):
        return NONE
    text = f"{abs(value):,.{digits}f}"
    is_zero = not text.strip("0.,")
    return text if value >= 0 or is_zero else MINUS + text


def significant(value: Any, figures: int = 3) -> str:
    """A number with so many significant figures, whole where they allow.

    >>> significant(1234567), significant(0.0012345), significant(-31.27)
    ('1,234,567', '0.00123', '−31.3')
    """
    if not is_number(value):
        return NONE
    if value == 0:
        return "0"
    decimals = figures - 1 - math.floor(math.log10(abs(value)))
    if decimals > 6:
        return f"{value:.{figures - 1}e}".replace("-", MINUS)
    return fixed(value, max(0, decimals))


def money(amount: Any, currency: str, figures: int = 3) -> str:
    """An amount in words: ``PKR 1,047 billion``.

    >>> money(1.0467e12, "PKR", 4).replace(SPACE, " ")
    'PKR 1,047 billion'
    """
    if not is_number(amount):
        return NONE
    size, word = _scale(abs(amount))
    return SPACE.join(
        part for part in (currency, significant(amount / size, figures), word) if part
    )


def _scale(amount: float) -> tuple[float, str]:
    return next(((size, word) for least, size, word in _MONEY if amount >= least), (1.0, ""))


def share(value: Any, digits: int = 1) -> str:
    """A fraction in per cent."""
    return NONE if not is_number(value) else f"{fixed(100 * value, digits)}{SPACE}%"


def power(mw: Any, beside: Any = 0.0, below: float = KW_BELOW_MW) -> str:
    """Power, in GW where it, or what it stands beside, reaches 10 GW; in kW ``below`` so many MW.

    A millionth of what it stands beside is none.

    >>> power(0.004).replace(SPACE, " ")
    '4.00 kW'
    """
    largest = max((abs(v) for v in (mw, beside) if is_number(v)), default=0.0)
    if is_number(mw) and abs(mw) < DUST_FRAC * largest:
        mw = 0.0
    if is_number(mw) and (largest > 0 or below > KW_BELOW_MW) and largest < below:
        return f"{significant(mw * 1e3)}{SPACE}kW"
    if is_number(mw) and largest >= GW_FROM_MW:
        return f"{significant(mw / 1e3)}{SPACE}GW"
    return f"{significant(mw)}{SPACE}MW"


def energy(mwh: Any, least: float = 0.0, beside: Any = 0.0, below: float = KW_BELOW_MW) -> str:
    """Energy in kWh, MWh, GWh or TWh, whichever reads best for it and what it stands beside.

    Below ``least`` MWh it is what rounding leaves, and is not counted. In kWh ``below`` so many
    MWh; a system that is told in kWh up to more than 1 MWh is not told in GWh.

    >>> energy(0.0004).replace(SPACE, " "), energy(0.0004, 0.5).replace(SPACE, " ")
    ('0.400 kWh', 'under 500 kWh')
    >>> energy(2.69, beside=226).replace(SPACE, " "), energy(4.743, below=10).replace(SPACE, " ")
    ('2.69 MWh', '4,743 kWh')
    """
    if is_number(mwh) and 0 < abs(mwh) < least:
        return f"under {energy(least, below=below)}"
    largest = max((abs(v) for v in (mwh, beside) if is_number(v)), default=0.0)
    if is_number(mwh) and (largest > 0 or below > KW_BELOW_MW) and largest < below:
        return f"{significant(mwh * 1e3)}{SPACE}kWh"
    for size, factor, unit in ((1e6, 1e6, "TWh"), (1e4, 1e3, "GWh")):
        if is_number(mwh) and largest >= size and below <= KW_BELOW_MW:
            return f"{significant(mwh / factor)}{SPACE}{unit}"
    return f"{significant(mwh)}{SPACE}MWh"


def with_unit(value: Any, unit: str, figures: int = 3) -> str:
    """A number and its unit."""
    text = significant(value, figures)
    return f"{text}{SPACE}{unit}" if unit and text != NONE else text


def count(n: int, noun: str) -> str:
    """``1 check``, ``2 checks``."""
    return f"{n:,}{SPACE}{noun}" if n == 1 else f"{n:,}{SPACE}{noun}s"


def listed(words: list[str]) -> str:
    """Words as a sentence lists them: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def scaled(values: Any, currency: str) -> tuple[float, str]:
    """The size in which amounts of money are tabled, and its unit: ``(1e9, "billion PKR")``.

    A step smaller where the least amount worth naming would read as a hundredth.

    >>> scaled([1.2e9, 3e8], "PKR"), scaled([1.2e9, 1e7], "PKR"), scaled([1.2e12, 1e7], "PKR")
    ((1000000000.0, 'billion PKR'), (1000000.0, 'million PKR'), (1000000000.0, 'billion PKR'))
    """
    amounts = [abs(float(v)) for v in values if is_number(v)]
    most = max(amounts, default=0.0)
    size, word = _scale(most)
    least = min((v for v in amounts if v > NAMED_FRAC * most), default=most)
    if least < 0.1 * size and most < MOST_BEFORE * size / 1e3:
        size, word = _scale(size / 1e3)
    return size, f"{word} {currency}".strip()


def tonnes(value: Any) -> str:
    """A mass of carbon dioxide in t, or in Mt from a million on."""
    if is_number(value) and value >= 1e6:
        return with_unit(value / 1e6, "Mt CO\N{SUBSCRIPT TWO}")
    return with_unit(value, "t CO\N{SUBSCRIPT TWO}")
