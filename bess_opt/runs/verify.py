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
from bess_opt.errors import VerificationFailed
from bess_opt.horizon import Horizon
from bess_opt.runs.billing import FILE, WITH, against_ledger, bill_file_checks, bill_rows, read_bill
from bess_opt.runs.directory import Run, open_run
from bess_opt.runs.files import sha256_of
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

LEDGER_TOLERANCE_FRAC = 1e-9
COSTS_TOLERANCE_FRAC = 1e-6


def verify_run(path: Path | str) -> list[Check]:
    """Re-check a run; checks that cannot be made for want of whole files are left out.

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
    checks = [*file_checks(run), *page_checks(run)]
    if all(check.passed for check in checks):
        checks += content_checks(run)
    return checks


def file_checks(run: Run) -> Iterator[Check]:
    """Every file of the run is there and is what was written."""
    for name, entry in run.manifest["outputs"].items():
        yield _file_check(run.path / name, name, entry["sha256"])


def page_checks(run: Run) -> Iterator[Check]:
    """Files of pages written later (reports), against the manifest that each page keeps."""
    for manifest in sorted(run.path.glob(f"*/{MANIFEST}")):
        folder = manifest.parent
        try:
            outputs = json.loads(manifest.read_text("utf-8"))["outputs"]
            for name, entry in outputs.items():
                yield _file_check(folder / name, f"{folder.name}/{name}", entry["sha256"])
        except (ValueError, KeyError, TypeError):
            yield _whole(f"{folder.name}/{MANIFEST}", 1)


def _file_check(path: Path, name: str, sha256: str) -> Check:
    return _whole(name, 0 if path.is_file() and sha256_of(path) == sha256 else 1)


def _whole(name: str, changed: int) -> Check:
    return Check("file as written", name, float(changed), 0.0, "changed")


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
