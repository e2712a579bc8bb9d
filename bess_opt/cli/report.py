"""``report``: reports from a finished run; no solver needed."""

from __future__ import annotations

from pathlib import Path

import click

from bess_opt.cli.frame import Outcome, run_argument
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen


@make_command("report")
@run_argument
@click.option(
    "-f", "--format", "formats", metavar="FORMATS", default="html", help="Such as html,xlsx."
)
def command(screen: Screen, run: Path, formats: str) -> Outcome:
    """Write reports of a finished run.

    They go into its folder report/; the run itself stays as it is, and no solver is needed.
    """
    from bess_opt.report import write_report
    from bess_opt.runs.directory import open_run

    wanted = tuple(word.strip() for word in formats.split(",") if word.strip())
    written = write_report(open_run(run), formats=wanted)
    for path in written:
        screen.say(str(path))
    return Outcome({"run": str(run), "reports": [str(path) for path in written]})
