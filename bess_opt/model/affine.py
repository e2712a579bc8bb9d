"""Affine functions of the columns, evaluated at many points at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import DataError
from bess_opt.model.axes import Coordinate, Ordinals


class MissingData(DataError):
    """Data that the formulation reads has no value (nan)."""


class Undefined(ArithmeticError):
    """A quotient, power or function has no finite value for the data it is given."""


class NotVectorised(Exception):
    """An expression cannot be evaluated over a whole index set at once."""


@dataclass(frozen=True)
class Frame:
    """Points at which an expression is evaluated, and the value of every index there.

    Parameters
    ----------
    size : int
        Number of points.
    bound : dict
        Coordinate of each placeholder, by the placeholder's identity.
    """

    size: int
    bound: dict[int, Coordinate] = field(default_factory=dict)


class Term(NamedTuple):
    """Entries of an affine function: ``owner`` is the point of each, None where each has one."""

    owner: Ordinals | None
    columns: Any
    coefficients: Any


@dataclass(frozen=True)
class Affine:
    """``constant + sum of coefficient * column``; the constant is a number or one per point."""

    constant: Any = 0.0
    terms: tuple[Term, ...] = ()

    def scaled(self, factor: Any) -> Affine:
        """The function times a factor, one number or one per point."""
        terms = []
        for owner, columns, coefficients in self.terms:
            own = factor if owner is None or np.size(factor) == 1 else factor[owner]
            terms.append(Term(owner, columns, coefficients * own))
        return Affine(self.constant * factor, tuple(terms))

    def entries(self, size: int) -> tuple[Ordinals, Ordinals, NDArray[np.float64]]:
        """Point, column and coefficient of every entry, over a frame of ``size`` points."""
        owners, columns, coefficients = [], [], []
        for term in self.terms:
            length = size if term.owner is None else len(term.owner)
            owners.append(np.arange(size) if term.owner is None else term.owner)
            columns.append(np.broadcast_to(term.columns, length))
            coefficients.append(np.broadcast_to(np.asarray(term.coefficients, float), length))
        if not owners:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
        return np.concatenate(owners), np.concatenate(columns), np.concatenate(coefficients)

    def constants(self, size: int) -> NDArray[np.float64]:
        """The constant of every point; shape (size,)."""
        return np.broadcast_to(np.asarray(self.constant, float), size)


def demand_finite(name: str, *arrays: NDArray[np.float64]) -> None:
    """Refuse coefficients and constants that are nan or infinite.

    Raises
    ------
    MissingData
        Naming the component whose data has a hole.
    """
    for values in arrays:
        if not np.isfinite(values).all():
            raise MissingData(f"{name} reads data that is missing (nan) or infinite")


def demand_numbers(name: str, *limits: NDArray[np.float64]) -> None:
    """Refuse limits that are nan; an infinite limit is no limit.

    Raises
    ------
    MissingData
        Naming the component whose data has a hole.
    """
    for values in limits:
        if np.isnan(values).any():
            raise MissingData(f"{name} reads data that is missing (nan)")
