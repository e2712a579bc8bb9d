"""``book``: the formulation of a case, generated from the model itself."""

from __future__ import annotations

from pathlib import Path

import click

from bess_opt.cli.frame import (
    Outcome,
    WrittenPath,
    case_argument,
    case_path,
    overrides_option,
    scenario_option,
)
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen


@make_command("book")
@case_argument
@scenario_option
@overrides_option
@click.option("--html", "as_html", is_flag=True, help="HTML instead of text.")
@click.option("-o", "--output", type=WrittenPath(), help="Write to a file.")
def command(
    screen: Screen,
    case: Path,
    scenario: str | None,
    overrides: tuple[str, ...],
    as_html: bool,
    output: Path | None,
) -> Outcome:
    """Print the formulation of a case.

    Sets, symbols, equations and cost, generated from the model itself.
    """
    from bess_opt.cli.building import build_system
    from bess_opt.model.book import book

    system = build_system(case_path(case), scenario, overrides, screen)
    text = book(system.form, html=as_html)
    if output is not None:
        from bess_opt.runs.files import refusing, write_text

        with refusing(output):
            write_text(output, text)
        screen.say(f"the book lies in {output}")
    else:
        screen.product(text)
    return Outcome({"case": str(case), "html": as_html, "text": text})
