"""What must answer at once does: no heavy import, and little processor time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"pandas", "xarray", "pyomo", "highspy", "scipy", "h5py", "matplotlib", "plotly"}
HELP_CPU_S = 0.35


def started(*arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """The command in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, *options, "-m", "bess_opt", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["run", "--help"], ["init"], ["schema"], ["explain", "E-CF-004"]],
    ids=" ".join,
)
def test_a_quick_command_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    if arguments == ["init"]:
        arguments = ["init", str(tmp_path / "demo")]
    done = started(*arguments, options=("-X", "importtime"))
    assert done.returncode == 0, done.stderr[-500:]
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "click" in imported
    assert imported & HEAVY == set()


@pytest.mark.skipif(os.name != "posix", reason="processor time of children is a POSIX notion")
def test_help_takes_little_processor_time() -> None:
    """The least of three starts, because other processes share the caches."""
    import resource

    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < HELP_CPU_S
