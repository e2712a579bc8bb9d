"""A small system formulated, compiled and solved in one call, for tests that know the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from bess_opt.component import REGISTER, Component, load_register
from bess_opt.horizon import Horizon
from bess_opt.ledger import Ledger
from bess_opt.model.build import Formulation, formulate
from bess_opt.model.program import Program, compile_model
from bess_opt.model.results import read_dataset, read_duals, read_ledger
from bess_opt.solve.engine import solve
from bess_opt.solve.solution import Solution

load_register()
KINDS = {kind: cls for room in REGISTER.values() for kind, cls in room.items()}


def made(kind: str, name: str, **fields: Any) -> Component:
    """A component of a registered kind."""
    return KINDS[kind](name=name, kind=kind, **fields)


def hours(steps: int, step_h: float = 1.0) -> Horizon:
    """Steps from the first of January 2026 (a month of 744 h, a year of 8760 h), UTC."""
    return Horizon.regular(pd.Timestamp("2026-01-01", tz="UTC"), steps, step_h, "UTC")


@dataclass(frozen=True)
class Answer:
    """A solved toy, read back on demand."""

    form: Formulation
    program: Program
    solution: Solution

    @property
    def cost(self) -> float:
        """Objective."""
        return self.solution.objective

    @cached_property
    def ledger(self) -> Ledger:
        """Money by entry."""
        return read_ledger(self.form, self.program, self.solution.x)

    @cached_property
    def ds(self) -> xr.Dataset:
        """Quantities; the ledger is read first, as it evaluates the expressions of money."""
        return read_dataset(self.form, self.program, self.solution.x)

    @cached_property
    def duals(self) -> xr.Dataset:
        """Named shadow prices."""
        return read_duals(self.form, self.program, self.solution.y, "EUR", self.ds)

    def of(self, quantity: str, name: str) -> Any:
        """Values of one component's quantity over the steps."""
        return self.ds[quantity].sel(component=name).to_numpy().ravel()


def compiled(
    parts: list[Component],
    horizon: Horizon,
    series: Mapping[str, Any] | None = None,
    rate_frac: float = 0.0,
    witnesses: int = 5,
) -> tuple[Formulation, Program]:
    """Formulate and compile."""
    arrays = {name: np.asarray(values, dtype=float) for name, values in (series or {}).items()}
    form = formulate(
        {part.name: part for part in parts},
        horizon,
        arrays,
        base="EUR",
        rates={},
        discount_rate_real_frac=rate_frac,
    )
    return form, compile_model(form.model, time=form.model.T, witnesses=witnesses)


def answer(
    parts: list[Component],
    horizon: Horizon,
    series: Mapping[str, Any] | None = None,
    rate_frac: float = 0.0,
    witnesses: int = 5,
) -> Answer:
    """Formulate, compile and solve; the status is optimal or the test ends here."""
    form, program = compiled(parts, horizon, series, rate_frac, witnesses)
    solution = solve(program.linear_program(), vertex=True)
    assert solution.status == "optimal"
    return Answer(form, program, solution)
