"""Rows and columns of a program in the words of its case: rule, owner, time, amount, line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bess_opt.component import Asset
from bess_opt.errors import Place
from bess_opt.solve.arithmetic import Impossible
from bess_opt.studies.system import System
from bess_opt.units import unit_of

PlaceOf = Callable[[str], Place]
ROOMS = {"asset": "assets", "tariff": "tariffs", "policy": "policies"}
MOST_PARTS = 5
# Unit of a row whose name has the word, where neither a shadow price nor a column says.
_UNITS_BY_WORD = (
    *((word, "MWh") for word in ("energy", "duration", "cycles", "soc", "month", "day")),
    *((word, "MW") for word in ("power", "limit", "offered", "most", "least", "ramp", "firm")),
)


@dataclass(frozen=True)
class Subject:
    """What a row is about: its constraint, whose it is and the month, day or year it is for."""

    constraint: str
    owner: str
    span: str

    def __str__(self) -> str:
        text = self.constraint.replace("_", " ")
        text += f" of {self.owner}" if self.owner else ""
        return text + (f" in {self.span}" if self.span else "")


class Words:
    """Speaks of one system.

    Parameters
    ----------
    place_of : callable, optional
        Place of a dotted path in the case file.
    """

    def __init__(self, system: System, place_of: PlaceOf | None = None) -> None:
        self.system, self.place_of = system, place_of
        self.lp = system.program.linear_program()
        self.units = {"power_balance": "MW"} | {
            shadow.constraint: shadow.unit.split("/")[1]
            for kind in system.form.kinds
            for shadow in kind.shadows
            if "/" in shadow.unit
        }

    def subject(self, row: int) -> Subject:
        """What a row is about."""
        part = next(
            p for p in self.system.program.rows.values() if p.where.start <= row < p.where.stop
        )
        return self._subject(part, row - part.where.start, int(self.lp.row_time[row]))

    def column(self, column: int) -> Subject:
        """What a column is about."""
        part = next(
            p
            for p in self.system.program.columns.values()
            if p.where.start <= column < p.where.stop
        )
        time = int(self.lp.column_time[column])
        return self._subject(part, column - part.where.start, time)

    def _subject(self, part: Any, point: int, time: int) -> Subject:
        labels = list(part.grid.labels(point))
        if time >= 0 and time in labels:
            labels.reverse()
            labels.remove(time)
            labels.reverse()
        names = [str(n) for n in labels if isinstance(n, str)]
        spans = [self._span(int(n)) for n in labels if not isinstance(n, str)]
        return Subject(part.name, ", ".join(names), ", ".join(spans))

    def _span(self, label: int) -> str:
        horizon = self.system.form.horizon
        if label in horizon.months:
            return f"{label // 100}-{label % 100:02d}"
        if label in horizon.years:
            return str(label)
        at = np.flatnonzero(horizon.day == label)
        return f"{horizon.local[int(at[0])]:%Y-%m-%d}" if at.size else str(label)

    def time(self, step: int) -> str:
        """Local start of a step in the zone of the case."""
        return f"{self.system.form.horizon.local[step]:%Y-%m-%d %H:%M}"

    def path(self, subject: Subject) -> str:
        """Path of the owner in the case; of a bus, what is on it and wants power."""
        name = subject.owner.split(", ")[0]
        owner = self.system.form.components.get(name)
        if owner is not None:
            return f"{ROOMS[owner.room]}.{owner.name}"
        at_bus = [a for a in self.system.form.components.values() if getattr(a, "bus", "") == name]
        loads = [a for a in at_bus if a.name in self.system.form.fields.get("demand_mw", {})]
        return f"assets.{loads[0].name}" if loads else ""

    def place(self, path: str) -> Place | None:
        """Where a path stands, None where nobody knows."""
        return self.place_of(path) if path and self.place_of is not None else None

    def told(self, findings: Sequence[Impossible]) -> list[tuple[str, str]]:
        """A sentence for each rule that arithmetic finds impossible, with the path of its owner."""
        groups: dict[tuple[Subject, bool, bool], list[Impossible]] = {}
        for finding in findings:
            subject = self.subject(finding.row)
            if finding.is_indirect:
                return [(f"{subject} cannot hold beside the others", self.path(subject))]
            is_timed = self.lp.row_time[finding.row] >= 0
            key = (subject, finding.is_short, bool(is_timed))
            groups.setdefault(key, []).append(finding)
        return [(self._told(s, own), self.path(s)) for (s, _, _), own in groups.items()]

    def _told(self, subject: Subject, own: Sequence[Impossible]) -> str:
        worst = own[0]
        unit = self._unit(worst, subject)
        if worst.other >= 0:
            other = self.subject(worst.other)
            return (
                f"{subject} asks for at least {amount(worst.need, unit)}, and {other} allows at "
                f"most {amount(worst.reach, unit)}{self._share(subject)}"
            )
        step = int(self.lp.row_time[worst.row])
        when = f" at {self.time(step)}" if step >= 0 else ""
        parts, fixed = self._parts(worst, unit)
        need, reach = worst.need - fixed, worst.reach - fixed
        if self._is_given(worst):
            more, less = (float(np.sum(np.maximum(sign * worst.parts, 0))) for sign in (1, -1))
            text = (
                f"{subject}{when} sets {amount(max(more, less), unit)} against "
                f"{amount(min(more, less), unit)}, both given: {amount(worst.miss, unit)} apart"
            )
        elif worst.is_short:
            text = (
                f"{subject}{when} needs {amount(need, unit)} and can have at most "
                f"{amount(reach, unit)}{parts}: short by {amount(worst.miss, unit)}"
            )
        else:
            text = (
                f"{subject}{when} can take at most {amount(need, unit)} and gets at least "
                f"{amount(reach, unit)}{parts}: {amount(worst.miss, unit)} too much"
            )
        text += self._share(subject) if unit in ("MWh", "t") and not self._is_given(worst) else ""
        if step >= 0 and len(own) > 1:
            first = min(int(self.lp.row_time[f.row]) for f in own)
            text += f"; that is the worst of {len(own)} steps, the first at {self.time(first)}"
        return text

    def _share(self, subject: Subject) -> str:
        """How much of a month or year the horizon holds, where it is not the whole."""
        horizon = self.system.form.horizon
        spans = {f"{k // 100}-{k % 100:02d}": s for k, s in horizon.share_of_month.items()}
        spans |= {str(y): s for y, s in horizon.share_of_year.items()}
        share = spans.get(subject.span, 1.0)
        return "" if share > 1 - 1e-9 else f" (the horizon holds {share:.3%} of {subject.span})"

    def _is_given(self, finding: Impossible) -> bool:
        """Whether the case gives all numbers of a row, so that there is nothing to decide."""
        columns = finding.columns
        return bool(columns.size) and bool(np.all(self.lp.lower[columns] == self.lp.upper[columns]))

    def _unit(self, finding: Impossible, subject: Subject) -> str:
        """Unit of a row: that of its shadow price, or of a column that counts once in it."""
        known = self.units.get(subject.constraint)
        if known is not None:
            return known
        for j in finding.columns.tolist():
            own = slice(self.lp.indptr[j], self.lp.indptr[j + 1])
            value = self.lp.values[own][self.lp.indices[own] == finding.row]
            unit = unit_of(self.column(j).constraint)
            if np.all(np.abs(value) == 1) and unit is not None:
                return unit.symbol
        return next((u for word, u in _UNITS_BY_WORD if word in subject.constraint), "")

    def _parts(self, finding: Impossible, unit: str) -> tuple[str, float]:
        """What each component brings, and the sum of what nothing in the program can move."""
        lp, by_owner, fixed = self.lp, dict[str, float](), 0.0
        is_fixed = lp.lower[finding.columns] == lp.upper[finding.columns]
        set_aside = not bool(np.all(is_fixed))
        for j, value, given in zip(
            finding.columns.tolist(), finding.parts.tolist(), is_fixed.tolist(), strict=True
        ):
            if given and set_aside:
                fixed += value
                continue
            owner = self.column(j).owner.split(", ")[-1]
            by_owner[owner] = by_owner.get(owner, 0.0) + value
        listed = sorted(by_owner.items(), key=lambda item: -abs(item[1]))
        dust = 1e-6 * max((abs(value) for _, value in listed), default=0.0)
        listed = [(name, value) for name, value in listed if abs(value) > dust]
        shown = [f"{name} {amount(value, '')}" for name, value in listed[:MOST_PARTS]]
        if not shown:
            return "", fixed
        more = ", ..." if len(listed) > MOST_PARTS else ""
        return f" ({', '.join(shown)}{more}{' ' + unit if unit else ''})", fixed

    def proof(self, y: Any) -> list[tuple[Subject, int, int]]:
        """Rules that a proof leans on, rules of the case before physics: (rule, rows, a step)."""
        size = np.abs(y)
        rows = np.flatnonzero(size > 1e-6 * max(float(np.max(size, initial=0.0)), 1e-12))
        groups: dict[Subject, list[int]] = {}
        for i in rows[np.argsort(-size[rows], kind="stable")][:5000].tolist():
            groups.setdefault(self.subject(i), []).append(i)
        physics = physics_rows(self.system)
        ordered = sorted(groups.items(), key=lambda item: bool(physics[item[1][0]]))
        return [(s, len(own), int(self.lp.row_time[own[0]])) for s, own in ordered]

    def listed(self, y: Any, most: int = 6) -> str:
        """The rules of a proof as one text."""
        groups = self.proof(y)
        told = []
        for subject, count, step in groups[:most]:
            when = ""
            if step >= 0:
                when = f" at {self.time(step)}"
                when += f" and {count - 1} more steps" if count > 1 else ""
            place = self.place(self.path(subject))
            where = "" if place is None or place.line is None else f" ({_short(place)})"
            told.append(f"{subject}{when}{where}")
        more = len(groups) - most
        return "; ".join(told) + (f"; and {more} more" if more > 0 else "")


def _short(place: Place) -> str:
    """A place by the name of its file alone."""
    return str(replace(place, file=Path(place.file).name, column=None))


def amount(value: float, unit: str) -> str:
    """A number with its unit, as people read it."""
    return f"{value:,.6g}" + (f" {unit}" if unit else "")


def physics_rows(system: System, *, of_steps: bool = False) -> Any:
    """Flags of the rows that describe plants alone, and no balance, money or rule.

    Parameters
    ----------
    of_steps : bool
        Only the laws that hold in every step, and no budget of a day, month or end.
    """
    lp = system.program.linear_program()
    flags = np.zeros(lp.n_rows, dtype=bool)
    kinds = tuple(f"{k.kind_name}_" for k in system.form.kinds if issubclass(k, Asset))
    steps = len(system.form.horizon)
    for name, part in system.program.rows.items():
        is_law = steps in part.grid.shape or not of_steps
        flags[part.where] = name.startswith(kinds) and is_law
    return flags
