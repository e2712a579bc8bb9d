"""``verify``: whether a run holds what it claims, from its files alone.

Files first (a changed byte makes every later figure worthless), then the schema, the money, the
physics, the figures and the prices.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bess_opt.component import Check, Component
from bess_opt.errors import Fault, Place, VerificationFailed
from bess_opt.horizon import Horizon
from bess_opt.runs.billing import FILE, WITH, against_ledger, bill_file_checks, bill_rows, read_bill
from bess_opt.runs.files import sha256_of
from bess_opt.runs.opening import Run, open_run
from bess_opt.runs.places import MANIFEST
from bess_opt.runs.recheck import (
    balance_checks,
    components_of,
    figure_checks,
    horizon_of,
    kind_checks,
)
from bess_opt.runs.results import schema_faults
from bess_opt.runs.slackness import slackness_checks

FILE_CHECK = "file as written"
LEDGER_TOLERANCE_FRAC = 1e-9
COSTS_TOLERANCE_FRAC = 1e-6


def verify_run(path: Path | str) -> list[Check]:
    """Re-check a run; where a file of it was changed, the checks of its content are left out.

    Returns
    -------
    list of Check
        One or more per file, then schema, ledger, physics, figures and prices. A changed file is a
        failed check that names it.

    Raises
    ------
    UsageError
        There is no run at ``path``.
    VerificationFailed
        The run is not complete, or its manifest or seal was changed.
    """
    run = open_run(path)
    own = [_file_check(run.path / name, name, sha256) for name, sha256 in _own_files(run)]
    pages = [_file_check(run.path / name, name, sha256) for name, sha256 in _page_files(run)]
    content = content_checks(run) if all(check.passed for check in own) else ()
    return [*own, *pages, *content]


def _own_files(run: Run) -> Iterator[tuple[str, str]]:
    """Files of the run, each with the SHA-256 that it was written with."""
    for name, entry in run.manifest["outputs"].items():
        yield name, entry["sha256"]


def _page_files(run: Run) -> Iterator[tuple[str, str]]:
    """The same of pages written later (reports), by the manifest that each page keeps.

    A manifest that cannot be read stands for itself, with no hash at all.
    """
    for manifest in sorted(run.path.glob(f"*/{MANIFEST}")):
        folder = manifest.parent.name
        try:
            outputs = json.loads(manifest.read_text("utf-8"))["outputs"]
            yield from [(f"{folder}/{name}", str(own["sha256"])) for name, own in outputs.items()]
        except (ValueError, KeyError, TypeError, AttributeError):
            yield f"{folder}/{MANIFEST}", ""


def _file_check(path: Path, name: str, sha256: str) -> Check:
    changed = not path.is_file() or sha256_of(path) != sha256
    return Check(FILE_CHECK, name, float(changed), 0.0, "changed")


def changed_files(run: Run) -> Iterator[Fault]:
    """Each file that is not what the run wrote: what is there, what should be, and what to do."""
    for files, repair in (
        (_own_files(run), "copy the run again from where it was made, or run the case again"),
        (_page_files(run), f"write it again: bess-opt report {run.path}"),
    ):
        for name, sha256 in files:
            path = run.path / name
            place = Place(str(path))
            if not path.is_file():
                yield Fault("E-RN-001", "the file is missing", f"SHA-256 {sha256}", repair, place)
            elif not sha256:
                yield Fault("E-RN-001", "no manifest of a page", "its files", repair, place)
            elif (found := sha256_of(path)) != sha256:
                told = f"its SHA-256 is {found}"
                yield Fault("E-RN-001", told, f"{sha256}, as the run wrote it", repair, place)


def content_checks(run: Run) -> Iterator[Check]:
    """What the files say, against itself."""
    results = run.results
    faults = schema_faults(results)
    yield Check("results follow their schema", "; ".join(faults[:3]), len(faults), 0.0, "faults")
    yield from money_checks(results, run.ledger_rows)
    if results.get("status") != "optimal":
        return
    try:
        components = components_of(run.case)
        horizon = horizon_of(run.series)
    except (KeyError, ValueError, TypeError) as error:
        raise VerificationFailed(f"the resolved case cannot be read again: {error}") from error
    yield from kind_checks(components, run.series, horizon)
    yield from balance_checks(components, run.series)
    yield from bill_checks(run, components, horizon)
    yield from figure_checks(results, components, run.series, horizon)
    yield from slackness_checks(components, run.series, run.duals)
    yield told_checks(run)


def bill_checks(run: Run, components: Mapping[str, Component], horizon: Horizon) -> Iterator[Check]:
    """The bill from the series against the ledger, and ``bill.csv`` against both."""
    base = str(run.results["objective"]["currency"])
    rates = (run.case.get("currency") or {}).get("rates") or {}
    rows = bill_rows(WITH, components, run.series, horizon, base, rates)
    yield against_ledger(rows, run.ledger_rows, components, f"bill {WITH} is the ledger's")
    if run.has(FILE):
        told = read_bill(run.checked(FILE).read_text("utf-8"))
        yield from bill_file_checks(told, rows, run.results, components)


def money_checks(results: Mapping[str, Any], rows: list[dict[str, Any]]) -> Iterator[Check]:
    """The ledger adds up to the objective, the told costs to the ledger."""
    value = results["objective"]["value"]
    total = math.fsum(row["amount_base"] for row in rows)
    size = max(1.0, math.fsum(abs(row["amount_base"]) for row in rows))
    yield Check(
        "ledger adds up to the objective", "", _gap(total, value, size), LEDGER_TOLERANCE_FRAC, "1"
    )
    costs = [x for entries in (results.get("costs") or {}).values() for x in entries.values()]
    yield Check(
        "costs add up to the objective",
        "",
        _gap(math.fsum(costs), value, size),
        COSTS_TOLERANCE_FRAC,
        "1",
    )
    saving, baseline = results.get("savings"), results.get("baseline")
    if saving and baseline:
        told = baseline["objective"]["value"]
        miss = _gap(value + saving["amount"], told, max(1.0, abs(told)))
        yield Check("saving is baseline less cost", "", miss, LEDGER_TOLERANCE_FRAC, "1")
    table: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        table.setdefault((row["component"], row["entry"]), []).append(row["amount_base"])
    costs_told = results.get("costs") or {}
    worst = max(
        (
            _gap(math.fsum(amounts), costs_told.get(component, {}).get(entry, 0.0), size)
            for (component, entry), amounts in table.items()
        ),
        default=0.0,
    )
    yield Check("costs told are those of the ledger", "", worst, LEDGER_TOLERANCE_FRAC, "1")


def told_checks(run: Run) -> Check:
    """The checks made when the run was written all passed."""
    failed = sum(not check["passed"] for check in run.checks)
    return Check("checks made with the run", "checks.json", float(failed), 0.0, "failed")


def _gap(a: float, b: Any, size: float) -> float:
    return abs(a - b) / size if isinstance(b, int | float) else float("nan")
