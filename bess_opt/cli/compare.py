"""``compare``: runs side by side, what differs and by how much."""

from __future__ import annotations

from pathlib import Path

import click

from bess_opt.cli.frame import Outcome, WrittenPath
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.cli.wording import count, number, table


@make_command("compare")
@click.argument("runs", nargs=-1, type=WrittenPath(), required=True)
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0),
    default=1e-6,
    show_default=True,
    help="Figures closer than this, relative, count as the same.",
)
@click.option(
    "--page",
    type=WrittenPath(dir_okay=False),
    metavar="FILE",
    help="Write the comparison as one HTML page, too.",
)
def command(screen: Screen, runs: tuple[Path, ...], tolerance: float, page: Path | None) -> Outcome:
    """Show runs side by side and what differs.

    Inputs that differ by name, figures that differ by how much.
    Exit code 0 if nothing differs, 1 if something does.
    """
    if len(runs) < 2:
        raise click.UsageError("name at least two runs.")
    from bess_opt.runs.compare import compare_runs

    comparison = compare_runs(*runs, tolerance=tolerance)
    names = comparison.names
    if comparison.inputs:
        screen.say(_differ(len(comparison.inputs), "input"), bold=True)
        rows = [("", *names), *((i.path, *map(_short, i.values)) for i in comparison.inputs)]
        screen.say(table(rows))
    figures = comparison.figures if screen.verbose else comparison.differing
    if figures:
        screen.say(_differ(len(comparison.differing), "figure"), bold=True)
        head = ("", "unit", *names, "difference", "relative")
        body = [
            (
                f.path,
                f.unit,
                *(number(v, 6) for v in f.values),
                number(f.difference, 4),
                "" if f.relative is None else f"{100 * f.relative:+.2f} %",
            )
            for f in figures
        ]
        screen.say(table([head, *body], right=range(2, len(head))))
    if comparison.same:
        screen.say("the runs are the same", fg="green", bold=True)
    told = comparison.as_dict()
    if page is not None:
        from bess_opt.report import write_comparison
        from bess_opt.runs.opening import open_run

        told["page"] = str(write_comparison([open_run(run) for run in runs], page))
        screen.say(told["page"])
    return Outcome(told, 0 if comparison.same else 1)


def _differ(n: int, noun: str) -> str:
    return f"{count(n, noun)} differ{'s' if n == 1 else ''}"


def _short(value: object) -> str:
    text = "absent" if value is None else str(value)
    return text if len(text) <= 40 else text[:37] + "..."
