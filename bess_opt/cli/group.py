"""The command group: commands are imported when they are called, and a near miss is named."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable

import click

from bess_opt import __version__

# In the order of a first visit, which is the order of ``--help``.
COMMANDS = (
    "init",
    "validate",
    "inspect",
    "run",
    "compare",
    "report",
    "verify",
    "book",
    "data",
    "schema",
    "explain",
    "doctor",
)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean 'run'?`` with the nearest known word, or nothing."""
    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.5)
    return f" Did you mean '{near[0]}'?" if near else ""


class LazyGroup(click.Group):
    """A group whose commands are modules of this package, imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of a first visit."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command object of the module of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"bess_opt.cli.{cmd_name}")
        found: click.Command = module.command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a sentence for an unknown command."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise click.UsageError(
                f"there is no command '{args[0]}'.{did_you_mean(args[0], COMMANDS)}", ctx
            )
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 ok, 1 faults in the case (compare: different), 2 wrong usage, "
    "3 infeasible, 4 stopped at a limit, 5 verification failed, 6 environment, 70 a bug of ours, "
    "130 interrupted, 143 terminated.",
)
@click.version_option(__version__, prog_name="bess-opt", message="%(prog)s %(version)s")
def cli() -> None:
    """Size and dispatch grid-scale battery storage.

    A first answer: bess-opt init demo, then bess-opt run demo.
    """
