"""``init``: a case that runs as it stands."""

from __future__ import annotations

from pathlib import Path

import click

from bess_opt.cli.frame import Outcome, WrittenPath
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.cli.templates import DEFAULT, SMALL, copy_template, template_folder, templates
from bess_opt.errors import Fault, Place, UsageError, count


@make_command("init")
@click.argument("folder", metavar="[DIR]", required=False, type=WrittenPath())
@click.option(
    "--template",
    metavar="NAME",
    help=f"An example; {DEFAULT} where none is named, {SMALL} with --excel.",
)
@click.option("--excel", is_flag=True, help="One workbook, study.xlsx, that holds the whole case.")
@click.option("--list", "listing", is_flag=True, help="Name the templates and stop.")
def command(
    screen: Screen, folder: Path | None, template: str | None, excel: bool, listing: bool
) -> Outcome:
    """Write a case that runs as it stands.

    It goes into the new folder DIR; --template names the example it is copied from. With --excel
    it is one workbook to fill in, which validate and run read as it is.
    """
    if listing:
        screen.product("\n".join(templates()))
        return Outcome({"templates": templates()})
    if folder is None:
        raise click.UsageError("name the folder to write, such as: bess-opt init demo.")
    template = template or (SMALL if excel else DEFAULT)
    source = template_folder(template)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        fault = Fault(
            "E-RN-008",
            "the folder is not empty" if folder.is_dir() else "this is a file",
            repair="name a new folder",
            place=Place(str(folder)),
        )
        raise UsageError(f"{folder} is taken", [fault])
    from bess_opt.runs.files import refusing

    with refusing(folder):
        if excel:
            from bess_opt.studies.study_file import write_study

            files = write_study(source / "case.yaml", folder)
        else:
            files = copy_template(template, folder)
    case = str(folder / ("study.xlsx" if excel else "case.yaml"))
    shown = case if excel else folder
    shown_files = [file for file in files if not file.name.startswith(".")]
    screen.say(
        f"{folder} holds the case '{template}': {count(len(shown_files), 'file')}", bold=True
    )
    if excel:
        screen.say(f"  open {shown}: the sheet Notes says how it is filled in")
    screen.say(f"  bess-opt validate {shown}   tells every fault of the case and its data")
    screen.say(f"  bess-opt run {shown}        solves it and writes a report")
    return Outcome({"case": case, "template": template, "files": [str(f) for f in files]})
