"""``results.json`` of an answer: what was found, beside the system without storage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bess_opt.errors import Fault
from bess_opt.studies.figures import energy, sizes, system_figures
from bess_opt.studies.prices import binding
from bess_opt.studies.system import Answer, System
from bess_opt.studies.trial import trial_basis, trial_sizes
from bess_opt.studies.value_stack import value_stack
from bess_opt.studies.without_storage import Without
from bess_opt.studies.worth import break_even, chosen_sizes, flatness

# An end of the flat range is given up after this, or after so many times the optimum's own solve.
PATIENCE_S, PATIENCE_FACTOR = 60.0, 5.0


def assemble(system: System, answer: Answer, without: Without) -> dict[str, Any]:
    """Figures of an answer beside its baseline."""
    baseline = without.answer
    form = system.form
    results = _part(system, answer)
    solution = answer.solution
    certificate = solution.certificate
    residuals = {"primal": 0.0, "dual": 0.0, "gap": 0.0}
    if certificate is not None:
        residuals = {
            "primal": certificate.primal,
            "dual": certificate.dual,
            "gap": certificate.gap,
        }
    return results | {
        "status": str(solution.status),
        "solver": {
            "name": solution.engine,
            "algorithm": solution.algorithm,
            "version": solution.version,
            "iterations": solution.iterations,
            "build_s": system.build_s,
            "solve_s": solution.seconds,
            "primal_residual": residuals["primal"],
            "dual_residual": residuals["dual"],
            "gap": residuals["gap"],
            "message": solution.message,
            "cleaned": solution.cleaned,
        },
        "binding": binding(answer.duals, answer.dataset, form.horizon, form.components),
        "baseline": None if baseline is None else _part(system, baseline),
        "baseline_refused": without.refusal,
        "savings": None
        if baseline is None
        else _savings(system, answer, baseline, list(without.resting)),
    }


def _savings(
    system: System, answer: Answer, baseline: Answer, resting: list[str]
) -> dict[str, Any]:
    """What storage saves, and whether that is more than two solves differ by.

    It may be less than nothing only where rules rest in the baseline.
    """
    amount = baseline.cost - answer.cost
    blur = 10 * sum(
        abs(a.solution.objective) * (a.solution.certificate.gap if a.solution.certificate else 0)
        for a in (baseline, answer)
    )
    return {
        "amount": amount,
        "currency": system.form.base,
        "perspective": system.case.study.perspective,
        "distinguishable": bool((abs(amount) if resting else amount) > blur),
        "blur": blur,
        "without_rules": resting,
        "imputed": _imputed_less(answer, baseline),
    }


def _imputed_less(answer: Answer, baseline: Answer) -> dict[str, float]:
    """By entry, the part of the saving that nobody pays: lost load, wear, nudges; base currency."""
    found: dict[str, float] = {}
    for side, sign in ((baseline, 1.0), (answer, -1.0)):
        for entries in side.ledger.by_component("imputed").values():
            for entry, amount in entries.items():
                found[entry] = found.get(entry, 0.0) + sign * amount
    return found


def _part(system: System, answer: Answer) -> dict[str, Any]:
    form = system.form
    shares = sum(form.horizon.share_of_year.values())
    return {
        "objective": {
            "value": answer.cost,
            "currency": form.base,
            "basis": "per year" if abs(shares - 1) < 1e-9 else "over the horizon",
        },
        "sizes": sizes(answer.dataset, form.components, form.horizon),
        "energy_mwh": energy(answer.dataset, form.components, form.horizon),
        "costs": answer.ledger.by_component(),
        "sunk": answer.ledger.total("sunk"),
        "imputed": answer.ledger.total("imputed"),
        **system_figures(answer.dataset, form.components, form.horizon, form.base, form.rates),
    }


def add_worth(
    system: System, answer: Answer, baseline: Answer | None, results: dict[str, Any]
) -> None:
    """Add the headline; break-even where storage does not pay, neighbouring sizes where it does."""
    results["break_even"] = results["flatness"] = None
    if baseline is None or not system.storage_ratings():
        results["headline"] = {"storage_pays": None}
        return
    chosen = chosen_sizes(system, answer.dataset)
    pays = any(own.get("p_rated_mw", 0.0) > results["nothing_mw"] for own in chosen.values())
    given = {
        n: {f: results["sizes"][n][f] for f in ("p_rated_mw", "e_rated_mwh", "duration_h")}
        for n in chosen
    }
    results["headline"] = {"storage_pays": pays, "storage": given}
    study = system.case.study
    can_build = any(v for own in trial_sizes(system).values() for v in own.values())
    if not pays and study.break_even and can_build:
        found = break_even(system, baseline.solution.objective)
        results["break_even"] = found | {"currency": system.form.base}
    if study.value_stack:
        results["value_stack"] = value_stack(
            system,
            chosen if pays else trial_sizes(system),
            (baseline.solution.objective, answer.solution.objective if pays else None),
            is_chosen=pays,
        )
        results["value_stack"]["basis"] = None if pays else trial_basis(system)
    if pays and study.flatness:
        patience_s = max(PATIENCE_S, PATIENCE_FACTOR * answer.solution.seconds)
        results["flatness"] = flatness(
            system, answer.solution, answer.cost, chosen, patience_s, baseline.solution.objective
        )


def given_up(rows: Sequence[dict[str, Any]] | None) -> Iterator[Fault]:
    """W-NU-004 for each end of the flat range that was not found in time."""
    found = {row["end"] for row in rows or ()}
    for end in ("least", "most") if rows is not None else ():
        if end not in found:
            yield Fault(
                "W-NU-004",
                f"the {end} storage within 1 % of the least cost was not found in time, so how "
                "flat the optimum is on that side is not known",
            )
