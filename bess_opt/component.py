"""The contract of a component: what one file must say to become a kind.

A component is data (frozen fields) and a kind is physics, money or a rule over all its members at
once. The class statement is the registration: ``class Battery(Asset, kind="battery")``. From the
register come the schema, the LP, the ledger, the result variables, the re-checks and the book, so
that a new kind touches no other file.

Three shapes of field become Pyomo Params of the same name, over the members that have them:

- a number (``float``): ``m.eta_charge_frac[b]``;
- a :data:`Series` (number or name of a series): ``m.available_frac[g, t]``;
- a :data:`Monthly` (number or twelve numbers): ``m.energy_mwh[g, k]``.

A :class:`Rating` becomes the variable of its own name, ``m.p_rated_mw[a, y]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from bess_opt.contract import MARKS, REGISTER, Component, Derived, Fields, Room
from bess_opt.declared import PRICE_SIGN, Carry, Check, Shadow
from bess_opt.fields import (
    Basis,
    Monthly,
    MonthlyPositive,
    Part,
    Rating,
    Series,
    SeriesFrac,
    SeriesPositive,
    Shape,
    is_money,
    series_shape,
    shape_of,
)
from bess_opt.ledger import Entry, Row
from bess_opt.units import UNITS

if TYPE_CHECKING:
    import xarray as xr

    from bess_opt.bill import Line, Meter
    from bess_opt.horizon import Horizon


class Asset(Component):
    """A physical thing on a bus. Power injected into the bus is positive.

    What others must know of a kind it says itself; nobody else knows it by its name.

    Attributes
    ----------
    is_storage, is_generator : bool
        It keeps energy; it has ``p_generation_mw``.
    is_demand : bool
        It has ``demand_mw`` and ``p_served_mw``, which shares and reserves are counted from.
    is_connection : bool
        It has ``p_import_mw`` and ``p_export_mw``, over a meter to a larger system.
    is_callable : bool
        What it could have delivered is its rating where available, however little was called.
    follows_sun : bool
        ``available_frac`` is nought by night.
    takes_surplus : bool
        It takes energy that nobody wants.
    gives_reserve, gives_firm : bool
        It may hold ``r_up_mw``; it limits ``p_firm_mw``.
    part : str
        How figures show it, a name of ``report.palette.ROLES`` or ``thermal``.
    """

    room: ClassVar[Room] = "asset"
    is_storage: ClassVar[bool] = False
    is_generator: ClassVar[bool] = False
    is_demand: ClassVar[bool] = False
    is_connection: ClassVar[bool] = False
    is_callable: ClassVar[bool] = False
    follows_sun: ClassVar[bool] = False
    takes_surplus: ClassVar[bool] = False
    gives_reserve: ClassVar[bool] = False
    gives_firm: ClassVar[bool] = False
    emits: ClassVar[bool] = False
    part: ClassVar[str] = "other"
    flows: ClassVar[tuple[str, ...]] = ()

    bus: str = Field("main", description="Bus that it stands on.")

    @classmethod
    def injection(cls, m: Any, a: Any, t: Any) -> Any:
        """Power into the bus from member ``a`` in step ``t``, MW."""
        raise NotImplementedError

    @classmethod
    def balance_term(cls, m: Any, n: Any, t: Any) -> Any:
        """Power into bus ``n`` from all members of the kind; a kind on two buses overrides this."""
        return sum(cls.injection(m, a, t) for a in getattr(m, f"{cls.kind_name}_at_bus")[n])

    @classmethod
    def emission(cls, m: Any, a: Any, t: Any) -> Any:
        """Carbon dioxide of member ``a`` in step ``t``, t/h; only where ``emits``."""
        raise NotImplementedError

    def buses(self) -> tuple[str, ...]:
        """The buses that this member touches."""
        return (self.bus,)

    def injected_mw(self, ds: xr.Dataset) -> dict[str, Any]:
        """Power into each bus as computed from results alone, ``{bus: array (T,)}``."""
        raise NotImplementedError

    def shown_as(self) -> str:
        """The part that this member plays in figures, where it depends on its data."""
        return self.part

    def slack_mw(self, ds: xr.Dataset) -> dict[str, Any]:
        """What is left of limits, by the name of their dual: ``{name: array (T,)}``.

        A price beside slack is a fault; limits left out here are certified from the LP alone.
        """
        return {}

    def energy_mwh(self, ds: xr.Dataset, horizon: Horizon) -> dict[str, float]:
        """Weighted energy by flow over the horizon: ``{"generated": ..., "curtailed": ...}``."""
        return {}

    def size_figures(
        self, ratings: Mapping[str, float], nothing_mw: float = 0.0
    ) -> dict[str, float]:
        """What follows from the ratings alone, such as ``duration_h``.

        A rating at or below ``nothing_mw`` is none, and no ratio to it is told.
        """
        return {}

    def use_figures(
        self, ds: xr.Dataset, horizon: Horizon, nothing_mw: float = 0.0
    ) -> dict[str, float]:
        """How it was used: ``full_cycles_per_year``, ``overlap_hours`` where these exist."""
        return {}

    def emissions_t(self, ds: xr.Dataset, horizon: Horizon) -> float:
        """Carbon dioxide over the horizon, t."""
        return 0.0


class Link(Asset):
    """An asset between two buses: ``bus`` is its first end, ``to_bus`` its second."""

    part: ClassVar[str] = "losses"

    to_bus: str = Field("main", description="Bus at the second end.")

    def buses(self) -> tuple[str, ...]:
        """Both ends."""
        return (self.bus, self.to_bus)

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """A link needs two ends."""
        if self.bus == self.to_bus:
            yield ("to_bus", "E-PH-015", f"both ends are at '{self.bus}'", "name another bus")


class Tariff(Component):
    """A way of being charged or paid; it meters flows of assets and writes ledger entries.

    ``pays_capacity`` says that it pays plants for being there, whether they run or not.
    ``single_prices`` names the prices that an asset has once, by what they pay for: where two
    tariffs of the kind charge the same asset for the same, the user is told.
    """

    room: ClassVar[Room] = "tariff"
    pays_capacity: ClassVar[bool] = False
    single_prices: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @property
    def months_stand_alone(self) -> bool:
        """Whether every line is of a month, and nothing billed in one is a credit in another."""
        return True

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """Lines of the bill from meters alone, sharing nothing with the formulation.

        They add up to the entries of the ledger that are not imputed. ``base`` holds the lines of
        the tariffs that this one names in ``on``.
        """
        return ()


class Policy(Component):
    """A rule over the system.

    ``is_reserve`` says that each member is a reserve product, over whose :meth:`providers`
    ``r_up_mw`` is declared; ``counts_firm`` that it counts ``p_firm_mw`` of assets.
    ``needs_of_storage`` names Params over the kind and time that only storage can meet: where
    these leave a system without storage no way, they are nought in it, and that is said.
    """

    room: ClassVar[Room] = "policy"
    is_reserve: ClassVar[bool] = False
    counts_firm: ClassVar[bool] = False
    needs_of_storage: ClassVar[tuple[str, ...]] = ()

    def providers(self, components: Mapping[str, Component]) -> list[str]:
        """Assets that may hold this reserve."""
        return []


def load_register() -> None:
    """Import every module of the three rooms and other packages' entry points; no list is kept."""
    import importlib
    import pkgutil
    from importlib.metadata import entry_points

    for room in ("assets", "tariffs", "policies"):
        package = importlib.import_module(f"bess_opt.{room}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    for point in entry_points(group="bess_opt.components"):
        point.load()


__all__ = [
    "MARKS",
    "PRICE_SIGN",
    "REGISTER",
    "UNITS",
    "Asset",
    "Basis",
    "Carry",
    "Check",
    "Component",
    "Derived",
    "Entry",
    "Fields",
    "Link",
    "Monthly",
    "MonthlyPositive",
    "Part",
    "Policy",
    "Rating",
    "Room",
    "Row",
    "Series",
    "SeriesFrac",
    "SeriesPositive",
    "Shadow",
    "Shape",
    "Tariff",
    "is_money",
    "load_register",
    "series_shape",
    "shape_of",
]
