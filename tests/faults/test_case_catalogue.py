"""Every code that the program can print is explained, and every entry is complete."""

from __future__ import annotations

import re
from pathlib import Path

import bess_opt
from bess_opt.catalogue import CATALOGUE

PACKAGE = Path(bess_opt.__file__).parent
CODE = re.compile(r"""["']([EW]-[A-Z]{2,3}-\d{3})["']""")


def test_every_code_in_the_program_is_explained() -> None:
    used = {
        code: path.name
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "catalogue"
        for code in CODE.findall(path.read_text("utf-8"))
    }
    assert len(used) > 60
    assert {code: file for code, file in used.items() if code not in CATALOGUE} == {}


def test_every_entry_is_complete() -> None:
    for code, entry in CATALOGUE.items():
        assert code == entry.code
        assert CODE.fullmatch(f"'{code}'")
        texts = (entry.title, entry.meaning, entry.example, entry.repair)
        assert all(text.strip() for text in texts), code
        assert entry.text().startswith(f"{code}  {entry.title}\n")
