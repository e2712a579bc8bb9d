"""What people see: lines on stderr, a spinner where there is a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any

import click

from bess_opt.errors import Fault


class Screen:
    """Where a command speaks to people; stdout is left to JSON and to texts that are the product.

    Parameters
    ----------
    as_json : bool
        Products stay away from stdout, because one JSON object goes there.
    quiet : bool
        Only errors are told.
    verbose : bool
        Details are told as well.
    """

    def __init__(self, *, as_json: bool = False, quiet: bool = False, verbose: bool = False):
        self.as_json = as_json
        self.quiet = quiet
        self.verbose = verbose
        self.live: Any = None

    @property
    def is_terminal(self) -> bool:
        """Whether a person watches: stderr is a terminal that can move its cursor."""
        return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def is_coloured(self) -> bool:
        """Whether colours are welcome."""
        return self.is_terminal and not os.environ.get("NO_COLOR")

    def say(self, text: str = "", **style: Any) -> None:
        """Tell people a line; ``style`` as in :func:`click.style`."""
        if not self.quiet:
            self._write(text, style)

    def detail(self, text: str) -> None:
        """Tell people a line that only ``-v`` shows."""
        if self.verbose and not self.quiet:
            self._write(text, {})

    def warn(self, text: str) -> None:
        """Tell people of something to look at."""
        self.say(text, fg="yellow")

    def faults(self, faults: Iterable[Fault]) -> None:
        """List faults, one per line; errors even when quiet."""
        show_faults([f for f in faults if f.is_error or not self.quiet], self)

    def product(self, text: str) -> None:
        """Write a text that is the command's product to stdout, except beside JSON."""
        if not self.as_json:
            click.echo(text)

    def _write(self, text: str, style: dict[str, Any]) -> None:
        if style and self.is_coloured:
            text = click.style(text, **style)
        if self.live is None:
            click.echo(text, err=True)
        else:
            from rich.text import Text

            self.live.console.print(Text.from_ansi(text), soft_wrap=True)


def show_faults(faults: Iterable[Fault], screen: Screen | None = None) -> None:
    """Write faults to stderr, one per line, and how to read more about the first."""
    listed = list(faults)
    coloured = (screen or Screen()).is_coloured
    for fault in listed:
        text = f"  {fault}"
        if coloured:
            text = click.style(text, fg="red" if fault.is_error else "yellow")
        click.echo(text, err=True)
    if listed:
        click.echo(f"  More on a code: bess-opt explain {listed[0].code}", err=True)
