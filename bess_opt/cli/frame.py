"""What every command has in common: its switches, its screen, its JSON."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from bess_opt.cli.screen import Screen


@dataclass(frozen=True)
class Outcome:
    """What a command hands back: its JSON object and its exit code."""

    data: Mapping[str, Any] = field(default_factory=dict)
    exit_code: int = 0


def command(name: str, schema: str = "") -> Callable[[Callable[..., Outcome]], click.Command]:
    """Make a function ``(screen, **arguments) -> Outcome`` a command with the common switches.

    With ``--json`` one object goes to stdout, whose ``schema`` is ``bess_opt/<name>/1``, or has the
    name ``schema`` where that is given (for a part of a group).
    """

    def wrap(function: Callable[..., Outcome]) -> click.Command:
        @functools.wraps(function)
        def invoke(as_json: bool, quiet: bool, verbose: bool, debug: bool, **arguments: Any) -> int:
            screen = Screen(as_json=as_json, quiet=quiet, verbose=verbose)
            outcome = function(screen, **arguments)
            if as_json:
                head = {"schema": f"bess_opt/{schema or name}/1", "exit_code": outcome.exit_code}
                click.echo(json.dumps(head | dict(outcome.data), ensure_ascii=False, default=str))
            return outcome.exit_code

        made = click.command(name)(invoke)
        made.params += [
            click.Option(["--json", "as_json"], is_flag=True, help="One JSON object on stdout."),
            click.Option(["-q", "--quiet"], is_flag=True, help="Say nothing but errors."),
            click.Option(["-v", "--verbose"], is_flag=True, help="Say more."),
            click.Option(["--debug"], is_flag=True, help="Show where an error came from."),
        ]
        return made

    return wrap


class WrittenPath(click.Path):
    """A path that says something: an empty one would mean the current folder, unasked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse an empty text."""
        if not os.fspath(value).strip():
            self.fail("the path is empty; write . for the current folder", param, ctx)
        return super().convert(value, param, ctx)


CASE_FILES = ("case.yaml", "case.yml", "case.json", "case.toml", "case.xlsx", "study.xlsx")


def case_path(path: Path) -> Path:
    """The case file that the user means: the file itself, or the one in the folder."""
    # Not Path.is_dir, which raises for names that no disk can hold.
    if os.path.isdir(path):  # noqa: PTH112
        for name in CASE_FILES:
            if (path / name).is_file():
                return path / name
        return path / CASE_FILES[0]
    return path


case_argument = click.argument("case", type=WrittenPath())
scenario_option = click.option("--scenario", metavar="NAME", help="A scenario of the case.")
overrides_option = click.option(
    "-S",
    "--set",
    "overrides",
    metavar="PATH=VALUE",
    multiple=True,
    help="Change a value, such as -S assets.bess.p_rated_mw=50.",
)
run_argument = click.argument("run", type=WrittenPath())
