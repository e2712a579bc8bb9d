"""The directory of a run that found no solution: its case, its diagnosis and its log, sealed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bess_opt.errors import Fault, Infeasible, Place
from bess_opt.runs.directory import publish, seal
from bess_opt.runs.files import refusing, write_text
from bess_opt.runs.places import refuse_occupied, temporary_name
from bess_opt.runs.plain import plain


def write_refused(
    target: Path,
    files: Mapping[str, str],
    manifest: Mapping[str, Any],
    log_lines: Iterable[Mapping[str, Any]] = (),
    *,
    replace: bool = False,
) -> Path:
    """Write a run without an answer so that it is there whole or not at all.

    Parameters
    ----------
    files : mapping
        Texts by name.
    manifest : mapping
        As of any run, with ``outcome``: ``infeasible`` or ``unbounded``.

    Raises
    ------
    UsageError
        The target is occupied.
    EnvironmentFault
        It cannot be written; nothing is left behind.
    """
    target = Path(target).absolute()
    refuse_occupied(target, replace=replace)
    temporary = temporary_name(target.parent)
    try:
        with refusing(target):
            temporary.mkdir(parents=True)
            lines = [json.dumps(plain(line), ensure_ascii=False) + "\n" for line in log_lines]
            for name, text in {**files, "log/run.jsonl": "".join(lines)}.items():
                write_text(temporary / name, text)
            seal(temporary, manifest)
            publish(temporary, target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return target


def refuse_unanswered(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse to read figures from a run that has none.

    Raises
    ------
    Infeasible
        The run ended without a solution.
    """
    outcome = manifest.get("outcome")
    if outcome is None:
        return
    fault = Fault(
        "E-RN-009",
        f"the run ended {outcome} and has no figures",
        "a run with an answer",
        f"read {folder / 'diagnosis.txt'}, change the case as it says and run it again",
        Place(str(folder)),
    )
    raise Infeasible(f"{folder} holds a run without a solution", [fault])
