"""Plain lines where there is no terminal, colour and a moving line where there is one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bess_opt.cli.progress import Progress
from bess_opt.cli.screen import Screen
from bess_opt.cli.wording import count, hours, money, number, share, table

ROOT = Path(__file__).parents[2]


def test_numbers_are_told_as_people_read_them() -> None:
    assert [number(x) for x in (0, 5, 5322.26, 0.0123456, -1234567.8)] == [
        "0",
        "5",
        "5,322",
        "0.01235",
        "-1,234,568",
    ]
    assert number(float("nan")) == number("5") == money(None, "USD") == share(None) == "n/a"
    assert money(1.8003e11, "PKR") == "180.0 billion PKR".replace("180.0", "180")
    assert money(-2.5e6, "USD") == "-2.5 million USD"
    assert money(0.0, "USD") == "0 USD"
    assert [hours(s) for s in (0.04, 59.9, 75.0, 3700.0)] == [
        "0.0 s",
        "59.9 s",
        "1 min 15 s",
        "1 h 01 min",
    ]
    assert [count(1, "policy"), count(0, "policy"), count(2, "series")] == [
        "1 policy",
        "0 policies",
        "2 series",
    ]


def test_a_table_is_aligned_and_has_no_trailing_blanks() -> None:
    assert table([("a", "1"), ("long", "200")], right=(1,)) == "  a       1\n  long  200"
    assert table([("a", ""), ("b", "")]) == "  a\n  b"
    assert table([]) == ""


def test_warnings_are_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(Screen(), ["a", "b"]) as progress:
        for _ in range(2):
            progress.listener("a")({"event": "warning", "text": "W-TS-013 filled"})
    assert capsys.readouterr().err == "a: W-TS-013 filled\n"


def test_a_long_solve_gives_a_sign_of_life_in_a_plain_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with Progress(Screen(), ["base"]) as progress:
        hear = progress.listener("base")
        hear({"event": "stage", "stage": "with storage"})
        for iteration in range(1, 41):
            now[0] += 1.0
            hear({"event": "progress", "iteration": iteration, "gap": 1e-3})
        hear({"event": "solved", "stage": "with storage", "seconds": 40.0})
    assert capsys.readouterr().err.splitlines() == [
        "solves with storage",
        "solves with storage, iteration 16, gap 1.0e-03",
        "solves with storage, iteration 32, gap 1.0e-03",
    ]


SCRIPT = """
from bess_opt.cli.progress import Progress
from bess_opt.cli.screen import Screen
screen = Screen()
with Progress(screen, ["base"]) as progress:
    hear = progress.listener("base")
    hear({"event": "stage", "stage": "with storage"})
    screen.say("in between", fg="green")
screen.say("at the end", fg="green")
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("variables", "coloured", "moving"),
    [
        ({"TERM": "xterm"}, True, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False, True),
        ({"TERM": "dumb"}, False, False),
    ],
)
def test_a_terminal_gets_colour_and_a_moving_line(
    variables: dict[str, str], coloured: bool, moving: bool
) -> None:
    import pty

    ours, theirs = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    done = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        env={**kept, "PYTHONPATH": str(ROOT), **variables},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert done.wait(30) == 0
    assert b"in between" in shown
    assert b"at the end" in shown
    assert (b"\x1b[32m" in shown) is coloured
    assert (b"\x1b[?25l" in shown) is moving
