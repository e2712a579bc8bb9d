"""``run``: solve a case, or several of its scenarios, and say what to build."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bess_opt.cli.frame import (
    Outcome,
    WrittenPath,
    case_argument,
    case_path,
    overrides_option,
)
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.errors import BessError, Infeasible, LimitReached, VerificationFailed
from bess_opt.studies.request import Request

if TYPE_CHECKING:
    from bess_opt.cli.supervising import Reply

# As case.overlay names it; not imported, for help must come at once.
AS_WRITTEN = "base"
_ENDED = {
    "infeasible": Infeasible.exit_code,
    "unbounded": Infeasible.exit_code,
    "limit": LimitReached.exit_code,
    "error": VerificationFailed.exit_code,
}


@make_command("run")
@case_argument
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=WrittenPath(),
    help="Where the run goes; with several scenarios, the folder that holds them.",
)
@overrides_option
@click.option(
    "--scenario",
    "scenarios",
    metavar="NAME",
    multiple=True,
    help="A scenario, or base for the case as written; may be repeated.",
)
@click.option("--solver", type=click.Choice(["auto", "highs", "structured"]), help="The engine.")
@click.option(
    "--foresight",
    type=click.Choice(["perfect", "rolling"]),
    help="See the whole horizon, or a few days ahead (study.window_h, study.advance_h).",
)
@click.option("--vertex", is_flag=True, help="Report a vertex of the optimal set.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0, min_open=True), metavar="S", help="Per solve, s."
)
@click.option(
    "--save-lp", metavar="FILE", type=WrittenPath(), help="Write the program too: .lp or .mps."
)
@click.option(
    "--value-stack", is_flag=True, help="Tell what storage is worth by stream (more solves)."
)
@click.option("--force", is_flag=True, help="Replace a run that is already there.")
def command(
    screen: Screen,
    case: Path,
    output: Path | None,
    overrides: tuple[str, ...],
    scenarios: tuple[str, ...],
    solver: str | None,
    foresight: str | None,
    vertex: bool,
    time_limit: float | None,
    save_lp: Path | None,
    value_stack: bool,
    force: bool,
) -> Outcome:
    """Solve a case and write a run with its report.

    Prints what storage to build, what it saves, what binds and how far to trust it.
    Several scenarios are solved side by side, each into a run of its own.
    """
    from bess_opt.cli.progress import Progress
    from bess_opt.cli.summary import show
    from bess_opt.cli.supervising import run_all, worst_exit_code
    from bess_opt.runs.places import prepare

    path = case_path(case)
    wanted: list[str | None] = list(dict.fromkeys(scenarios)) or [None]
    targets = run_folders(path, wanted, output)
    asked = Request(
        case_path=path.absolute(),
        overrides=tuple(overrides),
        solver=solver,
        foresight=foresight,
        vertex=vertex,
        time_limit_s=time_limit,
        save_lp=None if save_lp is None else save_lp.absolute(),
        value_stack=value_stack,
        replace=force,
        argv=("bess-opt", *_words()),
    )
    requests = {}
    for scenario, target in zip(wanted, targets, strict=True):
        for leftover in prepare(target, replace=force):
            screen.say(f"removed what a stopped run left behind: {leftover.name}")
        requests[scenario or AS_WRITTEN] = replace(asked, scenario=scenario, out=target)
    if len(wanted) > 1:
        refuse_faulty(path, wanted, overrides)
    with Progress(screen, list(requests)) as progress:
        replies = run_all(requests, progress)
    if len(replies) == 1 and isinstance(only := next(iter(replies.values())), BessError):
        raise only
    show(screen, replies)
    codes = [reply_code(reply) for reply in replies.values()]
    runs = [as_data(label, reply) for label, reply in replies.items()]
    return Outcome({"case": str(path), "runs": runs}, worst_exit_code(codes))


def refuse_faulty(path: Path, scenarios: Sequence[str | None], overrides: tuple[str, ...]) -> None:
    """Read every scenario before the first is solved, so that a slip in one wastes no solve.

    Raises
    ------
    CaseError
        With the faults of the first scenario that has errors.
    """
    from bess_opt.case import read_case

    for scenario in scenarios:
        read_case(path, scenario=scenario, overrides=overrides)


def run_folders(path: Path, scenarios: Sequence[str | None], output: Path | None) -> list[Path]:
    """Where each scenario's run goes, absolute."""
    if output is not None and len(scenarios) == 1:
        return [output.absolute()]
    if output is not None:
        return [output.absolute() / slug(scenario or AS_WRITTEN) for scenario in scenarios]
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    name = path.absolute().parent.name if path.stem == "case" else path.stem
    return [
        Path.cwd() / "runs" / f"{stamp}_{slug(name)}_{slug(scenario or AS_WRITTEN)}"
        for scenario in scenarios
    ]


def slug(text: str) -> str:
    """Text as part of a file name: letters, digits, dots, hyphens and underscores."""
    return re.sub(r"[^\w.-]+", "-", text).strip("-.")[:60] or "case"


def reply_code(reply: Reply) -> int:
    """Exit code that a run stands for."""
    if isinstance(reply, BessError):
        return reply.exit_code
    ended = _ENDED.get(str(reply["results"].get("status")), 0)
    failed = any(not check["passed"] for check in reply["checks"])
    return ended or (VerificationFailed.exit_code if failed else 0)


def as_data(label: str, reply: Reply) -> dict[str, Any]:
    """A run's part of the JSON."""
    if isinstance(reply, BessError):
        faults = [fault.as_dict() for fault in reply.faults]
        error: dict[str, Any] = {"message": reply.message, "faults": faults}
        if isinstance(reply, Infeasible):
            error["changes"] = list(reply.changes)
        return {"scenario": label, "exit_code": reply.exit_code, "error": error}
    return {"scenario": label, "exit_code": reply_code(reply), **reply}


def _words() -> list[str]:
    """The words after the program's name, as the user typed them."""
    import sys

    return sys.argv[1:]
