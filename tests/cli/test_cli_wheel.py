"""The wheel, installed outside the checkout, brings its examples and runs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel holds, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    script = (
        "import os, sys; from hatchling import build; os.chdir(sys.argv[1])\n"
        "print(build.build_wheel(sys.argv[2]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT), str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def call(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command of the installed wheel, from a folder of the user's."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "bess_opt", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_wheel_runs_its_example_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    """``init``, then ``run`` of two days of the national grid, which verifies what it wrote."""
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import bess_opt; print(bess_opt.__file__)"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert where.stdout.startswith(str(installed))
    assert (installed / "bess_opt" / "bundled" / "data" / "README.md").is_file()
    made = call(installed, tmp_path, "init", "demo")
    assert made.returncode == 0, made.stderr
    done = call(installed, tmp_path, "run", "demo", "-S", "time.periods=2 days", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "report" / "report.html").is_file()
