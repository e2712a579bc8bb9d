"""A run that is stopped ends at once, with its workers, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = """
import bess_opt.cli.supervising as supervising
from bess_opt.cli import main, run
supervising.TASK = "cli.sleeping:sleep"
run.refuse_faulty = lambda *arguments: None
if __name__ == "__main__":
    main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "code", "scenarios"),
    [
        (signal.SIGINT, 130, ["a"]),
        (signal.SIGTERM, 143, ["a", "b"]),
        (signal.SIGINT, 130, ["a", "b", "c"]),
    ],
)
def test_a_stopped_run_ends_with_its_workers(
    tmp_path: Path, number: int, code: int, scenarios: list[str]
) -> None:
    script = tmp_path / "bess.py"
    script.write_text(SCRIPT)
    words = [word for name in scenarios for word in ("--scenario", name)]
    target = tmp_path / "runs" / "out"
    done = subprocess.Popen(
        [sys.executable, str(script), "run", "case.yaml", "-o", str(target), *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert done.stderr is not None
    workers = set()
    while len(workers) < min(2, len(scenarios)):
        line = done.stderr.readline()
        assert line, "the run ended by itself"
        workers |= {int(pid) for pid in re.findall(r"asleep as (\d+)", line)}
    asked = time.monotonic()
    done.send_signal(number)
    _, told = done.communicate(timeout=30)
    assert done.returncode == code, told
    assert time.monotonic() - asked < 10
    assert "nothing was left behind" in told
    assert "Traceback" not in told
    assert "resource_tracker" not in told
    assert not [pid for pid in workers if is_running(pid)]
    assert [p for p in tmp_path.rglob("*") if p.name.startswith(".")] == []


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
