"""What a plain scalar means, by the core schema of YAML 1.2; and text that was meant as a number.

``no`` stays text, ``12:30`` stays text, dates stay text. Where programs disagree on how a number is
read (``010``, ``1_000``), the reading is told.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

_WORDS: dict[str, Any] = {"": None, "~": None}
for _word, _meaning in (("null", None), ("true", True), ("false", False)):
    _WORDS.update(dict.fromkeys((_word, _word.capitalize(), _word.upper()), _meaning))

_INTEGER = re.compile(r"[-+]?\d+")
_FLOAT = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+]?\d[\d_]*(\.[\d_]*)?([eE][-+]?\d+)?")
_BASED = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_ODD_FLOAT = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LEADING_ZERO = re.compile(r"[-+]?0\d+")

# Rs 25, Rs. 25, $25, PKR 25: the sign, then the number.
_SIGN_FIRST = re.compile(
    r"(?:[A-Z]{3}\s*|[A-Za-z]{1,3}(?:\.\s*|\s+)|[^\w\s.,+-]\s*)(?P<number>\d[\d.,]*)"
)
_COMMA = re.compile(r"[-+]?\d+,\d+(\s*\D.*)?")
_SPACED = re.compile(r"[-+]?\d{1,3}( \d{3})+(\.\d+)?")
_NUMBER_LIKE = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?(\s*[^\d\s].*)?")
_MINUSES = {0x2212: "-", 0x2013: "-", 0x2014: "-", 0xFE63: "-", 0xFF0D: "-", 0x2010: "-"}
_SPACES = dict.fromkeys((0xA0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000, 0xFEFF, 0x200B), " ")
_QUOTES = dict.fromkeys((0x2018, 0x2019, 0x201C, 0x201D, 0x201E, 0xAB, 0xBB), "")
_NAMES = {
    0x2212: "the minus sign U+2212",
    0x2013: "an en dash U+2013",
    0x2014: "an em dash U+2014",
    0xA0: "a non-breaking space U+00A0",
    0x202F: "a narrow non-breaking space U+202F",
    0x201C: "a typographic quote U+201C",
    0x201D: "a typographic quote U+201D",
    0x2018: "a typographic quote U+2018",
    0x2019: "a typographic quote U+2019",
}


@dataclass(frozen=True)
class Odd:
    """Why a scalar is not what its writer meant: a code, what was found and what to write."""

    code: str
    found: str
    repair: str = ""


def resolve(text: str) -> tuple[Any, Odd | None]:
    """The value of a plain scalar, and what is odd about it.

    >>> resolve("1_000")[0], resolve("no")[0], resolve("1e3")[0], resolve("12:30")[0]
    (1000, 'no', 1000.0, '12:30')
    """
    if text in _WORDS:
        return _WORDS[text], None
    if _LEADING_ZERO.fullmatch(text):
        value: Any = int(text)
        found = f"{text} begins with a zero; some programs read {value}, some read octal"
        return value, Odd(
            "E-CF-009", found, f"write {value}, or '{text}' in quotes where it is text"
        )
    if _INTEGER.fullmatch(text):
        return _finite(text, int)
    if _FLOAT.fullmatch(text):
        return _finite(text, float)
    if "_" in text and _GROUPED.fullmatch(text):
        plain = text.replace("_", "")
        value = int(plain) if _INTEGER.fullmatch(plain) else float(plain)
        return value, Odd("W-CF-009", f"{text} was read as {value}", f"write {value} to be safe")
    if _BASED.fullmatch(text):
        value = int(text, 0)
        return value, Odd("W-CF-009", f"{text} was read as {value}", f"write {value}")
    if _ODD_FLOAT.fullmatch(text):
        return None, Odd("E-CF-010", f"{text} is not a finite number", "give a number")
    if text[0] in "\u201c\u201d\u2018\u2019\u201e":
        repair = "type a straight quote, or none"
        return None, Odd("E-CF-019", f"{text} begins with {_character(text[0])}", repair)
    return text, None


def odd_number(text: str) -> Odd | None:
    """What is wrong with a text that stands where a number belongs; None if it looks like a name.

    >>> odd_number("1,5").repair
    'write 1.5'
    """
    stripped = text.strip()
    if stripped.lower().lstrip("+-.") in {"nan", "inf", "infinity"}:
        return Odd("E-CF-010", f"{text} is not a finite number", "give a number")
    plain = stripped.translate(_MINUSES).translate(_SPACES).translate(_QUOTES).strip()
    if plain != stripped and _NUMBER_LIKE.fullmatch(plain):
        guilty = next(c for c in stripped if ord(c) in {*_MINUSES, *_SPACES, *_QUOTES})
        return Odd("E-CF-019", f"'{text}' holds {_character(guilty)}", f"write {plain}")
    if _SPACED.fullmatch(plain):
        joined = re.sub(r"(?<=\d) (?=\d{3})", "", plain)
        return Odd("E-CF-008", f"'{text}' has a space and is text", f"write {joined}")
    if _COMMA.fullmatch(plain):
        return Odd("E-CF-008", f"'{text}' has a comma and is text", _comma_repair(plain))
    if _NUMBER_LIKE.fullmatch(stripped) and re.fullmatch(r"[-+\d._eE]+", stripped):
        return Odd("E-CF-007", f"'{text}' is text, being in quotes", "take the quotes away")
    sign = _SIGN_FIRST.fullmatch(stripped)
    if sign is not None:
        repair = (
            f"write {sign['number']} in the unit of the field, or put the currency's code of three "
            "capitals and the unit behind the number, as in 25 USD/MWh"
        )
        return Odd("E-CF-007", f"'{text}' begins with the sign of a currency", repair)
    return None


def odd_key(text: str) -> Odd | None:
    """A key that holds a character which only looks like an ordinary one."""
    for character in text:
        if ord(character) in _SPACES or ord(character) in _QUOTES or ord(character) in _MINUSES:
            plain = text.translate(_MINUSES).translate(_SPACES).translate(_QUOTES).strip()
            return Odd("E-CF-019", f"the key holds {_character(character)}", f"write {plain}")
    return None


def _finite(text: str, kind: type[int] | type[float]) -> tuple[Any, Odd | None]:
    if len(text) > 400 or math.isinf(float(text)):
        shown = text if len(text) <= 24 else f"{text[:20]}..."
        return None, Odd("E-CF-010", f"{shown} is not a finite number", "give a smaller number")
    return kind(text), None


def _comma_repair(plain: str) -> str:
    dotted = plain.replace(",", ".", 1)
    number = re.match(r"[-+]?\d+,(\d+)", plain)
    if number is not None and len(number[1]) == 3 and not plain.lstrip("+-").startswith("0"):
        return f"write {dotted}, or {plain.replace(',', '', 1)} if thousands were meant"
    return f"write {dotted}"


def _character(character: str) -> str:
    return _NAMES.get(ord(character), f"the character U+{ord(character):04X}")
