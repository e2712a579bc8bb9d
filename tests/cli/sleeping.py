"""A study that takes too long, for tests that stop it."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from typing import Any

from bess_opt.runs.places import temporary_name
from bess_opt.studies.request import Request

# As Pyomo holds one from its import on.
held: list[Any] = []


def sleep(request: Request, emit: Callable[[dict[str, Any]], None]) -> None:
    """Begin a run as a study does, and sleep in the middle of it."""
    held.append(multiprocessing.Lock())
    begun = temporary_name(request.out.parent)
    begun.mkdir()
    emit({"event": "stage", "stage": f"asleep as {os.getpid()}"})
    time.sleep(120)
