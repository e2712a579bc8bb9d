"""Witnesses: Pyomo expands a sample of every rule, and the arrays must say the same.

A rule may treat a placeholder differently from an index (``isinstance``, an f-string). Pyomo sees
to most such rules itself; these comparisons catch the rest. Every rule is expanded at a few of its
indices, its long sums cut down to a few members on both sides, so that a row over a whole year
costs no more than one over a day. Rows whose sums are not cut are compared with the arrays
themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from bess_opt.errors import ModelError
from bess_opt.model import expansion, pyomo_rules
from bess_opt.model.axes import Grid, Ordinals
from bess_opt.model.parts import AffineMap, Part, Rows, rows_of
from bess_opt.model.reader import Reader
from bess_opt.model.sample import Sample

if TYPE_CHECKING:
    from bess_opt.model.program import Program

CLOSE = 1e-9  # relative; both sides do the same arithmetic in another order
SHORT = 16  # an index set of so many members is a set of things, each of which is visited


class Witness:
    """Compares what a reader found with Pyomo's own expansion.

    Parameters
    ----------
    reader : Reader
        Reader of the model.
    points : int
        Least number of indices of each rule that are looked at; 0 for no comparison.
    """

    def __init__(self, reader: Reader, points: int) -> None:
        self.reader, self.points = reader, points

    def check(self, program: Program) -> None:
        """Compare the bounds, rows and objective of a program.

        Raises
        ------
        ModelError
            Naming the component whose rule means something else for a placeholder.
        """
        if not self.points:
            return
        self._check_bounds(program)
        now, matrix = program.arrays, program.matrix
        for part in program.rows.values():
            own = matrix.entries[part.name]
            self._check_part(part, Rows(
                now.row_lower[part.where], now.row_upper[part.where],
                matrix.row_of[own] - np.int64(part.where.start),
                matrix.column_of[own].astype(np.int64),
                now.coefficients[own],
            ))  # fmt: skip
        if program.objective is not None:
            self._check_part(program.objective, None)

    def check_map(self, part: Part, found: AffineMap) -> None:
        """Compare a named expression; raises like :meth:`check`."""
        if self.points:
            self._check_part(part, found)

    def _chosen(self, grid: Grid) -> Ordinals:
        """Indices to look at: first, last, some between, every member of short sets."""
        if not grid.size:
            return np.zeros(0, np.int64)
        short = max((size for size in grid.shape if size <= SHORT), default=1)
        count = min(max(self.points, short), grid.size)
        random = np.random.default_rng(grid.size)
        point = np.zeros(count, np.int64)
        for size in grid.shape:
            places = np.arange(count) % size
            if size > SHORT:
                places = np.concatenate(([0, size - 1], random.integers(0, size, count)))[:count]
            point = point * size + places
        return np.unique(np.concatenate((point, [grid.size - 1])))

    def _check_bounds(self, program: Program) -> None:
        now, model = program.arrays, self.reader.model
        for part in program.columns.values():
            if part.template is None:
                continue
            pyomo_rules.fill_scalar_expressions(model, part.expressions)
            for k in self._chosen(part.grid).tolist():
                low, high, integer = expansion.expand_bounds(part, model, part.grid.index(k))
                at = part.where.start + k
                if not (
                    _same(low, now.lower[at])
                    and _same(high, now.upper[at])
                    and integer == now.integer[at]
                ):
                    raise _differs(part, k)
        pyomo_rules.forget_expressions(model)

    def _check_part(self, part: Part, found: Rows | AffineMap | None) -> None:
        """Compare a few indices of one rule."""
        if part.template is None or not part.grid.size:
            return
        chosen, sample = self._chosen(part.grid), Sample()
        theirs = self._expanded(part, chosen, sample)
        if found is None or sample.has_cut:
            ours = self._evaluated(part, chosen, sample)
        else:
            ours = _at(found, chosen, part.grid.size)
        different = _difference(ours, theirs, len(chosen))
        if different is not None:
            raise _differs(part, int(chosen[different]))

    def _expanded(self, part: Part, chosen: Ordinals, sample: Sample) -> Rows | AffineMap:
        """Pyomo's expansion at the chosen indices, long sums cut."""
        reader = self.reader
        axes = reader.evaluator

        def few(source: Any) -> list[Any] | None:
            axis = axes.axis(source)
            kept = sample.ordinals(axis.size)
            if len(kept) == axis.size:
                return None
            labels = [axis.member(k) for k in kept.tolist()]
            return labels if len(axis.columns) > 1 else [label for (label,) in labels]

        indices = [part.grid.index(k) for k in chosen.tolist()]
        is_rows = part.component.ctype is pyo.Constraint
        expand = expansion.expand_rows if is_rows else expansion.expand_map
        pyomo_rules.forget_expressions(reader.model)
        try:
            with pyomo_rules.few_members(few):
                pyomo_rules.fill_scalar_expressions(reader.model, part.expressions)
                return expand(part, reader.model, indices, reader.column_of)
        finally:
            pyomo_rules.forget_expressions(reader.model)

    def _evaluated(self, part: Part, chosen: Ordinals, sample: Sample) -> Rows | AffineMap:
        """Our evaluation of the template at the chosen indices, long sums cut in the same way."""
        evaluator, template = self.reader.evaluator, part.template
        if template is None:
            raise ModelError(f"{part.name} has no template")
        frame = evaluator.frame(template[1], part.grid, chosen)
        evaluator.sample = sample
        try:
            if part.component.ctype is pyo.Constraint:
                return rows_of(evaluator, part.name, pyomo_rules.relation_of(template[0]), frame)
            return AffineMap.of(part.name, evaluator(template[0], frame), frame.size)
        finally:
            evaluator.sample = None


def _at(found: Rows | AffineMap, chosen: Ordinals, size: int) -> Rows | AffineMap:
    """The chosen points of what was found over a whole index set."""
    place = np.full(size, -1, np.int64)
    place[chosen] = np.arange(len(chosen))
    points = place[found.points]
    mine = points >= 0
    entries = points[mine], found.columns[mine], found.coefficients[mine]
    if isinstance(found, Rows):
        return Rows(found.lower[chosen], found.upper[chosen], *entries)
    return AffineMap(found.constant[chosen], *entries)


def _difference(ours: Rows | AffineMap, theirs: Rows | AffineMap, count: int) -> int | None:
    """First point at which two expansions differ; None where they agree."""
    mine, other = _entries(ours, count), _entries(theirs, count)
    for k in range(count):
        if isinstance(ours, Rows) and isinstance(theirs, Rows):
            limits = (ours.lower[k], ours.upper[k]), (theirs.lower[k], theirs.upper[k])
            same = _same_row(mine[k], other[k], *limits)
        elif isinstance(ours, AffineMap) and isinstance(theirs, AffineMap):
            same = _same_entries(mine[k], other[k]) and _same(ours.constant[k], theirs.constant[k])
        if not same:
            return k
    return None


def _same_row(
    ours: dict[int, float],
    theirs: dict[int, float],
    limits: tuple[float, float],
    their_limits: tuple[float, float],
) -> bool:
    """Whether two rows say the same.

    Pyomo turns a row round where its left side happens to be empty, and makes a plain True or
    False of one without variables.
    """
    if not any(ours.values()) and not any(theirs.values()):
        return _holds_at_zero(limits) == _holds_at_zero(their_limits)
    turned = {column: -value for column, value in theirs.items()}
    turned_limits = (-their_limits[1], -their_limits[0])
    return (_same_entries(ours, theirs) and _agree(limits, their_limits)) or (
        _same_entries(ours, turned) and _agree(limits, turned_limits)
    )


def _holds_at_zero(limits: tuple[float, float]) -> bool:
    return limits[0] <= CLOSE and limits[1] >= -CLOSE


def _agree(ours: tuple[float, float], theirs: tuple[float, float]) -> bool:
    return _same(ours[0], theirs[0]) and _same(ours[1], theirs[1])


def _entries(found: Rows | AffineMap, count: int) -> list[dict[int, float]]:
    """Coefficient of each column, per point; repeated entries added up."""
    every: list[dict[int, float]] = [{} for _ in range(count)]
    triples = (found.points.tolist(), found.columns.tolist(), found.coefficients.tolist())
    for point, column, value in zip(*triples, strict=True):
        every[point][column] = every[point].get(column, 0.0) + value
    return every


def _same_entries(ours: dict[int, float], theirs: dict[int, float]) -> bool:
    return all(_same(ours.get(c, 0.0), theirs.get(c, 0.0)) for c in ours.keys() | theirs.keys())


def _same(ours: float, theirs: float) -> bool:
    return ours == theirs or abs(ours - theirs) <= CLOSE * max(1.0, abs(theirs))


def _differs(part: Part, point: int) -> ModelError:
    return ModelError(
        f"the rule of {part.name} means something else for a placeholder than at "
        f"{part.point_name(point)}; write its condition as data or as a set"
    )
