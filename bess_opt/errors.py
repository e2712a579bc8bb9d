"""The ways this program can refuse, their codes, and how a refusal is worded.

A *fault* is one thing that is wrong: where it stands, what was found, what was expected and how to
repair it. All faults of a case are collected and raised once, inside one :class:`BessError`. The
long text behind each code lives in :mod:`bess_opt.catalogue`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

_SAME_IN_PLURAL = ("series",)


def count(n: int, noun: str) -> str:
    """A number of things, as every sentence says it.

    >>> count(1, "fault"), count(2, "fault"), count(3, "policy"), count(4, "series")
    ('1 fault', '2 faults', '3 policies', '4 series')
    """
    if n == 1 or noun in _SAME_IN_PLURAL:
        return f"{n:,} {noun}"
    return f"{n:,} {noun[:-1]}ies" if noun.endswith("y") else f"{n:,} {noun}s"


@dataclass(frozen=True)
class Place:
    """A place in a file: name as the user wrote it, 1-based line and column, or a cell address."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in the parts a person and a program both need.

    Parameters
    ----------
    code : str
        ``E-XX-000`` for an error, ``W-XX-000`` for a warning; a key of the catalogue.
    found, expected, repair : str
        What is the case, what should be, and what to do; sentences without a full stop.
    place : Place, optional
        Where it stands.
    path : str
        Dotted path of the value in the case, such as ``assets.bess.p_rated_mw``.
    """

    code: str
    found: str
    expected: str = ""
    repair: str = ""
    place: Place | None = None
    path: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the fault stops the run (``E-``) or only warns (``W-``)."""
        return self.code.startswith("E")

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        text = f"{where}{self.code} {self.found}."
        if self.expected:
            text += f" Expected {self.expected}."
        if self.repair:
            text += f" {self.repair[0].upper()}{self.repair[1:]}"
            text += "" if self.repair.endswith("?") else "."
        return text

    def as_dict(self) -> dict[str, Any]:
        """The parts as plain values, for ``--json``."""
        return asdict(self) | {"severity": "error" if self.is_error else "warning"}


class BessError(Exception):
    """A refusal that the user is told about without a traceback.

    Parameters
    ----------
    message : str
        One sentence.
    faults : iterable of Fault
        What is wrong, one by one, where there is more to say.
    """

    exit_code = 70

    def __init__(self, message: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by parts, because errors cross from the worker to the command line."""
        return type(self), (self.message, self.faults)


class CaseError(BessError):
    """The case file is wrong."""

    exit_code = 1


class DataError(BessError):
    """A series or table is wrong."""

    exit_code = 1


class UsageError(BessError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class Infeasible(BessError):
    """The case has no solution, or no finite one; carries the diagnosis as faults.

    Parameters
    ----------
    changes : iterable of dict
        Changes that were checked to make the case feasible: ``overrides`` and ``words``.
    """

    exit_code = 3

    def __init__(
        self,
        message: str,
        faults: Iterable[Fault] = (),
        changes: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(message, faults)
        self.changes = tuple(changes)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by parts, the changes included."""
        return type(self), (self.message, self.faults, self.changes)


class LimitReached(BessError):
    """A time or iteration limit stopped the solve before an optimum was certified."""

    exit_code = 4


class VerificationFailed(BessError):
    """Results do not satisfy the case they claim to answer."""

    exit_code = 5


class EnvironmentFault(BessError):
    """This machine lacks something: a package, disk space, permission, a lock."""

    exit_code = 6


class ModelError(BessError):
    """A bug of ours."""

    exit_code = 70


class SolverError(BessError):
    """The solver failed, or its answer did not pass the certificate."""

    exit_code = 5
