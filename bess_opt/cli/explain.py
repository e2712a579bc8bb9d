"""``explain``: the long text behind an error code."""

from __future__ import annotations

import click

from bess_opt.cli.frame import Outcome
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.group import did_you_mean
from bess_opt.cli.screen import Screen
from bess_opt.errors import UsageError


@make_command("explain")
@click.argument("code", required=False)
def command(screen: Screen, code: str | None) -> Outcome:
    """Explain an error code, with example and repair.

    Without CODE all codes are listed.
    """
    from bess_opt.catalogue import CATALOGUE

    if code is None:
        listing = {key: entry.title for key, entry in sorted(CATALOGUE.items())}
        screen.product("\n".join(f"{key}  {title}" for key, title in listing.items()))
        return Outcome({"codes": listing})
    entry = CATALOGUE.get(code.upper())
    if entry is None:
        near = did_you_mean(code, [key.lower() for key in CATALOGUE]).upper()
        hint = near.replace("DID YOU MEAN", "Did you mean")
        raise UsageError(f"there is no code '{code}'.{hint} List them: bess-opt explain")
    screen.product(entry.text())
    return Outcome({"code": code.upper(), "title": entry.title, "text": entry.text()})
