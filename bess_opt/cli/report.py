"""``report``: reports from a finished run; no solver needed."""

from __future__ import annotations

from pathlib import Path

import click

from bess_opt.cli.frame import Outcome, run_argument
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen


def _name_and_file(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, Path], ...]:
    pairs = []
    for value in values:
        name, sign, path = value.partition("=")
        if not (name and sign and path):
            raise click.BadParameter(f"'{value}' is not NAME=FILE, such as bridge=bridge.svg")
        pairs.append((name, Path(path)))
    return tuple(pairs)


@make_command("report")
@run_argument
@click.option(
    "-f", "--format", "formats", metavar="FORMATS", default="html", help="Such as html,xlsx."
)
@click.option(
    "--picture",
    "pictures",
    metavar="NAME=FILE",
    multiple=True,
    callback=_name_and_file,
    help="Draw one figure into FILE (.svg or .png) instead; may be repeated.",
)
def command(
    screen: Screen, run: Path, formats: str, pictures: tuple[tuple[str, Path], ...]
) -> Outcome:
    """Write reports of a finished run.

    They go into its folder report/; the run itself stays as it is, and no solver is needed.
    """
    from bess_opt.report import write_report
    from bess_opt.report.figures import picture
    from bess_opt.runs.opening import open_run

    opened = open_run(run)
    if pictures:
        written = [picture(opened, name, path) for name, path in pictures]
    else:
        wanted = tuple(word.strip() for word in formats.split(",") if word.strip())
        written = list(write_report(opened, formats=wanted))
    for path in written:
        screen.say(str(path))
    return Outcome({"run": str(run), "reports": [str(path) for path in written]})
