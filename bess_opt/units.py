"""The vocabulary of units: what a name's suffix means, and how a written quantity is read.

Every numeric name ends in its unit (``p_rated_mw``, ``price_per_mwh``, ``eta_charge_frac``), so one
table serves the schema, the LP, the NetCDF attributes, the workbook's headers and the axis labels.
Units are not carried at run time: an LP is built from bare floats; a test checks the suffixes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

# Doubles hold some sixteen digits: beyond these a number drowns every other, or is drowned.
LARGEST, SMALLEST = 1e15, 1e-20
# Systems without a flow of this size are told in kW and kWh, and their prices by the kWh: a mill's
# meter and bill are, and a power station's are not.
SMALL_MW = 10.0


@dataclass(frozen=True)
class Unit:
    """Meaning of a suffix.

    Parameters
    ----------
    suffix : str
        Ending of the name, without the leading underscore.
    symbol : str
        As printed; ``{currency}`` stands for the money's code.
    dimension : str
        Family in which written quantities are converted.
    """

    suffix: str
    symbol: str
    dimension: str

    @property
    def is_money(self) -> bool:
        """Whether amounts in this unit are converted to the base currency."""
        return "{currency}" in self.symbol


_TABLE = (
    ("cost", "{currency}", "money"),
    ("amount", "{currency}", "money"),
    ("per_mw_month", "{currency}/MW/month", "money_per_power_month"),
    ("per_mw_year", "{currency}/MW/year", "money_per_power_year"),
    ("per_mwh_year", "{currency}/MWh/year", "money_per_energy_year"),
    ("per_mw_start", "{currency}/MW", "money_per_power"),
    ("frac_per_h", "1/h", "rate"),
    ("frac_per_day", "1/day", "rate_per_day"),
    ("t_per_mwh", "t/MWh", "emission"),
    ("l_per_mwh", "l/MWh", "volume_per_energy"),
    ("frac_per_k", "1/K", "rate_per_kelvin"),
    ("deg", "deg", "angle"),
    ("t_per_h", "t/h", "emission_rate"),
    ("mw_per_mwh", "MW/MWh", "power_per_energy"),
    ("mwh_per_month", "MWh/month", "energy"),
    ("per_month", "{currency}/month", "money_per_month"),
    ("per_mwh", "{currency}/MWh", "money_per_energy"),
    ("per_mw", "{currency}/MW", "money_per_power"),
    ("per_t", "{currency}/t", "money_per_mass"),
    ("per_l", "{currency}/l", "money_per_volume"),
    ("mwh", "MWh", "energy"),
    ("mw", "MW", "power"),
    ("per_day", "1/day", "count_per_day"),
    ("per_year", "1/year", "count_per_year"),
    ("years", "year", "years"),
    ("months", "month", "months"),
    ("frac", "1", "fraction"),
    ("factor", "1", "factor"),
    ("h", "h", "time"),
    ("c", "degC", "temperature"),
    ("t", "t", "mass"),
    ("m", "m", "length"),
    ("l", "l", "volume"),
    ("year", "year", "calendar_year"),
)
UNITS = {suffix: Unit(suffix, symbol, dimension) for suffix, symbol, dimension in _TABLE}

# Written units and their size in the unit we hold; one table per dimension.
WRITTEN: dict[str, dict[str, float]] = {
    "power": {"W": 1e-6, "kW": 1e-3, "MW": 1.0, "GW": 1e3, "TW": 1e6},
    "energy": {"Wh": 1e-6, "kWh": 1e-3, "MWh": 1.0, "GWh": 1e3, "TWh": 1e6},
    "time": {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "hour": 1.0, "hours": 1.0, "d": 24.0},
    "years": {"year": 1.0, "years": 1.0, "a": 1.0},
    "months": {"month": 1.0, "months": 1.0},
    "fraction": {"%": 0.01},
    "rate": {"%/h": 0.01, "1/h": 1.0},
    "mass": {"kg": 1e-3, "t": 1.0, "kt": 1e3, "Mt": 1e6},
    "emission": {"t/MWh": 1.0, "kg/MWh": 1e-3, "kg/kWh": 1.0, "g/kWh": 1e-3},
    "temperature": {"degC": 1.0, "°C": 1.0},
    "angle": {"deg": 1.0},
    "length": {"m": 1.0},
    "count_per_day": {"1/day": 1.0, "/day": 1.0},
    "count_per_year": {"1/year": 1.0, "/year": 1.0},
    "money_per_energy": {"/MWh": 1.0, "/kWh": 1e3},
    "money_per_power": {"/MW": 1.0, "/kW": 1e3},
    "money_per_power_month": {"/MW/month": 1.0, "/kW/month": 1e3},
    "money_per_power_year": {"/MW/year": 1.0, "/kW/year": 1e3},
    "money_per_month": {"/month": 1.0},
    "money_per_energy_year": {"/MWh/year": 1.0, "/kWh/year": 1e3},
    "money_per_mass": {"/t": 1.0},
    "volume": {"l": 1.0, "L": 1.0, "m3": 1e3},
    "volume_per_energy": {"l/MWh": 1.0, "l/kWh": 1e3, "L/kWh": 1e3},
    "money_per_volume": {"/l": 1.0, "/L": 1.0},
}

# Words for large numbers, as South Asia and the rest of the world write them.
COUNTED = {
    "thousand": 1e3,
    "lakh": 1e5,
    "lac": 1e5,
    "million": 1e6,
    "crore": 1e7,
    "billion": 1e9,
}
_COUNT = re.compile(rf"({'|'.join(COUNTED)})s?(?![A-Za-z])\s*", re.IGNORECASE)
_MONEY = re.compile(
    r"\s*(?P<before>[A-Z]{3}\b)?\s*(?P<number>[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*"
    rf"(?P<count>(?:{'|'.join(COUNTED)})s?(?![A-Za-z]))?\s*(?P<after>[A-Z]{{3}}\b)?\s*(?P<per>/.*)?",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"^\s*([-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([^\d\s.,+-].*?)\s*$"
)


@cache
def unit_of(name: str) -> Unit | None:
    """The unit that a name ends in, or None where it ends in none.

    >>> unit_of("charge_per_mw_month").symbol
    '{currency}/MW/month'
    """
    for suffix, unit in UNITS.items():
        if name == suffix or name.endswith("_" + suffix):
            return unit
    return None


class UnitMismatch(ValueError):
    """A written quantity has a unit that is unknown or of another dimension.

    Parameters
    ----------
    written : str
        The unit as the user wrote it.
    known_dimension : str or None
        The dimension it belongs to, where it is known at all.
    """

    def __init__(self, written: str, known_dimension: str | None) -> None:
        super().__init__(written)
        self.written = written
        self.known_dimension = known_dimension


def read_quantity(text: str, dimension: str) -> float | None:
    """Value of a written quantity such as ``"50 MW"`` in our unit of ``dimension``.

    Returns None where ``text`` is not a number followed by a unit (a series name, say).

    Raises
    ------
    UnitMismatch
        The text is a quantity, but not of this dimension.

    >>> read_quantity("2 GWh", "energy"), read_quantity("1.2 crore /MW", "money_per_power")
    (2000.0, 12000000.0)
    """
    match = _QUANTITY.match(text)
    if match is None:
        return None
    number, written = float(match[1].replace("_", "")), match[2]
    counted = _COUNT.match(written)
    if counted is not None:
        number *= COUNTED[counted[1].lower()]
        written = written[counted.end() :]
        if not written:
            return number
    if written in WRITTEN.get(dimension, {}):
        return number * WRITTEN[dimension][written]
    owner = next((d for d, units in WRITTEN.items() if written in units), None)
    raise UnitMismatch(written, owner)


@dataclass(frozen=True)
class WrittenMoney:
    """An amount with its currency, such as ``1250 PKR/kW/month``; ``per`` is what is left."""

    number: float
    currency: str
    per: str


def read_money(text: str) -> WrittenMoney | None:
    """An amount of money that names its currency, None where the text is none.

    >>> read_money("2.5 lakh PKR"), read_money("125 USD/kWh").per, read_money("price")
    (WrittenMoney(number=250000.0, currency='PKR', per=''), '/kWh', None)
    """
    match = _MONEY.fullmatch(text)
    if match is None:
        return None
    currency = match["before"] or match["after"]
    if currency is None or not currency.isupper() or (match["before"] and match["after"]):
        return None
    count = (match["count"] or "").lower()
    scale = COUNTED.get(count, COUNTED.get(count.removesuffix("s"), 1.0))
    per = re.sub(r"\s", "", match["per"] or "")
    return WrittenMoney(float(match["number"].replace("_", "")) * scale, currency, per)


def label(name: str, currency: str = "") -> str:
    """A name as a person reads it, with its unit: ``soc_mwh`` becomes ``soc [MWh]``."""
    unit = unit_of(name)
    if unit is None:
        return name.replace("_", " ")
    stem = name[: -len(unit.suffix)].rstrip("_") or name
    symbol = unit.symbol.replace("{currency}", currency or "money")
    return f"{stem.replace('_', ' ')} [{symbol}]"


def by_the_kw(unit: str) -> str | None:
    """The unit of a price by the kW or kWh for one by the MW or MWh; None for any other.

    >>> by_the_kw("PKR/MWh"), by_the_kw("PKR/MW/month"), by_the_kw("PKR/l")
    ('PKR/kWh', 'PKR/kW/month', None)
    """
    parts = unit.split("/")
    if not any(part in ("MW", "MWh") for part in parts[1:]):
        return None
    return "/".join({"MW": "kW", "MWh": "kWh"}.get(part, part) for part in parts)
