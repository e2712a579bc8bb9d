"""What assets, tariffs and policies have in common, and the register that they enter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from bess_opt.declared import Carry, Check, Shadow
from bess_opt.fields import (
    Part,
)
from bess_opt.ledger import Entry, Row

if TYPE_CHECKING:
    import xarray as xr

    from bess_opt.errors import Fault
    from bess_opt.horizon import Horizon

Room = Literal["asset", "tariff", "policy"]
Fields = Mapping[str, Mapping[str, Any]]
Derived = dict[str, tuple[tuple[str, ...], Any]]
MARKS = ("cited", "derived", "assumed", "synthetic")


class Component(Part):
    """What assets, tariffs and policies have in common.

    ``leaves_out`` is a sentence on what the kind does not model, which reports print.
    """

    room: ClassVar[Room]
    kind_name: ClassVar[str] = ""
    entries: ClassVar[tuple[Entry, ...]] = ()
    shadows: ClassVar[tuple[Shadow, ...]] = ()
    carries: ClassVar[tuple[Carry, ...]] = ()
    toy: ClassVar[Mapping[str, Any]] = {}
    leaves_out: ClassVar[str] = ""
    # Names that people have for what the kind asks for otherwise, by a part of the name.
    misnomers: ClassVar[Mapping[str, str]] = {}
    # Flows that every one of its ``assets`` must have, where the case does not name the flow.
    draws_on: ClassVar[tuple[str, ...]] = ()
    # Kinds that rest on the money of others are formulated after them: higher comes later.
    formulation_rank: ClassVar[int] = 0

    name: str = Field("", exclude=True, repr=False, description="Key in the case.")
    kind: str = Field("", description="Which kind of component it is.")
    label: str = Field("", description="Name for reports; the key serves where this is empty.")
    active: bool = Field(True, description="false leaves the component out, as if not written.")
    currency: str | None = Field(None, description="Currency of this component's money fields.")
    sources: dict[str, str] = Field(
        default_factory=dict,
        description="Origin by field (or '*'): 'cited|derived|assumed|synthetic: text'.",
    )

    def __init_subclass__(cls, kind: str | None = None, **options: Any) -> None:
        super().__init_subclass__(**options)
        if kind is not None:
            cls.kind_name = kind

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        super().__pydantic_init_subclass__(**options)
        if "kind" in options:
            _enter(cls)

    @classmethod
    def members(cls, components: Mapping[str, Component]) -> dict[str, Any]:
        """Those of ``components`` that are of this kind, in their order."""
        return {name: c for name, c in components.items() if type(c) is cls}

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Declare Vars, Constraints and Expressions over ``m.<kind>``, the set of member names."""

    @classmethod
    def axes(cls, members: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Further index sets that the kind needs, such as ``{"tier": [0, 1]}``."""
        return {}

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Arrays computed from data and time: ``{name: (axes after the member's, array)}``.

        ``fields[name][component]`` is the resolved array of any component's field: shape (T,)
        for a series, (M,) for a monthly field, () for a number.
        """
        return {}

    @classmethod
    def unscaled(cls, shadow: Shadow, price: Any, ds: xr.Dataset) -> Any:
        """The price of a shadow whose row is scaled, or a share of what would be enlarged.

        Parameters
        ----------
        price : xarray.DataArray
            Of one unit of the row's right-hand side, over the dimensions of the constraint.
        ds : xarray.Dataset
            Quantities of the same answer.
        """
        return price

    @classmethod
    def subsets(
        cls, members: Mapping[str, Any], components: Mapping[str, Component]
    ) -> dict[str, list[str]]:
        """Named sets of component names that the kind's rules run over."""
        return {}

    @classmethod
    def subsets_read(cls) -> dict[str, tuple[str, ...]]:
        """Numbers that put a member into a subset where they are above zero, by the subset's name.

        They are named as fields, or as properties of which `derive` makes a Param. A compiled
        program refuses such a number to a member that was left out for its zero.
        """
        return {}

    def commits(self, components: Mapping[str, Component]) -> Iterable[str]:
        """Name the plants whose online capacity it prices or draws on."""
        return ()

    def sunk_rows(self, horizon: Horizon, base: str, rate: float) -> Iterable[Row]:
        """Ledger rows that no decision changes; ``rate`` turns this currency into ``base``."""
        return ()

    def sunk_on(
        self, rows: Sequence[Row], components: Mapping[str, Component], base: str, rate: float
    ) -> Iterable[Row]:
        """Sunk rows that rest on those of other components."""
        return ()

    def told_price(self, price: Any, ds: xr.Dataset, horizon: Horizon) -> dict[str, Any] | None:
        """What a planner's step of this rule costs, where its shadow price alone does not say it.

        Returns ``amount``, base currency over the horizon, and ``meaning``.
        """
        return None

    def remarks(self, horizon: Horizon) -> Iterable[Fault]:
        """Warnings that only the time axis can tell."""
        return ()

    def check(self, ds: xr.Dataset, horizon: Horizon) -> Iterable[Check]:
        """Re-check this member's results in plain numpy, sharing nothing with the formulation."""
        return ()

    def refers_to(self) -> dict[str, Iterable[str]]:
        """Names of other components that fields point at, as ``{field: names}``."""
        return {}

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """Faults across fields: (field, code, found, repair)."""
        return ()

    def faults_among(
        self, components: Mapping[str, Component]
    ) -> Iterable[tuple[str, str, str, str]]:
        """Faults that show beside the other components, as :meth:`faults` tells them."""
        return ()


REGISTER: dict[Room, dict[str, type[Component]]] = {"asset": {}, "tariff": {}, "policy": {}}


def _enter(cls: type[Component]) -> None:
    """Put a kind in the register, or refuse a name that is taken."""
    shelf = REGISTER[cls.room]
    holder = shelf.get(cls.kind_name)
    if holder is not None and holder.__qualname__ != cls.__qualname__:
        raise TypeError(f"the kind '{cls.kind_name}' is already held by {holder.__module__}")
    shelf[cls.kind_name] = cls


def while_available(price: Any, ds: Any) -> Any:
    """The price of available capacity, nought in steps in which none is: at night, in an outage.

    There the row shuts the plant whatever its rating is, and its dual is worth nothing to anybody.

    Parameters
    ----------
    price : xarray.DataArray
        Over the kind's members and time.
    ds : xarray.Dataset
        Quantities of the same answer, ``available_frac`` among them.
    """
    member = next(str(d) for d in price.dims if d != "time")
    left = ds["available_frac"].sel(component=price[member].to_numpy())
    told = price.transpose(member, "time")
    return told.where(left.transpose("component", "time").to_numpy() > 0, 0.0)
