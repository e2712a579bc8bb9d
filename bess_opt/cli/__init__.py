"""The command line: arguments to one study to one report; no arithmetic lives here.

One module per command. What a command needs beyond click is imported inside its function, so that
``--help``, ``--version``, ``init``, ``schema`` and ``explain`` answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bess_opt.cli.entry import enter

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(enter(sys.argv[1:] if arguments is None else list(arguments)))
