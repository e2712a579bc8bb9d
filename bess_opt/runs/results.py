"""The schema of ``results.json``, ``bess_opt/results/1``: what a script may rely on.

Keys may be added under the same schema; a key named here keeps its meaning.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bess_opt.component import PRICE_SIGN

Amounts = dict[str, float]


class Open(BaseModel):
    """A part of the results to which later versions may add."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Objective(Open):
    """What was minimised, sunk rows included."""

    value: float
    currency: str
    basis: Literal["per year", "over the horizon", "present value"]


class Size(Open):
    """Ratings of an asset; ``sized`` names those that the optimiser chose."""

    p_rated_mw: float | None = None
    e_rated_mwh: float | None = None
    e_deliverable_mwh: float | None = None
    duration_h: float | None = None
    sized: list[str] = Field(default_factory=list)


class Savings(Open):
    """Cost of the same system without sized storage, less the cost with it."""

    amount: float | None
    currency: str
    perspective: str
    distinguishable: bool


class Engine(Open):
    """Who solved it and how well."""

    name: str
    version: str
    iterations: int
    build_s: float
    solve_s: float
    primal_residual: float
    dual_residual: float
    gap: float


class Results(Open):
    """``results.json``."""

    schema_: Literal["bess_opt/results/1"] = Field(alias="schema")
    status: Literal["optimal", "infeasible", "unbounded", "limit", "error"]
    objective: Objective
    sizes: dict[str, Size]
    energy_mwh: dict[str, Amounts]
    costs: dict[str, Amounts]
    baseline: dict[str, Any] | None = None
    savings: Savings | None = None
    emissions_t: float
    renewable_share_frac: float | None
    unserved_mwh: float
    full_cycles_per_year: Amounts
    overlap_hours: float | Amounts
    import_export_hours: float | None = None
    opposed_hours: float = 0.0
    largest_mw: float | None = None
    solver: Engine
    foresight: dict[str, Any] = Field(default_factory=lambda: {"kind": "perfect"})
    headline: Any = None
    break_even: Any = None
    flatness: Any = None
    binding: list[dict[str, Any]] = Field(
        default_factory=list,
        description=f"{PRICE_SIGN} Mean, lowest and highest of a limit are over the rows in which "
        "it binds, those of a balance (is_limit false) over all; a mean over steps goes by hours.",
    )
    bill: list[dict[str, Any]] = Field(default_factory=list)
    calibration: Any = None
    assumptions: list[dict[str, Any]] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)


def results_schema() -> dict[str, Any]:
    """JSON Schema of ``results.json``."""
    schema = Results.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_faults(results: dict[str, Any]) -> list[str]:
    """Where results depart from the schema, as ``path: what``; empty where they do not."""
    try:
        Results.model_validate(results)
    except ValidationError as error:
        return [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    return []
