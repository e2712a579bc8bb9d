"""One entry of the catalogue."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """The long text behind a code.

    Parameters
    ----------
    code : str
        ``E-XX-000`` or ``W-XX-000``.
    title : str
        What is wrong, in a few words.
    meaning : str
        Why it is told: what would go wrong otherwise.
    example : str
        What a user may have written, or the sentence that the program prints.
    repair : str
        What to write or to do instead.
    """

    code: str
    title: str
    meaning: str
    example: str
    repair: str

    def text(self) -> str:
        """The entry as printed by ``bess-opt explain``."""
        example = "\n".join(f"    {line}" for line in self.example.splitlines())
        repair = "\n".join(f"    {line}" for line in self.repair.splitlines())
        head = f"{self.code}  {self.title}"
        meaning = textwrap.fill(self.meaning, 88)
        return f"{head}\n\n{meaning}\n\nExample:\n{example}\n\nRepair:\n{repair}"
