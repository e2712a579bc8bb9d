"""Sets as arrays: axes, coordinates on them, and grids that are products of axes.

The *ordinal* of a member is its place in its set's own order, counted from 0; the ordinal of a
point of a grid is row-major. All look-ups are done over whole arrays of points at once.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ordinals = NDArray[np.int64]
Member = Any

OUTSIDE = -1


class Axis:
    """Members of one set, in order; a member of a set of tuples has several levels.

    Parameters
    ----------
    members : sequence
        Labels, or tuples of labels of one length, without repetition.
    levels : int, optional
        Length of the tuples; needed where ``members`` may be empty.
    """

    def __init__(self, members: Sequence[Member], levels: int | None = None) -> None:
        self.size = len(members)
        if levels is None:
            levels = len(members[0]) if self.size and isinstance(members[0], tuple) else 1
        if levels > 1:
            self.columns = tuple(_column([m[k] for m in members]) for k in range(levels))
        else:
            self.columns = (_column(members),)
        self.first = self._first_of_consecutive()

    @classmethod
    def of_values(cls, values: NDArray[Any]) -> Axis:
        """Axis whose members are looked at but never looked up, so that they may repeat."""
        axis = cls.__new__(cls)
        axis.size, axis.columns, axis.first = len(values), (values,), None
        return axis

    def _first_of_consecutive(self) -> int | None:
        """First member of consecutive integers: their ordinals need no look-up."""
        column = self.columns[0]
        if len(self.columns) > 1 or not self.size or column.dtype.kind != "i":
            return None
        consecutive = self.size == 1 or bool((np.diff(column) == 1).all())
        return int(column[0]) if consecutive else None

    @cached_property
    def _maps(self) -> dict[tuple[int, int], tuple[Axis, Ordinals]]:
        """Places on this axis of the members of others, by their identity and level."""
        return {}

    @cached_property
    def _ascending(self) -> tuple[NDArray[Any], Ordinals]:
        """Members of one level in ascending order, and the ordinal of each."""
        order = np.argsort(self.columns[0], kind="stable").astype(np.int64)
        return self.columns[0][order], order

    @cached_property
    def _lookup(self) -> dict[Hashable, int]:
        return {member: k for k, member in enumerate(self.members)}

    @property
    def members(self) -> list[Member]:
        """Members as Pyomo knows them: labels, or tuples of labels."""
        lists = [column.tolist() for column in self.columns]
        return lists[0] if len(lists) == 1 else list(zip(*lists, strict=True))

    def member(self, ordinal: int) -> tuple[Member, ...]:
        """Labels of one member, one per level."""
        return tuple(
            value.item() if isinstance(value, np.generic) else value
            for value in (column[ordinal] for column in self.columns)
        )

    def ordinal(self, member: Member) -> int:
        """Place of one member.

        Raises
        ------
        KeyError
            If there is no such member.
        """
        if self.first is None:
            return self._lookup[member]
        at = int(member) - self.first
        if at != member - self.first or not 0 <= at < self.size:
            raise KeyError(member)
        return at

    def find(self, values: Any) -> Ordinals:
        """Ordinals of the members (of one level) with these values; ``OUTSIDE`` where none."""
        wanted = np.asarray(values)
        if self.first is not None and wanted.dtype.kind in "iuf":
            at = wanted - self.first
            inside = (at >= 0) & (at < self.size) & (at == np.floor(at))
            return np.where(inside, at, OUTSIDE).astype(np.int64)
        if self.size and self.columns[0].dtype.kind == "i" and wanted.dtype.kind == "i":
            members, order = self._ascending
            place = np.minimum(np.searchsorted(members, wanted), self.size - 1)
            return np.where(members[place] == wanted, order[place], OUTSIDE)
        flat = wanted.reshape(-1).tolist()
        lookup = self._lookup
        found = np.fromiter((lookup.get(v, OUTSIDE) for v in flat), np.int64, len(flat))
        return found.reshape(wanted.shape)

    def locate(self, coordinates: Sequence[Coordinate]) -> Ordinals:
        """Ordinals of the members at these coordinates, one coordinate per level.

        Raises
        ------
        KeyError
            If a point lies outside the set.
        """
        first = coordinates[0]
        if all(
            c.axis is self and c.level == k and c.ordinals is first.ordinals
            for k, c in enumerate(coordinates)
        ):
            at: Ordinals = first.ordinals
            return at
        at = self.places(first) if len(coordinates) == 1 else self._combined(coordinates)
        if np.any(at < 0):
            outside = np.flatnonzero(np.atleast_1d(at) < 0)[0]
            shown = [np.atleast_1d(c.values) for c in coordinates]
            missing = tuple(v[outside if len(v) > 1 else 0] for v in shown)
            raise KeyError(f"there is no member {missing[0] if len(missing) == 1 else missing}")
        return at

    def places(self, coordinate: Coordinate) -> Ordinals:
        """Where a coordinate's values lie on this axis of one level; ``OUTSIDE`` where nowhere."""
        if coordinate.axis is None:
            return self.find(coordinate.values)
        if coordinate.axis is self:
            own: Ordinals = coordinate.ordinals
            return own
        key = (id(coordinate.axis), coordinate.level)
        if key not in self._maps:  # the other axis is kept alive with its id
            found = self.find(coordinate.axis.columns[coordinate.level])
            self._maps[key] = (coordinate.axis, found)
        at: Ordinals = self._maps[key][1][coordinate.ordinals]
        return at

    @cached_property
    def _levels(self) -> tuple[list[Axis], Ordinals, Ordinals]:
        """Axes of the single levels, and the members' combined codes in ascending order."""
        axes = [Axis(list(dict.fromkeys(column.tolist()))) for column in self.columns]
        code = np.zeros(self.size, np.int64)
        for axis, column in zip(axes, self.columns, strict=True):
            code = code * axis.size + axis.find(column)
        order = np.argsort(code, kind="stable")
        return axes, code[order], order.astype(np.int64)

    def _combined(self, coordinates: Sequence[Coordinate]) -> Ordinals:
        axes, codes, order = self._levels
        wanted: Any = 0
        inside: Any = True
        for axis, coordinate in zip(axes, coordinates, strict=True):
            at = axis.places(coordinate)
            wanted, inside = wanted * axis.size + at, inside & (at >= 0)
        if not self.size:
            return np.full(np.shape(wanted), OUTSIDE, np.int64)
        place = np.minimum(np.searchsorted(codes, wanted), self.size - 1)
        return np.where(inside & (codes[place] == wanted), order[place], OUTSIDE)


class Coordinate:
    """Values of one index over the points of a frame: places on an axis, or plain values.

    Parameters
    ----------
    values : array or scalar, optional
        Plain values, where no axis is known.
    axis, ordinals, level
        Axis, place on it per point (shape (points,) or scalar), and level of the axis.
    """

    __slots__ = ("_plain", "axis", "level", "ordinals")

    def __init__(
        self, values: Any = None, axis: Axis | None = None, ordinals: Any = None, level: int = 0
    ) -> None:
        self._plain, self.axis, self.ordinals, self.level = values, axis, ordinals, level

    @property
    def values(self) -> Any:
        """The labels or numbers themselves."""
        return self._plain if self.axis is None else self.axis.columns[self.level][self.ordinals]

    def take(self, owner: Ordinals) -> Coordinate:
        """Coordinate of the points ``owner``; one value stands for every point."""
        if self.axis is None:
            plain = self._plain
            return self if np.size(plain) == 1 else Coordinate(plain[owner])
        if np.size(self.ordinals) == 1:
            return self
        return Coordinate(axis=self.axis, ordinals=self.ordinals[owner], level=self.level)


class Grid:
    """Product of axes in row-major order: the points of an indexed component."""

    def __init__(self, axes: Sequence[Axis]) -> None:
        self.axes = tuple(axes)
        self.shape = tuple(axis.size for axis in self.axes)
        self.size = math.prod(self.shape)

    @cached_property
    def _ordinals(self) -> tuple[Ordinals, ...]:
        """Place along each axis, for every point."""
        every = []
        for position, size in enumerate(self.shape):
            inner = math.prod(self.shape[position + 1 :])
            outer = math.prod(self.shape[:position])
            every.append(np.tile(np.repeat(np.arange(size), inner), outer))
        return tuple(every)

    def ordinals(self, position: int) -> Ordinals:
        """Places along axis number ``position``, for every point; shape (size,)."""
        return self._ordinals[position]

    def coordinates(self, points: Ordinals | None = None) -> list[Coordinate]:
        """One coordinate per level of every axis, over all points or the chosen ones."""
        if points is None:
            places: Sequence[Ordinals] = self._ordinals
        else:
            places = np.unravel_index(points, self.shape) if self.axes else ()
        return [
            Coordinate(axis=axis, ordinals=at, level=level)
            for axis, at in zip(self.axes, places, strict=True)
            for level in range(len(axis.columns))
        ]

    def locate(self, coordinates: Sequence[Coordinate]) -> Any:
        """Ordinals of the points at these coordinates, shape (points,) or scalar."""
        at: Any = 0
        rest = list(coordinates)
        for position, axis in enumerate(self.axes):
            width = len(axis.columns)
            place = axis.locate(rest[:width])
            at = place if position == 0 else at * axis.size + place
            rest = rest[width:]
        return at

    def ordinal(self, index: Any) -> int:
        """Ordinal of one point, given Pyomo's index of it."""
        at, rest = 0, index if isinstance(index, tuple) else (index,)
        for axis in self.axes:
            width = len(axis.columns)
            at = at * axis.size + axis.ordinal(rest[0] if width == 1 else rest[:width])
            rest = rest[width:]
        return at

    def labels(self, point: int) -> tuple[Member, ...]:
        """Labels of one point, one per level of every axis."""
        if not self.axes:
            return ()
        places = np.unravel_index(point, self.shape)
        return tuple(
            label
            for axis, at in zip(self.axes, places, strict=True)
            for label in axis.member(int(at))
        )

    def index(self, point: int) -> Any:
        """Pyomo's index of one point: None, a label, or a tuple of labels."""
        labels = self.labels(point)
        return None if not labels else labels[0] if len(labels) == 1 else labels

    def every_label(self) -> Iterator[tuple[Member, ...]]:
        """Labels of every point, in order."""
        lists = [[axis.member(k) for k in range(axis.size)] for axis in self.axes]
        for combination in product(*lists):
            yield tuple(label for member in combination for label in member)


def _column(labels: Sequence[Member]) -> NDArray[Any]:
    """Labels as an array that gives them back unchanged: numbers as numbers, others as objects."""
    if isinstance(labels, range):
        return np.arange(labels.start, labels.stop, labels.step)
    kinds = {type(label) for label in labels}
    if kinds and all(issubclass(k, int | np.integer) and k is not bool for k in kinds):
        return np.array(labels, np.int64)
    if kinds and all(issubclass(k, int | float | np.number) and k is not bool for k in kinds):
        return np.array(labels, np.float64)
    column = np.empty(len(labels), object)
    column[:] = labels
    return column
