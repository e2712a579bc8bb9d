"""Did you mean: the known word nearest to one that is not known."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from bess_opt.units import unit_of


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to ``word``, or None where none is near.

    Letters are compared without case and typographic look-alikes are folded.

    >>> nearest("p_ratd_mw", ["p_rated_mw", "e_rated_mwh"])
    'p_rated_mw'
    """
    folded = {_fold(name): name for name in known}
    cutoff = 0.6 if len(word) > 3 else 0.5
    found = difflib.get_close_matches(_fold(word), list(folded), n=1, cutoff=cutoff)
    return folded[found[0]] if found else None


def nearest_field(word: str, known: Iterable[str]) -> str | None:
    """As :func:`nearest`; else the only known field that ends in the same unit."""
    names = list(known)
    found = nearest(word, names)
    if found is not None:
        return found
    unit = unit_of(word)
    same = [name for name in names if unit is not None and unit_of(name) == unit]
    return same[0] if len(same) == 1 else None


def listing(names: Iterable[str], most: int = 12) -> str:
    """Names in one phrase, shortened after ``most``.

    >>> listing(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    every = list(names)
    if not every:
        return "nothing"
    shown = ", ".join(every[:most])
    return shown if len(every) <= most else f"{shown} and {len(every) - most} more"


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    return plain.strip().replace("-", "_").replace(" ", "_")
