"""Child processes: one engine each, so that its peak memory is its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from tests.bench.systems import System

SLACK_S = 120.0  # beyond its own limit a child may still build and read


def run(job: str, limit_s: float = 600.0, **what: Any) -> dict[str, Any]:
    """Figures of a job; ``{"failed": why}`` where the child ended otherwise."""
    asked = {"job": job} | {
        key: asdict(value) if isinstance(value, System) else value for key, value in what.items()
    }
    words = [sys.executable, "-m", "tests.bench.jobs", json.dumps(asked)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            words, env=environment, capture_output=True, text=True, timeout=limit_s + SLACK_S,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"failed": f"not done in {limit_s + SLACK_S:.0f} s"}
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        told = done.stderr.strip().splitlines() or ["nothing was said"]
        return {"failed": f"exit {done.returncode}: {told[-1][:200]}"}
    found: dict[str, Any] = json.loads(lines[-1])
    return found
