"""``data urdb``: a tariff of the Utility Rate Database as YAML for a case."""

from __future__ import annotations

import io
from pathlib import Path

import click

from bess_opt.cli.frame import Outcome, WrittenPath
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.errors import UsageError, count


@make_command("urdb", schema="data_urdb")
@click.argument("file", type=WrittenPath())
@click.option("--connection", default="utility", show_default=True, help="The grid it meters.")
@click.option("--item", default=0, show_default=True, help="Which record, from 0.")
@click.option("-o", "--output", type=WrittenPath(), help="Write the YAML there.")
def command(screen: Screen, file: Path, connection: str, item: int, output: Path | None) -> Outcome:
    """Write a URDB record (JSON of OpenEI) as the tariffs of a case.

    Paste the result under tariffs, or take it as it stands. What would change the bill and is not
    supported is told by its name, and nothing is written.
    """
    from ruamel.yaml import YAML

    from bess_opt.sources.urdb import read_urdb, tariffs_of

    records = read_urdb(file)
    if not 0 <= item < len(records):
        raise UsageError(f"{file} holds {count(len(records), 'record')}; there is no item {item}")
    tariffs = tariffs_of(records[item], connection, file)
    stream = io.StringIO()
    yaml = YAML()
    yaml.width = 100
    yaml.dump({"tariffs": tariffs}, stream)
    if output is None:
        screen.product(stream.getvalue().rstrip("\n"))
    else:
        from bess_opt.runs.files import refusing, write_text

        with refusing(output):
            write_text(output, stream.getvalue())
        screen.say(f"{output} holds {count(len(tariffs), 'tariff')}", bold=True)
    return Outcome({"name": records[item].get("name", ""), "tariffs": tariffs})
