"""The way in and every way out: one place maps what happened to a sentence and an exit code."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any

import click

from bess_opt.cli.group import COMMANDS, cli
from bess_opt.cli.screen import show_faults
from bess_opt.errors import BessError, EnvironmentFault, Fault, Infeasible

INTERRUPTED = 130
TERMINATED = 143
BUG = 70


class Terminated(BaseException):
    """The system asked the process to end."""


def enter(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; never raises."""
    _hear_signals()
    try:
        return _run(list(arguments))
    except BrokenPipeError:
        # The reader left (``| head``); what it wanted, it has.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        return 0


def _run(arguments: list[str]) -> int:
    refusal: BessError
    try:
        code = cli.main(arguments, prog_name="bess-opt", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.UsageError as error:
        return _usage(error, arguments)
    except click.ClickException as error:
        return _tell(arguments, error.format_message(), error.exit_code)
    except BessError as error:
        _trace(arguments)
        ours = "a bug of ours: " if error.exit_code == BUG else ""
        changes = error.changes if isinstance(error, Infeasible) else ()
        return _tell(arguments, ours + error.message, error.exit_code, error.faults, changes)
    except (KeyboardInterrupt, click.Abort):
        return _tell(arguments, "interrupted; nothing was left behind", INTERRUPTED)
    except Terminated:
        return _tell(arguments, "terminated; nothing was left behind", TERMINATED)
    except BrokenPipeError:
        raise
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("bess_opt"):
            return _bug(arguments, error)
        refusal = missing_package(error.name or str(error))
        _trace(arguments)
        return _tell(arguments, refusal.message, refusal.exit_code, refusal.faults)
    except MemoryError:
        return _tell(arguments, "the machine ran out of memory", EnvironmentFault.exit_code)
    except Exception as error:
        return _bug(arguments, error)


def missing_package(name: str) -> EnvironmentFault:
    """The refusal for a package that is not installed."""
    package = name.partition(".")[0]
    fault = Fault(
        "E-ENV-001",
        f"the package '{package}' is not installed",
        repair="install bess-opt again, or run bess-opt doctor to see what is missing",
    )
    return EnvironmentFault(f"{package} is missing", [fault])


def _usage(error: click.UsageError, arguments: list[str]) -> int:
    where = error.ctx.command_path if error.ctx is not None else "bess-opt"
    text = f"{error.format_message()} See {where} --help."
    return _tell(arguments, text, error.exit_code)


def _bug(arguments: list[str], error: Exception) -> int:
    _trace(arguments)
    text = " ".join(str(error).split())
    return _tell(
        arguments,
        f"a bug of ours: {type(error).__name__}: {text} (--debug shows where; please report it)",
        BUG,
    )


def _tell(
    arguments: list[str],
    message: str,
    exit_code: int,
    faults: Sequence[Fault] = (),
    changes: Sequence[Mapping[str, Any]] = (),
) -> int:
    """Say what went wrong: a sentence on stderr, and the same as JSON where that was asked for."""
    print(f"bess-opt: {message}", file=sys.stderr)  # noqa: T201
    show_faults(faults)
    if "--json" in arguments:
        name = next((a for a in arguments if a in COMMANDS), "bess-opt")
        reply: dict[str, Any] = {
            "schema": f"bess_opt/{name}/1",
            "exit_code": exit_code,
            "error": {"message": message, "faults": [fault.as_dict() for fault in faults]},
        }
        if changes:
            reply["error"]["changes"] = list(changes)
        print(json.dumps(reply, ensure_ascii=False))  # noqa: T201
        sys.stdout.flush()
    return exit_code


def _trace(arguments: list[str]) -> None:
    if "--debug" in arguments:
        traceback.print_exc()


def _hear_signals() -> None:
    """Let SIGTERM and SIGHUP unwind the stack, so that children end and temporaries go."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise Terminated

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            try:
                signal.signal(number, leave)
            except ValueError:
                # Only the main thread may; a test runner may call us from another.
                return
