r"""Connection to a larger system at one bus: import and export, each within its limit.

symbol           code                                  unit  meaning
i_{a,t}, e_{a,t} p_import_mw[a, t], p_export_mw[a, t]  MW    at the meter, both >= 0
I_{a,t}, E_{a,t} p_import_max_mw, p_export_max_mw      MW    limits at the meter
\phi_{a,t}       available_frac[a, t]                  1     0 while the supply is cut
C_{a,t}          p_connection_mw[a, t]                 MW    I or E, the larger one of the year: the
                                                             scale of the row and nothing more
\lambda_a        loss_frac[a]                          1     lost between the meter and the bus

No binary forbids import and export in the same step. One row holds both within the connection,
``i / I + e / E <= availability``, which is true of every dispatch that does one thing at a time and
is the tightest linear statement of it; what remains is detected after the solve and reported.

Tariffs meter ``p_import_mw`` and ``p_export_mw``. A connection whose capacity is itself to be sized
is a bus of its own behind a ``line`` with a sized rating.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import GRID_EMISSION
from bess_opt.component import (
    Asset,
    Check,
    Derived,
    Fields,
    SeriesFrac,
    SeriesPositive,
    Shadow,
)
from bess_opt.dust import OVERLAP_FRAC
from bess_opt.horizon import Horizon
from bess_opt.outages import Outages


class Grid(Asset, kind="grid"):
    """The public grid, or any larger system, seen from a site."""

    is_connection: ClassVar[bool] = True
    emits: ClassVar[bool] = True
    part: ClassVar[str] = "grid"
    flows: ClassVar[tuple[str, ...]] = ("p_import_mw", "p_export_mw")
    shadows: ClassVar[tuple[Shadow, ...]] = (
        Shadow(
            "import_limit",
            "grid_limit",
            "{currency}/MW/h",
            "value of one more MW of import limit; nothing while the supply is cut",
            "Import at its limit",
        ),
        Shadow(
            "export_limit",
            "grid_limit",
            "{currency}/MW/h",
            "value of one more MW of export limit; nothing while the supply is cut",
            "Export at its limit",
        ),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "p_import_max_mw": 3.0,
        "p_export_max_mw": 2.0,
        "loss_frac": 0.02,
        "emission_t_per_mwh": 0.4,
    }

    p_import_max_mw: SeriesPositive = Field(description="Most import at the meter.")
    p_export_max_mw: SeriesPositive = Field(
        0.0, description="Most export at the meter; none where absent."
    )
    available_frac: SeriesFrac = Field(1.0, description="Share of both limits that is left.")
    outages: Outages | None = Field(None, description="When it is out, as a calendar.")
    loss_frac: float = Field(0.0, ge=0, lt=1, description="Lost between the meter and the bus.")
    emission_t_per_mwh: Annotated[float, GRID_EMISSION] = Field(
        0.0, ge=0, description="Of a MWh imported, at the meter."
    )
    clean_frac: float = Field(0.0, ge=0, le=1, description="Share of imports counted as clean.")
    renewable_frac: float = Field(
        0.0, ge=0, le=1, description="Share of imports counted as renewable."
    )

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Weights of import and export in the limit, and bounds that shut a way of no limit."""
        most_in = np.array([fields["p_import_max_mw"][a] for a in members])
        most_out = np.array([fields["p_export_max_mw"][a] for a in members])
        both = (most_in > 0) & (most_out > 0)
        base = _connection_mw(most_in, most_out)
        weights = [
            np.divide(base, most, out=(most > 0).astype(float), where=both)
            for most in (most_in, most_out)
        ]
        return {
            "import_weight_factor": (("T",), weights[0]),
            "export_weight_factor": (("T",), weights[1]),
            "p_connection_mw": (("T",), base),
            "p_import_bound_mw": (("T",), np.where(most_in > 0, np.inf, 0.0)),
            "p_export_bound_mw": (("T",), np.where(most_out > 0, np.inf, 0.0)),
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """One limit for both ways."""
        import pyomo.environ as pyo

        m.p_import_mw = pyo.Var(
            m.grid,
            m.T,
            bounds=lambda m, a, t: (0, m.p_import_bound_mw[a, t]),
            doc="i_{a,t}: taken from the larger system, at the meter",
        )
        m.p_export_mw = pyo.Var(
            m.grid,
            m.T,
            bounds=lambda m, a, t: (0, m.p_export_bound_mw[a, t]),
            doc="e_{a,t}: given to the larger system, at the meter",
        )

        @m.Constraint(
            m.grid, m.T, doc=r"(C / I)_{a,t} i_{a,t} + (C / E)_{a,t} e_{a,t} \le \phi_{a,t} C_{a,t}"
        )
        def grid_limit(m: Any, a: Any, t: Any) -> Any:
            return (
                m.import_weight_factor[a, t] * m.p_import_mw[a, t]
                + m.export_weight_factor[a, t] * m.p_export_mw[a, t]
                <= m.available_frac[a, t] * m.p_connection_mw[a, t]
            )

    @classmethod
    def unscaled(cls, shadow: Shadow, price: Any, ds: Any) -> Any:
        """Value of one more MW of a way's own limit.

        The row is i / I + e / E <= phi, times C. At its price y a MW of I is worth y C i / I^2: y
        where only import is used, and nothing where it is not. At phi = 0 the row shuts both ways
        whatever I is, and its dual says nothing of the connection.
        """
        member = next(str(d) for d in price.dims if d != "time")
        fields = ("p_import_mw", "p_import_max_mw", "p_export_mw", "p_export_max_mw")
        own = ds.sel(component=price[member].to_numpy())
        taken, most_in, given, most_out, left = (
            own[f].transpose("component", "time").to_numpy() for f in (*fields, "available_frac")
        )
        flow, most = (taken, most_in) if shadow.name == "import_limit" else (given, most_out)
        used = np.divide(
            _connection_mw(most_in, most_out) * flow,
            most**2,
            out=np.zeros_like(flow),
            where=(most > 0) & (left > 0),
        )
        told = price.transpose(member, "time")
        return told.copy(data=told.to_numpy() * np.maximum(used, 0.0))

    @classmethod
    def injection(cls, m: Any, a: Any, t: Any) -> Any:
        """Import less export, with what is lost between the meter and the bus."""
        return (1 - m.loss_frac[a]) * m.p_import_mw[a, t] - m.p_export_mw[a, t] / (
            1 - m.loss_frac[a]
        )

    @classmethod
    def emission(cls, m: Any, a: Any, t: Any) -> Any:
        """Emission of what is imported; an export is credited with none."""
        return m.emission_t_per_mwh[a] * m.p_import_mw[a, t]

    def _flows(self, ds: Any) -> tuple[Any, Any]:
        at = ds.sel(component=self.name)
        return at["p_import_mw"].to_numpy(), at["p_export_mw"].to_numpy()

    def injected_mw(self, ds: Any) -> dict[str, Any]:
        """Recompute the injection from results."""
        taken, given = self._flows(ds)
        kept = 1 - self.loss_frac
        return {self.bus: kept * taken - given / kept}

    def energy_mwh(self, ds: Any, horizon: Horizon) -> dict[str, float]:
        """Energy imported and exported at the meter, and lost between it and the bus."""
        hours = horizon.dt_h * horizon.weight
        taken, given = (float(flow @ hours) for flow in self._flows(ds))
        return {
            "imported": taken,
            "exported": given,
            "lost": taken - given - float(self.injected_mw(ds)[self.bus] @ hours),
        }

    def use_figures(self, ds: Any, horizon: Horizon, nothing_mw: float = 0.0) -> dict[str, float]:
        """Hours in which the connection imports and exports at once."""
        least = np.minimum(*self._flows(ds))
        is_both = least > OVERLAP_FRAC * float(ds["p_import_max_mw"].sel(component=self.name).max())
        return {"import_export_hours": float(is_both @ (horizon.dt_h * horizon.weight))}

    def emissions_t(self, ds: Any, horizon: Horizon) -> float:
        """Emission of what is imported over the horizon."""
        return self.emission_t_per_mwh * self.energy_mwh(ds, horizon)["imported"]

    def check(self, ds: Any, horizon: Horizon) -> Iterable[Check]:
        """Each way within its limit, and nothing while the supply is cut."""
        at, (taken, given) = ds.sel(component=self.name), self._flows(ds)
        available = at["available_frac"].to_numpy()
        over = np.max(
            [
                taken - available * at["p_import_max_mw"].to_numpy(),
                given - available * at["p_export_max_mw"].to_numpy(),
                -taken,
                -given,
            ]
        )
        yield Check("import and export within limits", self.name, float(over), 1e-5, "MW")


def _connection_mw(most_in: Any, most_out: Any) -> Any:
    """MW that the limit is written in: the way with the larger limit over the horizon; (n, T)."""
    larger_out = most_out.max(axis=1, keepdims=True) > most_in.max(axis=1, keepdims=True)
    by_export = (most_out > 0) & (larger_out | (most_in <= 0))
    return np.where(by_export, most_out, most_in)
