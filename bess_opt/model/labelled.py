"""Values of a component of the model with names: of their dimensions, and along each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.model.program import Program

# Dimension by the name of its set; every other set is one of components.
AXES = {
    "T": "time",
    "T_inner": "time",
    "D": "day",
    "Y": "year_label",
    "M": "month",
    "N": "bus",
}
FURTHER = ("tier", "product", "register", "energy_block")
ORDER = ("time", "day", "year_label", "month", "component", *FURTHER)


@dataclass(frozen=True)
class Labelled:
    """Values over named dimensions.

    Attributes
    ----------
    dims : tuple of str
    values : ndarray
        One axis per dimension.
    members : dict of str to list
        What stands along each dimension but time.
    """

    dims: tuple[str, ...]
    values: NDArray[Any]
    members: dict[str, list[Any]]

    @classmethod
    def read(cls, program: Program, name: str, values: NDArray[Any], steps: int) -> Labelled | None:
        """Values of a variable, constraint or expression, or None where two sets are of one kind.

        Parameters
        ----------
        values : ndarray
            Shaped by the index sets.
        steps : int
            Length of the time axis. The first step of a period has no step before it, and so no
            such row: it has the value nought there.
        """
        axes = program.axes(name)
        dims = tuple(s if s in FURTHER else AXES.get(s, "component") for s, _ in axes)
        if len(set(dims)) < len(dims):
            return None
        named = zip(dims, axes, strict=True)
        members = {dim: axis.members for dim, (_, axis) in named if dim != "time"}
        if axes and axes[-1][0] == "T_inner":
            whole = np.zeros((*values.shape[:-1], steps))
            whole[..., axes[-1][1].members] = values
            values = whole
        return cls(dims, values, members)

    def over(self, components: list[str]) -> Labelled:
        """The same over all of these components, not a number where there is none."""
        own = self.members.get("component", components)
        if own == components:
            return self
        place = {name: k for k, name in enumerate(components)}
        known = [k for k, name in enumerate(own) if name in place]
        at = self.dims.index("component")
        shape = (*self.values.shape[:at], len(components), *self.values.shape[at + 1 :])
        values = np.full(shape, np.nan)
        np.moveaxis(values, at, 0)[[place[own[k]] for k in known]] = np.moveaxis(
            self.values, at, 0
        )[known]
        return Labelled(self.dims, values, self.members | {"component": components})

    def renamed(self, dim: str, name: str) -> Labelled:
        """The same with another name for a dimension that it may have."""
        names = {own: name if own == dim else own for own in self.dims}
        members = {names[own]: labels for own, labels in self.members.items()}
        return Labelled(tuple(names.values()), self.values, members)

    def in_order(self) -> Labelled:
        """The same with its dimensions in the order of every dataset."""
        places = sorted(range(len(self.dims)), key=lambda k: ORDER.index(self.dims[k]))
        dims = tuple(self.dims[k] for k in places)
        return replace(self, dims=dims, values=self.values.transpose(places))
