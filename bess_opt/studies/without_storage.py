"""The system without sized storage, which an answer is compared with, and what it is held to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.component import Policy
from bess_opt.errors import Infeasible
from bess_opt.studies.infeasible.explain import in_short
from bess_opt.studies.system import Answer, System


@dataclass(frozen=True)
class Without:
    """What stands beside an answer.

    Parameters
    ----------
    answer : Answer or None
        The system with sized storage at zero; None where it meets its rules in no way.
    refusal : list of str
        Which rules it cannot meet, where there is no answer.
    resting : tuple of str
        Rules that only storage can keep, and that it was not held to.
    """

    answer: Answer | None
    refusal: list[str]
    resting: tuple[str, ...] = ()


def without_storage(system: System, vertex: bool) -> Without:
    """Solve with sized storage at zero, under every rule that can be kept so.

    Rules that only storage can keep rest where they leave no other way; a saving against such a
    system is told as that, since it does less.
    """
    if not system.case.study.baseline:
        return Without(None, [])
    none = {n: dict.fromkeys(own, (0.0, 0.0)) for n, own in system.storage_ratings().items()}
    system.bound(none)
    try:
        answer, refusal = _solved(system, vertex)
        resting = [n for n, c in system.form.components.items() if _needs_storage(c)]
        if answer is None and none and resting:
            system.unanswered = None
            with at_rest(system, resting):
                answer, _ = _solved(system, vertex)
            if answer is not None:
                return Without(answer, [], tuple(resting))
    finally:
        system.bound({})
    return Without(answer, refusal)


@contextmanager
def at_rest(system: System, names: Sequence[str]) -> Iterator[None]:
    """While it lasts, the needs of these rules are nought."""
    kept: dict[str, NDArray[Any]] = {}
    nothing: dict[str, NDArray[Any]] = {}
    for name in names:
        kind = type(system.form.components[name])
        members = list(kind.members(system.form.components))
        for need in kind.needs_of_storage if issubclass(kind, Policy) else ():
            kept.setdefault(need, system.program.reader.tables[need].values)
            nothing.setdefault(need, np.array(kept[need]))[members.index(name)] = 0.0
    if nothing:
        system.program.update(**nothing)
    try:
        yield
    finally:
        if kept:
            system.program.update(**kept)


def _solved(system: System, vertex: bool) -> tuple[Answer | None, list[str]]:
    """An answer, or the rules that cannot be met as the program stands."""
    refusal = in_short(system)
    if not refusal:
        try:
            return system.read(system.solve("without storage", vertex=vertex)), []
        except Infeasible:
            refusal = in_short(system)
    return None, refusal


def _needs_storage(component: object) -> bool:
    return isinstance(component, Policy) and bool(component.needs_of_storage)
