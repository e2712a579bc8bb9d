"""A finished run as it lies in its files: components by name, axis, checks, labels, currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.component import Asset, Component, Policy, Tariff
from bess_opt.horizon import Horizon
from bess_opt.runs.directory import check_row
from bess_opt.runs.opening import Run
from bess_opt.runs.recheck import components_of, horizon_of
from bess_opt.runs.verify import content_checks

Array = NDArray[np.float64]
MOST_NAMED = 3


@dataclass(frozen=True)
class OpenedRun:
    """A finished run by name: its components, its axis, its checks and what things are called."""

    run: Run

    @cached_property
    def results(self) -> Mapping[str, Any]:
        """``results.json``."""
        return self.run.results

    @cached_property
    def case(self) -> Mapping[str, Any]:
        """The resolved case."""
        return self.run.case

    @cached_property
    def ds(self) -> Any:
        """Every quantity by step."""
        return self.run.series

    @cached_property
    def components(self) -> dict[str, Component]:
        """Active components by name."""
        return components_of(self.case)

    @cached_property
    def assets(self) -> dict[str, Asset]:
        """Active assets by name."""
        return {n: c for n, c in self.components.items() if isinstance(c, Asset)}

    @cached_property
    def tariffs(self) -> dict[str, Tariff]:
        """Active tariffs by name."""
        return {n: c for n, c in self.components.items() if isinstance(c, Tariff)}

    @cached_property
    def policies(self) -> dict[str, Policy]:
        """Active policies by name."""
        return {n: c for n, c in self.components.items() if isinstance(c, Policy)}

    @cached_property
    def horizon(self) -> Horizon:
        """The time axis."""
        return horizon_of(self.ds)

    @cached_property
    def hours(self) -> Array:
        """Hours that each step stands for, weight included, shape (T,)."""
        return np.asarray(self.horizon.dt_h * self.horizon.weight, dtype=float)

    @cached_property
    def local(self) -> Any:
        """Start of each step by the local clock, without zone, shape (T,) datetime64[s]."""
        return self.horizon.local.tz_localize(None).to_numpy().astype("datetime64[s]")

    @cached_property
    def clock_hour(self) -> Array:
        """Hour of the local day at which each step starts, shape (T,)."""
        stamps = self.horizon.local
        return np.asarray(stamps.hour + stamps.minute / 60.0, dtype=float)

    @cached_property
    def checks(self) -> list[dict[str, Any]]:
        """The checks of the results, made again from the files: those that ``verify`` makes."""
        return [check_row(check) for check in content_checks(self.run)]

    @property
    def name(self) -> str:
        """The case's name, with the scenario where there is one."""
        scenario = self.scenario
        return f"{self.case.get('name', '')}{f', {scenario}' if scenario else ''}"

    @property
    def scenario(self) -> str:
        """The scenario's name, empty for the plain case."""
        found = self.results.get("scenario") or self.run.manifest.get("scenario") or ""
        return str(found)

    @property
    def currency(self) -> str:
        """Code of the base currency."""
        return str(self.results["objective"]["currency"])

    @property
    def is_optimal(self) -> bool:
        """Whether there is an answer to report."""
        return bool(self.results.get("status") == "optimal")

    @property
    def period_words(self) -> str:
        """What money and energy are counted over."""
        basis = str(self.results["objective"].get("basis", "per year"))
        return {"per year": "a year", "present value": "in present value"}.get(basis, basis)

    def label(self, name: str) -> str:
        """A component as people call it; a tariff without a label by what it charges."""
        component = self.components.get(name)
        if component is None or component.label:
            return component.label if component else worded(name)
        charged = [a for a in getattr(component, "assets", ()) if a in self.assets]
        if not charged or isinstance(component, Asset):
            return worded(name)
        return f"{worded(type(component).kind_name)}: {self.common_label(charged)}"

    def common_label(self, names: Sequence[str]) -> str:
        """What the labels of several assets begin with, or all of them."""
        labels = [self.label(n) for n in names]
        shared = []
        for words in zip(*(label.split() for label in labels), strict=False):
            if len(set(words)) > 1:
                break
            shared.append(words[0])
        if shared or len(labels) <= MOST_NAMED:
            return " ".join(shared) or ", ".join(labels)
        return f"{', '.join(labels[: MOST_NAMED - 1])} and {len(labels) - MOST_NAMED + 1} more"


def worded(name: str) -> str:
    """A key as words: ``local_coal`` becomes ``Local coal``."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
