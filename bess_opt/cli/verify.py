"""``verify``: re-check a run from its files alone."""

from __future__ import annotations

from pathlib import Path

from bess_opt.cli.frame import Outcome, run_argument
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.cli.wording import FILE_CHECK, table, verdict
from bess_opt.errors import VerificationFailed


@make_command("verify")
@run_argument
def command(screen: Screen, run: Path) -> Outcome:
    """Re-check a run from its files alone.

    Each file is held against its hash. Then the checks of the results, the same that bess-opt run
    and the report count: balances, bounds, money, headline figures and prices, in code that shares
    nothing with the formulation. Exit code 5 if anything fails.
    """
    from bess_opt.runs.directory import check_row
    from bess_opt.runs.opening import open_run
    from bess_opt.runs.verify import changed_files, verify_run

    opened = open_run(run)
    checks = [check_row(check) for check in verify_run(run)]
    failed = [check for check in checks if not check["passed"]]
    changed = list(changed_files(opened)) if failed else []
    screen.faults(changed)
    shown = checks if screen.verbose else [c for c in failed if c["name"] != FILE_CHECK]
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
    screen.say(f"{run}: {verdict(checks)}", fg="red" if failed else "green", bold=True)
    faults = [fault.as_dict() for fault in changed]
    return Outcome(
        {"run": str(run), "passed": not failed, "checks": checks, "faults": faults},
        VerificationFailed.exit_code if failed else 0,
    )
