"""``doctor``: whether this machine can do the work."""

from __future__ import annotations

import importlib.util
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bess_opt.cli.frame import Outcome
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.cli.wording import table
from bess_opt.errors import EnvironmentFault

# Extra to the module whose presence shows that it is installed.
EXTRAS = {"parquet": "pyarrow", "data": "pvlib", "crosscheck": "pypsa"}
# min -x - 2y with x + y <= 4 and x + 3y <= 6: the optimum is -5 at (3, 1).
KNOWN_OPTIMUM = -5.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at. Where ``ok`` is None its absence is no fault."""

    name: str
    ok: bool | None
    found: str


@make_command("doctor")
def command(screen: Screen) -> Outcome:
    """Check that this machine can do the work.

    Versions, a solve with a known optimum, writable folders, extras, time zones and threads. Exit
    code 6 on a fault.
    """
    findings = examine()
    words = {True: "ok", False: "FAULT", None: "-"}
    screen.say(table([(words[f.ok], f.name, f.found) for f in findings]))
    failed = [f for f in findings if f.ok is False]
    verdict = "something is wrong, see FAULT" if failed else "all is well"
    screen.say(verdict, fg="red" if failed else "green", bold=True)
    return Outcome(
        {"ok": not failed, "findings": [asdict(f) for f in findings]},
        EnvironmentFault.exit_code if failed else 0,
    )


def examine() -> list[Finding]:
    """Everything that is looked at, in order."""
    return [
        *_packages(),
        _tried("solver", _solve_known),
        _tried("working folder", lambda: _write_in(Path.cwd())),
        _tried("temporary folder", lambda: _write_in(Path(tempfile.gettempdir()))),
        _tried("time zones", _zones),
        *(_extra(name, module) for name, module in EXTRAS.items()),
        Finding("threads", True, f"{os.cpu_count()} processors"),
    ]


def _tried(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, look())
    except Exception as error:  # a doctor reports what it meets, whatever it is
        return Finding(name, False, f"{type(error).__name__}: {error}")


def _packages() -> list[Finding]:
    from bess_opt.runs.manifest import core_packages, versions

    known = versions()
    names = ["bess_opt", "python", *sorted(core_packages())]
    return [Finding(n, n in known, known.get(n, "not installed")) for n in names]


def _solve_known() -> str:
    import numpy as np

    from bess_opt.cli.silence import stdout_silenced
    from bess_opt.model.linear_program import LinearProgram
    from bess_opt.solve.highs import solve_highs

    none = np.full(2, -1, dtype=np.int64)
    lp = LinearProgram(
        cost=np.array([-1.0, -2.0]),
        offset=0.0,
        lower=np.zeros(2),
        upper=np.full(2, np.inf),
        integer=np.zeros(2, dtype=bool),
        column_time=none,
        indptr=np.array([0, 2, 4], dtype=np.int32),
        indices=np.array([0, 1, 0, 1], dtype=np.int32),
        values=np.array([1.0, 1.0, 1.0, 3.0]),
        row_lower=np.full(2, -np.inf),
        row_upper=np.array([4.0, 6.0]),
        row_time=none,
    )
    start = time.perf_counter()
    with stdout_silenced():
        found = solve_highs(lp)
    took = time.perf_counter() - start
    if abs(found.objective - KNOWN_OPTIMUM) > 1e-7:
        raise EnvironmentFault(f"the optimum is {KNOWN_OPTIMUM}, found {found.objective}")
    return f"{found.engine} {found.version}: known optimum found in {1e3 * took:.0f} ms"


def _write_in(folder: Path) -> str:
    from bess_opt.runs.files import free_bytes

    with tempfile.NamedTemporaryFile(dir=folder) as stream:
        stream.write(b"x")
        stream.flush()
    return f"{folder} writable, {free_bytes(folder) / 1e9:.1f} GB free"


def _zones() -> str:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    if noon.astimezone(ZoneInfo("Asia/Karachi")).hour != 17:
        raise EnvironmentFault("Asia/Karachi is not five hours ahead of UTC")
    return "zone database present"


def _extra(name: str, module: str) -> Finding:
    there = importlib.util.find_spec(module) is not None
    hint = f'not installed: pip install "bess-opt[{name}]"'
    return Finding(f"extra {name}", True if there else None, "installed" if there else hint)
