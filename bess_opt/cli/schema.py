"""``schema``: JSON Schema of the files, for editors and for bidders."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bess_opt.cli.frame import Outcome, WrittenPath
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen


@make_command("schema")
@click.argument("what", type=click.Choice(["case", "results"]), default="case")
@click.option("-o", "--output", type=WrittenPath(), help="Write to a file.")
def command(screen: Screen, what: str, output: Path | None) -> Outcome:
    """Print the JSON Schema of a case file or of results.json."""
    if what == "case":
        from bess_opt.case.read import json_schema

        schema = json_schema()
    else:
        from bess_opt.runs.results import results_schema

        schema = results_schema()
    text = json.dumps(schema, indent=2, ensure_ascii=False)
    if output is not None:
        from bess_opt.runs.files import refusing, write_text

        with refusing(output):
            write_text(output, text + "\n")
        screen.say(f"the schema lies in {output}")
    else:
        screen.product(text)
    return Outcome({"what": what, "json_schema": schema})
