"""A case as a compiled program that takes new bounds and prices, and is solved again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bess_opt.component import Asset, Component, Rating
from bess_opt.errors import Infeasible, LimitReached
from bess_opt.ledger import Ledger
from bess_opt.model.build import Formulation, formulate
from bess_opt.model.fields import rate_of
from bess_opt.model.linear_program import LinearProgram
from bess_opt.model.program import Program, compile_model
from bess_opt.model.ratings import annual_cost, bound_name, ratings_of
from bess_opt.model.results import read_dataset, read_duals, read_ledger
from bess_opt.solve.solution import Solution, Status
from bess_opt.studies.session import Session

Emit = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Answer:
    """One solve, read back."""

    solution: Solution
    dataset: xr.Dataset
    duals: xr.Dataset
    ledger: Ledger

    @property
    def cost(self) -> float:
        """Objective with sunk rows, base currency."""
        return self.ledger.total()


class System:
    """A compiled case.

    Parameters
    ----------
    case : Case
        Validated case.
    inputs : Inputs
        Horizon and series.
    emit : callable
        Receives progress events.
    """

    def __init__(self, case: Any, inputs: Any, emit: Emit) -> None:
        start = perf_counter()
        self.case, self.inputs, self.emit = case, inputs, emit
        self.unanswered: Solution | None = None
        self.components: dict[str, Component] = {
            **case.assets,
            **case.tariffs,
            **case.policies,
        }
        names = [str(n) for n in inputs.dataset.data_vars]
        self.form: Formulation = formulate(
            self.components,
            inputs.horizon,
            {n: inputs.dataset[n].to_numpy() for n in names},
            base=case.currency.base,
            rates=case.currency.rates,
            discount_rate_real_frac=case.finance.discount_rate_real_frac or 0.0,
        )
        self.program: Program = compile_model(self.form.model, time=self.form.model.T)
        self.build_s = perf_counter() - start
        self.session = Session(self.program, engine=case.solver.name, threads=case.solver.threads)
        lp = self.program.linear_program()
        emit(
            {
                "event": "stage",
                "stage": "model",
                "rows": lp.n_rows,
                "columns": lp.n_columns,
                "entries": lp.n_entries,
                "seconds": self.build_s,
            }
        )

    def storage_ratings(self) -> dict[str, dict[str, Rating]]:
        """Ratings of storage that the optimiser may choose, by asset and field."""
        return {
            name: {f: r for f, r in ratings_of(c).items() if r.is_sized}
            for name, c in self.form.components.items()
            if isinstance(c, Asset)
            and c.is_storage
            and any(r.is_sized for r in ratings_of(c).values())
        }

    def bound(self, limits: Mapping[str, Mapping[str, tuple[float, float]]]) -> None:
        """Set bounds of ratings: ``{asset: {field: (min, max)}}``; others as given."""
        fields = {f for c in self.form.components.values() for f in ratings_of(c)}
        for field in fields:
            owners = [n for n, c in self.form.components.items() if field in ratings_of(c)]
            low, high = [], []
            for name in owners:
                rating = ratings_of(self.form.components[name])[field]
                least, most = limits.get(name, {}).get(field, (rating.min, rating.max))
                low.append(least)
                high.append(most)
            years = len(self.form.horizon.years)
            self.program.update(
                **{
                    bound_name(field, "min"): np.repeat(np.array(low)[:, None], years, axis=1),
                    bound_name(field, "max"): np.repeat(np.array(high)[:, None], years, axis=1),
                }
            )

    def price_storage(self, factor: float) -> None:
        """Multiply the annual cost of all sized storage by ``factor`` (1 restores it)."""
        rate = self.case.finance.discount_rate_real_frac or 0.0
        for field in ("p_rated_mw", "e_rated_mwh"):
            owners = [n for n, c in self.form.components.items() if field in ratings_of(c)]
            if not owners:
                continue
            stem, unit = field.rsplit("_", 1)
            costs = []
            for name in owners:
                component = self.form.components[name]
                exchange = rate_of(component, self.form.base, self.form.rates)
                own = annual_cost(ratings_of(component)[field], rate, exchange)
                scale = factor if name in self.storage_ratings() else 1.0
                costs.append((own[0] * scale, own[1] * scale))
            self.program.update(
                **{
                    f"{stem}_annuity_per_{unit}_year": np.array([c[0] for c in costs]),
                    f"{stem}_fixed_om_per_{unit}_year": np.array([c[1] for c in costs]),
                }
            )

    def storage_cost(self, sizes: Mapping[str, Mapping[str, float]]) -> float:
        """Annual cost of storage of these sizes at the case's prices, base currency."""
        rate = self.case.finance.discount_rate_real_frac or 0.0
        share = sum(self.form.horizon.share_of_year.values())
        total = 0.0
        for name, own in sizes.items():
            component = self.form.components[name]
            exchange = rate_of(component, self.form.base, self.form.rates)
            for field, value in own.items():
                costs = annual_cost(ratings_of(component)[field], rate, exchange)
                total += share * sum(costs) * value
        return total

    def rating_costs(self) -> NDArray[np.float64]:
        """Annual cost of sized storage by column of the program, zero elsewhere.

        Where storage costs nothing, its energy counts instead.
        """
        lp = self.program.linear_program()
        numbers = np.arange(lp.n_columns, dtype=float)
        own = np.zeros(lp.n_columns)
        energy = np.zeros(lp.n_columns)
        for name, ratings in self.storage_ratings().items():
            for field in ratings:
                row = self.program.members(field)[0].index(name)
                columns = self.program.array(field, numbers)[row].astype(int).ravel()
                own[columns] = lp.cost[columns]
                energy[columns] = float(field == "e_rated_mwh")
        return own if own.any() else energy

    def solve(
        self,
        stage: str,
        *,
        vertex: bool = False,
        program: LinearProgram | None = None,
        warm: Solution | None = None,
        patience_s: float | None = None,
    ) -> Solution:
        """Solve as the program stands, or one that was derived from it.

        Parameters
        ----------
        stage : str
            Word for progress events.
        vertex : bool
            Ask for a corner of the optimal face.
        program : LinearProgram, optional
            What to solve instead.
        warm : Solution, optional
            Of the same sizes' bounds at other prices; the way is shorter, the answer the same.
        patience_s : float, optional
            A time limit below the case's own, for what the answer can do without.

        Raises
        ------
        Infeasible
            No solution, or none that is finite; the proof is kept in ``unanswered``.
        LimitReached
            The time limit came first.
        """
        limits = [s for s in (self.case.solver.time_limit_s, patience_s) if s is not None]
        limit_s = min(limits, default=None)
        self.emit({"event": "stage", "stage": stage})
        solution = self.session.solve(
            program=program,
            warm=warm,
            vertex=vertex,
            time_limit_s=limit_s,
            progress=lambda told: self.emit({"event": "progress", "stage": stage, **told}),
        )
        if solution.status in (Status.INFEASIBLE, Status.UNBOUNDED):
            self.unanswered = solution
            raise Infeasible(f"the case is {solution.status} ({stage})")
        if solution.status is Status.LIMIT:
            raise LimitReached(f"the time limit of {limit_s:g} s came first ({stage})")
        self.emit(
            {
                "event": "solved",
                "stage": stage,
                "objective": solution.objective,
                "seconds": solution.seconds,
                "iterations": solution.iterations,
                "residual": None if solution.certificate is None else solution.certificate.worst,
            }
        )
        return solution

    def read(self, solution: Solution) -> Answer:
        """Turn a solution into quantities, prices and money."""
        x = solution.x
        ds = read_dataset(self.form, self.program, x)
        return Answer(
            solution,
            ds,
            read_duals(self.form, self.program, solution.y, self.form.base, ds),
            read_ledger(self.form, self.program, x),
        )
