"""Data and families of sets that live in arrays, declared on an ordinary Pyomo model.

:func:`given` declares a Param, :func:`grouped` an indexed Set. Pyomo reads both member by member
where it must (a concrete model, a rule that looks at one number); the compiler reads the arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cached_property
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import ArrayLike, NDArray
from pyomo.core.base.param import ScalarParam
from pyomo.core.base.set import FiniteRangeSetData

from bess_opt.errors import ModelError
from bess_opt.model.axes import OUTSIDE, Axis, Grid, Ordinals


def axis_of(source: Any) -> Axis:
    """Axis of a constructed Pyomo set that is no product."""
    if isinstance(source, FiniteRangeSetData):
        (span,) = list(source.ranges()) if len(source) else [None]
        if span is not None and span.step == 1 and span.start == int(span.start):
            return Axis(range(int(span.start), int(span.start) + len(source)))
    levels = source.dimen if isinstance(source.dimen, int) else None
    return Axis(list(source), levels)


def factors(index_set: Any) -> list[Any]:
    """Sets whose product an index set is; none for a scalar component."""
    if index_set.dimen == 0:
        return []
    return list(index_set.subsets(expand_all_set_operators=False))


class Table:
    """Array of data readable by set members, so that a Param never copies it into a dict.

    Parameters
    ----------
    values : array_like
        One axis per set, in the sets' own order; copied, so that the caller's array stays free.
    sets : tuple of Pyomo sets
        Index sets.
    """

    def __init__(self, values: ArrayLike, sets: tuple[Any, ...]) -> None:
        self.sets = sets
        self.on_read: Callable[[], None] | None = None
        self.put(values)

    def put(self, values: ArrayLike) -> None:
        """Hold a copy of these values, which nobody can change."""
        self.values: NDArray[Any] = np.array(values)
        self.values.setflags(write=False)

    @cached_property
    def grid(self) -> Grid:
        """Points that the values belong to.

        Raises
        ------
        ModelError
            If the array has another shape than the sets.
        """
        grid = Grid([axis_of(factor) for s in self.sets for factor in factors(s)])
        if self.values.shape not in (grid.shape, tuple(len(s) for s in self.sets)):
            names = ", ".join(str(s) for s in self.sets)
            raise ModelError(
                f"an array of shape {self.values.shape} is given over {names}, "
                f"which has shape {grid.shape}"
            )
        return grid

    def __getitem__(self, index: Any) -> Any:
        """Value at Pyomo's index of it."""
        if self.on_read is not None:
            self.on_read()
        at = 0 if index is None and not self.sets else self.grid.ordinal(index)
        value = self.values.reshape(-1)[at]
        return value.item() if isinstance(value, np.generic) else value

    def __deepcopy__(self, memo: dict[int, Any]) -> Table:
        """Table over the sets of another model; the values are shared: nobody changes them."""
        twin = Table.__new__(Table)
        twin.values, twin.sets, twin.on_read = self.values, deepcopy(self.sets, memo), None
        return twin

    def __str__(self) -> str:
        return f"array of shape {self.values.shape}"


class GivenScalar(ScalarParam):  # type: ignore[misc]
    """A given number; reading it is noted like reading from a table."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Value of the number."""
        table = self.default()
        if table.on_read is not None:
            table.on_read()
        return super().__call__(*args, **options)


def given(values: ArrayLike, *sets: Any, **options: Any) -> Any:
    """Declare a Param over ``sets`` whose data is an array: what ``Program.update`` can change.

    Parameters
    ----------
    values : array_like
        One axis per set, members in the set's order; a number where there are no sets.
    *sets : Pyomo sets
        Index sets; may be empty sets.
    **options
        Options of ``pyomo.environ.Param`` such as ``doc``.

    Returns
    -------
    pyomo.environ.Param
    """
    options = {"within": pyo.Any, "default": Table(values, sets)} | options
    if not sets:
        if np.ndim(values):
            raise ModelError(f"an array of shape {np.shape(values)} is given without a set")
        return GivenScalar(mutable=True, **options)
    return pyo.Param(*sets, **options)


class Groups(Mapping[Any, list[Any]]):
    """Members of a set by the value that an array has for them.

    Parameters
    ----------
    values : array_like, shape (members,)
        Group of each member.
    by, of : Pyomo sets
        Set of the groups, and set of the members.
    """

    def __init__(self, values: ArrayLike, by: Any, of: Any) -> None:
        self.group_of, self.by, self.of = np.array(values), by, of

    @cached_property
    def order(self) -> tuple[Ordinals, Ordinals, Ordinals]:
        """Ordinals of all members sorted by group, and start and count of each group among them.

        Raises
        ------
        ModelError
            If there are more or fewer values than members, or a value is no group.
        """
        groups, members = axis_of(self.by), axis_of(self.of)
        if self.group_of.shape != (members.size,):
            raise ModelError(
                f"groups of {self.of} are given by an array of shape "
                f"{self.group_of.shape}; it has {members.size} members"
            )
        group = groups.find(self.group_of)
        if np.any(group == OUTSIDE):
            stray = self.group_of[np.flatnonzero(group == OUTSIDE)[0]]
            raise ModelError(f"{stray} groups members of {self.of} but is no member of {self.by}")
        count = np.bincount(group, minlength=groups.size).astype(np.int64)
        order = np.argsort(group, kind="stable").astype(np.int64)
        return order, np.cumsum(count) - count, count

    @cached_property
    def _axes(self) -> tuple[Axis, Axis]:
        return axis_of(self.by), axis_of(self.of)

    def _ordinals(self, group: Any) -> Ordinals:
        order, start, count = self.order
        at = self._axes[0].ordinal(group)
        return order[start[at] : start[at] + count[at]]

    def span(self, group: Any) -> tuple[int, int] | None:
        """First and last member of a group of consecutive integers; None for any other."""
        members, chosen = self._axes[1], self._ordinals(group)
        if members.first is None or not len(chosen) or (np.diff(chosen) != 1).any():
            return None
        return members.first + int(chosen[0]), members.first + int(chosen[-1])

    def __getitem__(self, group: Any) -> list[Any]:
        members, chosen = self._axes[1], self._ordinals(group)
        return [
            members.member(k)[0] if len(members.columns) == 1 else members.member(k)
            for k in chosen.tolist()
        ]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._axes[0].members)

    def __len__(self) -> int:
        return self._axes[0].size

    def __deepcopy__(self, memo: dict[int, Any]) -> Groups:
        twin = Groups.__new__(Groups)
        twin.group_of = self.group_of
        twin.by, twin.of = deepcopy(self.by, memo), deepcopy(self.of, memo)
        return twin


def grouped(values: ArrayLike, by: Any, of: Any, **options: Any) -> Any:
    """Declare a family of subsets of ``of``: for each member of ``by``, those with that value.

    ``m.steps_in_month = grouped(month, m.M, m.T)`` is then used as
    ``sum(... for t in m.steps_in_month[k])``. The compiler never builds the subsets.

    Parameters
    ----------
    values : array_like, shape (members of ``of``,)
        Group of each member; every value must be a member of ``by``.
    by, of : Pyomo sets
        Set of the groups, and set of the members.
    **options
        Options of ``pyomo.environ.Set`` such as ``doc``.

    Returns
    -------
    pyomo.environ.Set
        Indexed by ``by``.
    """
    groups = Groups(values, by, of)
    family = pyo.Set(by, initialize=groups, **{"dimen": 1} | options)
    family.groups = groups
    return family


def chosen_above_zero(names: Iterable[Any], left_out: set[Any], reads: Iterable[str]) -> Any:
    """Declare a set of names that are in it, among other reasons, where data are above zero.

    Parameters
    ----------
    names : iterable
        Members of the set.
    left_out : set
        Names that are not in it and whose data are all zero.
    reads : iterable of str
        Names of the Params that put a member into the set where they are above zero; a compiled
        program refuses such a value to one that was left out (`bess_opt.model.patch`).

    Returns
    -------
    pyomo.environ.Set
    """
    chosen = pyo.Set(dimen=1, initialize=list(names))
    chosen.left_out, chosen.reads_above_zero = left_out, frozenset(reads)
    return chosen


def subset(of: Any, chosen: ArrayLike, **options: Any) -> Any:
    """Declare the members of a range at whose places ``chosen`` is true.

    Consecutive members become a range again, which costs nothing however long it is; ``part_of``
    then tells the compiler what they are members of.

    Parameters
    ----------
    of : pyomo.environ.RangeSet
        Consecutive integers from 0.
    chosen : array_like of bool, shape (members of ``of``,)
    **options
        Options of the set such as ``doc``.

    Returns
    -------
    pyomo.environ.RangeSet or pyomo.environ.Set
    """
    places = np.flatnonzero(chosen)
    if len(places) and places[-1] - places[0] + 1 == len(places):
        part = pyo.RangeSet(int(places[0]), int(places[-1]), **options)
        part.part_of = of
        return part
    return pyo.Set(dimen=1, within=of, initialize=places.tolist(), **options)
