"""``init``: a case that runs as it stands."""

from __future__ import annotations

from pathlib import Path

import click

from bess_opt.cli.frame import Outcome
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.cli.templates import DEFAULT, copy_template, template_folder, templates
from bess_opt.errors import Fault, Place, UsageError


@make_command("init")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--template", metavar="NAME", default=DEFAULT, show_default=True, help="An example.")
@click.option("--list", "listing", is_flag=True, help="Name the templates and stop.")
def command(screen: Screen, folder: Path | None, template: str, listing: bool) -> Outcome:
    """Write a case that runs as it stands.

    It goes into the new folder DIR; --template names the example it is copied from.
    """
    if listing:
        screen.product("\n".join(templates()))
        return Outcome({"templates": templates()})
    if folder is None:
        raise click.UsageError("name the folder to write, such as: bess-opt init demo.")
    template_folder(template)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        fault = Fault(
            "E-RN-008",
            "the folder is not empty",
            repair="name a new folder",
            place=Place(str(folder)),
        )
        raise UsageError(f"{folder} is taken", [fault])
    from bess_opt.runs.files import refusing

    with refusing(folder):
        files = copy_template(template, folder)
    screen.say(f"{folder} holds the case '{template}': {len(files)} files", bold=True)
    screen.say(f"  bess-opt validate {folder}   tells every fault of the case and its data")
    screen.say(f"  bess-opt run {folder}        solves it and writes a report")
    case = str(folder / "case.yaml")
    return Outcome({"case": case, "template": template, "files": [str(f) for f in files]})
