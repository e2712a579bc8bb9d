"""Runs side by side: which inputs differ, which figures differ, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bess_opt.errors import UsageError
from bess_opt.runs.opening import Run, open_run
from bess_opt.units import unit_of

# Parts of results.json that are figures of the answer; the rest tells how it was found.
PARTS = (
    "objective",
    "sizes",
    "savings",
    "baseline",
    "energy_mwh",
    "costs",
    "emissions_t",
    "renewable_share_frac",
    "clean_share_frac",
    "served_mwh",
    "unserved_mwh",
    "curtailed_mwh",
    "full_cycles_per_year",
    "overlap_hours",
    "opposed_hours",
)
BASELINE_PARTS = ("objective", "emissions_t", "renewable_share_frac", "unserved_mwh")
MONEY = ("objective", "savings", "costs")
# Figures this small in their own unit are rounding: a watt-hour, a fraction of a cent.
NEGLIGIBLE = 1e-6
# A figure that is this small beside the largest of its unit is nothing: the accuracy of an engine.
DUST_FRAC = 1e-9


@dataclass(frozen=True)
class Figure:
    """One figure in every run; None where a run lacks it. ``relative`` is to the first run."""

    path: str
    unit: str
    values: tuple[float | None, ...]
    difference: float | None
    relative: float | None
    differs: bool


@dataclass(frozen=True)
class Difference:
    """One input that is not the same in every run."""

    path: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Comparison:
    """What :func:`compare_runs` found."""

    names: tuple[str, ...]
    inputs: tuple[Difference, ...]
    figures: tuple[Figure, ...]

    @property
    def differing(self) -> tuple[Figure, ...]:
        """Figures that differ by more than the tolerance."""
        return tuple(figure for figure in self.figures if figure.differs)

    @property
    def same(self) -> bool:
        """Whether nothing differs, neither in nor out."""
        return not self.inputs and not self.differing

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for ``--json``."""
        return {"same": self.same, **asdict(self)}


def compare_runs(*paths: Path | str, tolerance: float = 1e-6) -> Comparison:
    """Compare two runs or more; differences are last run less first.

    Parameters
    ----------
    paths : Path
        Run directories.
    tolerance : float
        Relative difference up to which figures count as the same.

    Raises
    ------
    UsageError
        Fewer than two runs, or one of them is none.
    """
    if len(paths) < 2:
        raise UsageError("a comparison needs at least two runs")
    return compare_opened([open_run(path) for path in paths], tolerance)


def compare_opened(runs: Sequence[Run], tolerance: float = 1e-6) -> Comparison:
    """The same of runs that are open already."""
    return Comparison(
        _names([run.path for run in runs]),
        tuple(_inputs(runs)),
        tuple(_figures(runs, tolerance)),
    )


def _names(paths: list[Path]) -> tuple[str, ...]:
    names = [path.name for path in paths]
    if len(set(names)) == len(names):
        return tuple(names)
    return tuple(f"{path.parent.name}/{path.name}" for path in paths)


def _inputs(runs: Sequence[Run]) -> Iterator[Difference]:
    """Values of the resolved cases, then files by their hash."""
    # Scenarios that a case merely offers are no input of the run that was made of it.
    cases = [dict(_leaves({**run.case, "scenarios": {}})) for run in runs]
    files = [
        {f"file {name}": str(entry["sha256"])[:12] for name, entry in _data_files(run)}
        for run in runs
    ]
    for tables in (cases, files):
        for path in dict.fromkeys(key for table in tables for key in table):
            values = tuple(table.get(path) for table in tables)
            if any(value != values[0] for value in values[1:]):
                yield Difference(path, values)


def _data_files(run: Run) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Input files other than the case itself, whose values are compared one by one."""
    for name, entry in (run.manifest.get("inputs") or {}).items():
        if not Path(name).name.startswith("case."):
            yield Path(name).name, entry


def _figures(runs: Sequence[Run], tolerance: float) -> Iterator[Figure]:
    tables = [dict(_numbers(run.results)) for run in runs]
    currency = str((runs[0].results.get("objective") or {}).get("currency", ""))
    dust = _dust(tables, currency)
    for path in dict.fromkeys(key for table in tables for key in table):
        least = dust[figure_unit(path, currency)]
        values = tuple(_tidy(table.get(path), least) for table in tables)
        first, last = values[0], values[-1]
        known = [value for value in values if value is not None]
        spread = max(known) - min(known)
        scale = max(abs(value) for value in known)
        missing = len(known) < len(values)
        difference = None if first is None or last is None else last - first
        relative = difference / abs(first) if difference is not None and first else None
        differs = missing or spread > max(tolerance * scale, NEGLIGIBLE)
        yield Figure(path, figure_unit(path, currency), values, difference, relative, differs)


def _dust(tables: Sequence[Mapping[str, float]], currency: str) -> dict[str, float]:
    """By unit, what an engine leaves of a figure that is zero, beside the largest of the unit."""
    largest: dict[str, float] = {}
    for table in tables:
        for path, value in table.items():
            unit = figure_unit(path, currency)
            largest[unit] = max(largest.get(unit, 0.0), abs(value))
    return {unit: DUST_FRAC * most for unit, most in largest.items()}


def _tidy(value: float | None, least: float) -> float | None:
    return 0.0 if value is not None and abs(value) <= least else value


def _numbers(results: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for part in PARTS:
        told = results.get(part)
        if part == "baseline" and told:
            # Only its headline: energies and costs of a system that is not built would be noise.
            told = {key: told.get(key) for key in BASELINE_PARTS}
        for path, value in _leaves(told, part):
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield path, float(value)


def figure_unit(path: str, currency: str) -> str:
    """Unit of a figure: of the last key that names one, money where the part is money."""
    if path.split(".")[0] in MONEY or ".costs." in path or ".objective." in path:
        return currency
    for key in reversed(path.split(".")):
        unit = unit_of(key)
        if unit is not None:
            return unit.symbol.replace("{currency}", currency)
    return ""


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for k, item in enumerate(value):
            yield from _leaves(item, f"{path}[{k}]")
    elif value is not None or path:
        yield path, value
