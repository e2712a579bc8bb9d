"""From a path to a text: what is found, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bess_opt.case import read_case
from bess_opt.errors import CaseError, Fault

MINIMAL = """\
schema: bess_opt/case/1
name: Small
currency: {base: USD, price_year: 2026}
time: {zone: UTC, start: 2026-01-01, periods: 24}
assets:
  town: {kind: load, demand_mw: 5}
  diesel: {kind: thermal, p_rated_mw: 9}
"""

BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdef", "bcdefg", strict=True)
)


def _only(path: Path) -> Fault:
    faults = read_case(path, check=False).faults
    assert len(faults) == 1, [str(f) for f in faults]
    return faults[0]


def test_folder_and_file_are_the_same_case(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(MINIMAL)
    assert read_case(tmp_path).case == read_case(tmp_path / "case.yaml").case


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(MINIMAL)
    fault = _only(tmp_path / "caase.yaml")
    assert fault.code == "E-CF-001"
    assert fault.repair == f"did you mean {tmp_path / 'case.yaml'}?"


def test_missing_file_is_looked_for_one_folder_down(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "case.yaml").write_text(MINIMAL)
    assert "mine/case.yaml" in _only(tmp_path / "case.yaml").repair


def test_folder_without_a_case_lists_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").touch()
    (tmp_path / "b.json").touch()
    fault = _only(tmp_path)
    assert fault.code == "E-CF-002"
    assert "a.yaml, b.json" in fault.found


@pytest.mark.parametrize(
    ("raw", "words", "line", "column"),
    [
        (MINIMAL.encode("utf-16"), "looks like UTF-16", 1, 1),
        (b"schema: x\nname: Stra\xdfe\n", "byte 0xdf at 20", 2, 11),
        (b"schema: x\nname: a\0b\n", "NUL", 2, None),
    ],
)
def test_other_encodings_are_refused(
    raw: bytes, words: str, line: int, column: int | None, tmp_path: Path
) -> None:
    (tmp_path / "case.yaml").write_bytes(raw)
    fault = _only(tmp_path)
    assert fault.code == "E-CF-013"
    assert words in fault.found
    assert fault.place is not None
    assert (fault.place.line, fault.place.column) == (line, column)


def test_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())
    assert read_case(tmp_path).faults == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "E-CF-003"),
        ("- a\n- b\n", "E-CF-003"),
        ("# nothing\n", "E-CF-003"),
        ("a: " + "[" * 3000, "E-CF-012"),
        ("a: " + "{b: " * 60 + "1" + "}" * 60, "E-CF-012"),
        (
            BOMB,
            "E-CF-012",
        ),
    ],
    ids=["empty", "list", "comment", "brackets", "braces", "aliases"],
)
def test_texts_that_are_no_case(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(text)
    assert _only(tmp_path).code == code


def test_file_of_more_than_five_megabytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(MINIMAL + "#" * 5_000_000)
    assert _only(tmp_path).code == "E-CF-012"


def test_link_that_leaves_the_folder_is_refused_unless_allowed(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.csv").write_text("t,x\n")
    (inside / "load.csv").symlink_to(tmp_path / "secret.csv")
    text = MINIMAL.replace("demand_mw: 5", "demand_mw: load")
    text += "series: {load: {file: load.csv, unit: MW}}\n"
    (inside / "case.yaml").write_text(text)
    fault = _only(inside)
    assert fault.code == "E-CF-015"
    assert "through a link" in fault.found
    (inside / "case.yaml").write_text(text + "allow_outside: true\n")
    assert read_case(inside).faults == ()


def test_errors_are_raised_together(tmp_path: Path) -> None:
    """Two slips, one refusal that carries both, in the order of the file."""
    text = MINIMAL.replace("price_year: 2026", "price_yaer: 2026").replace(
        "kind: load", "kind: loadd"
    )
    (tmp_path / "case.yaml").write_text(text)
    with pytest.raises(CaseError) as caught:
        read_case(tmp_path)
    assert [f.code for f in caught.value.faults] == ["E-CF-005", "E-CF-021"]
    assert caught.value.message.endswith("has 2 errors")
