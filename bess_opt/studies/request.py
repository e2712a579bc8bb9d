"""What is asked of one run: a case, how it is changed, and where the run goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Request:
    """One run as it was asked for; plain values, so that it travels to a worker.

    Parameters
    ----------
    case_path : Path
        The case file, or the folder that holds it.
    out : Path
        The run directory to write; one that is only read leaves it as it is.
    scenario : str, optional
        A scenario of the case.
    overrides : tuple of str
        Changes laid on the case, ``path=value``, in their order.
    solver, time_limit_s, foresight : optional
        In place of ``solver.name``, ``solver.time_limit_s`` (s) and ``study.foresight``.
    value_stack : bool
        Ask for what storage is worth by stream, whatever the case says.
    vertex : bool
        Ask for a corner of the optimal face.
    save_lp : Path, optional
        Where the program is written as well: as MPS where the file ends in .mps, else as LP.
    replace : bool
        Replace a run that is already there.
    argv : tuple of str
        The command as the user typed it, for the manifest.
    """

    case_path: Path
    out: Path = Path()
    scenario: str | None = None
    overrides: tuple[str, ...] = ()
    solver: str | None = None
    time_limit_s: float | None = None
    foresight: str | None = None
    value_stack: bool = False
    vertex: bool = False
    save_lp: Path | None = None
    replace: bool = False
    argv: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[str, ...]:
        """Overrides in force: those given, and then the options that stand for one."""
        options = (
            ("solver.name", self.solver),
            ("solver.time_limit_s", self.time_limit_s),
            ("study.foresight", self.foresight),
            ("study.value_stack", "true" if self.value_stack else None),
        )
        return (*self.overrides, *(f"{p}={value}" for p, value in options if value is not None))
