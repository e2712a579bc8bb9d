"""What a planner may change about a case: numbers of rules, ratings and plants, by dotted path.

A lever is one number of the case. What describes nature or a machine (an efficiency, the weather, a
price) is no lever, because a case is not mended by wishing for another machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bess_opt.component import Asset, Component, Part, Policy, Rating, is_money, shape_of
from bess_opt.model.ratings import ratings_of
from bess_opt.studies.infeasible.limits import limits_of
from bess_opt.units import unit_of

# How unwelcome a change is, per change of its own size; assumption. Rules come first, then what can
# be bought, then how a plant is run, then water and fuel.
OF_POLICY, OF_RATING = 1.0, 2.0
OF_FIELD: Mapping[str, float] = {
    "cycles_max_per_day": 2.0,
    "cycles_max_per_year": 2.0,
    "p_import_max_mw": 2.0,
    "p_export_max_mw": 2.0,
    "duration_min_h": 2.0,
    "duration_max_h": 2.0,
    "p_min_frac": 4.0,
    "ramp_frac_per_h": 4.0,
    "flow_min_factor": 4.0,
    "flow_max_factor": 4.0,
    "flex_frac": 4.0,
    "flex_down_frac": 4.0,
    "energy_mwh_per_month": 6.0,
}
OF_BOUNDARY = 1.5
_FIRST_MONTH = 1


@dataclass(frozen=True)
class Lever:
    """One number of the case that may give.

    Parameters
    ----------
    path : str
        As after ``-S``: ``policies.margin.margin_frac``.
    component, field : str
        Whose it is.
    value, low, high : float
        As it stands, and between what it may lie.
    unwelcome : float
        Price of a change by its own size.
    month : int or None
        Calendar month, where it is one of twelve.
    bound : {"", "min", "max"}
        Which bound of a rating; empty where the rating is a plain number, or no rating.
    inner : str
        Name inside the field, such as ``soc_end_frac`` of a boundary.
    """

    path: str
    component: str
    field: str
    value: float
    low: float
    high: float
    unwelcome: float
    month: int | None = None
    bound: str = ""
    inner: str = ""

    @property
    def unit(self) -> str:
        """Unit of the number, empty for a fraction."""
        unit = unit_of(self.inner or self.field)
        symbol = "" if unit is None else unit.symbol
        return "" if symbol == "1" else symbol

    @property
    def is_rating(self) -> bool:
        """Whether it bounds a variable of its own."""
        return self.unwelcome == OF_RATING and not self.inner and self.field not in OF_FIELD

    def moved(self, component: Component, by: float) -> Component:
        """The component with the number changed by ``by``."""
        held = getattr(component, self.field)
        if self.inner:
            moved: object = held.model_copy(update={self.inner: self.value + by})
        elif self.month is not None:
            moved = list(held)
            moved[self.month - _FIRST_MONTH] += by
        else:
            moved = self.value + by
        return component.model_copy(update={self.field: moved})


def levers_of(components: Mapping[str, Component], months: list[int]) -> list[Lever]:
    """Every lever of the active components.

    Parameters
    ----------
    months : list of int
        Month labels of the horizon, such as 202601; others cannot matter.
    """
    return [
        lever
        for name, component in components.items()
        for lever in _of_component(name, component, sorted({label % 100 for label in months}))
    ]


def _of_component(name: str, component: Component, months: list[int]) -> Iterator[Lever]:
    room = {"asset": "assets", "tariff": "tariffs", "policy": "policies"}[component.room]
    base = f"{room}.{name}"
    for field, rating in ratings_of(component).items():
        yield from _of_rating(f"{base}.{field}", name, field, rating)
    for field in type(component).model_fields:
        value = getattr(component, field)
        if isinstance(component, Asset) and field == "boundary" and isinstance(value, Part):
            for inner in ("soc_start_frac", "soc_end_frac"):
                if hasattr(value, inner):
                    low = float(getattr(component, "soc_min_frac", 0.0))
                    high = float(getattr(component, "soc_max_frac", 1.0))
                    path = f"{base}.{field}.{inner}"
                    held = float(getattr(value, inner))
                    yield Lever(path, name, field, held, low, high, OF_BOUNDARY, inner=inner)
            continue
        price = _unwelcome(component, field)
        shape = shape_of(type(component), field)
        if price is None or shape in (None, "rating") or value is None or isinstance(value, str):
            continue
        low, high = limits_of(type(component), field)
        if isinstance(value, list):
            for month in months:
                own = f"{base}.{field}.{month - _FIRST_MONTH}"
                held = float(value[month - _FIRST_MONTH])
                yield Lever(own, name, field, held, low, high, price, month)
        else:
            yield Lever(f"{base}.{field}", name, field, float(value), low, high, price)


def _unwelcome(component: Component, field: str) -> float | None:
    """Price of changing a field; None where it is no lever."""
    if is_money(field):
        return None
    if isinstance(component, Policy):
        return OF_POLICY
    return OF_FIELD.get(field) if isinstance(component, Asset) else None


def _of_rating(path: str, name: str, field: str, rating: Rating) -> Iterator[Lever]:
    far = float("inf")
    if rating.is_sized:
        yield Lever(f"{path}.max", name, field, rating.max, rating.max, far, OF_RATING, bound="max")
        if rating.min > 0:
            yield Lever(
                f"{path}.min", name, field, rating.min, 0.0, rating.min, OF_RATING, bound="min"
            )
    else:
        yield Lever(path, name, field, rating.max, 0.0, far, OF_RATING)
