"""How far to trust the answer: re-checks, the certificate of the optimum, the run's origin."""

from __future__ import annotations

from typing import Any

from bess_opt.report.content import Block, Section, Table, Text, text_column
from bess_opt.report.numbers import MINUS, count, fixed, is_number
from bess_opt.report.reading import Reading

CERTIFICATE_FRAC = 1e-6


def trust(reading: Reading) -> Section:
    """The section."""
    checks = reading.checks
    failed = [c for c in checks if not c["passed"]]
    words = "all passed" if not failed else f"{count(len(failed), 'check')} failed"
    blocks: list[Block] = [
        Text(
            f"{len(checks)} checks of the results were made from the run's files, by code "
            f"that shares nothing with the formulation; {words}. bess-opt run and bess-opt verify "
            "make and count the same ones; both also hold each file of the run against its hash "
            "and count the files apart."
        ),
        _check_table(reading, checks),
        _certificate(reading),
        _origin(reading),
    ]
    return Section("trust", "Checks and certificate", tuple(blocks))


def _check_table(reading: Reading, checks: list[dict[str, Any]]) -> Table:
    names = reading.components
    titles = ("Check", "Of", "Largest miss", "Allowed", "Unit", "Verdict")
    rows = tuple(
        (
            c["name"],
            reading.label(c["component"]) if c["component"] in names else c["component"],
            _tiny(c["figure"]),
            _tiny(c["tolerance"]),
            c["unit"],
            "passed" if c["passed"] else "failed",
        )
        for c in checks
    )
    return Table(
        "Checks: the largest miss against what is allowed",
        tuple(text_column(t) for t in titles),
        rows,
        note="A negative miss is room that is left.",
        flagged=tuple(k for k, c in enumerate(checks) if not c["passed"]),
    )


def _tiny(value: Any) -> str:
    if not is_number(value):
        return "none"
    return f"{value:.1e}".replace("-", MINUS) if value else "0"


def _certificate(reading: Reading) -> Table:
    solver = reading.results.get("solver") or {}
    rows = [
        (title, _tiny(solver.get(key)), _tiny(CERTIFICATE_FRAC))
        for key, title in (
            ("primal_residual", "every rule holds (primal residual)"),
            ("dual_residual", "no price is missing (dual residual)"),
            ("gap", "no cheaper answer exists (duality gap)"),
        )
    ]
    seconds = [fixed(solver.get(key), 1) for key in ("build_s", "solve_s")]
    engine = " ".join(str(solver.get(k, "")) for k in ("name", "version")).strip()
    return Table(
        "Certificate of the optimum, recomputed from the arrays, relative",
        tuple(text_column(t) for t in ("What it says", "Figure", "Refused above")),
        tuple(rows),
        note=f"Solved by {engine} in {count(int(solver.get('iterations') or 0), 'iteration')}; "
        f"{seconds[0]} s to build, {seconds[1]} s to solve.",
    )


def _origin(reading: Reading) -> Table:
    manifest = reading.run.manifest
    rows: list[tuple[str, str]] = [("Run made", str(manifest.get("created", "")))]
    versions = manifest.get("versions") or {}
    rows.append(("Versions", ", ".join(f"{k} {v}" for k, v in versions.items())))
    rows.append(("Changes by hand", ", ".join(map(str, manifest.get("overrides") or [])) or "none"))
    rows += [
        (f"SHA-256 of {name}", str(entry.get("sha256", "")))
        for name, entry in (manifest.get("inputs") or {}).items()
    ]
    return Table(
        "Where this run comes from",
        (text_column("What"), text_column("Value")),
        tuple(rows),
    )
