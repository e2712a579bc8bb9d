"""A case as it was read: its values, where each stands, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bess_opt.case.document import Document
from bess_opt.case.schema import Case, SeriesSpec, Time
from bess_opt.case.uses import uses_of
from bess_opt.errors import Fault, Place


@dataclass(frozen=True)
class CaseFile:
    """A case as it was read.

    Parameters
    ----------
    case : Case or None
        None where a section of it has errors.
    path, folder : Path
        The file, and the folder that its paths are relative to.
    resolved : dict
        Every value, defaults filled in, as plain data; empty where there is no case.
    origins : dict
        By dotted path: ``case.yaml:12``, ``default``, ``scenario dry``, ``-S``.
    faults : tuple of Fault
        Errors and warnings, in the order of the file.
    text_sha256 : str
        Of the file's bytes.
    scenario : str or None
        The scenario that was laid on.
    overrides : tuple of str
        The ``-S`` options that were laid on.
    """

    case: Case | None
    path: Path
    folder: Path
    resolved: dict[str, Any]
    origins: dict[str, str]
    faults: tuple[Fault, ...]
    text_sha256: str
    scenario: str | None = None
    overrides: tuple[str, ...] = ()
    sound: Mapping[str, Any] = field(default_factory=dict, repr=False)
    document: Document = field(default_factory=lambda: Document(""), repr=False)

    def place(self, path: str) -> Place:
        """Place of a value by its dotted path, or of what holds it."""
        return self.document.place(path)

    @property
    def errors(self) -> tuple[Fault, ...]:
        """Faults that stop a run."""
        return tuple(fault for fault in self.faults if fault.is_error)

    @property
    def time(self) -> Time | None:
        """The time section, where it is sound, even if the case is not."""
        return self.sound.get("time")

    @property
    def series(self) -> dict[str, SeriesSpec]:
        """The sound members of the series section whose file is there, even in a faulty case."""
        faulty = {".".join(fault.path.split(".")[:2]) for fault in self.errors}
        sound = self.sound.get("series", {})
        return {name: spec for name, spec in sound.items() if f"series.{name}" not in faulty}

    @property
    def uses(self) -> dict[str, list[dict[str, Any]]]:
        """What each series is used for by the sound components."""
        return uses_of(dict(self.sound))

    @property
    def allow_outside(self) -> bool:
        """Whether files may lie outside the folder."""
        return bool(self.sound.get("allow_outside", False))
