"""``verify``: re-check a run from its files alone."""

from __future__ import annotations

from pathlib import Path

from bess_opt.cli.frame import Outcome, run_argument
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.cli.wording import count, table
from bess_opt.errors import VerificationFailed


@make_command("verify")
@run_argument
def command(screen: Screen, run: Path) -> Outcome:
    """Re-check a run from its files alone.

    Hashes, balances, bounds, money, headline figures and prices, in code that shares nothing with
    the formulation. Exit code 5 if anything fails.
    """
    from bess_opt.runs.directory import check_row
    from bess_opt.runs.verify import verify_run

    checks = [check_row(check) for check in verify_run(run)]
    failed = [check for check in checks if not check["passed"]]
    shown = checks if screen.verbose else failed
    rows = [
        (
            "ok" if c["passed"] else "FAILED",
            c["name"],
            c["component"],
            f"{c['figure']:.1e}" if c["figure"] is not None else "not a number",
            f"<= {c['tolerance']:.0e} {c['unit']}",
        )
        for c in shown
    ]
    if rows:
        screen.say(table(rows, right=(3,)))
    passed = len(checks) - len(failed)
    verdict = f"{run}: {passed} of {count(len(checks), 'check')} passed"
    screen.say(verdict, fg="red" if failed else "green", bold=True)
    return Outcome(
        {"run": str(run), "passed": not failed, "checks": checks},
        VerificationFailed.exit_code if failed else 0,
    )
