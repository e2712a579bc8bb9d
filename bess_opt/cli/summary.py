"""What a planner reads when a run has ended: build, save, bind, trust, and the report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bess_opt.cli.answer_lines import (
    binding_lines,
    build_lines,
    saving_lines,
    trust_line,
    unserved_lines,
)
from bess_opt.cli.screen import Screen, show_faults
from bess_opt.cli.side_by_side import side_by_side
from bess_opt.cli.wording import table
from bess_opt.errors import BessError


def show(screen: Screen, replies: Mapping[str, Any]) -> None:
    """Tell each run's answer, and put several side by side."""
    done = {label: reply for label, reply in replies.items() if isinstance(reply, dict)}
    for label, reply in replies.items():
        if isinstance(reply, BessError):
            screen.say(f"{label}: {reply.message}", fg="red", bold=True)
            show_faults(reply.faults, screen)
        else:
            tell(screen, label, reply)
    if len(done) > 1:
        screen.say("")
        screen.say("Side by side", bold=True)
        screen.say(side_by_side({label: reply["results"] for label, reply in done.items()}))


def tell(screen: Screen, label: str, reply: Mapping[str, Any]) -> None:
    """The answer of one run."""
    results = reply["results"]
    failed = [check for check in reply["checks"] if not check["passed"]]
    screen.say("")
    screen.say(f"{label}: {results.get('status', 'unknown')}", bold=True)
    rows = [
        *(("build" if k == 0 else "", line) for k, line in enumerate(build_lines(results))),
        *(("saves" if k == 0 else "", line) for k, line in enumerate(saving_lines(results))),
        *(("binds" if k == 0 else "", line) for k, line in enumerate(binding_lines(results))),
        *(("leaves", line) for line in unserved_lines(results)),
        ("trust", trust_line(results, reply["checks"])),
        *(("report", nearest(path)) for path in reply["reports"][:1]),
        ("run", nearest(reply["run"])),
    ]
    screen.say(table(rows))
    for check in failed:
        screen.warn(
            f"  check failed: {check['name']} {check['component']}: {check['figure']} "
            f"{check['unit']} > {check['tolerance']}"
        )


def nearest(path: str) -> str:
    """A path as short as it can be said from here."""
    here = Path.cwd()
    whole = Path(path)
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else path
