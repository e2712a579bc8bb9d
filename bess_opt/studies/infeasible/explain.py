"""The diagnosis of a case without a solution: arithmetic first, then the proof, then what helps."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bess_opt.errors import Fault, Infeasible
from bess_opt.solve.arithmetic import Impossible, find_impossible
from bess_opt.solve.solution import Solution
from bess_opt.studies.infeasible.search import Change, Found, Reread, find_changes
from bess_opt.studies.infeasible.words import PlaceOf, Words, physics_rows
from bess_opt.studies.system import System

MOST_TOLD = 6
SECONDS = 12.0
_EXPECTED = "rules that can hold together"


def impossible(system: System) -> list[Impossible]:
    """What arithmetic alone shows to be impossible, as the program stands."""
    lp = system.program.linear_program()
    physics = physics_rows(system)
    balance = np.zeros(lp.n_rows, dtype=bool)
    if "power_balance" in system.program.rows:
        balance[system.program.rows["power_balance"].where] = True
    every = np.ones(lp.n_rows, dtype=bool)
    stages = [
        (physics_rows(system, of_steps=True), physics),
        (physics, ~physics),
        (physics | balance, ~physics),
        (every, every),
    ]
    return find_impossible(lp, stages)


def explained(
    system: System,
    reread: Reread,
    place_of: PlaceOf,
    findings: Sequence[Impossible] = (),
    seconds: float = SECONDS,
) -> Infeasible:
    """The refusal of an infeasible case, with the changes that were proven to help.

    Parameters
    ----------
    reread : callable
        The system of the case with further overrides; every change is checked with it.
    place_of : callable
        Place of a dotted path in the case file.
    findings : sequence of Impossible
        What arithmetic has found already.
    """
    words = Words(system, place_of)
    found = find_changes(system, reread, seconds)
    faults = [
        Fault("E-IN-003", text, "", "", words.place(path), path)
        for text, path in words.told([f for f in findings if not f.is_indirect])[:MOST_TOLD]
    ]
    if not faults:
        faults = [_from_proof(words, found)]
    faults[0] = replace(faults[0], repair=_advice(found.changes))
    together = found.changes[0] if found.changes and len(found.changes[0].paths) > 1 else None
    for path, text in zip(together.paths, together.words, strict=True) if together else ():
        place = words.place(path)
        faults.append(Fault("E-IN-001", f"{text}: must give, together with the others", "", "",
                            place, path))  # fmt: skip
    zone = system.form.horizon.zone
    return Infeasible(
        f"the case is infeasible: no dispatch and no size meets all its rules (times in {zone})",
        faults,
        [change.as_dict() for change in found.changes],
    )


def _from_proof(words: Words, found: Found) -> Fault:
    if found.relief is None:
        text = "the rules contradict each other, and no number of the case that may give mends it"
        return Fault("E-IN-001", text, _EXPECTED)
    first = found.changes[0].paths[0] if found.changes else ""
    text = f"these cannot all hold: {words.listed(found.relief.y)}"
    if found.changes:
        text += f"; what is missing: {'; '.join(found.changes[0].words)}"
    return Fault("E-IN-001", text, _EXPECTED, "", words.place(first), first)


def _advice(changes: Sequence[Change]) -> str:
    if not changes:
        return "no change of the numbers that may give was found that makes the case feasible"
    texts = [" ".join(f"-S {shlex.quote(o)}" for o in change.overrides) for change in changes]
    if len(changes[0].paths) > 1:
        return (
            f"add all of {texts[0]} (checked: with these the case is feasible; no single change "
            "that was tried is enough)"
        )
    if len(texts) == 1:
        return f"add {texts[0]} (checked: with this the case is feasible)"
    return f"add one of {' | '.join(texts)} (checked: with any one of them the case is feasible)"


def in_short(system: System) -> list[str]:
    """Why the program as it stands has no solution, without looking for changes.

    Empty where arithmetic finds nothing and no engine has said that there is none.
    """
    words = Words(system)
    told = [text for text, _ in words.told(impossible(system))[:MOST_TOLD]]
    if told or system.unanswered is None:
        return told
    y = system.unanswered.y
    if np.all(np.isfinite(y)) and np.any(y):
        return [f"these cannot all hold: {words.listed(y)}"]
    return ["the rules contradict each other"]


def unbounded(system: System, solution: Solution, place_of: PlaceOf) -> Infeasible:
    """The refusal of a case whose cost falls for ever: along what, and which price does it."""
    words = Words(system, place_of)
    lp = system.program.linear_program()
    direction = solution.x
    earning = lp.cost * direction
    moving = np.flatnonzero(np.abs(direction) > 1e-6 * float(np.max(np.abs(direction))))
    order = moving[np.argsort(earning[moving], kind="stable")]
    subjects = list(dict.fromkeys(words.column(j) for j in order.tolist()))
    first = int(order[0])
    step = int(lp.column_time[first])
    owner = subjects[0].owner.split(", ")[-1]
    prices = _prices_on(system, owner)
    when = f", for one at {words.time(step)}" if step >= 0 else ""
    found = (
        f"the cost falls without end along {', '.join(str(s) for s in subjects[:5])}{when}: each "
        f"more unit of {subjects[0]} earns {-lp.cost[first] * np.sign(direction[first]):,.6g} "
        f"{system.form.base}, and nothing limits it"
    )
    path = prices[0] if prices else words.path(subjects[0])
    repair = f"limit {owner}, or look at {' and '.join(prices) if prices else 'its price'}"
    fault = Fault("E-IN-002", found, "a limit on every source of income", repair,
                  words.place(path), path)  # fmt: skip
    return Infeasible("the case is unbounded: its cost can fall without end", [fault])


def _prices_on(system: System, asset: str) -> list[str]:
    """Paths of the prices that meter an asset."""
    from bess_opt.component import is_money

    found = []
    for name, component in system.form.components.items():
        if component.room == "tariff" and asset in getattr(component, "assets", ()):
            fields = [
                f for f in type(component).model_fields if is_money(f) and getattr(component, f)
            ]
            found += [f"tariffs.{name}.{field}" for field in fields]
    return found
